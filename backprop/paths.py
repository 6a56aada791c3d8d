"""The strongest paths from one number through the network to the loss.

∂ℓ/∂(Z_i)_{r,c} is a sum over all paths from unit c of layer i to an output: each contributes the product of the
weights and slopes on its way, times (G_{L+1})_{r,j} at its end (lecture, section 3, the chain written out). An entry
of ∇W_i is the same sum over every example, each path beginning with the example's input to that weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, islice, pairwise
from math import inf, isfinite, prod
from sys import maxsize
from typing import SupportsIndex

import numpy as np
from numpy.typing import NDArray

from .activations import Array
from .checks import checked_count, shown
from .errors import DataError
from .explain import Factor, Index, explain
from .expression import Key
from .passes import Trace


@dataclass(frozen=True)
class Path:
    """One way from the source to the loss.

    Attributes
    ----------
    row : int
        The example.
    units : tuple of int
        The columns of Z_s, Z_{s+1}, …, Z_{L+1} that it passes, s being ``Paths.layer``.
    factors : tuple of Factor
        Input and slope of the source if that is a weight, then a weight and a slope for each layer, then the entry of
        G_{L+1}.
    value : float
        Their product.
    """

    row: int
    units: tuple[int, ...]
    factors: tuple[Factor, ...]
    value: float


@dataclass(frozen=True)
class Paths:
    """The strongest paths from a source, and what all of them give.

    Attributes
    ----------
    key : Key
    index : Index
        The source.
    layer : int
        Of the Z where the paths begin to part: i for an entry of Z_i, i + 1 for a weight of W_i.
    strongest : tuple of Path
        By magnitude, the largest first. Paths of value zero are left out.
    shown : float
        The sum of the strongest.
    total : float
        The derivative, the entry of G_i or ∇W_i in the trace: the sum of all, and ``penalty``.
    magnitude : float
        The sum of the magnitudes of all.
    count : int
        How many there are, those of value zero included.
    penalty : float
        What the L2 regularisation adds to the derivative of a weight, along no path: λ times the weight.
    """

    key: Key
    index: Index
    layer: int
    strongest: tuple[Path, ...]
    shown: float
    total: float
    magnitude: float
    count: int
    penalty: float = 0.0

    @property
    def share(self) -> float:
        """The magnitudes of the strongest as a part of those of all, 0 to 1; 1 where nothing flows at all."""
        return min(1.0, sum(abs(path.value) for path in self.strongest) / self.magnitude) if self.magnitude else 1.0


_Beginning = tuple[float, int, int, float, tuple[int, ...]]
"""Of a path under way: −promise, a number that settles ties, which start, value so far, units so far."""


@dataclass(frozen=True)
class _Start:
    """Where paths of one example begin to part."""

    row: int
    unit: int
    value: float
    factors: tuple[Factor, ...]


def paths(trace: Trace, source: tuple[Key, Sequence[SupportsIndex]], k: int = 20) -> Paths:
    """The k strongest paths from an entry of X or Z_i, or from a weight, to the loss.

    Parameters
    ----------
    trace : Trace
    source : (Key, Index)
        ``("X", (r, c))``, ``(("Z", i), (r, c))`` or ``(("W", i), (a, b))``. The paths of a weight are those of all
        examples.
    k : int
        How many, at least 1. They are found best first, so the number of all paths does not matter.

    Returns
    -------
    Paths
        In float64, whatever the dtype of the trace.

    Raises
    ------
    UnknownQuantityError
        No such entry.
    DataError
        Another kind of source, a k below 1, or values that are not finite.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((1, 2, 1), "relu", loss="squared_error")
    >>> t = trace(net, {1: np.array([[2.0, 1.0]]), 2: np.array([[1.0], [-1.0]])}, [[3.0]], [[0.0]])
    >>> p = paths(t, ("X", (0, 0)))
    >>> [(path.units, path.value) for path in p.strongest], p.shown, p.total
    ([((0, 0, 0), 6.0), ((0, 1, 0), -3.0)], 3.0, 3.0)
    """
    most = min(checked_count("k", k, 1, error=DataError), maxsize)
    if not isinstance(source, Sequence) or len(source) != 2:
        raise DataError("the source is {given}; allowed is a pair of a quantity and an index", given=shown(source))
    cell = explain(trace, *source)
    key, (r, c), L = cell.key, cell.index, trace.net.layers
    symbol, i = (key, 1) if isinstance(key, str) else key
    if symbol == "W":
        layer, starts, total = i + 1, _starts_of_weight(trace, i, r, c), trace["dW", i][r, c]
    elif symbol in ("X", "Z"):
        layer, starts, total = i, (_Start(r, c, 1.0, ()),), trace["G", i][r, c]
    else:
        raise DataError("paths begin at an entry of 'X', ('Z', i) or ('W', i), not of {given}", given=repr(key))
    ahead = _Ahead(trace, layer, starts)
    if not isfinite(ahead.magnitude):
        raise DataError("the paths from {key} run through values that are not finite", key=repr(key))
    strongest = tuple(_path(trace, layer, *found) for found in islice(ahead.best_first(most), most))
    ways = len(starts) * prod(trace.net.widths[j - 1] for j in range(layer + 1, L + 2))
    together = float(sum(path.value for path in strongest))
    penalty = _penalty(trace, key, r, c) if symbol == "W" else 0.0
    return Paths(key, cell.index, layer, strongest, together, float(total), ahead.magnitude, ways, penalty)


def _penalty(trace: Trace, key: Key, a: int, b: int) -> float:
    """λ w, of a bias 0."""
    net, i = trace.net, int(key[1])
    return net.l2 * float(trace[key][a, b]) if a < net.widths[i - 1] else 0.0


def _starts_of_weight(trace: Trace, i: int, a: int, b: int) -> tuple[_Start, ...]:
    """For each example the input to the weight and the slope behind it."""
    starts = []
    for r in range(trace.rows):
        factors = _factor(trace, ("Z", i), r, a), _factor(trace, ("D", i), r, b)
        starts.append(_Start(r, b, factors[0].value * factors[1].value, factors))
    return tuple(starts)


def _factor(trace: Trace, key: Key, row: int, column: int) -> Factor:
    return Factor(key, (row, column), float(trace[key][row, column]))


class _Ahead:
    """What lies between a layer and the loss, for the example of each start.

    Its ``strongest[i][n, j]`` is the largest magnitude of a path from unit j of Z_i to the loss: exact, and hence the
    right order for a search that extends the most promising beginning first.
    """

    def __init__(self, trace: Trace, layer: int, starts: Sequence[_Start]) -> None:
        self.layer, self.starts, self.last = layer, starts, trace.net.layers + 1
        rows = [start.row for start in starts]
        layers = range(layer, self.last)
        self.W = {i: trace["W", i].astype(float) for i in layers}
        self.D = {i: trace["D", i][rows].astype(float) for i in layers}
        self.G = trace["G", self.last][rows].astype(float)
        self.strongest = {self.last: abs(self.G)}
        every = abs(self.G)
        with np.errstate(all="ignore"):
            for i in reversed(layers):
                W, D = abs(self.W[i]), abs(self.D[i])
                every = (D * every) @ W.T
                if i > layer:
                    self.strongest[i] = _largest_products(W, D * self.strongest[i + 1])
                    width = trace.net.widths[i - 1]  # no path leads into a constant column
                    self.strongest[i], every = self.strongest[i][:, :width], every[:, :width]
            self.magnitude = float(sum(abs(s.value) * every[n, s.unit] for n, s in enumerate(starts)))

    def best_first(self, k: int) -> Iterator[tuple[_Start, tuple[int, ...], float]]:
        """The paths that are not zero, the strongest first: of each beginning at most k ways on."""
        order = count()  # among equals the first found comes first
        heap: list[_Beginning] = [
            (-inf, next(order), n, start.value, (start.unit,)) for n, start in enumerate(self.starts)
        ]
        while heap:
            _, _, n, value, units = heappop(heap)
            i = self.layer + len(units) - 1
            if i > self.last:
                yield self.starts[n], units[:-1], value
            elif i == self.last:  # the end, once more in the queue with its true value
                value *= self.G[n, units[-1]]
                if value:
                    heappush(heap, (-abs(value), next(order), n, value, (*units, 0)))
            else:
                values = value * self.W[i][units[-1]] * self.D[i][n]
                promise = abs(values) * self.strongest[i + 1][n]
                for j in _largest(promise, k):
                    heappush(heap, (-promise[j], next(order), n, values[j], (*units, int(j))))


def _largest_products(W: Array, through: Array) -> Array:
    """max_j W[a, j] · through[n, j], n × a: a matrix product with max for sum."""
    out, products = np.empty((len(through), len(W))), np.empty_like(W)
    for n, row in enumerate(through):
        np.multiply(W, row, products).max(axis=1, out=out[n])
    return out


def _largest(promise: Array, k: int) -> NDArray[np.intp]:
    """Where the k largest are, without zeros."""
    chosen = np.arange(len(promise)) if len(promise) <= k else np.argpartition(-promise, k - 1)[:k]
    return chosen[promise[chosen] > 0]


def _path(trace: Trace, layer: int, start: _Start, units: tuple[int, ...], value: float) -> Path:
    factors = list(start.factors)
    for i, (a, b) in enumerate(pairwise(units), layer):
        factors += [_factor(trace, ("W", i), a, b), _factor(trace, ("D", i), start.row, b)]
    factors.append(_factor(trace, ("G", trace.net.layers + 1), start.row, units[-1]))
    return Path(start.row, units, tuple(factors), float(value))
