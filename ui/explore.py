"""The Explore page: what the wall is sent, and what is done when the reader acts on it."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import streamlit as st

from figures.wall.packing import reel
from figures.wall.plane import fits, points

from .acts import carry_out, receive
from .closeup import closeup
from .labels import metrics, wall_labels
from .messages import Arrive, Open, UseTool
from .picture import LOSS, WALL, frame, still
from .rooms.attending import attend
from .setup import is_behind
from .state import Session, session
from .tools import open_tool
from .turns import TURNS
from .wall import constants, wall

PICTURES = 8
"""Pictures a run of the script draws while playing: to a browser a run is more work than a picture."""

LONGEST = 0.6
"""Seconds after which a run that plays draws no more of them: what is done meanwhile waits for its end."""

BUDGET = 0.04
"""Seconds of training between two pictures; all that play share them."""


def main() -> None:
    """The page below its shell: what stays, and the picture, which is run again by itself."""
    state = session()
    data = state.experiment.dataset
    _forget_what_was_seen(state)
    state.around = _around(state)
    constants(wall_labels(), points(data) if fits(data) else None, state.view.hide, metrics(data), key="constants")
    st.fragment(picture)()


def picture() -> None:
    """What a step, a jump, a selection or an update changes; while playing the wall asks for more."""
    state = session()
    _forget_what_was_seen(state)
    attend(state, fragment=True)
    carry_out(state, WALL)
    film = _film(state)
    if state.document.aim or is_behind() or _around(state) != state.around:
        st.rerun()
    wall(film, key=WALL, on_acts=lambda: receive(WALL), on_more=_more)
    _open_dialog(state)


def _forget_what_was_seen(state: Session) -> None:
    """Where another experiment leads one stands, not at the steps seen before it, of which the same message may tell.

    A browser puts what is done at once into one message: a key that undoes also tells how far one has walked.
    """
    if state.around != _around(state):
        state.inbox(WALL).forget(Arrive)


def _around(state: Session) -> object:
    """What is shown outside of the picture: a room may change it, and what a message brings besides the wall's acts."""
    return state.experiment, replace(state.view, pace=0, region=False, cover=False, metric=LOSS), state.page, state.lab


def _more() -> None:
    player = session().player
    player.asked = player.playing


def _open_dialog(state: Session) -> None:
    """Open what the wall asked for."""
    wish, state.player.wish = state.player.wish, None
    if isinstance(wish, UseTool):
        open_tool(state, wish.name)
    elif isinstance(wish, Open):
        key = state.key_of(wish.tile)
        if key is not None and state.document.has(key, 0, 0):
            closeup(key)


def _film(state: Session) -> bytes:
    """What the wall shows: one picture, or the next few if it has asked for them."""
    if not (state.player.playing and state.player.asked):
        with TURNS.first(state.name):
            return still(state)
    state.player.asked, pictures, began = False, list[bytes](), perf_counter()
    while not pictures or (len(pictures) < PICTURES and perf_counter() - began < LONGEST):
        with TURNS.turn(state.name):
            state.tick(BUDGET / TURNS.sharers)
            pictures.append(frame(state))
    return reel(pictures)
