"""The Derive page: one part for each of the lecture's sections 1 to 4, of which only the chosen one runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.address import address
from ui.controls import control
from ui.i18n import _, error_text
from ui.state import session
from ui.warming import settle

from . import algorithm, general, linear, two_layers

CSS = (Path(__file__).parent / "derive.css").read_text(encoding="utf-8")


def _parts() -> dict[str, tuple[str, Callable[[], None]]]:
    """Every part in the lecture's order: what it is called, and what runs it."""
    return {
        "linear": (_("1 · Why not linear"), linear.main),
        "two_layers": (_("2 · Two layers by hand"), two_layers.main),
        "general": (_("3 · In general"), general.main),
        "algorithm": (_("4 · The algorithm"), algorithm.main),
    }


def main() -> None:
    """The page below its shell."""
    st.html(f"<style>{CSS}</style>")
    address("arrival")  # before what may take seconds: who leaves meanwhile comes back to here
    settle()
    parts = _parts()
    control(
        st.segmented_control,
        _("Section of the lecture"),
        "part",
        options=list(parts),
        required=True,
        format_func=lambda name: parts[name][0],
        label_visibility="collapsed",
        width="stretch",
    )
    part = session().derive.part
    with st.container(key=f"derive-{part}"):
        st.fragment(_shown)(parts[part][1])


def _shown(part: Callable[[], None]) -> None:
    notice = session().notice
    if notice:
        st.error(error_text(notice), icon=":material/error:")
    part()
    address("part")
