"""Products of named matrices: transposes, · and ∘, with their shapes in numbers or in the letters m, n, d, k."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.errors import BackpropError

Shape = tuple[str, str] | tuple[int, int]
"""Rows and columns: letters of the lecture, or numbers."""


class ExpressionError(BackpropError):
    """An expression that cannot be read, built or evaluated."""


class ShapeClashError(ExpressionError):
    """Two factors that do not fit together.

    Attributes
    ----------
    node : Dot or Hadamard
        The smallest part of the expression that has no shape.
    left, right : Shape
        The shapes of its two sides.
    """

    def __init__(self, template: str, /, node: Dot | Hadamard, left: Shape, right: Shape) -> None:
        self.node, self.left, self.right = node, left, right
        super().__init__(
            template,
            node=text(node),
            left=times(left),
            right=times(right),
            columns=left[1],
            rows=right[0],
        )


@dataclass(frozen=True)
class Factor:
    """A named matrix.

    Attributes
    ----------
    name : str
        The name it goes by in code, and the move that puts it down.
    shape : tuple of str
        Rows and columns, of m, n, d, k.
    title, latex : str
        How the lecture writes it.
    """

    name: str
    shape: tuple[str, str]
    title: str
    latex: str


@dataclass(frozen=True)
class Transpose:
    """``of``, transposed."""

    of: Expression


@dataclass(frozen=True)
class Dot:
    """The matrix product left · right."""

    left: Expression
    right: Expression


@dataclass(frozen=True)
class Hadamard:
    """The element-wise product left ∘ right."""

    left: Expression
    right: Expression


Expression: TypeAlias = Factor | Transpose | Dot | Hadamard

FACTORS: dict[str, Factor] = {
    factor.name: factor
    for factor in (
        Factor("X", ("m", "n"), "X", "X"),
        Factor("Z2", ("m", "d"), "σ(XW₁)", r"\sigma(XW_1)"),
        Factor("D1", ("m", "d"), "σ′(XW₁)", r"\sigma'(XW_1)"),
        Factor("E", ("m", "k"), "(S − I_y)", r"(S - I_y)"),
        Factor("W2", ("d", "k"), "W₂", r"W_2"),
    )
}
"""Every factor of the two scalar chains by its name."""


def times(shape: Shape) -> str:
    """The shape as one writes it.

    Examples
    --------
    >>> times((5, 3)), times(("m", "k"))
    ('5 × 3', 'm × k')
    """
    return f"{shape[0]} × {shape[1]}"


def shape(expression: Expression, sizes: Mapping[str, int] | None = None) -> Shape:
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
    >>> X, E = FACTORS["X"], FACTORS["E"]
    >>> shape(Dot(Transpose(X), E)), shape(Transpose(X), {"m": 5, "n": 4, "d": 3, "k": 2})
    (('n', 'k'), (4, 5))
    >>> shape(Dot(X, E))
    Traceback (most recent call last):
    backprop.derivation.expression.ShapeClashError: X (S − I_y): m × n · m × k does not fit; · needs as many columns
    on the left (n) as rows on the right (m)
    """
    match expression:
        case Factor():
            rows, columns = expression.shape
            return (rows, columns) if sizes is None else (sizes[rows], sizes[columns])
        case Transpose():
            rows_of, columns_of = shape(expression.of, sizes)
            return columns_of, rows_of  # type: ignore[return-value]  # both letters or both numbers
        case _:
            return joined(expression, shape(expression.left, sizes), shape(expression.right, sizes))


def joined(node: Dot | Hadamard, left: Shape, right: Shape) -> Shape:
    """The shape of a product, from those of its two sides."""
    if isinstance(node, Hadamard):
        if left != right:
            raise ShapeClashError(
                N_("{node}: {left} ∘ {right} does not fit; ∘ needs two equal shapes"), node, left, right
            )
        return left
    if left[1] != right[0]:
        raise ShapeClashError(
            N_(
                "{node}: {left} · {right} does not fit; "
                "· needs as many columns on the left ({columns}) as rows on the right ({rows})"
            ),
            node,
            left,
            right,
        )
    return left[0], right[1]  # type: ignore[return-value]  # both letters or both numbers


