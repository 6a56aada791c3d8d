"""``check_gradients``: every entry of every ∇W_i and G_i, against slopes of ℓ that no backward pass has found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop._text import N_
from backprop.activations import Array
from backprop.checks import checked_count
from backprop.errors import DataError
from backprop.expression import Key
from backprop.network import Network, Weights, checked_network
from backprop.passes import Trace, trace
from backprop.rules import Rules

from .brought import of_trace, of_user
from .disturbed import Disturbed, GradientKey
from .estimates import Estimator
from .report import Direction, Kink, Report
from .rounding import SAFETY, deviations, unit
from .verdict import Verdict

CLOSE = {np.dtype("float64"): 1e-7, np.dtype("float32"): 1e-4}
"""Up to this relative error two numbers agree, whatever rounding may have done."""

MULTIPLICATIONS = 3e7
"""So many may be done for each matrix; where all its entries would take more, a sample is checked."""

_DIRECTION_STEP = 1e-5


def check_gradients(
    net: Network,
    W: Mapping[int, ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    gradients: Mapping[Any, ArrayLike] | None = None,
    *,
    rules: Rules | None = None,
    most: int | None = None,
    seed: int = 0,
    watch: Callable[[float], object] | None = None,
) -> Report:
    """Check every entry of every ∇W_i and G_i.

    Parameters
    ----------
    net, W, X, y
        As for `trace`. ℓ is always computed in float64.
    gradients : dict of array_like, optional
        By key, ``{("dW", 1): …, ("G", 2): …}``, by layer, ``{1: ∇W_1, …}``, or by name, ``{"grad_W1": …}``; in the
        network's convention. By default those of `trace`, all of them.
    rules : dict of Rule, optional
        For that `trace`: rules in the place of the lecture's.
    most : int, optional
        At most this many entries of each matrix, drawn by ``seed``; by default all, or as many as `MULTIPLICATIONS`
        allow.
    watch : callable, optional
        Called with the share that is done, 0 to 1; it may raise to stop the check.

    Returns
    -------
    Report

    Raises
    ------
    WeightsError, DataError, NetworkError
        Also for a gradient of another shape.

    Examples
    --------
    >>> net = Network((4, 6, 5, 3))
    >>> W, X, y = net.init_weights(), np.sin(np.arange(24.0)).reshape(6, 4), [0, 1, 2, 0, 1, 2]
    >>> report = check_gradients(net, W, X, y)
    >>> report.ok, report.counts(("dW", 1))
    (True, {<Verdict.AGREES: 'agrees'>: 24})
    >>> dW = report.given["dW", 1].copy()
    >>> dW[2, 3] *= 1.001
    >>> check_gradients(net, W, X, y, {("dW", 1): dW}).raise_for_wrong()
    Traceback (most recent call last):
    ...
    backprop.errors.GradientError: 1 of 24 entries are wrong; the worst are
    ∇W₁[2, 3]: ...
    """
    weights = checked_network(net).check_weights(W)
    wide = trace(net, {i: W_i.astype(np.float64) for i, W_i in weights.items()}, X, y)
    if most is not None:
        checked_count(N_("entries"), most, 1, error=DataError)
    own = gradients is None
    brought = of_trace(net, weights, X, y, rules) if gradients is None else of_user(wide, gradients)
    again = of_trace(net, weights, X, y, rules).arrays if own else brought.arrays
    given = brought.arrays
    check = _Check(wide, Disturbed(net, weights, X, y), max(unit(weights[1].dtype), brought.unit))
    found: dict[Key, _Checked] = {}
    for done, (key, array) in enumerate(given.items()):
        if watch:
            watch(done / len(given))
        found[key] = check.matrix(key, array, most, seed)
        found[key].verdicts[~brought.covered[key]] = Verdict.UNCHECKED
    return Report(
        {key: checked.verdicts for key, checked in found.items()},
        {key: array for key, array in given.items()},  # noqa: C416 - with keys of the wider kind
        {key: checked.slopes for key, checked in found.items()},
        {key: checked.tolerance for key, checked in found.items()},
        "complex step" if check.estimator.analytic else "central differences",
        check.direction(given, brought.covered, seed),
        all(np.array_equal(array, again[key], equal_nan=True) for key, array in given.items()),
        {key: checked.kinks for key, checked in found.items()},
    )


@dataclass(frozen=True)
class _Checked:
    """What is said of one matrix."""

    verdicts: NDArray[np.str_]
    slopes: Array
    tolerance: Array
    kinks: dict[tuple[int, int], tuple[Kink, ...]]


class _Check:
    """The reference of one check, and what it says of a matrix."""

    def __init__(self, wide: Trace, disturbed: Disturbed, u: float) -> None:
        self.wide, self.disturbed = wide, disturbed
        self.deviations = deviations(wide, u, over_kinks=False)
        self.close = CLOSE[np.dtype("float32" if u > unit("float64") else "float64")]
        exact = deviations(wide, unit("float64"), over_kinks=False)
        self.estimator = Estimator(disturbed, float(exact["loss"]), deviations=self.deviations, u=u)

    def matrix(self, key: GradientKey, given: Array, most: int | None, seed: int) -> _Checked:
        """What is said of one gradient."""
        verdicts = np.full(given.shape, Verdict.UNCHECKED, "<U9")
        slopes = np.full(given.shape, np.nan)
        tolerance = SAFETY * np.broadcast_to(self.deviations[key], given.shape).copy()
        kinks: dict[tuple[int, int], tuple[Kink, ...]] = {}
        entries = _sample(given.shape, most or self.estimator.affordable(key, MULTIPLICATIONS), seed)
        with np.errstate(all="ignore"):
            estimate = self.estimator.slopes(key, entries)
            at = tuple(entries.T)
            slopes[at] = estimate.slope
            tolerance[at] += estimate.error
            verdicts[at] = self._judged(given[at], slopes[at], tolerance[at])
            for row, column in entries[verdicts[at] == Verdict.WRONG].tolist():
                index = row, column
                sides = self.estimator.sides(key, index)
                if sides and sides.low - tolerance[index] <= given[index] <= sides.high + tolerance[index]:
                    verdicts[index], kinks[index] = Verdict.KINK, sides.kinks
                    slopes[index] = np.clip(given[index], sides.low, sides.high)
            doubtful = entries[verdicts[at] == Verdict.WRONG]
            if len(doubtful):
                at = tuple(doubtful.T)
                tolerance[at] += self.estimator.disagreement(key, doubtful, slopes[at])
                verdicts[at] = self._judged(given[at], slopes[at], tolerance[at])
        return _Checked(verdicts, slopes, tolerance, kinks)

    def _judged(self, given: Array, slope: Array, tolerance: Array) -> NDArray[np.str_]:
        difference = np.abs(given - slope)
        scale = np.maximum(np.abs(given), np.abs(slope))
        finite = np.isfinite(given)
        agrees, noise = finite & (difference <= self.close * scale), finite & (difference <= tolerance)
        return np.select([agrees, noise], [Verdict.AGREES, Verdict.NOISE], Verdict.WRONG).astype("<U9")

    def direction(
        self, given: Mapping[GradientKey, Array], covered: Mapping[GradientKey, NDArray[np.bool_]], seed: int
    ) -> Direction:
        """All weights, or those whose gradients are given, moved at once."""
        net, rng = self.wide.net, np.random.default_rng(seed)
        along: Weights = {}
        product, variance = 0.0, 0.0
        for i in range(1, net.layers + 1):
            v = rng.standard_normal(net.weight_shape(i)) / np.sqrt(np.prod(net.weight_shape(i)))
            v = np.where(covered.get(("dW", i), False), v, 0)
            if ("dW", i) in given:
                product += float(np.sum(np.where(v == 0, 0, given["dW", i]) * v))
                variance += float(np.sum(np.square(self.deviations["dW", i] * v)))
            along[i] = v
        slope, error = self.estimator.along(along, _DIRECTION_STEP)
        return Direction(product, slope, SAFETY * np.sqrt(variance) + error + self.close * abs(slope))


def _sample(shape: tuple[int, ...], most: int, seed: int) -> NDArray[np.intp]:
    """Row and column of the entries to be checked, at most so many."""
    size = int(np.prod(shape))
    flat = np.arange(size) if size <= most else np.sort(np.random.default_rng(seed).choice(size, most, replace=False))
    return np.stack(np.unravel_index(flat, shape), axis=1)
