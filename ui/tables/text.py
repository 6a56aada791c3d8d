"""A table in a text file: CSV, TSV, or columns apart by blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np

from backprop._text import N_, Sentence
from backprop.data.cells import spelled
from backprop.data.columns import Collector, Table
from backprop.errors import DataError
from ui.limits import LIMITS

from . import layout
from .breath import breathing
from .decoding import guessed, lines
from .manner import Manner, Read
from .sampling import allowed_rows, can_be_thinned, check_effort, thinned, written_rows

TOGETHER = 256
"""Rows that are read as one."""

HEAD_CHARACTERS = 1 << 20
"""That are looked at to find out the layout, at the most."""


@dataclass(frozen=True)
class Laid:
    """The layout of a file: how to read it, its first rows, and what is not sure."""

    manner: Manner
    names: list[str]
    first_is_data: bool
    skipped: int
    doubts: tuple[Sentence, ...]


def read_text(content: bytes, manner: Manner) -> Read:
    r"""Read a text file as a table.

    Raises
    ------
    DataError
        It is no text, or no table.

    Examples
    --------
    >>> read = read_text(b"size;kind\n1,5;a\n2,5;b\n", Manner())
    >>> read.table.names, read.table.columns[0].numbers.tolist(), read.manner.separator
    (('size', 'kind'), [1.5, 2.5], ';')
    """
    manner = replace(manner, encoding=manner.encoding or guessed(content))
    laid = _laid(content, manner)
    collected, rows = _collected(content, laid)
    columns = (collector.column(name) for name, collector in zip(laid.names, collected, strict=True))
    return Read(Table(tuple(columns)), "text", laid.manner, rows, laid.doubts)


def _laid(content: bytes, manner: Manner) -> Laid:
    head = _head(content, manner)
    if not head:
        raise DataError("the file is empty")
    named = layout.said(head[0])
    skipped = int(named is not None)
    separator = manner.separator or named or layout.separator(head[skipped:])
    if separator is None:
        raise DataError("the first lines have one column only; separate columns by commas, semicolons, tabs or blanks")
    rows = layout.first_rows(head[skipped:], separator)
    if not rows:
        raise DataError("line {line}: a quotation mark is opened and never closed", line=1)
    decimal = manner.decimal or layout.decimal(rows, separator)
    header, is_sure = layout.header(rows, decimal)
    if manner.header is not None:
        header, is_sure = manner.header, True
    names = _names(rows, header)
    return Laid(
        replace(manner, separator=separator, decimal=decimal, header=header),
        names,
        not header,
        skipped,
        () if is_sure else (_doubt(header),),
    )


def _doubt(header: bool) -> Sentence:
    if header:
        return Sentence(N_("The first row was taken for the names of the columns: is it?"))
    return Sentence(N_("The first row was taken for an example: does it hold the names of the columns?"))


def _head(content: bytes, manner: Manner) -> list[str]:
    """The first lines that are not blank."""
    found, characters = list[str](), 0
    for line in lines(content, manner.encoding or ""):
        characters += len(line)
        if line.strip():
            found.append(line)
        if len(found) == layout.HEAD or characters > HEAD_CHARACTERS:
            break
    return found


def _names(rows: layout.Rows, header: bool) -> list[str]:
    """The names of the columns, all different; one may be empty."""
    first, *rest = rows
    width = len(first)
    if header and rest and all(len(row) == width + 1 for row in rest):  # one has no name
        first = ["", *first] if _names_rows([row[0] for row in rest]) else [*first, ""]
    while len(first) > 1 and not first[-1] and all(len(row) < len(first) or not row[-1] for row in rest):
        first = first[:-1]  # a separator after the last cell
    if len(first) > LIMITS.max_columns:
        raise DataError(
            "the first line has {found} columns; allowed are {allowed}", found=len(first), allowed=LIMITS.max_columns
        )
    if not header:
        return [f"x{position}" for position in range(1, len(first) + 1)]
    return distinct(first)


def _names_rows(cells: Sequence[str]) -> bool:
    """Whether a column holds the names of the rows, as R writes them: texts, or numbers that count."""
    numbers = [spelled(cell) for cell in cells]
    return all(number is None for number in numbers) or numbers == list(range(1, len(numbers) + 1))


def distinct(names: Sequence[str]) -> list[str]:
    """Names with a number behind those that come again.

    Examples
    --------
    >>> distinct(["a", "b", "a", ""])
    ['a', 'b', 'a (2)', '']
    """
    found = list[str]()
    for position, given in enumerate(names, start=1):
        name = re.sub(r"\s+", " ", given)
        if len(name) > LIMITS.max_name:
            raise DataError(
                "the name of column {position} has {found} characters; allowed are {allowed}",
                position=position,
                found=len(name),
                allowed=LIMITS.max_name,
            )
        again = sum(other == name or other.startswith(f"{name} (") for other in found) if name in found else 0
        found.append(f"{name} ({again + 1})" if again and name else name)
    return found


def _collected(content: bytes, laid: Laid) -> tuple[list[Collector], int]:
    """The columns, and how many rows there are; of too many rows a sample is taken."""
    allowed, written = allowed_rows(len(laid.names)), written_rows(content)
    if written > allowed and can_be_thinned(content, laid.manner.encoding or ""):
        content, written = thinned(content, laid.skipped + (not laid.first_is_data), allowed)
        return _gathered(content, laid, 1.0, allowed)[0], written
    check_effort(written, allowed)
    return _gathered(content, laid, allowed / max(written, allowed), allowed)


def _gathered(content: bytes, laid: Laid, share: float, allowed: int) -> tuple[list[Collector], int]:
    """The columns of about that share of the rows, and how many rows there were."""
    draw = np.random.default_rng(0)
    collectors = [Collector(laid.manner.decimal or ".") for _name in laid.names]
    rows = kept = 0
    source = _rows(content, laid)
    while some := list(islice(source, TOGETHER)):
        rows += len(some)
        if share < 1:
            some = [row for row, is_drawn in zip(some, draw.random(len(some)) < share, strict=True) if is_drawn]
        some = some[: allowed - kept]
        kept += len(some)
        for collector, column in zip(collectors, zip(*some, strict=True), strict=False):
            collector.add(column)
    return collectors, rows


def _rows(content: bytes, laid: Laid) -> Iterator[list[str]]:
    """Every row of data, as wide as the names."""
    width = len(laid.names)
    given = lines(content, laid.manner.encoding or "")
    if laid.skipped:
        given = chain(islice(_not_blank(given), 1, None))
    found = layout.cells(given, laid.manner.separator or ",")
    if not laid.first_is_data:
        next(found, None)
    for number, row in enumerate(breathing(found), start=1):
        if len(row) == width:
            yield row
            continue
        if any(cell.strip() for cell in row[width:]):
            raise DataError(
                "row {row} has {found} columns; there are {allowed}", row=number, found=len(row), allowed=width
            )
        yield (row + [""] * width)[:width]


def _not_blank(given: Iterator[str]) -> Iterator[str]:
    return (line for line in given if line.strip())
