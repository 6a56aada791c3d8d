"""What the wall shows at one point of a pass: which matrices there are, which are in focus, and their equation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop._text import N_
from backprop.data.pixels import Pixels
from backprop.expression import (
    Apply,
    Difference,
    Dot,
    Expression,
    Hadamard,
    Key,
    Place,
    Scale,
    Sum,
    Symbol,
    Transpose,
    Units,
    WithOnes,
    WithoutBias,
    symbols,
)
from backprop.notations import NOTATIONS
from backprop.passes import Trace, TraceStep
from backprop.rules import MOVE, shape
from figures.notation import ROWS, axes, name, printed, quantity_of

from .headline import headline, introduction
from .loop import columns, drawing, heads, program
from .parts import Cell, Classes, Lit, Operand, Scene, State, Tile, Turn
from .parts import Scale as ColourScale
from .remarks import remark

MOST_PICTURES = 16
"""Rows that have their pictures beside them: of more, the wall has no room for the numbers either."""

SIGNS = {Dot: "·", Hadamard: "∘", Sum: "+", Difference: "−"}


def scale_of(key: Key, values: NDArray[Any]) -> ColourScale:
    """How a quantity is coloured: slopes, shares and targets that all lie between 0 and 1 have a scale of their own.

    Examples
    --------
    >>> scale_of(("D", 1), np.array([0.5, 1])), scale_of(("D", 1), np.array([1.5])), scale_of(("Z", 2), np.array([0.5]))
    ('slope', 'signed', 'signed')
    """
    if quantity_of(key) not in ("D", "S", "Y") or not bool(np.all((values >= 0) & (values <= 1))):
        return "signed"
    return "slope" if quantity_of(key) == "D" else "share"


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
    classes : sequence of str
        What the classes are called.
    pixels : Pixels or None
        How a row of X is a picture, if it is one.
    """

    rows: Collection[str] = ROWS
    shared: bool = False
    selected: Place | None = None
    notation: str = "lecture"
    edited: Collection[Key] = ()
    translate: Callable[[str], str] = str
    classes: Sequence[str] = ()
    pixels: Pixels | None = None


def scene(trace: Trace, cursor: int, view: View, lit: Sequence[Lit] = ()) -> Scene:
    """The scene after ``cursor`` steps of the trace.

    Parameters
    ----------
    trace : Trace
        A whole round: what lies behind the cursor is not sent.
    cursor : int
        0 to ``len(trace.steps)``.
    """
    return _Picture(trace, cursor, view).scene(lit)


