"""A line that has a mistake, written as the lecture would write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backprop.clinic.hidden import right_call, wrong_call
from backprop.clinic.mistakes import Planted
from backprop.expression import Apply, Expression, Function, Scale, parts
from backprop.notations import Writing
from backprop.notations.notation import applied, in_latex


def wrong_line(writing: Writing, bug: Planted, translate: Callable[[str], str] = str) -> str:
    r"""The equation of the line in LaTeX; empty where no formula says it.

    Examples
    --------
    >>> from backprop import Network
    >>> from backprop.clinic.mistakes import planted
    >>> from backprop.notations import LECTURE
    >>> net = Network((4, 6, 3))
    >>> bugs = {bug.mistake.key: bug for bug in reversed(planted(net, 5)) if len(bug.places) == 1}
    >>> wrong_line(LECTURE.of(net), bugs["slope_left_out"]), wrong_line(LECTURE.of(net), bugs["first_row_only"])
    ('M_1 = G_2', 'G_3 = \\text{first row of }(S - I_y)')
    """
    line = wrong_call(bug)
    if line.rule.by_hand or line.formula is None or not can_be_written(line.formula):
        return ""

    def function(of: Function, what: str) -> str:
        return rf"\text{{{translate(of.words)} }}({what})" if of.words else applied(of, what)

    return f"{writing.equation(right_call(bug)).left} = {writing.side(line, function=function, scale=_scaled)}"


def can_be_written(formula: Expression) -> bool:
    """Whether every function in it has a sign or words."""
    return all(part.function.words is not None for part in parts(formula) if isinstance(part, Apply))


def _scaled(written: str, scale: Scale) -> str:
    """A sign, or a fraction, as one writes it by hand."""
    if scale.letter:
        return in_latex(written, scale)
    if scale.by == -1:
        return "-" + in_latex(written, replace(scale, by=1.0))
    if 0 < scale.by < 1 and scale.rows <= 0:
        return rf"\tfrac{{1}}{{{round(1 / scale.by)}{'m' * -scale.rows}}}\,{written}"
    return in_latex(written, scale)
