"""What a formula is built of, and how one formula is made of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from backprop.activations import Argument, Array


@dataclass(frozen=True)
class Running:
    """A layer that is not a number: i, i + 1, L + 1.

    Examples
    --------
    >>> str(Running("i") + 1), str(Running("i") - 1), str(Running("L"))
    ('i+1', 'i-1', 'L')
    """

    letter: str
    offset: int = 0

    def __add__(self, n: int) -> Running:
        return Running(self.letter, self.offset + n)

    def __sub__(self, n: int) -> Running:
        return self + -n

    def __str__(self) -> str:
        return f"{self.letter}{self.offset:+d}" if self.offset else self.letter


Layer = int | Running

Key = tuple[str, int] | str
"""A quantity: ``("Z", 2)``, or ``"S"`` for one that belongs to no layer."""

Place = tuple[Key, int, int]
"""An entry of a matrix: the quantity, and its row and column in the lecture's orientation."""


def name_of(key: Key) -> str:
    """The symbol of a quantity, without its layer."""
    return key if isinstance(key, str) else key[0]


@dataclass(frozen=True)
class Symbol:
    """A matrix by its name and its layer; None if it belongs to no layer."""

    name: str
    layer: Layer | None = None

    @classmethod
    def of(cls, key: Key) -> Symbol:
        """That of a quantity."""
        return cls(key) if isinstance(key, str) else cls(*key)

    @property
    def key(self) -> Key:
        """What it is looked up by."""
        return self.name if self.layer is None else (self.name, self.layer)  # type: ignore[return-value]  # to be written

    @property
    def title(self) -> str:
        """The name in Unicode."""
        return self.name if self.layer is None else f"{self.name}{lowered(self.layer)}"


@dataclass(frozen=True)
class Function:
    """A function of a matrix, element by element or row by row.

    Attributes
    ----------
    name : str
        ``"σ"``, ``"σ′"``, or what it is called in code and in print: ``"softmax"``.
    layer : Layer or None
        i of σ_i.
    code : str
        What it is called in code.
    value : callable or None
        ``(x) -> array``.
    written : callable or None
        What it does, in LaTeX, of an `Argument`.
    numpy, torch : str
        Its body in code, of x.
    in_full : bool
        Whether ``written`` is of x alone, so that a number can stand in its place.
    by_row : bool
        Whether an entry depends on its whole row.
    words : str or None
        What it is called where mathematics has no sign for it (translatable), before what it is of; empty where its
        name is one; None where no formula of whole matrices says what it does.
    """

    name: str
    layer: Layer | None = None
    code: str = ""
    value: Callable[[Array], Array] | None = field(default=None, repr=False)
    written: Callable[[Argument], str] | None = field(default=None, repr=False)
    numpy: str = field(default="", repr=False)
    torch: str = field(default="", repr=False)
    in_full: bool = True
    by_row: bool = False
    words: str | None = ""

    @property
    def title(self) -> str:
        """The name in Unicode."""
        return self.name if self.layer is None else f"{self.name}{lowered(self.layer)}"


@dataclass(frozen=True)
class Transpose:
    """``of``, transposed."""

    of: Expression


@dataclass(frozen=True)
class Apply:
    """A function of ``of``."""

    function: Function
    of: Expression


@dataclass(frozen=True)
class Scale:
    """``by`` · m^``rows`` · ``of``, m being the rows of the batch: ``Scale(x, rows=-1)`` is the mean.

    Where ``by`` has a ``letter``, such as λ, that is written in the place of its digits.
    """

    of: Expression
    by: float = 1.0
    rows: int = 0
    letter: str = ""


@dataclass(frozen=True)
class WithOnes:
    """``of`` with a constant column of ones, whose weights are the bias."""

    of: Expression


@dataclass(frozen=True)
class Units:
    """``of`` without its constant column."""

    of: Expression


@dataclass(frozen=True)
class WithoutBias:
    """Weights with zeros in the place of their bias, which is the last row."""

    of: Expression


@dataclass(frozen=True)
class Binary:
    """Two operands that are joined."""

    left: Expression
    right: Expression


class Dot(Binary):
    """The matrix product left · right."""


class Hadamard(Binary):
    """The element-wise product left ∘ right."""


class Sum(Binary):
    """left + right."""


class Difference(Binary):
    """left − right."""


Unary: TypeAlias = Transpose | Apply | Scale | WithOnes | Units | WithoutBias
Expression: TypeAlias = Symbol | Unary | Binary


def lowered(layer: Layer) -> str:
    """The layer in subscript characters.

    Examples
    --------
    >>> lowered(12), lowered(Running("i") - 1)
    ('₁₂', 'ᵢ₋₁')
    """
    return str(layer).translate(_LOW)


def raised(layer: Layer) -> str:
    """The layer in superscript characters.

    Examples
    --------
    >>> raised(12), raised(Running("i") - 1)
    ('¹²', 'ⁱ⁻¹')
    """
    return str(layer).translate(_HIGH)


