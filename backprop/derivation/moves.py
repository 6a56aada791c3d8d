"""Building an expression by clicks: each move puts something on a stack or joins what lies on top of it.

A list of moves is all the state there is: undo drops the last one, and an empty list starts again.
"""

from __future__ import annotations

from collections.abc import Sequence

from backprop._text import N_
from backprop.expression import Dot, Expression, ExpressionError, Hadamard, Transpose, symbols

from .expression import MATRICES

TRANSPOSE, DOT, HADAMARD = "ᵀ", "·", "∘"

MOVES = (*MATRICES, TRANSPOSE, DOT, HADAMARD)
"""Every move: the name of a factor puts it down, ᵀ works on the top, · and ∘ on the two on top."""

MOST_MOVES = 60

_NEEDS = dict.fromkeys(MATRICES, 0) | {TRANSPOSE: 1, DOT: 2, HADAMARD: 2}


def build(done: Sequence[str]) -> tuple[Expression, ...]:
    """The stack after these moves, its top last.

    Raises
    ------
    ExpressionError
        A move that does not exist, that finds too little on the stack, or one too many.

    Examples
    --------
    >>> from backprop.expression import text
    >>> [text(e) for e in build(["X", "ᵀ", "E", "W2"])]
    ['Xᵀ', '(S − I_y)', 'W₂']
    >>> [text(e) for e in build(["X", "ᵀ", "E", "W2", "ᵀ", "·"])]
    ['Xᵀ', '(S − I_y) W₂ᵀ']
    """
    if len(done) > MOST_MOVES:
        raise ExpressionError(N_("{given} moves; allowed are {most} at most"), given=len(done), most=MOST_MOVES)
    stack: list[Expression] = []
    for move in done:
        if move not in _NEEDS:
            raise ExpressionError(
                N_("there is no move {given}; allowed are {allowed}"),
                given=repr(move),
                allowed=", ".join(MOVES),
            )
        if len(stack) < _NEEDS[move]:
            raise ExpressionError(
                N_("{move} needs {needed} expressions to work on; there are {given}"),
                move=move,
                needed=_NEEDS[move],
                given=len(stack),
            )
        _carry_out(move, stack)
    return tuple(stack)


def _carry_out(move: str, stack: list[Expression]) -> None:
    if move in MATRICES:
        stack.append(MATRICES[move])
    elif move == TRANSPOSE:
        stack.append(Transpose(stack.pop()))
    else:
        right, left = stack.pop(), stack.pop()
        stack.append(Dot(left, right) if move == DOT else Hadamard(left, right))


def allowed(done: Sequence[str]) -> tuple[str, ...]:
    """The moves that are possible next.

    Examples
    --------
    >>> allowed(["X"])
    ('X', 'Z2', 'D1', 'E', 'W2', 'ᵀ')
    """
    height = len(build(done))
    return tuple(move for move in MOVES if height >= _NEEDS[move]) if len(done) < MOST_MOVES else ()


def moves(expression: Expression) -> tuple[str, ...]:
    """The moves that build an expression: what was typed can be gone on with by clicks.

    Examples
    --------
    >>> moves(Dot(Transpose(MATRICES["X"]), MATRICES["E"]))
    ('X', 'ᵀ', 'E', '·')
    """
    match expression:
        case Transpose():
            return (*moves(expression.of), TRANSPOSE)
        case Dot() | Hadamard():
            last = DOT if isinstance(expression, Dot) else HADAMARD
            return (*moves(expression.left), *moves(expression.right), last)
        case _:
            return tuple(symbol.name for symbol in symbols(expression))
