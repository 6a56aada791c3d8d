"""The loop: which matrix lies where, from X to the loss and back, and all operations in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from backprop.expression import Key
from backprop.network import Network
from backprop.notations import Writing
from backprop.passes import Trace, TraceStep
from backprop.rules import RENEWS, shapes
from figures.notation import head, name, quantity_of
from figures.rows import TABLE, Row

from .parts import Drawing, Head, LoopColumn, Mark

NEW = {old: new for new, old in RENEWS.items()}
"""By the symbol of a quantity that of what takes its place."""


@dataclass(frozen=True)
class Column:
    """What lies above each other in one column of the loop."""

    layer: int
    slots: tuple[tuple[str, Key], ...]
    note: str = ""

    @property
    def keys(self) -> list[Key]:
        return [key for _slot, key in self.slots]

    def part(self) -> LoopColumn:
        """The column as the wall is sent it."""
        return LoopColumn(self.layer, **{slot: name(key) for slot, key in self.slots}, note=self.note)


def columns(net: Network, rows: Collection[str], known: Collection[Key]) -> list[Column]:
    """The columns of the loop, from X to the output.

    Parameters
    ----------
    net : Network
    rows : collection of str
        The quantities that are shown, of `figures.notation.ROWS`.
    known : collection of Key
        What has been computed: new weights take the place of the old ones.

    Examples
    --------
    >>> from backprop import Network
    >>> for column in columns(Network((4, 3)), ("Z", "W", "P", "G"), ()):
    ...     print(column.layer, column.slots)
    1 (('forward', ('Z', 1)), ('back', ('G', 1)))
    1 (('above', ('W', 1)), ('forward', ('P', 1)))
    2 (('forward', ('Z', 2)), ('back', ('G', 2)))
    2 (('forward', 'S'), ('back', 'Y'))
    """
    shown = [row for row in TABLE if row.quantity in rows]
    found: list[Column] = []
    for i in range(1, net.layers + 1):
        found += [_activation(net, i, shown), Column(i, _slots(net, shown, "product", i, known))]
    found.append(_activation(net, net.layers + 1, shown))
    output: tuple[tuple[str, Key], ...] = (("forward", "S"),) if net.loss_function.softmax and "P" in rows else ()
    truth: tuple[tuple[str, Key], ...] = (("back", "Y"),) if "W" in rows else ()
    found.append(Column(net.layers + 1, (*output, *truth)))
    return [column for column in found if column.slots]


def _activation(net: Network, i: int, shown: list[Row]) -> Column:
    """Z_i with G_i below it, and what made it."""
    return Column(i, _slots(net, shown, "activation", i, ()), net.activations[i - 2] if i > 1 else "")


def _slots(net: Network, shown: list[Row], column: str, i: int, known: Collection[Key]) -> tuple[tuple[str, Key], ...]:
    """What lies in a column: of the rows those whose quantity the network has there."""
    there = shapes(net, 1)
    keys = [(row.band, (row.quantity, i)) for row in shown if row.column == column]
    return tuple((band, _latest(key, known)) for band, key in keys if key in there)


def _latest(key: tuple[str, int], known: Collection[Key]) -> Key:
    symbol, i = key
    new = (NEW.get(symbol, symbol), i)
    return new if new in known else key


def heads(writing: Writing, rows: Collection[str], translate: Callable[[str], str]) -> list[Head]:
    """What stands at the left of the loop: with the convention where a quantity depends on one."""
    return [_head(row, writing, translate) for row in TABLE if row.quantity in rows]


def _head(row: Row, writing: Writing, translate: Callable[[str], str]) -> Head:
    symbol, letter = head(row.quantity, writing.notation.name), writing.letter(row.quantity)
    found = Head(row.band, row.quantity, symbol, translate(row.word), letter if letter != symbol else "")
    if not row.follows_loss:
        return found
    return replace(found, convention="mean" if writing.averages((row.quantity, 1)) else "sum")


def drawing(net: Network, writing: Writing) -> Drawing:
    """What the drawing of the network needs besides the matrices.

    Examples
    --------
    >>> from backprop.notations import NOTATIONS
    >>> net = Network((4, 6, 3))
    >>> drawing(net, NOTATIONS["pytorch"].of(net))
    Drawing(widths=(4, 6, 3), turned=('W', 'dW'))
    """
    keys: list[Key] = [(row.quantity, 1) for row in TABLE]
    return Drawing(net.widths, tuple(quantity_of(key) for key in [*keys, "S", "Y"] if writing.transposed(key)))


def program(trace: Trace, writing: Writing) -> list[Mark]:
    """All operations of a round in their order, each by what it makes."""
    return [_mark(step, writing) for step in trace.steps]


def _mark(step: TraceStep, writing: Writing) -> Mark:
    key = step.writes
    title, short = writing.title(key), writing.short(key)
    shorter = short if short != title else ""
    return Mark(title, quantity_of(key), step.rule.phase, name(key), step.i, shorter, writing.index(key))
