"""The tab of a browser keeps the ticket of its seat over a reload: who leads leads on, and nobody predicts twice."""

from __future__ import annotations

import streamlit as st

from ui.component import mount
from ui.rooms.attending import present
from ui.state import Session

NAME = "tab"
KEY = "room-tab"


def keep_seat(state: Session) -> None:
    """Have the tab keep the ticket of a seat, or show the one it has kept."""
    if state.seat is None or state.seat.is_over:
        return

    def kept() -> None:
        found = getattr(st.session_state.get(KEY), "kept", None)
        if isinstance(found, str):
            present(state, found)

    seat = state.seat
    data = {"room": seat.name, "ticket": seat.ticket, "leads": seat.leads}
    with st.container(key="keep-seat"):
        mount(NAME, data, isolated=False, key=KEY, on_kept_change=kept)
