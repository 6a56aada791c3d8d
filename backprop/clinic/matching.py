"""Which array is which quantity, in whose orientation, and in which convention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.checks import numeric, shown
from backprop.errors import BackpropError, DataError
from backprop.expression import Key, name_of
from backprop.network import Network
from backprop.passes import Trace

from .bias_first import AXES, bias_last, without_ones
from .families import families
from .names import Name, is_of_torch, read
from .rounding import unit

Region = tuple[slice, slice]
"""The part of a matrix that an array is: all of it, the weights without their bias, the bias alone."""

LOOSE = 1e-3
"""Two matrices with a relative difference of less are taken as the same, where it is asked which is which."""

WEIGHTS, GRADIENTS = ("W", "dW", "b", "db"), ("G", "M")


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


def matched(
    t: Trace,
    arrays: Mapping[Any, Any],
    keys: Mapping[str, Key | None] | None = None,
    convention: str | None = None,
) -> Matching:
    """Find out which array is which.

    Parameters
    ----------
    t : Trace
        A right pass, in float64.
    arrays : dict of array_like
        By key, then in the lecture's orientation and the network's convention; or by a name of the user's own.
    keys : dict, optional
        What a name means, where that is known; None for an array that is to be left out.
    convention : {"sum", "mean", "homework"}, optional
        That of the named arrays; inferred by default.

    Raises
    ------
    DataError
        An array that does not hold real numbers; a key there is not.
    """
    if not isinstance(arrays, Mapping):
        raise DataError("the arrays are {given}; allowed is a dict of arrays by key or name", given=shown(arrays))
    keys = keys or {}
    strict: dict[Any, Key] = {name: _strict(t, name) for name in _keys_of(t, arrays)}
    strict |= {name: _strict(t, key) for name, key in keys.items() if key is not None and name in arrays}
    loose = [name for name in arrays if name not in strict and name not in keys]
    numbers = {name: numeric(shown(name), arrays[name]) for name in [*strict, *loose]}
    meant = strict | families(
        {name: _read(name) for name in loose},
        lambda name, key: _likeness(t, numbers[name], key),
        t.net.layers,
        set(strict.values()),
    )
    unmatched = {name: _why(t.net, name) for name in loose if name not in meant}
    matches = _oriented(t, {name: (meant[name], numbers[name]) for name in meant}, set(strict) - set(keys))
    free = {name for name in meant if name not in strict or name in keys}
    matches = _bias_last(t, matches, free)
    matches, (found, *rivals) = _scaled(t, matches, free, convention)
    scaled = any(match.name in free and _part_of_loss(match.key) for match in matches)
    return Matching(tuple(matches), unmatched, found, tuple(rivals), _notation(matches, found, free), scaled)


def _part_of_loss(key: Key) -> bool:
    return name_of(key) in ("loss", "dW")


def _why(net: Network, name: Any) -> str:
    """Why a name stands for nothing here."""
    symbols = [reading.symbol for reading in _read(name).readings]
    if not symbols:
        return N_("the name says nothing")
    return N_("the network has no bias") if symbols[0] in ("b", "db") and not net.bias else N_("there is no such layer")


def _keys_of(t: Trace, arrays: Iterable[Any]) -> list[Any]:
    """The names that are keys; beside names of one's own, loss and S are names of one's own too."""
    own = any(not isinstance(name, tuple) and name not in t for name in arrays)
    return [name for name in arrays if isinstance(name, tuple) or (name in t and not own)]


def _strict(t: Trace, key: Any) -> Key:
    try:
        known = _exists(t, key)
    except TypeError:
        known = False
    if not known:
        raise DataError("there is no {key}; there are {allowed}", key=shown(key), allowed=", ".join(map(repr, t)))
    found: Key = key
    return found


def _exists(t: Trace, key: Any) -> bool:
    """Whether there is such a quantity in this network."""
    whole = _whole(key) if isinstance(key, tuple | str) else key
    return whole in t and (whole == key or t.net.bias)


def _whole(key: Key) -> Key:
    """The quantity of the pass: a bias is the last row of the weights."""
    if isinstance(key, tuple) and len(key) == 2 and key[0] in ("b", "db"):
        return {"b": "W", "db": "dW"}[key[0]], key[1]
    return key


def _read(name: Any) -> Name:
    return read(name) if isinstance(name, str) else Name(str(name), (), ())


def regions(t: Trace, key: Key) -> Iterator[tuple[Region, tuple[int, int]]]:
    """The parts of a quantity that people keep as an array, and their shapes."""
    matrix = np.atleast_2d(t[_whole(key)])
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


def _ways(t: Trace, array: Array, key: Key) -> list[tuple[bool, Region, Array]]:
    """How an array may lie on a quantity: whether transposed, on which part, and as a matrix."""
    if key == "Y" and array.ndim == 2 and 1 in array.shape and t["Y"].shape[1] > 1:
        array = array.reshape(-1)
    if key == "Y" and array.ndim == 1 and t["Y"].shape != (len(array), 1):
        try:
            array = t.net.check_targets(array.astype(np.int64) if _are_whole(array) else array, len(array), np.float64)
        except BackpropError:
            return []
    if array.ndim > 2:
        return []
    if key == "X" and t.net.bias and array.ndim == 2 and array.shape[1] == t["X"].shape[1] + 1:
        array = without_ones(array)
    found = []
    for region, shape in regions(t, key):
        if array.ndim == 2 and array.shape == shape:
            found.append((False, region, array))
        if array.ndim == 2 and array.shape[::-1] == shape and shape != (1, 1):
            found.append((True, region, array.T))
        if array.ndim < 2 and 1 in shape and array.size == shape[0] * shape[1]:
            found.append((False, region, array.reshape(shape)))
    return found


def _are_whole(array: Array) -> bool:
    return bool(np.isfinite(array).all() and (array == np.round(array)).all())


def _factors(t: Trace, key: Key) -> tuple[float, ...]:
    """What an array may have to be multiplied by, if it follows the other convention."""
    if t.rows == 1 or name_of(key) not in ("loss", "G", "M", "dW", "db"):
        return (1.0,)
    return 1.0, float(t.rows) if t.net.reduction == "sum" else 1 / t.rows


def _same(a: Array, b: Array) -> bool:
    near = LOOSE * max(_most(a), _most(b))
    step = max(1, len(a) // 16)  # a few rows say it of most
    return all(_most(x - y) <= near for x, y in ((a[::step], b[::step]), (a, b)))


def _same_in_some(t: Trace, key: Key, a: Array, b: Array) -> bool:
    """Whether two matrices are the same in one of the conventions."""
    return any(_same(a * factor, b) for factor in _factors(t, key))


def _most(array: Array) -> float:
    return max(float(array.max(initial=0)), -float(array.min(initial=0)))


def is_like(t: Mapping[Key, Array], match: Match) -> bool:
    """Whether an array has the numbers that it has in a pass, to three digits."""
    return match.fits and _same(match.array, match.part_of(t[match.key]))


def _likeness(t: Trace, array: Array, key: Key) -> int:
    """−1 if there is no such quantity, 0 if the shape is another, 1 if it is the same, 2 if the numbers are too."""
    if not _exists(t, key):
        return -1
    ways = _ways(t, array, key)
    whole = np.atleast_2d(t[_whole(key)])
    with np.errstate(over="ignore"):  # what is beyond the largest number is like none
        alike = any(_same_in_some(t, key, matrix, whole[region]) for _transposed, region, matrix in ways)
    return 2 if alike else min(len(ways), 1)


def _oriented(t: Trace, meant: Mapping[Any, tuple[Key, Array]], strict: set[Any]) -> list[Match]:
    """Lay every array as the lecture does: those of one kind all the same way, unless their shapes forbid it."""
    ways = {name: _ways(t, array, key) for name, (key, array) in meant.items()}
    turned = {
        kind: _turned(t, {n: key for n, (key, _) in meant.items() if _kind(key) == kind and n not in strict}, ways)
        for kind in ("weights", "rows")
    }
    found = []
    for name, (key, array) in meant.items():
        plain = name in strict or not turned[_kind(key)]
        ordered = sorted(ways[name], key=lambda way: way[0] == plain)
        u = unit(array.dtype)
        if not ordered:
            wanted = _wanted(t, key, [other for other, _ in meant.values()])
            found.append(Match(name, _whole(key), key, wanted, array.astype(np.float64), unit=u, fits=False))
            continue
        transposed, region, matrix = ordered[0]
        wide = matrix.astype(np.float64)
        found.append(Match(name, _whole(key), key, region, wide, transposed, 1.0, u, quantum(matrix)))
    return found


def _bias_last(t: Trace, matches: list[Match], free: set[Any]) -> list[Match]:
    """The matrices that have a bias, with the bias last: more of them are then what they are called."""
    whole = [match for match in matches if match.name in free and _has_bias(t, match)]
    turned = {id(match): replace(match, array=bias_last(match.array, match.key), bias_first=True) for match in whole}

    def count(some: Iterable[Match]) -> int:
        return sum(_same_in_some(t, match.key, match.array, t[match.key]) for match in some)

    with np.errstate(over="ignore"):
        return [turned.get(id(m), m) for m in matches] if count(turned.values()) > count(whole) else matches


def _has_bias(t: Trace, match: Match) -> bool:
    symbol, layer = match.key if isinstance(match.key, tuple) else (match.key, 0)
    if not (t.net.bias and match.fits and symbol in AXES and layer <= t.net.layers):
        return False
    return bool(match.array.shape == t[match.key].shape)


def _wanted(t: Trace, key: Key, given: Iterable[Key]) -> Region:
    """The part that an array of another shape should be: weights without their bias, where that is kept apart."""
    apart = any(other[0] in ("b", "db") for other in given) and key[0] in ("W", "dW")
    return [region for region, _shape in regions(t, key)][1 if apart else 0]


def _kind(key: Key) -> str:
    return "weights" if isinstance(key, tuple) and key[0] in WEIGHTS else "rows"


def _turned(t: Trace, keys: Mapping[Any, Key], ways: Mapping[Any, Any]) -> bool:
    """Whether the matrices of one kind are kept transposed: their shapes say it, or else their numbers, or names."""
    shapes = [way[0][0] for name in keys if len(way := ways[name]) == 1 and 1 not in way[0][2].shape]
    if shapes:
        return bool(sum(shapes) * 2 > len(shapes))
    votes = [0, 0]
    for name, key in keys.items():
        whole = np.atleast_2d(t[_whole(key)])
        for transposed, region, matrix in ways[name]:
            if matrix.shape[0] == matrix.shape[1]:
                votes[transposed] += _same_in_some(t, key, matrix, whole[region])
    if votes[0] != votes[1]:
        return votes[1] > votes[0]
    return any(map(is_of_torch, keys))


def quantum(array: Array) -> float:
    """The step between two numbers that are printed with the decimals of these; 0 if they are not rounded to any.

    Examples
    --------
    >>> quantum(np.array([0.1234, -2.5])), quantum(np.array([0.0, 1.0])), quantum(np.array([1 / 3]))
    (0.0001, 0.0, 0.0)
    """
    if array.dtype.kind != "f" or not array.size or array.size > 1 << 22 or not np.isfinite(array).all():
        return 0.0
    sample = array.ravel()[: 1 << 12].astype(np.float64)
    for decimals in range(10):
        moved = sample * 10.0**decimals
        if np.abs(moved - np.round(moved)).max() <= 8 * unit(array.dtype) * max(1.0, np.abs(moved).max()):
            fine = decimals and np.abs(sample).max() * 10.0**decimals < 0.1 / unit(array.dtype)
            return float(10.0**-decimals) if fine else 0.0
    return 0.0


_PATTERNS = {
    "sum": {"sum": (0, 0, 0), "mean": (1, 1, 1), "homework": (1, 0, 1)},
    "mean": {"mean": (0, 0, 0), "sum": (1, 1, 1), "homework": (0, 1, 0)},
}
"""By the network's reduction and a convention: whether ℓ, G and M, and ∇W follow the other one."""


