"""What a session does about the room it is in, at each of its runs."""

from __future__ import annotations

from collections.abc import Callable

from backprop.errors import BackpropError
from ui.bookmark import Bookmark
from ui.state import Session

from .hub import HUB
from .seat import Seat, begun, entered


def attend(state: Session, fragment: bool) -> None:
    """Go where the lecturer stands, and be told when that is elsewhere.

    Parameters
    ----------
    state : Session
    fragment : bool
        Whether a run of the fragment that this is called in is enough then.
    """
    if state.seat is None:
        return
    HUB.enter(state.seat.channel, fragment)
    _tried(state, lambda seat: seat.follow(state.bookmark, lambda place: _go(state, place)))


def _go(state: Session, place: Bookmark) -> Bookmark:
    state.open(place)
    state.page = place.page
    return state.bookmark


def lead(state: Session) -> None:
    """Say where the lecturer stands."""
    if state.seat is not None and state.seat.leads:
        _tried(state, lambda seat: seat.lead(state.bookmark))


def _tried(state: Session, act: Callable[[Seat], None]) -> None:
    """Do something with the seat; what is wrong with it is the notice."""
    seat = state.seat
    if seat is None:
        return
    try:
        act(seat)
    except BackpropError as error:
        state.notice = error


def enter(state: Session, name: str, secret: str = "") -> None:
    """Take a seat in a room."""
    _take(state, lambda: entered(name, secret))


def begin(state: Session) -> None:
    """Open a room, and lead it."""
    _take(state, begun)
    lead(state)


def _take(state: Session, make: Callable[[], Seat]) -> None:
    leave(state)
    try:
        state.seat = make()
    except BackpropError as error:
        state.notice = error


def leave(state: Session) -> None:
    """Leave the room; if it is the lecturer's, it ends."""
    if state.seat is not None:
        _tried(state, Seat.close)
    state.seat = None


def come_back(state: Session) -> None:
    """Stand where the lecturer stands again."""
    if state.seat is not None:
        state.player.stop()
        state.seat.come_back()
