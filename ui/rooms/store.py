"""Where rooms are kept: what a store promises, and one in the memory of this process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Protocol

from backprop.errors import DataError

Told = Callable[[str | None], None]
"""Is called with the name of a room in which something has happened, or `votes_in` it."""

ANSWERS = ("-", "0", "+")
"""What can be predicted: the sign of a number."""

MOST_CELLS = 1000
"""Cells of a room for which predictions are counted."""

MOST_VOTES = 50_000
"""Predictions that a room counts."""


def votes_in(name: str) -> str:
    """What is told when a prediction was counted."""
    return f"{name} votes"


@dataclass(frozen=True)
class Post:
    """Where the lecturer stands.

    Attributes
    ----------
    number : int
        Of all posts of the room so far.
    place : bytes
        A bookmark, as `ui.rooms.room` writes it; empty before the first.
    """

    number: int = 0
    place: bytes = b""


class SilentError(DataError):
    """The store does not answer; it may do so a moment later."""


class Store(Protocol):
    """Rooms by their names; each is gone when nothing has happened in it for a while."""

    def open(self, name: str, key: str, most: int) -> bool:
        """Begin a room with the hash of its secret; False where there is one of that name, or too many."""

    def key(self, name: str) -> str | None:
        """The hash of a room's secret; None if there is no such room."""

    def number(self, name: str) -> int | None:
        """The number of its last post; None if there is no such room."""

    def read(self, name: str) -> Post | None:
        """Its last post; None if there is no such room."""

    def post(self, name: str, place: bytes) -> None:
        """Say where the lecturer stands; all who listen are told."""

    def close(self, name: str) -> None:
        """End a room; all who listen are told."""

    def vote(self, name: str, cell: str, answer: str, voter: str) -> None:
        """Count a prediction, the first one of each voter for a cell; all who listen are told."""

    def votes(self, name: str, cell: str) -> dict[str, int]:
        """How often each answer was given for a cell."""

    def listen(self, told: Told) -> None:
        """Call this whenever something has happened in a room, in any thread; None is about all rooms."""


@dataclass
class _Room:
    key: str
    post: Post = field(default_factory=Post)
    votes: dict[str, dict[str, int]] = field(default_factory=dict)
    voted: set[tuple[str, str]] = field(default_factory=set)
    ends: float = 0.0


class MemoryStore:
    """Rooms of one process.

    Examples
    --------
    >>> store = MemoryStore(seconds=60)
    >>> store.open("ABCD", "hash", 10), store.open("ABCD", "another", 10)
    (True, False)
    >>> store.post("ABCD", b"v=1")
    >>> store.read("ABCD")
    Post(number=1, place=b'v=1')
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._lock = threading.Lock()
        self._rooms: dict[str, _Room] = {}
        self._told: list[Told] = []

    def _room(self, name: str) -> _Room | None:
        now = self._clock()
        self._rooms = {name: room for name, room in self._rooms.items() if room.ends > now}
        return self._rooms.get(name)

    def open(self, name: str, key: str, most: int) -> bool:
        with self._lock:
            if self._room(name) or len(self._rooms) >= most:
                return False
            self._rooms[name] = _Room(key, ends=self._clock() + self._seconds)
            return True

    def key(self, name: str) -> str | None:
        with self._lock:
            room = self._room(name)
            return room.key if room else None

    def number(self, name: str) -> int | None:
        post = self.read(name)
        return post.number if post else None

    def read(self, name: str) -> Post | None:
        with self._lock:
            room = self._room(name)
            return room.post if room else None

    def post(self, name: str, place: bytes) -> None:
        with self._lock:
            room = self._room(name)
            if room is None:
                return
            room.post = replace(room.post, number=room.post.number + 1, place=place)
            room.ends = self._clock() + self._seconds
        self._tell(name)

    def close(self, name: str) -> None:
        with self._lock:
            self._rooms.pop(name, None)
        self._tell(name)

    def vote(self, name: str, cell: str, answer: str, voter: str) -> None:
        with self._lock:
            room = self._room(name)
            if room is None or (cell, voter) in room.voted or len(room.voted) >= MOST_VOTES:
                return
            if cell not in room.votes and len(room.votes) >= MOST_CELLS:
                return
            room.voted.add((cell, voter))
            counted = room.votes.setdefault(cell, {})
            counted[answer] = counted.get(answer, 0) + 1
        self._tell(votes_in(name))

    def votes(self, name: str, cell: str) -> dict[str, int]:
        with self._lock:
            room = self._room(name)
            return dict(room.votes.get(cell, {})) if room else {}

    def listen(self, told: Told) -> None:
        self._told.append(told)

    def _tell(self, name: str) -> None:
        for told in self._told:
            told(name)
