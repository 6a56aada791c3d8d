"""``Match``: an array and the quantity it is; and what tells whether it is that quantity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.expression import Key, name_of
from backprop.passes import Trace

Region = tuple[slice, slice]
"""The part of a matrix that an array is: all of it, the weights without their bias, the bias alone."""

LOOSE = 1e-3
"""Two matrices with a relative difference of less are taken as the same, where it is asked which is which."""


@dataclass(frozen=True, eq=False)
class Match:
    """An array and the quantity it is.

    Attributes
    ----------
    name : str or Key
        What it was called.
    key : Key
    part : Key
        The same, but ``("b", i)`` or ``("db", i)`` for the last row of the weights, or of their gradient, alone.
    region : Region
        The rows and columns of the quantity that it is.
    array : ndarray
        Its numbers in float64, in the lecture's orientation and the network's convention.
    transposed : bool
        Whether it came the other way round.
    factor : float
        What it was multiplied by, because it followed the other convention.
    unit, quantum : float
        The unit roundoff of its dtype, and what its decimals leave open.
    fits : bool
        Whether it has the shape of that region.
    bias_first : bool
        Whether it came with the bias before the others.
    """

    name: Any
    key: Key
    part: Key
    region: Region
    array: Array
    transposed: bool = False
    factor: float = 1.0
    unit: float = 0.0
    quantum: float = 0.0
    fits: bool = True
    bias_first: bool = False

    def part_of(self, quantity: Array) -> Array:
        """Its part of such a quantity, a view."""
        part: Array = np.atleast_2d(quantity)[self.region]
        return part


@dataclass(frozen=True, eq=False)
class Matching:
    """What was made of all the names.

    Attributes
    ----------
    matches : tuple of Match
    unmatched : dict
        Why an array was left out (translatable), by its name.
    convention : {"sum", "mean", "homework"}
        Whether G and ∇W are summed or averaged; in the course's homework G is a sum and ∇W a mean.
    rivals : tuple of str
        Other conventions that as many of the arrays follow.
    notation : {"lecture", "homework", "column", "pytorch"}
    scaled : bool
        Whether arrays were named whose size depends on the convention.
    penalty : {"", "as it is", "divided"}
        Of such arrays and a network with λ: whether λ/2 ‖W‖² is divided, or multiplied, by m as well; see `readings`.
    """

    matches: tuple[Match, ...]
    unmatched: Mapping[str, str] = field(default_factory=dict)
    convention: str = "sum"
    rivals: tuple[str, ...] = ()
    notation: str = "lecture"
    scaled: bool = False
    penalty: str = ""

    def of(self, key: Key) -> tuple[Match, ...]:
        """The arrays that are a quantity, or a part of it."""
        return tuple(match for match in self.matches if match.key == key)


def exists(t: Trace, key: Any) -> bool:
    """Whether there is such a quantity in this network."""
    whole = whole_of(key) if isinstance(key, tuple | str) else key
    return whole in t and (whole == key or t.net.bias)


def whole_of(key: Key) -> Key:
    """The quantity of the pass: a bias is the last row of the weights."""
    if isinstance(key, tuple) and len(key) == 2 and key[0] in ("b", "db"):
        return {"b": "W", "db": "dW"}[key[0]], key[1]
    return key


def regions(t: Trace, key: Key) -> Iterator[tuple[Region, tuple[int, int]]]:
    """The parts of a quantity that people keep as an array, and their shapes."""
    matrix = np.atleast_2d(t[whole_of(key)])
    rows, columns = matrix.shape
    every = slice(None)
    symbol, layer = key if isinstance(key, tuple) else (key, 0)
    if symbol in ("b", "db"):
        if t.net.bias:
            yield (slice(rows - 1, rows), every), (1, columns)
        return
    yield (every, every), (rows, columns)
    if t.net.bias and symbol in ("W", "dW"):
        yield (slice(0, rows - 1), every), (rows - 1, columns)
    if t.net.bias and symbol in ("Z", "G") and layer <= t.net.layers:
        yield (every, slice(0, columns - 1)), (rows, columns - 1)


def factors(t: Trace, key: Key) -> tuple[float, ...]:
    """What an array may have to be multiplied by, if it follows the other convention."""
    if t.rows == 1 or name_of(key) not in ("loss", "G", "M", "dW", "db"):
        return (1.0,)
    return 1.0, float(t.rows) if t.net.reduction == "sum" else 1 / t.rows


def same(a: Array, b: Array) -> bool:
    """Whether two matrices are the same, to three digits."""
    near = LOOSE * max(_most(a), _most(b))
    step = max(1, len(a) // 16)  # a few rows say it of most
    return all(_most(x - y) <= near for x, y in ((a[::step], b[::step]), (a, b)))


def same_in_some(t: Trace, key: Key, a: Array, b: Array) -> bool:
    """Whether two matrices are the same in one of the conventions."""
    return any(same(a * factor, b) for factor in factors(t, key))


def _most(array: Array) -> float:
    return max(float(array.max(initial=0)), -float(array.min(initial=0)))


def is_like(t: Mapping[Key, Array], match: Match) -> bool:
    """Whether an array has the numbers that it has in a pass, to three digits."""
    return match.fits and same(match.array, match.part_of(t[match.key]))
