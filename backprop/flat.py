"""One array for all layers: NumPy looks at all of it, or moves all of it, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .activations import Array
from .expression import Key
from .fusion import fuse
from .network import Network, Weights
from .passes import Bound, inputs
from .rules import Call


class FlatPass(Bound):
    """The program bound for batches of one size, with all pre-activations in one array.

    Attributes
    ----------
    P : ndarray
        All pre-activations, flat.
    update_calls : tuple of callable
        The program but the loss, which few updates are asked for.
    """

    def __init__(self, net: Network, calls: tuple[Call, ...], X: Array, Y: Array, W: Weights, dW: Weights) -> None:
        shapes = {i: (len(X), net.widths[i]) for i in W}
        self.P = np.zeros(sum(rows * columns for rows, columns in shapes.values()), X.dtype)
        values: dict[Key, Any] = {"Y": Y.copy(), **inputs(net, X.copy())}
        for symbol, matrices in (("W", W), ("dW", dW), ("P", views(self.P, shapes))):
            values |= {(symbol, i): view for i, view in matrices.items()}
        super().__init__(net, values, fuse(net, calls, ("loss", "dW")))
        self.update_calls = self.without("loss")


def views(flat: Array, shapes: Mapping[int, tuple[int, int]]) -> Weights:
    """Consecutive parts of a flat array, as matrices."""
    parts, start = {}, 0
    for i, (rows, columns) in shapes.items():
        parts[i] = flat[start : start + rows * columns].reshape(rows, columns)
        start += rows * columns
    return parts
