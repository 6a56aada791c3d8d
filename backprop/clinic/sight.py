"""``Sight``: a wrong matrix beside the right one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.expression import Key

from .match import Region

Said = tuple[str, str, dict[str, Any]]
"""What kind of pattern it is, and the sentence for it as a template and its values."""

CLOSE = 1e-6
"""Relative to the largest entry: so near two numbers are taken for the same."""


@dataclass(frozen=True, eq=False)
class Sight:
    """One wrong matrix.

    Attributes
    ----------
    key : Key
    yours, expected : ndarray
    tolerance : ndarray
        The largest difference that is rounding.
    values : dict of ndarray
        Every quantity, given what was given before.
    m : int
        The rows of the batch.
    region : Region
        Which part of the quantity it is: weights may be without their bias.
    """

    key: Key
    yours: Array
    expected: Array
    tolerance: Array
    values: Mapping[Key, Array]
    m: int
    region: Region = (slice(None), slice(None))

    @property
    def slack(self) -> Array:
        """So near is the same."""
        found: Array = self.tolerance + CLOSE * max(
            np.abs(self.yours).max(initial=0), np.abs(self.expected).max(initial=0)
        )
        return found

    def same(self, other: Array) -> bool:
        """Whether yours is that, everywhere."""
        return other.shape == self.yours.shape and bool(np.all(np.abs(self.yours - other) <= self.slack))

    @property
    def wrong(self) -> Any:
        """Which entries differ by more than rounding; what is no number differs."""
        near = self.tolerance + 1e-12 * np.abs(self.expected).max(initial=0)
        return ~(np.abs(self.yours - self.expected) <= near)

    @property
    def row_word(self) -> str:
        """What a row stands for."""
        return N_("inputs") if isinstance(self.key, tuple) and self.key[0] in ("W", "dW") else N_("examples")
