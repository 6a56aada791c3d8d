"""The instrument on five screens, light and dark: what was just made is in view, nothing overlaps, nothing is cut."""

from __future__ import annotations

import os
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from backprop.experiment import Experiment
from backprop.notations import NOTATIONS
from tests.browser.explorer import Explorer

LONG = bool(os.environ.get("EXPLORER_LONG_TESTS"))
SIZES: tuple[ViewportSize, ...] = (
    {"width": 390, "height": 844},
    {"width": 1024, "height": 768},
    {"width": 1280, "height": 720},
    {"width": 1440, "height": 900},
    {"width": 1920, "height": 1080},
)
NARROW = 640
"""Below this the page scrolls."""
LEAST_DIGITS = 11
LEAST_ON_A_PROJECTOR = 28

WIDER = """() => [document.scrollingElement, ...document.querySelectorAll('.stMain, .stMainBlockContainer')]
    .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className)"""

MEASURED = """root => {
    const seen = (element) => element.getClientRects().length > 0;
    const box = (element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { left, top, right, bottom };
    };
    const wall = root.querySelector('.wall');
    const tiles = [...wall.querySelectorAll('.tile')].map((tile) => [tile, tile.querySelector('.matrix')]);
    const fresh = [...root.querySelectorAll('.tile[data-state=fresh] .matrix')].filter(seen);
    const words = '.title, .shape, .note, .deck-button, .place, .turn, .track-index, .network-caption, .network-count, '
        + '.track-marks i, .hint';
    const texts = [...root.querySelectorAll(words)];
    const all = (selector) => [...root.querySelectorAll(selector)].filter(seen);
    const names = [...tiles.map(([tile]) => tile.querySelector('.title')), ...all('.track-phase')];
    const nameless = names.filter((name) => !name.textContent).map((name) => name.parentElement.outerHTML);
    const drawn = wall.querySelector('svg').getBoundingClientRect();
    const crossed = [...wall.querySelectorAll('svg .now path')].flatMap((path) => {
        const count = Math.floor(path.getTotalLength() / 4);
        const points = Array.from({ length: count }, (_, k) => path.getPointAtLength(4 * k));
        const within = (at, from, to) => at > from + 1 && at < to - 1;
        const over = ({ left, top, right, bottom }) => points.some(({ x, y }) =>
            within(x + drawn.x, left, right) && within(y + drawn.y, top, bottom));
        return tiles.filter(([, matrix]) => over(box(matrix))).map(([tile]) => tile.dataset.tile);
    });
    // What can be scrolled, but not by keys: its own way or to something that can have the focus.
    const scrolled = (box) => (box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth)
        && getComputedStyle(box).overflow.includes('auto');
    const byKey = (box) => box.tabIndex >= 0 || box.querySelector('[tabindex="0"], button, input');
    const stuck = all('.equation, .magnifier-body, .wall, .strip').filter((box) => scrolled(box) && !byKey(box))
        .map((box) => box.className);
    const equation = all('.equation')[0];
    const overflowing = [document.scrollingElement, document.querySelector('.stMain'), equation]
        .filter((box) => box && box.scrollHeight > box.clientHeight).map((box) => box.className || box.tagName);
    return {
        nameless, crossed, stuck, overflowing,
        fades: getComputedStyle(wall).animationName, wide: wall.scrollWidth > wall.clientWidth,
        hint: all('.hint').map(box)[0] ?? null, panel: box(root.querySelector('.magnifier')),
        window: [innerWidth, innerHeight], wall: box(wall), strip: box(root.querySelector('.strip')),
        deck: box(root.querySelector('.deck')), stage: box(root.querySelector('.stage-left')),
        network: [...root.querySelectorAll('.network')].filter(seen).map(box)[0] ?? null,
        turn: [...root.querySelectorAll('.turn')].filter(seen).map(box)[0] ?? null,
        below: [...root.querySelectorAll('.below')].filter(seen).map(box)[0] ?? null,
        region: [...root.querySelectorAll('.region')].filter(seen).map(box)[0] ?? null,
        matrices: Object.fromEntries(tiles.map(([tile, matrix]) => [tile.dataset.tile, box(matrix)])),
        fresh: fresh.map((matrix) => [matrix.closest('.strip') ? 'strip' : 'wall', box(matrix)]),
        cut: texts.filter(seen).filter((text) => text.scrollWidth > text.clientWidth + 1 && text.clientWidth > 0
            && getComputedStyle(text).overflowX !== 'visible').map((text) => text.className + ' ' + text.textContent),
        buttons: [...root.querySelectorAll('.deck .deck-button, .deck-pace')].filter(seen).map((button) =>
            [button.getAttribute('aria-label'), box(button)]),
    };
}"""

