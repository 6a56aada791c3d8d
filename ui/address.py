"""Keeps the address of the browser at the bookmark of what is seen, without a message of its own to the server."""

from __future__ import annotations

import streamlit as st

from ui.component import mount
from ui.link import AWAY, ROOM, encode
from ui.rooms.attending import lead
from ui.state import Session, session
from ui.wall import NAME


def say_where(state: Session) -> str:
    """Tell the room where who leads it stands, and give the link to it; while it plays, to where that began."""
    if not state.player.playing and state.document.aim is None:
        state.link = encode(state.bookmark)
        lead(state)
    seat = state.seat
    if seat is None or seat.is_over:
        return state.link.text
    return f"{state.link.text}&{ROOM}={seat.name}" + f"&{AWAY}=1" * seat.is_away(state.bookmark)


def address(place: str) -> None:
    """Say where one is, on a page whose wall does not.

    Parameters
    ----------
    place : str
        Which of the page's fragments says it: what runs last has the last word.
    """
    with st.container(key=f"address-{place}"):
        mount(NAME, say_where(session()), key=f"address.{place}")
