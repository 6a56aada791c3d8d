"""What a data set is, and the two steps every one of them goes through: the split and the standardisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop._text import N_
from backprop.checks import checked_count, checked_kind, is_real, numeric, shown
from backprop.data.pixels import Pixels, shape_of
from backprop.errors import DataError

TEST_FRACTION = (0.1, 0.5)
"""The smallest and the largest share of the rows that may be kept for testing."""


class Examples(NamedTuple):
    """All rows of a data set before the split."""

    X: NDArray[np.float64]
    y: NDArray[np.intp]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples of labelled classes in a training and a test part; the arrays are read-only.

    Raises
    ------
    DataError
        Parts that do not fit each other, or are not finite.

    Attributes
    ----------
    name : str
        The key in ``DATASETS``, or what the user called it.
    X_train, X_test : float64, shape (m, n)
        One example a row.
    y_train, y_test : intp, shape (m,)
        Labels from 0 to ``n_classes - 1``.
    feature_names : tuple of str, length n
    class_names : tuple of str, length k
    pixels : Pixels or None
        How a row is a picture, if it is one.
    """

    name: str
    X_train: NDArray[np.float64]
    y_train: NDArray[np.intp]
    X_test: NDArray[np.float64]
    y_test: NDArray[np.intp]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    pixels: Pixels | None = None

    def __post_init__(self) -> None:
        checked_kind(N_("the name of the data"), self.name, str)
        for names in (self.feature_names, self.class_names):
            if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
                raise DataError("names are {given}; allowed is a tuple of texts", given=shown(names))
        for X, y in ((self.X_train, self.y_train), (self.X_test, self.y_test)):
            self._check_part(X, y)
        for part in (self.X_train, self.y_train, self.X_test, self.y_test):
            part.setflags(write=False)
        if self.pixels and self.pixels.shape[0] * self.pixels.shape[1] != self.n_features:
            raise DataError(
                "a picture has the shape {shape}; allowed is one of {features} pixels, as many as there are features",
                shape=self.pixels.shape,
                features=self.n_features,
            )

    def _check_part(self, X: NDArray[np.float64], y: NDArray[np.intp]) -> None:
        parts = {"X": (X, np.dtype(np.float64)), "y": (y, np.dtype(np.intp))}
        for what, (part, dtype) in parts.items():
            if type(part) is not np.ndarray or part.dtype != dtype:
                raise DataError(
                    "{what} is {given}; allowed is an array of {dtype}", what=what, given=shown(part), dtype=str(dtype)
                )
        if X.ndim != 2 or y.ndim != 1 or len(X) != len(y) or X.shape[1] != self.n_features:
            raise DataError(
                "X has shape {X}, y has shape {y}; allowed are (m, {features}) and (m,)",
                X=X.shape,
                y=y.shape,
                features=self.n_features,
            )
        if not np.isfinite(X).all():
            raise DataError("X holds a value that is not finite")
        if len(y) and not (y.min() >= 0 and y.max() < self.n_classes):
            raise DataError(
                "labels are {low} to {high}; allowed are 0 to {last}",
                low=int(y.min()),
                high=int(y.max()),
                last=self.n_classes - 1,
            )

    @property
    def n_features(self) -> int:
        """Number of features n, the width of Z_1."""
        return len(self.feature_names)

    @property
    def n_classes(self) -> int:
        """Number of classes k, the width of the logits Z_{L+1}."""
        return len(self.class_names)


def divide(name: str, examples: Examples, test_fraction: float, seed: int, *, scale: bool) -> Dataset:
    """Split `examples`, and standardise both parts when `scale` is true; features named as pixels are pictures."""
    X, y, feature_names, class_names = examples
    train, test = split(y, test_fraction, seed)
    X_train, X_test = X[train], X[test]
    shape = shape_of(feature_names)
    ends = np.repeat([[X.min()], [X.max()]], X.shape[1], axis=1) if shape else X[:0]
    if scale:
        _, ends = standardise(X_train, ends)
        X_train, X_test = standardise(X_train, X_test)
    pixels = Pixels(shape, *ends) if shape and X.min() < X.max() else None
    return Dataset(name, X_train, y[train], X_test, y[test], feature_names, class_names, pixels)


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
    low, high = TEST_FRACTION
    if not is_real(test_fraction) or not low <= test_fraction <= high:
        raise DataError(
            "the test fraction is {fraction}; allowed is {low} to {high}",
            fraction=shown(test_fraction),
            low=low,
            high=high,
        )
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
    for part in parts:
        if not np.isfinite(part).all():
            raise DataError(
                "feature {feature}: a value lies too far from the others to be put on one scale with them",
                feature=int(np.argwhere(~np.isfinite(part))[0, 1]) + 1,
            )
    return parts


def checked_seed(seed: object) -> int:
    """Return `seed`, or raise DataError when it is not an integer from 0."""
    return checked_count(N_("the seed"), seed, 0, error=DataError)
