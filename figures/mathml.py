"""The engine's LaTeX as MathML, for places where no LaTeX is drawn: browsers draw MathML by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from string import Formatter
from xml.etree.ElementTree import tostring
from xml.sax.saxutils import unescape

from latex2mathml.converter import convert_to_element

from backprop.explain.equation import Side


@lru_cache(maxsize=2048)
def mathml(latex: str) -> str:
    r"""A formula.

    Examples
    --------
    >>> "<msub><mi>Z</mi><mn>1</mn></msub>" in mathml("Z_1")
    True
    """
    formula = convert_to_element(latex)
    for word in formula.iter("mtext"):
        if word.get("mathvariant") == "monospace":
            word.tag = "mi"  # a name: beside text, which counts as space, "=" would stand without any
            word.text = (word.text or "").replace(r"\_", "_")  # the converter keeps the backslash
    return unescape(tostring(formula, encoding="unicode"))


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