def _scaled(
    t: Trace,
    matches: list[Match],
    free: set[Any],
    convention: str | None,
) -> tuple[list[Match], list[str]]:
    """The arrays in the network's convention, and the conventions they may have come in, the likeliest first."""
    patterns = _PATTERNS[t.net.reduction]
    if t.rows == 1:
        return matches, [convention or t.net.reduction]
    other = _factors(t, "loss")[1]
    of_kind = {"loss": 0, "G": 1, "M": 1, "dW": 2}

    def place(match: Match) -> int | None:
        return of_kind.get(name_of(match.key)) if match.name in free and match.fits else None

    votes, apart = np.zeros((3, 2)), np.zeros((3, 2))
    for match in matches:
        kind = place(match)
        if kind is not None:
            whole = match.part_of(t[match.key])
            for n, factor in enumerate((1.0, other)):
                votes[kind, n] += np.any(whole) and _same(match.array * factor, whole)
                apart[kind, n] += _apart(match.array * factor, whole)
    ranked = [convention] if convention else _likeliest(patterns, votes, apart)
    scales = [other if turned else 1.0 for turned in patterns[ranked[0]]]
    scaled = []
    for match in matches:
        kind = place(match)
        factor = 1.0 if kind is None else scales[kind]
        scaled.append(replace(match, array=match.array * factor, factor=factor, quantum=match.quantum * factor))
    return scaled, ranked


