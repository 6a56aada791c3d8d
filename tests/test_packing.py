"""What is sent to the wall: exact, complete, and read by the JavaScript as it was meant."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from backprop.errors import DataError
from figures.wall.blocks import aggregate
from figures.wall.packing import film
from figures.wall.parts import Cell, Curve, Lit, LoopColumn, Operand, Own, Scene, Series, Tile
from tests.wire import pictures

ROOT = Path(__file__).parents[1]
NUMBERS = st.floats(-9, 9, width=32) | st.sampled_from([0.0, -0.0, np.nan, np.inf, -np.inf])

SIDES = st.integers(1, 13)


def tile(array: NDArray[Any], **more: Any) -> Tile:
    return Tile("Z1", "Z₁", "Z", array.shape, array, **more)


def header(scene: Scene) -> dict[str, Any]:
    (picture,) = pictures(film([scene]))
    return picture.header


def packed(array: NDArray[Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = header(Scene([tile(array, **more)]))["tiles"]["Z1"]
    return found


def rank(value: float) -> float:
    return np.inf if np.isnan(value) else 1e300 if np.isinf(value) else abs(value)


@given(
    st.sampled_from(["float32", "float64"]).flatmap(
        lambda dtype: hnp.arrays(dtype, st.tuples(SIDES, SIDES), elements=NUMBERS)
    ),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_a_block_shows_its_entry_of_largest_magnitude(array: NDArray[Any], rows: int, columns: int) -> None:
    array.flags.writeable = False
    cells, (height, width), chosen = aggregate(array, rows, columns)
    assert cells.shape[0] <= rows
    assert cells.shape[1] <= columns
    if chosen is None:
        assert cells is array
        return
    for i, j in np.ndindex(cells.shape):
        block = array[i * height : (i + 1) * height, j * width : (j + 1) * width]
        row, column = divmod(int(chosen[i, j]), width)
        np.testing.assert_array_equal(cells[i, j], np.float32(block[row, column]))
        assert rank(float(block[row, column])) == max(rank(float(v)) for v in block.flat)


def test_a_small_matrix_is_sent_whole_in_its_own_dtype() -> None:
    for dtype in ("float32", "float64"):
        entry = packed(np.ones((48, 64), dtype))
        assert (entry["sent"], entry["block"], entry["dtype"]) == ([48, 64], [1, 1], dtype)


def test_what_is_said_of_a_matrix_speaks_of_all_of_it() -> None:
    array = np.full((100, 200), 3.0)
    array[0, :50] = 0.0
    array[1, 1] = -0.5
    array[2, 2], array[3, 3], array[4, 4], array[5, 5] = np.nan, np.nan, np.inf, -np.inf
    entry = packed(array)
    assert entry["range"] == [-0.5, 3.0]
    assert (entry["zeros"], entry["nan"], entry["infinite"], entry["limit"]) == (50, 2, 2, 3.0)


def test_a_matrix_without_a_finite_entry_has_no_range_and_stays_valid_json() -> None:
    entry = packed(np.full((2, 2), np.nan))
    assert entry["range"] is None
    assert (entry["nan"], entry["limit"]) == (4, 0.0)


def test_the_scale_ends_at_the_largest_magnitude_of_either_sign() -> None:
    assert packed(np.array([[-3.0, 2.0]]))["limit"] == 3.0
    assert packed(np.array([[-3.0, 4.0]]))["limit"] == 4.0


def test_the_limit_of_a_shared_scale_is_kept() -> None:
    assert packed(np.eye(2), limit=7.5)["limit"] == 7.5


def test_integers_and_big_endian_numbers_are_sent_as_doubles() -> None:
    for dtype in ("int64", "bool", ">f4", ">f8"):
        assert packed(np.eye(2, dtype=dtype))["dtype"] == "float64"


def test_an_empty_tile_has_the_place_of_a_full_one() -> None:
    full = packed(np.ones((100, 200)))
    empty = header(Scene([Tile("Z1", "Z₁", "Z", (100, 200))]))["tiles"]["Z1"]
    assert empty["state"] == "empty"
    assert empty["offset"] is None
    assert (empty["shape"], empty["sent"]) == (full["shape"], full["sent"])


def test_a_value_beyond_float32_is_an_infinity_in_its_block_but_not_in_the_range() -> None:
    array = np.ones((100, 200))
    array[0, 0] = 1e300
    assert aggregate(array)[0][0, 0] == np.inf
    assert packed(array)["range"] == [1.0, 1e300]


def test_an_array_of_another_shape_is_refused() -> None:
    with pytest.raises(DataError, match=r"Z1.*\(2, 2\).*\(2, 3\)"):
        Tile("Z1", "Z₁", "Z", (2, 3), np.eye(2))


def test_a_series_of_another_length_than_its_curve_is_refused() -> None:
    with pytest.raises(DataError, match="training: 2 values for 3 points"):
        film([Scene([])], Own(curve=Curve("Loss", "update", [0, 1, 2], [Series("training", "train", [1, 2])])))


def test_a_matrix_too_large_for_its_blocks_is_refused() -> None:
    with pytest.raises(DataError, match="too large"):
        aggregate(np.broadcast_to(np.float32(1), (300, 300)), 1, 1)


READER = """
import { decodeScene, entryOf, picturesOf } from "./ui/wall/decode.js";
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const pictures = picturesOf(new Uint8Array(Buffer.concat(chunks))).film;
const scene = decodeScene(pictures[1]);
const tile = scene.tiles.Z1;
const large = scene.tiles.W1;
console.log(JSON.stringify({
  count: pictures.length, before: Object.keys(decodeScene(pictures[0]).tiles),
  Z1: [...tile.cells].map(String), sent: tile.sent,
  W1: [...large.cells].map(String), entry: entryOf(large, 1, 0),
  G1: scene.tiles.G1.cells,
  curve: [...scene.curve.series[0].values].map(String), x: [...scene.curve.x.values],
  selected: scene.selected, lit: scene.lit, equation: scene.equation, columns: scene.columns,
}));
"""


def test_the_wall_reads_what_was_packed() -> None:
    node = shutil.which("node")
    assert node, "the tests of the wall need node"
    small = np.array([[0.1, -2.5, np.nan]], "float32")
    large = np.zeros((96, 64))
    large[3, 0] = -np.inf
    scene = Scene(
        [tile(small), Tile("W1", "W₁", "W", (96, 64), large), Tile("G1", "G₁", "G", (1, 3))],
        equation=[Operand("Z1", transpose=True, title="Z₁ᵀ"), "·", Operand("G1")],
        columns=[LoopColumn(1, forward="Z1", back="G1", note="正切")],
        selected=Cell("Z1", 0, 2),
        lit=[Lit("Z1", rows=[0])],
    )
    own = Own(Curve("Loss", "update", [0, 10], [Series("training", "train", [1.5, np.nan])], here=10))
    command = [node, "--input-type=module", "-e", READER]
    run = subprocess.run(
        command, input=film([Scene([tile(small)]), scene], own), capture_output=True, cwd=ROOT, check=True
    )
    read = json.loads(run.stdout)
    assert (read["count"], read["before"]) == (2, ["Z1"])
    assert read["Z1"] == [str(float(np.float32(0.1))), "-2.5", "NaN"]
    assert read["sent"] == [1, 3]
    assert read["W1"][64] == "-Infinity"
    assert read["W1"].count("0") == 48 * 64 - 1
    assert read["entry"] == {"row": 3, "column": 0}
    assert read["G1"] is None
    assert (read["x"], read["curve"]) == ([0, 10], ["1.5", "NaN"])
    assert read["selected"] == {"tile": "Z1", "row": 0, "column": 2}
    assert read["lit"] == [{"tile": "Z1", "rows": [0], "columns": None}]
    assert read["equation"][0] == {"tile": "Z1", "transpose": True, "title": "Z₁ᵀ"}
    assert read["equation"][1] == {"sign": "·"}
    assert read["columns"] == [{"layer": 1, "forward": "Z1", "back": "G1", "note": "正切"}]
