"""How a text is laid out as a table: its separator, whether it begins with names, and how its numbers are written."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise

from backprop.data.cells import Decimals, is_missing, spelled
from backprop.data.roles import LABEL_NAMES
from backprop.errors import DataError

SEPARATORS = {"\t": "\t", ";": ";", ",": ",", "|": "|", " ": " "}
"""In the order in which they are preferred: the comma may also stand inside numbers."""

HEAD = 200
"""Rows that are looked at to find out the layout."""

FEWEST, ENOUGH = 20, 20_000
"""Rows that are looked at in any case, and cells: few rows of a wide table tell enough."""

_SAID = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_COMMA = re.compile(r"[-+]?(\d+|\d{1,3}([. \u00a0\u202f'’]\d{3})+),\d+", re.ASCII)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+", re.ASCII)
_POINT = re.compile(r"[-+]?\d*\.\d+", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+", re.ASCII)

Rows = Sequence[Sequence[str]]


def said(line: str) -> str | None:
    """The separator that a first line such as ``sep=;`` names."""
    found = _SAID.fullmatch(line)
    return found[1] if found and found[1] in SEPARATORS else None


def cells(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    r"""The cells of each row, which may go over several lines; blanks behind a cell are still there.

    Raises
    ------
    DataError
        A quotation mark that is opened and never closed.

    Examples
    --------
    >>> list(cells(['a, "b, c"\n', '1 ,2'], ","))
    [['a', 'b, c'], ['1 ', '2']]
    """
    end = "\0"
    given = (" ".join(line.split()) for line in lines) if separator == " " else lines
    reader = csv.reader(_ended(given, end), delimiter=separator, skipinitialspace=True)
    began = 1
    try:
        for row in reader:
            if row == [end]:
                return
            if row and row[-1].endswith(end):
                break
            if len(row) > 1 or (row and row[0].strip()):
                yield row
            began = reader.line_num + 1
    except csv.Error:  # a cell of more than 131,072 characters
        pass
    raise DataError("line {line}: a quotation mark is opened and never closed", line=began)


def _ended(lines: Iterable[str], end: str) -> Iterator[str]:
    """The lines, and one more, which is a row by itself unless it is still inside of quotation marks."""
    yield from lines
    yield end


def first_rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    """The rows of some first lines, which may end inside of quotation marks: as many as it takes to tell."""
    rows = list[list[str]]()
    with suppress(DataError):
        for row in cells(lines, separator):
            rows.append([cell.strip() for cell in row])
            if len(rows) > FEWEST and len(rows) * len(row) > ENOUGH:
                break
    return rows


def separator(lines: Sequence[str]) -> str | None:
    """What separates the cells of the most lines into the same number, at least two; None where nothing does."""
    best, found = 0.0, None
    for candidate in SEPARATORS:
        widths = Counter(len(row) for row in first_rows(lines, candidate))
        width, count = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        share = count / max(widths.total(), 1)
        if width > 1 and share > best + 0.01:
            best, found = share, candidate
    return found


def decimal(rows: Rows, separated_by: str) -> Decimals:
    """What separates the decimals of most numbers that have some."""
    commas = points = 0
    for row in rows:
        for cell in row:
            if _COMMA.fullmatch(cell) and not (separated_by == "," and _GROUPED.fullmatch(cell)):
                commas += 1
            elif _POINT.fullmatch(cell) and not _THOUSANDS.fullmatch(cell):
                points += 1
    return "," if commas > points else "."


def header(rows: Rows, decimals: Decimals) -> tuple[bool, bool]:
    """Whether the first row holds the names of the columns, and whether that is sure.

    Examples
    --------
    >>> header([["5.1", "?", "setosa"], ["4.9", "3.0", "setosa"]], ".")
    (False, True)
    >>> header([["0", "1", "label"], ["0.5", "0.1", "cat"], ["0.3", "0.2", "dog"]], ".")
    (True, True)
    """
    first, *rest = rows
    if not rest:
        return not any(spelled(cell, decimals) is not None for cell in first), True
    counts = _counts(first)
    votes = [_vote(name, [row[n] for row in rest if n < len(row)], decimals, counts) for n, name in enumerate(first)]
    total = sum(votes)
    if counts and not total:  # a header of numbers, as arrays get it, above numbers
        return len(first) > 2 or any("." in cell for row in rest for cell in row), False
    return total > 0, abs(total) > 1


def _counts(names: Sequence[str]) -> bool:
    """Whether the whole numbers in a first row count the columns, or years."""
    numbers = [int(name) for name in names if _WHOLE.fullmatch(name)]
    rising = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) > 1 and rising and (numbers[0] in (0, 1) or 1800 <= numbers[0] <= 2100)


def _vote(name: str, below: Sequence[str], decimals: Decimals, counts: bool) -> int:
    """How much speaks for a name, or, below zero, for a value."""
    values = [cell for cell in below if not is_missing(cell)]
    numbers = sum(spelled(cell, decimals) is not None for cell in values)
    if not name:
        return 3 if values and values == [str(n) for n in range(len(values))] else 0
    if is_missing(name) or not values:
        return 0
    if spelled(name, decimals) is not None:
        return (0 if counts else -1) if _WHOLE.fullmatch(name) else -3
    if name.lower() in LABEL_NAMES or numbers * 2 > len(values):
        return 3
    if name in values:
        return -3
    return int(len(set(values)) * 2 <= len(values))
