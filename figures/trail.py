"""The way from a cell to the numbers that made it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from backprop.explain import Explanation, Index, LikeTerms, explain
from backprop.passes import Trace, UnknownQuantityError
from backprop.rules import Key

Cell = tuple[Key, Index]
"""A quantity and one entry of it."""


@dataclass(frozen=True)
class Trail:
    """The way from cell to cell: a list and a place in it, as in a browser's history.

    Attributes
    ----------
    cells : tuple of Cell
    at : int
        Where we are.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((2, 3))
    >>> t = trace(net, net.init_weights(), np.eye(2), [0, 1])
    >>> way = Trail().select(t, ("dW", 1), (0, 2)).select(t, ("M", 1), (1, 2)).go(0)
    >>> way.at, way.cells
    (0, ((('dW', 1), (0, 2)), (('M', 1), (1, 2))))
    >>> way.select(t, ("W", 1), (0, 0)).cells
    ((('W', 1), (0, 0)),)
    """

    cells: tuple[Cell, ...] = ()
    at: int = 0

    @property
    def cell(self) -> Cell | None:
        """Where we are; nowhere on an empty trail."""
        return self.cells[self.at] if self.cells else None

    def select(self, trace: Trace, key: Key, index: Index) -> Trail:
        """Go to a cell: a step on if it made the one where we are, else the beginning of a new trail."""
        cell = (key, index)
        if cell == self.cell:
            return self
        if cell in self.cells[self.at + 1 : self.at + 2]:
            return self.go(self.at + 1)
        if self.cell and exists(trace, *self.cell) and term_of(explain(trace, *self.cell), *cell):
            return Trail((*self.cells[: self.at + 1], cell), self.at + 1)
        return Trail((cell,))

    def go(self, index: int) -> Trail:
        """Back or forth on the trail, at most to its ends."""
        return replace(self, at=max(0, min(index, len(self.cells) - 1)))

    def kept(self, trace: Trace) -> Trail:
        """What is left of the trail in another trace: all of it, or where we are, or nothing."""
        if all(exists(trace, *cell) for cell in self.cells):
            return self
        return Trail((self.cell,)) if self.cell and exists(trace, *self.cell) else Trail()


def exists(trace: Trace, key: Key, index: Index) -> bool:
    """Whether there is such a cell."""
    try:
        explain(trace, key, index)
    except UnknownQuantityError:
        return False
    return True


def term_of(explanation: Explanation, key: Key, index: Index) -> tuple[LikeTerms, int] | None:
    """The first term that a cell is a factor of: its form, and which of them."""
    for like in explanation.like:
        for operand in like.operands:
            if operand.key == key and len(index) == 2:
                n = len(operand.values)
                rows, columns = np.broadcast_to(operand.rows, n), np.broadcast_to(operand.columns, n)
                found = np.flatnonzero((rows == index[0]) & (columns == index[1]))
                if len(found):
                    return like, int(found[0])
    return None
