"""Pictures that several readers see are made once: in a class, all stand at the same place again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from figures.wall.packing import Packed
from ui.bookmark import Bookmark

MOST_BYTES = 16_000_000
"""Of all sheets that are kept."""

LARGEST = MOST_BYTES // 10
"""Of one that is kept; that of 784-128-64-10 with 64 rows takes 0.35 MB."""


@dataclass(frozen=True)
class Sheet:
    """What the wall shows at a place, but for what is the reader's own; and what each of the next operations changes.

    Attributes
    ----------
    here : Packed
    to_come : tuple of bytes
    """

    here: Packed
    to_come: tuple[bytes, ...] = ()

    @property
    def nbytes(self) -> int:
        """Bytes of it all."""
        return self.here.nbytes + sum(map(len, self.to_come))


class Sheets:
    """Sheets by their place, the language and how far they reach; those not asked for the longest are forgotten.

    A place is the text of a link, which says all that is seen, or a bookmark, itself and not one that is equal.
    """

    def __init__(self) -> None:
        # A bookmark is kept beside its sheet: so another one has another id.
        self._made: OrderedDict[tuple[str | int, str, int], tuple[str | Bookmark, Sheet]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def sheet(self, place: str | Bookmark, language: str, reach: int, make: Callable[[], Sheet]) -> Sheet:
        """The sheet of a place with so many operations to come, made if it is not there."""
        asked = (place if isinstance(place, str) else id(place), language, reach)
        with self._lock:
            if asked in self._made:
                self._made.move_to_end(asked)
                return self._made[asked][1]
        made = make()
        if made.nbytes <= LARGEST:
            with self._lock:
                self._keep(asked, place, made)
        return made

    def _keep(self, asked: tuple[str | int, str, int], place: str | Bookmark, made: Sheet) -> None:
        if asked in self._made:  # another thread was faster
            return
        self._made[asked] = place, made
        self._bytes += made.nbytes
        while self._bytes > MOST_BYTES:
            _, (_, oldest) = self._made.popitem(last=False)
            self._bytes -= oldest.nbytes


SHEETS = Sheets()
"""Those of this server."""
