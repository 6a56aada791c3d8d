"""What every layout of a matrix comes down to: its cells as they are written, row by row; and the number of a cell."""

from __future__ import annotations

import re
from math import isfinite
from typing import NamedTuple

from backprop.checks import shown
from backprop.errors import DataError

MOST_CHARACTERS = 64
"""Of one number; all digits of a float are fewer."""

Rows = list[list[str]]


class Cells(NamedTuple):
    """The cells of a matrix, as texts.

    Attributes
    ----------
    rows : list of list of str
    is_flat : bool
        One list of numbers: nothing says whether it is a row or a column.
    """

    rows: Rows
    is_flat: bool = False


_DIGITS = r"(?:\d+\.?\d*|\.\d+)"
_NUMBER = re.compile(rf"[+-]?{_DIGITS}(?:[eE][+-]?\d+)?", re.ASCII)
_FRACTION = re.compile(rf"([+-]?{_DIGITS})/({_DIGITS})", re.ASCII)
_NOT_FINITE = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "∞", "-∞", "+∞"}


def number(written: str, row: int, column: int, *, finite: bool = True) -> float:
    """The number that a cell spells.

    Parameters
    ----------
    written : str
        As 0.5, -2e-3 or 1/3.
    row, column : int
        Its place, for the error.
    finite : bool
        Whether NaN and the infinities are refused.

    Raises
    ------
    DataError
        Says where, what was found, and what is allowed.

    Examples
    --------
    >>> number("-1/4", 1, 1), number(".5e1", 1, 1)
    (-0.25, 5.0)
    """
    place = {"row": row, "column": column}
    if not written:
        raise DataError("row {row}, column {column}: there is no number; write 0 if it is zero", **place)
    if len(written) > MOST_CHARACTERS:
        raise DataError(
            "row {row}, column {column}: the number has {given} characters; allowed are {most}",
            given=len(written),
            most=MOST_CHARACTERS,
            **place,
        )
    value = _value(written)
    if value is None:
        raise DataError(
            "row {row}, column {column}: {given} is not a number; allowed are numbers such as -0.5, 2e-3 and 1/3",
            given=shown(written),
            **place,
        )
    if finite and not isfinite(value):
        raise DataError("row {row}, column {column}: {given} is not a finite number", given=shown(written), **place)
    return value


def _value(written: str) -> float | None:
    if _NUMBER.fullmatch(written):
        return float(written)
    if fraction := _FRACTION.fullmatch(written):
        above, below = map(float, fraction.groups())
        return above / below if below else None
    if written.lower() in _NOT_FINITE:
        return float(written.lower().replace("∞", "inf"))
    return None
