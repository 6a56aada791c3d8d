"""How the rows of a data set become what is trained on: which are kept for testing, and on what scale they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop._text import N_
from backprop.checks import checked_count, checked_name, is_real, numeric, shown
from backprop.errors import DataError

TEST_FRACTION = (0.1, 0.5)
"""The smallest and the largest share of the rows that may be kept for testing."""

SCALINGS = ("none", "standard", "unit", "byte")
"""As it is; mean 0 and deviation 1; from 0 to 1; divided by `BYTE`."""

PARTINGS = ("drawn", "last", "all")
"""Which rows are for testing: drawn with a seed; the last ones; none, and all stay in their order."""

BYTE = 255
"""The largest value of a byte, as pictures have it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Preparation:
    """What is done with the rows.

    Attributes
    ----------
    scaling : str
        One of `SCALINGS`, by the numbers of the training part.
    parting : str
        One of `PARTINGS`.
    test_fraction : float
        The share kept for testing, from 0.1 to 0.5; for ``"all"`` it says nothing.
    seed : int
        Of ``"drawn"``, at least 0.

    Raises
    ------
    DataError
        A choice that does not exist, or is out of range.
    """

    scaling: str = "none"
    parting: str = "drawn"
    test_fraction: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        checked_name(N_("the scaling"), self.scaling, SCALINGS, DataError)
        checked_name(N_("the split"), self.parting, PARTINGS, DataError)
        _checked_fraction(self.test_fraction)
        checked_seed(self.seed)


def part(y: NDArray[Any], preparation: Preparation) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The numbers of the rows that are for training and for testing.

    Parameters
    ----------
    y : array, shape (m,) or (m, k)
        Labels, or quantities: those are drawn without regard to what they are.
    preparation : Preparation

    Raises
    ------
    DataError
        There is no row to spare for testing.

    Examples
    --------
    >>> part(np.zeros((5, 1)), Preparation(parting="last", test_fraction=0.4))
    (array([0, 1, 2]), array([3, 4]))
    """
    rows = np.arange(len(y))
    if preparation.parting == "all":
        return rows, rows[:0]
    if preparation.parting == "drawn":
        return split(y if y.ndim == 1 else np.zeros(len(y), np.intp), preparation.test_fraction, preparation.seed)
    if len(rows) < 2:
        raise DataError("there is one row only: none is left to test on; keep all rows for training")
    kept = len(rows) - min(max(round(len(rows) * preparation.test_fraction), 1), len(rows) - 1)
    return rows[:kept], rows[kept:]


def scaled(X_train: Floats, X_test: Floats, scaling: str) -> tuple[Floats, Floats]:
    """Both parts on another scale, which the training part alone decides.

    Examples
    --------
    >>> train, test = scaled(np.array([[1.0], [3.0]]), np.array([[2.0]]), "unit")
    >>> train.tolist(), test.tolist()
    ([[0.0], [1.0]], [[0.5]])
    """
    if scaling == "standard":
        return standardise(X_train, X_test)
    if scaling == "byte":
        return X_train / BYTE, X_test / BYTE
    if scaling == "unit":
        low, high = X_train.min(axis=0), X_train.max(axis=0)
        with np.errstate(over="ignore"):
            span = np.where(high > low, high - low, 1.0)
            parts = (X_train - low) / span, (X_test - low) / span
        _check_finite(parts)
        return parts
    return X_train.copy(), X_test.copy()


def split(y: ArrayLike, test_fraction: float = 0.2, seed: int = 0) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Divide the rows at random into a training and a test part that hold each class in the same proportion.

    Of a class with c rows, ``round(c * test_fraction)`` go to the test part: at least one and at most
    c − 1. A class with a single row stays in the training part, for what was never trained cannot be tested.

    Parameters
    ----------
    y : array_like of int, shape (m,)
        Labels.
    test_fraction : float
        From 0.1 to 0.5.
    seed : int
        The same seed gives the same parts.

    Returns
    -------
    train, test : intp arrays
        Row numbers from 0, each row in exactly one part, in random order: the first batch mixes the classes.

    Raises
    ------
    DataError
        For a fraction or a seed out of range, and when no class has a row to spare for testing.

    Examples
    --------
    >>> y = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    >>> train, test = split(y, 0.5)
    >>> np.bincount(y[train]), np.bincount(y[test])
    (array([2, 3]), array([2, 3]))
    """
    _checked_fraction(test_fraction)
    labels = numeric("y", y)
    if labels.ndim != 1 or labels.dtype.kind == "f":
        raise DataError(
            "y has shape {given} and dtype {dtype}; allowed are labels (m,), whole numbers",
            given=labels.shape,
            dtype=str(labels.dtype),
        )
    rng = np.random.default_rng(checked_seed(seed))
    is_test = np.zeros(len(labels), dtype=bool)
    together = np.argsort(labels, kind="stable")
    for members in np.split(together, np.flatnonzero(np.diff(labels[together])) + 1):
        rows = rng.permutation(members)
        count = min(max(round(len(rows) * test_fraction), 1), len(rows) - 1)
        is_test[rows[:count]] = True
    if not is_test.any():
        raise DataError("every class has one row only: there is nothing left to test on; give two rows of a class")
    order = rng.permutation(len(labels))
    return order[~is_test[order]], order[is_test[order]]


