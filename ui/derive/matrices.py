"""The small matrices of the exercise, as a strip of the wall."""

from __future__ import annotations

import numpy as np

from backprop.activations import Array
from backprop.derivation import DERIVATIONS, Matrix, TwoLayers
from backprop.expression import Key, lowered
from figures.wall.parts import Operand, Tile
from figures.wall.scene import scale_of
from ui.i18n import _
from ui.strip import strip, tile

KEYS: dict[str, Key] = {"X": ("Z", 1), "Z2": ("Z", 2), "D1": ("D", 1), "E": ("G", 3), "W2": ("W", 2)}
"""What each factor is in a trace."""

INDICES = {"Z2": "1", "D1": "1", "W2": "2"}
"""The number in the title of a factor, where there is one: σ(XW₁), σ′(XW₁), W₂."""


def factors(problem: TwoLayers, i: int) -> None:
    """The factors of a chain with their numbers."""
    chain = DERIVATIONS[i].chain
    tiles = [_factor(factor, problem.values[factor.name]) for factor in chain]
    terms: list[Operand | str] = [Operand(tiles[0].id)]
    for one in tiles[1:]:
        terms += ["·", Operand(one.id)]
    strip(tiles, terms, "derive.factors")


def _factor(factor: Matrix, value: Array) -> Tile:
    key = KEYS[factor.name]
    return tile(factor.name, factor.title, key, value, scale_of(key, value), index=INDICES.get(factor.name, ""))


def comparison(problem: TwoLayers, i: int, value: Array) -> None:
    """An answer beside ∇W_i."""
    truth, key = problem.gradient(i), ("dW", i)
    sign = "=" if np.allclose(value, truth) else "≠"
    tiles = [tile("answer", _("your answer"), key, value), tile("dW", f"∇W{lowered(i)}", key, truth, index=str(i))]
    strip(tiles, [Operand("answer"), sign, Operand("dW")], "derive.comparison")
