"""What the pages count for whoever watches the server: who plays, and how long the engine trains for them."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

RECENT = 2.0
"""Seconds after its last picture in which somebody still counts as playing: a closed tab asks for none."""


@dataclass
class Meter:
    """Training of all sessions.

    Attributes
    ----------
    seconds : float
        For which there has been training, all sessions together.
    """

    seconds: float = 0.0
    _last: dict[Hashable, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def training(self, session: Hashable) -> Iterator[None]:
        """While a session trains for its next picture."""
        began = monotonic()
        try:
            yield
        finally:
            now = monotonic()
            with self._lock:
                self.seconds += now - began
                self._last[session] = now

    @property
    def playing(self) -> int:
        """Sessions that have played a moment ago."""
        since = monotonic() - RECENT
        with self._lock:
            self._last = {session: last for session, last in self._last.items() if last > since}
            return len(self._last)


METER = Meter()
