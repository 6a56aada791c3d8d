"""What is made of a table: a role for each column, and what is done with missing values, scale and order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from backprop._text import N_
from backprop.checks import checked_name
from backprop.data.columns import MISSING, Column, Table
from backprop.data.dataset import Dataset, Examples, divide
from backprop.data.preparing import Floats, Preparation
from backprop.data.roles import ROLES, WANTED, Role, classes, recognise
from backprop.errors import DataError

Fill = Literal["drop", "mean"]
FILLS: tuple[Fill, ...] = ("drop", "mean")
"""Rows with a missing value are left out; or it is replaced by the mean of its column."""


@dataclass(frozen=True)
class Choices:
    """All that is decided about a table.

    Attributes
    ----------
    roles : tuple of str
        One of `ROLES` for each column.
    fill : str
        One of `FILLS`; it is for features: a row without what is to be predicted is always left out.
    preparation : Preparation
    """

    roles: tuple[Role, ...]
    fill: Fill = "drop"
    preparation: Preparation = field(default_factory=lambda: Preparation("standard"))

    def __post_init__(self) -> None:
        for role in self.roles:
            checked_name(N_("the role of a column"), role, ROLES, DataError)
        checked_name(N_("what is done with missing values"), self.fill, FILLS, DataError)


@dataclass(frozen=True)
class Cost:
    """What a table becomes.

    Attributes
    ----------
    rows, dropped, filled : int
        Rows that are used, rows that are left out, and cells that get the mean of their column.
    features, outputs : int
        Columns of X; classes, or quantities.
    """

    rows: int
    dropped: int
    filled: int
    features: int
    outputs: int


def proposed(table: Table) -> Choices:
    """The choices that one sees first."""
    return Choices(tuple(proposal.role for proposal in recognise(table)))


def cost(table: Table, choices: Choices) -> Cost:
    """What a table becomes, without making it.

    Raises
    ------
    DataError
        The roles do not fit each other.
    """
    features, wanted = _parts(table, choices)
    kept = _kept(table.rows, features, wanted, choices.fill)
    filled = sum(int((column.codes[kept] == MISSING).sum()) for column in features)
    columns = sum(_width(table, choices, column) for column in features)
    labels = wanted[0].different if len(wanted) == 1 and "label" in choices.roles else len(wanted)
    return Cost(int(kept.sum()), int((~kept).sum()), filled, columns, labels)


def dataset(table: Table, choices: Choices, name: str = "table") -> Dataset:
    """Make the data set.

    Raises
    ------
    DataError
        Says which column and row (counted from 1, without the header), what was found and what is allowed.

    Examples
    --------
    >>> table = Table((Column.of("size", "12?5"), Column.of("kind", "abba")))
    >>> data = dataset(table, Choices(("number", "label"), preparation=Preparation(parting="all")))
    >>> data.X_train.tolist(), data.y_train.tolist(), data.class_names
    ([[1.0], [2.0], [5.0]], [0, 1, 0], ('a', 'b'))
    """
    features, wanted = _parts(table, choices)
    kept = _kept(table.rows, features, wanted, choices.fill)
    if not kept.any():
        raise DataError("every row has a missing value; fill them with the mean, or leave columns out")
    roles = dict(zip(table.columns, choices.roles, strict=True))
    made = [_made(column, roles[column], kept) for column in features]
    X = np.concatenate([part for part, _names in made], axis=1)
    names = tuple(name for _part, names in made for name in names)
    examples = Examples(X, *_targets(wanted, roles[wanted[0]], kept, names))
    return divide(name, examples, choices.preparation)


def _parts(table: Table, choices: Choices) -> tuple[list[Column], list[Column]]:
    """The columns of the features, and those of what is to be predicted."""
    if len(choices.roles) != len(table.columns):
        raise DataError(
            "there are {given} roles for {allowed} columns", given=len(choices.roles), allowed=len(table.columns)
        )
    pairs = list(zip(table.columns, choices.roles, strict=True))
    features = [column for column, role in pairs if role in ("number", "category")]
    wanted = [(column, role) for column, role in pairs if role in WANTED]
    kinds = {role for _column, role in wanted}
    if not features:
        raise DataError("no column is a feature: give one the role of a number or a category")
    if not wanted:
        raise DataError("no column is to be predicted: give one the role of the label, or of a quantity")
    if len(kinds) > 1:
        raise DataError("columns are labels and quantities at once; choose which of them are to be predicted")
    if kinds == {"label"} and len(wanted) > 1:
        raise DataError(
            "two columns are labels, {first} and {second}; leave one of them out",
            first=wanted[0][0].title,
            second=wanted[1][0].title,
        )
    if kinds == {"labels"} and len(wanted) == 1:
        raise DataError("{column} is one of several label columns; there must be others", column=wanted[0][0].title)
    return features, [column for column, _role in wanted]


def _kept(rows: int, features: Sequence[Column], wanted: Sequence[Column], fill: Fill) -> NDArray[np.bool_]:
    """Which rows are used."""
    kept = np.ones(rows, dtype=bool)
    for column in (*wanted, *(features if fill == "drop" else ())):
        kept &= column.codes != MISSING
    return kept


def _width(table: Table, choices: Choices, column: Column) -> int:
    role = choices.roles[table.columns.index(column)]
    return column.different if role == "category" else 1


def _made(column: Column, role: Role, kept: NDArray[np.bool_]) -> tuple[Floats, list[str]]:
    """The features of one column, missing values replaced by the mean, and their names."""
    if role == "category":
        _check_words(column)
        values, y = classes(column)
        matrix = (y[kept, None] == np.arange(len(values))).astype(np.float64)
        _fill(matrix, y[kept] < 0, column)
        return matrix, [f"{column.title} = {value}" for value in values]
    _check_numbers(column)
    numbers = column.numbers[kept][:, None]
    _fill(numbers, column.codes[kept] == MISSING, column)
    return numbers, [column.title]


def _fill(matrix: Floats, missing: NDArray[np.bool_], column: Column) -> None:
    if missing.all():
        raise DataError("column {column} has no value to take the mean of; leave it out", column=column.title)
    if missing.any():
        matrix[missing] = matrix[~missing].mean(axis=0)


def _targets(
    wanted: Sequence[Column], role: Role, kept: NDArray[np.bool_], names: tuple[str, ...]
) -> tuple[NDArray[Any], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What is to be predicted, and the names of features, classes and quantities."""
    titles = tuple(column.title for column in wanted)
    if role == "label":
        return (*_labels(wanted[0], kept, names), ())
    for column in wanted:
        _check_numbers(column)
    matrix = np.column_stack([column.numbers[kept] for column in wanted])
    if role == "target":
        return matrix, names, (), titles
    bad = np.flatnonzero(~((np.isin(matrix, (0, 1)).all(axis=1)) & (matrix.sum(axis=1) == 1)))
    if len(bad):
        raise DataError(
            "row {row}: of the label columns {columns} exactly one must hold 1, the others 0",
            row=int(np.flatnonzero(kept)[bad[0]]) + 1,
            columns=", ".join(titles[:20]),
        )
    return matrix.argmax(axis=1).astype(np.intp), names, titles, ()


def _labels(
    column: Column, kept: NDArray[np.bool_], names: tuple[str, ...]
) -> tuple[NDArray[np.intp], tuple[str, ...], tuple[str, ...]]:
    _check_words(column)
    values, y = classes(column)
    used, labels = np.unique(y[kept], return_inverse=True)
    if len(used) < 2:
        raise DataError(
            "column {column} has {found} different labels; allowed are 2 or more", column=column.title, found=len(used)
        )
    return labels.astype(np.intp), names, tuple(values[n] for n in used)


def _check_numbers(column: Column) -> None:
    """Refuse a column of numbers with another cell in it, by its row."""
    wrong = np.flatnonzero((column.codes >= 0) | np.isinf(column.numbers))
    if len(wrong):
        raise DataError(
            "column {column}, row {row}: {value} is not a finite number",
            column=column.title,
            row=int(wrong[0]) + 1,
            value=repr(column.cell(int(wrong[0]))[:100]),
        )


def _check_words(column: Column) -> None:
    if column.is_cut:
        raise DataError(
            "column {column} has too many different texts, or too long ones, for classes or categories; leave it out",
            column=column.title,
        )
