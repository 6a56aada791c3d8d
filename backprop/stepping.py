"""Where to stop in a round: after one operation, one layer, or a whole pass."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from .expression import Key
from .rules import Rule

OUTPUT_RULES = ("softmax", "loss", "seed")
"""What happens between the last layer forward and the first one back."""


class Stage(Protocol):
    """A call, or a step that has been carried out."""

    @property
    def rule(self) -> Rule: ...
    @property
    def i(self) -> int: ...
    @property
    def writes(self) -> Key: ...


def stops(steps: Sequence[Stage], by: str) -> tuple[int, ...]:
    """The numbers of steps after which one may stop, 0 and all of them included.

    Parameters
    ----------
    steps : sequence
        A round: calls of `program`, or the steps of a trace.
    by : {"step", "layer", "pass"}

    Examples
    --------
    >>> from backprop import Network, program
    >>> round = program(Network((4, 3, 2)), update=True)
    >>> stops(round, "layer"), stops(round, "pass")
    ((0, 2, 4, 7, 11, 15, 17), (0, 6, 15, 17))
    """
    group = {"step": _step, "layer": _layer, "pass": _pass}[by]
    inner = [n for n, (a, b) in enumerate(pairwise(steps), 1) if group(a) != group(b)]
    return (0, *inner, len(steps))


def _step(stage: Stage) -> object:
    return stage.rule.name, stage.i


def _layer(stage: Stage) -> object:
    if stage.rule.name in OUTPUT_RULES:
        return "output"
    return stage.rule.phase, stage.rule.phase != "update" and stage.i


def _pass(stage: Stage) -> object:
    return stage.rule.phase


def after(places: Sequence[int], cursor: int) -> int | None:
    """The next stop, or None at the end."""
    n = bisect_right(places, cursor)
    return places[n] if n < len(places) else None


def before(places: Sequence[int], cursor: int) -> int | None:
    """The stop before this one, or None at the start."""
    n = bisect_left(places, cursor)
    return places[n - 1] if n else None


def cursor_of(steps: Sequence[Stage], key: Key) -> int:
    """The number of steps after which a quantity is there; 0 if it is given."""
    return next((n for n, step in enumerate(steps, 1) if step.writes == key), 0)


def end_of(steps: Sequence[Stage], phase: str) -> int:
    """The number of steps after which a phase is over."""
    return max(n for n, step in enumerate(steps, 1) if step.rule.phase == phase)
