"""The matrices of the lecture's two scalar chains, and how an expression of them is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backprop.expression import Expression, Symbol
from backprop.expression import shape as shape_of
from backprop.notations.notation import math, numpy


@dataclass(frozen=True, kw_only=True)
class Matrix(Symbol):
    """A matrix of the chains; its name is what it goes by in code, and the move that puts it down.

    Attributes
    ----------
    shape : tuple of str
        Rows and columns, of m, n, d, k.
    unicode, latex : str
        How the lecture writes it.
    """

    shape: tuple[str, str]
    unicode: str
    latex: str

    @property
    def title(self) -> str:
        """How the lecture writes it, in Unicode."""
        return self.unicode


MATRICES: dict[str, Matrix] = {
    name: Matrix(name, shape=shape, unicode=unicode, latex=latex)
    for name, shape, unicode, latex in (
        ("X", ("m", "n"), "X", "X"),
        ("Z2", ("m", "d"), "σ(XW₁)", r"\sigma(XW_1)"),
        ("D1", ("m", "d"), "σ′(XW₁)", r"\sigma'(XW_1)"),
        ("E", ("m", "k"), "(S − I_y)", r"(S - I_y)"),
        ("W2", ("d", "k"), "W₂", r"W_2"),
    )
}
"""Every matrix of the two scalar chains by its name."""


def shape(expression: Expression, sizes: Mapping[str, int] | None = None) -> Any:
    """The shape of an expression.

    Parameters
    ----------
    expression : Expression
    sizes : dict, optional
        What m, n, d and k are; without them the letters stand for four different numbers.

    Raises
    ------
    ShapeClashError
        Two factors do not fit together.

    Examples
    --------
    >>> from backprop.expression import Dot, Transpose
    >>> X, E = MATRICES["X"], MATRICES["E"]
    >>> shape(Dot(Transpose(X), E)), shape(Transpose(X), {"m": 5, "n": 4, "d": 3, "k": 2})
    (('n', 'k'), (4, 5))
    >>> shape(Dot(X, E))
    Traceback (most recent call last):
    backprop.expression.values.ShapeClashError: X (S − I_y): m × n · m × k does not fit; · needs as many columns
    on the left (n) as rows on the right (m)
    """
    return shape_of(expression, lambda factor: tuple(sizes[size] if sizes else size for size in factor.shape))


LATEX = math(
    symbol=lambda factor: MATRICES[factor.name].latex,
    twice=lambda of: f"{{{of}}}",  # LaTeX allows one superscript
    beside=r"\,",
    brackets=(r"\left(", r"\right)"),
)

CODE = numpy(symbol=lambda factor: factor.name)


def latex(expression: Expression) -> str:
    r"""The expression in LaTeX.

    Examples
    --------
    >>> from backprop.expression import Dot, Transpose
    >>> latex(Transpose(Dot(MATRICES["X"], MATRICES["W2"])))
    '\\left(X\\,W_2\\right)^{\\mathsf T}'
    """
    return LATEX.write(expression)


def code(expression: Expression) -> str:
    """The expression in NumPy; `parse` reads it.

    Examples
    --------
    >>> from backprop.expression import Dot, Hadamard, Transpose
    >>> code(Dot(Transpose(MATRICES["X"]), Hadamard(MATRICES["D1"], MATRICES["Z2"])))
    'X.T @ (D1 * Z2)'
    """
    return CODE.write(expression)
