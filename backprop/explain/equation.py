"""The scalar equation of an explanation in LaTeX: in symbols, then with the numbers plugged in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING

import numpy as np

from backprop.network import Network
from backprop.rules import Key, symbol

if TYPE_CHECKING:
    from .explanation import Explanation, LikeTerms, Operand, Place


BY_EXAMPLE = ("gradient", "loss")
"""The rules whose terms are one an example."""


def number(value: float, digits: int = 3) -> str:
    r"""A number with so many significant digits.

    Examples
    --------
    >>> number(-0.14142), number(1.25e-7), number(-np.inf)
    ('-0.141', '1.25\\cdot 10^{-7}', '-\\infty')
    """
    if value == 0:
        return "0"
    if isnan(value):
        return r"\text{NaN}"
    if not isfinite(value):
        return r"\infty" if value > 0 else r"-\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    if not exponent:
        return mantissa
    power = rf"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa}\cdot {power}")


def entry(net: Network, key: Key, *index: int | str) -> str:
    r"""An entry of a quantity.

    Examples
    --------
    >>> entry(Network((4, 3)), ("dW", 1), 0, "c"), entry(Network((4, 3)), "loss")
    ('(\\nabla_{W_1}\\ell)_{0,c}', '\\ell')
    """
    name = symbol(net, key)
    if not index:
        return name
    name = name if name.isalpha() else f"({name})"
    return f"{name}_{{{','.join(map(str, index))}}}"


def pattern_of(latex: str, name: str) -> str:
    r"""A function of x as a pattern: spelt out, or as name(<0>) where it needs other names than x.

    Examples
    --------
    >>> pattern_of(r"\max(x, 0.01\,x)", "f"), pattern_of("x s, s = 1 / (1 + e^{-x})", "f")
    ('\\max(<0>, 0.01\\,<0>)', 'f(<0>)')
    """
    names = re.findall("[a-z]+", re.sub(r"\\text\{[^}]*\}|\\[a-zA-Z]+", "", latex))
    if set(names) <= {"x", "e"}:
        return re.sub(r"(?<![a-zA-Z\\])x(?![a-zA-Z])", "<0>", latex)
    return f"{name}(<0>)"


def equation(explanation: Explanation, n: int, digits: int) -> str:
    """See `Explanation.latex`."""
    left = entry(explanation.net, explanation.key, *explanation.index)
    value = number(explanation.value, digits)
    if not explanation.like:
        return f"{left} = {value}"
    numbers = _numbers(explanation, n, digits)
    parts = [left, _symbols(explanation), numbers, value]
    return " = ".join(part for part, following in zip(parts, [*parts[1:], ""], strict=True) if part != following)


def _symbols(explanation: Explanation) -> str:
    letter = "r" if explanation.rule and explanation.rule.name in BY_EXAMPLE else "c"
    text = _joined([_symbolic(explanation.net, like, letter) for like in explanation.like])
    if explanation.relation == "share":
        own = explanation.like[0].operands[0]
        top = explanation.like[0].pattern.replace("<0>", entry(explanation.net, own.key, *explanation.index))
        return rf"\frac{{{top}}}{{{text}}}"
    return text


def _symbolic(net: Network, like: LikeTerms, letter: str) -> str:
    names = [_named(net, operand, letter) for operand in like.operands if like.pattern or operand.role == "factor"]
    text = _plugged(like.pattern, names) if like.pattern else r"\,".join(names) or rf"\ell_{letter}"
    sign = f"{like.sign}\\," if like.sign not in ("", "-") else like.sign
    return f"{sign}{text}" if _single(like) else rf"{sign}\sum_{letter} {text}"


def _named(net: Network, operand: Operand, letter: str) -> str:
    def index(place: Place) -> int | str:
        return place if isinstance(place, int) else letter

    return entry(net, operand.key, index(operand.rows), index(operand.columns))


def _single(like: LikeTerms) -> bool:
    return all(isinstance(place, int) for operand in like.operands for place in (operand.rows, operand.columns))


def _numbers(explanation: Explanation, n: int, digits: int) -> str:
    values, groups = explanation.values, explanation.like
    flat = [(like, k) for like in groups for k in range(len(like.values))]
    order = np.arange(len(flat))
    if len(groups) == 1:
        order = np.argsort(-np.nan_to_num(abs(values), nan=np.inf), kind="stable")
    text = _joined([_numeric(like, k, digits) for like, k in (flat[at] for at in order[:n])])
    if len(order) > n:
        with np.errstate(all="ignore"):
            rest = number(float(values[order[n:]].sum()), digits)
        text += rf" + \underbrace{{\cdots}}_{{{rest}}}"
    if explanation.relation == "share":
        text = rf"\frac{{{_numeric(groups[0], explanation.index[-1], digits)}}}{{{text}}}"
    return text


def _numeric(like: LikeTerms, k: int, digits: int) -> str:
    operands = [o for o in like.operands if like.pattern or o.role == "factor"]
    factors = [number(float(operand.values[k]), digits) for operand in operands]
    if like.pattern:
        return _plugged(like.pattern, factors)
    if not factors:
        return number(float(like.values[k]), digits)
    if like.sign == "-":
        return "-" + r"\cdot ".join(map(_bracketed, factors))
    if like.sign:
        factors = [number(like.coefficient, digits), *factors]
    return r"\cdot ".join([factors[0], *map(_bracketed, factors[1:])])


def _plugged(pattern: str, operands: Sequence[str]) -> str:
    r"""The pattern with its operands, in brackets where they would run into what stands around them.

    Examples
    --------
    >>> _plugged(r"\max(<0>, 2\,<0>) + (<0>^2)", ["-3"]), _plugged(r"2\,<0>", ["3"])
    ('\\max(-3, 2\\,(-3)) + ((-3)^2)', '2\\,(3)')
    """

    def operand(found: re.Match[str]) -> str:
        text, before, after = operands[int(found[1])], pattern[: found.start()], pattern[found.end() :]
        if before[-1:] in ("", "(", "[", "{") and not after.startswith("^"):
            return text
        is_number = text[-1].isdigit()
        return f"({text})" if is_number and before.endswith(r"\,") else _bracketed(text)

    return re.sub("<([0-9])>", operand, pattern)


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") or "^" in text else text


def _joined(summands: Sequence[str]) -> str:
    return " + ".join(summands).replace("+ -", "- ")
