"""Which mistakes, planted in the right program, give the numbers one was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from backprop.activations import Array
from backprop.errors import BackpropError
from backprop.expression import Key, evaluate
from backprop.rules import Call, Rule, call_of, program

from .comparison import Comparison, Judged
from .match import Match
from .mistakes import Planted, planted
from .patterns import counted
from .replay import Replay, inputs
from .rounding import largest
from .verdict import Verdict

CLOSE = 1e-8
"""Share of the largest entry up to which two matrices are the same, beyond what rounding allows."""

FINE = 1e-9
"""Between the unit roundoffs of float64 and of float32."""

HALF, FITTED = 0.51, 1.02
"""Of the last decimal that was printed: what rounding takes, and what it takes from a number that is fitted as well."""

ALONE = 0.2
"""Share of the search that every mistake by itself is said to take."""

MULTIPLICATIONS = 3e8
"""So many may be done to look for pairs."""

FEWEST, MOST = 60, 20_000
"""Runs of the program for that, whatever its size."""


@dataclass(frozen=True)
class Found:
    """Mistakes that were tried together.

    Attributes
    ----------
    plants : tuple of Planted
    parameters : tuple of float
        The number each depends on; NaN if it depends on none.
    left : tuple of Key
        What is still wrong with them, in the order of the program.
    """

    plants: tuple[Planted, ...]
    parameters: tuple[float, ...]
    left: tuple[Key, ...]


class Search:
    """Tries mistakes on a comparison.

    Parameters
    ----------
    comparison, replay
        As `comparing.judged` gives them.
    watch : callable, optional
        Called with the share that is done, 0 to 1; it may raise to stop the search.
    """

    def __init__(self, comparison: Comparison, replay: Replay, watch: Callable[[float], object] | None = None) -> None:
        t = replay.trace
        self._watch = watch or (lambda _share: None)
        self.net, self.m = t.net, t.rows
        self.rows = 1 if comparison.convention == "sum" else t.rows
        self.calls = program(t.net)
        self._order = {call.writes: n for n, call in enumerate(self.calls)}
        self._place = {(call.rule.name, call.i): n for n, call in enumerate(self.calls)}
        self._base = replay.values
        self._given: dict[Key, list[tuple[Match, dict[bool, Array], Array]]] = {}
        noisy = any(step.verdict in (Verdict.NOISE, Verdict.KINK) for step in comparison.steps)
        self.coarse = noisy or any(match.unit > FINE for match in comparison.matching.matches)
        for step in comparison.steps:
            if step.key in self._order:
                coarsest = step.widest if comparison.kinks else step.tolerance
                tolerances = {True: coarsest, False: coarsest if comparison.kinks else step.fine}
                self._given.setdefault(step.key, []).append((step.match, tolerances, step.expected))
        starts = inputs(t)
        wrong = {step.key for step in comparison.steps if step.verdict == Verdict.WRONG} - set(starts)
        self.wrong = tuple(sorted(wrong, key=lambda key: self._order[key]))
        self.plants = planted(t.net, t.rows)
        own = [step for step in comparison.wrong if step.key not in starts]
        self.suspects = frozenset(key for step in own[:1] for key in step.suspects)
        self.skipped: frozenset[Key] = frozenset()

    def exact(self) -> list[Found]:
        """Every mistake that, by itself, leaves nothing wrong; if need be with the tolerance of float32."""
        found = [one for one in self.singles() if not one.left]
        if found or self.coarse:
            return found
        self.coarse = True
        again = [one for one in self.singles() if not one.left]
        self.coarse = bool(again)
        return again

    # --- running with mistakes ---

    def run(
        self, rules: Mapping[tuple[str, int], Rule], all_of_it: bool = True, decimals: float = HALF
    ) -> tuple[list[Key], dict[Key, Array]]:
        """What is still wrong with these rules, and every quantity that they change.

        Parameters
        ----------
        rules : dict of Rule
        all_of_it : bool
            Whether to go on after the first quantity that was right and is not any more, or still is not right.
        decimals : float
            So much of the last decimal that was printed a number may be off.
        """
        changed: dict[Key, Array] = {}
        computed: dict[Key, Array] = {}
        left: list[Key] = []
        start = min(self._place[place] for place in rules)
        before = [key for key in self.wrong if self._order[key] < start]
        left += before
        if before and not all_of_it:
            return left, computed
        for call in self.calls[start:]:
            rule = rules.get((call.rule.name, call.i))
            if rule is None and not any(key in changed for key in call.reads):
                if call.writes in self.wrong:
                    left.append(call.writes)
            else:
                value = self._value(call, rule, changed)
                computed[call.writes] = value
                if not self._agrees(call.writes, value, decimals):
                    left.append(call.writes)
                merged = self._merged(call.writes, value)
                if not np.array_equal(merged, self._base[call.writes], equal_nan=True):
                    changed[call.writes] = merged
            if left and not all_of_it:
                break
        return left, computed

    def _value(self, call: Call, rule: Rule | None, changed: Mapping[Key, Array]) -> Array:
        made = call if rule is None else call_of(self.net, rule, call.i)
        values = {key: changed[key] if key in changed else self._base[key] for key in made.reads}
        if rule is None or rule.by_hand:
            return made.compute(self.net, values, out=np.empty_like(self._base[call.writes]))
        assert made.formula is not None  # noqa: S101 - a rewritten rule has a formula or is done by hand
        return evaluate(made.formula, values, self.m)

    def _agrees(self, key: Key, value: Array, decimals: float) -> bool:
        """Whether a value is what was given for it, as far as rounding allows, and so much of the last decimal."""
        if key in self.skipped:
            return True
        for match, tolerances, expected in self._given.get(key, ()):
            if not match.fits:
                return False
            part = match.part_of(value)
            finite = np.isfinite(part)
            if not np.array_equal(_not_finite(part), _not_finite(match.array), equal_nan=True):
                return False
            most, size = largest(part), largest(expected) or 1.0
            slack = 2 * tolerances[self.coarse] * max(1.0, min(most / size, 1e6)) + max(CLOSE, 32 * match.unit) * most
            beyond = np.maximum(np.abs(part - match.array) - slack, 0)[finite]
            if np.any(beyond > decimals * match.quantum) or (beyond.size and beyond.mean() > HALF * match.quantum):
                return False
        return True

    def _merged(self, key: Key, value: Array) -> Array:
        """The value, with what was given for it in its place."""
        merged = value
        for match, *_ in self._given.get(key, ()):
            if match.fits:
                merged = value.copy() if merged is value else merged
                match.part_of(merged)[:] = match.array
        return merged

    # --- one mistake ---

    def singles(self) -> list[Found]:
        """Every mistake that may touch the first wrong array, tried by itself, with the first that it leaves wrong."""
        near = [plant for plant in self.plants if self.suspects.intersection(plant.places)]
        found = []
        for n, plant in enumerate(near):
            self._watch(ALONE * n / len(near))
            found.append(self._tried(plant, ()))
        return [one for one in found if one is not None]

    def mending(self, step: Judged) -> list[Found]:
        """The mistakes that make one array right, whatever else they leave wrong after it."""
        place, view = self._order[step.key], copy(self)
        view.skipped = frozenset(key for key in self.wrong if self._order[key] < place)
        view.wrong = tuple(key for key in self.wrong if key not in view.skipped)
        view.suspects = frozenset(step.suspects)
        return [one for one in view.singles() if not one.left or self._order[one.left[0]] > place]

    def _tried(self, plant: Planted, beside: tuple[tuple[Planted, float], ...]) -> Found | None:
        """A mistake beside others; None if it can't be made beside them."""
        base: dict[tuple[str, int], Rule] = {}
        for other, number in beside:
            base = other.rules(number, base) or {}
        try:
            parameter: float | None = self._fitted(plant, base) if plant.has_parameter else float("nan")
            rules = None if parameter is None else plant.rules(parameter, base)
            if rules is None or parameter is None:
                return None
            plants = (*(other for other, _ in beside), plant)
            fitted = any(one.has_parameter for one in plants)
            left, _ = self.run(rules, all_of_it=False, decimals=FITTED if fitted else HALF)
        except BackpropError:
            return None
        return Found(plants, (*(number for _, number in beside), parameter), tuple(left))

    def _fitted(self, plant: Planted, base: Mapping[tuple[str, int], Rule]) -> float | None:
        """The number that brings the first wrong quantity which depends on it nearest; None if there is none."""
        zero, one = plant.rules(0.0, base), plant.rules(1.0, base)
        if zero is None or one is None:
            return None
        left, low = self.run(zero)
        _, high = self.run(one)
        for key in left:
            if key not in high:
                continue
            parts = [
                (match.array, match.part_of(low[key]) if key in low else expected, match.part_of(high[key]))
                for match, _tolerance, expected in self._given[key]
                if match.fits
            ]
            if not parts:
                return None
            if plant.label == "clip":
                limit = float(max(np.abs(yours).max() for yours, _, _ in parts))
                return limit if np.isfinite(limit) else None
            slope = np.concatenate([(b - a).ravel() for _, a, b in parts])
            rest = np.concatenate([(yours - a).ravel() for yours, a, _ in parts])
            size = float(slope @ slope)
            number = float(rest @ slope) / size if np.isfinite(size) and size > 0 else 0.0
            return number if self._is_plausible(plant, number) else None
        return None

    def _is_plausible(self, plant: Planted, number: float) -> bool:
        """A rate or a step is positive; clipping makes smaller, down to a norm that one writes; a count is whole."""
        if plant.mistake.key == "clip_norm":
            return 0 < number < 0.999999 and self._have_round_norm(plant.places)
        if plant.mistake.key == "other_count":
            return number > 0 and counted(number if self.rows > 1 else number * self.m, self.m) > 0
        if "loss" in plant.places:  # one number can be made of any other: it has to be one that somebody writes
            return any(_is_short(number * factor, 3e-4 * number * factor) for factor in (1, self.m, 1 / self.m))
        return 1e-12 < number < 1e6

    def _have_round_norm(self, keys: Iterable[Key]) -> bool:
        """Whether the norm of what was given for some quantities, as it came, has two digits at most."""
        given = [match for key in keys for match, *_ in self._given.get(key, ())]
        squares = sum(float(np.sum(np.square(match.array / match.factor))) for match in given)
        doubt = sum(match.array.size * (match.quantum / match.factor) ** 2 for match in given)
        norm = float(np.sqrt(squares))
        return _is_short(norm, 1e-5 * norm + float(np.sqrt(doubt)))

    # --- two mistakes ---

    def pairs(self, singles: list[Found]) -> list[Found]:
        """Two mistakes that together leave nothing wrong: one after the other, or both before the first difference."""
        budget = whole = self._budget()
        first = self._order[self.wrong[0]]
        ahead = [one for one in singles if not one.left or self._order[one.left[0]] > first]
        ahead.sort(key=lambda one: -self._order[one.left[0]] if one.left else 0)
        found: list[Found] = []
        for one in _unlike(ahead)[:32]:
            rest = self._order[one.left[0]] if one.left else 0
            self._watch(ALONE + (1 - ALONE) * (1 - budget / whole))
            for plant in self.plants:
                if budget > 0 and self._reaches(plant, rest):
                    budget -= 1
                    found += self._both(one.plants[0], one.parameters[0], plant)
        if found:
            return found
        near = [one for one in singles if self._reaches(one.plants[0], first) and not one.plants[0].has_parameter]
        for one, other in combinations(near, 2):
            if budget <= 0:
                break
            budget -= 1
            self._watch(ALONE + (1 - ALONE) * (1 - budget / whole))
            found += self._both(one.plants[0], one.parameters[0], other.plants[0])
        return found

    def _both(self, one: Planted, parameter: float, other: Planted) -> Iterator[Found]:
        if one.mistake.key == other.mistake.key and set(one.variants) & set(other.variants):
            return
        found = self._tried(other, ((one, parameter),))
        if found and found.left and set(one.variants) & set(other.variants) and not other.has_parameter:
            found = self._tried(one, ((other, np.nan),))  # in one rule, the order matters
        if found and not found.left:
            yield found

    def _reaches(self, plant: Planted, place: int) -> bool:
        """Whether a mistake is made before a place in the program, or there."""
        return min(self._place[spot] for spot in plant.variants) <= place

    def _budget(self) -> int:
        widths = self.net.widths
        each = self.m * sum(3 * a * b + 50 * b for a, b in pairwise(widths))
        return int(min(MOST, max(FEWEST, MULTIPLICATIONS / each)))


def _not_finite(array: Array) -> Array:
    """The infinities and NaNs of a matrix; 0 for its numbers."""
    found: Array = np.where(np.isfinite(array), 0, array)
    return found


def _is_short(number: float, near: float) -> bool:
    """Whether a number is so near to one of two digits."""
    return number > 0 and abs(number - float(f"{number:.1e}")) <= near < 0.01 * number


def _unlike(found: list[Found]) -> list[Found]:
    """One form of each rule, in one layer and in several, of those that leave the same wrong."""
    seen: dict[tuple[object, ...], Found] = {}
    for one in found:
        plant = one.plants[0]
        rules = frozenset(name for name, _layer in plant.variants)
        seen.setdefault((plant.mistake.key, rules, len(plant.variants) > 1, one.left), one)
    return list(seen.values())
