"""``Allowance``: what may be done before anybody asks for it, so much a second for all sessions together.

A class that steps together asks at the same moment. Were each told of all that comes next, some would wait for seconds;
as it is, some are told more and some less, and from then on they ask at different moments.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import perf_counter


class Allowance:
    """A bucket of tokens that fills steadily, and holds those of one second.

    Parameters
    ----------
    a_second : float
    clock : callable
        Seconds, from any beginning.

    Examples
    --------
    >>> allowance = Allowance(10, clock=lambda: 0.0)
    >>> allowance.take(6), allowance.take(6), allowance.take(6)
    (6, 4, 0)
    """

    def __init__(self, a_second: float, clock: Callable[[], float] = perf_counter) -> None:
        self._a_second, self._clock = a_second, clock
        self._left, self._at = a_second, clock()
        self._lock = Lock()

    def take(self, wanted: int) -> int:
        """As many as are wanted, or as are left."""
        with self._lock:
            now = self._clock()
            self._left = min(self._a_second, self._left + (now - self._at) * self._a_second)
            self._at = now
            given = min(wanted, int(self._left))
            self._left -= given
            return given


AHEAD = Allowance(60)
"""Operations after the next one of which browsers are told: each takes some 3 ms of the processor."""
