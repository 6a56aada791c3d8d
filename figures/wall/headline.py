"""What stands above the equation: the step in one line, and in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

from backprop._text import N_
from backprop.expression import Key
from backprop.network import Network
from backprop.notations import NOTATIONS, Writing
from backprop.notations.notation import Description, Name
from backprop.passes import Trace
from backprop.rules import Rule, call_of
from figures.mathml import is_high, mathml, rich
from figures.notation import head, quantity_of

from .parts import Headline

MOST_WIDTHS = 6
"""So many stand in a sentence; of more, two at each end."""


class Accented(Writing):
    """A notation in which every quantity of an equation has its accent, as a class of its MathML; ∘ that of M."""

    def __init__(self, notation: Description, net: Network) -> None:
        super().__init__(notation, net)
        self.latex_style = replace(self.latex_style, hadamard=r" \class{of-M hadamard}{\circ} ")

    def _name(self, key: Key) -> Name:
        name, quantity = super()._name(key), quantity_of(key)
        accent = {"X": "Z", "loss": "loss"}.get(quantity, quantity)
        return replace(name, latex=lambda i: rf"\class{{of-{accent}}}{{{name.latex(i)}}}")


def _accented_of(writing: Writing) -> Accented:
    return _accented(writing.net, writing.notation.name)


@lru_cache(maxsize=256)
def _accented(net: Network, notation: str) -> Accented:
    return Accented(NOTATIONS[notation], net)


@lru_cache(maxsize=4096)
def _written(writing: Accented, rule: Rule, i: int) -> str:
    return writing.equation(call_of(writing.net, rule, i)).latex


def headline(trace: Trace, cursor: int, writing: Writing, translate: Callable[[str], str]) -> Headline:
    """The headline after ``cursor`` steps.

    Examples
    --------
    >>> from backprop import Trainer
    >>> import numpy as np
    >>> net = Network((2, 3))
    >>> t = Trainer(net, net.init_weights(), np.eye(2), [0, 1]).trace()
    >>> first = headline(t, 1, NOTATIONS["lecture"].of(net), str)
    >>> first.index, 'class="of-P"' in first.html
    ('1 / 10', True)
    """
    count = len(trace.steps)
    if not cursor:
        html, sentence = _start(trace, writing, translate)
        return Headline(html, sentence, f"0 / {count}", is_equation=False)
    step = trace.steps[cursor - 1]
    sentence = said(writing.sentences(step.rule), _accented_of(writing).mentioned(step.i), translate)
    latex = _equation(writing, step)
    return Headline(mathml(latex), sentence, f"{cursor} / {count}", is_high=is_high(latex))


def said(sentences: Sequence[str], formulas: Mapping[str, str], translate: Callable[[str], str]) -> str:
    """Sentences about a step as HTML, one after the other."""
    return " ".join(rich(translate(sentence), formulas) for sentence in sentences)


def equation(writing: Writing, step: Any) -> str:
    """An operation as MathML, each quantity in its accent, and ∘ in that of what it makes."""
    return mathml(_equation(writing, step))


def _equation(writing: Writing, step: Any) -> str:
    accented = _accented_of(writing)
    by_optimizer = step.rule.phase == "update"  # which may do another thing at every update
    return accented.equation(step).latex if by_optimizer else _written(accented, step.rule, step.i)


def _start(trace: Trace, writing: Writing, translate: Callable[[str], str]) -> tuple[str, str]:
    """What is to be seen before the first step of a round."""
    title = translate(N_("One batch goes forward, its error comes back, the weights learn"))
    sentence = translate(
        N_(
            "{rows} examples run through the network {widths}, one operation at a time: "
            "the first multiplies them by the weights of layer 1."
        )
    )
    widths = "-".join(map(str, _shortened(writing.net.widths)))
    return escape(title), escape(sentence.format(rows=trace.rows, widths=widths))


def _shortened(widths: Sequence[int]) -> list[int | str]:
    """The ends of a deep network."""
    return list(widths) if len(widths) <= MOST_WIDTHS else [*widths[:2], "…", *widths[-2:]]


def introduction(
    trace: Trace, writing: Writing, classes: Sequence[str], translate: Callable[[str], str]
) -> list[tuple[str, str, str]]:
    """What is given before the first step: key of the accent, symbol and words of X, of the targets, of the weights."""
    net = trace.net
    if net.loss_function.softmax and len(classes) == net.outputs:
        targets = translate(N_("the class of each example, one of {names}")).format(names=", ".join(classes))
    else:
        targets = translate(N_("what the output of each example should be"))
    rows = translate(N_("{rows} examples with {features} features each")).format(
        rows=trace.rows, features=net.widths[0]
    )
    count = sum(trace["W", i].size for i in range(1, net.layers + 1))
    weights = translate(N_("{count} weights in {layers} matrices, which training changes")).format(
        count=count, layers=net.layers
    )
    return [
        ("Z", writing.title(("Z", 1)), rows),
        ("Y", writing.title("Y"), targets),
        ("W", head("W", writing.notation.name).removesuffix("ᵢ"), weights),
    ]
