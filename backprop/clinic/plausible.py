"""What the arrays of another program leave open, found by what they say: the activation, the loss, sums or means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from backprop.activations import ACTIVATIONS, Array
from backprop.expression import Key
from backprop.passes import Trace

from .after_update import undone
from .comparing import in_float64, judged
from .match import LOOSE, Matching, is_like
from .matching import matched
from .readings import under
from .replay import inputs
from .search import Search
from .verdict import Verdict


def most_plausible(
    traces: Sequence[Trace],
    arrays: Mapping[Any, Any],
    keys: Mapping[str, Key | None] | None = None,
    convention: str | None = None,
    tries: int = 6,
) -> tuple[Any, ...]:
    """Which of some right passes the arrays belong to, and the convention they came in.

    That under which most of them are right; where several are as good, the first under which one known mistake explains
    the rest; else the first.

    Parameters
    ----------
    traces : sequence of Trace
        Of networks that differ in what no array says, the usual first.
    arrays, keys, convention
        As for `compare`.
    tries : int
        At most so many are tried with every known mistake.

    Returns
    -------
    place : int
        Among them.
    *conventions : str
        As `Comparison.convention`: that one, and others in which as many of the arrays are right.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> X, y = np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1]
    >>> nets = [Network((4, 6, 3), name) for name in ("relu", "tanh")]
    >>> passes = [trace(net, net.init_weights(), X, y) for net in nets]
    >>> most_plausible(passes, {"dW2": passes[1]["dW", 2] / 5})
    (1, 'mean')
    """
    found: list[tuple[int, int, str, bool]] = []
    rights = list(map(in_float64, traces))
    ways = [_conventions(right, arrays, keys, convention) for right in rights]
    for place in _nearest(rights, ways):
        right = rights[place]
        for matching in ways[place]:
            steps = [step for step in judged(right, matching)[0].steps if step.key not in inputs(right)]
            agree = sum(step.verdict != Verdict.WRONG for step in steps)
            found.append((agree, place, matching.convention, agree == len(steps)))
    most = max(agree for agree, *_ in found)
    best = [(place, name) for agree, place, name, _ in found if agree == most]
    chosen = best[0]
    if len(best) > 1 and not any(done for agree, *_, done in found if agree == most):
        tried = best[:tries]
        chosen = next((one for one in tried if _is_explained(traces[one[0]], arrays, keys, one[1])), chosen)
    return (*chosen, *(name for place, name in best if place == chosen[0] and name != chosen[1]))


def seen_activations(
    t: Trace, arrays: Mapping[Any, Any], keys: Mapping[str, Key | None] | None = None
) -> tuple[str | None, ...]:
    """Of each layer the σ that makes of what goes in what came out, where both were given; else None.

    Parameters
    ----------
    t : Trace
        Of a network with the right weights, and any σ.
    arrays, keys
        As for `compare`.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net, X = Network((4, 6, 5, 3), ("tanh", "relu", "identity")), np.sin(np.arange(20.0)).reshape(5, 4)
    >>> t = trace(net, net.init_weights(), X, [0, 1, 2, 0, 1])
    >>> other = trace(Network((4, 6, 5, 3)), net.init_weights(), X, [0, 1, 2, 0, 1])
    >>> seen_activations(other, {"a1": t["Z", 2], "a2": t["Z", 3]})
    ('tanh', 'relu', None)
    """
    right = in_float64(t)
    matching = matched(right, arrays, keys)
    Z, found = right["Z", 1], []
    for i in range(1, right.net.layers + 1):
        P = _given(matching, ("P", i), Z @ right["W", i])
        out = _given(matching, ("Z", i + 1), None)
        seen = out is not None and next((name for name in ACTIVATIONS if _makes(name, P, out)), None)
        found.append(seen or None)
        Z = right["Z", i + 1] if out is None else np.hstack([out, right["Z", i + 1][:, out.shape[1] :]])
    return tuple(found)


def _given(matching: Matching, key: Key, otherwise: Any) -> Any:
    return next((match.array for match in matching.of(key) if match.fits), otherwise)


def _makes(name: str, P: Array, out: Array) -> bool:
    """Whether an activation makes this of that, its constant column left away, to three digits."""
    with np.errstate(all="ignore"):
        value = ACTIVATIONS[name].value(P)
        return bool(np.abs(value - out[:, : P.shape[1]]).max() <= LOOSE * np.abs(value).max())


def _nearest(rights: Sequence[Trace], ways: Sequence[Sequence[Matching]]) -> list[int]:
    """Those passes that have most of the numbers that were given."""
    same = [sum(map(partial(is_like, right), way[0].matches)) for right, way in zip(rights, ways, strict=True)]
    return [place for place, count in enumerate(same) if count == max(same)]


def _conventions(
    t: Trace, arrays: Mapping[Any, Any], keys: Mapping[str, Key | None] | None, convention: str | None
) -> list[Matching]:
    first = matched(t, arrays, keys, convention)
    return [first, *(matched(t, arrays, keys, rival) for rival in first.rivals)]


def _is_explained(t: Trace, arrays: Mapping[Any, Any], keys: Mapping[str, Key | None] | None, convention: str) -> bool:
    right = in_float64(under(t, convention))
    comparison, replay = judged(right, matched(right, arrays, keys, convention))
    with np.errstate(all="ignore"):
        search = Search(comparison, replay)
        return bool(search.wrong and (search.exact() or undone(right, comparison.matching) is not None))
