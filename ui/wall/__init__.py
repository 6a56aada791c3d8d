"""The wall: equation strip, heatmaps and loss curve, as one Streamlit component fed one ``bytes`` message.

The JavaScript is ES modules with tests of their own; Streamlit takes one string, so they are joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

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
    on_acts: Callable[[], None] | None = None,
    on_more: Callable[[], None] | None = None,
) -> None:
    """Draw a scene, or several that follow one another until the next ones come.

    All that it tells comes as triggers; it keeps no state in Streamlit.

    Parameters
    ----------
    scenes
        In the order in which they are shown.
    key
        Identity of the component, and its place in ``st.session_state``.
    on_acts
        Called before the rerun in which ``st.session_state[key].acts`` is new: see `ui.messages`.
    on_more
        Called before a rerun that the wall causes by itself, while playing, for more pictures.
    """
    _component(key=key, data=film(scenes), on_acts_change=on_acts or _nothing, on_more_change=on_more or _nothing)


def _nothing() -> None:
    """Stand in for a callback: Streamlit reports only events that have one."""
