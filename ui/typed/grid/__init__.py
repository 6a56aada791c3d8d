"""A matrix that is typed into: a component of fields, and what it tells Python, decoded without trust."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import streamlit as st
from msgspec import Meta, Struct

from ui.component import mount
from ui.limits import LIMITS

NAME = "grid"
MOST_CELLS = 2_000
"""Cells of a matrix that has a field for each; a larger one is pasted."""

Grid = list[list[str]]
Cell = Annotated[str, Meta(max_length=1_000)]


class Typed(Struct, frozen=True, forbid_unknown_fields=True):
    """All cells as they are now, and which of the grids that were given they began from."""

    version: int
    cells: list[list[Cell]]


def grid(
    cells: Grid,
    version: int,
    name: str,
    *,
    key: str,
    on_typed: Callable[[Grid], None],
    on_pasted: Callable[[str], None],
) -> None:
    """Show a matrix with a field for each cell.

    Parameters
    ----------
    cells
        What the fields hold where they are new.
    version
        Another one makes all fields new.
    name
        What the matrix is called, for who does not see it.
    key
        Identity of the element, and its place in ``st.session_state``.
    on_typed
        Is given all cells whenever one was typed.
    on_pasted
        Is given a text that was pasted, if it is more than fits the cells from where it was pasted.
    """

    def typed() -> None:
        found = decode(getattr(st.session_state.get(key), "typed", None), cells, version)
        if found is not None:
            on_typed(found)

    def pasted() -> None:
        found = getattr(st.session_state.get(key), "pasted", None)
        if isinstance(found, str):
            on_pasted(found)

    data = {"version": version, "name": name, "cells": cells, "most": LIMITS.max_pasted}
    mount(NAME, data, isolated=False, key=key, on_typed_change=typed, on_pasted_change=pasted)


def decode(payload: Any, cells: Grid, version: int) -> Grid | None:
    """The cells that were typed; None for junk, for other sizes, and for what began from other cells.

    Examples
    --------
    >>> decode({"version": 1, "cells": [["1", "½"]]}, [["", ""]], 1)
    [['1', '½']]
    >>> decode({"version": 0, "cells": [["1", "½"]]}, [["", ""]], 1)
    >>> decode({"version": 1, "cells": [["1"], ["2", "3"]]}, [["", ""]], 1)
    """
    try:
        typed = msgspec.convert(payload, Typed)
    except (msgspec.ValidationError, RecursionError):
        return None
    fits = typed.version == version and list(map(len, typed.cells)) == list(map(len, cells))
    return typed.cells if fits else None
