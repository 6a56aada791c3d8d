"""How each rule makes one cell: the terms, for every rule of `backprop.rules.RULES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np

from backprop.activations import Argument, Array
from backprop.errors import UnknownQuantityError
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
    evaluate,
    shape,
    symbols,
    text,
)
from backprop.notations.notation import applied, in_latex, math
from backprop.passes import Trace, TraceStep

from .terms import Index, LikeTerms, Operand, Place
from .updates import update_terms

Values = Mapping[Key, Array]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The terms of a cell and what they give together; see `Cell`."""

    like: tuple[LikeTerms, ...]
    total: Any
    relation: str = "sum"
    constants: Mapping[str, float] = field(default_factory=dict)


def decompose(trace: Trace, step: TraceStep, index: Index) -> Decomposition:
    """The terms of one cell of what a step wrote."""
    with np.errstate(all="ignore"):
        return _OTHERWISE.get(step.rule.name, _by_formula)(trace, step, *index)


def _sum(like: Sequence[LikeTerms], constants: Mapping[str, float] | None = None) -> Decomposition:
    values = np.concatenate([terms.values for terms in like])
    return Decomposition(tuple(like), np.add.reduce(values), constants=constants or {})


def _by_formula(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """The terms of a sum, of a product, or of a function of one entry, as the formula of the rule has them."""
    formula = step.formula
    if formula is None:
        raise TypeError(f"the rule {step.rule.name} has no formula")
    values = dict(zip(step.reads, step.operands, strict=True))
    if isinstance(formula, Scale):
        like = _summands(formula.of, values, r, b)
        by = formula.by * float(trace.rows) ** formula.rows
        return _sum([_scaled(terms, by, in_latex("", formula).strip()) for terms in like], {"m": trace.rows})
    return _sum(_summands(formula, values, r, b))


def _summands(e: Expression, values: Values, r: int, b: int) -> list[LikeTerms]:
    match e:
        case WithOnes() | Units():
            return _summands(e.of, values, r, b)
        case Sum():
            return _summands(e.left, values, r, b) + _summands(e.right, values, r, b)
        case Difference():
            taken = [_scaled(terms, -1) for terms in _summands(e.right, values, r, b)]
            return _summands(e.left, values, r, b) + taken
        case Apply():
            return [_of_function(e, values, r, b)]
        case Dot():
            c = np.arange(_size(e.left, values)[1])
            operands = (*_entries(e.left, values, r, c), *_entries(e.right, values, c, b))
        case _:
            operands = _entries(e, values, r, b)
    return [LikeTerms(reduce(np.multiply, [operand.values for operand in operands]), operands)]


def _entries(e: Expression, values: Values, rows: Place, columns: Place) -> tuple[Operand, ...]:
    """The entries of a matrix, or of an element-wise product of several."""
    match e:
        case Symbol():
            return (Operand.of(e.key, values[e.key], rows, columns),)
        case Transpose():
            return _entries(e.of, values, columns, rows)
        case Units():
            return _entries(e.of, values, rows, columns)
        case Hadamard():
            return _entries(e.left, values, rows, columns) + _entries(e.right, values, rows, columns)
        case _:
            raise UnknownQuantityError("{part} can't be taken apart", part=text(e))


def _size(e: Expression, values: Values) -> tuple[int, int]:
    rows, columns = shape(e, lambda symbol: values[symbol.key].shape)
    return rows, columns


def _of_function(e: Apply, values: Values, r: int, b: int) -> LikeTerms:
    """A function of one entry, or of a sum of several."""
    keys = [symbol.key for symbol in symbols(e.of)]
    operands = tuple(Operand.of(key, values[key], r, b, "argument") for key in keys)
    entries = {operand.key: operand.values.reshape(1, 1) for operand in operands}
    return LikeTerms(evaluate(e, entries).ravel(), operands, written=_written(e, keys))


def _written(e: Apply, keys: Sequence[Key]) -> Callable[..., str]:
    """The function in full, or by its name where a number can't stand in the place of x."""
    in_full = e.function.written if e.function.in_full and isinstance(e.of, Symbol) else None

    def by_name(*operands: Argument) -> str:
        names = dict(zip(keys, operands, strict=True))
        return applied(e.function, math(symbol=lambda symbol: f"{names[symbol.key]:()}").write(e.of))

    return in_full or by_name


def _scaled(terms: LikeTerms, by: float, factor: str = "") -> LikeTerms:
    """The same terms times a number; a mean is divided, as the rule does it."""
    values = -terms.values if by == -1 else terms.values / terms.values.dtype.type(1 / by)
    return replace(
        terms,
        values=values,
        coefficient=by * terms.coefficient,
        minus=terms.minus != (by < 0),
        factor=factor + terms.factor,
    )


def _softmax(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """exp(Z[r, b]) / Σ_c exp(Z[r, c]); the terms are relative to the largest, which changes no quotient."""
    Z = step.operands[0]
    z = Operand.of(step.reads[0], Z, r, np.arange(Z.shape[1]), role="argument")
    terms = LikeTerms(np.exp(z.values - z.values.max()), (z,), written=lambda x: f"e^{{{x}}}")
    return Decomposition((terms,), terms.values[b] / np.add.reduce(terms.values), "share")


def _loss(trace: Trace, step: TraceStep) -> Decomposition:
    """A term an example: the loss function of that row alone."""
    one = trace.net.loss_function.value
    values = np.empty(trace.rows, step.result.dtype)
    for r in range(trace.rows):
        one(*(operand[r : r + 1] for operand in step.operands), values[r : r + 1].reshape(()))
    rows = np.arange(trace.rows)
    operands = tuple(
        Operand.of(key, matrix, rows, c, role="argument")
        for key, matrix in zip(step.reads, step.operands, strict=True)
        for c in range(matrix.shape[1])
    )
    terms = LikeTerms(values, operands)
    if trace.net.reduction == "sum":
        return _sum([terms])
    return _sum([_scaled(terms, 1 / trace.rows, r"\tfrac1m")], {"m": trace.rows})


def _update(trace: Trace, step: TraceStep, a: int, b: int) -> Decomposition:
    """The old weight and what is taken from it."""
    return _sum(*update_terms(step, a, b))


_OTHERWISE: dict[str, Callable[..., Decomposition]] = {"softmax": _softmax, "loss": _loss, "update": _update}
"""The rules whose terms are not those of a formula."""
