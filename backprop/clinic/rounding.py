"""How far rounding may move each number of a pass: computed for its depth, its numbers and its dtype, not guessed.

Every step rounds its own result, and carries on the errors of what it reads. Both are followed here as standard
deviations: errors of different entries are taken as independent, so their squares add (Higham, *Accuracy and Stability
of Numerical Algorithms*, 2002, chapter 2.8). A difference of more than `SAFETY` of these is no rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.expression import Apply, Expression, Key, Scale, evaluate, parts
from backprop.network import Network
from backprop.passes import Trace
from backprop.rules import Call

SAFETY = 6.0
"""So many standard deviations may be rounding."""

STRAIGHT = 50.0
"""A pre-activation beyond which every σ is a straight line, but for the sine."""

FAR = 0.1
"""Beyond so much in a logit the softmax is no straight line."""

Errors = Mapping[Key, Array]
"""The standard deviation of each entry; a quantity that is not in it is exact."""

Values = Mapping[Key, Array]


def unit(dtype: Any) -> float:
    """The unit roundoff of a dtype; of whole numbers that of float64.

    Examples
    --------
    >>> unit("float32"), unit("int64") == unit("float64")
    (5.96...e-08, True)
    """
    kind = np.dtype(dtype)
    return float(np.finfo(kind if kind.kind == "f" else np.float64).eps) / 2


def unit_of(array: Array) -> float:
    """The unit roundoff of the numbers: that of float32 too where all are numbers of float32, kept in float64.

    Examples
    --------
    >>> unit_of(np.array([0.1])), unit_of(np.array([0.1], "float32").astype("float64"))
    (1.11...e-16, 5.96...e-08)
    """
    coarse = array.dtype == np.float64 and np.array_equal(array, array.astype(np.float32))
    return unit("float32") if coarse and (array != np.round(array)).any() else unit(array.dtype)


def largest(array: Array) -> float:
    """The largest finite number, by its size; 0 if there is none.

    Examples
    --------
    >>> largest(np.array([1.0, -3.0, np.nan])), largest(np.array([np.inf]))
    (3.0, 0.0)
    """
    return float(np.max(np.abs(array), where=np.isfinite(array), initial=0.0))


def deviation(
    net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float, over_kinks: bool = True
) -> Array:
    """The standard deviation of the error in each entry of a result.

    Parameters
    ----------
    net : Network
    call : Call
        The step, one of the network's program.
    values : dict of ndarray
        What it reads, in float64.
    errors : dict of ndarray
        The deviations of what it reads.
    result : ndarray
        What it gives.
    u : float
        The unit roundoff of the arithmetic.
    over_kinks : bool
        Whether rounding may carry a pre-activation over a kink, where the slope jumps.
    """
    if call.rule.name == "slope" and not over_kinks:
        return _slope_on_its_side(net, call, values, errors, result, u)
    found = _OF_RULE.get(call.rule.name, _of_formula)(net, call, values, errors, result, u)
    return np.broadcast_to(found, result.shape)


def _of_product(left: Array, right: Array, e_left: Any, e_right: Any, result: Array, u: float) -> Array:
    """Of left · right: each of n products and of n partial sums is rounded."""
    n, square = left.shape[1], np.square(left)
    variance = (square * (u * u * (1 + n / 4)) + e_left**2) @ np.square(right)
    if np.any(e_right):
        variance += square @ np.square(e_right)
    total: Array = np.sqrt(variance + np.square(result) * (u * u * n / 9))
    return total


def _product(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    Z, W = call.reads
    return _of_product(values[Z], values[W], errors.get(Z, _EXACT), errors.get(W, _EXACT), result, u)


def _gradient(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    Z, M, *weights = call.reads
    found = _of_product(values[Z].T, values[M], errors.get(Z, _EXACT).T, errors.get(M, _EXACT), result, u)
    for W in weights:
        rounded = u * (2 * np.abs(net.l2 * values[W]) + np.abs(result))
        found = np.sqrt(np.square(found) + np.square(rounded) + np.square(net.l2 * errors.get(W, _EXACT)))
    return found


def _pull(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    M, W = call.reads
    return _of_product(values[M], values[W].T, errors.get(M, _EXACT), errors.get(W, _EXACT).T, result, u)


def _activate(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    (key,) = call.reads
    P, sigma, e = values[key], net.activation(call.i), np.zeros(result.shape)
    width = P.shape[1]
    slope = np.abs(sigma.slope(P))
    cancelled = np.maximum(np.abs(sigma.value(np.abs(P))), np.minimum(np.abs(P), 1))  # as in 1 + tanh
    own = np.where(result[:, :width] == 0, 0, u * (np.abs(result[:, :width]) + cancelled))
    e[:, :width] = slope * errors.get(key, _EXACT) + own
    return e


def _softmax(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    (key,) = call.reads
    Z = values[key]
    e = np.broadcast_to(errors.get(key, _EXACT), Z.shape)
    others = np.sum(np.square(result * e), axis=1, keepdims=True) - np.square(result * e)
    own = u * (2 + np.max(Z, axis=1, keepdims=True) - Z)
    found: Array = result * (np.sqrt(np.square((1 - result) * e) + np.maximum(others, 0)) + own)
    far = e.max(axis=1) > FAR
    if far.any():
        found[far] = _farthest(Z[far], e[far], result[far])
    return found


def _farthest(Z: Array, e: Array, S: Array) -> Array:
    """Of the softmax of logits that may be far off: each as large as may be, or as small, against the others."""
    reach = SAFETY / 2 * e
    up, down = (_against(Z + sign * reach, Z - sign * reach) for sign in (1, -1))
    return np.asarray(np.maximum(up - S, S - down) / (SAFETY / 2))


def _against(own: Array, others: Array) -> Array:
    """The exponential of each logit, over the sum of it and of the exponentials of the other ones."""
    columns = range(own.shape[1])
    total = [np.exp(np.delete(others, j, axis=1) - own[:, [j]]).sum(axis=1) for j in columns]
    return np.asarray(1 / (1 + np.stack(total, axis=1)))


def _loss(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    """Of ℓ, as if each of its rows had a slope of at most 1, or the distance between output and target."""
    Z, Y = values["Z", net.layers + 1], values["Y"]
    e = np.broadcast_to(errors.get(("Z", net.layers + 1), _EXACT), Z.shape)
    share = 1 / len(Z) if net.reduction == "mean" else 1.0
    steep = 1 + np.abs(Z - Y)
    own = 4 * u * (np.sqrt(np.sum(np.square(np.abs(Z).max(axis=1)))) * share + np.abs(result))
    weights = call.reads[len(net.loss_function.reads) :]
    squares = sum(_of_squares(net, values[W], errors.get(W, _EXACT), u) for W in weights)
    return np.asarray(np.sqrt(np.sum(np.square(steep * e))) * share + own + np.sqrt(squares))


def _of_squares(net: Network, W: Array, e: Array, u: float) -> float:
    """The variance of λ/2 ‖W‖²."""
    own = u * net.l2 / 2 * float(np.sum(np.square(W))) * np.sqrt(1 + W.size / 9)
    return float(own**2 + np.sum(np.square(net.l2 * W * e)))


def _slope(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    """Of σ'(P): as much as σ' changes within the error of P; next to a kink that is the whole jump."""
    (key,) = call.reads
    P, slope, reach = values[key], net.activation(call.i).slope, _reach(call, values, errors, u)
    moved = np.maximum(np.abs(slope(P + reach) - result), np.abs(slope(P - reach) - result))
    found: Array = moved / (SAFETY / 2) + 2 * u * (np.abs(result) > 0) * np.clip(np.abs(values[key]), 1, STRAIGHT)
    return found


def _reach(call: Call, values: Values, errors: Errors, u: float) -> Array:
    """How far rounding may move a pre-activation."""
    (key,) = call.reads
    distance: Array = SAFETY / 2 * (errors.get(key, _EXACT) + u * np.abs(values[key]))
    return distance


def at_kinks(net: Network, call: Call, values: Values, errors: Errors, u: float) -> NDArray[np.bool_]:
    """Which pre-activations lie so near a kink that rounding may carry them over it; of a call of the rule slope."""
    (key,) = call.reads
    reach, near = _reach(call, values, errors, u), np.zeros(values[key].shape, bool)
    for kink in net.activation(call.i).kinks:
        near |= np.abs(values[key] - kink) <= reach
    return near


def _slope_on_its_side(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    near = at_kinks(net, call, values, errors, u)
    found: Array = np.where(near, 0.0, _slope(net, call, values, errors, result, u))
    return found


def _signal(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    G, D = call.reads
    width = result.shape[1]
    e_G = np.broadcast_to(errors.get(G, _EXACT), values[G].shape)[:, :width]
    through = np.square(e_G * values[D]) + np.square(values[G][:, :width] * errors.get(D, _EXACT))
    found: Array = np.sqrt(through + np.square(u * result))
    return found


def _of_formula(net: Network, call: Call, values: Values, errors: Errors, result: Array, u: float) -> Array:
    """Of any formula of entries, such as S − I_y: by how much it changes when each operand does."""
    if call.formula is None:
        return np.zeros(result.shape)
    rows = len(result)
    size = sum(np.abs(values[key]) for key in call.reads)
    scale = _scale(call.formula, rows)
    variance = np.square(u * (np.abs(result) + scale * size + scale * _has_function(call.formula)))
    for key in call.reads:
        if np.any(e := errors.get(key, _EXACT)):
            moved = evaluate(call.formula, {**values, key: values[key] + e}, rows)
            variance = variance + np.square(moved - result)
    found: Array = np.sqrt(variance)
    return found


def _scale(formula: Expression, rows: int) -> float:
    factor = 1.0
    for part in parts(formula):
        if isinstance(part, Scale):
            factor *= abs(part.by) * float(rows) ** part.rows
    return factor


def _has_function(formula: Expression) -> bool:
    return any(isinstance(part, Apply) for part in parts(formula))


_EXACT = np.zeros((1, 1))

_OF_RULE: dict[str, Callable[..., Array]] = {
    "product": _product,
    "activate": _activate,
    "softmax": _softmax,
    "loss": _loss,
    "slope": _slope,
    "signal": _signal,
    "gradient": _gradient,
    "pull": _pull,
}
"""By the name of a rule; any other goes by its formula."""


def deviations(t: Trace, u: float, over_kinks: bool = True) -> dict[Key, Array]:
    """The deviations of everything that a pass in float64 would have, had it been carried out with the roundoff u."""
    errors: dict[Key, Array] = {}
    with np.errstate(all="ignore"):
        for step in t.steps:
            errors[step.writes] = deviation(t.net, step, t, errors, step.result, u, over_kinks)
    return errors
