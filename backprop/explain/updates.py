"""The update as terms: W − (α / root) (g's part of the direction + the memory's part), with g = ∇W/m + κW."""

from __future__ import annotations

from dataclasses import replace

from backprop.activations import Array
from backprop.optimizers import NextMove
from backprop.passes import TraceStep

from .terms import LikeTerms, Operand


def update_terms(step: TraceStep, a: int, b: int, factor: float) -> tuple[list[LikeTerms], dict[str, float]]:
    """The terms that add up to a new weight, and the constants in them.

    Parameters
    ----------
    factor : float
        What the network's own ∇W is multiplied with to be shown.
    """
    matrix, gradient = step.operands[:2]
    move: NextMove = step.operands[2]
    settings, m, i = move.settings, round(move.divisor * factor), step.i
    rate, decay = float(settings.rate), float(settings.decay)
    W, dW = Operand.of(("W", i), matrix, a, b), Operand.of(("dW", i), gradient, a, b)
    dW = replace(dW, values=dW.values * gradient.dtype.type(factor))
    names = move.optimizer.slots
    slots = [Operand.of((name, i), slot, a, b) for name, slot in zip(names, move.slots[i], strict=True)]
    g = float(dW.values[0]) / m + decay * float(W.values[0])
    d = move.optimizer.direction(g, [float(slot.values[0]) for slot in slots], move.t)
    along = rate / d.root
    squares = tuple(replace(slot, role="argument") for slot in slots if slot.key[0] == "s")
    like = [
        LikeTerms(W.values, (W,)),
        _scaled(dW, -along * d.fresh / m, _factor(d.fresh_latex, d.root_latex, m=m > 1), squares),
    ]
    if d.kept:
        like.append(_scaled(slots[0], -along * d.kept, _factor(d.kept_latex, d.root_latex), squares))
    if decay:
        like.append(_scaled(W, -along * d.fresh * decay, _factor(d.fresh_latex, d.root_latex, decay=True), squares))
    constants = {"α": rate, "m": m, "κ": decay, "t": move.t}
    return like, constants


def _scaled(x: Operand, by: float, factor: str, arguments: tuple[Operand, ...]) -> LikeTerms:
    values: Array = x.values * x.values.dtype.type(by)
    return LikeTerms(values, (x, *arguments), by, True, factor)


def _factor(part: str, root: str, m: bool = False, decay: bool = False) -> str:
    above = part + r"\alpha" + (r"\kappa" if decay else "")
    below = f"m({root})" if m and root else "m" * m + root
    return rf"\tfrac{{{above}}}{{{below}}}" if below else above