class _Picture:
    """A pass at a point of it, in a notation."""

    def __init__(self, trace: Trace, cursor: int, view: View) -> None:
        self.trace, self.view, self.net = trace, view, trace.net
        self.notation = NOTATIONS[view.notation]
        self.writing = self.notation.of(trace.net)
        later = {step.writes for step in trace.steps[cursor:]}
        self.known: set[Key] = {key for key in trace if key not in later}
        self.cursor = cursor
        self.focus: TraceStep | None = trace.steps[cursor - 1] if cursor else None
        self.next: TraceStep | None = trace.steps[cursor] if cursor < len(trace.steps) else None

    def scene(self, lit: Sequence[Lit]) -> Scene:
        loop = columns(self.net, self.view.rows, self.known)
        shown: set[Key] = {key for column in loop for key in column.keys}
        if self.focus:
            shown |= {*self.focus.reads, self.focus.writes}
        limits = self._limits(shown) if self.view.shared else {}
        matrices = sorted((key for key in shown if self._is_matrix(key)), key=name)
        return Scene(
            [self._tile(key, limits.get(quantity_of(key))) for key in matrices],
            equation=self._equation(self.focus) if self.focus else (),
            given=[] if self.focus else [name(key) for key in self._given() if key in shown],
            introduction=[]
            if self.focus
            else introduction(self.trace, self.writing, self.view.classes, self.view.translate),
            columns=[column.part() for column in loop],
            heads=heads(self.writing, self.view.rows, self.view.translate),
            turn=self._turn(),
            classes=self._classes(),
            pictures=self._pictures(),
            program=program(self.trace, self.writing),
            cursor=self.cursor,
            drawing=drawing(self.net, self.writing),
            headline=headline(self.trace, self.cursor, self.writing, self.view.translate),
            selected=self._selected(matrices),
            origin=self._origin(),
            lit=lit,
        )

    def _given(self) -> list[Key]:
        """What is there before the first step."""
        return [("Z", 1), "Y", *(("W", i) for i in range(1, self.net.layers + 1))]

    def _tile(self, key: Key, limit: float | None) -> Tile:
        rows, columns = self._shape(key)
        down, across = axes(key, self.view.translate)
        if self.writing.transposed(key):
            rows, columns, down, across = columns, rows, across, down
        title = self.writing.heading(key) + (" ✎" if key in self.view.edited else "")
        short = self.writing.short(key)
        return Tile(
            id=name(key),
            title=title,
            short=short if short != title else "",
            quantity=quantity_of(key),
            shape=(rows, columns),
            array=self._value(key) if key in self.known else None,
            state=self._state(key),
            limit=limit,
            axes=(down, across),
            scale=scale_of(key, self.trace[key]),
            remark=remark(self.trace, key, self.view.translate) if key in self.known else "",
            layer=key[1] if isinstance(key, tuple) else None,
            index=self.writing.index(key),
        )

    def _state(self, key: Key) -> State:
        if self.next and key == self.next.writes:
            return "next"
        if self.focus is None:
            return "known"
        return "fresh" if key == self.focus.writes else "operand" if key in self.focus.reads else "known"

    def _value(self, key: Key) -> np.ndarray[Any, Any]:
        return self.writing.value(key, self.trace[key], self.trace.rows)

    def _shape(self, key: Key) -> tuple[int, int]:
        rows, columns = shape(self.net, key, self.trace.rows)
        return rows, columns

    def _is_matrix(self, key: Key) -> bool:
        return key not in ("loss", MOVE)

    def _selected(self, matrices: Collection[Key]) -> Cell | None:
        if self.view.selected is None or self.view.selected[0] not in matrices:
            return None
        key, row, column = self.view.selected
        return Cell(name(key), *self.writing.turned(key, row, column))

    def _origin(self) -> list[Operand | str]:
        """What made the matrix of the selected cell, where that is not the step that is shown."""
        key = self.view.selected and self.view.selected[0]
        made = next((step for step in self.trace.steps[: self.cursor] if step.writes == key), None)
        return [] if made in (None, self.focus) else self._equation(made)

    def _turn(self) -> Turn:
        """ℓ, and by which convention."""
        symbol = self.writing.title("loss")
        if "loss" not in self.known:
            return Turn(symbol)
        convention = self.view.translate(N_("mean") if self.writing.averages("loss") else N_("sum"))
        return Turn(symbol, printed(self._loss(), ".4g"), convention)

    def _classes(self) -> Classes:
        """The class of each row, and what the network says once it has said it."""
        names, translate = self.view.classes, self.view.translate
        if not self.net.loss_function.softmax or len(names) != self.net.outputs or self.writing.transposed("Y"):
            return Classes()
        truth = self.trace["Y"].argmax(axis=1).tolist()
        said = self.trace["S"].argmax(axis=1).tolist() if "S" in self.known else []
        verdicts = [(names[label], label == right) for label, right in zip(said, truth, strict=False)]
        heads = (translate(N_("truth")), translate(N_("S says")))
        return Classes([names[label] for label in truth], verdicts, *heads)

    def _pictures(self) -> NDArray[np.uint8] | None:
        """The rows as pictures, where each has a line of its own that is high enough."""
        few = self.trace.rows <= MOST_PICTURES
        if self.view.pixels is None or not few or self.writing.transposed(("Z", 1)):
            return None
        return self.view.pixels.of(self.trace["X"])

    def _loss(self) -> float:
        return self.trace.loss * self.writing.factor("loss", self.trace.rows)

    def _limits(self, keys: Collection[Key]) -> dict[str, float]:
        """The largest finite magnitude of each quantity in the whole round: no colour changes on the way."""
        limits: dict[str, float] = {}
        for key in filter(self._is_matrix, keys):
            array = np.abs(self._value(key))
            largest = float(np.max(array, where=np.isfinite(array), initial=0))
            limits[quantity_of(key)] = max(largest, limits.get(quantity_of(key), 0.0))
        return limits

    def _equation(self, step: TraceStep) -> list[Operand | str]:
        """The step as operands and signs, from the formula of its rule."""
        result = Operand(name(step.writes))
        if step.rule.name == "loss":
            operands = [Operand(name(key)) for key in (("Z", self.net.layers + 1), "Y")]
            value = f"= {printed(self._loss(), '.6g')}"
            ends = [")", self._penalty(), value] if self.net.l2 else [f") {value}"]
            return ["ℓ(", operands[0], ",", operands[1], *ends]
        if step.rule.phase == "update":
            W, dW = (Operand(name((symbol, step.i))) for symbol in ("W", "dW"))
            rate = self._rate(step)
            return [W, f"− {printed(rate, '.4g')} ·", dW, "=", result] if rate else [W, ",", dW, "→", result]
        formula = self.writing.formula(step)
        return [*self._terms(formula), "=", result]

    def _penalty(self) -> str:
        """What the L2 regularisation adds to ℓ; of the weights, which are many, there are pictures in the loop."""
        half = self.net.l2 / 2 * self.writing.factor("loss", self.trace.rows)
        return f"+ {printed(half, '.4g')} · ‖W‖²"

    def _rate(self, step: TraceStep) -> float:
        """What ∇W_i is multiplied with, of an optimiser that does nothing else: α/m; 0 for others."""
        move = step.operands[-1]
        if move.optimizer.name != "sgd" or move.settings.decays:
            return 0.0
        return float(move.settings.learning_rate / (1 if self.writing.averages(("dW", step.i)) else self.trace.rows))

    def _terms(self, e: Expression) -> list[Operand | str]:
        match e:
            case Symbol():
                return [Operand(name(e.key))]
            case Transpose() | WithoutBias():
                return [self._marked(e)]
            case Apply():
                before, after = self.notation.around.get(e.function.name, (f"{e.function.name}(", ")"))
                return [before, *self._terms(e.of), after]
            case Scale():
                return self._scaled(e)
            case WithOnes() | Units():
                return self._terms(e.of)
            case _:
                return [*self._side(e, e.left), SIGNS[type(e)], *self._side(e, e.right)]

    def _scaled(self, e: Scale) -> list[Operand | str]:
        if not e.letter:  # a mean: a notation has no other
            return ["(", *self._terms(e.of), f") / {self.trace.rows}"]
        by = e.by * float(self.trace.rows) ** e.rows
        return [f"{printed(by, '.4g')} ·", *self._side(e, e.of)]

    def _side(self, whole: Expression, side: Expression) -> list[Operand | str]:
        """A side of a product or a sum, in brackets where it is another one; a product in a sum needs none."""
        sums = Sum | Difference
        bracketed = sums if isinstance(whole, sums) else sums | Dot | Hadamard
        nested = isinstance(side, bracketed) and type(side) is not type(whole)
        return ["(", *self._terms(side), ")"] if nested else self._terms(side)

    def _marked(self, e: Transpose | WithoutBias) -> Operand:
        """A matrix that this notation shows untransposed, transposed; or one whose bias does not count."""
        (symbol,) = symbols(e)
        style = replace(self.notation.text, symbol=lambda symbol: self.writing.title(symbol.key))
        return Operand(name(symbol.key), transpose=isinstance(e, Transpose), title=style.write(e))
