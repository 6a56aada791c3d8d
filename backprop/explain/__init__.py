"""Where every number comes from: ``explain`` takes one cell of any matrix of a pass apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, SupportsIndex

import numpy as np

from backprop._text import N_
from backprop.checks import checked_kind, is_whole, shown
from backprop.errors import UnknownQuantityError
from backprop.expression import Key
from backprop.notations import LECTURE, Writing
from backprop.passes import Trace

from .decomposition import decompose
from .explanation import Explanation, Share, Shares, used
from .terms import Factor, Index, LikeTerms, Operand, Term

__all__ = ["Explanation", "Factor", "Index", "LikeTerms", "Operand", "Share", "Shares", "Term", "explain", "used"]


def explain(trace: Trace, key: Key, index: Sequence[SupportsIndex] = (), writing: Writing | None = None) -> Explanation:
    r"""Every number that made one cell.

    Parameters
    ----------
    trace : Trace
        Of `backprop.trace`, or of `Trainer.trace` for the updated weights ``("W+", i)`` too.
    key : Key
        A quantity of it.
    index : (row, column)
        Both from zero, in the lecture's orientation; () for ``"loss"``.
    writing : Writing, optional
        The notation in whose names and conventions, sums or means over the batch, the numbers are given; that of the
        lecture where there is none.

    Returns
    -------
    Explanation
        In the dtype of the trace. What was given and not computed (X, y, W, a constant column) has no terms but a
        ``leaf``.

    Raises
    ------
    UnknownQuantityError
        No such quantity in this trace, or no such entry in it.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> t = trace(Network((2, 2), loss="squared_error"), {1: np.eye(2)}, [[1.0, 2.0]], [[0.0, 0.5]])
    >>> e = explain(t, ("dW", 1), (0, 1))
    >>> e.value, e.total, [term.value for term in e.terms]
    (1.5, 1.5, [1.5])
    >>> for factor in e.children:
    ...     print(factor.key, factor.index, factor.value)
    ('Z', 1) (0, 0) 1.0
    ('M', 1) (0, 1) 1.5
    >>> print(explain(t, *e.children[1].cell).latex())
    (M_1)_{0,1} = (G_2)_{0,1}\,(\sigma'_1(Z_1W_1))_{0,1} = 1.5\cdot 1 = 1.5
    """
    cell = _checked(trace, key, index)
    writing = writing or LECTURE.of(trace.net)
    value = float(writing.converted(key, np.asarray(trace[key][cell]), trace.rows))
    leaf = _leaf(trace, key, cell)
    if leaf:
        return Explanation(writing, key, cell, value, value, leaf=leaf)
    step = next(step for step in trace.steps if step.writes == key)
    parts = decompose(trace, step, cell, writing)
    return Explanation(
        writing, key, cell, value, float(parts.total), step.rule, step.i, None,
        parts.relation, parts.like, parts.constants,
    )  # fmt: skip


def _leaf(trace: Trace, key: Key, cell: Index) -> str | None:
    """What kind of given number this is, if it is one."""
    name, i = key if isinstance(key, tuple) else (key, 0)
    if name == "Z" and cell[1] == trace.net.widths[i - 1]:
        return "constant"
    if key == ("Z", 1):
        return "data"
    return {"X": "data", "Y": "label", "W": "weight"}.get(name)


def _checked(trace: Trace, key: Key, index: Sequence[SupportsIndex]) -> Index:
    checked_kind(N_("the trace"), trace, Trace)
    matrix = trace[key]
    many = isinstance(index, Sequence) or (isinstance(index, np.ndarray) and index.ndim == 1)
    cell: tuple[Any, ...] = tuple(index) if many else (index,)
    inside = len(cell) == matrix.ndim and all(
        is_whole(n) and 0 <= n < size for n, size in zip(cell, matrix.shape, strict=True)
    )
    if not inside:
        raise UnknownQuantityError(
            "{key} has no entry {given}; its shape is {shape}, and indices are whole numbers that count from zero",
            key=repr(key),
            given=shown(index),
            shape=matrix.shape,
        )
    return tuple(map(int, cell))
