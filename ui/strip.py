"""A few matrices in a line, as a strip of the wall, on a page that has no loop."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from backprop.activations import Array
from backprop.expression import Key
from figures.notation import axes, quantity_of
from figures.parts import Heard, Operand, Scale, Scene, Tile

from .acts import receive
from .i18n import _
from .labels import wall_labels
from .messages import Jump, Open
from .state import session
from .wall import constants, wall


def words() -> None:
    """What the strips of a page say."""
    constants(_labels(), key="constants")


def tile(name: str, title: str, key: Key, array: Array, scale: Scale = "signed") -> Tile:
    """A matrix of a strip, with the accent and the axes of a quantity."""
    rows, columns = array.shape
    return Tile(name, title, quantity_of(key), (rows, columns), array, axes=axes(key, _), scale=scale)


def strip(tiles: Sequence[Tile], equation: Sequence[Operand | str], key: str) -> None:
    """The matrices, and the signs between them; one that is opened is a table."""
    inbox = session().inbox(key)
    acts, inbox.acts = inbox.acts, []
    heard = Heard(inbox.done, session().name)
    wall([Scene(tiles, equation, heard=heard)], key=key, on_acts=lambda: receive(key))
    opened = {act.tile for act in acts if isinstance(act, Open | Jump)}
    found = next((one for one in tiles if one.id in opened), None)
    if found:
        st.dialog(found.title)(st.dataframe)(found.array)


def _labels() -> dict[str, str]:
    as_table = _("{title} as a table")
    keys = _("Arrow keys move the cell, Page Up and Page Down the matrix. Enter or O opens it as a table.")
    return wall_labels() | {"jump": as_table, "open": as_table, "matrix_keys": keys, "equation": _("The matrices")}
