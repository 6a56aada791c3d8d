"""The bench: arrays of another program lie on it, and what was found out about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st

from backprop.clinic import Comparison, Diagnosis, Judged, compare, diagnose, problem_of
from backprop.clinic.pasting import read_pasted
from backprop.clinic.recording import by_update
from backprop.errors import BackpropError
from backprop.expression import Key
from backprop.passes import Trace, trace
from ui.state import session
from ui.tables.arrays import MOST_ARRAYS
from ui.tables.breath import breathing
from ui.tables.reading import fetched

from .reading import Arrays, checked, read
from .reference import NOTHING, Chosen, Reference, reference

KEY = "clinic"
PASTED = "pasted"


def where() -> tuple[Any, int]:
    """What stands on Explore: the experiment, and its update."""
    return session().experiment, session().timeline.updates


@dataclass(frozen=True, eq=False)
class Loop:
    """The updates of a loop that was recorded.

    Attributes
    ----------
    updates : tuple of dict
        The arrays of each.
    at : int
        Which of them is looked at.
    wrong : int or None
        The first that goes wrong.
    """

    updates: tuple[Arrays, ...]
    at: int
    wrong: int | None


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
    chosen : Chosen
        What no array says, where the reader has.
    loop : Loop or None
        The updates of which these arrays are one.
    """

    name: str
    arrays: Arrays
    keys: dict[str, Key | None]
    chosen: Chosen
    reference: Reference
    comparison: Comparison
    loop: Loop | None = None

    @classmethod
    def of(
        cls,
        name: str,
        arrays: Arrays,
        standing: Trace,
        keys: dict[str, Key | None] | None = None,
        chosen: Chosen = NOTHING,
    ) -> Case:
        """Judge some arrays.

        Raises
        ------
        BackpropError
            There is no network that they fit.
        """
        keys = keys or {}
        found = reference(arrays, standing, keys, chosen)
        with np.errstate(all="ignore"):  # numbers near the largest one
            comparison = compare(found.trace, arrays, keys=keys, convention=found.convention)
        return cls(name, arrays, keys, chosen, found, comparison)

    @property
    def steps(self) -> list[Judged]:
        """What is said of each array that was computed."""
        return [step for step in self.comparison.steps if step.name not in self.reference.given]

    def holds_for(self, arrays: Arrays) -> bool:
        """Whether the arrays of another update are right, of the same network with other weights."""
        net = self.reference.trace.net
        try:
            other = problem_of(arrays, net.activations, net.loss, net.reduction, keys=self.keys)
            right = trace(other.net, other.W, other.X, other.y)
            with np.errstate(all="ignore"):
                return compare(right, arrays, keys=self.keys, convention=self.comparison.convention).ok
        except BackpropError:
            return False

    def explained(self, watch: Callable[[float], object] | None = None) -> list[tuple[str, Diagnosis]]:
        """What explains the numbers, the best first, each with the convention in which it does.

        Where the arrays do not say whether sums or means are meant, also what explains them in the other one.
        """
        first = self.comparison.convention
        found = [(first, one) for one in self._diagnoses(first, watch)]
        if self.chosen.convention or not found or not self.reference.is_quick:
            return found
        most = len(found[0][1].mistakes)
        for other in self.reference.rivals:
            found += [
                (other, one) for one in self._diagnoses(other, watch) if one.explains and len(one.mistakes) <= most
            ]
        return found

    def _diagnoses(self, convention: str, watch: Callable[[float], object] | None) -> list[Diagnosis]:
        t = self.reference.under(convention)
        with np.errstate(all="ignore"):
            return diagnose(
                t.net, t.weights, t["X"], t["Y"], self.arrays, keys=self.keys, convention=convention,
                notation=self.chosen.notation, watch=watch,
            )  # fmt: skip


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
    found : list of (str, Diagnosis) or None
        Of the case, each with the convention, once they were looked for.
    waits : bool
        Whether the mistake is looked for only when that is asked for: once it was cancelled.
    stands : tuple
        What stood on Explore when the case was judged.
    dtype : str or None
        In which the gradients of that network are computed for the check; by default as on Explore.
    checked : dict
        The check of the network on Explore: of what it is, its report, and the matrix that is looked at.
    """

    case: Case | None = None
    error: BackpropError | None = None
    chosen: int | None = None
    found: list[tuple[str, Diagnosis]] | None = None
    waits: bool = False
    stands: Any = None
    dtype: str | None = None
    checked: dict[str, Any] = field(default_factory=dict)

    def take(self, uploads: Sequence[Any]) -> None:
        """Take files onto the bench; what is wrong with them is said, and what lay there stays."""
        latest = list({upload.name: upload for upload in uploads}.values())  # who has mended it uploads it again
        if latest:
            self._try(lambda: self._opened(", ".join(one.name for one in latest), read(fetched(latest, MOST_ARRAYS))))

    def paste(self, text: str) -> None:
        """Take what was pasted onto the bench."""
        self._try(lambda: self._judged(PASTED, checked(read_pasted(text))))

    def lay(self, name: str, arrays: Arrays) -> None:
        """Lay arrays onto the bench."""
        self._try(lambda: Case.of(name, arrays, session().trace))

    def correct(self, name: str, key: Key | None) -> None:
        """Say what an array is, or that it is to be left out."""
        case = self.case
        if case:
            self._try(lambda: self._again(replace(case, keys=case.keys | {name: key})))

    def choose(self, **changes: Any) -> None:
        """Say what no array says."""
        case = self.case
        if case:
            self._try(lambda: self._again(replace(case, chosen=case.chosen._replace(**changes))))

    def go_to(self, update: int) -> None:
        """Look at another update of a loop."""
        case = self.case
        if case and case.loop:
            loop = replace(case.loop, at=update)
            self._try(lambda: self._again(replace(case, arrays=loop.updates[update], loop=loop)))

    def clear(self) -> None:
        """Put everything away."""
        self.case, self.error, self.chosen, self.found, self.waits = None, None, None, None, False

    def cancel(self) -> None:
        """Look no further for the mistake."""
        self.waits = True

    def follow(self) -> None:
        """Judge anew if the network on Explore has changed since."""
        case = self.case
        if case and self.stands != where():
            self._try(lambda: self._again(case))
            self.stands = where()

    def _opened(self, name: str, arrays: Arrays) -> Case:
        """The arrays of a file; of a loop those of the first update that goes wrong."""
        updates = by_update(arrays)
        case = self._judged(name, updates[0])
        if len(updates) == 1:
            return case
        wrong = next((n for n, update in enumerate(breathing(updates)) if not case.holds_for(update)), None)
        loop = Loop(tuple(updates), wrong or 0, wrong)
        return self._again(replace(case, arrays=updates[loop.at], loop=loop))

    def _judged(self, name: str, arrays: Arrays) -> Case:
        """What comes after others of the same names is those, mended: what was said of them holds."""
        before = self.case
        if before is None or before.arrays.keys() != arrays.keys():
            return Case.of(name, arrays, session().trace)
        return Case.of(name, arrays, session().trace, before.keys, before.chosen)

    def _again(self, case: Case) -> Case:
        again = Case.of(case.name, case.arrays, session().trace, case.keys, case.chosen)
        return replace(again, loop=case.loop)

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
