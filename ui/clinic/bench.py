"""The bench: arrays of another program lie on it, and what was found out about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st

from backprop.clinic import Comparison, Diagnosis, compare, diagnose
from backprop.errors import BackpropError
from backprop.expression import Key
from backprop.passes import Trace
from ui.state import session
from ui.tables.arrays import MOST_ARRAYS
from ui.tables.reading import fetched

from .problem import Problem, problem
from .reading import Arrays, read

KEY = "clinic"

QUICK = 2_000_000
"""Weights times rows up to which the mistake is looked for without being asked."""


def where() -> tuple[Any, int]:
    """What stands on Explore: the experiment, and its update."""
    return session().experiment, session().timeline.updates


@dataclass(frozen=True, eq=False)
class Case:
    """Some arrays, what they are taken for, and the verdicts.

    Attributes
    ----------
    name : str
        Of the files.
    arrays : dict of ndarray
    keys : dict
        What a name means, where that was corrected; None for one that is left out.
    activation, loss : str or None
        Of the network that the arrays' weights describe, where chosen.
    """

    name: str
    arrays: Arrays
    keys: dict[str, Key | None]
    activation: str | None
    loss: str | None
    problem: Problem
    comparison: Comparison

    @classmethod
    def of(
        cls,
        name: str,
        arrays: Arrays,
        standing: Trace,
        keys: dict[str, Key | None] | None = None,
        activation: str | None = None,
        loss: str | None = None,
    ) -> Case:
        """Judge some arrays.

        Raises
        ------
        BackpropError
            There is no network that they fit.
        """
        keys = keys or {}
        found = problem(arrays, standing, keys, activation, loss)
        with np.errstate(all="ignore"):  # numbers near the largest one
            comparison = compare(found.trace, arrays, keys=keys)
        return cls(name, arrays, keys, activation, loss, found, comparison)

    @property
    def is_quick(self) -> bool:
        """Whether the mistake is found soon."""
        t = self.problem.trace
        return t.rows * sum(t["W", i].size for i in range(1, t.net.layers + 1)) <= QUICK

    def diagnoses(self) -> list[Diagnosis]:
        """What explains the numbers, the best first."""
        t = self.problem.trace
        W = {i: t["W", i] for i in range(1, t.net.layers + 1)}
        with np.errstate(all="ignore"):
            return diagnose(t.net, W, t["X"], t["Y"], self.arrays, keys=self.keys)


@dataclass
class Bench:
    """What lies on it.

    Attributes
    ----------
    case : Case or None
    error : BackpropError or None
        Why the last file, or choice, was refused; the case is then the one before.
    chosen : int or None
        Which of the verdicts is looked at; by default the first that differs.
    found : list of Diagnosis or None
        Of the case, once they were looked for.
    stands : tuple
        What stood on Explore when the case was judged.
    checked : dict
        The check of the network on Explore: of what it is, its report, and the matrix that is looked at.
    """

    case: Case | None = None
    error: BackpropError | None = None
    chosen: int | None = None
    found: list[Diagnosis] | None = None
    stands: Any = None
    checked: dict[str, Any] = field(default_factory=dict)

    def take(self, uploads: Sequence[Any]) -> None:
        """Take files onto the bench; what is wrong with them is said, and what lay there stays."""
        if uploads:
            self._try(
                lambda: self._judged(", ".join(upload.name for upload in uploads), read(fetched(uploads, MOST_ARRAYS)))
            )

    def lay(self, name: str, arrays: Arrays) -> None:
        """Lay arrays onto the bench."""
        self._try(lambda: self._judged(name, arrays))

    def correct(self, name: str, key: Key | None) -> None:
        """Say what an array is, or that it is to be left out."""
        case = self.case
        if case:
            self._try(lambda: self._again(replace(case, keys=case.keys | {name: key})))

    def choose(self, **changes: Any) -> None:
        """Choose the activation of the hidden layers, or the loss."""
        case = self.case
        if case:
            self._try(lambda: self._again(replace(case, **changes)))

    def clear(self) -> None:
        """Put everything away."""
        self.case, self.error, self.chosen, self.found = None, None, None, None

    def follow(self) -> None:
        """Judge anew if the network on Explore has changed since."""
        case = self.case
        if case and self.stands != where():
            self._try(lambda: self._again(case))
            self.stands = where()

    def _judged(self, name: str, arrays: Arrays) -> Case:
        return Case.of(name, arrays, session().trace)

    def _again(self, case: Case) -> Case:
        return Case.of(case.name, case.arrays, session().trace, case.keys, case.activation, case.loss)

    def _try(self, make: Any) -> None:
        try:
            case = make()
        except BackpropError as error:
            self.error = error
        else:
            self.clear()
            self.case, self.stands = case, where()


def bench() -> Bench:
    """The bench of whoever is looking."""
    found: Bench = st.session_state.setdefault(KEY, Bench())
    return found