def evaluate(expression: Expression, values: Mapping[str, Array]) -> Array:
    """The value of an expression.

    Parameters
    ----------
    expression : Expression
    values : dict
        A matrix for the name of every factor in it.

    Raises
    ------
    ShapeClashError
        Two factors do not fit together: nothing is broadcast.

    Examples
    --------
    >>> evaluate(Transpose(FACTORS["X"]), {"X": np.array([[1.0, 2.0]])})
    array([[1.],
           [2.]])
    """
    match expression:
        case Factor():
            return values[expression.name]
        case Transpose():
            return evaluate(expression.of, values).T
        case _:
            left, right = evaluate(expression.left, values), evaluate(expression.right, values)
            joined(expression, (len(left), left.shape[1]), (len(right), right.shape[1]))
            return np.multiply(left, right) if isinstance(expression, Hadamard) else left.dot(right)


def factors(expression: Expression) -> Iterator[Factor]:
    """The factors from left to right, each as often as it stands there.

    Examples
    --------
    >>> [factor.name for factor in factors(Dot(Transpose(FACTORS["X"]), FACTORS["E"]))]
    ['X', 'E']
    """
    match expression:
        case Factor():
            yield expression
        case Transpose():
            yield from factors(expression.of)
        case _:
            yield from factors(expression.left)
            yield from factors(expression.right)


@dataclass(frozen=True)
class Style:
    """How an expression is written."""

    factor: str
    transpose: str
    dot: str
    hadamard: str
    brackets: tuple[str, str] = ("(", ")")


TEXT = Style("title", "ᵀ", " ", " ∘ ")
LATEX = Style("latex", r"^{\mathsf T}", r"\,", r" \circ ", (r"\left(", r"\right)"))
CODE = Style("name", ".T", " @ ", " * ")


def text(expression: Expression) -> str:
    """The expression in Unicode; `parse` reads it.

    Examples
    --------
    >>> text(Dot(Transpose(FACTORS["X"]), Hadamard(FACTORS["D1"], FACTORS["Z2"])))
    'Xᵀ (σ′(XW₁) ∘ σ(XW₁))'
    """
    return _written(expression, TEXT)


def latex(expression: Expression) -> str:
    r"""The expression in LaTeX.

    Examples
    --------
    >>> latex(Transpose(Dot(FACTORS["X"], FACTORS["W2"])))
    '\\left(X\\,W_2\\right)^{\\mathsf T}'
    """
    return _written(expression, LATEX)


def code(expression: Expression) -> str:
    """The expression in NumPy; `parse` reads it.

    Examples
    --------
    >>> code(Dot(Transpose(FACTORS["X"]), Hadamard(FACTORS["D1"], FACTORS["Z2"])))
    'X.T @ (D1 * Z2)'
    """
    return _written(expression, CODE)


def _written(expression: Expression, style: Style) -> str:
    match expression:
        case Factor():
            return str(getattr(expression, style.factor))
        case Transpose():
            inner = _written(expression.of, style)
            if isinstance(expression.of, Transpose) and style is LATEX:
                inner = f"{{{inner}}}"  # LaTeX allows one superscript
            return _bracketed(expression.of, inner, style, Dot, Hadamard) + style.transpose
        case _:
            left, right = _written(expression.left, style), _written(expression.right, style)
            other = Hadamard if isinstance(expression, Dot) else Dot
            left = _bracketed(expression.left, left, style, other)
            right = _bracketed(expression.right, right, style, Dot, Hadamard)
            return left + (style.dot if isinstance(expression, Dot) else style.hadamard) + right


def _bracketed(expression: Expression, written: str, style: Style, *kinds: type[Dot | Hadamard]) -> str:
    return written.join(style.brackets) if isinstance(expression, kinds) else written
