"""How a formula is written: in a style, and as an equation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from .nodes import (
    Apply,
    Binary,
    Difference,
    Dot,
    Expression,
    Function,
    Hadamard,
    Scale,
    Sum,
    Symbol,
    Transpose,
    Unary,
    Units,
    WithOnes,
    WithoutBias,
)


@dataclass(frozen=True)
class Style:
    """How an expression is written.

    Attributes
    ----------
    symbol, function, transpose : callable
        Of a symbol its name; of a function and what it is written of; of what is transposed.
    dot, beside : str
        Between the factors of a product; between two that are plain symbols.
    hadamard : str
    scale : callable
        Of what is scaled and the `Scale`.
    brackets : (str, str)
    ones, units : callable
        Of what gets, and what loses, a constant column.
    without_bias : callable
        Of weights whose bias counts as zero.
    plus, minus : str
    twice : callable
        Of what is transposed and will be once more.
    """

    symbol: Callable[[Symbol], str]
    function: Callable[[Function, str], str]
    transpose: Callable[[str], str]
    dot: str
    beside: str
    hadamard: str
    scale: Callable[[str, Scale], str]
    brackets: tuple[str, str] = ("(", ")")
    ones: Callable[[str], str] = lambda of: of
    units: Callable[[str], str] = lambda of: of
    without_bias: Callable[[str], str] = lambda of: of
    plus: str = " + "
    minus: str = " - "
    twice: Callable[[str], str] = lambda of: of

    def write(self, expression: Expression) -> str:
        """The expression in this style."""
        match expression:
            case Symbol():
                return self.symbol(expression)
            case Binary():
                return self._of_two(expression)
            case _:
                return self._of_one(expression)

    def _of_one(self, node: Unary) -> str:
        match node:
            case Transpose():
                of = self._inside(node.of, Binary, Scale)
                return self.transpose(self.twice(of) if isinstance(node.of, Transpose) else of)
            case Scale():
                return self.scale(self._inside(node.of, Sum, Difference), node)
            case Apply():
                return self.function(node.function, self.write(node.of))
            case WithOnes():
                return self.ones(self.write(node.of))
            case Units():
                return self.units(self._inside(node.of, Binary, Scale))
            case WithoutBias():
                return self.without_bias(self._inside(node.of, Binary, Scale))

    def _of_two(self, node: Binary) -> str:
        if isinstance(node, Sum | Difference):
            sign = self.plus if isinstance(node, Sum) else self.minus
            return self.write(node.left) + sign + self._inside(node.right, Sum, Difference)
        other = Hadamard if isinstance(node, Dot) else Dot
        left = self._inside(node.left, other, Sum, Difference)
        return left + self._sign(node) + self._inside(node.right, Binary)

    def _sign(self, node: Binary) -> str:
        if isinstance(node, Hadamard):
            return self.hadamard
        plain = isinstance(node.left, Symbol) and isinstance(node.right, Symbol)
        return self.beside if plain else self.dot

    def _inside(self, expression: Expression, *bracketed: type[Any]) -> str:
        written = self.write(expression)
        return written.join(self.brackets) if isinstance(expression, bracketed) else written


def factors(scale: Scale) -> list[str]:
    """What stands before a scaled expression: a letter or a number, or nothing for 1."""
    return [scale.letter] if scale.letter else [f"{scale.by:g}"] * (scale.by != 1)


def over_rows(written: str, scale: Scale) -> str:
    """A scaled expression in one line.

    Examples
    --------
    >>> over_rows("Z", Scale(Symbol("Z"), rows=-1)), over_rows("Z", Scale(Symbol("Z"), by=0.5, rows=1))
    ('Z / m', '0.5 * m * Z')
    """
    front = factors(scale) + ["m"] * max(scale.rows, 0)
    return " * ".join([*front, written]) + " / m" * max(-scale.rows, 0)


TEXT = Style(
    symbol=lambda symbol: symbol.title,
    function=lambda function, of: f"{function.title}({of})",
    transpose=lambda of: of + "ᵀ",
    dot=" ",
    beside=" ",
    hadamard=" ∘ ",
    scale=over_rows,
    minus=" − ",
    without_bias=lambda of: f"{of} (b = 0)",
)
"""Unicode; `backprop.derivation.parse` reads it."""


def text(expression: Expression) -> str:
    """The expression in Unicode.

    Examples
    --------
    >>> text(Dot(Transpose(Symbol("Z", 1)), Hadamard(Symbol("G", 2), Symbol("D", 1))))
    'Z₁ᵀ (G₂ ∘ D₁)'
    """
    return TEXT.write(expression)


@dataclass(frozen=True)
class Equation:
    r"""An equation, or a chain of them, in LaTeX.

    Attributes
    ----------
    left : str
    right : tuple of str
        What it is equal to, in one or more ways.
    sign : str
        Between the left and the first right side.
    more : tuple of Equation
        What belongs to it, such as what σ_i is.
    """

    left: str
    right: tuple[str, ...]
    sign: str = "="
    more: tuple[Equation, ...] = ()

    @property
    def latex(self) -> str:
        r"""All of it.

        Examples
        --------
        >>> Equation("P_1", ("Z_1W_1",), more=(Equation("Z_1", ("X",)),)).latex
        'P_1 = Z_1W_1,\\quad Z_1 = X'
        """
        return self.cut("")

    def cut(self, mark: str) -> str:
        """All of it, with a mark before the first sign of equality: ``&`` aligns several below each other."""
        own = f"{self.left} {mark}{self.sign} " + " = ".join(self.right)
        return reduce(lambda left, right: rf"{left},\quad {right.latex}", self.more, own)
