"""Mistakes between the last product and the first signal: softmax, targets, ℓ and its gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.activations import ACTIVATIONS, Array
from backprop.expression import Apply, Difference, Expression, Hadamard, Scale, Symbol, exchanged, rewritten
from backprop.losses import SOFTMAX

from .mistake import Mistake, Rewrite, Spot, Variant, always, applied, each, loss_of, where

Y = Symbol("Y")


def _difference(formula: Expression, change: Callable[[Difference], Expression]) -> Expression:
    """The formula with a change made to output − target."""
    return rewritten(formula, lambda e: change(e) if isinstance(e, Difference) and e.right == Y else e)


def _one_label(T: Array) -> Array:
    return np.broadcast_to(T.argmax(axis=1).astype(T.dtype), T.shape)


def _targets(name: str, words: str, value: Callable[[Array], Array], needed: Callable[[Spot], bool]) -> Rewrite:
    """Another matrix in the place of the targets."""

    def change(_spot: Spot, formula: Expression) -> Expression:
        return _difference(formula, lambda e: Difference(e.left, applied(name, value, e.right, words)))

    return where(needed, always(change, name))


def _many_classes(spot: Spot) -> bool:
    return spot.net.outputs > 1


def _many_rows(spot: Spot) -> bool:
    return spot.m > 1


def _square_batch(spot: Spot) -> bool:
    return spot.m == spot.net.outputs > 1


def _softmax(
    name: str, value: Callable[[Array], Array], needed: Callable[[Spot], bool] = _many_classes, words: str | None = ""
) -> Rewrite:
    """Another function in the place of the softmax."""
    return where(needed, always(lambda spot, formula: applied(name, value, spot.symbol("Z", 1), words), name))


def _exponentials(shift: Callable[[Array], Any], total: Callable[[Array], Any]) -> Callable[[Array], Array]:
    """exp(Z − shift), divided by a total of these: what every softmax is, a wrong one too."""

    def value(Z: Array) -> Array:
        E = np.exp(Z - shift(Z))
        found: Array = E / total(E)
        return found

    return value


def _most(axis: int | None = 1) -> Callable[[Array], Array]:
    return partial(np.max, axis=axis, keepdims=True)


def _sum(axis: int | None = 1) -> Callable[[Array], Array]:
    return partial(np.sum, axis=axis, keepdims=True)


_UNSHIFTED = _exponentials(lambda Z: 0, _sum())


def _unshifted_in_float32(Z: Array) -> Array:
    """The largest number of float32 is passed by exp(89), that of float64 by exp(710)."""
    return _UNSHIFTED(Z.astype(np.float32)).astype(Z.dtype)


def _slope_of_output(spot: Spot) -> Iterator[Variant]:
    """The derivative s(1 − s) of a sigmoid, where softmax with cross-entropy has none left."""
    net = spot.net
    if net.loss == "binary_cross_entropy":
        slope = applied("sigmoid′", ACTIVATIONS["sigmoid"].slope, spot.symbol("Z", 1), code="sigmoid_slope")
        yield Variant("times", lambda formula: Hadamard(formula, slope))
    if net.loss_function.softmax:
        s_1_s = applied("s(1−s)", lambda S: S * (1 - S), Symbol("S"))
        yield Variant("times", lambda formula: Hadamard(formula, s_1_s))
        rest = applied("1−s", lambda S: 1 - S, Symbol("S"))
        yield Variant("chain", lambda formula: _difference(formula, lambda e: Scale(Hadamard(Y, rest), by=-1.0)))


def _over_entries(spot: Spot) -> Iterator[Variant]:
    k = spot.net.outputs
    if k > 1:
        yield Variant("", lambda formula: Scale(formula, by=1 / k, rows=0))
        if spot.net.reduction == "sum":
            yield Variant("mean", lambda formula: Scale(formula, by=1 / k, rows=-1))


def _unmatched_loss(spot: Spot) -> Iterator[Variant]:
    other = replace(spot.net, reduction="sum" if spot.net.reduction == "mean" else "mean")

    def by_hand(net: object, i: int, *operands: Array, parameter: float = 1.0) -> Array:
        return loss_of(other, operands)

    if spot.m > 1:
        yield Variant("", by_hand=by_hand)


def _doubled(spot: Spot, formula: Expression) -> Expression | None:
    return Scale(formula, by=2.0) if spot.net.loss == "squared_error" else None


def _without_targets(spot: Spot, formula: Expression) -> Expression:
    return _difference(formula, lambda e: e.left)


OUTPUTS = (
    Mistake(
        "targets_missing", N_("the targets are not subtracted"), "G = S",
        N_("Subtract the one-hot targets: G = S − I_y."),
        {"seed": always(_without_targets)},
    ),
    Mistake(
        "targets_minus_output", N_("targets minus output, instead of output minus targets"), "G = Y - S",
        N_("Turn the difference round: G = S − I_y."),
        {"seed": always(lambda spot, formula: _difference(formula, lambda e: Difference(e.right, e.left)))},
    ),
    Mistake(
        "labels_shifted", N_("the labels are shifted by one class"), "Y = np.eye(k)[y - 1]",
        N_("Count classes from 0: the one of label 0 belongs into column 0."),
        {"seed": each(*(
            _targets(f"{by:+d}", N_("other classes of"), partial(np.roll, shift=by, axis=1), _many_classes)
            for by in (-1, 1)
        ))},
    ),
    Mistake(
        "rows_shuffled", N_("the targets are in another order than the rows of X"), "X = X[order]",
        N_("Take X and y by the same indices: X[order], y[order]."),
        {"seed": each(
            *(
                _targets(f"rows {by:+d}", N_("other rows of"), partial(np.roll, shift=by, axis=0), _many_rows)
                for by in (-1, 1)
            ),
            _targets("reversed", N_("other rows of"), lambda T: T[::-1], _many_rows),
        )},
    ),
    Mistake(
        "labels_not_one_hot", N_("the labels themselves are subtracted, and broadcast because m equals k"), "G = S - y",
        N_("Make the labels one-hot first: np.eye(k)[y]."),
        {"seed": _targets("labels", N_("labels of"), _one_label, _square_batch)},
    ),
    Mistake(
        "softmax_over_columns", N_("the softmax is taken over the columns"), "E / E.sum(axis=0)",
        N_("Normalise each row, one example: axis=1, keepdims=True."),
        {"softmax": _softmax(
            "softmax over columns", _exponentials(_most(0), _sum(0)), _many_rows, N_("softmax over the columns of")
        )},
    ),
    Mistake(
        "softmax_over_everything", N_("the softmax is taken over the whole batch"), "E / E.sum()",
        N_("Normalise each row, one example: axis=1, keepdims=True."),
        {"softmax": _softmax(
            "softmax over everything", _exponentials(_most(None), _sum(None)), _many_rows, N_("softmax over all of")
        )},
    ),
    Mistake(
        "softmax_twice", N_("the softmax is taken twice"), "softmax(softmax(Z))",
        N_("Take it once; some losses take it themselves and want the logits."),
        {"softmax": always(lambda spot, formula: Apply(SOFTMAX, formula))},
    ),
    Mistake(
        "softmax_missing", N_("the softmax is missing"), "G = Z - Y",
        N_("Turn the logits into probabilities first: S = softmax(Z)."),
        {
            "softmax": always(lambda spot, formula: spot.symbol("Z", 1)),
            "seed": always(
                lambda spot, formula: exchanged(formula, Symbol("S"), spot.symbol("Z", 1))
            ),
        },
    ),
    Mistake(
        "softmax_not_normalized", N_("the exponentials are not divided by their sum"), "S = np.exp(Z - Z.max())",
        N_("Divide each row by its sum."),
        {"softmax": _softmax("exp", _exponentials(_most(), lambda E: 1))},
    ),
    Mistake(
        "softmax_overwritten", N_("the targets are subtracted in S itself, which is overwritten"),
        "G = S; G[range(m), y] -= 1", N_("Copy it first: G = S.copy()."),
        {"softmax": always(lambda spot, formula: Difference(formula, Y)), "seed": always(_without_targets)},
        together=True,
    ),
    Mistake(
        "softmax_unshifted", N_("the exponentials overflow: the largest logit is not subtracted first"),
        "E = np.exp(Z)", N_("Subtract the largest entry of each row before exp: it changes nothing but the overflow."),
        {"softmax": each(
            _softmax("unshifted softmax", _UNSHIFTED), _softmax("unshifted softmax in float32", _unshifted_in_float32)
        )},
    ),
    Mistake(
        "keepdims_missing", N_("keepdims=True is missing in the softmax, and m equals k, so it broadcasts the wrong way"),
        "E / E.sum(axis=1)", N_("Keep the axis: E.sum(axis=1, keepdims=True)."),
        {"softmax": each(
            _softmax("sum", _exponentials(_most(), lambda E: E.sum(axis=1)), _square_batch, None),
            _softmax("max", _exponentials(lambda Z: Z.max(axis=1), _sum()), _square_batch, None),
        )},
    ),
    Mistake(
        "sigmoid_for_softmax", N_("a sigmoid stands in the place of the softmax"), "S = 1 / (1 + np.exp(-Z))",
        N_("Cross-entropy over classes takes the softmax."),
        {"softmax": _softmax("sigmoid", ACTIVATIONS["sigmoid"].value)},
    ),
    Mistake(
        "softmax_slope", N_("s(1 − s) is taken for the derivative, which softmax with cross-entropy has already in S − I_y"),
        "G = (S - Y) * S * (1 - S)", N_("Leave it out: the gradient with respect to the logits is S − I_y."),
        {"seed": _slope_of_output},
    ),
    Mistake(
        "mean_over_entries", N_("the mean is taken over all entries, not over the rows"), "((Z - Y) ** 2).mean()",
        N_("Divide by the number of rows m, not by m · k."),
        {"seed": _over_entries},
    ),
    Mistake(
        "half_missing", N_("a factor of two: ½ is in the loss and not in its gradient"), "G = 2 * (Z - Y)",
        N_("The gradient of ½‖Z − Y‖² is Z − Y."),
        {"seed": always(_doubled)},
    ),
    Mistake(
        "sum_for_mean", N_("the loss is summed where its gradient is averaged, or the reverse"), "loss = losses.sum()",
        N_("Divide both by m, or neither."),
        {"loss": _unmatched_loss},
    ),
)  # fmt: skip
