"""The loop: which matrix lies where, from X to the loss and back, and all operations in their order."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from backprop._text import N_
from backprop.expression import Key
from backprop.network import Network
from backprop.notations import Writing
from backprop.passes import Trace

from .notation import head, name, quantity_of
from .parts import Head, LoopColumn, Mark

BANDS: Final = (
    ("above", "W"),
    ("forward", "Z"),
    ("forward", "P"),
    ("between", "D"),
    ("back", "G"),
    ("back", "M"),
    ("below", "dW"),
)
"""The bands of the loop, from top to bottom, and the quantities that lie in them."""

WORDS: Final = {
    "W": N_("weights"),
    "Z": N_("activations"),
    "P": N_("before σ"),
    "D": N_("slopes of σ"),
    "G": N_("gradient"),
    "M": N_("gradient ∘ slope"),
    "dW": N_("gradient of W"),
}


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
    found: list[Column] = []
    for i in range(1, net.layers + 1):
        W: Key = ("W+", i) if ("W+", i) in known else ("W", i)
        found.append(_activation(net, i))
        below = (("above", W), ("forward", ("P", i)), ("between", ("D", i)), ("back", ("M", i)), ("below", ("dW", i)))
        found.append(Column(i, below))
    found.append(_activation(net, net.layers + 1))
    output: tuple[tuple[str, Key], ...] = (("forward", "S"),) if net.loss_function.softmax else ()
    found.append(Column(net.layers + 1, (*output, ("back", "Y"))))
    shown = {"S": "P", "Y": "W"}
    kept = [
        Column(c.layer, tuple((s, k) for s, k in c.slots if shown.get(quantity_of(k), quantity_of(k)) in rows), c.note)
        for c in found
    ]
    return [column for column in kept if column.slots]


def _activation(net: Network, i: int) -> Column:
    """Z_i with G_i below it, and what made it."""
    return Column(i, (("forward", ("Z", i)), ("back", ("G", i))), net.activations[i - 2] if i > 1 else "")


def heads(writing: Writing, rows: Collection[str], translate: Callable[[str], str]) -> list[Head]:
    """What stands at the left of the loop: with the convention where a quantity depends on one."""
    found = []
    for band, quantity in BANDS:
        if quantity not in rows:
            continue
        convention = ""
        if quantity in ("G", "M", "dW"):
            convention = translate(N_("mean") if writing.averages((quantity, 1)) else N_("sum"))
        symbol = head(quantity, writing.notation.name)
        found.append(Head(band, quantity, symbol, translate(WORDS[quantity]), convention))
    return found


def program(trace: Trace, writing: Writing) -> list[Mark]:
    """All operations of a round in their order, each by what it makes."""
    return [
        Mark(writing.title(step.writes), quantity_of(step.writes), step.rule.phase, name(step.writes))
        for step in trace.steps
    ]
