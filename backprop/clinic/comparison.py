"""``Comparison``: what is said of each array that was brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.errors import GradientError
from backprop.expression import Key

from .bias_first import as_bias_first, place_of_first
from .match import Match, Matching
from .report import Kink, title
from .verdict import Verdict

PENALTIES = {"as it is": ", and λW as it is", "divided": ", of λ/2 ‖W‖² as well"}
"""What is said of λ."""


@dataclass(frozen=True, eq=False)
class Judged:
    """One array, beside what it should be.

    Attributes
    ----------
    match : Match
        The array, and how it came.
    verdict : Verdict
    expected : ndarray
        What it should be, given the arrays before it.
    follows : bool
        Whether it may be wrong only because of what was wrong before, through steps that were not given.
    suspects : tuple of Key
        If it is wrong, where the mistake may sit: here, or in a step on the way here that was not given.
    tolerance, fine, widest : ndarray
        The largest difference that counts as rounding in float32; in arithmetic as fine as that of the arrays; and in
        float32 if it may also carry units over a kink.
    """

    match: Match
    verdict: Verdict
    expected: Array
    follows: bool
    suspects: tuple[Key, ...]
    tolerance: Array
    fine: Array
    widest: Array

    @property
    def key(self) -> Key:
        """What it is."""
        return self.match.key

    @property
    def part(self) -> Key:
        """The same, but ``("db", i)`` for the last row of ("dW", i) alone."""
        return self.match.part

    @property
    def name(self) -> Any:
        """What it was called."""
        return self.match.name

    @property
    def yours(self) -> Array:
        """The array as the lecture would have it, in the network's convention; of its own shape where that is wrong."""
        return self.match.array

    def as_it_came(self, array: Array) -> Array:
        """One of these matrices in the orientation and the convention that the array came in."""
        own = array / self.match.factor
        own = as_bias_first(own, self.key) if self.match.bias_first else own
        return own.T if self.match.transposed and own.ndim == 2 else own

    @property
    def fits(self) -> bool:
        """Whether it has the shape it should have."""
        return self.yours.shape == self.expected.shape

    @property
    def difference(self) -> Array:
        """Yours minus what was expected."""
        return self.yours - self.expected

    @property
    def ratio(self) -> Array:
        """Yours divided by what was expected; NaN for 0/0."""
        with np.errstate(all="ignore"):
            quotient: Array = self.yours / self.expected
        return quotient

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """The first entry that is not what was expected, row by row; None if there is none."""
        if not self.fits:
            return None
        with np.errstate(all="ignore"):
            wrong = ~((np.abs(self.difference) <= self.tolerance) | (np.isnan(self.yours) & np.isnan(self.expected)))
        found = np.argwhere(wrong)
        return (int(found[0][0]), int(found[0][1])) if len(found) and self.verdict == Verdict.WRONG else None

    @property
    def own_place(self) -> tuple[int, int] | None:
        """The same in the orientation that the array came in."""
        place = self.place
        if place and self.match.bias_first:
            place = place_of_first(place, self.yours.shape, self.key)
        return place[::-1] if place and self.match.transposed else place

    @property
    def said(self) -> str:
        """The verdict in words."""
        if self.verdict != Verdict.WRONG:
            return str(self.verdict)
        if self.follows:
            return "may follow from it"
        if not self.fits:
            return f"has shape {self.yours.shape}, expected {self.expected.shape}"
        if self.place is None:
            return "wrong"
        row, column = self.own_place or self.place
        yours, expected = (self.as_it_came(array)[row, column] for array in (self.yours, self.expected))
        return f"wrong, first at [{row}, {column}]: {yours:.6g}, expected {expected:.6g}"


@dataclass(frozen=True, eq=False)
class Comparison:
    """What is said of the arrays, in the order of the program.

    Attributes
    ----------
    steps : tuple of Judged
    matching : Matching
        Which array was taken for what, and what was left out.
    kinks : tuple of Kink
        Units so near a kink that rounding may carry them over it.
    """

    steps: tuple[Judged, ...]
    matching: Matching
    kinks: tuple[Kink, ...] = ()

    @property
    def first(self) -> Key | None:
        """The key of the first step that differs by more than rounding; None if none does."""
        return next((step.key for step in self.steps if step.verdict == Verdict.WRONG), None)

    @property
    def ok(self) -> bool:
        """Whether every array is what it should be."""
        return self.first is None

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """The arrays with a mistake of their own: those that may follow from one before are left out."""
        return tuple(step for step in self.steps if step.verdict == Verdict.WRONG and not step.follows)

    @property
    def verdicts(self) -> Mapping[Any, Verdict]:
        """By the name of each array."""
        return {step.name: step.verdict for step in self.steps}

    @property
    def convention(self) -> str:
        """Whether the named gradients came as sums or means over the batch: see `Matching`."""
        return self.matching.convention

    @property
    def notation(self) -> str:
        """Whose notation the named arrays follow: see `Matching`."""
        return self.matching.notation

    def __getitem__(self, name: Any) -> Judged:
        """What is said of an array, by its name, or by the key of what it is."""
        for step in self.steps:
            if name in (step.name, step.key):
                return step
        raise KeyError(name)

    def raise_for_wrong(self) -> None:
        """Raise `GradientError` that says what differs first, if anything does.

        Raises
        ------
        GradientError
        """
        if self.wrong:
            step = self.wrong[0]
            raise GradientError("{name} is the first to differ: {what}", name=title(step.part), what=step.said)

    def _rows(self) -> list[tuple[str, str, str]]:
        rows = [(title(step.part), _called(step.name), step.said) for step in self.steps]
        return rows + [("?", name, str(why)) for name, why in self.matching.unmatched.items()]

    def __str__(self) -> str:
        rows = self._rows()
        wide = [max((len(row[n]) for row in rows), default=0) for n in (0, 1)]
        lines = [f"{name:<{wide[0]}} {called:<{wide[1]}}  {said}" for name, called, said in rows]
        return "\n".join([*self._head(), *lines])

    def _head(self) -> list[str]:
        scaled = any(match.factor != 1 for match in self.matching.matches)
        turned = any(match.transposed for match in self.matching.matches)
        first = any(match.bias_first for match in self.matching.matches)
        penalty = PENALTIES.get(self.matching.penalty, "")
        return (
            [f"yours: {self.convention} over the batch{penalty}"] * (scaled or bool(penalty))
            + [f"yours: {self.notation} notation"] * turned
            + ["yours: the bias comes first"] * first
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """A table, for a notebook."""
        rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self._rows())
        return "".join(f"<p>{escape(line)}</p>" for line in self._head()) + f"<table>{rows}</table>"


def _called(name: Any) -> str:
    return name if isinstance(name, str) else "" if isinstance(name, tuple) else str(name)
