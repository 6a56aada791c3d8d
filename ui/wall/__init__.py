"""The wall: equation strip, heatmaps and loss curve, as one Streamlit component fed one ``bytes`` message.

The JavaScript is ES modules with tests of their own; Streamlit takes one string, so they are joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import streamlit as st

from figures.packing import film
from figures.parts import Scene

HERE: Final = Path(__file__).parent

#: In the order in which they are joined: a module comes after those that it imports.
MODULES: Final = (
    "clock.js",
    "acts.js",
    "decode.js",
    "number.js",
    "colour.js",
    "layout.js",
    "glyphs.js",
    "draw.js",
    "curve.js",
    "choice.js",
    "labels.js",
    "dom.js",
    "theme.js",
    "tile.js",
    "board.js",
    "panel.js",
    "player.js",
    "film.js",
    "terms.js",
    "provenance.js",
    "index.js",
)


def joined_script() -> str:
    """Join the modules into one: no imports, one export, no comments (it travels with every message)."""
    return "".join(_stripped((HERE / name).read_text(encoding="utf-8")) for name in MODULES)


def _stripped(source: str) -> str:
    source = re.sub(r"^import\b[^;]*;\n", "", source, flags=re.MULTILINE)
    source = re.sub(r"^export (?!default\b)", "", source, flags=re.MULTILINE)
    source = re.sub(r"^\s*//.*\n", "", source, flags=re.MULTILINE)
    return re.sub(r"^\s+", "", source, flags=re.MULTILINE)


_component = st.components.v2.component(
    "backprop_wall", css=(HERE / "wall.css").read_text(encoding="utf-8"), js=joined_script()
)


def wall(
    scenes: Sequence[Scene],
    *,
    key: str,
    on_select: Callable[[], None] | None = None,
    on_jump: Callable[[], None] | None = None,
    on_open: Callable[[], None] | None = None,
    on_trail: Callable[[], None] | None = None,
    on_tool: Callable[[], None] | None = None,
    on_play: Callable[[], None] | None = None,
    on_more: Callable[[], None] | None = None,
) -> Any:
    """Draw a scene, or several that follow one another until the next ones come.

    Parameters
    ----------
    scenes
        In the order in which they are shown.
    key
        Identity of the component, and its place in ``st.session_state``.
    on_select, on_jump, on_open, on_trail, on_tool, on_play, on_more
        Called before the rerun in which the value below is new.

    Returns
    -------
    ComponentResult
        ``selected``: ``{"tile": "Z1", "row": 0, "column": 2}``, indices into the whole matrix, or ``None``; kept.
        In the run that a click or a key caused, else ``None``: ``jump`` and ``open``, a tile's id; ``trail``, an index
        into the panel's trail; ``tool``, one of the panel's tools; ``play``, ``{"playing": False, "order": 3,
        "at": 120}``: what the reader wants, which order this is, and the update that was on the screen. In a run that
        the wall caused by itself, while playing, for more pictures: ``more``.
    """
    return _component(
        key=key,
        data=film(scenes),
        default={"selected": None},
        on_selected_change=on_select or _nothing,
        on_jump_change=on_jump or _nothing,
        on_open_change=on_open or _nothing,
        on_trail_change=on_trail or _nothing,
        on_tool_change=on_tool or _nothing,
        on_play_change=on_play or _nothing,
        on_more_change=on_more or _nothing,
    )


def _nothing() -> None:
    """Stand in for a callback: Streamlit reports only events that have one."""
