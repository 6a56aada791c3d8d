"""The Explore page as somebody in front of it sees and uses it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from backprop.experiment import Experiment, Source

CHOSEN = Experiment(
    source=Source("wine"),
    hidden=(7, 5, 5),
    activations=("tanh", "relu", "tanh", "identity"),
    loss="squared_error",
    reduction="mean",
    bias=True,
    init="he_normal",
    seed=3,
    dtype="float32",
    batch_size=16,
    learning_rate=0.01,
    optimizer="adam",
    weight_decay=0.001,
    l2=0.005,
    shuffle=False,
)
"""Another choice wherever there is one: what the walks through the set-up end at."""

PICTURE = """root => {
const pixels = ({ context, corner, image }) => {
    const part = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    part.getContext('2d').putImageData(context.getImageData(...corner, image.width, image.height), 0, 0);
    return part.toDataURL();
};
return [...root.querySelectorAll('.tile')].map(tile => [
    tile.dataset.tile, tile.dataset.state, tile.querySelector('.matrix').getAttribute('aria-label'),
    pixels(tile.querySelector('.matrix').view),
]);
}"""

BLUR = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    active?.blur();
}"""

FOCUSED = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const holder = document.activeElement?.closest('[class*=st-key-]');
    const key = holder && [...holder.classList].find((name) => name.startsWith('st-key-'));
    const tile = active?.closest('.tile');
    return [key ?? '', tile ? tile.dataset.tile : ''];
}"""


BUTTONS = {
    "step": ".deck-step",
    "step-back": ".deck-back",
    "update-1": ".deck-n >> nth=0",
    "update-10": ".deck-n >> nth=1",
    "update-100": ".deck-n >> nth=2",
    "epoch": ".deck-epoch",
    "restart": ".deck-restart",
    "forward": ".track-phase.forward",
    "backward": ".track-phase.backward",
    "update": ".track-phase.update",
}
"""The buttons of the deck."""

KEYS = {"start": "Home", "end": "End", "layer": "ArrowDown", "layer-back": "ArrowUp"}


PATIENCE = 10
"""Seconds within which a page that comes back has to show all that there was."""


class Explorer:
    """What one does on the page; each deed waits until the page has answered it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(10_000)
        self.root = page.locator(".wall-root")

    def open(self) -> Explorer:
        self.page.goto("/")
        return self.settle()

    def settle(self) -> Explorer:
        """Wait until the wall is painted, all that was done is answered, and nothing is running."""
        expect(self.root).to_have_attribute("data-painted", re.compile(r"\d"))
        expect(self.root).to_have_attribute("data-waits", "0")
        expect(self.page.locator("[data-test-script-state=notRunning]")).to_be_attached()
        return self

    def after(self, act: Callable[[], object]) -> Explorer:
        """Act, and wait until the wall, the same as before, has been painted anew."""
        before, root = self.painted, self.root.element_handle()
        act()
        self.page.wait_for_function(
            "([root, before]) => !root.isConnected || Number(root.dataset.painted) > before", arg=[root, before]
        )
        assert root.evaluate("root => root.isConnected"), "the wall was mounted anew"
        return self.settle()

    # --- what is seen ---

    @property
    def painted(self) -> int:
        return int(self.root.get_attribute("data-painted") or 0)

    @property
    def here(self) -> int:
        """The update at which the curve has its mark."""
        return int(self.root.get_attribute("data-here") or 0)

    def picture(self) -> Any:
        """Every matrix: its name, state, range and each of its pixels."""
        return self.root.evaluate(PICTURE)

    def states(self) -> dict[str, str]:
        return {tile: state for tile, state, _label, _pixels in self.picture()}

    def tile(self, name: str) -> Locator:
        return self.root.locator(f".wall .tile[data-tile='{name}']")

    def fresh(self) -> str:
        """The matrix that was just computed."""
        return self.root.locator(".wall .tile[data-state=fresh]").first.get_attribute("data-tile") or ""

    def step_number(self) -> int:
        """The step of the round, as the track has it."""
        return int(self.root.locator(".track-marks").get_attribute("aria-valuenow") or -1)

    def keyed(self, key: str) -> Locator:
        """What stands on the page by this key, or by it and a number (see `ui.controls.bound`)."""
        name = f"st-key-{re.sub('[^A-Za-z0-9_-]', '-', key)}"
        return self.page.locator(f".{name}, [class*='{name}-']")

    def everything(self) -> tuple[Any, ...]:
        """The whole state as it is seen: every pixel, the number taken apart in all digits, the place, the controls."""
        boxes = self.page.locator(".stSidebar input")
        expect(self.page.locator(".stSidebar").get_by_text("Logarithmic loss axis")).to_be_visible()  # the last of them
        fields = [box.input_value() for box in boxes.all()]
        place = self.root.locator(".place").inner_text()
        return self.picture(), self.value.all_inner_texts(), place, self.step_number(), fields

    def comes_back_to(self, known: tuple[Any, ...]) -> None:
        """Wait until the page shows this whole state: one that is drawn anew is there piece by piece."""
        deadline = time.monotonic() + PATIENCE
        while (shown := self.settle().everything()) != known and time.monotonic() < deadline:
            pass
        differing = [pair for pair in zip(shown, known, strict=True) if pair[0] != pair[1]]
        assert not differing, [(str(is_)[:300], str(was)[:300]) for is_, was in differing]

    def value_of(self, name: str) -> str:
        return self.keyed(f"setup.{name}").locator("input").first.input_value()

    def focused(self) -> tuple[str, str]:
        """The key of the element that has the focus, and the matrix if it is one."""
        key, tile = self.page.evaluate(FOCUSED)
        return key.removeprefix("st-key-"), tile

    @property
    def player(self) -> Locator:
        """The button that plays and pauses."""
        return self.root.locator(".deck-play")

    @property
    def value(self) -> Locator:
        """The number that the panel takes apart."""
        return self.root.locator(".magnifier .number-value")

    @property
    def cell(self) -> str:
        """The cell that the magnifier is about."""
        return self.root.locator(".magnifier .cell").input_value()

    @staticmethod
    def full(value: float) -> str:
        """How the panel prints a number."""
        return f"= {value!s}".replace("-", "−")

    # --- what is done, by mouse ---

    def press(self, *keys: str) -> Explorer:
        """Buttons by what they do; what has none is a key."""
        for key in keys:
            if key in KEYS:
                self.blur().key(KEYS[key])
            else:
                self.after(self.button(key).click)
        return self

    def button(self, key: str) -> Locator:
        if key in BUTTONS:
            return self.root.locator(BUTTONS[key])
        return self.keyed(key).get_by_role("button")

    def play(self, pace: str = "full") -> Explorer:
        """Play; the slowest pace is usual."""
        self.root.locator(".deck-pace").select_option(pace)
        self.player.click()
        return self

    def fill(self, name: str, value: object) -> Explorer:
        field = self.keyed(f"setup.{name}").locator("input")
        field.fill(str(value))
        return self.after(lambda: field.press("Enter"))

    def choose(self, name: str, option: str) -> Explorer:
        return self.after(lambda: self.click_option(name, option))

    def click_option(self, name: str, option: str) -> None:
        box = self.keyed(f"setup.{name}").get_by_role("combobox")
        box.evaluate("box => box.scrollIntoView({block: 'center'})")  # a list closes when the page scrolls
        box.click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def pick(self, name: str, option: str) -> Explorer:
        return self.after(self.keyed(name).get_by_text(option, exact=True).click)

    def toggle(self, name: str) -> Explorer:
        return self.after(self.keyed(name).locator("label").first.click)

    def select(self, name: str, row: int, column: int) -> Explorer:
        """Click a cell of a matrix on the wall."""
        return self.after(lambda: self.click_cell(name, row, column))

    def click_cell(self, name: str, row: int, column: int) -> None:
        """Click it, and do not wait for an answer."""
        matrix = self.tile(name).locator(".matrix")
        matrix.scroll_into_view_if_needed()
        box = matrix.bounding_box()
        shape = re.search(r", (\d+) × (\d+), ", matrix.get_attribute("aria-label") or "")
        assert box
        assert shape
        rows, columns = map(int, shape.groups())
        x, y = (column + 0.5) * box["width"] / columns, (row + 0.5) * box["height"] / rows
        matrix.click(position={"x": x, "y": y})

    # --- what is done, by keyboard ---

    def blur(self) -> Explorer:
        """Leave whatever has the focus: keys are then the page's."""
        self.page.evaluate(BLUR)
        return self

    def key(self, *keys: str) -> Explorer:
        for key in keys:
            self.after(lambda key=key: self.page.keyboard.press(key))  # type: ignore[misc]
        return self

    def tab_to(self, arrived: Callable[[], bool], most: int = 70) -> Explorer:
        for _ in range(most):
            if arrived():
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{most} tabs do not lead there; the focus is at {self.focused()}")
