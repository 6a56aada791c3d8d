"""Which array is which quantity, in whose orientation, and in which convention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.checks import numeric, shown
from backprop.errors import DataError
from backprop.expression import Key, name_of
from backprop.network import Network
from backprop.passes import Trace

from .conventions import in_one_convention, notation_of
from .families import families
from .match import Matching, exists, same_in_some, whole_of
from .names import Name, read
from .orienting import oriented, ways_of, with_bias_last


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
    matches = oriented(t, {name: (meant[name], numbers[name]) for name in meant}, set(strict) - set(keys))
    free = {name for name in meant if name not in strict or name in keys}
    matches = with_bias_last(t, matches, free)
    matches, (found, *rivals) = in_one_convention(t, matches, free, convention)
    scaled = any(match.name in free and _part_of_loss(match.key) for match in matches)
    return Matching(tuple(matches), unmatched, found, tuple(rivals), notation_of(matches, found, free), scaled)


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
        known = exists(t, key)
    except TypeError:
        known = False
    if not known:
        raise DataError("there is no {key}; there are {allowed}", key=shown(key), allowed=", ".join(map(repr, t)))
    found: Key = key
    return found


def _read(name: Any) -> Name:
    return read(name) if isinstance(name, str) else Name(str(name), (), ())


def _likeness(t: Trace, array: Array, key: Key) -> int:
    """−1 if there is no such quantity, 0 if the shape is another, 1 if it is the same, 2 if the numbers are too."""
    if not exists(t, key):
        return -1
    ways = ways_of(t, array, key)
    whole = np.atleast_2d(t[whole_of(key)])
    with np.errstate(over="ignore"):  # what is beyond the largest number is like none
        alike = any(same_in_some(t, key, matrix, whole[region]) for _transposed, region, matrix in ways)
    return 2 if alike else min(len(ways), 1)
