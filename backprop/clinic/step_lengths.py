"""How far a difference quotient is off with each length of its step: the V of truncation and rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.activations import Array
from backprop.errors import UnknownQuantityError
from backprop.network import Network
from backprop.passes import start
from backprop.rules import call, forward

from .disturbed import GradientKey
from .report import title

LENGTHS = np.logspace(0, -15, 61)


@dataclass(frozen=True, eq=False)
class StepErrors:
    """Relative errors of two difference quotients.

    Attributes
    ----------
    lengths : ndarray
        h.
    forward, central : ndarray
        Of (ℓ(x + h) − ℓ(x)) / h, and of (ℓ(x + h) − ℓ(x − h)) / 2h.
    """

    lengths: NDArray[np.float64]
    forward: NDArray[np.float64]
    central: NDArray[np.float64]


def step_errors(
    net: Network,
    W: Mapping[int, ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    key: GradientKey,
    index: tuple[int, int],
    slope: float,
    lengths: NDArray[np.float64] = LENGTHS,
) -> StepErrors:
    """Move one number by every length, in the dtype of the weights.

    Parameters
    ----------
    net, W, X, y
        As for `trace`.
    key : Key
        ``("dW", i)`` moves an entry of W_i, ``("G", i)`` one of Z_i.
    index : (int, int)
    slope : float
        What the quotients should be.
    lengths : ndarray

    Raises
    ------
    UnknownQuantityError
        There is no such entry.

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> W, X, y = net.init_weights(), np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1]
    >>> from backprop import trace
    >>> found = step_errors(net, W, X, y, ("dW", 1), (0, 0), trace(net, W, X, y)["dW", 1][0, 0])
    >>> bool(found.central.min() < 1e-9 < found.forward.min()), bool(found.lengths[found.central.argmin()] > 1e-7)
    (True, True)
    """
    loss = _Loss(net, W, X, y, key, index)
    here = loss(0.0)
    up, down = (np.array([loss(sign * h) for h in lengths]) for sign in (1, -1))
    scale = abs(slope) or 1.0
    with np.errstate(all="ignore"):
        ahead, around = (up - here) / lengths, (up - down) / (2 * lengths)
    return StepErrors(lengths, np.abs(ahead - slope) / scale, np.abs(around - slope) / scale)


class _Loss:
    """ℓ with one number moved."""

    def __init__(
        self,
        net: Network,
        W: Mapping[int, ArrayLike],
        X: ArrayLike,
        y: ArrayLike,
        key: GradientKey,
        index: tuple[int, int],
    ) -> None:
        self.values: dict[Any, Array] = start(net, W, X, y)
        self.net, self.index = net, index
        self.moved: GradientKey = ("W" if key[0] == "dW" else "Z", key[1])
        self.calls = (*forward(net), call(net, "loss", net.layers))
        symbol, i = key
        rows = len(self.values["X"])
        shape = net.weight_shape(i) if symbol == "dW" else (rows, net.columns(i))
        if not all(0 <= at < size for at, size in zip(index, shape, strict=True)):
            raise UnknownQuantityError("there is no entry {index} of {name}", index=index, name=title(key))

    def __call__(self, by: float) -> float:
        values = dict(self.values)
        if self.moved in values:
            values[self.moved] = self._with(values[self.moved], by)
        with np.errstate(all="ignore"):
            for one in self.calls:
                made = one.compute(self.net, values)
                values[one.writes] = self._with(made, by) if one.writes == self.moved else made
        return float(values["loss"])

    def _with(self, array: Array, by: float) -> Array:
        moved = array.copy()
        if by:
            moved[self.index] += array.dtype.type(by)
        return moved
