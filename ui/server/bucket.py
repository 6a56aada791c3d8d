"""How often something may be done: so often at once, and then at a steady rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Bucket:
    """Fills by `rate` a second up to `size`; what is done takes one.

    Examples
    --------
    >>> now = 0.0
    >>> bucket = Bucket(size=2, rate=1.0, clock=lambda: now)
    >>> bucket.take(), bucket.take(), bucket.take()
    (0.0, 0.0, 1.0)
    """

    size: float
    rate: float
    clock: Callable[[], float] = monotonic
    level: float = field(init=False)
    at: float = field(init=False)

    def __post_init__(self) -> None:
        self.level, self.at = self.size, self.clock()

    def take(self) -> float:
        """Take one; seconds until there would have been one, 0 if there was."""
        self._fill()
        if self.level < 1:
            return (1 - self.level) / self.rate
        self.level -= 1
        return 0.0

    def is_full(self) -> bool:
        """Whether nothing has been taken for so long that it need not be remembered."""
        self._fill()
        return self.level >= self.size

    def _fill(self) -> None:
        now = self.clock()
        self.level, self.at = min(self.size, self.level + self.rate * (now - self.at)), now
