"""A few matrices in a line, as a strip of the wall, on a page that has no loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from backprop.activations import Array
from backprop.expression import Key
from figures.notation import axes, quantity_of
from figures.wall.packing import film
from figures.wall.parts import Cell, Heard, Operand, Own, Scale, Scene, Tile

from .acts import receive
from .i18n import _
from .labels import wall_labels
from .messages import Jump, Open, Select
from .state import session
from .wall import constants, wall


def words() -> None:
    """What the strips of a page say."""
    constants(wall_labels(), key="constants")


def tile(
    name: str, title: str, key: Key, array: Array, scale: Scale = "signed", *, is_turned: bool = False, **more: Any
) -> Tile:
    """A matrix of a strip, with the accent and the axes of a quantity."""
    shape, (row, column) = (array.shape[0], array.shape[1]), axes(key, _)
    named = (column, row) if is_turned else (row, column)
    return Tile(name, title, quantity_of(key), shape, array, axes=named, scale=scale, **more)


def strip(
    tiles: Sequence[Tile], equation: Sequence[Operand | str], key: str, selected: Cell | None = None
) -> Cell | None:
    """The matrices, and the signs between them; one that is opened is a table. Returns the cell that is selected."""
    inbox = session().inbox(key)
    acts, inbox.acts = inbox.acts, []
    for act in acts:
        if isinstance(act, Select):
            selected = Cell(act.tile, act.row, act.column) if act.tile else None
    own = Own(heard=Heard(inbox.done, session().name))
    wall(film([Scene(tiles, equation, selected=selected)], own), key=key, on_acts=lambda: receive(key))
    opened = {act.tile for act in acts if isinstance(act, Open | Jump)}
    found = next((one for one in tiles if one.id in opened), None)
    if found:
        st.dialog(found.title)(st.dataframe)(found.array)
    return selected
