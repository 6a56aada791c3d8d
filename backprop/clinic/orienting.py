"""How arrays lie: as the lecture has them or transposed, whole or without their bias, the bias first or last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.errors import BackpropError
from backprop.expression import Key
from backprop.passes import Trace

from .bias_first import AXES, bias_last, without_ones
from .match import Match, Region, regions, same_in_some, whole_of
from .names import is_of_torch
from .rounding import unit

WEIGHTS = ("W", "dW", "b", "db")


def ways_of(t: Trace, array: Array, key: Key) -> list[tuple[bool, Region, Array]]:
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


def oriented(t: Trace, meant: Mapping[Any, tuple[Key, Array]], strict: set[Any]) -> list[Match]:
    """Lay every array as the lecture does: those of one kind all the same way, unless their shapes forbid it."""
    ways = {name: ways_of(t, array, key) for name, (key, array) in meant.items()}
    turned = {
        kind: _turned(t, {n: key for n, (key, _) in meant.items() if kind_of(key) == kind and n not in strict}, ways)
        for kind in ("weights", "rows")
    }
    found = []
    for name, (key, array) in meant.items():
        plain = name in strict or not turned[kind_of(key)]
        ordered = sorted(ways[name], key=lambda way: way[0] == plain)
        u = unit(array.dtype)
        if not ordered:
            wanted = _wanted(t, key, [other for other, _ in meant.values()])
            found.append(Match(name, whole_of(key), key, wanted, array.astype(np.float64), unit=u, fits=False))
            continue
        transposed, region, matrix = ordered[0]
        wide = matrix.astype(np.float64)
        found.append(Match(name, whole_of(key), key, region, wide, transposed, 1.0, u, quantum(matrix)))
    return found


def with_bias_last(t: Trace, matches: list[Match], free: set[Any]) -> list[Match]:
    """The matrices that have a bias, with the bias last: more of them are then what they are called."""
    whole = [match for match in matches if match.name in free and _has_bias(t, match)]
    turned = {id(match): replace(match, array=bias_last(match.array, match.key), bias_first=True) for match in whole}

    def count(some: Iterable[Match]) -> int:
        return sum(same_in_some(t, match.key, match.array, t[match.key]) for match in some)

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


def kind_of(key: Key) -> str:
    """Those of one kind lie all the same way: weights, or what has a row for each example."""
    return "weights" if isinstance(key, tuple) and key[0] in WEIGHTS else "rows"


def _turned(t: Trace, keys: Mapping[Any, Key], ways: Mapping[Any, Any]) -> bool:
    """Whether the matrices of one kind are kept transposed: their shapes say it, or else their numbers, or names."""
    shapes = [way[0][0] for name in keys if len(way := ways[name]) == 1 and 1 not in way[0][2].shape]
    if shapes:
        return bool(sum(shapes) * 2 > len(shapes))
    votes = [0, 0]
    for name, key in keys.items():
        whole = np.atleast_2d(t[whole_of(key)])
        for transposed, region, matrix in ways[name]:
            if matrix.shape[0] == matrix.shape[1]:
                votes[transposed] += same_in_some(t, key, matrix, whole[region])
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
