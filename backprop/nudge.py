"""What a gradient means: change one number a little, and see whether the loss changes as predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from .activations import Array
from .checks import numeric, shown
from .errors import DataError
from .explain import explain
from .expression import Key
from .fusion import Plan
from .network import Network
from .passes import Bound, start, trace
from .rules import call, forward


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
    """

    deltas: Array
    losses: Array
    predicted: Array
    slope: float
    value: float
    loss: float


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
        Finite numbers. In float32 the number moves by what that dtype makes of them.

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
    t = trace(net, W, X, y)
    cell = explain(t, key, index)
    if cell.leaf not in ("weight", "data"):
        raise DataError("{key} can't be changed by hand; an entry of 'X' or of a ('W', i) can", key=repr(key))
    gradient: Key = ("dW", key[1]) if isinstance(key, tuple) and key[0] == "W" else ("G", 1)
    slope = float(t[gradient][cell.index])
    losses = _losses(net, start(net, W, X, y), key, cell.index, cell.value + steps)
    return Nudge(steps, losses, t.loss + slope * steps, slope, cell.value, t.loss)


def _losses(net: Network, values: dict[Key, Array], key: Key, index: tuple[int, ...], entries: Array) -> Array:
    """The loss with each of these numbers in one cell."""
    bound = Bound(net, values, Plan((*forward(net), call(net, "loss", net.layers)), {}))
    losses = np.empty(len(entries))
    for n, entry in enumerate(entries):
        bound[key][index] = entry
        losses[n] = bound.run().loss
    return losses
