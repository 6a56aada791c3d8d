"""What a session does about the room it is in, at each of its runs."""

from __future__ import annotations

from collections.abc import Callable

from backprop.errors import BackpropError, DataError
from backprop.notations import NOTATIONS
from figures.notation import name
from ui.bookmark import Bookmark
from ui.state import Session

from .hub import HUB
from .seat import Seat, begun, entered
from .store import ANSWERS, SilentError


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
    said = state.notice
    state.open(place)
    state.notice = state.notice or said
    state.page = place.page
    return state.bookmark


def lead(state: Session) -> None:
    """Say where the lecturer stands."""
    if state.seat is not None and state.seat.leads:
        _tried(state, lambda seat: seat.lead(state.bookmark))


def _tried(state: Session, act: Callable[[Seat], None]) -> None:
    """Do something with the seat; what is wrong with it is the notice, a silent store until it answers again."""
    seat = state.seat
    if seat is None:
        return
    try:
        act(seat)
    except BackpropError as error:
        state.notice = error
        seat.silence = error if isinstance(error, SilentError) else None
    else:
        if state.notice is seat.silence:
            state.notice = None
        seat.silence = None


def reveal(state: Session) -> None:
    """Show the room the result that is covered."""
    if state.seat is not None and state.seat.leads:
        _tried(state, lambda seat: seat.reveal(state.bookmark))


def asked_for(state: Session) -> tuple[str, int, int] | None:
    """The cell that the room is asked for, as the wall shows it: the one that the lecturer looks at."""
    seat = state.seat
    if seat is None or state.selected is None or not state.view.cover or seat.is_away(state.bookmark):
        return None
    key, row, column = state.selected
    return name(key), *NOTATIONS[state.view.notation].of(state.trace.net).turned(key, row, column)


def _called(state: Session) -> str:
    """What that cell at this step is called in a room."""
    return ".".join(map(str, (state.timeline.updates, state.cursor, *(asked_for(state) or ()))))


def vote(state: Session, answer: str) -> None:
    """Count a prediction of the cell that is asked for."""
    cell = _called(state)
    _tried(state, lambda seat: seat.vote(cell, answer))


def votes(state: Session) -> tuple[int, ...]:
    """How often −, 0 and + were predicted for the cell that is asked for; nothing where none is."""
    if asked_for(state) is None:
        return ()
    cell, found = _called(state), list[dict[str, int]]()
    _tried(state, lambda seat: found.append(seat.votes(cell)))
    return tuple(counts.get(answer, 0) for counts in found for answer in ANSWERS)


def enter(state: Session, room: str, secret: str = "", *, moves: bool = False, away: bool = False) -> None:
    """Take a seat in a room; who leads it stands where it stands, or moves it to where they stand.

    Who follows goes there, unless they had stepped away.
    """
    _take(state, lambda: entered(room, secret))
    if away:
        _tried(state, Seat.stay_away)
    if not moves:
        _tried(state, lambda seat: seat.take_over(lambda place: _go(state, place)))
    if secret and state.seat and not state.seat.leads:
        state.notice = DataError(
            "this is not the secret of room {room}: you follow, and do not lead", room=state.seat.name
        )


def present(state: Session, ticket: str) -> None:
    """Take the seat that the tab had before a reload; who leads stands where the room stands."""
    _tried(state, lambda seat: seat.present(ticket))
    _tried(state, lambda seat: seat.take_over(lambda place: _go(state, place)))


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
