"""How each rule makes one cell: the terms, for every rule of `backprop.rules.RULES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop.activations import Elementwise
from backprop.passes import Trace, TraceStep
from backprop.rules import Key, indexed

from .equation import pattern_of
from .explanation import Index, LikeTerms, Operand
from .updates import update_terms


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The terms of a cell and what they give together; see `Explanation`."""

    like: tuple[LikeTerms, ...]
    total: Any
    relation: str = "sum"
    constants: Mapping[str, float] = field(default_factory=dict)


def decompose(trace: Trace, step: TraceStep, index: Index) -> Decomposition:
    """The terms of one cell of what a step wrote."""
    with np.errstate(all="ignore"):
        return _DECOMPOSITIONS[step.rule.name](trace, step, *index)


def _sum(*like: LikeTerms, constants: Mapping[str, float] | None = None) -> Decomposition:
    values = np.concatenate([terms.values for terms in like])
    return Decomposition(like, np.add.reduce(values), constants=constants or {})


def _product_of(left: Operand, right: Operand) -> Decomposition:
    return _sum(LikeTerms(left.values * right.values, (left, right)))


def _product(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """Σ_c Z[r, c] W[c, b]."""
    (Z, W), (z, w) = step.operands, step.reads
    c = np.arange(len(W))
    return _product_of(Operand.of(z, Z, r, c), Operand.of(w, W, c, b))


def _gradient(trace: Trace, step: TraceStep, a: int, b: int) -> Decomposition:
    """Σ_r Z[r, a] M[r, b]."""
    (Z, M), (z, m) = step.operands, step.reads
    r = np.arange(len(Z))
    return _product_of(Operand.of(z, Z, r, a), Operand.of(m, M, r, b))


def _pull(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """Σ_c M[r, c] W[b, c]."""
    (M, W), (m, w) = step.operands, step.reads
    c = np.arange(M.shape[1])
    return _product_of(Operand.of(m, M, r, c), Operand.of(w, W, b, c))


def _signal(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """G[r, b] D[r, b]."""
    (G, D), (g, d) = step.operands, step.reads
    return _product_of(Operand.of(g, G, r, b), Operand.of(d, D, r, b))


def _activate(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """σ(P[r, b])."""
    activation = trace.net.activation(step.i)
    return _elementwise(step, activation.value, activation.latex, _indexed(trace, step, r"\sigma_i"), r, b)


def _slope(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """σ'(P[r, b])."""
    activation = trace.net.activation(step.i)
    return _elementwise(step, activation.slope, activation.slope_latex, _indexed(trace, step, r"\sigma'_i"), r, b)


def _indexed(trace: Trace, step: TraceStep, latex: str) -> str:
    return indexed(latex, step.i, trace.net.layers)


def _elementwise(step: TraceStep, function: Elementwise, latex: str, name: str, r: int, b: int) -> Decomposition:
    x = Operand.of(step.reads[0], step.operands[0], r, b, role="argument")
    return _sum(LikeTerms(function(x.values), (x,), pattern=pattern_of(latex, name)))


def _softmax(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """exp(Z[r, b]) / Σ_c exp(Z[r, c]); the terms are relative to the largest, which changes no quotient."""
    Z = step.operands[0]
    z = Operand.of(step.reads[0], Z, r, np.arange(Z.shape[1]), role="argument")
    terms = LikeTerms(np.exp(z.values - z.values.max()), (z,), pattern="e^{<0>}")
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
    share, sign, constants = _mean(trace)
    return _sum(LikeTerms(values / values.dtype.type(1 / share), operands, share, sign), constants=constants)


def _seed(trace: Trace, step: TraceStep, r: int, b: int) -> Decomposition:
    """S[r, b] − Y[r, b], or Z[r, b] − Y[r, b]."""
    share, sign, constants = _mean(trace)
    given = dict(zip(step.reads, step.operands, strict=True))
    outputs: Key = "S" if "S" in given else step.reads[0]
    like = []
    for key, direction, minus in ((outputs, 1, ""), ("Y", -1, "-")):
        x = Operand.of(key, given[key], r, b)
        values = direction * x.values / x.values.dtype.type(1 / share)
        like.append(LikeTerms(values, (x,), direction * share, minus + sign))
    return _sum(*like, constants=constants)


def _mean(trace: Trace) -> tuple[float, str, dict[str, float]]:
    if trace.net.reduction == "sum":
        return 1.0, "", {}
    return 1 / trace.rows, r"\tfrac1m", {"m": trace.rows}


def _update(trace: Trace, step: TraceStep, a: int, b: int) -> Decomposition:
    """The old weight and what is taken from it."""
    like, constants = update_terms(step, a, b)
    return _sum(*like, constants=constants)


_DECOMPOSITIONS: dict[str, Callable[..., Decomposition]] = {
    "product": _product,
    "activate": _activate,
    "softmax": _softmax,
    "loss": _loss,
    "seed": _seed,
    "slope": _slope,
    "signal": _signal,
    "gradient": _gradient,
    "pull": _pull,
    "update": _update,
}
