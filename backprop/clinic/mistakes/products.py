"""Mistakes in the matrix products: transposes, operands, layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from backprop._text import N_
from backprop.activations import ACTIVATIONS, Array
from backprop.expression import (
    Change,
    Difference,
    Dot,
    Expression,
    Hadamard,
    Scale,
    Symbol,
    Transpose,
    WithOnes,
    exchanged,
)
from backprop.network import Network
from backprop.rules import RULES

from .mistake import Mistake, Rewrite, Spot, Variant, always, applied


def _entrywise(spot: Spot) -> Iterator[Variant]:
    def plain(e: Expression) -> Expression:
        return e.of if isinstance(e, Transpose) else e

    yield Variant("", lambda formula: Hadamard(formula.left, formula.right) if isinstance(formula, Dot) else formula)
    yield Variant(
        "not transposed",
        lambda formula: Hadamard(plain(formula.left), plain(formula.right)) if isinstance(formula, Dot) else formula,
    )


def _not_transposed(symbol: str) -> Rewrite:
    return always(lambda spot, formula: exchanged(formula, Transpose(spot.symbol(symbol)), spot.symbol(symbol)))


def _transposed_weights(spot: Spot, formula: Expression) -> Expression:
    return exchanged(formula, spot.symbol("W"), Transpose(spot.symbol("W")))


def _swapped(spot: Spot) -> Iterator[Variant]:
    def swap(formula: Expression, turned: bool) -> Expression:
        if not isinstance(formula, Dot):
            return formula
        return _turned(formula) if turned else Dot(formula.right, formula.left)

    yield Variant("turned", lambda formula: swap(formula, True))
    yield Variant("", lambda formula: swap(formula, False))


def _turned(formula: Dot) -> Expression:
    """(AB)ᵀ: the same product with its operands changed for each other."""

    def t(e: Expression) -> Expression:
        return e.of if isinstance(e, Transpose) else Transpose(e)

    return Dot(t(formula.right), t(formula.left))


def _wrong_inputs(spot: Spot) -> Iterator[Variant]:
    """Z of another layer, or a pre-activation, in the place of Z_i."""
    Z = spot.symbol("Z")
    candidates = [Symbol("Z", j) for j in (*spot.others(), spot.net.layers + 1) if j != spot.i]
    candidates += [Symbol("P", spot.i - 1)] * (spot.i > 1 and not spot.net.bias)
    for other in dict.fromkeys(candidates):
        if spot.has(other.name, other.layer):  # type: ignore[arg-type]  # a number
            yield _taken_for(Z, other)
    if spot.i > 1 and spot.net.bias:
        P = Symbol("P", spot.i - 1)
        yield replace(_taken_for(Z, P), by_hand=_of_products)


def _of_products(net: Network, i: int, P: Array, M: Array, *W: Array, parameter: float = 1.0) -> Array:
    """∇W_i from the pre-activations before it, with their constant column."""
    return RULES["gradient"].compute(net, i, np.hstack([P, np.ones((len(P), 1), P.dtype)]), M, *W)


def _earlier_inputs(spot: Spot) -> Iterator[Variant]:
    """Z of an earlier layer in the forward product."""
    for j in range(spot.i - 1, 0, -1):
        yield _taken_for(spot.symbol("Z"), Symbol("Z", j))


def _taken_for(old: Symbol, new: Symbol) -> Variant:
    """One symbol in the place of another."""
    return Variant(new.title, lambda formula: exchanged(formula, old, new))


def _wrong_weights(spot: Spot) -> Iterator[Variant]:
    for j in spot.others():
        yield _taken_for(spot.symbol("W"), Symbol("W", j))


def _updated(spot: Spot) -> Iterator[Variant]:
    """The weights after a step of the size α, still unknown."""
    W, dW = spot.symbol("W"), spot.symbol("dW")

    def by(alpha: float) -> Change:
        new = Difference(W, Scale(dW, by=alpha))
        return lambda formula: exchanged(formula, Transpose(W), Transpose(new))

    yield Variant("", with_parameter=by)


def _other_activation(spot: Spot) -> Iterator[Variant]:
    P = spot.symbol("P")
    for name, sigma in ACTIVATIONS.items():
        if name not in ("identity", spot.net.activations[spot.i - 1]):
            yield Variant(name, lambda formula, n=name, v=sigma.value: _with_ones(spot, applied(n, v, P)))  # type: ignore[misc]


def _with_ones(spot: Spot, of: Expression) -> Expression:
    return WithOnes(of) if spot.has_ones else of


PRODUCTS = (
    Mistake(
        "W_not_transposed", N_("W is not transposed; as it is square, the shapes do not tell"), "dA{i} = dZ{next} @ W{next}",
        N_("Multiply by the transpose: Mᵢ Wᵢᵀ."),
        {"pull": _not_transposed("W")},
    ),
    Mistake(
        "W_transposed", N_("W is transposed in the forward pass; as it is square, the shapes do not tell"),
        "Z{i} = {input} @ W{i}.T", N_("In this orientation the product is Zᵢ Wᵢ."),
        {"product": always(_transposed_weights)},
    ),
    Mistake(
        "Z_not_transposed", N_("Z is not transposed; as m equals its width, the shapes do not tell"), "dW{i} = {input} @ dZ{i}",
        N_("Multiply by the transpose: Zᵢᵀ Mᵢ."),
        {"gradient": _not_transposed("Z")},
    ),
    Mistake(
        "operands_swapped", N_("the operands of the product are swapped"), "dW{i} = dZ{i}.T @ {input}",
        N_("Zᵢ comes first and is transposed: Zᵢᵀ Mᵢ; in the pull Mᵢ comes first: Mᵢ Wᵢᵀ."),
        {"gradient": _swapped, "pull": _swapped, "product": _swapped},
    ),
    Mistake(
        "hadamard_for_dot", N_("an element-wise product stands in the place of a matrix product"), "dW{i} = {input}.T * dZ{i}",
        N_("Use @: every entry is a sum over examples or units."),
        {"gradient": _entrywise, "pull": _entrywise, "product": _entrywise},
    ),
    Mistake(
        "wrong_Z", N_("the input of another layer is used"), "dW{next} = Z{next}.T @ dZ{next}",
        N_("∇Wᵢ takes Zᵢ, what went into the product with Wᵢ: activated, and of the same layer."),
        {"gradient": _wrong_inputs, "product": _earlier_inputs},
    ),
    Mistake(
        "wrong_W", N_("the weights of another layer are used"), "dA{i} = dZ{next} @ W{i}.T",
        N_("Gᵢ takes Wᵢ, the weights the forward pass went through."),
        {"pull": _wrong_weights},
    ),
    Mistake(
        "updated_weights", N_("the gradient goes back through weights that are already updated"), "W{next} -= lr * dW{next}",
        N_("Compute all gradients first, then change the weights."),
        {"pull": _updated}, letter="α",
    ),
    Mistake(
        "layer_detached", N_("nothing goes back through this layer: it is detached"), "Z{next} = Z{next}.detach()",
        N_("Let the gradient through: Gᵢ = Mᵢ Wᵢᵀ."),
        {"pull": always(lambda spot, formula: Scale(formula, by=0.0)),
         "gradient": always(lambda spot, formula: Scale(formula, by=0.0), whole=True)},
    ),
    Mistake(
        "activation_missing", N_("the activation is missing in the forward pass"), "A{i} = {input} @ W{i}",
        N_("Apply σᵢ to the product."),
        {"activate": always(lambda spot, formula: _with_ones(spot, spot.symbol("P")))},
    ),
    Mistake(
        "wrong_activation", N_("another activation is used in the forward pass"), "A{i} = np.maximum(Z{i}, 0)",
        N_("Use the activation of this layer."),
        {"activate": _other_activation},
    ),
)  # fmt: skip
