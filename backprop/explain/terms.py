"""What a cell is made of: factors make terms, terms make the cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.expression import Key
from backprop.network import Network
from backprop.notations import Writing
from backprop.optimizers import MEMORY
from backprop.rules import Rule

Index = tuple[int, ...]
"""(row, column), both from zero; () for the loss."""

Indices = int | NDArray[np.intp]
"""One row or column for all terms, or one for each."""


@dataclass(frozen=True)
class Factor:
    """An entry of a matrix that went into a term.

    Attributes
    ----------
    key : Key
    index : Index
    value : float
        The entry, bitwise.
    role : {"factor", "argument"}
        Whether the term is multiplied by it, or is a function of it.
    """

    key: Key
    index: Index
    value: float
    role: str = "factor"

    @property
    def cell(self) -> tuple[Key, Index]:
        """Where it is: what `explain` asks for."""
        return self.key, self.index

    @property
    def remembered(self) -> bool:
        """Whether it is in the memory of the optimiser and not in the trace."""
        return self.key[0] in MEMORY


@dataclass(frozen=True)
class Term:
    """One summand.

    Attributes
    ----------
    factors : tuple of Factor
    value : float
        The coefficient times all factors of the role ``"factor"``, or the function of the arguments.
    coefficient : float
    """

    factors: tuple[Factor, ...]
    value: float
    coefficient: float = 1.0


@dataclass(frozen=True, eq=False)
class Operand:
    """One factor of many terms: entries of one matrix, one for each term."""

    key: Key
    rows: Indices
    columns: Indices
    values: Array
    role: str = "factor"

    @classmethod
    def of(cls, key: Key, matrix: Array, rows: Indices, columns: Indices, role: str = "factor") -> Operand:
        """The entries of a matrix at these rows and columns."""
        return cls(key, rows, columns, np.atleast_1d(matrix[rows, columns]), role)

    def factors(self) -> list[Factor]:
        """The factor of each term."""
        n = len(self.values)
        rows, columns = (np.broadcast_to(place, n).tolist() for place in (self.rows, self.columns))
        cells = zip(rows, columns, self.values.tolist(), strict=True)
        return [Factor(self.key, (row, column), value, self.role) for row, column, value in cells]


@dataclass(frozen=True, eq=False)
class LikeTerms:
    """Terms of one form.

    Attributes
    ----------
    values : ndarray
        The value of each, in the dtype of the trace.
    operands : tuple of Operand
    coefficient : float
    minus : bool
        Whether the terms are taken away.
    factor : str
        The magnitude of the coefficient in LaTeX, empty for one.
    written : callable or None
        How a term is written, a function of its factors, as `Argument`; None for a product. A term without factors is
        written whole.
    """

    values: Array
    operands: tuple[Operand, ...]
    coefficient: float = 1.0
    minus: bool = False
    factor: str = ""
    written: Callable[..., str] | None = None

    def terms(self) -> list[Term]:
        """Each term with its factors."""
        columns = [operand.factors() for operand in self.operands]
        rows = list(zip(*columns, strict=True)) or [()] * len(self.values)
        pairs = zip(rows, self.values.tolist(), strict=True)
        return [Term(factors, value, self.coefficient) for factors, value in pairs]


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell and the terms that make it.

    Attributes
    ----------
    writing : Writing
        The notation that the numbers are in.
    key : Key
    index : Index
    value : float
        The cell, bitwise.
    total : float
        What its terms give, computed from them one by one in the dtype of the trace.
    rule : Rule or None
        The rule that computed it, None for what is given.
    i : int
        The layer of the rule; 0 for what is given.
    leaf : str or None
        For what is given, one of ``"data"``, ``"label"``, ``"weight"``, ``"constant"``.
    relation : {"sum", "share"}
        The total is the sum of the terms; or (softmax) the cell's own term divided by their sum.
    like : tuple of LikeTerms
        The terms as arrays.
    constants : dict
        Numbers that are the same for the whole matrix, by their symbols: ``{"α": 0.1, "m": 8}``.
    """

    writing: Writing
    key: Key
    index: Index
    value: float
    total: float
    rule: Rule | None = None
    i: int = 0
    leaf: str | None = None
    relation: str = "sum"
    like: tuple[LikeTerms, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)

    @property
    def net(self) -> Network:
        """The network."""
        return self.writing.net

    @property
    def is_by_example(self) -> bool:
        """Whether its terms are one an example, and then those of the regularisation."""
        return self.rule is not None and self.rule.name in ("gradient", "loss")

    @property
    def letter(self) -> str:
        """How the index is written that runs through its terms."""
        return "r" if self.is_by_example else "c"

    @cached_property
    def values(self) -> Array:
        """The values of all terms."""
        return np.concatenate([like.values for like in self.like]) if self.like else np.zeros(0)
