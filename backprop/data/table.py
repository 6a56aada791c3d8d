"""A data set from the user's own table: every cell is used or refused by name, none is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.checks import refuse_masks, shown
from backprop.data.cells import as_number
from backprop.data.columns import check_lengths
from backprop.data.dataset import Dataset, Examples, divide
from backprop.data.preparing import Preparation
from backprop.errors import DataError

SHOWN = 100
"""Characters of a cell that a message shows."""

Cells = NDArray[Any]
Columns = Mapping[str, Any] | Iterable[tuple[str, Any]]


def from_table(
    columns: Columns,
    label: str | None = None,
    *,
    name: str = "table",
    seed: int = 0,
    test_fraction: float = 0.2,
) -> Dataset:
    """Make a data set of a table of named columns, standardised and split.

    Parameters
    ----------
    columns : mapping, or iterable of pairs, of a name to a 1-d array_like
        All of one length; a DataFrame will do. Features are finite numbers, or strings that spell them.
        Labels are strings, booleans or whole numbers; sorted, numbers by value, they are classes 0, 1, ….
    label : str, optional
        The column of the labels; the last one if not given.
    name : str
        What the data set is called.
    seed, test_fraction
        As in `split`. A class with a single row stays in the training part.

    Raises
    ------
    DataError
        Says which column and row (counted from 1, without the header), what was found and what is allowed.

    Examples
    --------
    >>> data = from_table({"length": [1, 2, 5, 6], "width": [3, 3, 4, 4], "kind": ["b", "b", "a", "a"]})
    >>> data.feature_names, data.class_names, data.n_features
    (('length', 'width'), ('a', 'b'), 2)
    >>> from_table({"length": [1, "?"], "kind": ["b", "a"]})
    Traceback (most recent call last):
    ...
    backprop.errors.DataError: column length, row 2: '?' is not a finite number
    """
    table = _checked_table(columns)
    label = next(reversed(table)) if label is None else _as_text(label).strip()
    if label not in table:
        raise DataError(
            "there is no column {label} for the labels; there are: {allowed}",
            label=label,
            allowed=_listed(table),
        )
    y, class_names = _labels(label, table.pop(label))
    X = np.column_stack([_numbers(column, cells) for column, cells in table.items()])
    preparation = Preparation("standard", test_fraction=test_fraction, seed=seed)
    return divide(name, Examples(X, y, tuple(table), class_names), preparation)


def _checked_table(columns: Columns) -> dict[str, Cells]:
    """Return the columns as 1-d arrays of one length under distinct names."""
    table: dict[str, Cells] = {}
    for position, (given, values) in enumerate(_pairs(columns), start=1):
        column = _checked_name(given, position)
        if column in table:
            raise DataError("two columns are called {column}; allowed are different names", column=column)
        table[column] = _cells(column, values)
    if len(table) < 2:
        raise DataError(
            "the table has {found} columns; allowed are 2 or more: at least one feature, and the labels",
            found=len(table),
        )
    lengths = [(column, len(cells)) for column, cells in table.items()]
    check_lengths(lengths)
    if not lengths[0][1]:
        raise DataError("the table has {found} rows; allowed are 1 or more", found=0)
    return table


def _pairs(columns: Any) -> list[tuple[Any, Any]]:
    """The columns with their names, whatever they came in."""
    named = columns.items() if hasattr(columns, "items") and hasattr(columns, "keys") else columns
    try:
        pairs = [tuple(pair) for pair in named]
    except TypeError:
        pairs = [()]
    if isinstance(columns, str | bytes) or any(len(pair) != 2 for pair in pairs):
        raise DataError(
            "the table is {given}; allowed is a mapping of names to columns, or a list of (name, column)",
            given=shown(columns),
        )
    return [(name, column) for name, column in pairs]


def _checked_name(given: object, position: int) -> str:
    column = _as_text(given).strip()
    if not column:
        raise DataError("the name of column {position} has 0 characters; allowed are 1 or more", position=position)
    return column


def _cells(column: str, values: Any) -> Cells:
    """Return `values` as an array: numbers if it was one of numbers, else Python objects."""
    refuse_masks(column, values)
    plain = isinstance(values, np.ndarray) and values.dtype.kind in "biuf"
    try:
        cells = np.asarray(values, dtype=None if plain else object)
    except Exception as cause:  # whatever makes an array of it is not ours
        raise _not_plain(column) from cause
    if cells.ndim != 1:
        raise _not_plain(column)
    return cells


def _not_plain(column: str) -> DataError:
    return DataError("column {column} is not a plain list of numbers or strings", column=column)


def _numbers(column: str, cells: Cells) -> NDArray[np.float64]:
    """Return the cells of a feature as finite float64."""
    if cells.dtype != object and np.isfinite(cells).all():
        return cells.astype(np.float64)
    return np.array([_finite(column, row, cell) for row, cell in enumerate(cells.tolist(), start=1)])


def _finite(column: str, row: int, cell: object) -> float:
    """Return the number that a cell of a feature spells."""
    number = as_number(cell)
    if number is not None and isfinite(number):
        return number
    if _is_missing(cell):
        raise DataError("column {column}, row {row}: the number is missing", column=column, row=row)
    raise DataError(
        "column {column}, row {row}: {value} is not a finite number",
        column=column,
        row=row,
        value=_shown(cell),
    )


def _labels(column: str, cells: Cells) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return the labels as numbers of classes, and the names of the classes."""
    labels = [str(cell) if isinstance(cell, bool) else cell for cell in cells.tolist()]
    for row, cell in enumerate(labels, start=1):
        if _is_missing(cell):
            raise DataError("column {column}, row {row}: the label is missing", column=column, row=row)
    found: list[Any]
    if any(as_number(cell) is None for cell in labels):
        found = [_class_name(column, row, cell) for row, cell in enumerate(labels, start=1)]
    else:
        found = [_whole(column, row, cell) for row, cell in enumerate(labels, start=1)]
    classes = sorted(set(found))
    if len(classes) < 2:
        raise DataError(
            "column {column} has {found} different labels; allowed are 2 or more", column=column, found=len(classes)
        )
    number = {one: position for position, one in enumerate(classes)}
    return np.array([number[one] for one in found], dtype=np.intp), tuple(map(str, classes))


def _class_name(column: str, row: int, cell: object) -> str:
    if not isinstance(cell, str) and as_number(cell) is None:
        raise DataError(
            "column {column}, row {row}: the label {value} is neither text nor a whole number",
            column=column,
            row=row,
            value=_shown(cell),
        )
    return str(cell).strip()


def _whole(column: str, row: int, cell: Any) -> int:
    number = float(cell)
    if not number.is_integer():
        raise DataError(
            "column {column}, row {row}: the label {value} is neither text nor a whole number; "
            "allowed are classes, not a quantity to be predicted",
            column=column,
            row=row,
            value=_shown(cell),
        )
    try:
        return int(cell)  # exact beyond 2**53, where float is not
    except ValueError:
        return int(number)


def _is_missing(cell: object) -> bool:
    return cell is None or _as_text(cell).strip().lower() in ("", "nan", "<na>", "nat")


def _as_text(given: object) -> str:
    """A name or a cell as text; one that is no text, shortly."""
    return str(given) if isinstance(given, str | float | np.generic) else shown(given)


def _shown(cell: object) -> str:
    text = repr(cell) if isinstance(cell, str) else shown(cell)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:20]) + (", …" if len(listed) > 20 else "")
