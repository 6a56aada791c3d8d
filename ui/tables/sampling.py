"""A sample of the rows of a file that has too many: drawn with a seed, in their order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from backprop.errors import DataError
from ui.limits import LIMITS

from .breath import breathing

PIECE = 1 << 22
"""Bytes that are looked at at once."""

TIMES = 5
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
    rows = sum(len(starts) for starts, _ends in _lines(content)) - first
    kept = np.concatenate([np.arange(first), first + drawn(rows, allowed)])
    found, number = list[bytes](), 0
    for starts, ends in _lines(content):
        here = kept[np.searchsorted(kept, number) : np.searchsorted(kept, number + len(starts))] - number
        found += [content[starts[n] : ends[n]] for n in here]
        number += len(starts)
    return b"".join(found), rows


def _lines(content: bytes) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Where the lines that are not blank begin and end, some of them at a time: there may be many."""
    mark = ord("\n" if b"\n" in content else "\r")
    array, before = np.frombuffer(content, np.uint8), 0
    for start in breathing(range(0, len(content), PIECE)):
        ends = np.flatnonzero(array[start : start + PIECE] == mark) + start + 1
        if start + PIECE >= len(content) and content[-1] != mark:
            ends = np.append(ends, len(content))
        if not len(ends):
            continue
        starts = np.concatenate([[before], ends[:-1]])
        before = int(ends[-1])
        is_row = ends - starts > 2  # a row of two cells has a separator and an end
        yield starts[is_row], ends[is_row]


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
