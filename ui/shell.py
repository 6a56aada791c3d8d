"""What every page begins with; a page stands alone, since a reconnecting browser runs it without app.py."""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from .i18n import LANGUAGES, SESSION_KEY, _, language

ROOT = Path(__file__).parent.parent
CSS = (Path(__file__).parent / "shell.css").read_text(encoding="utf-8")


def _titles() -> dict[str, tuple[str, str]]:
    """Every page: its file, what it is called, and its icon."""
    return {"explore": (_("Explore"), ":material/grid_on:")}


def configure() -> None:
    """Set the browser's tab and the layout."""
    st.set_page_config(page_title="Backprop Explorer", page_icon=":material/grid_on:", layout="wide")


def navigation() -> list[StreamlitPage]:
    """The pages, in their order."""
    return [
        st.Page(ROOT / "pages" / f"{name}.py", title=title, icon=icon, default=name == "explore")
        for name, (title, icon) in _titles().items()
    ]


def page() -> None:
    """Begin a page: what any of them needs, however it was started."""
    _freeze()
    st.html(f"<style>{CSS}</style>")
    _language_switch()


@cache
def _freeze() -> None:
    """Take what is imported by now out of the garbage collection that Streamlit does after every run."""
    gc.collect()
    gc.freeze()


def _language_switch() -> None:
    st.session_state[SESSION_KEY] = language()
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Backprop Explorer**")
        st.segmented_control(
            _("Language"), LANGUAGES, format_func=LANGUAGES.__getitem__, key=SESSION_KEY, label_visibility="collapsed"
        )
