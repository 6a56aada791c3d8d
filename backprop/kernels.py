"""What carries the rules out: NumPy calls, bound once to operands and a result, to be made as often as needed.

That is what lets the pass that is trained be the pass that is shown, and as fast as a loop written by hand. Each gives
bitwise what the formula of its rule does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from .activations import Array
from .expression import Difference, Expression, Symbol, evaluate, symbols
from .losses import bound_softmax
from .network import Network
from .optimizers import Calls

Move = Callable[[int, Array, Array], Any]
"""What moves W_i in place along ∇W_i: ``(i, W_i, dW_i)``."""


def product(net: Network, i: int, Z: Array, W: Array, out: Array) -> Calls:
    return (partial(Z.dot, W, out),)


def activate(net: Network, i: int, P: Array, out: Array) -> Calls:
    """σ_i(P_i), and behind it the constant column if a next layer has a bias."""
    value = net.activation(i).value
    if net.bias and i < net.layers:
        return partial(value, P, out[:, :-1]), partial(out[:, -1].fill, 1)
    return (partial(value, P, out),)


def softmax(net: Network, i: int, Z: Array, out: Array) -> Calls:
    return (bound_softmax(Z, out),)


def loss(net: Network, i: int, *operands: Array, out: Array) -> Calls:
    count = len(net.loss_function.reads)
    outputs, weights = operands[:count], operands[count:]
    value = partial(net.loss_function.value, *outputs, out)
    return value, *_mean(net, len(outputs[0]), out), *_penalty(net, weights, out)


def _penalty(net: Network, weights: Sequence[Array], out: Array) -> Calls:
    """λ/2 Σ ‖W_i‖² is added to what is there."""
    if not weights:
        return ()
    half = out.dtype.type(net.l2 / 2)
    entries = [W[:width].reshape(-1) for W, width in zip(weights, net.widths[:-1], strict=True)]

    def add() -> None:
        np.add(out, half * sum(flat.dot(flat) for flat in entries), out)

    return (add,)


def seed(net: Network, i: int, *operands: Array, out: Array) -> Calls:
    match net.loss_function.seed:
        case Difference(Symbol(), Symbol()):
            gradient_of_loss = partial(np.subtract, *operands, out)
        case formula:
            gradient_of_loss = partial(_evaluate, formula, operands, out)
    return gradient_of_loss, *_mean(net, len(out), out)


def _evaluate(formula: Expression, operands: Sequence[Array], out: Array) -> None:
    """The value of a formula, from those of its symbols in the order in which they stand there."""
    keys = dict.fromkeys(symbol.key for symbol in symbols(formula))
    np.copyto(out, evaluate(formula, dict(zip(keys, operands, strict=True))))


def _mean(net: Network, m: int, out: Array) -> Calls:
    return (partial(np.divide, out, np.array(m, out.dtype), out),) if net.reduction == "mean" else ()


def slope(net: Network, i: int, P: Array, out: Array) -> Calls:
    return (partial(net.activation(i).slope, P, out),)


def slope_of_value(net: Network, i: int, Z: Array, out: Array) -> Calls:
    """σ'_i from Z_{i+1}: what `slope` gives, bitwise, where the activation allows it."""
    function = net.activation(i).slope_of_value
    if function is None:
        raise TypeError(f"the slope of {net.activations[i - 1]} can't be taken from its value")
    return (partial(function, Z[:, : net.widths[i]], out),)


def signal(net: Network, i: int, G: Array, D: Array, out: Array) -> Calls:
    return (partial(np.multiply, G[:, : net.widths[i]], D, out),)  # nothing flows into a constant column


def gradient(net: Network, i: int, Z: Array, M: Array, *W: Array, out: Array) -> Calls:
    return partial(Z.T.dot, M, out), *_regularised(net, i, W, out)


def _regularised(net: Network, i: int, weights: Sequence[Array], out: Array) -> Calls:
    """λ W_i, without the bias, is added to what is there."""
    if not weights:
        return ()
    term, width = np.zeros_like(out), net.widths[i - 1]
    rate = np.array(net.l2, out.dtype)
    return partial(np.multiply, weights[0][:width], rate, term[:width]), partial(np.add, out, term, out)


def pull(net: Network, i: int, M: Array, W: Array, out: Array) -> Calls:
    return (partial(M.dot, W.T, out),)


def update(net: Network, i: int, W: Array, dW: Array, move: Move, out: Array) -> Calls:
    return partial(np.copyto, out, W), partial(move, i, out, dW)
