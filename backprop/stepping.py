"""Where to stop in a round: after one operation, one layer, or a whole pass."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from .expression import Key
from .rules import Call

OUTPUT_RULES = ("softmax", "loss", "seed")
"""What happens between the last layer forward and the first one back."""


def stops(steps: Sequence[Call], by: str) -> tuple[int, ...]:
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


def _step(call: Call) -> object:
    return call.rule.name, call.i


def _layer(call: Call) -> object:
    if call.rule.name in OUTPUT_RULES:
        return "output"
    return call.rule.phase, call.rule.phase != "update" and call.i


def _pass(call: Call) -> object:
    return call.rule.phase


def after(places: Sequence[int], cursor: int) -> int | None:
    """The next stop, or None at the end."""
    n = bisect_right(places, cursor)
    return places[n] if n < len(places) else None


def before(places: Sequence[int], cursor: int) -> int | None:
    """The stop before this one, or None at the start."""
    n = bisect_left(places, cursor)
    return places[n - 1] if n else None


def cursor_of(steps: Sequence[Call], key: Key) -> int:
    """The number of steps after which a quantity is there; 0 if it is given."""
    return next((n for n, step in enumerate(steps, 1) if step.writes == key), 0)


def end_of(steps: Sequence[Call], phase: str) -> int:
    """The number of steps after which a phase is over."""
    return max(n for n, step in enumerate(steps, 1) if step.rule.phase == phase)
