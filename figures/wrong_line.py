"""A line that has a mistake, written as the lecture would write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from backprop._text import N_
from backprop.clinic.hidden import right_call, wrong_call
from backprop.clinic.mistakes import Planted
from backprop.expression import Function, Scale
from backprop.notations import Writing
from backprop.notations.notation import applied, in_latex

CALLED = {
    "first row": N_("first row of"),
    "last row": N_("last row of"),
    r"last \d+": N_("last rows of"),
    r"rows [-+]1|reversed": N_("other rows of"),
    r"[-+]1": N_("other classes of"),
    "softmax over columns": N_("softmax over the columns of"),
    "softmax over everything": N_("softmax over all of"),
    "other side": N_("mask of the other side of"),
    "labels": N_("labels of"),
}
"""Functions that a mistake needs and mathematics has no sign for: what is said in its place."""

UNWRITTEN = ("bias_not_summed", "bias_averaged", "bias_missing", "keepdims_missing")
"""Mistakes with a part of a matrix, which no formula of whole ones says."""


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
    if line.rule.by_hand or line.formula is None or bug.mistake.key in UNWRITTEN:
        return ""

    def function(of: Function, what: str) -> str:
        words = next((words for name, words in CALLED.items() if re.fullmatch(name, of.name)), "")
        named = replace(of, name=re.sub(r"\(P\d+\)$", "", of.name))  # whose argument follows
        return rf"\text{{{translate(words)} }}({what})" if words else applied(named, what)

    return f"{writing.equation(right_call(bug)).left} = {writing.side(line, function=function, scale=_scaled)}"


def _scaled(written: str, scale: Scale) -> str:
    """A sign, or a fraction, as one writes it by hand."""
    if scale.letter:
        return in_latex(written, scale)
    if scale.by == -1:
        return "-" + in_latex(written, replace(scale, by=1.0))
    if 0 < scale.by < 1 and scale.rows <= 0:
        return rf"\tfrac{{1}}{{{round(1 / scale.by)}{'m' * -scale.rows}}}\,{written}"
    return in_latex(written, scale)
