"""Matrices that somebody typed: tuples of numbers, which are values like any other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop._text import N_
from backprop.checks import LARGEST, checked_count, is_real, is_whole, numeric, shown
from backprop.data.dataset import Dataset
from backprop.data.preparing import Preparation
from backprop.errors import DataError

Rows = tuple[tuple[float, ...], ...]
"""A matrix, row by row."""

NAME = "by hand"
MOST_CLASSES = 1024

AS_IT_IS = Preparation("none", "all")
"""Nothing is scaled, and all rows are for training, in their order."""


def rows_of(what: str, matrix: ArrayLike) -> Rows:
    """A matrix as rows.

    Parameters
    ----------
    what : str
        What it is called, for the error.
    matrix : array_like, 2-d
        Finite numbers up to `LARGEST`.

    Raises
    ------
    DataError
        Says what it is instead.

    Examples
    --------
    >>> rows_of("X", [[1, 2], [3, 4]])
    ((1.0, 2.0), (3.0, 4.0))
    """
    array = numeric(what, matrix).astype(np.float64)
    if array.ndim != 2 or not array.size:
        raise DataError("{what} has shape {given}; allowed is a matrix with an entry", what=what, given=array.shape)
    return checked_rows(what, tuple(map(tuple, array.tolist())))


def checked_rows(what: str, given: Any) -> Rows:
    """The same, if it is rows of finite numbers, all of one length.

    Raises
    ------
    DataError
        Says which entry is wrong; rows and columns count from 0, as they do on screen.
    """
    if not isinstance(given, tuple) or not given or not all(isinstance(row, tuple) for row in given) or not given[0]:
        raise DataError("{what} is {given}; allowed is a tuple of rows", what=what, given=shown(given))
    for r, row in enumerate(given):
        if len(row) != len(given[0]):
            raise DataError(
                "{what}: row {row} has {given} numbers, row 0 has {allowed}",
                what=what,
                row=r,
                given=len(row),
                allowed=len(given[0]),
            )
        for c, value in enumerate(row):
            if not is_real(value) or not -LARGEST <= value <= LARGEST:
                raise DataError(
                    "{what}[{row}, {column}] is {given}; allowed are finite numbers up to {largest}",
                    what=what,
                    row=r,
                    column=c,
                    given=shown(value),
                    largest=LARGEST,
                )
    return given


@dataclass(frozen=True)
class ByHand:
    """Examples that somebody typed: used as they are, all of them, in their order.

    Attributes
    ----------
    X : tuple of tuple of float
        One example a row.
    labels : tuple of int
        The class of each example, counted from 0; empty where there are targets.
    classes : int
        How many classes there are, at least 2; 0 where there are targets.
    targets : tuple of tuple of float
        A row of targets for each example, in the place of labels.

    Raises
    ------
    DataError
        Parts that do not fit each other.

    Examples
    --------
    >>> data = ByHand(((0.0, 0.0), (0.0, 1.0)), (0, 1), classes=2).dataset
    >>> data.X_train.tolist(), data.y_train.tolist(), len(data.X_test)
    ([[0.0, 0.0], [0.0, 1.0]], [0, 1], 0)
    >>> ByHand(((0.05, 0.10),), targets=((0.01, 0.99),)).dataset.target_names
    ('y1', 'y2')
    """

    X: Rows
    labels: tuple[int, ...] = ()
    classes: int = 0
    targets: Rows = ()

    def __post_init__(self) -> None:
        checked_rows("X", self.X)
        if self.labels:
            self._check_labels()
        else:
            checked_rows("y", self.targets)
        if self.targets and (self.labels or self.classes):
            raise DataError("y has labels and targets; allowed is one of them")
        y = self.labels or self.targets
        if len(y) != len(self.X):
            raise DataError(
                "y has {given} rows, X has {allowed}; they must be equal", given=len(y), allowed=len(self.X)
            )

    def _check_labels(self) -> None:
        checked_count(N_("the number of classes"), self.classes, 2, MOST_CLASSES, DataError)
        if not isinstance(self.labels, tuple):
            raise DataError("y is {given}; allowed is a tuple of labels", given=shown(self.labels))
        for row, label in enumerate(self.labels):
            if not is_whole(label) or not 0 <= label < self.classes:
                raise DataError(
                    "y[{row}] is {given}; labels must be whole numbers from 0 to {last}",
                    row=row,
                    given=shown(label),
                    last=self.classes - 1,
                )

    @cached_property
    def dataset(self) -> Dataset:
        """The same as a data set."""
        X = np.array(self.X, dtype=np.float64)
        y: NDArray[Any] = np.array(self.targets, dtype=np.float64)
        if self.labels:
            y = np.array(self.labels, dtype=np.intp)
        classes = tuple(map(str, range(self.classes)))
        targets = () if self.labels else _numbered("y", y.shape[1])
        features = _numbered("x", X.shape[1])
        return Dataset(NAME, X, y, X[:0].copy(), y[:0].copy(), features, classes, targets, AS_IT_IS)


def _numbered(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{n}" for n in range(1, count + 1))
