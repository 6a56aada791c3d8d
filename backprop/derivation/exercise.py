"""The exercise: build ∇W_2 and ∇W_1 from the factors of their scalar chains, and be told what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.expression import (
    Dot,
    Expression,
    ExpressionError,
    Hadamard,
    ShapeClashError,
    Transpose,
    evaluate,
    symbols,
    times,
)
from backprop.network import Network
from backprop.passes import Trace, trace

from .expression import MATRICES, Matrix

LARGEST_SIZE = 16
"""Of m, n, d and k: matrices that one can still look at."""

GENERIC = {"m": 6, "n": 5, "d": 4, "k": 3}
"""Four different sizes, each larger than one: what fits here fits always."""

TOLERANCE = 1e4
"""How many units of rounding two orders of the same sums may be apart."""


@dataclass(frozen=True)
class Derivation:
    """One of the two gradients of the lecture's section 2.

    Attributes
    ----------
    i : int
        Of ∇W_i.
    shape : tuple of str
        Its shape, which is that of W_i.
    chain : tuple of Matrix
        The factors of ∂ℓ/∂W_i as if everything were a scalar.
    hints : tuple of str
        From a nudge to all but the answer (translatable).
    solution : Expression
    """

    i: int
    shape: tuple[str, str]
    chain: tuple[Matrix, ...]
    hints: tuple[str, ...]
    solution: Expression


_X, _Z2, _D1, _E, _W2 = MATRICES.values()

DERIVATIONS: dict[int, Derivation] = {
    derivation.i: derivation
    for derivation in (
        Derivation(
            2,
            ("d", "k"),
            (_E, _Z2),
            (
                N_("∇W₂ has the shape of W₂, d × k. Which factor brings the d, and which the k?"),
                N_("Both have m rows, one for each example. A product sums over m if the two m meet inside it."),
                N_("For the d to come first, σ(XW₁) stands on the left: transposed it is d × m."),
                N_("d × m times m × k is d × k: transpose σ(XW₁), and multiply it with S − I_y."),
            ),
            Dot(Transpose(_Z2), _E),
        ),
        Derivation(
            1,
            ("n", "d"),
            (_E, _W2, _D1, _X),
            (
                N_("∇W₁ has the shape of W₁, n × d. Only X has an n: transposed, n × m, it stands on the left of all."),
                N_("What Xᵀ is multiplied with must be m × d. Make that of the other three factors."),
                N_("S − I_y is m × k and W₂ is d × k: the k is summed over if W₂ is transposed. That gives m × d."),
                N_("σ′(XW₁) is m × d as well. σ acts on each entry alone, and so does its slope: ∘."),
                N_("So multiply Xᵀ with σ′(XW₁) ∘ (what S − I_y and W₂ᵀ make)."),
            ),
            Dot(Transpose(_X), Hadamard(_D1, Dot(_E, Transpose(_W2)))),
        ),
    )
}  # fmt: skip
"""Both derivations by the layer whose ∇W_i they give, in the lecture's order."""


def chain_latex(i: int, sizes: Mapping[str, int] | None = None) -> str:
    r"""The scalar chain of ∂ℓ/∂W_i with the shape of each factor under it, in letters or in numbers.

    Examples
    --------
    >>> print(chain_latex(2))
    \frac{\partial\ell}{\partial W_2} = \underbrace{(S - I_y)}_{m\times k} \cdot
    \underbrace{\sigma(XW_1)}_{m\times d}
    """

    def size(letter: str) -> str:
        return letter if sizes is None else str(sizes[letter])

    product = r" \cdot ".join(
        rf"\underbrace{{{factor.latex}}}_{{{size(factor.shape[0])}\times {size(factor.shape[1])}}}"
        for factor in DERIVATIONS[i].chain
    )
    return rf"\frac{{\partial\ell}}{{\partial W_{i}}} = {product}"


