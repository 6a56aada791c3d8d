"""The processor, shared: sessions that train or play take turns, and whoever clicks comes first.

One interpreter serves all sessions. Were twenty of them to train at once, a click would be one of twenty-one at every
switch of threads. So only one works at a time, a short turn each, in the order in which they asked.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from time import perf_counter

TURN = 0.012
"""Seconds after which long work lets others have theirs."""

OVERDUE = 0.05
"""Seconds after which a turn goes on beside the next one: so long takes only what NumPy does on its own."""

MOST_OVERDUE = max(1, (os.cpu_count() or 1) - 1)
"""Turns that go on beside the others, at most."""

LATELY = 1.0
"""Seconds for which a session counts as one of those that share."""


@dataclass(eq=False)
class Turn:
    """Work that waits, or is done."""

    turns: Turns
    name: str
    came: Event = field(default_factory=Event)
    began: float = 0.0

    def give_way(self) -> None:
        """Within work that may take long: let others have their turn, if there are any."""
        if perf_counter() - self.began > TURN:
            self.turns.renew(self)

    def watching(self, watch: Callable[[float], object]) -> Callable[[float], object]:
        """What long work is to call with the share that is done: it gives way, and then `watch` is told."""

        def look(share: float) -> object:
            self.give_way()
            return watch(share)

        return look


class Turns:
    """Whose turn it is.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.turn("a"):
    ...     turns.sharers
    1
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Turn] = deque()
        self._working: Turn | None = None
        self._overdue: set[Turn] = set()
        self._first: set[Turn] = set()
        self._seen: dict[str, float] = {}

    @property
    def sharers(self) -> int:
        """How many sessions have had a turn lately, or wait for one."""
        with self._lock:
            now = perf_counter()
            self._seen = {name: seen for name, seen in self._seen.items() if now - seen < LATELY}
            return max(1, len(self._seen))

    @contextmanager
    def turn(self, name: str) -> Iterator[Turn]:
        """Wait for a turn, and have it until the block ends.

        Parameters
        ----------
        name : str
            The session's.
        """
        mine = Turn(self, name)
        self._wait(mine)
        with self._ending(mine):
            yield mine

    @contextmanager
    def first(self, name: str) -> Iterator[Turn]:
        """What somebody waits for who has clicked: it begins at once, and meanwhile no turn does.

        When it takes long it gives that up, and takes turns with the others.
        """
        mine = Turn(self, name, began=perf_counter())
        with self._lock:
            self._first.add(mine)
        with self._ending(mine):
            yield mine

    @contextmanager
    def _ending(self, mine: Turn) -> Iterator[None]:
        try:
            yield
        finally:
            with self._lock:
                self._end(mine)

    def renew(self, mine: Turn) -> None:
        """Have the others' turns first, and then another one."""
        with self._lock:
            self._end(mine)
        mine.came.clear()
        self._wait(mine)

    def _wait(self, mine: Turn) -> None:
        with self._lock:
            self._seen[mine.name] = perf_counter()
            self._waiting.append(mine)
            self._call()
        while not mine.came.wait(OVERDUE):
            with self._lock:
                self._call()

    def _end(self, mine: Turn) -> None:
        self._first.discard(mine)
        self._overdue.discard(mine)
        if self._working is mine:
            self._working = None
        if mine.name in self._seen:
            self._seen[mine.name] = perf_counter()
        self._call()

    def _call(self) -> None:
        """Begin the next turn, if it is time for it."""
        now = perf_counter()
        if any(now - click.began < OVERDUE for click in self._first):
            return
        if self._working and now - self._working.began > OVERDUE and len(self._overdue) < MOST_OVERDUE:
            self._overdue.add(self._working)
            self._working = None
        if self._waiting and not self._working:
            self._working = self._waiting.popleft()
            self._working.began = now
            self._working.came.set()


TURNS = Turns()
"""Those of this process."""
