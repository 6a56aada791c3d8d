"""Mistakes between the regularisation in ℓ and in ∇W: a term in one and not in the other, λ for λ/2."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.expression import Expression, Scale, Sum, Symbol

from .gradients import weights_without_bias
from .mistake import Change, Mistake, Rewrite, Spot, Variant


def _penalty(spot: Spot) -> Iterator[Variant]:
    """ℓ + λ/2 Σ ‖W_i‖², without the biases."""
    net = spot.net

    def reads(formula: Expression) -> Expression:
        for j in range(1, net.layers + 1):
            formula = Sum(formula, Symbol("W", j))
        return formula

    def by_hand(_net: object, i: int, *operands: Array, parameter: float = 1.0) -> Array:
        outputs, W = operands[: -net.layers], operands[-net.layers :]
        out = np.zeros((), outputs[0].dtype)
        net.loss_function.value(*outputs, out)
        share = 1 / len(outputs[0]) if net.reduction == "mean" else 1.0
        penalty = sum(float(np.square(W_j[: net.widths[j]]).sum()) for j, W_j in enumerate(W))
        return out * share + parameter / 2 * penalty

    yield Variant("", reads, with_parameter=lambda rate: reads, by_hand=by_hand)


def _term(times: float) -> Rewrite:
    """∇W + times · λ · W; a bias is left out."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        W = weights_without_bias(spot)

        def by(rate: float) -> Change:
            return lambda formula: Sum(formula, Scale(W, by=times * rate))

        yield Variant("", lambda formula: formula, with_parameter=by)

    return rewrite


REGULARIZATION = (
    Mistake(
        "regularization_missing", N_("λ/2 ‖W‖² is in the loss, and λW is not in the gradient"),
        "loss += lam / 2 * (W1**2).sum()", N_("Add λW to the gradient of the weights."),
        {"loss": _penalty}, letter="λ",
    ),
    Mistake(
        "regularization_twice", N_("2λW is in the gradient for λ/2 ‖W‖² in the loss"), "dW1 += 2 * lam * W1",
        N_("λ/2 ‖W‖² has the gradient λW."),
        {"loss": _penalty, "gradient": _term(2.0)}, together=True, letter="λ",
    ),
    Mistake(
        "regularization_half", N_("λ/2 W is in the gradient for λ/2 ‖W‖² in the loss"), "dW1 += lam / 2 * W1",
        N_("λ/2 ‖W‖² has the gradient λW."),
        {"loss": _penalty, "gradient": _term(0.5)}, together=True, letter="λ",
    ),
    Mistake(
        "regularization", N_("yours is regularised, in the loss and in the gradient; the network here is not"),
        "loss += lam / 2 * (W1**2).sum()", N_("Leave it out of both to compare."),
        {"loss": _penalty, "gradient": _term(1.0)}, together=True, letter="λ",
    ),
)  # fmt: skip
