"""Whether arrays are summed or averaged over the batch, and in which notation they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.expression import name_of
from backprop.passes import Trace

from .match import Match, factors, same
from .names import is_of_torch
from .orienting import kind_of

_PATTERNS = {
    "sum": {"sum": (0, 0, 0), "mean": (1, 1, 1), "homework": (1, 0, 1)},
    "mean": {"mean": (0, 0, 0), "sum": (1, 1, 1), "homework": (0, 1, 0)},
}
"""By the network's reduction and a convention: whether ℓ, G and M, and ∇W follow the other one."""


def in_one_convention(
    t: Trace,
    matches: list[Match],
    free: set[Any],
    convention: str | None,
) -> tuple[list[Match], list[str]]:
    """The arrays in the network's convention, and the conventions they may have come in, the likeliest first."""
    patterns = _PATTERNS[t.net.reduction]
    if t.rows == 1:
        return matches, [convention or t.net.reduction]
    other = factors(t, "loss")[1]
    of_kind = {"loss": 0, "G": 1, "M": 1, "dW": 2}

    def place(match: Match) -> int | None:
        return of_kind.get(name_of(match.key)) if match.name in free and match.fits else None

    votes, apart = np.zeros((3, 2)), np.zeros((3, 2))
    for match in matches:
        kind = place(match)
        if kind is not None:
            whole = match.part_of(t[match.key])
            for n, factor in enumerate((1.0, other)):
                votes[kind, n] += np.any(whole) and same(match.array * factor, whole)
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


def notation_of(matches: list[Match], convention: str, free: set[Any]) -> str:
    """The notation that arrays are written in, by how they lie and what they are called."""
    named = [match for match in matches if match.name in free]
    turned = {
        kind: any(match.transposed for match in named if kind_of(match.key) == kind) for kind in ("weights", "rows")
    }
    if turned["rows"]:
        return "column"
    if turned["weights"] or any(is_of_torch(match.name) for match in named):
        return "pytorch"
    symbols = {match.key[0]: str(match.name)[:1].upper() for match in named}
    masked = "M" in symbols if convention == "homework" else symbols.get("M") == "G"
    return "homework" if masked or (convention == "homework" and "G" not in symbols) else "lecture"
