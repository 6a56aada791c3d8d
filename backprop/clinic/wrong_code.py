"""The line of code that has a mistake, as one would write it in a notation: where the mistake is, and in its names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from backprop.activations import ACTIVATIONS
from backprop.expression import Apply, Expression, parts
from backprop.network import Network
from backprop.notations import NOTATIONS, Writing
from backprop.rules import LAMBDA, Call, call_of, program

from .mistakes import Planted

CODES = {"softmax", *ACTIVATIONS, *(f"{name}_slope" for name in ACTIVATIONS)}
"""The functions that a line of code may call without saying what they do."""


def wrong_code(writing: Writing, bug: Planted, parameter: float = 1.0) -> tuple[str, ...]:
    """What makes each of the places with the mistake; empty where no line of code would say it truly.

    Where no formula says it, it is the typical line of the mistake, of that layer. A line that is right in some
    notation is not shown as wrong.

    Parameters
    ----------
    writing : Writing
    bug : Planted
    parameter : float
        The number it depends on; NaN if it depends on none.

    Examples
    --------
    >>> from backprop.clinic.mistakes import planted
    >>> net = Network((4, 6, 3))
    >>> bugs = {bug.mistake.key: bug for bug in reversed(planted(net, 5)) if len(bug.places) == 1}
    >>> wrong_code(NOTATIONS["lecture"].of(net), bugs["slope_left_out"])
    ('M1 = G2',)
    >>> wrong_code(NOTATIONS["lecture"].of(net), bugs["last_row_only"])
    ()
    """
    rules = bug.rules(parameter) or {}
    calls = [call_of(bug.net, rule, i) for (_name, i), rule in rules.items()]
    lines = tuple(line for call in calls for line in _lines(writing, bug, call))
    return tuple(line for line in dict.fromkeys(lines) if line not in _right(bug.net))


def _lines(writing: Writing, bug: Planted, call: Call) -> Iterator[str]:
    if call.formula is None or call.rule.by_hand or _is_better_told(bug, call.formula):
        yield from _typical(bug, call)
    else:
        yield from writing.statements(call)[:1]


def _is_better_told(bug: Planted, formula: Expression) -> bool:
    """Whether code would need an unknown function, a number that nobody writes, or a line of its own for the bias."""
    is_fitted = bug.has_parameter and bug.mistake.letter != LAMBDA
    called = {part.function.code for part in parts(formula) if isinstance(part, Apply)}
    return is_fitted or bug.mistake.of_bias or not called <= CODES


def _typical(bug: Planted, call: Call) -> Iterator[str]:
    """The line of the catalogue, in the layer where it is, if it says what makes that quantity."""
    key = call.writes
    if not bug.mistake.is_of_layer:
        yield bug.mistake.written()
    elif isinstance(key, tuple) and key[0] != "G":
        yield bug.mistake.written(key[1])


@lru_cache(maxsize=16)
def _right(net: Network) -> frozenset[str]:
    """What is right in some notation."""
    calls: Iterable[Call] = (call for call in program(net) if call.formula)
    writings = [notation.of(net) for notation in NOTATIONS.values()]
    return frozenset(line for call in calls for writing in writings for line in writing.statements(call))
