"""The network, the weights and the batch that some arrays are about: from their names and shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.checks import numeric
from backprop.errors import DataError
from backprop.expression import Key
from backprop.network import Network, Weights

from .bias_first import bias_last, has_ones, says_theta, without_ones
from .names import is_of_torch, read

FEW = 4
"""Of so many weights every order is tried, if that of their names does not lead from layer to layer."""


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
    given : frozenset of str
        The names of those that it was made of.
    """

    net: Network
    W: Weights
    X: Array
    y: Array
    arrays: Mapping[str, Any]
    given: frozenset[str] = frozenset()


def problem_of(
    arrays: Mapping[str, Any],
    activations: str | Sequence[str] = "relu",
    loss: str = "cross_entropy",
    reduction: str = "sum",
    l2: float = 0.0,
    *,
    keys: Mapping[str, Key | None] | None = None,
    instead: Problem | None = None,
    turned: bool = False,
) -> Problem:
    """Find X, y, the weights and the biases among named arrays.

    Parameters
    ----------
    arrays : dict of array_like
        By name. Weights may be kept either way round, an example may be a row or a column; a bias is kept apart, or is
        the last row of the weights, or there is none.
    activations, loss, reduction, l2
        As for `Network`.
    keys : dict, optional
        What a name means, where that is known; None for an array that is to be left out.
    instead : Problem, optional
        Where the arrays have no X, no y or no weights: those of this one.
    turned : bool
        Where the shapes leave it open, whether the weights are of outputs × inputs.

    Raises
    ------
    DataError
        X, y or the weights are missing, or do not fit together.

    Examples
    --------
    >>> arrays = {"X": np.ones((5, 4)), "y": [0, 1, 2, 0, 1], "W1": np.ones((4, 6)), "W2": np.ones((6, 3))}
    >>> problem_of(arrays).net.widths
    (4, 6, 3)
    >>> columns = {"x": np.ones((4, 5)), "y": [0, 1, 2, 0, 1], "w_hidden": np.ones((6, 4)), "w_out": np.ones((3, 6))}
    >>> problem_of(columns).X.shape, problem_of(columns).net.widths
    ((5, 4), (4, 6, 3))
    """
    named = _Named(arrays, keys or {})
    for missing in named.missing if instead is None else ():
        raise _missing(missing, arrays)
    X = _rows(named.array(named.X)) if named.X or instead is None else instead.X
    if named.W or instead is None:
        chained = _chained(named, X, turned)
        if chained is None and not named.X:
            raise _missing("X", arrays)
        if chained is None:
            raise _unchained(named, X)
        net = Network(chained.widths, activations, loss, reduction, chained.bias, l2)
        X, W = chained.X, chained.W
    else:
        net, W = instead.net, instead.W
    y = _targets(named.array(named.y), net, len(X)) if named.y or instead is None else instead.y
    if len(y) != len(X) and not (named.X and named.y):
        raise _missing("y" if named.X else "X", arrays)
    return Problem(net, W, X, y, arrays, named.given)


def _missing(what: str, arrays: Mapping[str, Any]) -> DataError:
    return DataError("there is no {missing} among the arrays {given}", missing=what, given=", ".join(arrays)[:200])


def _unchained(named: _Named, X: Array) -> DataError:
    return DataError(
        "weights of the shapes {given} do not lead from the {features} features of X from layer to layer",
        given=", ".join(" × ".join(map(str, named.array(name).shape)) for name in named.W)[:200],
        features=X.shape[1],
    )


class _Named:
    """The names of what there is before the first step.

    Attributes
    ----------
    X, y : str
        Empty if there is none.
    W, b : list of str
        From the first layer to the last, as far as the names say it.
    are_ordered : bool
        Whether the names say of every W which layer it is of.
    """

    def __init__(self, arrays: Mapping[str, Any], keys: Mapping[str, Key | None]) -> None:
        self._arrays = arrays
        found: dict[str, list[tuple[Any, str]]] = {"X": [], "Y": [], "W": [], "b": [], "first": [], "Z": []}
        for name in arrays:
            symbol, place = _meaning(name, keys)
            found.get(symbol, []).append((place, name))
        self._inputs = [name for symbol in ("X", "first", "Z") for _place, name in found[symbol]]
        self.X = next((name for _place, name in found["X"] or found["first"]), "")
        self.y = next((name for _place, name in found["Y"]), "")
        self.W, self.b = ([name for _place, name in sorted(found[symbol])] for symbol in ("W", "b"))
        self.are_ordered = len({place for place, _name in found["W"]}) == len(found["W"])

    @property
    def has_bias_first(self) -> bool:
        """Whether the weights are called Θ, or what goes into a layer begins with a 1."""
        first, last = (any(has_ones(self.array(name), first) for name in self._inputs) for first in (True, False))
        return first or (says_theta(self.W) and not last)

    @property
    def missing(self) -> list[str]:
        """What is not there."""
        return [usual for usual, name in (("X", self.X), ("y", self.y), ("W1", self.W)) if not name]

    @property
    def given(self) -> frozenset[str]:
        """All of these names."""
        return frozenset(name for name in (self.X, self.y, *self.W, *self.b) if name)

    def array(self, name: str) -> Array:
        """The numbers of an array."""
        return numeric(name, self._arrays[name])


