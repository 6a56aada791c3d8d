"""A matrix in brackets: a list of lists, an array as NumPy prints it, a matrix of MATLAB."""

from __future__ import annotations

import re
from typing import NamedTuple

from backprop.errors import DataError

from .cells import Cells, Rows
from .lines import cells

PAIRS = {"[": "]", "(": ")", "{": "}"}
DEEPEST = 2
WRAPPED = 60
"""Characters of a line that NumPy may have broken: at 75 at the latest, before a number of up to 15."""

_CALL = re.compile(r"\s*(?:[A-Za-z_]\w{0,20}\.){0,3}(?:array|asarray|mat|matrix|Matrix|tensor|Tensor)\s*\(", re.ASCII)
_REST_OF_CALL = re.compile(r"(?:\s*,\s*\w{1,30}\s*=[^=,()\n]{0,60})*,?\s*\)", re.ASCII)
_END = re.compile(r"\s*[;,.]?\s*")


class _Group(NamedTuple):
    """What stands between a pair of brackets, without the inner groups; and those."""

    start: int
    end: int
    inner: list[tuple[int, int]]


def brackets(text: str) -> Cells:
    r"""The cells of a matrix in brackets.

    Raises
    ------
    DataError
        Says in which line and at which character, both counted from 1, what is wrong.

    Examples
    --------
    >>> brackets("np.array([[1, 2], [3, 4]], dtype=float)").rows
    [['1', '2'], ['3', '4']]
    >>> brackets("[[1. 2.]\n [3. 4.]]").rows == brackets("[1. 2.; 3. 4.]").rows
    True
    >>> brackets("[1 2 3]").is_flat
    True
    """
    call = _CALL.match(text)
    start = call.end() if call else 0
    group = _group(text, start)
    _check_end(text, group.end + 1, in_call=call is not None)
    if not group.inner:
        return _one_level(text[group.start + 1 : group.end])
    _check_between(text, group)
    return Cells([_inner(text[first + 1 : last]) for first, last in group.inner])


def _place(text: str, at: int) -> dict[str, int]:
    before = text[:at]
    return {"line": before.count("\n") + 1, "position": at - before.rfind("\n")}


def _group(text: str, start: int) -> _Group:
    """The first group from there on; brackets of one kind are closed by their own."""
    opened: list[int] = []
    inner: list[tuple[int, int]] = []
    for found in re.finditer(r"[\[\](){}]", text[start:]):
        at, sign = start + found.start(), found[0]
        if sign in PAIRS:
            if len(opened) == DEEPEST:
                raise DataError(
                    "line {line}, character {position}: the brackets are {given} deep; a matrix has {most} at the most",
                    given=DEEPEST + 1,
                    most=DEEPEST,
                    **_place(text, at),
                )
            opened.append(at)
        elif not opened or PAIRS[text[opened[-1]]] != sign:
            raise DataError(
                "line {line}, character {position}: {given} closes a bracket that was never opened",
                given=sign,
                **_place(text, at),
            )
        else:
            first = opened.pop()
            if not opened:
                _check_start(text, start, first)
                return _Group(first, at, inner)
            inner.append((first, at))
    at = opened[-1] if opened else start
    raise DataError("line {line}, character {position}: a bracket is not closed", **_place(text, at))


def _check_start(text: str, start: int, first: int) -> None:
    before = text[start:first].strip()
    if before:
        raise DataError("{given} stands before the matrix; paste the matrix alone", given=repr(before[:20]))


def _check_end(text: str, at: int, *, in_call: bool) -> None:
    rest = _REST_OF_CALL.match(text, at) if in_call else None
    at = rest.end() if rest else at
    if (in_call and not rest) or not _END.fullmatch(text, at):
        raise DataError("{given} stands after the matrix; paste the matrix alone", given=repr(text[at:].strip()[:20]))


def _check_between(text: str, group: _Group) -> None:
    """Between the rows stands a comma, or nothing."""
    ends = [group.start + 1, *(last + 1 for _first, last in group.inner)]
    begins = [*(first for first, _last in group.inner), group.end]
    for row, (end, begin) in enumerate(zip(ends, begins, strict=True)):
        between = text[end:begin].strip()
        allowed = ("",) if row == 0 else ("", ",")
        if between not in allowed:
            raise DataError(
                "line {line}, character {position}: {given} stands outside the brackets of the rows",
                given=repr(between[:20]),
                **_place(text, end + text[end:begin].index(between[0])),
            )


def _inner(row: str) -> list[str]:
    """The cells of a row in brackets of its own, over as many lines as it may have."""
    if ";" in row:
        raise DataError("a semicolon stands inside the brackets of a row; allowed are commas and blanks")
    found = re.split(r"\s*,\s*|\s+", row.strip())
    return found[:-1] if len(found) > 1 and not found[-1] else found


def _one_level(text: str) -> Cells:
    """One pair of brackets: a list, or the rows of MATLAB, ended by semicolons or lines."""
    if ";" in text:
        rows = [row for row in re.split(r"[;\n]", text) if row.strip()]
        return Cells([cells(row, in_brackets=True) for row in rows])
    joined = re.sub(r",\s*\n", ", ", text)
    rows = [row for row in joined.split("\n") if row.strip()] or [""]
    found: Rows = [cells(row, in_brackets=True) for row in rows]
    if len(rows) == 1:
        return Cells(found, is_flat=True)
    if all(len(row) >= WRAPPED for row in rows[:-1]):
        return _unwrapped(found)
    return Cells(found)


def _unwrapped(rows: Rows) -> Cells:
    """A list that was broken into lines, unless it may be a matrix as well."""
    if len({len(row) for row in rows}) == 1:
        raise DataError(
            "the brackets hold {lines} lines with {count} numbers each: put a semicolon after each row of a matrix, or "
            "join the lines of a list",
            lines=len(rows),
            count=len(rows[0]),
        )
    return Cells([[cell for row in rows for cell in row]], is_flat=True)
