"""The scalar equation of an explanation in LaTeX: in symbols, then with the numbers plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isnan

import numpy as np

from backprop.activations import Argument
from backprop.expression import Key
from backprop.notations import Writing
from backprop.notations.notation import lower
from backprop.optimizers import MEMORY

from .terms import Cell, Indices, LikeTerms, Operand


@dataclass(frozen=True)
class Summand:
    """A part of a sum: whether it is taken away, and what it is, in LaTeX."""

    minus: bool
    latex: str


Side = Sequence[Summand]
"""A side of an equation."""


def joined(side: Side) -> str:
    """A side of an equation in LaTeX.

    Examples
    --------
    >>> joined([Summand(True, "a"), Summand(False, "b"), Summand(True, "c")])
    '-a + b - c'
    """
    first, *others = side
    return "-" * first.minus + first.latex + "".join(f" {'-' if s.minus else '+'} {s.latex}" for s in others)


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
    mantissa, exponent = _scientific(value, digits)
    if not exponent:
        return mantissa
    power = rf"10^{{{int(exponent)}}}"
    return {"1": power, "-1": f"-{power}"}.get(mantissa, rf"{mantissa}\cdot {power}")


def _scientific(value: float, digits: int) -> tuple[str, str]:
    """The mantissa and the exponent that Python prints; no exponent where it prints none."""
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return mantissa, exponent


def _argument(value: float, digits: int) -> Argument:
    """A number that a function is written of."""
    mantissa, exponent = _scientific(value, digits)
    return Argument(number(value, digits), value < 0 or bool(exponent and mantissa != "1"))


def _factor(value: float, digits: int) -> str:
    """A number behind a sign of multiplication, in brackets if it has a sign of its own or a power."""
    text = number(value, digits)
    return f"({text})" if value < 0 or _scientific(value, digits)[1] else text


def entry(writing: Writing, key: Key, *index: int | str) -> str:
    r"""An entry of a quantity, or of the memory of an optimiser, which every notation writes the same way.

    Examples
    --------
    >>> from backprop import Network
    >>> from backprop.notations import LECTURE
    >>> lecture = LECTURE.of(Network((4, 3)))
    >>> entry(lecture, ("dW", 1), 0, "c"), entry(lecture, ("v", 1), 0, 2), entry(lecture, "loss")
    ('(\\nabla_{W_1}\\ell)_{0,c}', '(v_1)_{0,2}', '\\ell')
    """
    if not isinstance(key, str) and key[0] in MEMORY:
        return f"({key[0]}{lower(int(key[1]))})_{{{','.join(map(str, index))}}}"
    return writing.entry(key, *index)


def sides(cell: Cell, n: int, digits: int) -> list[Side]:
    """The sides of the equation; see `Explanation.latex`."""
    value = [_number(cell.value, digits)]
    left = [Summand(False, entry(cell.writing, cell.key, *cell.index))]
    if not cell.like:
        return [left, value]
    every = [left, _symbols(cell), _numbers(cell, n, digits), value]
    return [side for side, following in zip(every, [*every[1:], []], strict=True) if side != following]


def _number(value: float, digits: int) -> Summand:
    return Summand(value < 0, number(abs(value), digits))


def _symbols(cell: Cell) -> Side:
    summands = [_symbolic(cell.writing, like, cell.letter) for like in cell.like]
    if cell.relation == "share":
        like = cell.like[0]
        return _share(like, Argument(entry(cell.writing, like.operands[0].key, *cell.index)), summands)
    return summands


def _share(like: LikeTerms, own: Argument, summands: Side) -> Side:
    return [Summand(False, rf"\frac{{{_filled(like, own)}}}{{{joined(summands)}}}")]


def _filled(like: LikeTerms, *operands: Argument) -> str:
    return like.written(*operands) if like.written else r"\,".join(operands)


def _symbolic(writing: Writing, like: LikeTerms, letter: str) -> Summand:
    names = [_named(writing, operand, letter) for operand in like.operands if like.written or operand.role == "factor"]
    text = _filled(like, *names) or rf"\ell_{letter}"
    factor = rf"{like.factor}\," if like.factor else ""
    return Summand(like.minus, factor + (text if _single(like) else rf"\sum_{letter} {text}"))


def _named(writing: Writing, operand: Operand, letter: str) -> Argument:
    def index(place: Indices) -> int | str:
        return place if isinstance(place, int) else letter

    return Argument(entry(writing, operand.key, index(operand.rows), index(operand.columns)))


def _single(like: LikeTerms) -> bool:
    return all(isinstance(place, int) for operand in like.operands for place in (operand.rows, operand.columns))


def _numbers(cell: Cell, n: int, digits: int) -> Side:
    summands = [summand for like in cell.like for summand in _largest(like, n, digits)]
    if cell.relation == "share":
        like = cell.like[0]
        own = _argument(float(like.operands[0].values[cell.index[-1]]), digits)
        return _share(like, own, summands)
    return summands


def _largest(like: LikeTerms, n: int, digits: int) -> Side:
    """The largest terms of one form, and what the others give below a brace."""
    order = np.argsort(-np.nan_to_num(abs(like.values), nan=np.inf), kind="stable")
    summands = [_numeric(like, k, digits) for k in order[:n]]
    if len(order) > n:
        with np.errstate(all="ignore"):
            rest = number(float(like.values[order[n:]].sum()), digits)
        summands.append(Summand(False, rf"\underbrace{{\cdots}}_{{{rest}}}"))
    return summands


def _numeric(like: LikeTerms, k: int, digits: int) -> Summand:
    operands = [operand for operand in like.operands if like.written or operand.role == "factor"]
    numbers = [float(operand.values[k]) for operand in operands]
    if like.written and numbers:
        text = _filled(like, *(_argument(value, digits) for value in numbers))
        return Summand(like.minus, f"{number(abs(like.coefficient), digits)}\\cdot {text}" if like.factor else text)
    if not numbers:
        return _number(float(like.values[k]), digits)
    if like.minus and not like.factor:
        return Summand(True, r"\cdot ".join(_factor(value, digits) for value in numbers))
    first, *others = [like.coefficient, *numbers] if like.factor else numbers
    factors = [number(abs(first), digits), *(_factor(value, digits) for value in others)]
    return Summand(first < 0, r"\cdot ".join(factors))
