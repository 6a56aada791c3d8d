"""What the magnifier shows of one number, as plain values: what it is made of, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One factor of terms of one form: an entry of one matrix for each term.

    Parameters
    ----------
    title
        What stands above them, a letter in place of the index that runs: ``"Z₁[r, 0]"``.
    name
        The matrix: ``"Z₁"``.
    tile
        Its tile, or ``None`` for what is on no wall: such a factor can't be followed.
    rows, columns, values
        Where each entry is, and what.
    factor
        Whether the term is multiplied by it, or is a function of it.
    """

    title: str
    name: str
    tile: str | None
    rows: Sequence[int]
    columns: Sequence[int]
    values: Sequence[float]
    factor: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one form.

    Parameters
    ----------
    columns
        Their factors; none for a term that is not taken apart.
    values
        What each term gives.
    places
        The running index of each.
    letter
        How it is written: ``"r"``, or nothing for a term that stands alone.
    sign
        What all are multiplied by, or the term that is not taken apart, as MathML.
    shares
        The part of each in the magnitudes of all, 0 to 1; nothing where it says nothing.
    """

    columns: Sequence[Column]
    values: Sequence[float]
    places: Sequence[int]
    letter: str = ""
    sign: str = ""
    shares: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a number, such as that of one class; ``share`` is 0 to 1."""

    name: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Crumb:
    """One cell on the way; ``note`` says which term was followed to it."""

    title: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """What made one number.

    Parameters
    ----------
    title, value, place
        Which cell, its value in all digits, and what its row and column stand for.
    name
        The matrix that it is in: the title without the index.
    cell
        Where it is on the wall: its tile, and its row and column there; ``None`` for ℓ.
    sentence
        What happened, HTML.
    equation
        The equation of this cell, one line an entry, HTML.
    terms
        The largest terms in the order of their places.
    rest
        How many more there are, and their sum.
    own
        Place of the cell's own term where only that is counted (softmax).
    total
        What the terms give together, and whether that is the cell.
    classes
        The part of each class.
    facts
        What is known of a number that was given: names and texts.
    trail, at
        The way here (and on, after going back), and where in it we are.
    tools
        Which of ``"paths"``, ``"nudge"``, ``"edit"`` apply.
    constant
        The row or the column of its matrix, as shown, that holds constants: no tool applies there. ``(None, None)`` if
        there is none.
    passing
        One of many a second: it has no equation, which nobody could read.
    """

    title: str
    value: str
    place: str = ""
    name: str = ""
    cell: tuple[str, int, int] | None = None
    sentence: str = ""
    equation: Sequence[str] = ()
    terms: Sequence[Terms] = ()
    rest: tuple[int, float] | None = None
    own: int | None = None
    total: str = ""
    classes: Sequence[Bar] = ()
    facts: Sequence[tuple[str, str]] = ()
    trail: Sequence[Crumb] = ()
    at: int = 0
    tools: Sequence[str] = ()
    constant: tuple[int | None, int | None] = (None, None)
    passing: bool = False
