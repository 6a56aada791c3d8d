"""The engine's LaTeX as MathML, for places where no LaTeX is drawn: browsers draw MathML by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
from itertools import pairwise
from string import Formatter
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element

from backprop.explain.equation import Side

SUM = "∑"

VARIABLE = "variable"
"""The class of single letters, which the page sets in an italic type."""

MINUS = ("-", "−")
CLOSING = (")", "]")

HIGH = frozenset({"msub", "msup", "msubsup", "mfrac", "msqrt"})
"""What makes a fraction higher than two signs."""


@lru_cache(maxsize=2048)
def mathml(latex: str) -> str:
    r"""A formula.

    Examples
    --------
    >>> '<msub><mi class="variable">Z</mi><mn>1</mn></msub>' in mathml("Z_1")
    True
    >>> mathml("= -2").count("prefix"), mathml("(1) - 2").count("prefix")
    (1, 0)
    """
    return tostring(_formula(latex), encoding="unicode")


def is_high(latex: str) -> bool:
    r"""Whether a formula is higher than a fraction of two signs: it has a sum, or a fraction of more.

    Examples
    --------
    >>> is_high(r"\tfrac{\alpha}{m}"), is_high(r"\tfrac{\alpha}{m_1}"), is_high(r"\sum_i x_i")
    (False, True, True)
    """
    formula = _formula(latex)
    fractions = (part.tag for fraction in formula.iter("mfrac") for part in fraction.iter() if part is not fraction)
    has_sum = any(part.text == SUM or part.tag == "munder" for part in formula.iter())
    return has_sum or not HIGH.isdisjoint(fractions)


@lru_cache(maxsize=512)
def _formula(latex: str) -> Element:
    formula: Element = convert_to_element(latex)
    formula.attrib.clear()  # what HTML takes for granted
    for part in formula.iter():
        part.text = unescape(part.text or "") or None  # the converter spells signs by their numbers
    for word in formula.iter("mtext"):
        if word.get("mathvariant") == "monospace":
            word.tag = "mi"  # a name: beside text, which counts as space, "=" would stand without any
            word.text = (word.text or "").replace(r"\_", "_")  # the converter keeps the backslash
    for name in formula.iter("mi"):  # a browser's own mathematical italics are in few fonts
        if name.text and len(name.text) == 1 and name.text.isalpha() and not name.get("mathvariant"):
            name.set("class", VARIABLE)
    _mark_signs(formula)
    return formula


def _mark_signs(formula: Element) -> None:
    """A minus after another sign belongs to its number: to a browser it stands between two unless it is the first."""
    for row in formula.iter():
        for before, sign in pairwise(row):
            if sign.text in MINUS and before.tag == "mo" and before.text not in CLOSING:
                sign.set("form", "prefix")


def rich(text: str, formulas: Mapping[str, str]) -> str:
    """A sentence with fields for formulas, as HTML.

    Examples
    --------
    >>> rich("<b> times {W}", {"W": "W_2"}).startswith("&lt;b&gt; times <math")
    True
    """
    parts = Formatter().parse(text)
    return "".join(escape(words) + (mathml(formulas[name]) if name else "") for words, name, _form, _how in parts)


def line(side: Side, equals: bool) -> str:
    """A side of an equation as HTML that can be broken between its summands: a formula for each.

    Examples
    --------
    >>> from backprop.explain.equation import Summand
    >>> line([Summand(True, "a"), Summand(False, "b")], equals=True).count("<math")
    2
    """
    first, *others = side
    formulas = [("= " if equals else "") + "-" * first.minus + first.latex]
    formulas += [("{}-" if summand.minus else "{}+") + summand.latex for summand in others]  # a sign between two
    return " ".join(map(mathml, formulas))
