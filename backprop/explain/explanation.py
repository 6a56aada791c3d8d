"""``Explanation``: a cell, its terms, and what can be asked about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop._text import N_
from backprop.activations import Array
from backprop.errors import DataError
from backprop.expression import Key
from backprop.losses import classes_of
from backprop.optimizers import MEMORY

from .equation import Side, joined, sides
from .terms import Cell, Factor, Term

LEAVES: dict[str, str] = {
    "data": N_("This number is given: it is an entry of the data."),
    "label": N_("This number is given: it is an entry of the targets."),
    "weight": N_("This number is given: it is a weight as it stands before the update."),
    "constant": N_("This number is always one: it is the constant that the bias is multiplied by."),
}
"""What is not computed from anything else, and what to say of it."""


@dataclass(frozen=True)
class Share:
    """What some examples contribute to a cell.

    Attributes
    ----------
    label : int
        Their class.
    rows : tuple of int
        The examples.
    value : float
        The sum of their terms.
    share : float
        The sum of the terms' magnitudes, as a part of that of all, 0 to 1.
    """

    label: int
    rows: tuple[int, ...]
    value: float
    share: float


@dataclass(frozen=True)
class Shares:
    """Shares by example, in the order of the rows, and by class, in the order of the labels.

    What the regularisation contributes is no example's: ``penalty`` is its value and its share, None without one.
    """

    examples: tuple[Share, ...]
    classes: tuple[Share, ...]
    penalty: tuple[float, float] | None = None


class Explanation(Cell):
    """Every number that made one cell."""

    @property
    def exact(self) -> bool:
        """Whether the total is the cell; if not, the same terms were added in another order."""
        return self.total == self.value or (self.total != self.total and self.value != self.value)

    @property
    def sentence(self) -> str:
        """What happened, in one sentence (translatable)."""
        return self.sentences[0]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same, and what the regularisation has to do with it (translatable)."""
        if not self.rule:
            return (LEAVES[self.leaf or "data"],)
        sentences = self.writing.sentences(self.rule)
        return sentences if len(self.like) > 1 else sentences[:1]  # a bias is not regularised, and has no such term

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms: of a product in the order of the row or column that is summed over."""
        return tuple(term for like in self.like for term in like.terms())

    @cached_property
    def children(self) -> tuple[Factor, ...]:
        """The factors that can be explained in turn, each once, in the order of the terms."""
        factors = [factor for term in self.terms for factor in term.factors if not factor.remembered]
        several = len(self.like) > 1  # terms of one form share no factor
        return tuple(dict.fromkeys(factors) if several else factors)

    def latex(self, n: int = 4, digits: int = 3) -> str:
        r"""The scalar equation with the numbers plugged in.

        Parameters
        ----------
        n : int
            At most that many terms of one form are written, the largest first; the others are summed below a brace.
        digits : int
            Significant digits.

        Examples
        --------
        >>> from backprop import Network, trace
        >>> from backprop.explain import explain
        >>> t = trace(Network((2, 2), loss="squared_error"), {1: np.eye(2)}, [[1.0, 2.0]], [[0.0, 0.5]])
        >>> print(explain(t, ("dW", 1), (0, 1)).latex())
        (\nabla_{W_1}\ell)_{0,1} = \sum_r (Z_1)_{r,0}\,(M_1)_{r,1} = 1\cdot 1.5 = 1.5
        """
        return " = ".join(joined(side) for side in self.sides(n, digits))

    def sides(self, n: int = 4, digits: int = 3) -> list[Side]:
        """The sides of that equation, each as its summands."""
        return sides(self, n, digits)

    def shares(self, labels: ArrayLike) -> Shares:
        """Which examples, and which classes, make this entry of ∇W_i or the loss.

        Parameters
        ----------
        labels : array_like
            The class of each example (m,), or targets m × k.

        Raises
        ------
        DataError
            The terms are not one an example, or there is another number of labels.

        Examples
        --------
        >>> from backprop import Network, trace
        >>> from backprop.explain import explain
        >>> t = trace(Network((1, 1), loss="squared_error"), {1: np.eye(1)}, [[1.0], [2.0]], [[0.0], [3.5]])
        >>> [(s.rows, s.value, s.share) for s in explain(t, ("dW", 1), (0, 0)).shares([0, 1]).classes]
        [((0,), 1.0, 0.25), ((1,), -3.0, 0.75)]
        """
        if not self.is_by_example:
            raise DataError(
                "the terms of {key} are not one an example; those of ('dW', i) and 'loss' are", key=repr(self.key)
            )
        classes = np.asarray(labels)
        if classes.ndim == 2:
            classes = classes_of(classes)
        rows = len(self.like[0].values)
        if classes.shape != (rows,):
            raise DataError("{given} labels for {rows} examples", given=classes.size, rows=rows)
        every = range(len(classes))
        return Shares(
            tuple(self._share(int(classes[row]), np.array([row])) for row in every),
            tuple(self._share(int(label), np.flatnonzero(classes == label)) for label in np.unique(classes)),
            self._part(self.values[rows:]) if len(self.like) > 1 else None,
        )

    def _share(self, label: int, rows: NDArray[np.intp]) -> Share:
        return Share(label, tuple(rows.tolist()), *self._part(self.values[rows]))

    def _part(self, values: Array) -> tuple[float, float]:
        """The sum of some terms, and their magnitudes as a part of those of all."""
        whole = float(abs(self.values).sum())
        return float(values.sum()), float(abs(values).sum()) / whole if whole else 0.0


def used(explanation: Explanation) -> dict[Key, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Which rows and columns of which matrices the cell was made of.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> from backprop.explain import explain
    >>> t = trace(Network((2, 3)), Network((2, 3)).init_weights(), np.eye(2), [0, 1])
    >>> used(explain(t, ("dW", 1), (0, 2)))
    {('Z', 1): ((0, 1), (0,)), ('M', 1): ((0, 1), (2,))}
    """
    cells: dict[Key, tuple[set[int], set[int]]] = {}
    for operand in (operand for like in explanation.like for operand in like.operands):
        if operand.key[0] not in MEMORY:
            rows, columns = cells.setdefault(operand.key, (set(), set()))
            rows.update(np.atleast_1d(operand.rows).tolist())
            columns.update(np.atleast_1d(operand.columns).tolist())
    return {key: (tuple(sorted(rows)), tuple(sorted(columns))) for key, (rows, columns) in cells.items()}
