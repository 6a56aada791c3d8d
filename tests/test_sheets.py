"""A sheet is made once for all who see it, and the memory that they take is bounded."""

from __future__ import annotations

from functools import partial

from backprop.experiment import Experiment, Source
from figures.wall.packing import Packed
from ui.bookmark import Bookmark
from ui.picture import still
from ui.sheets import LARGEST, MOST_BYTES, Sheet, Sheets
from ui.state import Session


def test_a_sheet_is_made_once_for_each_place_language_and_reach() -> None:
    made, sheets = list[str](), Sheets()
    places: list[str | Bookmark] = [Bookmark(), Bookmark(), "v=1", "v=1"]

    def make(name: str) -> Sheet:
        made.append(name)
        return Sheet(Packed(name.encode(), b""))

    asked = (
        (0, "en", 1, "a"), (0, "en", 1, "b"), (0, "zh_CN", 1, "c"), (1, "en", 1, "d"), (2, "en", 1, "e"),
        (3, "en", 1, "f"), (3, "en", 8, "g"),
    )  # fmt: skip
    found = [sheets.sheet(places[n], language, reach, partial(make, name)) for n, language, reach, name in asked]
    assert made == ["a", "c", "d", "e", "g"], "equal places that are two objects are two places; equal links are one"
    assert [sheet.here.header for sheet in found] == [b"a", b"a", b"c", b"d", b"e", b"e", b"g"]


def test_what_was_not_asked_for_the_longest_is_forgotten() -> None:
    sheets, size = Sheets(), MOST_BYTES // 100
    made = list[str]()

    def ask(place: str, size: int = size) -> None:
        sheets.sheet(place, "en", 1, lambda: made.append(place) or Sheet(Packed(b"", bytes(size))))  # type: ignore[func-returns-value]

    for n in range(100):
        ask(str(n))
    ask("0")
    ask("new")
    assert len(made) == 101
    ask("0")
    assert len(made) == 101
    ask("1")
    assert made[101:] == ["1"]
    ask("large", LARGEST + 1)
    ask("large", LARGEST + 1)
    assert made[102:] == ["large", "large"]
    assert sheets._bytes == sum(sheet.nbytes for _, sheet in sheets._made.values()) <= MOST_BYTES


def test_a_class_shares_a_wide_network_too() -> None:
    state = Session.at(Bookmark(Experiment(Source("digits"), (64, 32), ("relu", "relu", "identity"), batch_size=64)))
    state.move(len(state.trace.steps) - 4)
    assert 200_000 < len(still(state)) < LARGEST
