"""How much memory arrays take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def held(arrays: Iterable[Any]) -> int:
    """Bytes that arrays keep in memory: a view keeps all of its base, and what several share counts once.

    Examples
    --------
    >>> a = np.zeros((4, 8))
    >>> held([a, a[0], np.zeros(2), "no array"])
    272
    """
    owners = (_owner(array) for array in arrays if isinstance(array, np.ndarray))
    return sum({id(owner): owner.nbytes for owner in owners}.values())


def _owner(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
