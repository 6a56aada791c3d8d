"""``Hunt``: what a reader has said, and been told, of one mistake that is to be found. It stays for the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from backprop.clinic import Report
from figures.notation import name
from figures.wall.parts import Cell
from ui.planting import Plant

from .race import Race

KEY = "hunts"
MOST_HUNTS = 100
"""That are remembered; the oldest are forgotten."""


class Try(NamedTuple):
    """An answer: what the line writes, by its name, and the key of the mistake."""

    place: str
    mistake: str


@dataclass
class Hunt:
    """One mistake, looked for.

    Attributes
    ----------
    plant : Plant
    place, mistake : str or None
        What is chosen for the next answer.
    tries : list of Try
        The answers that were given, each once.
    is_told : bool
        Whether the solution was asked for.
    report : Report or None
        Of the check, and
    checked_at : int
        the update that it is of.
    looked_at : str or None
        The matrix of the check that is seen, and
    cell : Cell or None
        the entry of it.
    race : Race or None
        Trainings with the mistake and without it.
    waits : bool
        Whether they are run only when that is asked for: once it was cancelled.
    """

    plant: Plant
    place: str | None = None
    mistake: str | None = None
    tries: list[Try] = field(default_factory=list)
    is_told: bool = False
    report: Report | None = None
    checked_at: int = 0
    looked_at: str | None = None
    cell: Cell | None = None
    race: Race | None = None
    waits: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether there is an answer to be given."""
        return self.place is not None and self.mistake is not None

    def answer(self) -> None:
        """Give the answer that is chosen; the same one twice is one try."""
        if self.place is not None and self.mistake is not None and not self.is_over:
            given = Try(self.place, self.mistake)
            self.tries = [*(one for one in self.tries if one != given), given]

    def is_place(self, given: Try) -> bool:
        """Whether the line is right."""
        return given.place == name(self.plant.place)

    def is_mistake(self, given: Try) -> bool:
        """Whether the mistake is right, or makes the same numbers."""
        return given.mistake in self.plant.same

    @property
    def is_found(self) -> bool:
        """Whether the last answer was right, and the solution had not been shown."""
        return bool(self.tries) and self.is_place(self.tries[-1]) and self.is_mistake(self.tries[-1])

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to be found."""
        return self.is_found or self.is_told or not self.plant.lab.is_dealt

    def tell(self) -> None:
        """Show the solution."""
        self.is_told = True


def hunt(plant: Plant) -> Hunt:
    """The hunt for what is planted: a new one, or that which was begun in this session."""
    hunts: dict[object, Hunt] = st.session_state.setdefault(KEY, {})
    bug = plant.bug
    of = plant.lab, bug and (bug.net, bug.mistake.key, bug.label, bug.places)
    found = hunts.setdefault(of, Hunt(plant))
    found.plant = plant  # of the same experiment with something typed over it is another object
    for other in hunts.values():
        if other is not found:
            other.report = None  # of a large network it is large
    while len(hunts) > MOST_HUNTS:
        del hunts[next(iter(hunts))]
    return found
