"""ℓ when one weight, or one entry of some Z_i, is moved: many such passes at a time.

Only what lies behind the moved number is computed again: one column of P_i for a weight, one row of everything for an
entry of Z_i.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.network import Network, Weights
from backprop.passes import start
from backprop.rules import forward

from .analytic import loss_of

GradientKey = tuple[str, int]
"""``("dW", i)`` for a weight of W_i, ``("G", i)`` for an entry of Z_i."""

Sides = Mapping[int, tuple[NDArray[Any], Array]]
"""By layer: which pre-activations are held straight at a kink, and the slope each is given."""


@dataclass(frozen=True)
class Passes:
    """What came of many passes.

    Attributes
    ----------
    losses : ndarray
        ℓ of each, real or complex.
    sides : ndarray
        For each the same bits, if no unit lies on another side of a kink.
    """

    losses: Array
    sides: NDArray[np.int8]


class Disturbed:
    """The forward pass of one network on one batch, to be run with numbers moved; in float64.

    Parameters
    ----------
    net, W, X, y
        As for `trace`.
    """

    def __init__(self, net: Network, W: Mapping[int, Any], X: Any, y: Any) -> None:
        self.net = net
        wide: Weights = {i: W_i.astype(np.float64) for i, W_i in net.check_weights(W).items()}
        values = start(net, wide, X, y)
        self.W: Weights = wide
        self.Y: Array = values["Y"]
        with np.errstate(all="ignore"):
            for call in forward(net):
                values[call.writes] = call.compute(net, values)
        self.values = values

    @property
    def rows(self) -> int:
        """The rows of the batch, m."""
        return len(self.Y)

    @property
    def kinked(self) -> list[int]:
        """The layers whose activation has a kink."""
        return [i for i in range(1, self.net.layers + 1) if self.net.activation(i).kinks]

    def sides_of(self, i: int, P: Array) -> NDArray[np.int8]:
        """Between which kinks of σ_i each entry lies; one that lies on a kink has a number of its own."""
        found = np.zeros(P.shape, np.int8)
        for kink in self.net.activation(i).kinks:
            found += np.sign(P.real - kink).astype(np.int8) + np.int8(1)
        return found

    def sides_behind(self, key: GradientKey, entries: NDArray[np.intp]) -> NDArray[np.int8]:
        """The sides when nothing is moved: one row of bits, or for the key of a G_i one for each entry."""
        layers = [j for j in self.kinked if j >= key[1]]
        sides = [self.sides_of(j, self.values["P", j]) for j in layers]
        if key[0] == "dW":
            return np.concatenate([side.ravel() for side in sides] or [np.zeros(0, np.int8)])[None]
        return np.concatenate([side[entries[:, 0]] for side in sides] or [np.zeros((len(entries), 0), np.int8)], axis=1)

    def with_weights(self, i: int, entries: NDArray[np.intp], by: Array, held: Sides | None = None) -> Passes:
        """Move one weight of layer i in each pass.

        Parameters
        ----------
        i : int
        entries : ndarray, count × 2
            Row and column of the weight of each pass.
        by : ndarray, (count,)
            What is added to it.
        held : dict, optional
            Units to be held straight; see `Sides`.
        """
        rows, columns = entries.T
        base = self.values["P", i]
        P = np.repeat(base[None], len(entries), axis=0).astype(np.result_type(base, by))
        P[np.arange(len(entries)), :, columns] += by[:, None] * self.values["Z", i][:, rows].T
        passes = self._from_products(i, P, held)
        return replace(passes, losses=passes.losses + self._penalty_moved(i, entries, by))

    def _penalty_moved(self, i: int, entries: NDArray[np.intp], by: Array) -> Array:
        """λ/2 ‖W‖² with one weight moved: the squares, of which one is another."""
        rows, columns = entries.T
        old = self.W[i][rows, columns]
        squares = np.square(old + by) - np.square(old)
        total: Array = self._penalty(self.W) + self.net.l2 / 2 * np.where(rows < self.net.widths[i - 1], squares, 0)
        return total

    def _penalty(self, W: Mapping[int, NDArray[Any]]) -> Any:
        """λ/2 ‖W‖², real or complex, without the biases."""
        return self.net.l2 / 2 * sum(np.square(W[i][: self.net.widths[i - 1]]).sum() for i in W)

    def with_activations(self, i: int, entries: NDArray[np.intp], by: Array, held: Sides | None = None) -> Passes:
        """Move one entry of Z_i, i = 1..L+1, in each pass; only what its row adds to ℓ is computed."""
        rows, columns = entries.T
        Z = self.values["Z", i][rows][:, None, :].astype(np.result_type(float, by))
        Z[np.arange(len(entries)), 0, columns] += by
        if i > self.net.layers:
            return self._losses(Z, [], self.Y[rows][:, None, :])
        picked = {j: (near[rows][:, None], slope[rows][:, None]) for j, (near, slope) in (held or {}).items()}
        return self._from_products(i, Z @ self.W[i], picked, self.Y[rows][:, None, :], rows)

    def with_direction(self, direction: Weights, by: complex) -> Passes:
        """Move all weights at once along a direction."""
        Z, moved = self.values["Z", 1], {i: self.W[i] + by * direction[i] for i in self.W}
        for i, W in moved.items():
            Z = self._activated(i, Z @ W)
        passes = self._losses(Z[None], [], self.Y)
        return replace(passes, losses=passes.losses + self._penalty(moved))

    def _from_products(
        self, i: int, P: Array, held: Sides | None, Y: Array | None = None, rows: NDArray[np.intp] | None = None
    ) -> Passes:
        """Go on from P_i, of the shape passes × m × n_{i+1}."""
        sides = []
        for j in range(i, self.net.layers + 1):
            if self.net.activation(j).kinks:
                sides.append(self.sides_of(j, P).reshape(len(P), -1))
            Z = self._activated(j, P)
            if held and j in held:
                self._straighten(j, P, Z, held[j], rows)
            if j < self.net.layers:
                P = (Z.reshape(-1, Z.shape[2]) @ self.W[j + 1]).reshape(*Z.shape[:2], -1)
        return self._losses(Z, sides, self.Y if Y is None else Y)

    def _activated(self, i: int, P: Array) -> Array:
        """Z_{i+1}, with its constant column, of passes × m × n_{i+1} or of one pass."""
        flat = P.reshape(-1, P.shape[-1])
        value = self.net.activation(i).value(flat).reshape(P.shape)
        if not self.net.bias or i == self.net.layers:
            return value
        return np.concatenate([value, np.ones((*P.shape[:-1], 1), P.dtype)], axis=-1)

    def _straighten(
        self, i: int, P: Array, Z: Array, held: tuple[NDArray[Any], Array], rows: NDArray[np.intp] | None
    ) -> None:
        """Replace σ_i by its tangent at those units that lie at a kink."""
        near, slope = held
        base, width = self.values["P", i], P.shape[2]
        at = base[rows][:, None] if rows is not None else base[None]
        near = near if rows is not None else near[None]
        slope = slope if rows is not None else slope[None]
        value = self.net.activation(i).value(at.reshape(-1, width)).reshape(at.shape)
        Z[..., :width] = np.where(near, value + slope * (P - at), Z[..., :width])

    def _losses(self, Z: Array, sides: list[NDArray[np.int8]], Y: Array) -> Passes:
        """ℓ of each pass without regularisation, summed or averaged over all rows of the batch."""
        losses: NDArray[Any] = np.array(
            [loss_of(self.net.loss, Z[n], Y if Y.ndim == 2 else Y[n]) for n in range(len(Z))]
        )
        losses = losses if np.iscomplexobj(Z) else losses.real
        if self.net.reduction == "mean":
            losses = losses / self.rows
        return Passes(losses, np.concatenate(sides, axis=1) if sides else np.zeros((len(Z), 0), np.int8))
