"""A cell as it is written: a number in one of the usual spellings, a missing value, or a text."""

from __future__ import annotations

import re
from decimal import Decimal
from numbers import Real
from typing import Any, Literal

import numpy as np

MISSING_MARKS = frozenset(
    {"", "?", "na", "n/a", "#n/a", "<na>", "nan", "nat", "null", "none", "nil", "missing", "-", "--", "–", "—", "."}
)
"""What stands in a cell that holds no value, in lower case."""

Decimals = Literal[".", ","]
"""What separates the whole part of a number from its decimals."""

_SPACES = " \u00a0\u202f'’"
"""What may separate thousands whatever separates the decimals."""


def _spelling(decimal: str, thousands: str) -> re.Pattern[str]:
    group = f"[{re.escape(thousands + _SPACES)}]"
    whole = rf"(?:\d+|\d{{1,3}}(?:{group}\d{{3}})+)"
    point = re.escape(decimal)
    return re.compile(rf"[-+]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][-+]?\d{{1,4}})?", re.ASCII)


_SPELLINGS = {".": _spelling(".", ","), ",": _spelling(",", ".")}
_UNWRITTEN = {
    decimal: str.maketrans({**dict.fromkeys(_SPACES + thousands, ""), decimal: "."})
    for decimal, thousands in ((".", ","), (",", "."))
}


def as_number(cell: Any) -> float | None:
    """Return the number that `cell` is or spells, or None.

    Examples
    --------
    >>> as_number(" 1e3 "), as_number(2), as_number("1,5")
    (1000.0, 2.0, None)
    """
    if not isinstance(cell, str | Real | Decimal | np.bool_):
        return None
    if isinstance(cell, str) and "_" in cell:
        return None  # Python reads 1_000 as a number; nobody who writes a table does
    try:
        return float(cell)
    except (TypeError, ValueError, OverflowError):
        return None


def spelled(cell: str, decimal: Decimals = ".") -> float | None:
    """Return the number that a text spells, thousands in groups or not, or None.

    Examples
    --------
    >>> spelled("1,234.5"), spelled("1.234,5", ","), spelled("1 234"), spelled("1,5"), spelled("−2")
    (1234.5, 1234.5, 1234.0, None, -2.0)
    """
    if decimal == ".":
        plain = as_number(cell)
        if plain is not None:
            return plain
    text = cell.strip().replace("−", "-")
    if len(text) > 40 or not _SPELLINGS[decimal].fullmatch(text):
        return None
    return float(text.translate(_UNWRITTEN[decimal]))


def is_missing(cell: str) -> bool:
    """Whether a text stands for no value.

    Examples
    --------
    >>> is_missing(" N/A "), is_missing("0")
    (True, False)
    """
    return len(cell) < 12 and cell.strip().lower() in MISSING_MARKS
