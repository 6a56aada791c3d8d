"""Rows that are pictures: how a data set shows that it has some, and how a row becomes one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

WHITE: Final = 255

_PLACED = re.compile(r"(?:pixel[_ ]?)?(\d{1,4})[_x](\d{1,4})", re.ASCII)
_NUMBERED = re.compile(r"(?:pixel|px|p)[_ ]?(\d{1,6})", re.ASCII)


@dataclass(frozen=True, eq=False)
class Pixels:
    """How a row of X is a picture.

    Attributes
    ----------
    shape : (int, int)
        Pixels down and across; a row of X holds them line by line.
    blank, full : float64, shape (n,)
        The values of X at which each pixel is blank, and full.
    """

    shape: tuple[int, int]
    blank: NDArray[np.float64]
    full: NDArray[np.float64]

    def of(self, X: NDArray[np.floating]) -> NDArray[np.uint8]:
        """The pictures of some rows, from 0, blank, to 255, full.

        Examples
        --------
        >>> pixels = Pixels((1, 2), np.zeros(2), np.array([1.0, 2.0]))
        >>> pixels.of(np.array([[1.0, 0.5], [-1.0, 9.0]])).tolist()
        [[[255, 64]], [[0, 255]]]
        """
        share = np.clip((X - self.blank) / (self.full - self.blank), 0, 1)
        return np.rint(WHITE * share).astype(np.uint8).reshape(len(X), *self.shape)


def shape_of(names: Sequence[str]) -> tuple[int, int] | None:
    """The shape of the pictures that features are the pixels of, or None: they say so by their names.

    Either each says its line and its place in it (``pixel_0_3``, ``1x4``), all lines in their order; or they are
    numbered on (``pixel0``, ``pixel1``, …), and their number is a square.

    Examples
    --------
    >>> shape_of(["pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1", "pixel_2_0", "pixel_2_1"])
    (3, 2)
    >>> shape_of([f"pixel{i}" for i in range(784)])
    (28, 28)
    >>> shape_of(["length", "width"])
    """
    return _of_places(names) or _of_numbers(names)


def _of_places(names: Sequence[str]) -> tuple[int, int] | None:
    found = [_PLACED.fullmatch(name) for name in names]
    places = [(int(match[1]), int(match[2])) for match in found if match]
    if len(places) < len(names) or not places:
        return None
    (top, left), (bottom, right) = places[0], places[-1]
    down, across = bottom - top + 1, right - left + 1
    ordered = [(top + i, left + j) for i in range(down) for j in range(across)] if down * across == len(names) else []
    return _plane(down, across) if places == ordered else None


def _of_numbers(names: Sequence[str]) -> tuple[int, int] | None:
    found = [_NUMBERED.fullmatch(name) for name in names]
    numbers = [int(match[1]) for match in found if match]
    side = isqrt(len(names))
    follow = bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(names)))
    return _plane(side, side) if follow and side * side == len(names) else None


def _plane(down: int, across: int) -> tuple[int, int] | None:
    """The shape, if it is more than a line."""
    return (down, across) if min(down, across) > 1 else None
