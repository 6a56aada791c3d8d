"""Keeps the address of the browser at the bookmark of what is seen, without a message of its own to the server."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.link import encode
from ui.state import session

_component = st.components.v2.component(
    "backprop_address", js=(Path(__file__).parent / "address.js").read_text(encoding="utf-8")
)


def address(place: str) -> None:
    """Say where one is; while it plays or is on its way, where that began.

    Parameters
    ----------
    place : str
        Which of the page's fragments says it: what runs last has the last word.
    """
    state = session()
    if not state.player.playing and state.document.aim is None:
        state.address = encode(state.bookmark).text
    with st.container(key=f"address-{place}"):
        _component(key=f"address.{place}", data=state.address)
