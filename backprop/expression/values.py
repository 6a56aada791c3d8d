"""What a formula gives: its value, its shape, and how many multiplications it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.errors import BackpropError

from .nodes import (
    Apply,
    Binary,
    Difference,
    Dot,
    Expression,
    Hadamard,
    Scale,
    Sum,
    Symbol,
    Transpose,
    Unary,
    Units,
    WithOnes,
    WithoutBias,
    parts,
)
from .written import text

Shape = tuple[str, str] | tuple[int, int]
"""Rows and columns: letters of the lecture, or numbers."""


class ExpressionError(BackpropError):
    """An expression that cannot be read, built or evaluated."""


class ShapeClashError(ExpressionError):
    """Two operands that do not fit together.

    Attributes
    ----------
    node : Binary
        The smallest part of the expression that has no shape.
    left, right : Shape
        The shapes of its two sides.
    """

    def __init__(self, template: str, /, node: Binary, left: Shape, right: Shape) -> None:
        self.node, self.left, self.right = node, left, right
        super().__init__(
            template,
            node=text(node),
            left=times(left),
            right=times(right),
            columns=left[1],
            rows=right[0],
        )

    def __reduce__(self) -> Any:
        return type(self), (self.template, self.node, self.left, self.right)


_ENTRY_BY_ENTRY: dict[type[Binary], tuple[np.ufunc, str]] = {
    Hadamard: (np.multiply, N_("{node}: {left} ∘ {right} does not fit; ∘ needs two equal shapes")),
    Sum: (np.add, N_("{node}: {left} + {right} does not fit; + needs two equal shapes")),
    Difference: (np.subtract, N_("{node}: {left} − {right} does not fit; − needs two equal shapes")),
}
"""What joins two matrices of the same shape, and the error where they have another."""


def evaluate(expression: Expression, values: Mapping[Any, Array], rows: int = 1) -> Array:
    """The value of an expression.

    Parameters
    ----------
    expression : Expression
    values : dict
        A matrix for the key of every symbol in it.
    rows : int
        m, of `Scale`.

    Raises
    ------
    ShapeClashError
        Two operands do not fit together: nothing is broadcast.

    Examples
    --------
    >>> evaluate(Transpose(Symbol("X")), {"X": np.array([[1.0, 2.0]])})
    array([[1.],
           [2.]])
    """
    match expression:
        case Symbol():
            return values[expression.key]
        case Binary():
            left, right = (evaluate(side, values, rows) for side in (expression.left, expression.right))
            joined(expression, (len(left), left.shape[1]), (len(right), right.shape[1]))
            if isinstance(expression, Dot):
                product: Array = left.dot(right)
                return product
            combined: Array = _ENTRY_BY_ENTRY[type(expression)][0](left, right)
            return combined
        case _:
            return _of_one(expression, evaluate(expression.of, values, rows), rows)


def _of_one(node: Unary, x: Array, rows: int) -> Array:
    match node:
        case Transpose():
            return x.T
        case WithOnes():
            return np.hstack([x, np.ones((len(x), 1), x.dtype)])
        case Units():
            return x[:, :-1]
        case WithoutBias():
            return np.vstack([x[:-1], np.zeros((1, x.shape[1]), x.dtype)])
        case Apply():
            if node.function.value is None:
                raise ExpressionError(N_("{function} can't be evaluated"), function=node.function.name)
            return node.function.value(x)
        case Scale():
            scaled = x if node.by == 1 else x * x.dtype.type(node.by)
            for _power in range(abs(node.rows)):
                scaled = np.divide(scaled, x.dtype.type(rows)) if node.rows < 0 else scaled * x.dtype.type(rows)
            return scaled


def times(shape: Shape) -> str:
    """The shape as one writes it.

    Examples
    --------
    >>> times((5, 3)), times(("m", "k"))
    ('5 × 3', 'm × k')
    """
    return f"{shape[0]} × {shape[1]}"


def shape(expression: Expression, of: Callable[[Any], Any]) -> Any:
    """The shape of an expression, from those of its symbols.

    Parameters
    ----------
    expression : Expression
    of : callable
        The shape of a symbol: numbers, or letters that stand for different numbers.

    Raises
    ------
    ShapeClashError
        Two operands do not fit together.

    Examples
    --------
    >>> shapes = {"X": ("m", "n"), "E": ("m", "k")}
    >>> shape(Dot(Transpose(Symbol("X")), Symbol("E")), lambda symbol: shapes[symbol.key])
    ('n', 'k')
    """
    match expression:
        case Symbol():
            return of(expression)
        case Binary():
            return joined(expression, shape(expression.left, of), shape(expression.right, of))
        case _:
            rows, columns = shape(expression.of, of)
            if isinstance(expression, Transpose):
                return columns, rows
            return rows, columns + isinstance(expression, WithOnes) - isinstance(expression, Units)


def joined(node: Binary, left: Shape, right: Shape) -> Shape:
    """The shape of a product or a sum, from those of its two sides."""
    if isinstance(node, Dot):
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
    if left != right:
        raise ShapeClashError(_ENTRY_BY_ENTRY[type(node)][1], node, left, right)
    return left


def multiplications(expression: Expression, of: Callable[[Symbol], tuple[int, int]]) -> int:
    """How many scalar multiplications the products of an expression take, from the shapes of its symbols.

    Examples
    --------
    >>> multiplications(Dot(Symbol("Z", 1), Symbol("W", 1)), lambda s: {"Z": (5, 4), "W": (4, 3)}[s.name])
    60
    """
    count = 0
    for part in parts(expression):
        if isinstance(part, Dot | Hadamard):
            rows, columns = shape(part, of)
            count += rows * columns * (shape(part.left, of)[1] if isinstance(part, Dot) else 1)
    return count
