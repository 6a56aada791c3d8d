"""The network, the weights and the batch that a file of arrays is about: from their names and shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.checks import numeric
from backprop.errors import DataError
from backprop.network import Network, Weights

from .names import read


@dataclass(frozen=True, eq=False)
class Problem:
    """What arrays are judged against: ``trace(problem.net, problem.W, problem.X, problem.y)``.

    Attributes
    ----------
    net : Network
    W : dict of ndarray
    X, y : ndarray
    arrays : dict of ndarray
        All of the arrays, by their names.
    """

    net: Network
    W: Weights
    X: Array
    y: Array
    arrays: Mapping[str, Any]


def problem_of(
    arrays: Mapping[str, Any],
    activations: str | Sequence[str] = "relu",
    loss: str = "cross_entropy",
    reduction: str = "sum",
    l2: float = 0.0,
) -> Problem:
    """Find X, y, the weights and the biases among named arrays.

    Parameters
    ----------
    arrays : dict of array_like
        By name. Weights may be kept either way round; a bias is kept apart, or there is none.
    activations, loss, reduction, l2
        As for `Network`.

    Raises
    ------
    DataError
        X, y or the weights are missing, or do not fit together.

    Examples
    --------
    >>> arrays = {"X": np.ones((5, 4)), "y": [0, 1, 2, 0, 1], "W1": np.ones((4, 6)), "W2": np.ones((6, 3))}
    >>> problem_of(arrays).net.widths
    (4, 6, 3)
    """
    found = {symbol: _of(arrays, symbol) for symbol in ("X", "Y", "W", "b")}
    for symbol, name in (("X", "X"), ("Y", "y"), ("W", "W1")):
        if not found[symbol]:
            raise DataError("there is no {missing} among the arrays {given}", missing=name, given=", ".join(arrays))
    X, weights = found["X"][0], found["W"]
    biases = [b.reshape(1, -1) for b in found["b"]]
    if X.ndim != 2 or any(W.ndim != 2 for W in weights) or (biases and len(biases) != len(weights)):
        raise DataError("X and the weights must be matrices, with a bias for each of the weights or for none")
    columns = X.shape[1]
    chained = []
    for n, W in enumerate(weights, 1):
        straight = W if W.shape[0] == columns and not _turned(weights, X) else W.T
        if straight.shape[0] != columns:
            raise DataError(
                "the weights of layer {layer} have shape {given}; {columns} inputs arrive there",
                layer=n,
                given=W.shape,
                columns=columns,
            )
        chained.append(straight)
        columns = straight.shape[1]
    net = Network((X.shape[1], *(W.shape[1] for W in chained)), activations, loss, reduction, bool(biases), l2)
    dtype = "float32" if all(W.dtype == np.float32 for W in chained) else "float64"
    whole = [np.vstack([W, b]) for W, b in zip(chained, biases, strict=True)] if biases else chained
    return Problem(net, {n: W.astype(dtype) for n, W in enumerate(whole, 1)}, X, found["Y"][0], arrays)


def _of(arrays: Mapping[str, Any], symbol: str) -> list[Array]:
    """The arrays whose names say that they are this, by their numbers."""
    named = []
    for name in arrays:
        parsed = read(name)
        if parsed.readings and parsed.readings[0].symbol == symbol:
            named.append((parsed.numbers, name))
    return [numeric(name, arrays[name]) for _numbers, name in sorted(named)]


def _turned(weights: list[Array], X: Array) -> bool:
    """Whether all fit together transposed, and not as they are."""
    straight = [X.shape[1], *(W.shape[1] for W in weights)]
    fits = all(W.shape[0] == n for W, n in zip(weights, straight, strict=False))
    return not fits
