"""The program run again *given yours so far*: each step from the arrays one was given, where there are any.

So a step is judged by what it makes of its operands, and one mistake is found once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.expression import Key
from backprop.network import Network
from backprop.passes import Trace
from backprop.rules import Call, program

from .match import Match, Matching
from .report import Kink
from .rounding import SAFETY, at_kinks, deviation, largest, unit

COARSE = unit("float32")
"""The coarsest arithmetic that is taken for rounding."""

FLOOR = 1e-10
"""Share of the largest entry of a matrix up to which a difference is none: formulas differ in how they are computed."""


@dataclass(frozen=True, eq=False)
class Expected:
    """What one quantity of the replay should be.

    Attributes
    ----------
    key : Key
    expected : ndarray
        What it should be, given what was given before it.
    fine, coarse : ndarray
        The tolerance of arithmetic as fine as that of the arrays, and of float32.
    over_kinks : ndarray
        The same as ``coarse``, if rounding may also carry a unit over a kink.
    hidden : frozenset of Key
        What lies between this and the given arrays, itself not given.
    """

    key: Key
    expected: Array
    fine: Array
    coarse: Array
    over_kinks: Array
    hidden: frozenset[Key]


def inputs(t: Trace) -> list[Key]:
    """What is there before the first step, of what may be given."""
    return ["X", "Y", *(("W", i) for i in range(1, t.net.layers + 1))]


class Replay:
    """Runs the program of a trace on the arrays of a matching.

    Parameters
    ----------
    t : Trace
        A right pass, in float64.
    matching : Matching
    """

    def __init__(self, t: Trace, matching: Matching) -> None:
        self.net: Network = t.net
        self.matching = matching
        self.values: dict[Key, Array] = {key: t[key] for key in [*inputs(t), ("Z", 1)]}
        self.kinks: list[Kink] = []
        self.trace = t
        units = [match.unit for match in matching.matches if match.key != "Y"] or [COARSE]
        self._levels = {"fine": (min(units), False), "coarse": (max(COARSE, *units), False)}
        self._levels["over_kinks"] = self._levels["coarse"][0], True
        rounded = self._rounded_inputs()
        self._errors: dict[str, dict[Key, Array]] = {"fine": {}, "coarse": dict(rounded), "over_kinks": dict(rounded)}
        self._hidden: dict[Key, frozenset[Key]] = {}

    def _rounded_inputs(self) -> dict[Key, Array]:
        """How far inputs may be off that were printed with no more decimals than what was computed of them."""
        starts = inputs(self.trace)
        finest = max((match.quantum for match in self.matching.matches if match.key not in starts), default=0.0)
        errors: dict[Key, Array] = {}
        for match in self.matching.matches:
            if match.key in starts and match.key != "Y" and match.fits and 0 < match.quantum <= finest:
                error = errors.setdefault(match.key, np.zeros(self.values[match.key].shape))
                error[match.region] = match.quantum / np.sqrt(12)
        if "X" in errors:
            errors["Z", 1] = np.zeros(self.values["Z", 1].shape)
            errors["Z", 1][:, : self.net.widths[0]] = errors["X"]
        return errors

    def steps(self) -> Iterator[Expected]:
        """Every quantity in the order of the program; `settle` what was given before going on."""
        for key in inputs(self.trace):
            zero = np.zeros(self.values[key].shape)
            yield Expected(key, self.values[key], zero, zero, zero, frozenset())
        self._take_inputs()
        for call in program(self.net):
            yield self._step(call)

    def _take_inputs(self) -> None:
        """Z_1 is X, with its constant column."""
        Z = self.values["Z", 1].copy()
        Z[:, : self.net.widths[0]] = self.values["X"]
        self.values["Z", 1] = Z

    def _step(self, call: Call) -> Expected:
        expected = call.compute(self.net, self.values)
        tolerances, most = {}, largest(expected)
        for level, found in self._deviations(call, expected).items():
            self._errors[level][call.writes] = found
            floor = FLOOR if level == "fine" else 2 * self._levels[level][0]
            tolerances[level] = SAFETY * found + floor * most
        if call.rule.name == "slope":
            self._note_kinks(call)
        unseen = (key for key in call.reads if not self.matching.of(key) and key not in inputs(self.trace))
        hidden = frozenset(key for read in unseen for key in (read, *self._hidden.get(read, ())) if key != ("Z", 1))
        self.values[call.writes], self._hidden[call.writes] = expected, hidden
        return Expected(call.writes, expected, **tolerances, hidden=hidden)

    def _deviations(self, call: Call, expected: Array) -> dict[str, Array]:
        """By level the deviations of a result; where two levels do not differ, the same array."""
        known: dict[Any, Array] = {}
        found = {}
        for level, (u, over_kinks) in self._levels.items():
            errors = self._errors[level]
            at_kink = over_kinks and call.rule.name == "slope"
            same = u, at_kink, *(id(errors.get(key)) for key in call.reads)
            if same not in known:
                known[same] = deviation(self.net, call, self.values, errors, expected, u, over_kinks)
            found[level] = known[same]
        if call.rule.name == "slope" and np.array_equal(found["over_kinks"], found["coarse"]):
            found["over_kinks"] = found["coarse"]
        return found

    def _note_kinks(self, call: Call) -> None:
        u, _ = self._levels["coarse"]
        near = at_kinks(self.net, call, self.values, self._errors["coarse"], u)
        for n in np.flatnonzero(near.any(axis=0)).tolist():
            self.kinks.append(Kink(call.i, n, tuple(np.flatnonzero(near[:, n]).tolist())))

    def settle(self, step: Expected, right: Mapping[Any, bool]) -> None:
        """Go on from the arrays that were given for a step; rounded ones that are right stay as computed here.

        Parameters
        ----------
        step : Expected
        right : dict of bool
            By the name of each match of this step: whether it is what was expected.
        """
        value = step.expected.copy()
        for match in self.matching.of(step.key):
            if not match.fits or (match.quantum and right[match.name]):
                continue
            match.part_of(value)[:] = match.array
            self._rounded_to(match)
        self.values[step.key] = value
        if self.matching.of(step.key):
            self._hidden[step.key] = frozenset()

    def _rounded_to(self, match: Match) -> None:
        """What was given is exact, but for its decimals."""
        known: dict[int, Array] = {}
        for errors in self._errors.values():
            if match.key in errors:
                old = errors[match.key]
                if id(old) not in known:
                    known[id(old)] = np.array(np.broadcast_to(old, np.shape(self.values[match.key])))
                    match.part_of(known[id(old)])[:] = match.quantum / 2
                errors[match.key] = known[id(old)]