def _apart(a: Array, b: Array) -> float:
    """By how many powers of e two matrices differ in size: where none is right, the nearer convention is meant."""
    with np.errstate(all="ignore"):
        distance = abs(float(np.log(np.linalg.norm(a) / np.linalg.norm(b))))
    return distance if np.isfinite(distance) else 0.0


def _likeliest(patterns: Mapping[str, tuple[int, ...]], votes: Array, apart: Array) -> list[str]:
    """The conventions that most arrays follow, the nearest in size first; of those that come to the same, one."""
    kinds = [k for k in range(3) if apart[k].any() or votes[k].any()]
    different = {tuple(pattern[k] for k in kinds): name for name, pattern in reversed(list(patterns.items()))}
    score = {name: sum(votes[k, patterns[name][k]] for k in kinds) for name in different.values()}
    best = [name for name in patterns if name in score and score[name] == max(score.values())]
    return sorted(best, key=lambda name: round(sum(apart[k, patterns[name][k]] for k in kinds), 9))


def _notation(matches: list[Match], convention: str, free: set[Any]) -> str:
    named = [match for match in matches if match.name in free]
    turned = {
        kind: any(match.transposed for match in named if _kind(match.key) == kind) for kind in ("weights", "rows")
    }
    if turned["rows"]:
        return "column"
    if turned["weights"] or any(is_of_torch(match.name) for match in named):
        return "pytorch"
    symbols = {match.key[0]: str(match.name)[:1].upper() for match in named}
    masked = "M" in symbols if convention == "homework" else symbols.get("M") == "G"
    return "homework" if masked or (convention == "homework" and "G" not in symbols) else "lecture"
