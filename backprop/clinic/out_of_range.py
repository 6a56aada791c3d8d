"""Numbers so large that nothing is said of them: how far rounding may move them can't be computed any more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.errors import DataError
from backprop.expression import Key
from backprop.passes import Trace

from .replay import inputs
from .report import title

LARGEST_JUDGED = 1e75
"""The squares of products of two such numbers, by which rounding is followed, are still finite."""


class Beyond(NamedTuple):
    """The first number of a pass that is not finite, or too large."""

    key: Key
    row: int
    column: int
    value: float


def is_beyond(array: Array) -> NDArray[np.bool_]:
    """Which numbers are not finite, or too large to be judged."""
    limit = LARGEST_JUDGED if array.dtype == np.float64 else np.finfo(array.dtype).max
    return ~(np.abs(array) <= limit)


def first_beyond(t: Trace) -> Beyond | None:
    """The first such number, in the order of the program.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> first_beyond(trace(Network((1, 1), loss="squared_error"), {1: [[1e50]]}, [[1e60]], [[0.0]]))
    Beyond(key=('P', 1), row=0, column=0, value=1e+110)
    """
    for key in (*inputs(t), *(step.writes for step in t.steps)):
        matrix = np.atleast_2d(t[key])
        found = np.argwhere(is_beyond(matrix))
        if len(found):
            row, column = found[0].tolist()
            return Beyond(key, row, column, float(matrix[row, column]))
    return None


def checked_range(t: Trace) -> Trace:
    """A right pass whose numbers can be judged.

    Raises
    ------
    DataError
    """
    beyond = first_beyond(t)
    if beyond is None:
        return t
    raise DataError(
        "{name} is out of range, first at [{row}, {column}]: {value}; allowed are finite numbers up to {largest}",
        name=title(beyond.key), row=beyond.row, column=beyond.column, value=f"{beyond.value:.6g}",
        largest=f"{LARGEST_JUDGED:g}",
    )  # fmt: skip
