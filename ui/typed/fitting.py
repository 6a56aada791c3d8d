"""Whether the matrices of a draft fit each other; the first clash is named, with what it would have to be."""

from __future__ import annotations

from collections.abc import Iterator

from backprop.errors import DataError
from backprop.losses import LOSSES

from .draft import Draft
from .orientation import SIDES, Key, Orientation, X, Y

Side = tuple[Key, int]
"""A side of a matrix: its rows (0) or columns (1), in the lecture's orientation."""


def joints(draft: Draft) -> Iterator[tuple[Side, Side]]:
    """Sides that must be equal: each with the one that it follows from."""
    if draft.has_examples:
        yield (Y, 0), (X, 0)
        yield (("W", 1), 0), (X, 1)
    for i in range(1, draft.layers + 1):
        if i > 1:
            yield (("W", i), 0), (("W", i - 1), 1)
        if draft.bias:
            yield (("b", i), 1), (("W", i), 1)


def check(draft: Draft, orientation: Orientation) -> None:
    """Refuse matrices that do not fit.

    Raises
    ------
    DataError
        Says which side of which matrix, and what it would have to be, in the words of the notation.
    """
    for (key, side), (other, beside) in joints(draft):
        _same(draft, orientation, (key, side), (other, beside))
    for i in range(1, draft.layers + 1):
        if draft.bias:
            _must(draft, orientation, (("b", i), 0), 1)
    if not draft.has_examples:
        _must(draft, orientation, (("W", 1), 0), draft.base.network.widths[0])
        _must(draft, orientation, (("W", draft.layers), 1), draft.base.network.outputs)
    else:
        if LOSSES[draft.loss].targets == "binary":
            _must(draft, orientation, (("W", draft.layers), 1), 1)
        if len(draft.grids[Y][0]) != 1:
            _same(draft, orientation, (Y, 1), (("W", draft.layers), 1))


def _size(draft: Draft, side: Side) -> int:
    grid = draft.grids[side[0]]
    return len(grid[0]) if side[1] else len(grid)


def _same(draft: Draft, orientation: Orientation, side: Side, other: Side) -> None:
    given, allowed = _size(draft, side), _size(draft, other)
    if given != allowed:
        raise _clash(orientation, side, other, given, allowed)


def _clash(orientation: Orientation, side: Side, other: Side, given: int, allowed: int) -> DataError:
    told: dict[str, object] = {"matrix": orientation.title(side[0]), "other": orientation.title(other[0])}
    told |= {"given": given, "allowed": allowed}
    by_rows, of_rows = (orientation.side(*one) == SIDES[0] for one in (side, other))
    if by_rows and of_rows:
        return DataError(
            "{matrix} has {given} rows; it would have to have {allowed}, as {other} has {allowed} rows", **told
        )
    if by_rows:
        return DataError(
            "{matrix} has {given} rows; it would have to have {allowed}, as {other} has {allowed} columns", **told
        )
    if of_rows:
        return DataError(
            "{matrix} has {given} columns; it would have to have {allowed}, as {other} has {allowed} rows", **told
        )
    return DataError(
        "{matrix} has {given} columns; it would have to have {allowed}, as {other} has {allowed} columns", **told
    )


def _must(draft: Draft, orientation: Orientation, side: Side, allowed: int) -> None:
    given, matrix = _size(draft, side), orientation.title(side[0])
    if given == allowed:
        return
    if orientation.side(*side) == SIDES[0]:
        raise DataError(
            "{matrix} has {given} rows; it would have to have {allowed}", matrix=matrix, given=given, allowed=allowed
        )
    raise DataError(
        "{matrix} has {given} columns; it would have to have {allowed}", matrix=matrix, given=given, allowed=allowed
    )
