"""What the wall shows at one point of a pass: which matrices there are, which are in focus, and their equation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.notation import NOTATIONS, Notation
from backprop.passes import Trace, TraceStep
from backprop.rules import Key, shape

from .notation import ROWS, axes, head, name, printed, quantity_of, title
from .parts import Cell, Curve, Lit, Operand, Scene, State, Tile, WallRow

EQUATIONS: dict[str, str] = {
    "product": "Z · W = P",
    "activate": "σ( P ) = Z+",
    "softmax": "normalize(exp( Z+ )) = S",
    "slope": "σ′( P ) = D",
    "signal": "G+ ∘ D = M",
    "gradient": "Zᵀ · M = dW",
    "pull": "M · Wᵀ = G",
    "update": "W , dW → W'",
}
"""Operands in the order and orientation in which they are multiplied; + is the next layer, ' is after the update."""

OTHERWISE: dict[str, dict[str, str]] = {
    "lecture": {},
    "homework": {"signal": "D ∘ G+ = M"},
    "column": {"product": "W · Z = P", "gradient": "M · Zᵀ = dW", "pull": "Wᵀ · M = G"},
    "pytorch": {"product": "Z · Wᵀ = P", "gradient": "Mᵀ · Z = dW", "pull": "M · W = G"},
}
"""What is different in another notation; ᵀ is of the matrix as that notation shows it."""


@dataclass(frozen=True)
class View:
    """What of a pass is to be seen, and how.

    Attributes
    ----------
    rows : collection of str
        The rows of the wall that are shown, of `ROWS`.
    shared : bool
        One colour scale a row instead of one a matrix.
    selected : (Key, row, column) or None
        In the lecture's orientation.
    notation : str
        A name of `NOTATIONS`.
    edited : collection of Key
        Matrices in which something was typed over.
    translate : callable
        From English to the reader's language.
    labels : mapping
        The words of the wall component.
    """

    rows: Collection[str] = ROWS
    shared: bool = False
    selected: tuple[Key, int, int] | None = None
    notation: str = "lecture"
    edited: Collection[Key] = ()
    translate: Callable[[str], str] = str
    labels: Mapping[str, str] = field(default_factory=dict)


def scene(trace: Trace, cursor: int, view: View, curve: Curve | None = None, lit: Sequence[Lit] = ()) -> Scene:
    """The scene after ``cursor`` steps of the trace.

    Parameters
    ----------
    trace : Trace
        A whole round: what lies behind the cursor is not sent.
    cursor : int
        0 to ``len(trace.steps)``.
    """
    return _Picture(trace, cursor, view).scene(curve, lit)


