"""Weights that were saved after the update, beside gradients from before it: W + α∇W is what the pass went through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from backprop.activations import Array
from backprop.errors import BackpropError
from backprop.passes import Trace, trace

from .comparing import judged
from .match import Match, Matching

STARTS = tuple(np.geomspace(1e-4, 3.0, 10))
"""Step sizes from which the right one is looked for."""

ROUNDS = 8
"""So often a step size is improved."""


def undone(t: Trace, matching: Matching) -> float | None:
    """The step size α with which the weights as they were before explain everything; None if there is none.

    Parameters
    ----------
    t : Trace
        A right pass, in float64, through the weights that were given.
    matching : Matching
        The arrays; all of every ∇W_i has to be among them.

    Examples
    --------
    >>> from backprop import Network
    >>> from backprop.clinic.matching import matched
    >>> net = Network((4, 6, 3), "tanh")
    >>> W, X, y = net.init_weights(), np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1]
    >>> t = trace(net, W, X, y)
    >>> after = trace(net, {i: W[i] - 0.1 * t["dW", i] for i in (1, 2)}, X, y)
    >>> round(undone(after, matched(after, {"dW1": t["dW", 1], "dW2": t["dW", 2]})), 9)
    0.1
    """
    dW = _gradients(t, matching)
    if dW is None:
        return None
    back = _Back(t, dW)
    sizes = {alpha: back.distance(alpha) for alpha in STARTS}
    for alpha in sorted(STARTS, key=lambda alpha: sizes[alpha])[:2]:
        if not sizes[alpha] < back.distance(0.0):
            return None
        found = back.improved(float(alpha))
        if found is not None and judged(back.at(found), replace(matching, matches=_with(matching, back, found)))[0].ok:
            return found
    return None


def _gradients(t: Trace, matching: Matching) -> dict[int, Array] | None:
    """Every ∇W_i in full, with its bias; None if some of it was not given."""
    found = {i: np.full(t["dW", i].shape, np.nan) for i in range(1, t.net.layers + 1)}
    for i, dW in found.items():
        for match in matching.of(("dW", i)):
            if match.fits:
                dW[match.region] = match.array
        if not np.isfinite(dW).all():
            return None
    return found


def _with(matching: Matching, back: _Back, alpha: float) -> tuple[Match, ...]:
    """The arrays, with the weights as they were before."""

    def weights(match: Match) -> Match:
        if match.key[0] != "W" or not match.fits:
            return match
        return replace(match, array=back.weights(alpha)[match.key[1]][match.region])  # type: ignore[index]  # a layer

    return tuple(weights(match) for match in matching.matches)


class _Back:
    """Passes through the weights of before, for a step size α.

    Parameters
    ----------
    t : Trace
        Through the weights of after.
    dW : dict of ndarray
        The gradients of before.
    """

    def __init__(self, t: Trace, dW: Mapping[int, Array]) -> None:
        self.t, self.dW = t, dW

    def weights(self, alpha: float) -> dict[int, Array]:
        """W + α∇W."""
        return {i: self.t["W", i] + alpha * dW for i, dW in self.dW.items()}

    def at(self, alpha: float) -> Trace:
        """The pass through them."""
        with np.errstate(all="ignore"):
            return trace(self.t.net, self.weights(alpha), self.t["X"], self.t["Y"])

    def distance(self, alpha: float) -> float:
        """How far its gradients are from those of before."""
        try:
            rest = float(np.linalg.norm(self._rest(alpha)))
        except BackpropError:  # a weight is not finite
            return np.inf
        return rest if np.isfinite(rest) else np.inf

    def _rest(self, alpha: float) -> Array:
        found = self.at(alpha)
        return np.concatenate([(found["dW", i] - dW).ravel() for i, dW in self.dW.items()])

    def improved(self, alpha: float) -> float | None:
        """The step size near this one that brings the gradients nearest (Gauss and Newton); None if it runs away."""
        for better in self._improving(alpha):
            if not 0 < better < 2 * STARTS[-1]:
                return None
            if abs(better - alpha) <= 1e-14 * alpha:
                break
            alpha = better
        return alpha

    def _improving(self, alpha: float) -> Iterator[float]:
        for _ in range(ROUNDS):
            rest, by = self._rest(alpha), 1e-5 * alpha
            slope = (self._rest(alpha + by) - self._rest(alpha - by)) / (2 * by)
            alpha -= float(slope @ rest) / (float(slope @ slope) or 1.0)
            yield alpha
