"""``Answer``: what a reader has built of one gradient, by clicks or by typing, and what was asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from backprop._text import N_
from backprop.derivation import build, moves, parse
from backprop.expression import Expression, ExpressionError, text


@dataclass(frozen=True)
class Answer:
    """What there is of ∇W_i so far; what is done to it gives another one.

    Attributes
    ----------
    done : tuple of str
        The moves, as in `backprop.derivation.build`.
    is_checked : bool
        Whether a verdict on the one expression that is left was asked for, and nothing changed since.
    hints : int
        How many have been shown.
    is_solved : bool
        Whether the solution is shown.
    unread : str
        What was typed last, if it could not be read.
    notice : ExpressionError or None
        Why the last move or what was typed could not be carried out.

    Raises
    ------
    ExpressionError
        The moves can't be made: there is no such answer.

    Examples
    --------
    >>> answer = Answer().add("X").add("ᵀ")
    >>> answer.done, answer.typed, answer.undo().done
    (('X', 'ᵀ'), 'Xᵀ', ('X',))
    """

    done: tuple[str, ...] = ()
    is_checked: bool = False
    hints: int = 0
    is_solved: bool = False
    unread: str = field(default="", compare=False)
    notice: ExpressionError | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        build(self.done)

    @property
    def stack(self) -> tuple[Expression, ...]:
        """The expressions that have not been joined yet."""
        return build(self.done)

    @property
    def typed(self) -> str:
        """What the text field says: the expression, or what could not be read."""
        stack = self.stack
        return self.unread or (text(stack[0]) if len(stack) == 1 else "")

    def set(self, done: Sequence[str], is_checked: bool = False) -> Answer:
        """Go over to these moves; if they can't be made, that is reported and changes nothing else."""
        try:
            return replace(self, done=tuple(done), is_checked=is_checked, unread="", notice=None)
        except ExpressionError as error:
            return replace(self, notice=error)

    def add(self, move: str) -> Answer:
        """One move more."""
        return self.set((*self.done, move))

    def undo(self) -> Answer:
        """Take the last move back."""
        return self.set(self.done[:-1])

    def clear(self) -> Answer:
        """Begin again."""
        return self.set(())

    def read(self, typed: str) -> Answer:
        """Take over what was typed, and check it; what can't be read is reported, and there is no verdict then."""
        try:
            done = moves(parse(typed)) if typed.strip() else ()
            build(done)
        except ExpressionError as error:
            return replace(self, unread=typed, notice=error, is_checked=False)
        return self.set(done, is_checked=bool(done))

    def check(self) -> Answer:
        """Ask for the verdict."""
        given = len(self.stack)
        notice = None
        if given != 1:
            notice = ExpressionError(
                N_("there are {given} expressions; one is checked: join the factors with · or ∘"), given=given
            )
        return replace(self, is_checked=given == 1, notice=notice)

    def hint(self) -> Answer:
        """Ask for one hint more."""
        return replace(self, hints=self.hints + 1)

    def toggle_solution(self) -> Answer:
        """Show the solution, or hide it."""
        return replace(self, is_solved=not self.is_solved)
