"""What a gradient means: change one number a little, and see whether the loss changes as predicted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import Array
from .checks import numeric, shown
from .errors import DataError
from .explain import explain
from .expression import Key
from .fusion import Plan
from .network import Network, checked_network
from .passes import Bound, Trace, start, trace
from .rules import call, forward


@dataclass(frozen=True)
class Corner:
    """A unit whose pre-activation is exactly where its σ' jumps, and moves with the number: the loss has two slopes.

    Attributes
    ----------
    layer, unit : int
        Of P_i, the layer from one, the unit from zero.
    rows : tuple of int
        The examples in which it is so.
    slope : float
        σ'_i there, by convention that of one of the two sides.
    """

    layer: int
    unit: int
    rows: tuple[int, ...]
    slope: float


@dataclass(frozen=True, eq=False)
class Nudge:
    """The loss along one number, and its tangent.

    Attributes
    ----------
    deltas : ndarray
        What was added to the number.
    losses : ndarray
        The real loss with it.
    predicted : ndarray
        ℓ + slope · δ.
    slope : float
        The derivative of the loss: the entry of ∇W_i or of G_1.
    value, loss : float
        The number and ℓ as they were.
    corners : tuple of Corner
        Where the tangent is that of one side only; empty where it touches the loss.
    """

    deltas: Array
    losses: Array
    predicted: Array
    slope: float
    value: float
    loss: float
    corners: tuple[Corner, ...] = ()


def nudge(
    net: Network,
    W: Mapping[int, ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    key: Key,
    index: Sequence[SupportsIndex],
    deltas: ArrayLike,
) -> Nudge:
    """Change one weight or one entry of X by each δ in turn.

    Parameters
    ----------
    net, W, X, y
        As for `trace`.
    key : Key
        ``("W", i)`` or ``"X"``.
    index : (row, column)
    deltas : array_like
        Finite numbers.

    Returns
    -------
    Nudge
        In float64, whatever the dtype of the weights: in float32 the difference of two losses is mostly rounding.

    Raises
    ------
    WeightsError, DataError, UnknownQuantityError

    Examples
    --------
    >>> net = Network((1, 1), loss="squared_error")
    >>> n = nudge(net, {1: np.array([[2.0]])}, [[1.0]], [[0.0]], ("W", 1), (0, 0), [-1, 0, 1])
    >>> n.slope, n.losses, n.predicted
    (2.0, array([0.5, 2. , 4.5]), array([0., 2., 4.]))
    """
    steps = numeric("δ", deltas).astype(float)
    if steps.ndim != 1 or not np.isfinite(steps).all():
        raise DataError("the changes are {given}; allowed are finite numbers in a row", given=shown(deltas))
    W = {i: W_i.astype(float) for i, W_i in checked_network(net).check_weights(W).items()}
    t = trace(net, W, X, y)
    cell = explain(t, key, index)
    if cell.leaf not in ("weight", "data"):
        raise DataError("{key} can't be changed by hand; an entry of 'X' or of a ('W', i) can", key=repr(key))
    gradient: Key = ("dW", key[1]) if isinstance(key, tuple) and key[0] == "W" else ("G", 1)
    slope = float(t[gradient][cell.index])
    bound = Bound(net, start(net, W, X, y), Plan((*forward(net), call(net, "loss", net.layers)), {}))
    losses, moved = np.empty(len(steps)), {i: np.zeros(t["P", i].shape, bool) for i in W}
    for n, entry in enumerate(cell.value + steps):
        bound[key][cell.index] = entry
        losses[n] = bound.run().loss
        for i, ever in moved.items():
            np.logical_or(ever, bound["P", i] != t["P", i], ever)
    return Nudge(steps, losses, t.loss + slope * steps, slope, cell.value, t.loss, tuple(_corners(t, moved)))


def _corners(t: Trace, moved: Mapping[int, NDArray[np.bool_]]) -> Iterator[Corner]:
    """The units that are at a kink, have moved, and matter to the loss."""
    for i, ever in moved.items():
        width = t.net.widths[i]
        at = ever & np.isin(t["P", i], t.net.activation(i).kinks) & (t["G", i + 1][:, :width] != 0)
        for unit in np.flatnonzero(at.any(axis=0)).tolist():
            rows = np.flatnonzero(at[:, unit]).tolist()
            yield Corner(i, unit, tuple(rows), float(t["D", i][rows[0], unit]))