class TwoLayers:
    """σ(XW_1)W_2 on one batch: the matrices that the exercise is about.

    Parameters
    ----------
    m, n, d, k : int
        Rows, features, hidden units and classes, 1 to `LARGEST_SIZE`.
    activation : str
        σ, a name of `ACTIVATIONS`.
    seed : int
        Of the entries, which have one decimal so that they can be followed by hand.

    Attributes
    ----------
    sizes : dict
        m, n, d and k by their letters.
    trace : Trace
        The whole pass.
    values : dict
        The matrix of each of the `MATRICES`, by its name.

    Raises
    ------
    ExpressionError, NetworkError
        A size, or an activation, that is not allowed.

    Examples
    --------
    >>> problem = TwoLayers(m=5, n=4, d=3, k=2)
    >>> problem.values["D1"].shape, problem.gradient(1).shape
    ((5, 3), (4, 3))
    """

    def __init__(self, m: int, n: int, d: int, k: int, activation: str = "tanh", seed: int = 0) -> None:
        self.sizes = {"m": m, "n": n, "d": d, "k": k}
        for name, size in self.sizes.items():
            if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= LARGEST_SIZE:
                raise ExpressionError(
                    N_("{name} is {given}; allowed are whole numbers from 1 to {most}"),
                    name=name,
                    given=repr(size),
                    most=LARGEST_SIZE,
                )
        rng = np.random.default_rng(seed)
        net = Network((n, d, k), activation)
        W = {1: _decimal(rng, n, d), 2: _decimal(rng, d, k)}
        self.trace: Trace = trace(net, W, _decimal(rng, m, n), rng.integers(0, k, m))
        self.values: dict[str, Array] = {
            "X": self.trace["X"],
            "Z2": self.trace["Z", 2],
            "D1": self.trace["D", 1],
            "E": self.trace["G", 3],
            "W2": self.trace["W", 2],
        }

    def gradient(self, i: int) -> Array:
        """∇W_i, i = 1 or 2."""
        return self.trace["dW", i]


def _decimal(rng: np.random.Generator, rows: int, columns: int) -> Array:
    return np.round(rng.standard_normal((rows, columns)), 1)


@dataclass(frozen=True)
class Verdict:
    """What is to be said about an answer.

    Attributes
    ----------
    kind : {"clash", "shape", "number", "right"}
        Two factors do not fit; the result has the wrong shape; the right shape with wrong numbers, or with numbers
        that are right by coincidence; the gradient.
    template : str
        The verdict as a text (translatable) with ``{name}`` fields.
    values : dict
        What the fields stand for.
    clash : ShapeClashError or None
        Which two factors clash.
    difference : float or None
        Between the answer and ∇W_i, the largest over all entries; None where the shapes differ.
    coincidences : tuple of (str, str)
        Pairs of letters of m, n, d, k that have to be equal for the shapes to fit.
    remarks : tuple of str
        More texts of that kind: which factors are left out, stand there more than once, or do not belong there.
    """

    kind: Literal["clash", "shape", "number", "right"]
    template: str
    values: dict[str, Any] = field(default_factory=dict)
    clash: ShapeClashError | None = None
    difference: float | None = None
    coincidences: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(text.format(**self.values) for text in (self.template, *self.remarks))


def check(answer: Expression, i: int, problem: TwoLayers) -> Verdict:
    """Judge an answer: first the shapes, then the numbers.

    It is right if it is ∇W_i on the given matrices and on random ones of four different sizes that stand in no
    relation to each other: whatever algebra makes of the solution is accepted, and no coincidence is.

    Parameters
    ----------
    answer : Expression
    i : int
        1 or 2: which ∇W_i it should be.
    problem : TwoLayers

    Examples
    --------
    >>> from .parser import parse
    >>> problem = TwoLayers(m=2, n=4, d=3, k=2)
    >>> print(check(parse("Z2 · E"), 2, problem))
    σ(XW₁) (S − I_y): 2 × 3 · 2 × 2 does not fit; · needs as many columns on the left (3) as rows on the right (2)
    >>> print(check(parse("E.T @ Z2"), 2, problem))
    The shape is 2 × 3; ∇W₂ is 3 × 2.
    >>> verdict = check(parse("Z2.T @ E.T"), 2, problem)
    >>> verdict.kind, verdict.coincidences
    ('number', (('k', 'm'),))
    >>> check(parse("(E^T Z2)^T"), 2, problem).kind
    'right'
    """
    truth, wrong = problem.gradient(i), _wrong_factors(answer, i)
    try:
        value = evaluate(answer, problem.values)
    except ShapeClashError as clash:
        return Verdict("clash", clash.template, clash.values, clash)
    if value.shape != truth.shape:
        shapes = {"given": times(value.shape), "wanted": times(truth.shape), "layer": "₁₂"[i - 1]}
        text = N_("The shape is {given}; ∇W{layer} is {wanted}.")
        return Verdict("shape", text, shapes | wrong, remarks=_remarks(wrong))
    difference = float(abs(value - truth).max())
    coincidences = tuple(sorted(set(_equalities(answer, DERIVATIONS[i].shape))))
    template = _judgement(_same(value, truth), not coincidences and _is_gradient(answer, i), bool(coincidences))
    values = {
        "shape": times(truth.shape),
        "difference": f"{difference:.3g}",
        "coincidences": ", ".join(f"{a} = {b}" for a, b in coincidences),
    }
    if template == RIGHT:
        return Verdict("right", template, values, None, difference, coincidences)
    return Verdict("number", template, values | wrong, None, difference, coincidences, _remarks(wrong))


