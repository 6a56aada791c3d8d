"""The small matrices of the exercise, as a strip of the wall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from backprop.activations import Array
from backprop.derivation import DERIVATIONS, TwoLayers
from backprop.expression import Key, lowered
from figures.notation import axes, quantity_of
from figures.parts import Heard, Operand, Scene, Tile
from ui.acts import receive
from ui.i18n import _
from ui.labels import wall_labels
from ui.messages import Jump, Open
from ui.state import session
from ui.wall import constants, wall

KEYS: dict[str, Key] = {"X": ("Z", 1), "Z2": ("Z", 2), "D1": ("D", 1), "E": ("G", 3), "W2": ("W", 2)}
"""What each factor is in a trace."""


def words() -> None:
    """What the strips say."""
    constants(_labels(), key="constants")


def factors(problem: TwoLayers, i: int) -> None:
    """The factors of a chain with their numbers."""
    chain = DERIVATIONS[i].chain
    tiles = [_tile(factor.name, factor.title, KEYS[factor.name], problem.values[factor.name]) for factor in chain]
    terms: list[Operand | str] = [Operand(tiles[0].id)]
    for tile in tiles[1:]:
        terms += ["·", Operand(tile.id)]
    _strip(tiles, terms, "derive.factors")


def comparison(problem: TwoLayers, i: int, value: Array) -> None:
    """An answer beside ∇W_i."""
    truth, key = problem.gradient(i), ("dW", i)
    sign = "=" if np.allclose(value, truth) else "≠"
    tiles = [_tile("answer", _("your answer"), key, value), _tile("dW", f"∇W{lowered(i)}", key, truth)]
    _strip(tiles, [Operand("answer"), sign, Operand("dW")], "derive.comparison")


def _tile(name: str, title: str, key: Key, array: Array) -> Tile:
    rows, columns = array.shape
    return Tile(name, title, quantity_of(key), (rows, columns), array, axes=axes(key, _))


def _strip(tiles: Sequence[Tile], equation: Sequence[Operand | str], key: str) -> None:
    inbox = session().inbox(key)
    acts, inbox.acts = inbox.acts, []
    heard = Heard(inbox.done, session().name)
    wall([Scene(tiles, equation, heard=heard)], key=key, on_acts=lambda: receive(key))
    opened = {act.tile for act in acts if isinstance(act, Open | Jump)}
    tile = next((tile for tile in tiles if tile.id in opened), None)
    if tile:
        st.dialog(tile.title)(st.dataframe)(tile.array)


def _labels() -> dict[str, str]:
    as_table = _("{title} as a table")
    keys = _("Arrow keys move the cell, Page Up and Page Down the matrix. Enter or O opens it as a table.")
    return wall_labels() | {"jump": as_table, "open": as_table, "matrix_keys": keys, "equation": _("The matrices")}
