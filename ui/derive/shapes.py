"""How an answer is written with the shapes of what it is made of."""

from __future__ import annotations

from backprop.derivation import latex, shape
from backprop.expression import Expression, ShapeClashError


def with_shape(expression: Expression, sizes: dict[str, int]) -> str:
    r"""An expression in LaTeX with its shape under it, or a question mark where its factors clash.

    Examples
    --------
    >>> from backprop.derivation import parse
    >>> with_shape(parse("X.T"), {"m": 5, "n": 4, "d": 3, "k": 2})
    '\\underbrace{X^{\\mathsf T}}_{4\\times 5}'
    >>> with_shape(parse("X X"), {"m": 5, "n": 4, "d": 3, "k": 2})
    '\\underbrace{X\\,X}_{?}'
    """
    try:
        rows, columns = shape(expression, sizes)
        under = rf"{rows}\times {columns}"
    except ShapeClashError:
        under = "?"
    return rf"\underbrace{{{latex(expression)}}}_{{{under}}}"
