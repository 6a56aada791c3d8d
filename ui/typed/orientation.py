"""How the matrices of a draft are called and turned, in the notation that the reader has chosen."""

from __future__ import annotations

from dataclasses import dataclass

from backprop.expression import lowered
from backprop.notations import NOTATIONS

Key = tuple[str, int]
"""``("X", 1)``, ``("y", 1)``, ``("W", i)`` or ``("b", i)``."""

X, Y = ("X", 1), ("y", 1)

SIDES = ("rows", "columns")


@dataclass(frozen=True)
class Orientation:
    """One notation, as the grids need it.

    Parameters
    ----------
    notation : str
        A name of `NOTATIONS`.

    Examples
    --------
    >>> lecture, torch = Orientation("lecture"), Orientation("pytorch")
    >>> lecture.title(("W", 1)), torch.title(("W", 1)), torch.title(("b", 2)), lecture.title(("b", 2))
    ('W₁', 'weight_1', 'bias_2', 'b₂')
    >>> torch.turn(("W", 1), [["1"], ["2"]])
    [['1', '2']]
    """

    notation: str = "lecture"

    def title(self, key: Key) -> str:
        """What a matrix is called."""
        symbol, layer = key
        names = NOTATIONS[self.notation].names
        if symbol == "y":
            return "y"
        return names[symbol].title(layer) if symbol in names else f"{symbol}{lowered(layer)}"

    def is_turned(self, key: Key) -> bool:
        """Whether it is shown transposed: y as X, and a bias as this notation does it."""
        names = NOTATIONS[self.notation].names
        symbol = {"y": "X"}.get(key[0], key[0])
        return symbol in names and names[symbol].transposed

    def turn(self, key: Key, grid: list[list[str]]) -> list[list[str]]:
        """From the lecture's orientation to the one shown, or back."""
        return [list(column) for column in zip(*grid, strict=True)] if self.is_turned(key) else grid

    def place(self, key: Key, row: int, column: int) -> str:
        """An entry, as the reader sees it."""
        row, column = (column, row) if self.is_turned(key) else (row, column)
        return f"{self.title(key)}[{row}, {column}]"

    def side(self, key: Key, side: int) -> str:
        """``"rows"`` or ``"columns"``, as the reader sees it, of side 0 or 1 in the lecture's orientation."""
        return SIDES[side ^ self.is_turned(key)]
