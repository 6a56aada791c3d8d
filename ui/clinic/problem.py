"""Which network the arrays of another program belong to: the one on Explore, or one that their weights describe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop import ACTIVATIONS, LOSSES
from backprop.clinic.names import read
from backprop.clinic.plausible import most_plausible
from backprop.errors import BackpropError, DataError
from backprop.expression import Key
from backprop.network import Network
from backprop.passes import Trace, trace
from ui.limits import check_size

from .reading import Arrays

Array = NDArray[Any]

USUAL = ("relu", "tanh", "sigmoid")
"""Activations that are tried first, and of a large network alone."""

QUICK = 2_000_000
"""Weights times rows up to which a mistake is looked for without being asked."""


class Chosen(NamedTuple):
    """What no array says, where the reader has said it; None where it is to be found out.

    Attributes
    ----------
    activation, last : str or None
        σ of the hidden layers, and of the last one.
    loss : str or None
    convention : {"sum", "mean", "homework"} or None
        See `backprop.clinic.matching.Matching`.
    notation : str or None
        In which the line that mends a mistake is written.
    """

    activation: str | None = None
    last: str | None = None
    loss: str | None = None
    convention: str | None = None
    notation: str | None = None


NOTHING = Chosen()


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
    convention : str or None
        The one in which most of the arrays are right, and
    rivals : tuple of str
        others in which as many are.
    """

    trace: Trace
    given: frozenset[str]
    own_network: bool
    convention: str | None = None
    rivals: tuple[str, ...] = ()

    def under(self, convention: str) -> Trace:
        """The pass of a network that takes sums, or means, as the gradients of the weights are."""
        t, reduction = self.trace, "sum" if convention == "sum" else "mean"
        if t.net.reduction == reduction:
            return t
        net = replace(t.net, reduction=reduction)
        return trace(net, {i: t["W", i] for i in range(1, net.layers + 1)}, t["X"], t["Y"])

    @property
    def is_quick(self) -> bool:
        """Whether a mistake is found soon."""
        t = self.trace
        return t.rows * sum(t["W", i].size for i in range(1, t.net.layers + 1)) <= QUICK


def problem(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Problem:
    """The network, its weights and its batch: what the arrays do not say is that of the network on Explore.

    Parameters
    ----------
    arrays : dict of ndarray
    standing : Trace
        The pass on Explore.
    keys : dict
        What a name means, where that was corrected.
    chosen : Chosen
        What is left open is found out: that under which most of the arrays are right.

    Raises
    ------
    BackpropError
        The weights do not follow one another, or X or y does not fit them, or it is too large.
    """
    found = list(_possible(arrays, standing, keys, chosen))
    with np.errstate(all="ignore"):  # numbers near the largest one
        traces = [one.trace for one in found]
        place, best, *rivals = most_plausible(traces, arrays, keys, chosen.convention, 6 if found[0].is_quick else 0)
    chosen_one: Problem = found[place]
    return replace(chosen_one, trace=chosen_one.under(best), convention=best, rivals=tuple(rivals))


def _possible(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Iterator[Problem]:
    """The problems that the arrays may belong to, the likeliest first; at least one, or its error."""
    usual = _usual(arrays, standing, keys, chosen)
    net = usual.trace.net
    yield usual
    if not usual.own_network:
        return
    hidden = [chosen.activation] if chosen.activation or net.layers == 1 else _activations(usual)
    for loss in LOSSES if usual.is_quick and not chosen.loss else [net.loss]:
        for activation in hidden:
            for last in {chosen.last: None} if chosen.last else {"identity": None, **_last(activation, loss)}:
                with suppress(BackpropError):
                    one = _problem(arrays, standing, keys, Chosen(activation, last, loss))
                    if one.trace.net != net:
                        yield one


def _usual(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Problem:
    """With what stands on Explore; with another loss, if that one does not take these targets."""
    try:
        return _problem(arrays, standing, keys, chosen)
    except BackpropError:
        for loss in () if chosen.loss else LOSSES:
            with suppress(BackpropError):
                other: Problem = _problem(arrays, standing, keys, chosen._replace(loss=loss))
                return other
        raise


def _activations(usual: Problem) -> list[str]:
    return [*USUAL, *(name for name in ACTIVATIONS if name not in USUAL and usual.is_quick)]


def _last(activation: str | None, loss: str | None) -> dict[str, None]:
    """The last layer of whom has σ everywhere, as with a squared error it may be."""
    quantities = loss is not None and LOSSES[loss].takes_quantities
    return {activation: None} if activation in ("tanh", "sigmoid") and quantities else {}


def _problem(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Problem:
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
        net = _with(net, chosen)
    else:
        net, W = standing.net, {i: standing["W", i] for i in range(1, standing.net.layers + 1)}
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
            net = Network(widths, activations, like.loss, like.reduction, bias, like.l2)
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


def _with(net: Network, chosen: Chosen) -> Network:
    hidden = [chosen.activation] * (net.layers - 1) if chosen.activation else net.activations[:-1]
    last = chosen.last or ("identity" if chosen.activation else net.activations[-1])
    return Network(net.widths, (*hidden, last), chosen.loss or net.loss, net.reduction, net.bias, net.l2)