class _Picture:
    """A pass at a point of it, in a notation."""

    def __init__(self, trace: Trace, cursor: int, view: View) -> None:
        self.trace, self.view, self.net = trace, view, trace.net
        self.notation: Notation = NOTATIONS[view.notation]
        later = {step.writes for step in trace.steps[cursor:]}
        self.known: set[Key] = {key for key in trace if key not in later}
        self.focus: TraceStep | None = trace.steps[cursor - 1] if cursor else None

    def scene(self, curve: Curve | None, lit: Sequence[Lit]) -> Scene:
        rows = {quantity: self._row(quantity) for quantity in ROWS if quantity in self.view.rows}
        shown: set[Key] = {key for keys in rows.values() for key in keys if key}
        if self.focus:
            shown |= {*self.focus.reads, self.focus.writes}
        limits = self._limits(rows) if self.view.shared else {}
        matrices = sorted((key for key in shown if self._is_matrix(key)), key=name)
        return Scene(
            [self._tile(key, limits.get(quantity_of(key))) for key in matrices],
            equation=self._equation(self.focus) if self.focus else (),
            wall=[
                WallRow(quantity, self._label(quantity), [name(key) if key else None for key in keys])
                for quantity, keys in rows.items()
            ],
            columns=self._heads(),
            curve=curve,
            selected=self._selected(matrices),
            lit=lit,
            labels=self.view.labels,
        )

    def _label(self, quantity: str) -> str:
        """How a row is headed: with the convention where it depends on one."""
        label = head(quantity, self.view.notation)
        if quantity not in ("G", "M", "dW"):
            return label
        averages = self.notation.averages(self.net, (quantity, 1))
        convention = self.view.translate(N_("mean") if averages else N_("sum"))
        return f"{label} · {convention}"

    def _tile(self, key: Key, limit: float | None) -> Tile:
        rows, columns = self._shape(key)
        down, across = axes(key, self.view.translate)
        if self.notation.written(self.net, key).transposed:
            rows, columns, down, across = columns, rows, across, down
        return Tile(
            id=name(key),
            title=title(self.net, key, self.view.notation) + (" ✎" if key in self.view.edited else ""),
            quantity=quantity_of(key),
            shape=(rows, columns),
            array=self._value(key) if key in self.known else None,
            state=self._state(key),
            limit=limit,
            axes=(down, across),
        )

    def _state(self, key: Key) -> State:
        if self.focus is None:
            return "fresh" if key in (("Z", 1), "Y") else "known"
        return "fresh" if key == self.focus.writes else "operand" if key in self.focus.reads else "known"

    def _value(self, key: Key) -> np.ndarray[Any, Any]:
        return self.notation.value(self.net, key, self.trace[key], self.trace.rows)

    def _shape(self, key: Key) -> tuple[int, int]:
        rows, columns = shape(self.net, key, self.trace.rows)
        return rows, columns

    def _is_matrix(self, key: Key) -> bool:
        return key not in ("loss", "step")

    def _selected(self, matrices: Collection[Key]) -> Cell | None:
        if self.view.selected is None or self.view.selected[0] not in matrices:
            return None
        key, row, column = self.view.selected
        return Cell(name(key), *self.flipped(key, row, column))

    def flipped(self, key: Key, row: int, column: int) -> tuple[int, int]:
        return (column, row) if self.notation.written(self.net, key).transposed else (row, column)

    def _row(self, quantity: str) -> list[Key | None]:
        L = self.net.layers
        keys: list[Key | None] = [(quantity, i) for i in range(1, L + 1)]
        if quantity == "W":
            keys = [("W+", i) if ("W+", i) in self.known else ("W", i) for i in range(1, L + 1)]
        last: dict[str, Key | None] = {
            "Z": ("Z", L + 1),
            "W": "Y",
            "P": "S" if self.net.loss_function.softmax else None,
            "G": ("G", L + 1),
        }
        return [*keys, last.get(quantity)]

    def _heads(self) -> list[str]:
        translate, net = self.view.translate, self.net
        layer = translate(N_("layer {i} · {activation}"))
        heads = [layer.format(i=i, activation=net.activations[i - 1]) for i in range(1, net.layers + 1)]
        output = translate(N_("output"))
        if "loss" not in self.known:
            return [*heads, output]
        convention = translate(N_("mean") if self.notation.averages(net, "loss") else N_("sum"))
        return [*heads, f"ℓ = {printed(self._loss(), '.4g')} · {convention}"]

    def _loss(self) -> float:
        return self.trace.loss * self.notation.factor(self.net, "loss", self.trace.rows)

    def _limits(self, rows: Mapping[str, Sequence[Key | None]]) -> dict[str, float]:
        """The largest finite magnitude of each quantity in the whole round: no colour changes on the way."""
        limits = {}
        for quantity, keys in rows.items():
            arrays = [np.abs(self._value(key)) for key in keys if key and quantity_of(key) == quantity]
            limits[quantity] = max((float(np.max(a, where=np.isfinite(a), initial=0)) for a in arrays), default=0.0)
        return limits

    def _equation(self, step: TraceStep) -> list[Operand | str]:
        """The step as operands and signs."""
        if step.rule.name == "loss":
            last = Operand(name(("Z", self.net.layers + 1)))
            return ["ℓ(", last, ",", Operand("Y"), f") = {printed(self._loss(), '.6g')}"]
        if step.rule.name == "seed":
            first: Key = "S" if "S" in step.reads else ("Z", step.i + 1)
            return self._divided([Operand(name(first)), "−", Operand("Y")], step.writes, of="S")
        parts = OTHERWISE[self.view.notation].get(step.rule.name, EQUATIONS[step.rule.name]).split()
        terms = [self._term(part, step.i) for part in parts]
        if step.rule.name == "gradient":
            return self._divided(terms[:-2], step.writes, of=("M", step.i))
        return terms

    def _divided(self, terms: list[Operand | str], result: Key, of: Key) -> list[Operand | str]:
        """The terms, divided by m where the result is an average of what is not."""
        divides = self.notation.averages(self.net, result) and not self._averaged(of)
        left = ["(", *terms, f") / {self.trace.rows}"] if divides else terms
        return [*left, "=", Operand(name(result))]

    def _averaged(self, key: Key) -> bool:
        return quantity_of(key) in ("G", "M", "dW") and self.notation.averages(self.net, key)

    def _term(self, part: str, i: int) -> Operand | str:
        symbol = part.rstrip("+'ᵀ")
        if symbol not in ROWS and symbol != "S":
            return part
        key: Key = "S" if symbol == "S" else (symbol, i + part.endswith("+"))
        if part.endswith("'"):
            key = (f"{symbol}+", i)
        if not part.endswith("ᵀ"):
            return Operand(name(key))
        plain = title(self.net, key, self.view.notation).split(" ")[0]
        return Operand(name(key), transpose=True, title=f"{plain}{'.T' if self.view.notation == 'pytorch' else 'ᵀ'}")
