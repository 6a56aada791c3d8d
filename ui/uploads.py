"""A CSV file that somebody uploads, read without trust: a data set, or a DataError that says why not."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from backprop.data import Dataset, from_table
from backprop.data.table import as_number
from backprop.errors import DataError

from .limits import LIMITS

DELIMITERS = "\t;,"
"""In order of preference: the comma comes last, for it may also stand inside numbers and texts."""


def read_csv(
    file: bytes | BinaryIO,
    label: str | None = None,
    *,
    name: str = "table",
    seed: int = 0,
    test_fraction: float = 0.2,
) -> Dataset:
    r"""Make a data set of a CSV file.

    Parameters
    ----------
    file : bytes or binary file
        As in `read_columns`.
    label, name, seed, test_fraction
        As in `backprop.data.from_table`.

    Raises
    ------
    DataError
        When the file is no table, or no table that can be trained on.

    Examples
    --------
    >>> read_csv(b"length;kind\n1;a\n2;a\n5;b\n6;b\n").class_names
    ('a', 'b')
    """
    data = from_table(read_columns(file), label, name=name, seed=seed, test_fraction=test_fraction)
    if data.n_classes > LIMITS.max_classes:
        raise DataError(
            "there are {found} different labels; allowed are up to {allowed}: classes, not a quantity to be predicted",
            found=data.n_classes,
            allowed=LIMITS.max_classes,
        )
    return data


def read_columns(file: bytes | BinaryIO) -> list[tuple[str, list[str]]]:
    r"""Return the columns of a CSV file, each its name and its cells as they are written.

    Parameters
    ----------
    file : bytes or binary file
        UTF-8 text within the limits, with or without a byte order mark. Commas, semicolons or tabs separate the
        cells. If all cells of the first row are numbers, but for one at most (the label), there is no header,
        and the columns are called x1, x2, … Blank lines are not rows.

    Raises
    ------
    DataError
        When the file is no such table.

    Examples
    --------
    >>> read_columns(b"5.1,3.5,setosa\n7.0,3.2,versicolor\n")
    [('x1', ['5.1', '7.0']), ('x2', ['3.5', '3.2']), ('x3', ['setosa', 'versicolor'])]
    """
    text = _text(file)
    first, *others = rows = _rows(text, _delimiter(text))
    _check_cells(rows)
    # A decimal comma is refused later, cell by cell; a row of them taken for a header would be lost.
    if sum(as_number(cell.replace(",", ".")) is not None for cell in first) >= len(first) - 1:
        names, cells = [f"x{position}" for position in range(1, len(first) + 1)], rows
    else:
        names, cells = first, others
    if len(cells) > LIMITS.max_rows:
        raise DataError("the table has {found} rows; allowed are {allowed}", found=len(cells), allowed=LIMITS.max_rows)
    return [(name, [row[position] for row in cells]) for position, name in enumerate(names)]


def _text(file: bytes | BinaryIO) -> str:
    """Return the text of `file`, no more of it being read than is allowed."""
    if isinstance(file, bytes):
        content = file
    else:
        file.seek(0)  # an uploaded file that was read in an earlier run stands at its end
        content = file.read(LIMITS.max_upload_bytes + 1)
    if len(content) > LIMITS.max_upload_bytes:
        raise DataError("the file has more than {allowed} MB", allowed=f"{LIMITS.max_upload_bytes / 1e6:g}")
    if b"\0" in content:
        raise DataError("the file is not plain text; save it as CSV in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError("line {line} is not UTF-8 text; save the file as CSV in UTF-8", line=line) from error


def _delimiter(text: str) -> str:
    """Return the separator that occurs most often in the first line, not counting what is in quotes."""
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    if not first:
        raise DataError("the file is empty")
    bare = re.sub(r'"[^"]*"', "", first)
    delimiter = max(DELIMITERS, key=bare.count)
    found = bare.count(delimiter) + 1
    if found == 1:
        raise DataError("the first line has one column only; separate columns by commas, semicolons or tabs")
    if found > LIMITS.max_columns:
        raise DataError(
            "the first line has {found} columns; allowed are {allowed}", found=found, allowed=LIMITS.max_columns
        )
    return delimiter


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return all rows as text; those that are too short are filled with empty cells."""
    import pandas as pd

    try:
        table = pd.read_csv(io.StringIO(text), sep=delimiter, header=None, dtype=str, na_filter=False)
    except pd.errors.ParserError as error:
        raise _explained(str(error)) from error
    rows: list[list[str]] = table.to_numpy().tolist()
    return rows


def _check_cells(rows: list[list[str]]) -> None:
    """Refuse a table with a cell that is too long."""
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if len(cell) > LIMITS.max_cell:
                raise DataError(
                    "row {row}, column {column}: the cell has {found} characters; allowed are {allowed}",
                    row=line,
                    column=column,
                    found=len(cell),
                    allowed=LIMITS.max_cell,
                )


def _explained(reason: str) -> DataError:
    """Return the error for what the parser of pandas complains about."""
    if wide := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", reason):
        allowed, line, found = map(int, wide.groups())
        return DataError(
            "line {line} has {found} columns; the first line has {allowed}",
            line=line,
            found=found,
            allowed=allowed,
        )
    if "inside string" in reason:
        return DataError("a quotation mark is opened and never closed")
    return DataError("the file cannot be read as a table")
