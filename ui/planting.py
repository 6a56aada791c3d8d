"""``Plant``: the mistake that the Bug lab plants in one line of an experiment, and what is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backprop.clinic.hidden import alike, check_size, choices, dealt, findable
from backprop.clinic.mistakes import MISTAKES, Mistake, Planted
from backprop.errors import BackpropError, DataError
from backprop.experiment import Experiment
from backprop.expression import Key
from backprop.rules import Rule
from figures.notation import name

from .choices import Lab


@dataclass(frozen=True, eq=False)
class Plant:
    """What is planted.

    Attributes
    ----------
    lab : Lab
        What was asked for.
    bug : Planted or None
        The line and its mistake.
    found : tuple of Planted
        All that could be in its place.
    same : frozenset of str
        The mistakes that make the same numbers in that line.
    choices : tuple of Mistake
        Between which one is to choose.
    problem : BackpropError or None
        Why there is none.
    """

    lab: Lab
    bug: Planted | None = None
    found: tuple[Planted, ...] = ()
    same: frozenset[str] = frozenset()
    choices: tuple[Mistake, ...] = ()
    problem: BackpropError | None = None

    @property
    def rules(self) -> Mapping[Any, Rule]:
        """The rules to train and to trace with."""
        return (self.bug and self.bug.rules()) or {}

    @property
    def place(self) -> Key:
        """What its line writes."""
        return self.bug.places[0] if self.bug else ""


def plant(experiment: Experiment, lab: Lab) -> Plant:
    """Plant what is asked for; what is typed over, or trained, changes nothing about it."""
    rest = len(experiment.dataset.X_train) % experiment.batch_size
    try:
        check_size(experiment.network, experiment.batch_size)
        t = experiment.trainer().trace()
        found = findable(t, lab.level if lab.is_dealt else "everything", [rest] if rest else ())
        bug = _dealt(found, lab.deal) if lab.is_dealt else _shown(found, lab)
    except BackpropError as error:
        return Plant(lab, problem=error)
    same = alike(t, found, bug)
    return Plant(lab, bug, found, same, choices(found, bug, same, lab.deal))


def _dealt(found: tuple[Planted, ...], deal: int) -> Planted:
    if not found:
        raise DataError("no mistake of one line could be seen in this network: choose another one on Explore")
    return dealt(found, deal)


def _shown(found: tuple[Planted, ...], lab: Lab) -> Planted:
    """The form of a mistake at the place that is asked for, or at the first one."""
    forms = [bug for bug in found if bug.mistake.key == lab.mistake]
    if not forms:
        raise DataError(
            "in this network the mistake can't be made so that it is seen: {mistake}",
            mistake=MISTAKES[lab.mistake].name,
        )
    return next((bug for bug in forms if name(bug.places[0]) == lab.place), forms[0])
