"""Reading an expression as it is typed: a recursive descent over a fixed set of tokens.

::

    expression = operand { operator operand }
    operand    = ( factor | "(" expression ")" ) { "ᵀ" }

where the operator is · (also ``@``, or nothing at all) or ∘ (also ``*``). Python's ``@`` and ``*`` bind equally, from
left to right. On paper nothing says which comes first, and in this exercise that is the question: · and ∘ side by side
need brackets. `ast.parse` is no help here: it knows neither · nor which brackets were written.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from backprop._text import N_
from backprop.checks import shown
from backprop.expression import Dot, Expression, ExpressionError, Hadamard, Transpose

from .expression import MATRICES

LONGEST = 200
"""Characters."""

DEEPEST = 20
"""Brackets within brackets."""

_FACTOR = {
    "X": r"X",
    "Z2": r"Z_?[2₂]|σ\s*\(\s*X\s*W_?[1₁]\s*\)",
    "D1": r"D_?[1₁]|σ['′’]\s*\(\s*X\s*W_?[1₁]\s*\)",
    "E": r"E|\(\s*S\s*[-−]\s*I_?y\s*\)",
    "W2": r"W_?[2₂]",
}
"""The spellings of each factor."""

_PYTHON = {"@", "*"}

_OPERATOR = {
    "ᵀ": r"ᵀ|\.T|\^\s*\{?\s*(?:T|⊤)\s*\}?",
    "·": r"[·⋅@]",
    "∘": r"[∘⊙*]",
    "(": r"\(",
    ")": r"\)",
}

# Factors come first: one of their spellings begins with a bracket.
_TOKEN = re.compile("|".join(f"(?P<t{n}>{spelling})" for n, spelling in enumerate((_FACTOR | _OPERATOR).values())))
_KINDS = (*_FACTOR, *_OPERATOR)
_END = ""


class _Token(NamedTuple):
    kind: str
    position: int
    written: str


def parse(typed: str) -> Expression:
    """Read an expression.

    Parameters
    ----------
    typed : str
        Factors by their names or as the lecture writes them (X, Z2 or σ(XW_1), D1 or σ'(XW_1), E or (S − I_y), W2);
        the transpose as ᵀ, .T or ^T; the matrix product as ·, @ or nothing; the element-wise one as ∘, ⊙ or *.

    Raises
    ------
    ExpressionError
        Says at which character, counted from one, and what is allowed there.

    Examples
    --------
    >>> from .expression import code
    >>> code(parse("X^T (σ'(XW_1) ∘ ((S − I_y) W_2^T))"))
    'X.T @ (D1 * (E @ W2.T))'
    >>> code(parse("X.T @ ((S - I_y) @ W2.T * D1)"))
    'X.T @ ((E @ W2.T) * D1)'
    >>> parse("X + E")
    Traceback (most recent call last):
    backprop.expression.values.ExpressionError: character 3: '+' is unknown; allowed are X, Z2, D1, E, W2, ᵀ, ·,
    ∘, (, )
    """
    if not isinstance(typed, str):
        raise ExpressionError(N_("the expression is {given}; allowed is a text"), given=shown(typed))
    if len(typed) > LONGEST:
        raise ExpressionError(
            N_("the expression has {given} characters; allowed are {most}"), given=len(typed), most=LONGEST
        )
    reader = _Reader(_tokens(typed))
    expression = reader.expression(0)
    if reader.next.kind != _END:
        reader.refuse(N_("character {position}: {given} closes a bracket that was never opened"))
    return expression


def _tokens(typed: str) -> list[_Token]:
    tokens, position = [], 0
    while position < len(typed):
        if typed[position].isspace():
            position += 1
            continue
        found = _TOKEN.match(typed, position)
        if found is None or found.lastgroup is None:
            raise ExpressionError(
                N_("character {position}: {given} is unknown; allowed are {allowed}"),
                position=position + 1,
                given=repr(typed[position]),
                allowed=", ".join(_KINDS),
            )
        tokens.append(_Token(_KINDS[int(found.lastgroup[1:])], position + 1, found[0]))
        position = found.end()
    return [*tokens, _Token(_END, len(typed) + 1, "")]


class _Reader:
    """The tokens that have not been read yet."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._at]

    def take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def refuse(self, template: str, **values: int) -> NoReturn:
        raise ExpressionError(template, position=self.next.position, given=repr(self.next.written), **values)

    def expression(self, depth: int) -> Expression:
        read = self.operand(depth)
        operators: dict[str, str] = {}  # as written, what they mean
        while self.next.kind not in (")", _END):
            here = self.next.kind if self.next.kind in ("·", "∘") else ""
            operators[self.next.written if here else ""] = here or "·"
            if len({*operators.values()}) > 1 and not operators.keys() <= _PYTHON:
                self.refuse(
                    N_("character {position}: · and ∘ stand side by side; put brackets around what is to be done first")
                )
            if here:
                self.take()
            join = Hadamard if here == "∘" else Dot
            read = join(read, self.operand(depth))
        return read

    def operand(self, depth: int) -> Expression:
        if self.next.kind in MATRICES:
            read: Expression = MATRICES[self.take().kind]
        elif self.next.kind == "(":
            read = self.bracket(depth + 1)
        elif self.next.kind == _END:
            self.refuse(N_("character {position}: the expression ends where a factor should stand"))
        else:
            self.refuse(N_("character {position}: {given} stands where a factor should"))
        while self.next.kind == "ᵀ":
            self.take()
            read = Transpose(read)
        return read

    def bracket(self, depth: int) -> Expression:
        if depth > DEEPEST:
            self.refuse(N_("character {position}: more than {most} brackets within each other"), most=DEEPEST)
        self.take()
        read = self.expression(depth)
        if self.next.kind != ")":
            self.refuse(N_("character {position}: a bracket is not closed"))
        self.take()
        return read
