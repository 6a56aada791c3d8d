"""The update as terms: W − (α / root) (g's part of the direction + the memory's part), with g = ∇W/m + λW."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from backprop.activations import Array
from backprop.optimizers import BETAS, EPSILON, MOMENTUM, SQUARE_DECAY, NextMove
from backprop.passes import TraceStep

from .terms import LikeTerms, Operand


@dataclass(frozen=True)
class Direction:
    """What an optimiser moves a weight along: (fresh · g + kept · first slot) / root.

    Attributes
    ----------
    fresh, kept : float
    root : float
        What the step is divided by, from the slot of squares.
    fresh_latex, kept_latex, root_latex : str
        How they are written, empty for one.
    """

    fresh: float = 1.0
    kept: float = 0.0
    root: float = 1.0
    fresh_latex: str = ""
    kept_latex: str = ""
    root_latex: str = ""


def _rmsprop(g: float, slots: Sequence[float], t: int) -> Direction:
    squares = SQUARE_DECAY * slots[0] + (1 - SQUARE_DECAY) * g * g
    return Direction(root=sqrt(squares) + EPSILON, root_latex=r"\sqrt{s}+\epsilon")


def _adam(g: float, slots: Sequence[float], t: int) -> Direction:
    unbiased, squares_unbiased = 1 - BETAS[0] ** t, 1 - BETAS[1] ** t
    squares = (BETAS[1] * slots[1] + (1 - BETAS[1]) * g * g) / squares_unbiased
    return Direction(
        (1 - BETAS[0]) / unbiased,
        BETAS[0] / unbiased,
        sqrt(squares) + EPSILON,
        rf"\tfrac{{{1 - BETAS[0]:.1g}}}{{1-{BETAS[0]}^t}}",
        rf"\tfrac{{{BETAS[0]}}}{{1-{BETAS[0]}^t}}",
        r"\sqrt{\hat s}+\epsilon",
    )


DIRECTIONS: dict[str, Callable[[float, Sequence[float], int], Direction]] = {
    "sgd": lambda g, slots, t: Direction(),
    "momentum": lambda g, slots, t: Direction(kept=MOMENTUM, kept_latex=rf"{MOMENTUM}\,"),
    "nesterov": lambda g, slots, t: Direction(
        1 + MOMENTUM, MOMENTUM**2, fresh_latex=rf"{1 + MOMENTUM}\,", kept_latex=rf"{MOMENTUM}^2\,"
    ),
    "rmsprop": _rmsprop,
    "adam": _adam,
}
"""The direction of every optimiser of `OPTIMIZERS`: ``(g, slots before the update, t)``."""


def update_terms(step: TraceStep, a: int, b: int) -> tuple[list[LikeTerms], dict[str, float]]:
    """The terms that add up to a new weight, and the constants in them."""
    matrix, gradient = step.operands[:2]
    move: NextMove = step.operands[2]
    settings, m, i = move.settings, move.divisor, step.i
    rate, decay = float(settings.rate), float(settings.decay)
    W, dW = Operand.of(("W", i), matrix, a, b), Operand.of(("dW", i), gradient, a, b)
    names = move.optimizer.slots
    slots = [Operand.of((name, i), slot, a, b) for name, slot in zip(names, move.slots[i], strict=True)]
    g = float(dW.values[0]) / m + decay * float(W.values[0])
    d = DIRECTIONS[move.optimizer.name](g, [float(slot.values[0]) for slot in slots], move.t)
    along = rate / d.root
    squares = tuple(_argument(slot) for slot in slots if slot.key[0] == "s")
    like = [
        LikeTerms(W.values, (W,)),
        _scaled(dW, -along * d.fresh / m, _factor(d.fresh_latex, d.root_latex, m=m > 1), squares),
    ]
    if d.kept:
        like.append(_scaled(slots[0], -along * d.kept, _factor(d.kept_latex, d.root_latex), squares))
    if decay:
        like.append(_scaled(W, -along * d.fresh * decay, _factor(d.fresh_latex, d.root_latex, decay=True), squares))
    constants = {"α": rate, "m": m, "λ": decay, "t": move.t}
    return like, constants


def _scaled(x: Operand, by: float, factor: str, arguments: tuple[Operand, ...]) -> LikeTerms:
    values: Array = x.values * x.values.dtype.type(by)
    return LikeTerms(values, (x, *arguments), by, True, factor)


def _argument(slot: Operand) -> Operand:
    return Operand(slot.key, slot.rows, slot.columns, slot.values, "argument")


def _factor(part: str, root: str, m: bool = False, decay: bool = False) -> str:
    above = part + r"\alpha" + (r"\lambda" if decay else "")
    below = f"m({root})" if m and root else "m" * m + root
    return rf"\tfrac{{{above}}}{{{below}}}" if below else above
