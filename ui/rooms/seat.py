"""``Seat``: one session in a room."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from backprop.errors import DataError
from ui.bookmark import Bookmark

from . import room
from .hub import HUB
from .store import SilentError, votes_in


@dataclass
class Seat:
    """In which room a session is, and where that has put it.

    Attributes
    ----------
    name : str
    secret : str
        Of who leads the room; empty for all others.
    voter : str
        By which the room counts one prediction of a cell; it says nothing of who it is.
    number : int
        Of the post that was followed, or made, last.
    placed : Bookmark or None
        Where the room has put the session: it follows as long as it stands there.
    post : Bookmark or None
        The post that led there, one object for all who follow.
    is_over : bool
        The room has ended.
    is_revealed : bool
        The lecturer has shown the result that is covered.
    silence : SilentError or None
        That the store did not answer when it was asked last.
    """

    name: str
    secret: str = ""
    voter: str = field(default_factory=partial(secrets.token_urlsafe, 16))
    number: int = 0
    placed: Bookmark | None = None
    post: Bookmark | None = None
    is_over: bool = False
    is_revealed: bool = False
    silence: SilentError | None = None

    @property
    def leads(self) -> bool:
        """Whether this is the lecturer's."""
        return bool(self.secret)

    @property
    def ticket(self) -> str:
        """What the tab keeps, to have the same seat after a reload."""
        return self.secret or self.voter

    def present(self, ticket: str) -> None:
        """Take the seat that a tab had before: that of who leads, or that of a voter."""
        if self.leads:
            return
        if room.leads(self.name, ticket):
            HUB.leave(self.channel)
            self.secret = ticket
        elif room.is_ticket(ticket):
            self.voter = ticket

    @property
    def channel(self) -> str:
        """What the session is to be told of: of posts, or, who leads, of predictions."""
        return votes_in(self.name) if self.leads else self.name

    def is_away(self, here: Bookmark) -> bool:
        """Whether the reader has stepped away: they stand elsewhere than the room has put them."""
        return not self.leads and self.placed is not None and here != self.placed

    def follow(self, here: Bookmark, go: Callable[[Bookmark], Bookmark]) -> None:
        """Go where the lecturer stands, unless the reader has stepped away.

        Parameters
        ----------
        here : Bookmark
            Where the session stands.
        go : callable
            Goes to a bookmark, and says where the session then stands.

        Raises
        ------
        BackpropError
            The room has ended, or the lecturer's place can't be shown here.
        """
        if self.leads or self.is_over or self.is_away(here):
            return
        number = room.store().number(self.name)
        if number is None:
            self.is_over = True
            raise DataError("room {room} has ended; you stay where you are", room=self.name)
        if number != self.number:
            self._go(go)

    def _go(self, go: Callable[[Bookmark], Bookmark]) -> None:
        post = room.store().read(self.name)
        if post is None or not post.place:
            return
        self.number = post.number
        self.is_revealed = room.is_revealed(post)
        self.post = room.READER.bookmark(self.name, post)
        self.placed = go(self.post)

    def stay_away(self) -> None:
        """Stand elsewhere than the room, until one comes back: as somebody who had stepped away before a reload.

        Raises
        ------
        BackpropError
            The lecturer's place can't be shown here.
        """
        post = room.store().read(self.name)
        if not self.leads and post is not None and post.place:
            self.number = post.number
            self.placed = self.post = room.READER.bookmark(self.name, post)

    def take_over(self, go: Callable[[Bookmark], Bookmark]) -> None:
        """Lead on from where the room stands: who comes from another place, or after a reload, moves nobody.

        Raises
        ------
        BackpropError
            The room's place can't be shown here.
        """
        if self.leads:
            self._go(go)
            self.post = None  # from here on it is this session that posts

    def come_back(self) -> None:
        """Stand where the lecturer stands again, from the next look on."""
        self.placed, self.number = None, -1

    def lead(self, here: Bookmark) -> None:
        """Post where the lecturer stands, if that is elsewhere than before.

        Raises
        ------
        BackpropError
            It can't be posted, or the room has ended.
        """
        if not self.leads or self.is_over or here == self.placed:
            return
        self.placed = here
        if not room.leads(self.name, self.secret):
            self.is_over = True
            raise DataError("room {room} has ended; you stay where you are", room=self.name)
        room.store().post(self.name, room.written(here))

    def reveal(self, here: Bookmark) -> None:
        """Show the room the result that is covered where the lecturer stands.

        Raises
        ------
        BackpropError
            The room can't be reached.
        """
        self.lead(here)
        if self.leads and not self.is_over:
            room.store().post(self.name, room.written(here, is_revealed=True))

    def votes(self, cell: str) -> dict[str, int]:
        """How often each answer was given for a cell."""
        return room.store().votes(self.name, cell)

    def vote(self, cell: str, answer: str) -> None:
        """Count a prediction, once for each cell."""
        if not self.leads:
            room.store().vote(self.name, cell, answer, self.voter)

    def close(self) -> None:
        """End the room, if it is the lecturer's; leave it in any case."""
        if self.leads and room.leads(self.name, self.secret):
            room.store().close(self.name)
        HUB.leave(self.channel)


def entered(name: str, secret: str) -> Seat:
    """A seat in a room that somebody asks for by its name, and to lead it by its secret.

    Raises
    ------
    DataError
        There is no such room. Who has a wrong secret follows like all others.
    """
    found = room.named(name)
    if room.store().key(found) is None:
        raise DataError("there is no room {room}, or it has ended", room=found)
    return Seat(found, secret if secret and room.leads(found, secret) else "")


def begun() -> Seat:
    """A new room, led from this session.

    Raises
    ------
    DataError
        There are too many.
    """
    return Seat(*room.opened())
