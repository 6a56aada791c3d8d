"""Which network the arrays of another program belong to: the one on Explore, or one that their weights describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.clinic.names import read
from backprop.errors import DataError
from backprop.expression import Key
from backprop.network import Network
from backprop.passes import Trace, trace
from ui.limits import check_size

from .reading import Arrays

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Problem:
    """A right pass to compare with.

    Attributes
    ----------
    trace : Trace
    given : frozenset of str
        Names of the arrays it was made of.
    own_network : bool
        Whether the network is that of the arrays.
    """

    trace: Trace
    given: frozenset[str]
    own_network: bool


def problem(
    arrays: Arrays,
    standing: Trace,
    keys: Mapping[str, Key | None],
    activation: str | None = None,
    loss: str | None = None,
) -> Problem:
    """The network, its weights and its batch: what the arrays do not say is that of the network on Explore.

    Parameters
    ----------
    arrays : dict of ndarray
    standing : Trace
        The pass on Explore.
    keys : dict
        What a name means, where that was corrected.
    activation, loss : str, optional
        Of the hidden layers, and of a network that the weights describe.

    Raises
    ------
    BackpropError
        The weights do not follow one another, or X or y does not fit them, or it is too large.
    """
    meant = {name: keys[name] if name in keys else _meaning(name) for name in arrays}
    X_name = _only(meant, "X")
    y_name = _only(meant, "Y")
    X = _rows(arrays[X_name]) if X_name else standing["X"]
    if X.ndim != 2:
        raise DataError("X has shape {given}; allowed is one example a row", given=X.shape)
    weights, biases = _numbered(meant, "W"), _numbered(meant, "b")
    if weights:
        turned = sum(".weight" in name for name in weights) * 2 > len(weights)
        net, W = _network([arrays[n] for n in weights], [arrays[n] for n in biases], X, standing.net, turned)
    else:
        net, W = standing.net, {i: standing["W", i] for i in range(1, standing.net.layers + 1)}
    net = _with(net, activation, loss)
    check_size(net, len(X))
    y = _targets(arrays[y_name], net) if y_name else standing["Y"]
    names = {name for name in (X_name, y_name, *weights, *biases) if name}
    return Problem(trace(net, W, X, y), frozenset(names), bool(weights))


def _meaning(name: str) -> Key | None:
    """What a name says first: of inputs alone; the engine finds out the rest."""
    parsed = read(name)
    if not parsed.readings:
        return None
    symbol, number = parsed.readings[0].symbol, parsed.numbers[0] if parsed.numbers else 1
    if symbol in ("X", "Y"):
        return symbol
    return (symbol, number) if symbol in ("W", "b") else None


def _only(meant: Mapping[str, Key | None], key: Key) -> str:
    return next((name for name, found in meant.items() if found == key), "")


def _numbered(meant: Mapping[str, Key | None], symbol: str) -> list[str]:
    """The names of the weights, or of the biases, from the first layer to the last."""
    found = {name: key[1] for name, key in meant.items() if isinstance(key, tuple) and key[0] == symbol}
    return sorted(found, key=found.__getitem__)


def _rows(X: Array) -> Array:
    """One example a row; of pictures their pixels."""
    return X.reshape(len(X), -1) if X.ndim > 2 else X


def _targets(y: Array, net: Network) -> Array:
    """Labels as whole numbers in one line, also where they came as a column or with decimals."""
    if y.ndim == 2 and y.shape[1] == 1 and net.outputs > 1:
        y = y[:, 0]
    if y.ndim == 1 and net.outputs == 1 and net.loss_function.targets != "binary":
        return y[:, None]
    whole = y.ndim == 1 and np.isfinite(y).all() and (y == np.round(y)).all()
    return y.astype(np.int64) if whole else y


def _network(
    weights: list[Array], biases: list[Array], X: Array, like: Network, turned: bool
) -> tuple[Network, dict[int, Array]]:
    """The network whose weights follow one another, as the lecture has them or transposed."""
    for way in (turned, not turned):
        matrices = [W.T if way else W for W in weights]
        if biases:
            matrices = _with_biases(matrices, biases)
        widths = _widths(matrices, X.shape[1])
        if widths:
            bias = matrices[0].shape[0] == widths[0] + 1
            activations = like.activations if len(matrices) == like.layers else like.activations[0]
            net = Network(widths, activations, like.loss, like.reduction, bias)
            return net, dict(enumerate(matrices, start=1))
    raise DataError(
        "weights of the shapes {given} do not lead from the {features} features of X from layer to layer",
        given=", ".join(" × ".join(map(str, W.shape)) for W in weights)[:200],
        features=X.shape[1],
    )


def _with_biases(matrices: list[Array], biases: list[Array]) -> list[Array]:
    """Each bias as the last row of its weights; as they are if they do not fit."""
    fit = len(biases) == len(matrices) and all(
        W.ndim == 2 and b.size == W.shape[1] for W, b in zip(matrices, biases, strict=True)
    )
    if not fit:
        return matrices
    return [np.vstack([W, b.reshape(1, -1)]) for W, b in zip(matrices, biases, strict=True)]


def _widths(matrices: list[Array], features: int) -> tuple[int, ...]:
    """n_1, …, n_{L+1}, with a row more in each for a bias or without; empty if they do not follow one another."""
    if any(W.ndim != 2 for W in matrices):
        return ()
    widths = (features, *(W.shape[1] for W in matrices))
    extra = {W.shape[0] - width for W, width in zip(matrices, widths, strict=False)}
    return widths if extra in ({0}, {1}) else ()


def _with(net: Network, activation: str | None, loss: str | None) -> Network:
    if not activation and not loss:
        return net
    activations = (*[activation] * (net.layers - 1), net.activations[-1]) if activation else net.activations
    return Network(net.widths, activations, loss or net.loss, net.reduction, net.bias)
