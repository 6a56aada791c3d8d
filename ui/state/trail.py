"""``Trail``: the cells that were followed, one a factor of the one before."""

from __future__ import annotations

from collections.abc import Callable

from backprop.expression import Place
from ui.bookmark import MOST_TRAIL


class Trail:
    """Cells in the lecture's orientation, and which of them is selected.

    Parameters
    ----------
    cells : sequence of (Key, row, column)
    at : int
    """

    def __init__(self, cells: tuple[Place, ...] = (), at: int = 0) -> None:
        self.cells, self.at = cells, at

    @property
    def place(self) -> Place | None:
        """The cell that is selected."""
        return self.cells[self.at] if self.cells else None

    def select(self, place: Place | None, is_factor: Callable[[Place], bool]) -> None:
        """Look at a cell: a factor of the one before goes on with its trail, any other begins one."""
        if place is None:
            self.cells, self.at = (), 0
        elif self.cells[self.at + 1 : self.at + 2] == (place,):
            self.at += 1
        elif place != self.place:
            kept = self.cells[: self.at + 1] if is_factor(place) else ()
            self.cells = (*kept, place)[-MOST_TRAIL:]
            self.at = len(self.cells) - 1

    def revisit(self, at: int) -> None:
        """Go back, or forward again."""
        if 0 <= at < len(self.cells):
            self.at = at

    def keep_selected(self) -> None:
        """Forget the way, for it led through another network."""
        self.cells, self.at = self.cells[self.at : self.at + 1], 0
