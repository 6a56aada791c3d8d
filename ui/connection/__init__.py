"""What a page does when the server, or the way to it, has gone: it says so, and is run anew once it is back.

Streamlit connects again by itself, perhaps to another process, but then runs nothing until the next click; and a click
within a fragment is lost, for the new process has no fragment of it.
"""

from __future__ import annotations

import streamlit as st

from ui.component import mount
from ui.i18n import _
from ui.state import session

NAME = "connection"


def watch_connection() -> None:
    """Put the watcher on a page, outside of every fragment: what it tells has the whole page run."""
    words = {
        "lost": _("No answer from the server. What you see is how it was; it comes back by itself."),
        "back": _("The server is back: one moment."),
        "anew": _(
            "The server was started again. You are where you were; what no link holds is gone: undo, own tables, "
            "pasted arrays, answers."
        ),
    }
    with st.container(key=NAME):
        mount(
            NAME,
            {"words": words, "session": session().name},
            isolated=False,
            key="watch-connection",
            on_back_change=_nothing,
        )


def _nothing() -> None:
    """Stand in for a callback: Streamlit reports only events that have one."""
