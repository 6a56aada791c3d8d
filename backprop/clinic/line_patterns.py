"""Patterns by rows, columns, examples and single entries: which of them are wrong, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.activations import Array

from .sight import Said, Sight


def added_to_lines(sight: Sight) -> Said | None:
    """Different numbers, one for each column, or for each row."""
    difference = sight.yours - sight.expected
    for axis, kind, said in (
        (0, "added to columns", N_("a number is added to each column: {numbers}")),
        (1, "added to rows", N_("a number is added to each row: {numbers}")),
    ):
        c = np.mean(difference, axis=axis, keepdims=True)
        if sight.yours.shape[axis] >= 3 and sight.same(sight.expected + c):
            return kind, said, {"numbers": _listed(c.ravel(), 6, ".4g")}
    return None


def some_lines(sight: Sight) -> Said | None:
    """Some rows, or some columns, are wrong."""
    rows = _lines(sight.wrong.any(axis=1), sight.row_word, N_("rows"))
    return rows or _lines(sight.wrong.any(axis=0), N_("units"), N_("columns"))


def _lines(wrong: Array, meaning: str, word: str) -> Said | None:
    """Some rows or columns are wrong, the others right."""
    places = np.flatnonzero(wrong).tolist()
    if not places or len(places) * 2 > len(wrong):
        return None
    if len(wrong) > 1 and places == [len(wrong) - 1]:
        said = N_("only the last of the {word} ({meaning}) is wrong")
        return f"last of the {word}", said, {"word": word, "meaning": meaning}
    values = {"word": word, "meaning": meaning, "places": _listed(places, 8), "count": len(places), "all": len(wrong)}
    return f"some {word}", N_("only {count} of {all} {word} ({meaning}) are wrong: {places}"), values


def one_entry(sight: Sight) -> Said | None:
    """One entry is wrong."""
    return few_entries(sight) if sight.wrong.sum() == 1 and sight.yours.size > 4 else None


def few_entries(sight: Sight) -> Said | None:
    """Some entries are wrong, a fifth at most."""
    count = int(sight.wrong.sum())
    if not count or count * 5 > sight.yours.size:
        return None
    values = {"count": count, "all": sight.yours.size, "places": _listed(np.argwhere(sight.wrong)[:6].tolist(), 5)}
    return "some entries", N_("only {count} of {all} entries are wrong: {places}"), values


def factor_by_line(sight: Sight) -> Said | None:
    """Each row, or each column, is multiplied by a number of its own."""
    for axis, kind, said in (
        (1, "factor by row", N_("each row is multiplied by a number of its own: {factors}")),
        (0, "factor by column", N_("each column is multiplied by a number of its own: {factors}")),
    ):
        size = np.sum(np.square(sight.expected), axis=axis, keepdims=True)
        c = np.sum(sight.expected * sight.yours, axis=axis, keepdims=True) / np.where(size == 0, 1, size)
        if sight.yours.shape[axis] >= 2 and sight.same(c * sight.expected):
            return kind, said, {"factors": _listed(c.ravel(), 6, ".4g")}
    return None


def permuted(sight: Sight) -> Said | None:
    """The rows, or the columns, are in another order."""
    rows, columns = (sight.yours, sight.expected, sight.slack), (sight.yours.T, sight.expected.T, sight.slack.T)
    for lines, kind, said in (
        (rows, "permuted rows", N_("the rows are in another order: {order}")),
        (columns, "permuted columns", N_("the columns are in another order: {order}")),
    ):
        order = _order(*lines)
        if order is not None:
            return kind, said, {"order": _listed(order, 10)}
    return None


def _order(yours: Array, expected: Array, slack: Array) -> list[int] | None:
    """Which row of what was expected each row of yours is; None if some is none."""
    if not 2 <= len(yours) <= 128:
        return None
    order, free = [], set(range(len(yours)))
    for n, row in enumerate(yours):
        hits = [k for k in sorted(free) if np.all(np.abs(row - expected[k]) <= np.max(slack))]
        if not hits:
            return None
        order.append(n if n in hits else hits[0])
        free.discard(order[-1])
    return order


def some_examples(sight: Sight) -> Said | None:
    """∇W_i as a sum over examples with other weights than 1: which count, and how often."""
    if not isinstance(sight.key, tuple) or sight.key[0] != "dW":
        return None
    i = sight.key[1]
    Z, M = sight.values["Z", i][:, sight.region[0]], sight.values["M", i]
    if sight.yours.shape != (Z.shape[1], M.shape[1]) or not 2 <= sight.m <= min(256, sight.yours.size - 1):
        return None
    rows, columns = _spread(sight.yours.shape, 8 * sight.m)
    weights, _, rank, _ = np.linalg.lstsq((Z[:, rows] * M[:, columns]).T, sight.yours[rows, columns], rcond=None)
    if rank < sight.m or not sight.same((Z * weights[:, None]).T @ M):
        return None
    odd = [f"{n} ({round(w, 6) + 0.0:.3g} times)" for n, w in enumerate(weights) if abs(w - 1) > 1e-4]
    return "some examples", N_("not every example counts once: {examples}"), {"examples": _listed(odd, 6)}


def _spread(shape: tuple[int, ...], most: int) -> tuple[Any, Any]:
    """Rows and columns of so many entries, spread over a matrix."""
    size = shape[0] * shape[1]
    flat = np.arange(size) if size <= most else np.random.default_rng(0).choice(size, most, replace=False)
    rows, columns = np.unravel_index(flat, shape)
    return rows, columns


def _listed(values: Sequence[Any] | Array, most: int, form: str = "") -> str:
    """The first of some values."""
    return ", ".join([*(f"{value:{form}}" for value in values[:most]), *["…"] * (len(values) > most)])