_REMARKS = {
    "missing": N_("It does not contain {missing}."),
    "repeated": N_("It contains {repeated} more than once."),
    "foreign": N_("It contains {foreign}, which is not in the chain."),
}


def _remarks(wrong: Iterable[str]) -> tuple[str, ...]:
    return tuple(_REMARKS[name] for name in wrong)


def _wrong_factors(answer: Expression, i: int) -> dict[str, str]:
    """What `_REMARKS` are to be made of: a product of other factors than those of the chain, each once, is another."""
    found, chain = (
        Counter(symbol.title for symbol in symbols(answer)),
        [factor.title for factor in DERIVATIONS[i].chain],
    )
    wrong = {
        "missing": [title for title in chain if title not in found],
        "repeated": [title for title in chain if found[title] > 1],
        "foreign": [title for title in found if title not in chain],
    }
    return {name: ", ".join(titles) for name, titles in wrong.items() if titles}


RIGHT = N_("Right: the shape is {shape}, and the numbers agree, on these matrices and on any others.")


def _judgement(agrees_here: bool, agrees_always: bool, coincides: bool) -> str:
    if agrees_here and agrees_always:
        return RIGHT
    if agrees_here and coincides:
        return N_("The numbers agree on these matrices, but the shapes fit only because {coincidences}.")
    if agrees_here:
        return N_("The numbers agree on these matrices, but not on others: this is not the gradient.")
    if coincides:
        return N_(
            "The right shape, {shape}, with wrong numbers: they differ by up to {difference}. "
            "The shapes fit only because {coincidences}."
        )
    return N_(
        "The right shape, {shape}, with wrong numbers: they differ by up to {difference}. "
        "The dimensions alone do not decide."
    )


def _same(a: Array, b: Array) -> bool:
    return bool(abs(a - b).max() <= TOLERANCE * np.finfo(b.dtype).eps * abs(b).max())


def _is_gradient(answer: Expression, i: int) -> bool:
    """Whether an answer whose shapes fit for all sizes equals the solution on matrices that nobody sees."""
    return _same(evaluate(answer, _generic()), evaluate(DERIVATIONS[i].solution, _generic()))


@cache
def _generic() -> dict[str, Array]:
    rng = np.random.default_rng(2024)
    return {
        name: rng.standard_normal([GENERIC[letter] for letter in factor.shape]) for name, factor in MATRICES.items()
    }


def _equalities(answer: Expression, wanted: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """The pairs of different letters that have to be equal for an answer to fit and to have the wanted shape."""
    met: list[tuple[str, str]] = []
    met += zip(_letters(answer, met), wanted, strict=True)
    return ((min(pair), max(pair)) for pair in met if pair[0] != pair[1])


def _letters(expression: Expression, met: list[tuple[str, str]]) -> tuple[str, str]:
    """The shape in letters, and along the way which letters meet."""
    match expression:
        case Transpose():
            rows, columns = _letters(expression.of, met)
            return columns, rows
        case Dot() | Hadamard():
            left, right = _letters(expression.left, met), _letters(expression.right, met)
            if isinstance(expression, Hadamard):
                met += zip(left, right, strict=True)
                return left
            met.append((left[1], right[0]))
            return left[0], right[1]
        case _:
            (factor,) = symbols(expression)
            return MATRICES[factor.name].shape
