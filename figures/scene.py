"""What the wall shows at one point of a pass: which matrices there are, which are in focus, and their equation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop._text import N_
from backprop.expression import (
    Apply,
    Difference,
    Dot,
    Expression,
    Hadamard,
    Key,
    Scale,
    Sum,
    Symbol,
    Transpose,
    Units,
    WithOnes,
    symbols,
)
from backprop.notations import NOTATIONS
from backprop.passes import Trace, TraceStep
from backprop.rules import shape

from .notation import ROWS, axes, head, name, printed, quantity_of
from .parts import Cell, Curve, Lit, Operand, Scene, State, Tile, WallRow

SIGNS = {Dot: "·", Hadamard: "∘", Sum: "+", Difference: "−"}


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
        self.notation = NOTATIONS[view.notation]
        self.writing = self.notation.of(trace.net)
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
        averages = self.writing.averages((quantity, 1))
        convention = self.view.translate(N_("mean") if averages else N_("sum"))
        return f"{label} · {convention}"

    def _tile(self, key: Key, limit: float | None) -> Tile:
        rows, columns = self._shape(key)
        down, across = axes(key, self.view.translate)
        if self.writing.transposed(key):
            rows, columns, down, across = columns, rows, across, down
        return Tile(
            id=name(key),
            title=self.writing.heading(key) + (" ✎" if key in self.view.edited else ""),
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
        return self.writing.value(key, self.trace[key], self.trace.rows)

    def _shape(self, key: Key) -> tuple[int, int]:
        rows, columns = shape(self.net, key, self.trace.rows)
        return rows, columns

    def _is_matrix(self, key: Key) -> bool:
        return key not in ("loss", "step")

    def _selected(self, matrices: Collection[Key]) -> Cell | None:
        if self.view.selected is None or self.view.selected[0] not in matrices:
            return None
        key, row, column = self.view.selected
        return Cell(name(key), *self.writing.turned(key, row, column))

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
        convention = translate(N_("mean") if self.writing.averages("loss") else N_("sum"))
        return [*heads, f"ℓ = {printed(self._loss(), '.4g')} · {convention}"]

    def _loss(self) -> float:
        return self.trace.loss * self.writing.factor("loss", self.trace.rows)

    def _limits(self, rows: Mapping[str, Sequence[Key | None]]) -> dict[str, float]:
        """The largest finite magnitude of each quantity in the whole round: no colour changes on the way."""
        limits = {}
        for quantity, keys in rows.items():
            arrays = [np.abs(self._value(key)) for key in keys if key and quantity_of(key) == quantity]
            limits[quantity] = max((float(np.max(a, where=np.isfinite(a), initial=0)) for a in arrays), default=0.0)
        return limits

    def _equation(self, step: TraceStep) -> list[Operand | str]:
        """The step as operands and signs, from the formula of its rule."""
        result = Operand(name(step.writes))
        if step.rule.name == "loss":
            operands = [Operand(name(key)) for key in (("Z", self.net.layers + 1), "Y")]
            return ["ℓ(", operands[0], ",", operands[1], f") = {printed(self._loss(), '.6g')}"]
        if step.rule.phase == "update":
            W, dW = (Operand(name((symbol, step.i))) for symbol in ("W", "dW"))
            return [W, ",", dW, "→", result]
        formula = self.writing.formula(step)
        return [*self._terms(formula), "=", result]

    def _terms(self, e: Expression) -> list[Operand | str]:
        match e:
            case Symbol():
                return [Operand(name(e.key))]
            case Transpose():
                return [self._transposed(e.of)]
            case Apply():
                before, after = self.notation.around.get(e.function.name, (f"{e.function.name}(", ")"))
                return [before, *self._terms(e.of), after]
            case Scale():  # a mean: a notation has no other
                return ["(", *self._terms(e.of), f") / {self.trace.rows}"]
            case WithOnes() | Units():
                return self._terms(e.of)
            case _:
                return [*self._side(e, e.left), SIGNS[type(e)], *self._side(e, e.right)]

    def _side(self, whole: Expression, side: Expression) -> list[Operand | str]:
        """A side of a product or a sum, in brackets where it is another one."""
        nested = isinstance(side, Dot | Hadamard | Sum | Difference) and type(side) is not type(whole)
        return ["(", *self._terms(side), ")"] if nested else self._terms(side)

    def _transposed(self, of: Expression) -> Operand:
        """A matrix that this notation shows untransposed, transposed."""
        (symbol,) = symbols(of)
        title = self.writing.notation.text.transpose(self.writing.title(symbol.key))
        return Operand(name(symbol.key), transpose=True, title=title)