_LOW = str.maketrans("0123456789+-iL", "₀₁₂₃₄₅₆₇₈₉₊₋ᵢ\N{LATIN LETTER SMALL CAPITAL L}")
_HIGH = str.maketrans("0123456789+-iL", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁱᴸ")


Change = Callable[[Expression], Expression]
"""What is made of a formula, or of each of its parts."""


def _within(expression: Expression, change: Change) -> Expression:
    """The expression with its operands changed."""
    match expression:
        case Symbol():
            return expression
        case Binary():
            return type(expression)(change(expression.left), change(expression.right))
        case _:
            return replace(expression, of=change(expression.of))


def rewritten(expression: Expression, change: Change) -> Expression:
    """The expression with ``change`` made to each of its parts, the innermost first.

    Examples
    --------
    >>> from backprop.expression import text
    >>> X, W = Symbol("X"), Symbol("W", 1)
    >>> text(rewritten(Dot(X, Transpose(W)), lambda e: e.of if isinstance(e, Transpose) else e))
    'X W₁'
    """
    return change(_within(expression, lambda part: rewritten(part, change)))


def exchanged(expression: Expression, old: Expression, new: Expression) -> Expression:
    """The expression with one part in the place of another, wherever that stands.

    Examples
    --------
    >>> X, Z, W = Symbol("X"), Symbol("Z", 1), Symbol("W", 1)
    >>> exchanged(Dot(X, W), X, Z) == Dot(Z, W)
    True
    """
    return rewritten(expression, lambda e: new if e == old else e)


def without(expression: Expression, name: str) -> Expression:
    """The expression with a factor left out of every product it stands in.

    Examples
    --------
    >>> G, D = Symbol("G", 2), Symbol("D", 1)
    >>> without(Hadamard(G, D), "D") == G
    True
    """

    def is_it(e: Expression) -> bool:
        return (isinstance(e, Symbol) and e.name == name) or (isinstance(e, Transpose | Units) and is_it(e.of))

    def change(e: Expression) -> Expression:
        if isinstance(e, Dot | Hadamard):
            return e.right if is_it(e.left) else e.left if is_it(e.right) else e
        return e

    return rewritten(expression, change)


def scaled(of: Expression, scale: Scale) -> Expression:
    """``of``, scaled as in a `Scale`; one scale in the place of two, and none that does nothing.

    Examples
    --------
    >>> Z = Symbol("Z", 1)
    >>> scaled(Scale(Z, rows=1), Scale(Z, rows=-1)) == Z, scaled(Z, Scale(Z, by=0.5, letter="λ")).letter
    (True, 'λ')
    """
    if isinstance(of, Scale) and not (of.letter and scale.letter):
        by, rows, letter = of.by * scale.by, of.rows + scale.rows, of.letter or scale.letter
        return scaled(of.of, Scale(of.of, by, rows, letter))
    nothing = scale.by == 1 and not scale.rows and not scale.letter
    return of if nothing else replace(scale, of=of)


def summands(expression: Expression) -> tuple[Expression, ...]:
    """What is added up, from left to right.

    Examples
    --------
    >>> len(summands(Sum(Dot(Symbol("Z", 1), Symbol("W", 1)), Symbol("b", 1))))
    2
    """
    if not isinstance(expression, Sum):
        return (expression,)
    return summands(expression.left) + summands(expression.right)


def transposed(expression: Expression) -> Expression:
    """The transpose, with ᵀ at the symbols alone: (AB)ᵀ = BᵀAᵀ, (A ∘ B)ᵀ = Aᵀ ∘ Bᵀ.

    Examples
    --------
    >>> from backprop.expression import text
    >>> Z, W = Symbol("Z", 1), Symbol("W", 1)
    >>> text(transposed(Dot(Z, Transpose(W))))
    'W₁ Z₁ᵀ'
    """
    match expression:
        case Symbol():
            return Transpose(expression)
        case Transpose():
            return settled(expression.of)
        case Dot():
            return Dot(transposed(expression.right), transposed(expression.left))
        case _:
            return _within(expression, transposed)


def settled(expression: Expression) -> Expression:
    """The same with ᵀ at the symbols alone."""
    return transposed(expression.of) if isinstance(expression, Transpose) else _within(expression, settled)


def parts(expression: Expression) -> Iterator[Expression]:
    """Every part, from left to right, and then what it is part of."""
    match expression:
        case Symbol():
            pass
        case Binary():
            yield from parts(expression.left)
            yield from parts(expression.right)
        case _:
            yield from parts(expression.of)
    yield expression


def symbols(expression: Expression) -> tuple[Symbol, ...]:
    """The symbols from left to right, each as often as it stands there.

    Examples
    --------
    >>> [symbol.title for symbol in symbols(Dot(Transpose(Symbol("Z", 1)), Symbol("M", 1)))]
    ['Z₁', 'M₁']
    """
    return tuple(part for part in parts(expression) if isinstance(part, Symbol))
