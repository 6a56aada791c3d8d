"""Mistakes with σ': left out, taken elsewhere, of another function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from backprop._text import N_
from backprop.activations import ACTIVATIONS, Array
from backprop.expression import Apply, Dot, Expression, Hadamard, Symbol, Transpose, exchanged, without
from backprop.rules import SLOPE

from .mistake import Mistake, Rewrite, Spot, Variant, always, applied, each, is_curved, where


def _slope(label: str, name: str, activation: str, of: Expression) -> Variant:
    """The slope of an activation in the place of that of this layer."""
    value = ACTIVATIONS[activation].slope
    return Variant(label, lambda formula: applied(name, value, of, code=f"{activation}_slope"))


_LEFT_OUT = where(is_curved, always(lambda spot, formula: without(formula, "D")))

_BYPASSED = where(is_curved, always(lambda spot, formula: exchanged(formula, spot.symbol("M"), spot.next_units("G"))))
"""G_{i+1} in the place of M_i, in one of the two products alone."""


def _of_other_layer(spot: Spot) -> Iterator[Variant]:
    for j in spot.others():
        if spot.net.widths[j] == spot.net.widths[spot.i]:
            yield Variant(f"P{j}", lambda formula, j=j: Apply(SLOPE, Symbol("P", j)))  # type: ignore[misc]
            activation = spot.net.activations[j - 1]
            if activation != spot.net.activations[spot.i - 1]:
                yield _slope(f"σ′{j}(P{j})", f"σ′{j}", activation, Symbol("P", j))


def _of_other_function(spot: Spot) -> Iterator[Variant]:
    for name in ACTIVATIONS:
        if name not in ("identity", spot.net.activations[spot.i - 1]):
            yield _slope(f"{name}′", f"{name}′", name, spot.symbol("P"))


def _has_kinks(spot: Spot) -> bool:
    return bool(spot.net.activation(spot.i).kinks)


def _in_place_of(activation: str, name: str, value: Callable[[Array], Array]) -> Rewrite:
    """Another function of P_i in the place of σ'_i, if σ_i is that activation."""
    rewrite = always(lambda spot, formula: applied(name, value, spot.symbol("P")))
    return where(lambda spot: spot.net.activations[spot.i - 1] == activation, rewrite)


def _inverted(spot: Spot, formula: Expression) -> Expression:
    words = N_("mask of the other side of")
    return applied("other side", lambda P: spot.net.activation(spot.i).slope(-P), spot.symbol("P"), words)


def _with_equal(spot: Spot, formula: Expression) -> Expression:
    slope = spot.net.activation(spot.i).slope
    return applied("≥", lambda P: slope(np.where(P == 0, P.dtype.type(1), P)), spot.symbol("P"))


def _value(spot: Spot, formula: Expression) -> Expression:
    return applied("σ", lambda P: spot.net.activation(spot.i).value(P), spot.symbol("P"))


def _matrix_products(spot: Spot) -> Iterator[Variant]:
    def dot(formula: Expression, turned: bool) -> Expression:
        if not isinstance(formula, Hadamard):
            return formula
        return Dot(formula.left, Transpose(formula.right) if turned else formula.right)

    yield Variant("", lambda formula: dot(formula, False))
    yield Variant("transposed", lambda formula: dot(formula, True))


SLOPES = (
    Mistake(
        "slope_left_out", N_("the slope σ' is left out"), "dZ{i} = dZ{next} @ W{next}.T",
        N_("Multiply by the slope, element by element: (Gᵢ₊₁ ∘ σ'ᵢ(ZᵢWᵢ))."),
        {"signal": _LEFT_OUT, "gradient": _BYPASSED, "pull": _BYPASSED},
    ),
    Mistake(
        "slope_at_next", N_("the slope is taken at Zᵢ₊₁, the value of σ, instead of at its argument ZᵢWᵢ"),
        "dtanh(A{i})", N_("Take σ' at the pre-activation ZᵢWᵢ; or write it as a function of the value, 1 − A1²."),
        {"slope": always(lambda spot, formula: Apply(SLOPE, spot.next_units("Z")))},
    ),
    Mistake(
        "slope_of_other_layer", N_("the slope is that of another layer"), "dZ{i} = dA{i} * dtanh(Z{next})",
        N_("Take the slope at the pre-activation of the same layer."),
        {"slope": _of_other_layer},
    ),
    Mistake(
        "slope_of_wrong_activation", N_("the slope is that of another activation"), "dZ{i} = dA{i} * (Z{i} > 0)",
        N_("Take the derivative of the activation that the forward pass has in this layer."),
        {"slope": _of_other_function},
    ),
    Mistake(
        "slope_twice", N_("the slope is multiplied in twice"), "dZ{i} = dA{i} * D{i} * D{i}",
        N_("Multiply by σ' once: either where the gradient arrives or where it leaves."),
        {"signal": where(is_curved, always(lambda spot, formula: Hadamard(formula, spot.symbol("D"))))},
    ),
    Mistake(
        "tanh_slope_of_input", N_("the formula for the value of σ is used on its argument: 1 − P² for tanh, P(1 − P) for sigmoid"),
        "dZ{i} = dA{i} * (1 - Z{i}**2)", N_("Use the value: 1 − tanh²(P), σ(P)(1 − σ(P))."),
        {"slope": each(
            _in_place_of("tanh", "1−P²", lambda P: 1 - P * P),
            _in_place_of("sigmoid", "P(1−P)", lambda P: P * (1 - P)),
        )},
    ),
    Mistake(
        "tanh_not_squared", N_("1 − tanh instead of 1 − tanh²"), "dZ{i} = dA{i} * (1 - A{i})",
        N_("Square it: 1 − tanh²(P)."),
        {"slope": _in_place_of("tanh", "1−tanh", lambda P: 1 - np.tanh(P))},
    ),
    Mistake(
        "value_for_slope", N_("the value σ stands in the place of its slope σ'"), "dZ{i} = dA{i} * A{i}",
        N_("Multiply by σ', not by σ."),
        {"slope": where(is_curved, always(_value))},
    ),
    Mistake(
        "mask_inverted", N_("the mask is inverted: the gradient passes where the unit is off"), "dZ{i}[Z{i} > 0] = 0",
        N_("Zero the gradient where the pre-activation is ≤ 0."),
        {"slope": where(_has_kinks, always(_inverted))},
    ),
    Mistake(
        "mask_with_equal", N_("≥ instead of >: units at exactly 0 let the gradient pass"), "dZ{i} = dA{i} * (Z{i} >= 0)",
        N_("The lecture takes the slope 0 at 0: Z1 > 0. Both are slopes of one side."),
        {"slope": where(_has_kinks, always(_with_equal))},
    ),
    Mistake(
        "mask_of_gradient", N_("the mask is taken of the gradient, not of the pre-activation"), "dZ{i} = dA{i} * (dA{i} > 0)",
        N_("Ask where the pre-activation is positive, not where the gradient is."),
        {"slope": always(lambda spot, formula: Apply(SLOPE, spot.next_units("G")))},
    ),
    Mistake(
        "dot_for_hadamard", N_("a matrix product stands in the place of ∘"), "dZ{i} = dA{i} @ D{i}",
        N_("σ works element by element, so its slope multiplies element by element: *."),
        {"signal": _matrix_products},
    ),
)  # fmt: skip
