"""Random walks over every widget and every act of the wall, sensible values and junk: never an exception."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from tests.page import address, session, walls
from tests.test_messages import EVERY, WRONG
from ui import i18n
from ui.fields import FIELDS
from ui.link import AWAY, ROOM, decode
from ui.picture import WALL

SEEDS = 5 if os.environ.get("EXPLORER_LONG_TESTS") else 3
STEPS = (os.environ.get("EXPLORER_LONG_TESTS") and 1000) or 60
SLOW = {"update-100", "epoch", "derive.measure"}
"""Pressed less often: they take long, and find nothing that their neighbours don't."""

JUNK: tuple[Any, ...] = ("nope", -1, 10**12, 0.5, None, [], ["nope"], True, "<b>**x**</b>")
Move = Callable[[AppTest, random.Random], object]


def _without_room(text: str) -> dict[str, str]:
    return {name: value for name, value in parse_qsl(text, keep_blank_values=True) if name not in (ROOM, AWAY)}


def pressed(app: AppTest, rng: random.Random) -> object:
    buttons = [button for button in app.button if not button.disabled]
    chosen = rng.choice(buttons)
    if chosen.key in SLOW and rng.random() < 0.9:
        return None
    return chosen.click()


def chosen(app: AppTest, rng: random.Random) -> object:
    """An option of a list."""
    lists = [*app.selectbox, *app.segmented_control, *app.select_slider, *app.pills]
    widget = rng.choice([widget for widget in lists if widget.key != i18n.SESSION_KEY and not widget.disabled])
    options = [*FIELDS_OPTIONS.get(widget.key or "", ())] or [*widget.options]
    if widget.key == "view.rows":
        return widget.set_value(rng.sample(ROWS, rng.randint(0, len(ROWS))))
    return widget.set_value(rng.choice(options))


def toggled(app: AppTest, rng: random.Random) -> object:
    widget = rng.choice([*app.toggle])
    return widget.set_value(not widget.value)


def counted(app: AppTest, rng: random.Random) -> object:
    """A number, near the one there is, at a bound, or beyond."""
    widget = rng.choice([widget for widget in app.number_input if not widget.disabled])
    value = widget.value or 0
    most = {"setup.layers": 5, "setup.batch_size": 40}.get(widget.key or "", 24)
    step = widget.step or 1
    given = rng.choice([value + step, value - step, value * 2, rng.randint(0, most), widget.min, widget.max, -1])
    if given is None or (widget.key or "").startswith(("setup.hidden", "setup.layers")):
        given = rng.choice([1, 2, 3, 5, 8, 0, 33])
    return widget.set_value(type(value)(given))


def typed(app: AppTest, rng: random.Random) -> object:
    widget = rng.choice([*app.text_input])
    words = ["dW1[0, 2]", "W1[0,0]", "nope", "", "X.T @ E", "Z2.T @ E", "E +", "X" * 400, "[]()<b>", "Z9[9, 9]"]
    return widget.set_value(rng.choice(words))


def slid(app: AppTest, rng: random.Random) -> object:
    widget = rng.choice([*app.slider])
    return widget.set_value(widget.max)


def acted(app: AppTest, rng: random.Random) -> None:
    """Acts of the wall, as its trigger would bring them."""
    for _wall in walls(app):
        key = WALL if session(app).page in ("explore", "lab") else "derive.factors"
        inbox = session(app).inbox(key)
        acts = [
            {"n": inbox.done + 1 + n, **rng.choice(EVERY * 3 + WRONG + random_acts(app, rng))}
            for n in range(rng.randint(1, 5))
        ]
        inbox.receive(rng.choice([acts, acts, acts, {"jump": "W1"}, [acts], None]))


def random_acts(app: AppTest, rng: random.Random) -> list[dict[str, Any]]:
    trace = session(app).trace
    key = rng.choice([key for key in trace if isinstance(key, tuple)])
    tile = f"{key[0]}{key[1]}"
    row, column = rng.randint(0, 9), rng.randint(0, 9)
    select = {"do": "select", "tile": tile, "row": row, "column": column}
    return [select, select, {"do": "jump", "tile": tile}, {"do": "open", "tile": tile}]


def asked(app: AppTest, _rng: random.Random) -> None:
    """The wall wants more pictures."""
    session(app).player.asked = session(app).player.playing


def turned(app: AppTest, rng: random.Random) -> None:
    """Another page."""
    app.switch_page(f"pages/{rng.choice(['explore', 'derive', 'lab'])}.py")


def spoilt(app: AppTest, rng: random.Random) -> None:
    """A control is given what it can't be given on the page."""
    entry = rng.choice([entry for entry in FIELDS.values() if "." in entry.path])
    session(app).set(entry.name, rng.choice(JUNK))


ROWS = [*"ZWPDGM", "dW"]
FIELDS_OPTIONS: dict[str, tuple[Any, ...]] = {
    "setup.source": ("iris", "wine", "xor", "moons", "own"),
    "derive.hand.gradient": (1, 2),
    "derive.general.units": (1, 8, 64),
    "view.pace": (0, 1, 10),
    "derive.part": ("linear", "two_layers", "general", "algorithm"),
    "derive.form": ("latex", "numpy", "pytorch"),
    "derive.linear.data": ("xor", "moons", "blobs"),
    "setup.reduction": ("sum", "mean"),
    "setup.dtype": ("float64", "float32"),
    "view.notation": ("lecture", "homework", "column", "pytorch"),
    "setup.loss": ("cross_entropy", "squared_error"),
}
MOVES: list[tuple[Move, int]] = [
    (pressed, 6), (chosen, 4), (toggled, 1), (counted, 3), (typed, 1), (slid, 1), (acted, 6), (asked, 2), (turned, 1),
    (spoilt, 2),
]  # fmt: skip


def move(app: AppTest, rng: random.Random) -> str:
    """One step of a walk; what it was."""
    (act,) = rng.choices([act for act, _weight in MOVES], [weight for _act, weight in MOVES])
    try:
        act(app, rng)
    except IndexError:  # no such widget on this page
        return ""
    return act.__name__


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_walk_over_everything_ends_without_an_exception(
    app: AppTest, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, steps = random.Random(seed), list[str]()
    language = [*i18n.LANGUAGES][seed % 2]
    monkeypatch.setattr(i18n, "language", lambda: language)  # AppTest itself formats options, outside the session
    app.run()
    for _ in range(STEPS):
        steps.append(move(app, rng))
        app.run()
        assert not app.exception, (steps[-5:], app.exception)
        state = session(app)
        state.document.give_up()
        if state.experiment.source.table is None and not state.player.playing:
            text = address(app)
            assert decode(_without_room(text))[0] == state.bookmark, (steps[-5:], text)
