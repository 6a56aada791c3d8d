"""Pictures that all who follow in a room see: made once, for whoever looks first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from figures.packing import Packed
from ui.bookmark import Bookmark

MOST = 32


class Shared:
    """Pictures by where they were seen, and in which language; the oldest are forgotten."""

    def __init__(self) -> None:
        # A bookmark is kept beside its picture: so another one has another id.
        self._made: OrderedDict[tuple[int, str], tuple[Bookmark, Packed]] = OrderedDict()

    def picture(self, place: Bookmark, language: str, make: Callable[[], Packed]) -> Packed:
        """The picture of a post, `place` being one object for all who read it."""
        asked = (id(place), language)
        found = self._made.get(asked)
        if found is None:
            found = self._made[asked] = place, make()
            while len(self._made) > MOST:
                self._made.popitem(last=False)
        return found[1]


SHARED = Shared()
