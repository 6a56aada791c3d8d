"""The gradients that are to be checked: those of a pass, or the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.activations import Array
from backprop.checks import shown
from backprop.errors import DataError
from backprop.network import Network
from backprop.passes import Trace, trace
from backprop.rules import Rules

from .disturbed import GradientKey
from .matching import matched
from .report import title
from .rounding import unit, unit_of


@dataclass(frozen=True, eq=False)
class Brought:
    """Gradients, and what is known of their numbers.

    Attributes
    ----------
    arrays : dict of ndarray
        By key, in float64 and in the shape of the matrix.
    covered : dict of ndarray
        Which entries were given: of a bias kept apart, the weights may be there without it.
    unit : float
        The unit roundoff of the coarsest.
    """

    arrays: dict[GradientKey, Array]
    covered: dict[GradientKey, NDArray[np.bool_]]
    unit: float


def places(net: Network) -> list[GradientKey]:
    """Every gradient of a network, in the order in which it is computed."""
    L = net.layers
    return [*(("dW", i) for i in range(L, 0, -1)), *(("G", i) for i in range(L + 1, 0, -1))]


def of_trace(net: Network, W: Mapping[int, Array], X: ArrayLike, y: ArrayLike, rules: Rules | None) -> Brought:
    """All gradients of a pass."""
    t = trace(net, W, X, y, rules)
    arrays: dict[GradientKey, Array] = {key: t[key].astype(np.float64) for key in places(net)}
    return Brought(arrays, {key: np.ones(array.shape, bool) for key, array in arrays.items()}, unit(t["X"].dtype))


def of_user(right: Trace, gradients: Mapping[Any, Any]) -> Brought:
    """The user's own, by key, layer or name."""
    allowed = places(right.net)
    plain = not isinstance(gradients, Mapping)
    renamed = gradients if plain else {("dW", k) if isinstance(k, int) else k: a for k, a in gradients.items()}
    matching = matched(right, renamed, convention=right.net.reduction)
    for name in matching.unmatched:
        raise _no_gradient(name, allowed)
    arrays: dict[GradientKey, Array] = {}
    covered: dict[GradientKey, NDArray[np.bool_]] = {}
    coarsest = 0.0
    for match in matching.matches:
        key = match.key
        if isinstance(key, str) or key not in allowed:
            raise _no_gradient(match.name, allowed)
        if not match.fits:
            raise DataError(
                "{name} has shape {given}; it should be {allowed}",
                name=title(match.part),
                given=match.array.shape,
                allowed=match.part_of(right[key]).shape,
            )
        arrays.setdefault(key, np.full(right[key].shape, np.nan))[match.region] = match.array
        covered.setdefault(key, np.zeros(right[key].shape, bool))[match.region] = True
        coarsest = max(coarsest, match.unit, unit_of(match.array))
    return Brought(arrays, covered, coarsest)


def _no_gradient(name: Any, allowed: list[GradientKey]) -> DataError:
    return DataError(
        "{key} is no gradient of this network; there are {allowed}",
        key=shown(name),
        allowed=", ".join(map(repr, allowed)),
    )
