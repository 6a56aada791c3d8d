"""What becomes of a draft: an experiment, or an error that names the cell or the side that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backprop.data import ByHand
from backprop.data.by_hand import Rows
from backprop.data.pasted import read_cell
from backprop.errors import DataError
from backprop.experiment import Experiment, Source
from backprop.losses import LOSSES

from .draft import Draft
from .fitting import check
from .orientation import Key, Orientation, X, Y


def experiment(draft: Draft, orientation: Orientation) -> Experiment:
    """The experiment that was typed.

    Raises
    ------
    BackpropError
        What does not fit, or is no number.
    """
    check(draft, orientation)
    typed: dict[str, Any] = {
        "hidden": tuple(draft.widths[1:-1]),
        "activations": tuple(draft.activations),
        "bias": draft.bias,
        "weights": tuple(_weights(draft, orientation)),
        "edits": (),
    }
    if draft.has_examples:
        source = Source(by_hand=_examples(draft, orientation))
        typed |= {"source": source, "loss": draft.loss, "batch_size": draft.rows, "shuffle": False}
    return replace(draft.base, **typed)


def numbers(draft: Draft, key: Key, orientation: Orientation) -> Rows:
    """The numbers of a grid.

    Raises
    ------
    DataError
        Says which cell is empty, or no number.
    """
    return tuple(
        tuple(_number(cell, orientation.place(key, r, c)) for c, cell in enumerate(row))
        for r, row in enumerate(draft.grids[key])
    )


def _number(cell: str, place: str) -> float:
    if not cell.strip():
        raise DataError("{place} is empty; write 0 if it is zero", place=place)
    try:
        return read_cell(cell, 0, 0)
    except DataError as error:
        raise DataError(
            "{place} is {given}; allowed are numbers such as -0.5, 2e-3 and 1/3", place=place, given=repr(cell[:20])
        ) from error


def _weights(draft: Draft, orientation: Orientation) -> Iterator[Rows]:
    for i in range(1, draft.layers + 1):
        bias = numbers(draft, ("b", i), orientation) if draft.bias else ()
        yield (*numbers(draft, ("W", i), orientation), *bias)


def _examples(draft: Draft, orientation: Orientation) -> ByHand:
    """X with targets, where the loss takes numbers and y has a column for each output; else with labels."""
    rows, y, loss = numbers(draft, X, orientation), numbers(draft, Y, orientation), LOSSES[draft.loss]
    outputs = draft.widths[-1]
    if loss.takes_quantities and len(y[0]) == outputs:
        return ByHand(rows, targets=y)
    classes = 2 if loss.targets == "binary" else outputs
    one_hot = len(y[0]) > 1
    labels = [_hot(row, r) if one_hot else _label(row[0], r, classes) for r, row in enumerate(y)]
    return ByHand(rows, tuple(labels), classes)


def _hot(row: tuple[float, ...], r: int) -> int:
    """The place of the only 1."""
    if max(row) != 1 or sum(map(abs, row)) != 1:
        raise DataError("example {row}: y is neither a label nor one-hot, one 1 and otherwise 0", row=r)
    return row.index(1)


def _label(value: float, r: int, classes: int) -> int:
    if value not in range(classes):
        raise DataError(
            "y[{row}] is {given}; labels must be whole numbers from 0 to {last}",
            row=r,
            given=f"{value:g}",
            last=classes - 1,
        )
    return int(value)
