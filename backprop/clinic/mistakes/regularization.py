"""Mistakes between the regularisation in ℓ and in ∇W: a term in one and not in the other, λ for λ/2.

Of a network without λ they are made with one, whose size the numbers say; of a network with λ, in what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from backprop._text import N_
from backprop.activations import Array
from backprop.expression import Change, Expression, Scale, Sum, Symbol, rewritten

from .gradients import weights_without_bias
from .mistake import Mistake, Rewrite, Spot, Variant, is_penalty, loss_of, where


def _penalty(spot: Spot) -> Iterator[Variant]:
    """ℓ + λ/2 Σ ‖W_i‖² where the network has no λ."""
    net = spot.net

    def reads(formula: Expression) -> Expression:
        for j in range(1, net.layers + 1):
            formula = Sum(formula, Symbol("W", j))
        return formula

    def by_hand(_net: object, i: int, *operands: Array, parameter: float = 1.0) -> Array:
        return loss_of(replace(net, l2=parameter), operands)

    if not net.l2:
        yield Variant("", reads, with_parameter=lambda rate: reads, by_hand=by_hand)


def _other_penalty(times: float) -> Rewrite:
    """Where the network has a λ, ℓ with so many times its penalty."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        net, outputs = spot.net, len(spot.net.loss_function.reads)

        def by_hand(_net: object, i: int, *operands: Array, parameter: float = 1.0) -> Array:
            return loss_of(replace(net, l2=times * net.l2), operands if times else operands[:outputs])

        if net.l2:
            yield Variant("", by_hand=by_hand)

    return rewrite


def _without_term(formula: Expression) -> Expression:
    return rewritten(formula, lambda e: e.left if isinstance(e, Sum) and is_penalty(e.right) else e)


def _times_term(times: float) -> Change:
    return lambda formula: rewritten(formula, lambda e: Scale(e, by=times) if is_penalty(e) else e)


def _with_rate(spot: Spot, times: float = 1.0) -> Callable[[float], Change]:
    """What gives ∇W a term times · λW with another λ."""
    W = weights_without_bias(spot)
    return lambda rate: lambda formula: Sum(_without_term(formula), Scale(W, by=times * rate))


def _term(times: float) -> Rewrite:
    """∇W with so many times its λW, or with times · λ · W where the network has no λ."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        if not spot.net.l2:
            yield Variant("", with_parameter=_with_rate(spot, times))
        elif times != 1:
            yield Variant("", _times_term(times) if times else _without_term, whole=True)

    return rewrite


def _is_regularised(spot: Spot) -> bool:
    return spot.net.l2 > 0


_MISSING_TERM = where(_is_regularised, _term(0.0))


def _other_rate(spot: Spot) -> Iterator[Variant]:
    """∇W with a λ of its own."""
    yield Variant("", with_parameter=_with_rate(spot), whole=True)


REGULARIZATION = (
    Mistake(
        "regularization_missing", N_("λ/2 ‖W‖² is in the loss, and λW is not in the gradient"),
        "loss += lam / 2 * (W{i}**2).sum()", N_("Add λW to the gradient of the weights."),
        {"loss": _penalty, "gradient": _MISSING_TERM}, letter="λ",
    ),
    Mistake(
        "regularization_twice", N_("2λW is in the gradient for λ/2 ‖W‖² in the loss"), "dW{i} += 2 * lam * W{i}",
        N_("λ/2 ‖W‖² has the gradient λW."),
        {"loss": _penalty, "gradient": _term(2.0)}, together=True, letter="λ",
    ),
    Mistake(
        "regularization_half", N_("λ/2 W is in the gradient for λ/2 ‖W‖² in the loss"), "dW{i} += lam / 2 * W{i}",
        N_("λ/2 ‖W‖² has the gradient λW."),
        {"loss": _penalty, "gradient": _term(0.5)}, together=True, letter="λ",
    ),
    Mistake(
        "regularization", N_("yours is regularised, in the loss and in the gradient; the network here is not"),
        "loss += lam / 2 * (W{i}**2).sum()", N_("Leave it out of both to compare."),
        {"loss": _penalty, "gradient": _term(1.0)}, together=True, letter="λ",
    ),
    Mistake(
        "regularization_not_in_loss", N_("λW is in the gradient, and λ/2 ‖W‖² is not in the loss"),
        "loss = losses.sum()", N_("Add λ/2 ‖W‖² to the loss, of all weights."),
        {"loss": _other_penalty(0.0)},
    ),
    Mistake(
        "regularization_whole", N_("λ ‖W‖² is in the loss, without the half"), "loss += lam * (W{i}**2).sum()",
        N_("λ/2 ‖W‖² has the gradient λW."),
        {"loss": _other_penalty(2.0)},
    ),
    Mistake(
        "regularization_absent", N_("yours is not regularised, neither in the loss nor in the gradient; the network here is"),
        "dW{i} = {input}.T @ dZ{i}", N_("Add λ/2 ‖W‖² to the loss and λW to the gradient, or compare without."),
        {"loss": _other_penalty(0.0), "gradient": _MISSING_TERM}, together=True,
    ),
    Mistake(
        "regularization_other", N_("the gradient holds λW, with another λ than the loss"), "dW{i} += lam * W{i}",
        N_("Take the same λ in the loss and in the gradient."),
        {"gradient": where(_is_regularised, _other_rate)}, letter="λ",
    ),
)  # fmt: skip
