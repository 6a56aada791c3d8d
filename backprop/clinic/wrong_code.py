"""The line of code that has a mistake, as one would write it in a notation: where the mistake is, and in its names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from backprop.activations import ACTIVATIONS
from backprop.expression import Apply, Expression, Function, parts, rewritten
from backprop.network import Network
from backprop.notations import NOTATIONS, Writing
from backprop.rules import LAMBDA, Call, call_of, program

from .mistakes import Planted

CODES = {"softmax", *ACTIVATIONS, *(f"{name}_slope" for name in ACTIVATIONS)}
"""The functions that a line of code may call without saying what they do."""

_LAYERED = re.compile(r"(?<=[A-Za-z])[12]\b")


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
    formula = call.formula and rewritten(call.formula, lambda e: _in_code(bug.net, e))
    if formula is None or call.rule.by_hand or _is_better_told(bug, formula):
        yield from _typical(bug, call)
    else:
        yield from writing.statements(replace(call, formula=formula))[:1]


def _is_better_told(bug: Planted, formula: Expression) -> bool:
    """Whether code would need an unknown function, a number that nobody writes, or a line of its own for the bias."""
    is_fitted = bug.has_parameter and bug.mistake.letter != LAMBDA
    return is_fitted or "db" in bug.mistake.line or not {each.code for each in _functions(formula)} <= CODES


def _in_code(net: Network, e: Expression) -> Expression:
    """A function as it is called in code: tanh_slope."""
    if not isinstance(e, Apply):
        return e
    of = e.function
    name, _sign, layer = (of.code or of.name).partition("′")
    if layer.isdecimal():
        name = net.activations[int(layer) - 1]
    code = f"{name}_slope" if _sign else name
    return replace(e, function=replace(of, code=code)) if code in CODES else e


def _functions(formula: Expression) -> Iterator[Function]:
    return (part.function for part in parts(formula) if isinstance(part, Apply))


def _typical(bug: Planted, call: Call) -> Iterator[str]:
    """The line of the catalogue, in the layer where it is, if it says what makes that quantity."""
    line, key = bug.mistake.line, call.writes
    if not _LAYERED.search(line):
        yield line
    elif isinstance(key, tuple) and key[0] != "G":
        i = key[1]
        moved = _LAYERED.sub(lambda digit: str(int(digit[0]) + i - 1), line)
        yield re.sub(r"\bX\b", f"A{i - 1}", moved) if i > 1 else moved


@lru_cache(maxsize=16)
def _right(net: Network) -> frozenset[str]:
    """What is right in some notation."""
    calls: Iterable[Call] = (call for call in program(net) if call.formula)
    writings = [notation.of(net) for notation in NOTATIONS.values()]
    return frozenset(line for call in calls for writing in writings for line in writing.statements(call))
