"""What a data set is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop._text import N_
from backprop.checks import checked_kind, shown
from backprop.data.pixels import Pixels, shape_of
from backprop.data.preparing import Preparation, part, scaled
from backprop.errors import DataError


class Examples(NamedTuple):
    """All rows of a data set before the split; of quantities ``y`` has a column each, and there are no classes."""

    X: NDArray[np.float64]
    y: NDArray[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples of labelled classes, or with quantities to be predicted, in a training and a test part.

    The arrays are read-only. The test part may be empty.

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
    y_train, y_test : intp, shape (m,), or float64, shape (m, k)
        Labels from 0 to ``n_classes - 1``, or the quantities.
    feature_names : tuple of str, length n
    class_names : tuple of str, length k
        Empty where quantities are predicted.
    target_names : tuple of str, length k
        The quantities; empty where there are classes.
    preparation : Preparation
        How the rows were split and scaled.
    pixels : Pixels or None
        How a row is a picture, if it is one.
    """

    name: str
    X_train: NDArray[np.float64]
    y_train: NDArray[Any]
    X_test: NDArray[np.float64]
    y_test: NDArray[Any]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    preparation: Preparation = field(default_factory=Preparation)
    pixels: Pixels | None = None

    def __post_init__(self) -> None:
        checked_kind(N_("the name of the data"), self.name, str)
        for names in (self.feature_names, self.class_names, self.target_names):
            if not isinstance(names, tuple) or not all(isinstance(name, str) for name in names):
                raise DataError("names are {given}; allowed is a tuple of texts", given=shown(names))
        checked_kind(N_("the preparation"), self.preparation, Preparation)
        for X, y in ((self.X_train, self.y_train), (self.X_test, self.y_test)):
            self._check_part(X, y)
        for array in (self.X_train, self.y_train, self.X_test, self.y_test):
            array.setflags(write=False)
        if self.pixels is None:
            return
        checked_kind(N_("the pixels"), self.pixels, Pixels)
        if self.pixels.shape[0] * self.pixels.shape[1] != self.n_features:
            raise DataError(
                "a picture has the shape {shape}; allowed is one of {features} pixels, as many as there are features",
                shape=self.pixels.shape,
                features=self.n_features,
            )

    def _check_part(self, X: NDArray[np.float64], y: NDArray[Any]) -> None:
        parts = {"X": (X, np.float64), "y": (y, np.float64 if self.is_quantity else np.intp)}
        for what, (array, kind) in parts.items():
            dtype = np.dtype(kind)
            if type(array) is not np.ndarray or array.dtype != dtype:
                raise DataError(
                    "{what} is {given}; allowed is an array of {dtype}", what=what, given=shown(array), dtype=str(dtype)
                )
        width = (len(self.target_names),) if self.is_quantity else ()
        if X.ndim != 2 or X.shape[1] != self.n_features or y.shape != (len(X), *width):
            raise DataError(
                "X has shape {X}, y has shape {y}; allowed are (m, {features}) and {allowed}",
                X=X.shape,
                y=y.shape,
                features=self.n_features,
                allowed=f"(m, {width[0]})" if width else "(m,)",
            )
        self._check_values(X, y)

    def _check_values(self, X: NDArray[np.float64], y: NDArray[Any]) -> None:
        if not np.isfinite(X).all():
            raise DataError("X holds a value that is not finite")
        if self.is_quantity:
            if not np.isfinite(y).all():
                raise DataError("y holds a value that is not finite")
        elif len(y) and not (y.min() >= 0 and y.max() < self.n_classes):
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
        """Number of classes k, the width of the logits Z_{L+1}; 0 where quantities are predicted."""
        return len(self.class_names)

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(array.nbytes for array in (self.X_train, self.y_train, self.X_test, self.y_test))

    @property
    def is_quantity(self) -> bool:
        """Whether numbers are predicted, and not classes."""
        return bool(self.target_names)


def divide(name: str, examples: Examples, preparation: Preparation) -> Dataset:
    """Split `examples`, and put both parts on their scale: the features, and quantities to be predicted as well.

    Features that are named as pixels are pictures.
    """
    X, y, features, classes, targets = examples
    train, test = part(y, preparation)
    X_train, X_test = scaled(X[train], X[test], preparation.scaling)
    y_train, y_test = y[train], y[test]
    if targets and preparation.scaling != "byte":
        y_train, y_test = scaled(y_train, y_test, preparation.scaling)
    pixels = _pixels(X, X[train], features, preparation)
    return Dataset(name, X_train, y_train, X_test, y_test, features, classes, targets, preparation, pixels)


def _pixels(
    X: NDArray[np.float64], train: NDArray[np.float64], features: tuple[str, ...], preparation: Preparation
) -> Pixels | None:
    """How a row is a picture: white and black are the smallest and the largest number, on the scale of each feature."""
    shape = shape_of(features)
    if not shape or X.min() == X.max():
        return None
    ends = np.repeat([[X.min()], [X.max()]], X.shape[1], axis=1)
    return Pixels(shape, *scaled(train, ends, preparation.scaling)[1])
