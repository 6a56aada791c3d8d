"""The bias kept first, as in Andrew Ng's course: Θ with the bias in its first column, a = [1 a]. Ours comes last."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from backprop.activations import Array
from backprop.expression import Key

AXES = {"W": 0, "dW": 0, "Z": 1, "G": 1}
"""Along which axis, in the lecture's orientation, the bias of a quantity is one entry more."""


def bias_last(array: Array, key: Key) -> Array:
    """A whole matrix with its first row, or column, behind the others."""
    return np.roll(array, -1, axis=AXES[key[0]])


def as_bias_first(array: Array, key: Key) -> Array:
    """The other way round."""
    return np.roll(array, 1, axis=AXES[key[0]])


def place_of_first(place: tuple[int, int], shape: tuple[int, ...], key: Key) -> tuple[int, int]:
    """Where an entry was while the bias came first."""
    moved = list(place)
    axis = AXES[key[0]]
    moved[axis] = (moved[axis] + 1) % shape[axis]
    return moved[0], moved[1]


def has_ones(array: Array, first: bool) -> bool:
    """Whether every example begins, or else ends, with a 1, and not both; examples are rows or columns.

    Examples
    --------
    >>> A = np.array([[1.0, 0.3], [1.0, 0.5]])
    >>> has_ones(A, first=True), has_ones(A, first=False), has_ones(A.T, first=True)
    (True, False, True)
    """
    if array.ndim != 2 or min(array.shape) < 2:
        return False
    ends = ([bool((each[:, n] == 1).all()) for n in (0, -1)] for each in (array, array.T))
    return any(found == [first, not first] for found in ends)


def without_ones(X: Array) -> Array:
    """Examples, one a row, without the 1 that each begins with."""
    return X[:, 1:] if X.shape[1] > 1 and bool((X[:, 0] == 1).all()) else X


def says_theta(names: Iterable[str]) -> bool:
    """Whether weights are called as in that course."""
    return any(sign in name.lower() for name in names for sign in ("theta", "θ"))
