"""``Answer``: what a reader has built of one gradient, by clicks or by typing, and what was asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from backprop._text import N_
from backprop.derivation import (
    DERIVATIONS,
    Expression,
    ExpressionError,
    ShapeClashError,
    build,
    latex,
    moves,
    parse,
    shape,
    text,
)

KEY = "derive.answers"


@dataclass
class Answer:
    """What there is of ∇W_i so far.

    Attributes
    ----------
    done : tuple of str
        The moves, as in `backprop.derivation.build`.
    typed : str
        What the text field says: the expression, or what could not be read.
    is_checked : bool
        Whether a verdict on the one expression that is left was asked for, and nothing changed since.
    hints : int
        How many have been shown.
    is_solved : bool
        Whether the solution is shown.
    notice : ExpressionError or None
        Why the last move or what was typed could not be carried out.
    """

    done: tuple[str, ...] = ()
    typed: str = ""
    is_checked: bool = False
    hints: int = 0
    is_solved: bool = False
    notice: ExpressionError | None = None

    @property
    def stack(self) -> tuple[Expression, ...]:
        """The expressions that have not been joined yet."""
        return build(self.done)

    def set(self, done: Sequence[str], is_checked: bool = False) -> None:
        """Go over to these moves."""
        stack = build(done)
        self.done, self.is_checked, self.notice = tuple(done), is_checked, None
        self.typed = text(stack[0]) if len(stack) == 1 else ""

    def add(self, move: str) -> None:
        """One move more; one that can't be made is reported and changes nothing else."""
        try:
            self.set((*self.done, move))
        except ExpressionError as error:
            self.notice = error

    def undo(self) -> None:
        """Take the last move back."""
        self.set(self.done[:-1])

    def clear(self) -> None:
        """Begin again."""
        self.set(())

    def read(self, typed: str) -> None:
        """Take over what was typed, and check it; what can't be read is reported and changes nothing else."""
        try:
            self.set(moves(parse(typed)) if typed.strip() else (), is_checked=bool(typed.strip()))
        except ExpressionError as error:
            self.typed, self.notice = typed, error

    def check(self) -> None:
        """Ask for the verdict."""
        given = len(self.stack)
        self.is_checked, self.notice = given == 1, None
        if given != 1:
            self.notice = ExpressionError(
                N_("there are {given} expressions; one is checked: join the factors with · or ∘"), given=given
            )

    def hint(self) -> None:
        """Ask for one hint more."""
        self.hints += 1

    def toggle_solution(self) -> None:
        """Show the solution, or hide it."""
        self.is_solved = not self.is_solved


def answer(i: int) -> Answer:
    """The reader's answer for ∇W_i."""
    answers: dict[int, Answer] = st.session_state.setdefault(KEY, {i: Answer() for i in DERIVATIONS})
    return answers[i]


def with_shape(expression: Expression, sizes: dict[str, int]) -> str:
    r"""An expression in LaTeX with its shape under it, or a question mark where its factors clash.

    Examples
    --------
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
