"""The slope of ℓ along one number, found by moving it: by the complex step, by differences, on one side of a kink."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.expression import Key
from backprop.network import Weights
from backprop.rules import call

from .analytic import STEP, is_analytic
from .disturbed import Disturbed, GradientKey, Passes, Sides
from .report import Kink
from .rounding import SAFETY, at_kinks

STEPS = (1e-3, 1e-5, 1e-7)
"""How far pre-activations are moved; the next one where the one before carries a unit over a kink."""

Mask = NDArray[np.bool_]

BLOCK = 1 << 19
"""Numbers of the widest layer that are computed at a time."""


@dataclass(frozen=True)
class Estimates:
    """Slopes, and how far each may be off."""

    slope: Array
    error: Array


@dataclass(frozen=True)
class OneSided:
    """The slopes on both sides of the kinks that a number moves units over."""

    low: float
    high: float
    kinks: tuple[Kink, ...]


class Estimator:
    """Finds slopes of ℓ on one batch.

    Parameters
    ----------
    disturbed : Disturbed
    loss_error : float
        The deviation of ℓ in float64.
    deviations : dict of ndarray
        Of the pass whose gradients are checked: a unit that is nearer to a kink than these may be on either side.
    u : float
        The unit roundoff of that pass.
    """

    def __init__(self, disturbed: Disturbed, loss_error: float, deviations: Mapping[Key, Array], u: float) -> None:
        self.disturbed, self.loss_error = disturbed, loss_error
        self.analytic = is_analytic(disturbed.net)
        self.near = {
            i: at_kinks(disturbed.net, call(disturbed.net, "slope", i), disturbed.values, deviations, u)
            for i in disturbed.kinked
        }

    def affordable(self, key: GradientKey, multiplications: float) -> int:
        """How many entries may be checked for so many multiplications."""
        net, (name, i) = self.disturbed.net, key
        rows = self.disturbed.rows if name == "dW" else 1
        sizes = [net.columns(j) * net.widths[j] for j in range(i + (name == "dW"), net.layers + 1)]
        each = rows * (sum(sizes) + 50 * sum(net.widths[i - 1 :]) + 1000)  # an exponential counts as fifty
        return max(8, int(multiplications / (4 * each)))

    def slopes(self, key: GradientKey, entries: NDArray[np.intp]) -> Estimates:
        """The slope along each entry of W_i, for the key of ∇W_i, or of Z_i, for that of G_i."""
        if self.analytic:
            slope = self._moved(key, entries, 1j * np.full(len(entries), STEP)).losses.imag / STEP
            return Estimates(slope, np.zeros(len(entries)))
        slope, error = np.full(len(entries), np.nan), np.full(len(entries), np.inf)
        left = np.arange(len(entries))
        for step in STEPS:
            if not len(left):
                break
            found, clean = self._differences(key, entries[left], step)
            use = clean if step != STEPS[-1] else np.ones_like(clean)
            slope[left[use]], error[left[use]] = found.slope[use], found.error[use]
            left = left[~use]
        return Estimates(slope, error)

    def disagreement(self, key: GradientKey, entries: NDArray[np.intp], estimate: Array) -> Array:
        """By how much more than rounding slopes found with a shorter step differ: as where the curvature jumps."""
        if self.analytic:
            return np.zeros(len(entries))
        found, _clean = self._differences(key, entries, STEPS[1])
        doubt: Array = np.maximum(np.abs(found.slope - estimate) - found.error, 0)
        return doubt

    def along(self, direction: Weights, step: float) -> tuple[float, float]:
        """The slope of ℓ along a direction of all weights, and how far it may be off."""
        if self.analytic:
            return float(self.disturbed.with_direction(direction, 1j * STEP).losses[0].imag / STEP), 0.0
        up, down, up2, down2 = (
            float(self.disturbed.with_direction(direction, by * step).losses[0]) for by in (1, -1, 2, -2)
        )
        slope, wide = (up - down) / (2 * step), (up2 - down2) / (4 * step)
        return slope, abs(slope - wide) + SAFETY * self.loss_error / step

    def sides(self, key: GradientKey, index: tuple[int, int]) -> OneSided | None:
        """The slopes on both sides of what the entry moves over a kink, or None if there is no kink near."""
        near = {i: mask.copy() for i, mask in self.near.items()}
        entries = np.array([index])
        here = self.disturbed.sides_behind(key, entries)
        h = self._lengths(key, entries, STEPS[-1])
        for sign in (1, -1):
            self._mark(key, index, near, self._moved(key, entries, sign * h).sides != here)
        kinks = tuple(self._kinks(near))
        if not kinks:
            return None
        h = self._lengths(key, entries, STEPS[1])
        slopes = [self._one_sided(key, entries, h, near, side) for side in (-1, 1)]
        return OneSided(min(slopes), max(slopes), kinks)

    def _one_sided(
        self, key: GradientKey, entries: NDArray[np.intp], h: Array, near: Mapping[int, Mask], side: int
    ) -> float:
        """The slope if every unit at a kink keeps to one side of it."""
        net, held = self.disturbed.net, {}
        for i, mask in near.items():
            P = self.disturbed.values["P", i]
            kinks = np.array(net.activation(i).kinks)
            nearest = kinks[np.abs(P[..., None] - kinks).argmin(axis=-1)]
            held[i] = mask, net.activation(i).slope(nearest + side * 1e-6)
        up, down = (self._moved(key, entries, sign * h, held).losses for sign in (1, -1))
        return float((up - down)[0] / (2 * h[0]))

    def _differences(
        self, key: GradientKey, entries: NDArray[np.intp], step: float
    ) -> tuple[Estimates, NDArray[np.bool_]]:
        """Central differences of fourth order, and whether no unit went over a kink."""
        h = self._lengths(key, entries, step)
        up, down, up2, down2 = passes = [self._moved(key, entries, by * h) for by in (1, -1, 2, -2)]
        near, wide = (up.losses - down.losses) / (2 * h), (up2.losses - down2.losses) / (4 * h)
        error = np.abs(near - wide) + SAFETY * self.loss_error / h
        here = self.disturbed.sides_behind(key, entries)
        clean = np.all([(found.sides == here).all(axis=1) for found in passes], axis=0)
        return Estimates((4 * near - wide) / 3, error), clean

    def _lengths(self, key: GradientKey, entries: NDArray[np.intp], step: float) -> Array:
        """The step h of each entry: scaled by the entry, within what moves the next numbers by ``step``."""
        name, i = key
        values = self.disturbed.values
        rows, columns = entries.T
        if name == "dW":
            number, effect = values["W", i][rows, columns], np.abs(values["Z", i][:, rows]).max(axis=0)
        else:
            number = values["Z", i][rows, columns]
            last = i > self.disturbed.net.layers
            effect = np.ones(len(entries)) if last else np.abs(values["W", i][columns]).max(axis=1)
        longest = 1 / np.maximum(effect, 1e-3)
        lengths: Array = step * np.clip(np.abs(number), longest / 10, longest)
        return lengths

    def _moved(self, key: GradientKey, entries: NDArray[np.intp], by: Any, held: Sides | None = None) -> Passes:
        """Each entry moved in a pass of its own, a block of passes at a time."""
        name, i = key
        move = self.disturbed.with_weights if name == "dW" else self.disturbed.with_activations
        widest = max(self.disturbed.net.widths[i - 1 :]) * (self.disturbed.rows if name == "dW" else 1)
        block = max(1, BLOCK // widest)
        found = [move(i, entries[n : n + block], by[n : n + block], held) for n in range(0, len(entries), block)]
        return Passes(np.concatenate([f.losses for f in found]), np.concatenate([f.sides for f in found]))

    def _mark(self, key: GradientKey, index: tuple[int, int], near: dict[int, Mask], moved: NDArray[Any]) -> None:
        """Add the units that have gone over a kink, from the sides of one pass, to those that are near."""
        start, rows = 0, slice(None) if key[0] == "dW" else slice(index[0], index[0] + 1)
        for i in self.disturbed.kinked:
            if i < key[1]:
                continue
            part = near[i][rows]
            part |= moved[0, start : start + part.size].reshape(part.shape)
            start += part.size

    def _kinks(self, near: Mapping[int, Mask]) -> list[Kink]:
        return [
            Kink(i, int(unit), tuple(np.flatnonzero(mask[:, unit]).tolist()))
            for i, mask in near.items()
            for unit in np.flatnonzero(mask.any(axis=0))
        ]
