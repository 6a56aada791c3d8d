"""Rows of numbers, a line each: blanks, commas, semicolons or the tabs of a spreadsheet stand between them."""

from __future__ import annotations

import re

from backprop.errors import DataError

from .cells import Cells, Rows

_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(?:[eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_BARE_COMMA = re.compile(r"(?<=\d),(?=\d)", re.ASCII)
_SMALL = re.compile(r"(?<=\d),0\d", re.ASCII)
"""As in 0,05: nobody writes the number 5 like that."""


def lines(text: str) -> Cells:
    r"""The cells of lines of numbers.

    Raises
    ------
    DataError
        A comma may be a decimal sign or stand between two numbers.

    Examples
    --------
    >>> lines("1 2\n3 4").rows, lines("1,5\t2\n3\t4,5").rows, lines("1;2,5\n3;4").rows
    ([['1', '2'], ['3', '4']], [['1.5', '2'], ['3', '4.5']], [['1', '2.5'], ['3', '4']])
    >>> lines("1 2; 3 4").rows, lines("1;2;3").is_flat
    ([['1', '2'], ['3', '4']], True)
    """
    written = [line for line in text.split("\n") if line.strip()]
    if any("\t" in line.strip() for line in written):
        return _flat(_with_points([[cell.strip() for cell in line.strip(" ").split("\t")] for line in written]))
    ended = [line.strip().removesuffix(";").rstrip() for line in written]
    if not any(";" in line for line in ended):
        return _flat([cells(line) for line in ended])
    if len(ended) > 1:
        return Cells(_with_points([[cell.strip() for cell in line.split(";")] for line in ended]))
    rows = [cells(row) for row in ended[0].split(";")]
    if all(len(row) == 1 for row in rows):
        return Cells([[cell for row in rows for cell in row]], is_flat=True)
    return Cells(rows)


def _flat(rows: Rows) -> Cells:
    return Cells(rows, is_flat=len(rows) == 1)


def cells(row: str, *, in_brackets: bool = False) -> list[str]:
    """The cells of one row, between which blanks or commas stand.

    Examples
    --------
    >>> cells("1, 2, 3"), cells("1,2,3"), cells("1 , 2")
    (['1', '2', '3'], ['1', '2', '3'], ['1', '2'])
    >>> cells("1,5 2,5")
    Traceback (most recent call last):
    backprop.errors.DataError: the comma in 1,5 may be a decimal sign or stand between two numbers: write 1.5, or 1, 5
    """
    chunks = row.split()
    if "." not in row and not (in_brackets and ", " in row):
        _refuse_doubtful(chunks)
    found = re.split(r"\s*,\s*|\s+", row.strip())
    return found[:-1] if len(found) > 1 and not found[-1] else found


def _refuse_doubtful(chunks: list[str]) -> None:
    """Raise an error for a comma that may be a decimal sign."""
    counts = [len(_BARE_COMMA.findall(chunk)) for chunk in chunks]
    doubtful = [chunk for chunk, count in zip(chunks, counts, strict=True) if count == 1]
    if doubtful and max(counts) == 1 and (len(chunks) > 1 or _SMALL.search(doubtful[0])):
        first = doubtful[0].strip(",")[:20]
        raise DataError(
            "the comma in {given} may be a decimal sign or stand between two numbers: write {point}, or {apart}",
            given=first,
            point=first.replace(",", "."),
            apart=first.replace(",", ", "),
        )


def _with_points(rows: Rows) -> Rows:
    """The same cells, between which something else stands: what commas they have are decimal signs."""
    with_comma = [cell for row in rows for cell in row if "," in cell]
    if any("." in cell for row in rows for cell in row):
        return rows  # those with a comma are refused as numbers
    if with_comma and all(map(_THOUSANDS.fullmatch, with_comma)):
        first = with_comma[0][:20]
        raise DataError(
            "the comma in {given} may be a decimal sign or divide thousands: write {point}, or {whole}",
            given=first,
            point=first.replace(",", ".", 1),
            whole=first.replace(",", ""),
        )
    return [[cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell for cell in row] for row in rows]