def standardise(X_train: ArrayLike, X_test: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shift and scale each column so that its training part has mean 0 and standard deviation 1.

    The test part is shifted and scaled by the same numbers: it has no say in them. A column that is constant
    in the training part is only shifted.

    Parameters
    ----------
    X_train, X_test : array_like, shapes (m, n) and (m', n)
        Finite numbers of any magnitude.

    Returns
    -------
    X_train, X_test : float64 arrays of the same shapes

    Raises
    ------
    DataError
        When a value of the test part is so far out that the result is not a finite number.

    Examples
    --------
    >>> train, test = standardise([[1.0, 5.0], [3.0, 5.0]], [[4.0, 6.0]])
    >>> train.tolist(), test.tolist()
    ([[-1.0, 0.0], [1.0, 0.0]], [[2.0, 1.0]])
    """
    train, test = (numeric(N_("the part"), X).astype(np.float64) for X in (X_train, X_test))
    if train.ndim != 2 or test.ndim != 2 or len(train) == 0 or train.shape[1] != test.shape[1]:
        raise DataError(
            "the parts have shapes {train} and {test}; "
            "allowed are two matrices with as many columns, the first not empty",
            train=train.shape,
            test=test.shape,
        )
    for given in (train, test):
        if not np.isfinite(given).all():
            row, column = map(int, np.argwhere(~np.isfinite(given))[0])
            raise DataError("feature {feature}, row {row}: the value is not finite", feature=column + 1, row=row + 1)
    constant = (train == train[0]).all(axis=0)
    # Columns are brought to magnitude one first: squares of 1e200 overflow, those of 1e-200 vanish.
    # A power of two changes no digit.
    exponent = np.frexp(np.abs(train).max(axis=0))[1] - 1
    magnitude = np.where(constant, 1.0, np.ldexp(1.0, exponent))
    with np.errstate(over="ignore"):
        scaled = train / magnitude
        # The mean of equal numbers may differ from them in the last digit.
        mean = np.where(constant, scaled[0], scaled.mean(axis=0))
        std = np.where(constant, 1.0, (scaled - mean).std(axis=0))
        parts = (scaled - mean) / std, (test / magnitude - mean) / std
    _check_finite(parts)
    return parts


def _check_finite(parts: tuple[Floats, Floats]) -> None:
    for found in parts:
        if not np.isfinite(found).all():
            raise DataError(
                "feature {feature}: a value lies too far from the others to be put on one scale with them",
                feature=int(np.argwhere(~np.isfinite(found))[0, 1]) + 1,
            )


def _checked_fraction(given: object) -> None:
    low, high = TEST_FRACTION
    if not is_real(given) or not low <= given <= high:  # type: ignore[operator]
        raise DataError(
            "the test fraction is {fraction}; allowed is {low} to {high}", fraction=shown(given), low=low, high=high
        )


def checked_seed(seed: object) -> int:
    """Return `seed`, or raise DataError when it is not an integer from 0."""
    return checked_count(N_("the seed"), seed, 0, error=DataError)
