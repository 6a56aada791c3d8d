"""A bookmark as a file: all that no link holds survives it, and a hostile file is refused."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from backprop import BackpropError, Dataset
from backprop.data import ByHand, Preparation, from_table, load_dataset
from backprop.experiment import Edit, Source
from ui.bookmark import START, Bookmark
from ui.limits import LIMITS
from ui.link import encode
from ui.parcel import pack, unpack

ROUNDS = 400


def own() -> Bookmark:
    columns: Any = [("x", [0.5, 1.0] * 10), ("y", ["a", "b|"] * 10)]
    table = from_table(columns, name="**mine**.csv")
    experiment = START.experiment.with_source(Source("**mine**.csv", table=table))
    return Bookmark(replace(experiment, edits=(Edit(2, "W", -1.5, 1, 0, 2),)), 7, 9, ((("Z", 2), 0, 1),))


def same(a: Dataset, b: Dataset) -> bool:
    arrays = all((getattr(a, part) == getattr(b, part)).all() for part in ("X_train", "y_train", "X_test", "y_test"))
    named = (a.name, a.feature_names, a.class_names, a.target_names, a.preparation)
    return arrays and named == (b.name, b.feature_names, b.class_names, b.target_names, b.preparation)


def test_a_table_of_ones_own_survives_bit_for_bit() -> None:
    before = own()
    assert encode(before).missing
    after = unpack(pack(before))
    table, back = before.experiment.source.table, after.experiment.source.table
    assert table
    assert back
    assert same(table, back)
    assert replace(after, experiment=after.experiment.with_source(before.experiment.source)) == replace(
        before, experiment=before.experiment.with_source(before.experiment.source)
    )
    assert after.experiment.edits == before.experiment.edits


def test_quantities_and_pictures_survive() -> None:
    digits = load_dataset("digits")
    back = unpack(pack(replace(START, experiment=START.experiment.with_source(Source("own", table=digits)))))
    found = back.experiment.dataset
    assert found.pixels
    assert digits.pixels
    assert (found.pixels.of(found.X_train[:3]) == digits.pixels.of(digits.X_train[:3])).all()
    X, y = np.linspace(0, 1, 24).reshape(12, 2), np.linspace(-1, 1, 12).reshape(12, 1)
    quantity = Dataset("q", X, y, X[:0], y[:0], ("a", "b"), (), ("height",), Preparation(parting="all"))
    experiment = START.experiment.with_source(Source("q", table=quantity))
    assert same(unpack(pack(replace(START, experiment=experiment))).experiment.dataset, quantity)


def test_many_numbers_typed_by_hand_survive() -> None:
    many = tuple(Edit(5, "W", 0.1 + n, 1, n % 4, n % 6) for n in range(400))
    rows = tuple(tuple(0.1 * (n + m) for m in range(9)) for n in range(200))
    typed = ByHand(rows, tuple(n % 3 for n in range(200)), 3)
    for experiment in (
        replace(START.experiment, edits=many),
        START.experiment.with_source(Source(by_hand=typed)),
    ):
        bookmark = Bookmark(experiment, update=9)
        assert encode(bookmark).missing
        assert unpack(pack(bookmark)) == bookmark


def arrays(bookmark: Bookmark) -> dict[str, Any]:
    return dict(np.load(io.BytesIO(pack(bookmark))))


def saved(parts: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=True, **parts)
    return file.getvalue()


def text(words: str) -> Any:
    return np.frombuffer(words.encode(), np.uint8)


def said(**changes: Any) -> Any:
    whole = msgspec.json.decode(arrays(own())["table"].tobytes())
    return text(msgspec.json.encode(whole | changes).decode())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"link": None}, "no file that Backprop Explorer has saved"),
        ({"link": np.array([{"a": 1}], object)}, "allowed are real numbers"),
        ({"link": np.arange(3.0)}, "damaged"),
        ({"link": np.array([255, 254], np.uint8)}, "damaged"),
        ({"link": text("v=1&seed=x")}, "seed is 'x'"),
        ({"link": text("v=1&seed=1&seed=2")}, "more than once"),
        ({"link": text("v=1&update=1000000000000")}, "update is 1000000000000"),
        ({"table": text("{}")}, "damaged"),
        ({"table": text("[" * 100_000)}, "damaged"),
        ({"table": said(classes=[])}, "damaged"),
        ({"table": said(classes=["a"] * 2000)}, "damaged"),
        ({"table": said(classes=["a"] * 500)}, "different labels; allowed are up to"),
        ({"table": said(classes=["a"])}, "labels are 0 to 1; allowed are 0 to 0"),
        ({"table": said(features=["a"] * 9)}, "allowed are (m, 9)"),
        ({"table": said(picture=[3, 3])}, "damaged"),
        ({"table": said(picture=[-1, -1])}, "damaged"),
        ({"X_train": np.array(1.0)}, "damaged"),
        ({"X_train": np.full((16, 1), np.nan)}, "not finite"),
        ({"X_train": np.zeros((LIMITS.max_rows + 1, 1))}, "allowed are 100000 and 3000000"),
        ({"y_train": np.zeros((16, 2))}, "allowed"),
    ],
)
def test_a_file_that_is_wrong_is_refused(changes: dict[str, Any], words: str) -> None:
    parts = {name: array for name, array in (arrays(own()) | changes).items() if array is not None}
    with pytest.raises(BackpropError) as error:
        unpack(saved(parts))
    assert words in str(error.value)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = arrays(own()) | {"X_train": np.zeros(LIMITS.max_unpacked_bytes // 8 + 1)}
    file = io.BytesIO()
    np.savez_compressed(file, **bomb)
    with pytest.raises(BackpropError, match="when it is unpacked"):
        unpack(file.getvalue())


def test_damaged_files_are_refused_or_lead_somewhere() -> None:
    rng, whole, refused = random.Random(12), pack(own()), 0
    for _ in range(ROUNDS):
        damaged = bytearray(whole)
        for _ in range(rng.choice([1, 3, 9])):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            assert isinstance(
                unpack(bytes(damaged[: rng.choice([len(damaged), rng.randrange(len(damaged))])])), Bookmark
            )
        except BackpropError:
            refused += 1
    assert refused > ROUNDS // 4