WRITTEN = """root => [...root.querySelectorAll('.tile')].flatMap((tile) => {
    if (!tile.getClientRects().length) return [];
    const { view } = tile.querySelector('.matrix');
    if (!view.written) return [];
    const [rows, columns] = view.tile.sent;
    const at = (k) => view.transpose ? (k % rows) * columns + Math.floor(k / rows) : k;
    const values = Array.from(view.tile.cells, (_, k) => view.tile.cells[at(k)]);
    return [[tile.dataset.tile, view.written.size, view.written.texts, values]];
})"""

COVERED = """button => {
    const box = button.getBoundingClientRect();
    const at = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    return at.some(([x, y]) => {
        const [left, top] = [box.x + x * box.width, box.y + y * box.height];
        let found = document.elementFromPoint(left, top);
        while (found?.shadowRoot) found = found.shadowRoot.elementFromPoint(left, top);
        return !button.contains(found);
    });
}"""


def inside(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["left"] >= other["left"] - 1
        and one["right"] <= other["right"] + 1
        and one["top"] >= other["top"] - 1
        and one["bottom"] <= other["bottom"] + 1
    )


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["left"] + 1 < other["right"]
        and other["left"] + 1 < one["right"]
        and one["top"] + 1 < other["bottom"]
        and other["top"] + 1 < one["bottom"]
    )


def overlaps(boxes: dict[str, dict[str, float]]) -> list[tuple[str, str]]:
    return [(a, b) for a, b in combinations(boxes, 2) if overlap(boxes[a], boxes[b])]


def measured(explorer: Explorer) -> dict[str, Any]:
    found: dict[str, Any] = explorer.root.evaluate(MEASURED)
    return found