def _meaning(name: str, keys: Mapping[str, Key | None]) -> tuple[str, tuple[int, tuple[int, ...]]]:
    """A symbol, and where among others of it: of what was computed, and what means nothing, "" or its own symbol."""
    if name in keys:
        key = keys[name]
        symbol, number = key if isinstance(key, tuple) else (key or "", 0)
        return symbol, (0, (number,))
    parsed = read(name)
    if not parsed.readings:
        return "", (0, ())
    reading = parsed.readings[0]
    is_first = reading.symbol == "Z" and parsed.numbers[-1:] == (0,)  # a0, layer_0, activations[0]
    return "first" if is_first else reading.symbol, ({1: -1, 0: 0, -1: 1}[reading.at], parsed.numbers)


def _rows(X: Array) -> Array:
    """One example a row; of pictures their pixels."""
    if X.ndim < 2:
        raise DataError("X has shape {given}; allowed is one example a row", given=X.shape)
    return X.reshape(len(X), -1) if X.ndim > 2 else X


@dataclass(frozen=True, eq=False)
class _Chained:
    """Weights that lead from layer to layer, each with its bias as its last row, and the batch they begin at."""

    X: Array
    matrices: tuple[Array, ...]
    bias: bool

    @property
    def widths(self) -> tuple[int, ...]:
        """n_1, …, n_{L+1}."""
        return self.X.shape[1], *(W.shape[1] for W in self.matrices)

    @property
    def W(self) -> Weights:
        """By layer."""
        dtype = "float32" if all(W.dtype == np.float32 for W in self.matrices) else "float64"
        return {i: W.astype(dtype) for i, W in enumerate(self.matrices, 1)}

    def fits(self) -> bool:
        """Whether each has as many rows as arrive there, and one more for a bias."""
        widths = self.widths
        return all(len(W) == width + self.bias for W, width in zip(self.matrices, widths, strict=False))


def _chained(named: _Named, X: Array, turned: bool) -> _Chained | None:
    """The weights as they follow one another, either way round, and the batch, an example a row; None if none fits."""
    weights = [named.array(name) for name in named.W]
    biases = [named.array(name).reshape(1, -1) for name in named.b]
    if any(W.ndim != 2 for W in weights) or len(biases) not in (0, len(weights)):
        raise DataError("the weights must be matrices, with a bias for each of them or for none")
    turned = turned or sum(map(is_of_torch, named.W)) * 2 > len(weights)
    if not biases and named.has_bias_first:
        found = _bias_first(X, weights, turned)
        if found:
            return found
    places = range(len(weights))
    orders = permutations(places) if not named.are_ordered and len(weights) <= FEW else [tuple(places)]
    return next((one for order in orders for one in _ways(X, weights, biases, order, turned) if one.fits()), None)


def _bias_first(X: Array, weights: list[Array], turned: bool) -> _Chained | None:
    """The weights with the bias in their first row, or column, and the batch without its ones."""
    for batch in (without_ones(X), without_ones(X.T)):
        for way in (turned, not turned):
            matrices = tuple(bias_last(W.T if way else W, ("W", i)) for i, W in enumerate(weights, 1))
            chained = _Chained(batch, matrices, True)
            if chained.fits():
                return chained
    return None


def _ways(
    X: Array, weights: list[Array], biases: list[Array], order: tuple[int, ...], turned: bool
) -> Iterator[_Chained]:
    """How the arrays may be meant, the likeliest first."""
    for batch, way in ((X, turned), (X, not turned), (X.T, True), (X.T, False)):
        matrices = [weights[n].T if way else weights[n] for n in order]
        if not biases:
            yield _Chained(batch, tuple(matrices), False)
            yield _Chained(batch, tuple(matrices), True)
        elif all(biases[n].size == W.shape[1] for n, W in zip(order, matrices, strict=True)):
            whole = (np.vstack([W, biases[n]]) for n, W in zip(order, matrices, strict=True))
            yield _Chained(batch, tuple(whole), True)


def _targets(y: Array, net: Network, m: int) -> Array:
    """Labels as whole numbers in one line, also where they came as a row, as a column or with decimals."""
    if y.ndim == 2 and 1 in y.shape and net.outputs > 1:
        y = y.reshape(-1)
    if y.ndim == 2 and y.shape != (m, net.outputs) and y.T.shape == (m, net.outputs):
        y = y.T
    if y.ndim == 1 and net.outputs == 1 and net.loss_function.targets != "binary":
        return y[:, None]
    whole = y.ndim == 1 and np.isfinite(y).all() and (y == np.round(y)).all()
    return y.astype(np.int64) if whole else y
