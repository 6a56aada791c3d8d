"""A matrix as the wall draws it: its cells, or blocks of them where they would be too small; and its range."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backprop.errors import DataError

Block = tuple[int, int]

MAX_ROWS: Final = 48
MAX_COLUMNS: Final = 64


def aggregate(
    array: NDArray[Any], max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS
) -> tuple[NDArray[Any], Block, NDArray[np.uint16] | None]:
    """Reduce a matrix to cells, each the entry of largest magnitude of its block.

    NaN wins over everything, ±infinity over all numbers; of equal magnitudes the first in reading order wins.

    Parameters
    ----------
    array
        Matrix of float32 or float64, not changed.
    max_rows, max_columns
        Most cells down and across; a block is ``ceil(rows / max_rows)`` × ``ceil(columns / max_columns)``.

    Returns
    -------
    cells
        The array itself if it is small enough, else the chosen entries as float32.
    block
        Rows and columns of a block; the last ones may be cut short by the edge.
    chosen
        Position of each chosen entry in its block, counted row by row in a block of full width; ``None`` if
        the array was small enough.

    Raises
    ------
    DataError
        If a block would hold more than 65 536 entries.

    Examples
    --------
    >>> aggregate(np.array([[1.0, -5.0, 2.0], [3.0, 4.0, 0.5]]), 1, 2)
    (array([[-5.,  2.]], dtype=float32), (2, 2), array([[1, 0]], dtype=uint16))
    """
    rows, columns = array.shape
    height, width = max(1, -(-rows // max_rows)), max(1, -(-columns // max_columns))
    if height * width == 1:
        return array, (1, 1), None
    if height * width > 1 << 16:
        raise DataError("a matrix of shape {shape} is too large to be drawn", shape=array.shape)
    down, across = -(-rows // height), -(-columns // width)
    magnitude = np.full((down * height, across * width), -1.0, array.dtype)
    np.abs(array, out=magnitude[:rows, :columns])
    blocks = magnitude.reshape(down, height, across, width).swapaxes(1, 2).reshape(down, across, -1)
    chosen = blocks.argmax(axis=2)
    row = chosen // width + height * np.arange(down)[:, None]
    column = chosen % width + width * np.arange(across)
    with np.errstate(over="ignore"):  # beyond float32 is an infinity in the picture; the range has the number
        cells = array[row, column].astype("<f4")
    return cells, (height, width), chosen.astype("<u2")


def sent(shape: tuple[int, int]) -> tuple[int, int]:
    """How many cells go down and across of a matrix of that shape."""
    rows, columns = shape
    return -(-rows // max(1, -(-rows // MAX_ROWS))), -(-columns // max(1, -(-columns // MAX_COLUMNS)))


def facts(array: NDArray[Any]) -> dict[str, Any]:
    """Range of the finite entries, numbers of NaN, infinities and exact zeros in the whole matrix."""
    zeros = array.size - int(np.count_nonzero(array))
    if array.size:
        low, high = float(np.minimum.reduce(array, axis=None)), float(np.maximum.reduce(array, axis=None))
        if math.isfinite(low) and math.isfinite(high):
            return {"range": (low, high), "zeros": zeros, "nan": 0, "infinite": 0}
    nan = int(np.count_nonzero(np.isnan(array)))
    finite = array[np.isfinite(array)]
    span = (float(finite.min()), float(finite.max())) if finite.size else None
    return {"range": span, "zeros": zeros, "nan": nan, "infinite": array.size - finite.size - nan}


def limit(span: tuple[float, float] | None) -> float:
    """The magnitude at the ends of the colour scale: the largest there is."""
    return 0.0 if span is None else max(-span[0], span[1])