def drawing_of(found: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The boxes of the drawing of the network, and of ℓ, where they are seen."""
    return {name: found[name] for name in ("network", "turn") if found[name]}


@pytest.mark.parametrize(
    ("layers", "viewport"),
    [
        # Every second one, as a chessboard has its black squares, but for the deepest; all of them take minutes.
        pytest.param(
            layers,
            size,
            id=f"{layers}-{size['width']}x{size['height']}",
            marks=pytest.mark.skipif(
                not LONG and ((row + column) % 2 == 1 or layers == 16),
                reason="with EXPLORER_LONG_TESTS=1",
            ),
        )
        for row, layers in enumerate((1, 3, 8, 16))
        for column, size in enumerate(SIZES)
    ],
)
def test_what_was_just_made_is_in_view_and_nothing_overlaps_or_is_cut(page: Page, layers: int) -> None:
    explorer = Explorer(page)
    hidden = {1: "none", 3: "6-5"}.get(layers, "-".join(["5"] * (layers - 1)))
    explorer.page.goto(f"/?v=1&hidden={hidden}")
    explorer.settle()
    steps = int(explorer.root.locator(".track-marks").get_attribute("aria-valuemax") or 0)
    assert steps == 7 * layers + 3
    key = "ArrowRight" if layers <= 3 else "ArrowDown"  # in a deep network from layer to layer
    first = measured(explorer)
    assert inside(first["hint"], first["panel"])
    while explorer.step_number() < steps:
        explorer.key(key)
        step, found = explorer.step_number(), measured(explorer)
        wide, high = found["window"]
        screen = {"left": 0, "top": 0, "right": wide, "bottom": found["deck"]["top"]}
        assert found["fresh"] or step == 2 * layers + 2, "only ℓ is no matrix"
        for place, box in found["fresh"]:
            assert inside(box, found["wall"] if place == "wall" else found["stage"]), (step, place)
            assert inside(box, screen), (step, place)
        assert overlaps(found["matrices"] | drawing_of(found)) == [], step
        if found["network"]:
            assert inside(found["network"], found["below"] or found["wall"]), step
        if found["below"]:
            assert wide <= NARROW
            assert inside(found["below"], screen)
            assert not overlap(found["below"], found["wall"])
        for kind in ("cut", "nameless", "crossed", "stuck"):
            assert found[kind] == [], (step, kind)
        if wide > NARROW:
            assert found["overflowing"] == [], step
        assert found["wide"] or not found["turn"] or inside(found["turn"], found["wall"]), step
        assert found["fades"] == "aside", "where it can be scrolled"
        assert found["deck"]["bottom"] <= high + 1
        assert overlaps(dict(found["buttons"])) == []
        assert page.evaluate(WIDER) == []
    assert_digits_are_true_and_large(explorer)


def assert_digits_are_true_and_large(explorer: Explorer) -> None:
    """Every number on the wall is the nearest of its length to the entry, and none is too small to be read."""
    found = explorer.root.evaluate(WRITTEN)
    assert found, "some matrix has its numbers"
    for tile, size, texts, values in found:
        assert size >= LEAST_DIGITS, tile
        for text, value in zip(texts, values, strict=True):
            if text == "≈0":
                assert 0 < abs(value) < 0.005, (tile, value)
            elif text != "…":
                shown = text.replace("−", "-")
                digits = len(shown.partition("e")[0].partition(".")[2])
                last = 10.0 ** (int(shown.partition("e")[2] or 0) - digits)
                assert abs(float(shown) - value) <= 0.5001 * last, (tile, text, value)


@pytest.mark.parametrize(
    ("color_scheme", "viewport"),
    list(zip(("light", "dark", "light", "dark"), SIZES[1:], strict=True)),
    ids=["1024x768", "1280x720-dark", "1440x900", "1920x1080-dark"],
)
def test_every_button_of_the_deck_can_be_pressed(page: Page, color_scheme: str) -> None:
    explorer = Explorer(page).open()
    expect(explorer.root).to_have_attribute("data-theme", color_scheme)
    buttons = explorer.root.locator(".deck .deck-button:visible, .deck-pace")
    names = [button.get_attribute("aria-label") for button in buttons.all()]
    assert all(names)
    assert len(set(names)) == len(names), "each has a name of its own"
    assert [name for name, button in zip(names, buttons.all(), strict=True) if button.evaluate(COVERED)] == []


def close_the_sidebar(explorer: Explorer) -> None:
    page, narrower = explorer.page, explorer.root.evaluate("root => root.clientWidth")
    page.locator("[data-testid=stSidebar]").hover()
    explorer.after(page.locator("[data-testid=stSidebarCollapseButton] button").click)
    page.wait_for_function(
        "([root, width]) => root.clientWidth > width + 200", arg=[explorer.root.element_handle(), narrower]
    )
    explorer.settle()


@pytest.mark.parametrize("viewport", [SIZES[2], SIZES[3]], ids=["1280x720", "1440x900"])
def test_all_matrices_of_the_first_network_are_in_view_with_their_numbers(page: Page, viewport: ViewportSize) -> None:
    explorer = Explorer(page).open()
    if viewport["width"] == 1280:
        close_the_sidebar(explorer)
    explorer.press("backward")
    found = measured(explorer)
    assert len(found["matrices"]) == 4 + 3 + 1 + 3 + 1 + 3 + 4 + 3 + 3
    for name, box in found["matrices"].items():
        assert inside(box, found["wall"]), name
        label = explorer.tile(name).locator(".matrix").get_attribute("aria-label") or ""
        rows = int(label.split(", ")[1].split(" × ")[0])
        assert (box["bottom"] - box["top"]) / rows >= LEAST_DIGITS - 0.2, name


@pytest.mark.parametrize("viewport", [SIZES[4]], ids=["1920x1080"])
def test_on_a_projector_the_equation_is_read_from_the_last_row(page: Page) -> None:
    explorer = Explorer(page).open()
    close_the_sidebar(explorer)
    explorer.press("backward")
    sizes = {tile: size for tile, size, _texts, _values in explorer.root.locator(".strip").evaluate(WRITTEN)}
    assert set(sizes) == {"M1", "W1", "G1"}
    assert min(sizes.values()) >= LEAST_ON_A_PROJECTOR, sizes


@pytest.mark.parametrize("viewport", [SIZES[1], SIZES[3]], ids=["1024x768", "1440x900"])
def test_a_step_moves_nothing_and_neither_does_a_cell(page: Page, viewport: ViewportSize) -> None:
    explorer = Explorer(page).open()

    def places() -> dict[str, Any]:
        found = measured(explorer)
        kept = {name: found[name] for name in ("wall", "stage", "deck")}
        return kept | ({"matrices": found["matrices"]} if viewport["width"] > 1100 else {})

    first = places()
    given = explorer.root.locator(".strip").evaluate(WRITTEN)
    assert [tile for tile, _size, _texts, _values in given] == ["Z1", "Y", "W1", "W2", "W3"], "each has its numbers"
    decimals = [max(len(text.partition(".")[2]) for text in texts) for _tile, _size, texts, _values in given]
    assert len({*decimals} - {0}) == 1, decimals
    sizes = set()
    for step in range(1, 22):
        explorer.press("step")
        assert places() == first, step
        sizes.add(
            explorer.root.locator(".headline-title").evaluate("title => parseFloat(getComputedStyle(title).fontSize)")
        )
    assert len(sizes) <= 2, "all equations have type of one size, but those with a sum over what stands below"
    explorer.select("W2", 1, 2)
    assert places() == first
    expect(explorer.value).to_be_in_viewport()


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("viewport", SIZES[1:3], ids=["1024x768", "1280x720"])
def test_before_the_first_step_all_that_is_given_is_named(page: Page) -> None:
    start = Explorer(page).open().root.locator("div.start")
    place = start.bounding_box()
    for line in start.locator(".given > div, .hint").all():
        box = line.bounding_box()
        assert box
        assert place
        assert place["x"] <= box["x"] < place["x"] + place["width"], line.text_content()
        assert box["y"] + box["height"] <= place["y"] + place["height"] + 1, line.text_content()


def test_the_drawing_of_the_network_lights_up_and_leads_to_a_layer(page: Page) -> None:
    explorer = Explorer(page).open()
    network = explorer.root.locator(".network")
    expect(network).to_be_in_viewport(ratio=1)
    expect(network.locator(".network-count:visible")).to_have_text(["4", "6", "5", "3"])
    dark = network.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    explorer.after(network.get_by_role("button", name="Layer 2: go to Z₂W₂").click)
    assert (explorer.step_number(), explorer.fresh()) == (3, "P2")
    assert network.locator("canvas").evaluate("canvas => canvas.toDataURL()") != dark
    expect(network.locator(".network-layer:visible")).to_have_text(["", "→", ""])
    explorer.press("backward")
    expect(network.locator(".network-layer:visible")).to_have_text(["←", "", ""])


def test_the_network_and_the_decision_region_exchange_places(page: Page) -> None:
    explorer = Explorer(page)
    page.goto("/?v=1&data=moons&bias=1&hidden=6-5")
    explorer.settle()
    network, region = (explorer.root.locator(f".{name}") for name in ("network", "region"))
    place = network.bounding_box()
    assert place
    explorer.blur().key("n")
    expect(network).to_be_hidden()
    plane = region.get_by_role("button", name="Decision region: x1 to the right, x2 upwards; classes 0, 1.")
    expect(plane).to_be_in_viewport(ratio=1)
    moved = region.bounding_box()
    assert moved
    assert moved["x"] == place["x"]
    before = plane.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    explorer.press("update-10")
    assert plane.locator("canvas").evaluate("canvas => canvas.toDataURL()") != before, "it is live"
    found = measured(explorer)
    assert overlaps(found["matrices"] | {"region": found["region"]}) == []
    explorer.after(plane.click)
    expect(region).to_be_hidden()
    explorer.after(network.get_by_role("button", name="Show the decision region").click)
    expect(plane).to_be_visible()


@pytest.mark.parametrize("viewport", SIZES[:1], ids=["390x844"])
def test_on_a_phone_the_drawing_or_the_region_is_seen_below_the_wall_and_an_equation_has_numbers(page: Page) -> None:
    explorer = Explorer(page)
    page.goto("/?v=1&data=moons&hidden=6-5")
    explorer.settle()
    network, region = (explorer.root.locator(f".{name}") for name in ("network", "region"))
    expect(network).to_be_in_viewport(ratio=1)
    exchange = network.get_by_role("button", name="Show the decision region")
    box = exchange.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    explorer.after(exchange.click)
    plane = region.get_by_role("button", name="Decision region:")
    expect(plane).to_be_in_viewport(ratio=1)
    before = plane.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    explorer.press("update-10")
    assert plane.locator("canvas").evaluate("canvas => canvas.toDataURL()") != before, "it is live"
    expect(plane).to_be_in_viewport(ratio=1)
    steps = int(explorer.root.locator(".track-marks").get_attribute("aria-valuemax") or 0)
    while explorer.step_number() < steps:
        explorer.press("step")
        strip = explorer.root.locator(".strip")
        tiles = strip.locator(".tile").count()
        assert len(strip.evaluate(WRITTEN)) == tiles, explorer.step_number()
        for matrix in strip.locator(".matrix").all():
            expect(matrix).to_be_in_viewport(ratio=1)


def test_digits_stand_as_pictures_beside_their_rows(page: Page) -> None:
    explorer = Explorer(page)
    page.goto("/?v=1&data=digits&hidden=8")
    explorer.settle()
    small = explorer.root.locator(".pictures").get_by_role("img", name="The examples as pictures")
    expect(small).to_be_in_viewport(ratio=1)
    pictures, row = small.bounding_box(), explorer.tile("Z1").locator(".matrix").bounding_box()
    assert pictures
    assert row
    assert pictures["x"] + pictures["width"] <= row["x"]
    heads = [head.bounding_box() for head in explorer.root.locator(".band:visible").all()]
    assert all(head and head["x"] + head["width"] <= pictures["x"] + 1 for head in heads)
    large = explorer.root.locator(".picture-large")
    expect(large).to_be_hidden()
    small.hover(position={"x": 10, "y": 20})
    expect(large).to_be_visible()
    page.mouse.move(5, 5)
    expect(large).to_be_hidden()


@pytest.mark.parametrize("viewport", SIZES[:2], ids=["390x844", "1024x768"])
def test_in_a_narrow_window_the_equation_the_number_and_the_name_of_the_step_are_whole(page: Page) -> None:
    explorer = Explorer(page)
    page.goto("/?v=1&cursor=16")
    explorer.settle()
    headline = explorer.root.locator(".headline-title")
    assert headline.evaluate("title => title.scrollWidth <= title.clientWidth + 1")
    assert explorer.value.evaluate("value => value.scrollWidth <= value.clientWidth + 1")
    expect(explorer.root.locator(".track-marks :is(.now, b)", has_text="∇W₂")).to_be_visible()


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_operations_have_their_names_on_the_track(page: Page, notation: str) -> None:
    explorer = Explorer(page)
    page.goto(f"/?v=1&notation={notation}")
    explorer.settle()
    _start, *names = explorer.root.locator(".track-marks i").all_inner_texts()
    assert all(names), names


def test_the_curve_opens_in_the_place_of_the_equation_and_leads_back(page: Page) -> None:
    explorer = Explorer(page).open().press("update-10", "update-10")
    before = measured(explorer)
    explorer.blur().key("l")
    curve = explorer.root.locator(".curve canvas")
    expect(curve).to_be_in_viewport(ratio=1)
    after = measured(explorer)
    assert (after["wall"], after["deck"]) == (before["wall"], before["deck"])
    curve.hover()
    tip = explorer.root.locator(".tip")
    expect(tip).to_be_visible()
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(tip).to_be_hidden()
    curve.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    looked_at = int(curve.get_attribute("aria-valuenow") or -1)
    assert 0 < looked_at < 20, "an update before the last one; which ones have a point depends on the machine"
    explorer.key("Enter")
    assert explorer.here == looked_at
    explorer.blur().key("l")
    expect(curve).to_be_hidden()


def test_the_keys_are_shown_and_closed(page: Page) -> None:
    explorer = Explorer(page).open()
    page.keyboard.press("?")
    help_ = explorer.root.locator("dialog.help")
    expect(help_).to_be_visible()
    expect(help_).to_contain_text("One operation on")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    assert explorer.step_number() == 0


def test_a_round_is_walked_through_with_few_small_messages(page: Page) -> None:
    sizes: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sizes.append(len(frame))))
    explorer = Explorer(page).open()
    steps = len(Experiment().trainer().trace().steps)
    sizes.clear()
    for _ in range(steps):
        explorer.key("ArrowRight")
    assert explorer.step_number() == steps
    assert len(sizes) / steps < 2
    assert sum(sizes) / steps < 16_000


def test_an_uncomputed_matrix_looks_unlike_one_of_zeros(page: Page) -> None:
    explorer = Explorer(page).open().choose("init", "zeros")
    pictures = {tile: pixels for tile, _state, _label, pixels in explorer.picture()}
    states = explorer.states()
    assert states["W1"] != "empty" == states["dW1"]
    assert pictures["W1"] != pictures["dW1"], "4 × 6 both"
