"""A sample of the rows of a file that has too many: drawn with a seed, in their order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backprop.errors import DataError
from ui.limits import LIMITS

TIMES = 20
"""How many times as many rows as are allowed are gone through, where lines can't be told apart at once."""


def allowed_rows(columns: int) -> int:
    """How many rows of so many columns are kept."""
    return max(1, min(LIMITS.max_rows, LIMITS.max_numbers // columns))


def drawn(rows: int, allowed: int) -> NDArray[np.intp]:
    """The numbers of the rows that are kept, rising.

    Examples
    --------
    >>> drawn(3, 5).tolist(), len(drawn(100, 5))
    ([0, 1, 2], 5)
    """
    if rows <= allowed:
        return np.arange(rows)
    return np.sort(np.random.default_rng(0).choice(rows, allowed, replace=False, shuffle=False))


def written_rows(content: bytes) -> int:
    """About how many rows a text has: its lines."""
    return max(content.count(b"\n"), content.count(b"\r"))


def can_be_thinned(content: bytes, encoding: str) -> bool:
    """Whether every line is a row, and its end a byte of its own."""
    return encoding != "utf-16" and b'"' not in content


def thinned(content: bytes, first: int, allowed: int) -> tuple[bytes, int]:
    r"""A text with its first lines and as many of the others as are allowed, and how many others there were.

    Examples
    --------
    >>> thinned(b"a,b\n\n1,2\n3,4\n5,6\n", 1, 10)
    (b'a,b\n1,2\n3,4\n5,6\n', 3)
    """
    end = b"\n" if b"\n" in content else b"\r"
    ends = np.flatnonzero(np.frombuffer(content, np.uint8) == end[0]) + 1
    if not content.endswith(end):
        ends = np.append(ends, len(content))
    starts = np.concatenate([[0], ends[:-1]])
    found = np.flatnonzero(ends - starts > 2)  # a row of two cells has a separator and an end; the others are blank
    others = found[first:]
    kept = np.concatenate([found[:first], others[drawn(len(others), allowed)]])
    return b"".join([content[starts[n] : ends[n]] for n in kept]), len(others)


def check_effort(rows: int, allowed: int) -> None:
    """Refuse a text of which too many rows would have to be gone through one by one."""
    if rows > TIMES * allowed:
        raise DataError(
            "the table has {found} rows; allowed are {allowed}, or a sample of {most} in a file without quotation "
            "marks in UTF-8",
            found=rows,
            allowed=TIMES * allowed,
            most=allowed,
        )
