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
    WithoutBias,
    evaluate,
    parts,
    shape,
    symbols,
    text,
)
from backprop.notations import Writing
from backprop.notations.notation import applied, math, multiplier
from backprop.passes import Trace, TraceStep
from backprop.rules import LAMBDA

from .terms import Index, Indices, LikeTerms, Operand
from .updates import update_terms

Values = Mapping[Key, Array]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The terms of a cell and what they give together; see `Cell`."""

    like: tuple[LikeTerms, ...]
    total: Any
    relation: str = "sum"
    constants: Mapping[str, float] = field(default_factory=dict)


def decompose(trace: Trace, step: TraceStep, index: Index, writing: Writing) -> Decomposition:
    """The terms of one cell of what a step wrote, in the conventions of a notation."""
    with np.errstate(all="ignore"):
        return _OTHERWISE.get(step.rule.name, _by_formula)(trace, step, writing, *index)


def _sum(like: Sequence[LikeTerms], constants: Mapping[str, float] | None = None) -> Decomposition:
    values = np.concatenate([terms.values for terms in like])
    return Decomposition(tuple(like), np.add.reduce(values), constants=constants or {})


def _by_formula(trace: Trace, step: TraceStep, writing: Writing, r: int, b: int) -> Decomposition:
    """The terms of a sum, of a product, or of a function of one entry, as the formula of the rule has them."""
    formula, operands = writing.in_its_convention(step), zip(step.reads, step.operands, strict=True)
    values = {key: writing.converted(key, operand, trace.rows) for key, operand in operands}
    scales = [part for part in parts(formula) if isinstance(part, Scale)]
    constants = {scale.letter: scale.by for scale in scales if scale.letter}
    constants |= {"m": trace.rows} if any(scale.rows for scale in scales) else {}
    like = [_in_order(terms, writing.formula(step)) for terms in _summands(formula, values, r, b, trace.rows)]
    return _sum(like, constants)


def _in_order(terms: LikeTerms, shown: Expression) -> LikeTerms:
    """The same terms, their factors in the order of the formula that a notation shows: (AB)ᵀ = BᵀAᵀ."""
    if terms.written:
        return terms
    keys = [symbol.key for symbol in symbols(shown)]
    return replace(terms, operands=tuple(sorted(terms.operands, key=lambda operand: keys.index(operand.key))))


def _summands(e: Expression, values: Values, r: int, b: int, m: int) -> list[LikeTerms]:
    match e:
        case WithOnes() | Units():
            return _summands(e.of, values, r, b, m)
        case WithoutBias():
            return [] if r == _size(e, values)[0] - 1 else _summands(e.of, values, r, b, m)
        case Scale():
            return [_times(terms, e, m) for terms in _summands(e.of, values, r, b, m)]
        case Sum() | Difference():
            right = e.right if isinstance(e, Sum) else Scale(e.right, by=-1.0)
            return _summands(e.left, values, r, b, m) + _summands(right, values, r, b, m)
        case Apply():
            return [_of_function(e, values, r, b)]
        case Dot():
            c = np.arange(_size(e.left, values)[1])
            operands = (*_entries(e.left, values, r, c), *_entries(e.right, values, c, b))
        case _:
            operands = _entries(e, values, r, b)
    return [LikeTerms(reduce(np.multiply, [operand.values for operand in operands]), operands)]


def _entries(e: Expression, values: Values, rows: Indices, columns: Indices) -> tuple[Operand, ...]:
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


def _times(terms: LikeTerms, scale: Scale, m: int) -> LikeTerms:
    """The same terms, scaled as the rule does it."""
    by = scale.by * float(m) ** scale.rows
    return replace(
        terms,
        values=evaluate(replace(scale, of=Symbol("terms")), {"terms": terms.values}, m),
        coefficient=by * terms.coefficient,
        minus=terms.minus != (by < 0),
        factor=_factor(scale) + terms.factor,
    )


def _factor(scale: Scale) -> str:
    """The magnitude of what is multiplied by, in LaTeX."""
    return multiplier(replace(scale, by=abs(scale.by)))


def _softmax(_trace: Trace, step: TraceStep, _writing: Writing, r: int, b: int) -> Decomposition:
    """exp(Z[r, b]) / Σ_c exp(Z[r, c]); the terms are relative to the largest, which changes no quotient."""
    Z = step.operands[0]
    z = Operand.of(step.reads[0], Z, r, np.arange(Z.shape[1]), role="argument")
    terms = LikeTerms(np.exp(z.values - z.values.max()), (z,), written=lambda x: f"e^{{{x}}}")
    return Decomposition((terms,), terms.values[b] / np.add.reduce(terms.values), "share")


def _loss(trace: Trace, step: TraceStep, writing: Writing) -> Decomposition:
    """A term an example: the loss function of that row alone; and of a network with λ a term a layer."""
    one, count = trace.net.loss_function.value, len(trace.net.loss_function.reads)
    values = np.empty(trace.rows, step.result.dtype)
    for r in range(trace.rows):
        one(*(operand[r : r + 1] for operand in step.operands[:count]), values[r : r + 1].reshape(()))
    rows = np.arange(trace.rows)
    operands = tuple(
        Operand.of(key, matrix, rows, c, role="argument")
        for key, matrix in zip(step.reads[:count], step.operands[:count], strict=True)
        for c in range(matrix.shape[1])
    )
    terms, constants = LikeTerms(values, operands), dict[str, float]()
    if writing.averages("loss"):
        terms = _times(terms, Scale(Symbol("loss"), rows=-1), trace.rows)
        constants["m"] = trace.rows
    if trace.net.l2:
        constants[LAMBDA] = trace.net.l2
    weights = enumerate(step.operands[count:], start=1)
    return _sum([terms, *(_squares(writing, i, W, trace.rows) for i, W in weights)], constants)


def _squares(writing: Writing, i: int, W: Array, m: int) -> LikeTerms:
    """λ/2 ‖W_i‖², of all weights of a layer but the biases, as one term."""
    net = writing.net
    entries, half = W[: net.widths[i - 1]].ravel(), net.l2 / 2 * writing.factor("loss", m)
    values: Array = np.atleast_1d(entries.dot(entries)) * W.dtype.type(half)
    squared = writing.squared(i)
    return LikeTerms(values, (), half, factor=writing.half_lambda, written=lambda: squared)


def _update(trace: Trace, step: TraceStep, writing: Writing, a: int, b: int) -> Decomposition:
    """The old weight and what is taken from it."""
    return _sum(*update_terms(step, a, b, writing.factor(("dW", step.i), trace.rows)))


_OTHERWISE: dict[str, Callable[..., Decomposition]] = {"softmax": _softmax, "loss": _loss, "update": _update}
"""The rules whose terms are not those of a formula."""
