"""The exercise accepts every correct product and no wrong one, and says what is wrong with the others."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.activations import Array
from backprop.derivation import (
    DERIVATIONS,
    MATRICES,
    MOVES,
    Matrix,
    TwoLayers,
    Verdict,
    allowed,
    build,
    chain_latex,
    check,
    code,
    latex,
    moves,
    parse,
    shape,
)
from backprop.expression import (
    Dot,
    Expression,
    ExpressionError,
    Hadamard,
    ShapeClashError,
    Transpose,
    evaluate,
    symbols,
    text,
)

MOST_FACTORS = 4
"""∇W_1 is linear in four factors: a product of others, or of one twice, grows differently and can't be equal to it."""

# Shapes of the enumeration: all different, and every coincidence that lets more products fit. Where all four are
# equal everything fits, and three factors at most keep the number of expressions in bounds.
SIZES = {
    "all different": (5, 4, 3, 2),
    "m = d": (3, 4, 3, 2),
    "m = k and n = d": (3, 2, 2, 3),
    "k = 1": (4, 3, 2, 1),
}
ALIKE = {"m = k": (3, 4, 2, 3), "n = d": (4, 3, 3, 2)}

Valued = tuple[Expression, Array | None, Array | None]
"""An expression, its value on the matrices at hand, and on others of other sizes; None where the shapes clash."""


def dot(a: Array | None, b: Array | None) -> Array | None:
    return None if a is None or b is None or a.shape[1] != b.shape[0] else np.einsum("ij,jk->ik", a, b)


def hadamard(a: Array | None, b: Array | None) -> Array | None:
    return None if a is None or b is None or a.shape != b.shape else a * b


def fresh(m: int, n: int, d: int, k: int) -> dict[str, Array]:
    rng = np.random.default_rng(77)
    return {
        "X": rng.standard_normal((m, n)),
        "Z2": rng.standard_normal((m, d)),
        "D1": rng.standard_normal((m, d)),
        "E": rng.standard_normal((m, k)),
        "W2": rng.standard_normal((d, k)),
    }


def gradient(i: int, v: dict[str, Array]) -> Array:
    """The lecture's two gradients, sum by sum."""
    sums = {1: ("mn,md,mk,dk->nd", "X", "D1", "E", "W2"), 2: ("md,mk->dk", "Z2", "E")}
    subscripts, *names = sums[i]
    result: Array = np.einsum(subscripts, *(v[name] for name in names))
    return result


def enumerated(here: dict[str, Array], elsewhere: dict[str, Array], most: int) -> Iterator[Valued]:
    """Every expression of up to `most` different factors whose proper parts all fit `here`."""
    fitting: dict[frozenset[str], list[Valued]] = {}
    for count in range(1, most + 1):
        for names in map(frozenset, combinations(MATRICES, count)):
            fitting[names] = []
            for expression, value, other in grown(names, fitting, here, elsewhere):
                yield expression, value, other
                if value is not None:
                    turned = (Transpose(expression), value.T, None if other is None else other.T)
                    yield turned
                    fitting[names] += [(expression, value, other), turned]


def grown(
    names: frozenset[str],
    smaller: dict[frozenset[str], list[Valued]],
    here: dict[str, Array],
    elsewhere: dict[str, Array],
) -> Iterator[Valued]:
    if len(names) == 1:
        (name,) = names
        yield MATRICES[name], here[name], elsewhere[name]
    for size in range(1, len(names)):
        for part in map(frozenset, combinations(sorted(names), size)):
            for left, a, a_other in smaller[part]:
                for right, b, b_other in smaller[names - part]:
                    yield Dot(left, right), dot(a, b), dot(a_other, b_other)
                    yield Hadamard(left, right), hadamard(a, b), hadamard(a_other, b_other)


def expected_kind(i: int, here: Array | None, wanted: tuple[int, ...], other: Array | None, truth: Array) -> str:
    if here is None:
        return "clash"
    if here.shape != wanted:
        return "shape"
    fits = other is not None and other.shape == truth.shape
    return "right" if fits and other is not None and np.allclose(other, truth, 1e-9, 1e-12) else "number"


def disagreements(problem: TwoLayers, most: int) -> tuple[Counter[tuple[int, str]], list[str]]:
    elsewhere = fresh(7, 6, 5, 4)
    truths = {i: gradient(i, elsewhere) for i in DERIVATIONS}
    found: Counter[tuple[int, str]] = Counter()
    wrong = []
    for expression, value, other in enumerated(problem.values, elsewhere, most):
        for i, truth in truths.items():
            verdict = check(expression, i, problem)
            expected = expected_kind(i, value, problem.gradient(i).shape, other, truth)
            found[i, verdict.kind] += 1
            if verdict.kind != expected:
                wrong.append(f"∇W{i}: {text(expression)} is {verdict.kind}, should be {expected}")
    return found, wrong


def correct_answers(sizes: tuple[int, int, int, int], most: int) -> dict[int, int]:
    found, wrong = disagreements(TwoLayers(*sizes), most)
    assert not wrong
    assert min(found[i, kind] for i in DERIVATIONS for kind in ("clash", "shape", "number")) > 0
    return {i: found[i, "right"] for i in DERIVATIONS}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())
def test_every_expression_is_judged_as_fresh_matrices_of_other_sizes_say(sizes: tuple[int, int, int, int]) -> None:
    # ∇W_2: as it is, or turned round: (EᵀZ_2)ᵀ. ∇W_1: either product turned, the ∘ turned, its sides exchanged.
    assert correct_answers(sizes, MOST_FACTORS) == {1: 16, 2: 2}


@pytest.mark.parametrize("sizes", ALIKE.values(), ids=ALIKE.keys())
def test_sizes_alike_one_by_one_let_nothing_through(sizes: tuple[int, int, int, int]) -> None:
    # With both alike, above, everything fits that fits here; ∇W_1 has four factors.
    assert correct_answers(sizes, MOST_FACTORS - 1) == {1: 0, 2: 2}


@pytest.mark.parametrize("size", [1, 2])
def test_nothing_is_accepted_because_everything_fits(size: int) -> None:
    found, wrong = disagreements(TwoLayers(size, size, size, size), 3)
    assert not wrong
    assert (found[2, "right"], found[2, "clash"], found[2, "shape"]) == (2, 0, 0)


PROBLEM = TwoLayers(m=5, n=4, d=3, k=2)


def judged(typed: str, i: int, problem: TwoLayers = PROBLEM) -> Verdict:
    return check(parse(typed), i, problem)


@pytest.mark.parametrize("i", [1, 2])
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "gelu", "identity"])
def test_the_solution_is_right_for_every_activation(i: int, activation: str) -> None:
    assert check(DERIVATIONS[i].solution, i, TwoLayers(4, 4, 3, 4, activation, seed=3)).kind == "right"


@pytest.mark.parametrize(
    "typed",
    [
        "X.T @ (D1 * (E @ W2.T))",
        "X^T (σ'(XW_1) ∘ ((S − I_y) W_2^T))",
        "Xᵀ · ((E · W₂ᵀ) ⊙ D₁)",
        "((D1ᵀ ∘ (W2 Eᵀ)) X)ᵀ",
        "(((E W2^T) * D1)^T X)^{T}",
        "X.T @ ((S - I_y) @ W2.T * D1)",
    ],
)
def test_what_algebra_makes_of_the_solution_is_right(typed: str) -> None:
    assert judged(typed, 1).kind == "right"


def test_a_clash_says_where_and_what_would_be_needed() -> None:
    verdict = judged("X.T @ (D1 * (E @ W2))", 1)
    assert verdict.kind == "clash"
    assert verdict.clash is not None
    assert (verdict.clash.node, verdict.clash.left, verdict.clash.right) == (parse("E W2"), (5, 2), (3, 2))
    assert str(verdict) == (
        "(S − I_y) W₂: 5 × 2 · 3 × 2 does not fit; · needs as many columns on the left (2) as rows on the right (3)"
    )
    assert str(judged("D1 ∘ E", 1)) == "σ′(XW₁) ∘ (S − I_y): 5 × 3 ∘ 5 × 2 does not fit; ∘ needs two equal shapes"


def test_nothing_is_broadcast() -> None:
    assert judged("D1 ∘ E", 1, TwoLayers(5, 4, 3, 1)).kind == "clash"


def test_a_wrong_shape_says_what_it_is_and_what_it_should_be() -> None:
    verdict = judged("(Z2^T E)^T", 2)
    assert (verdict.kind, str(verdict)) == ("shape", "The shape is 2 × 3; ∇W₂ is 3 × 2.")


def test_wrong_numbers_whose_shapes_fit_by_coincidence_name_the_coincidence() -> None:
    problem = TwoLayers(m=3, n=4, d=4, k=3)
    verdict = judged("(Eᵀ Z2)ᵀ ∘ (Z2ᵀ Eᵀ)", 2, problem)
    assert (verdict.kind, verdict.coincidences) == ("number", (("k", "m"),))
    assert "k = m" in str(verdict)
    assert judged("X.T ((W2 E.T) D1)", 1, TwoLayers(3, 4, 3, 2)).coincidences == (("d", "m"),)


def test_wrong_numbers_of_a_shape_that_always_fits_show_that_dimensions_do_not_decide() -> None:
    verdict = judged("X.T (Z2 ∘ (E W2.T))", 1)
    value = evaluate(parse("X.T (Z2 ∘ (E W2.T))"), PROBLEM.values)
    assert (verdict.kind, verdict.coincidences) == ("number", ())
    assert verdict.difference == abs(value - PROBLEM.gradient(1)).max() > 0
    assert "dimensions alone do not decide" in str(verdict)


def test_right_numbers_that_hold_on_these_matrices_only_are_not_accepted() -> None:
    relu = TwoLayers(5, 4, 3, 2, "relu")  # its slope is 0 or 1, and so equal to its square
    verdict = judged("X.T (D1 ∘ (D1 ∘ (E W2.T)))", 1, relu)
    assert (verdict.kind, verdict.difference) == ("number", 0)
    assert str(verdict) == (
        "The numbers agree on these matrices, but not on others: this is not the gradient. "
        "It contains σ′(XW₁) more than once."
    )
    only_class = TwoLayers(1, 4, 3, 1)  # one class: S = I_y, all gradients are zero
    assert str(judged("Z2.T E.T", 2, only_class)).endswith("but the shapes fit only because k = m.")


@pytest.mark.parametrize(
    ("typed", "i", "remark"),
    [
        ("X.T @ (E @ W2.T)", 1, "It does not contain σ′(XW₁)."),
        ("X.T @ D1", 1, "It does not contain (S − I_y), W₂."),
        ("X.T @ E", 1, "It does not contain W₂, σ′(XW₁)."),
        ("X.T @ (D1 * D1 * (E @ W2.T))", 1, "It contains σ′(XW₁) more than once."),
        ("X.T @ (Z2 * (E @ W2.T))", 1, "It does not contain σ′(XW₁). It contains σ(XW₁), which is not in the chain."),
        ("Z2.T @ (E * E)", 2, "It contains (S − I_y) more than once."),
        ("Z2.T", 2, "It does not contain (S − I_y)."),
        ("X.T @ ((E @ W2.T) @ D1.T @ D1)", 1, "It contains σ′(XW₁) more than once."),
    ],
)
def test_a_factor_left_out_or_used_twice_is_named(typed: str, i: int, remark: str) -> None:
    verdict = judged(typed, i)
    assert verdict.kind in {"number", "shape"}
    assert str(verdict).endswith(f" {remark}")
    assert len(verdict.remarks) == remark.count(".")


def test_an_answer_of_the_right_factors_has_no_remark() -> None:
    assert judged("X.T @ (D1 * (E @ W2.T))", 1).remarks == ()
    assert judged("(Z2^T E)^T", 2).remarks == ()


@pytest.mark.parametrize("sizes", [(0, 2, 2, 2), (2, 17, 2, 2), (2, 2, True, 2), (2, 2, 2, 2.0)])
def test_sizes_that_cannot_be_looked_at_are_refused(sizes: tuple[int, int, int, int]) -> None:
    with pytest.raises(ExpressionError, match=r"^[nmdk] is .*; allowed are whole numbers from 1 to 16$"):
        TwoLayers(*sizes)


def test_the_factors_are_those_of_a_real_pass() -> None:
    v = PROBLEM.values
    W1 = PROBLEM.trace["W", 1]
    np.testing.assert_allclose(v["Z2"], np.tanh(v["X"] @ W1), rtol=1e-14)
    np.testing.assert_allclose(v["D1"], 1 - v["Z2"] ** 2, rtol=1e-14)
    np.testing.assert_allclose(v["E"].sum(axis=1), 0, atol=1e-15)
    for i in DERIVATIONS:
        np.testing.assert_allclose(PROBLEM.gradient(i), gradient(i, v), rtol=1e-12)


@pytest.mark.parametrize("i", [1, 2])
def test_the_chain_the_hints_and_the_solution_belong_together(i: int) -> None:
    derivation = DERIVATIONS[i]
    assert Counter(derivation.chain) == Counter(symbols(derivation.solution))
    assert len(set(derivation.hints)) == len(derivation.hints) >= 3
    assert shape(derivation.solution) == derivation.shape
    assert chain_latex(i, PROBLEM.sizes).count(r"\times") == len(derivation.chain)


def expressions() -> st.SearchStrategy[Expression]:
    leaves: st.SearchStrategy[Expression] = st.sampled_from(list(MATRICES.values()))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Transpose, inner), st.builds(Dot, inner, inner), st.builds(Hadamard, inner, inner)
        ),
        max_leaves=7,
    )


@given(expressions())
def test_what_is_written_reads_back(expression: Expression) -> None:
    assert parse(text(expression)) == expression
    assert parse(code(expression)) == expression
    assert build(moves(expression)) == (expression,)


@given(expressions())
def test_letters_numbers_and_matrices_agree_on_the_shape(expression: Expression) -> None:
    elsewhere = fresh(7, 6, 5, 4)
    sizes = dict(zip("mndk", (7, 6, 5, 4), strict=True))
    try:
        letters = shape(expression)
    except ShapeClashError:
        with pytest.raises(ShapeClashError):
            shape(expression, sizes)
        with pytest.raises(ShapeClashError):
            evaluate(expression, elsewhere)
    else:
        numbers = tuple(sizes[str(letter)] for letter in letters)
        assert numbers == shape(expression, sizes) == evaluate(expression, elsewhere).shape


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "character 1: the expression ends where a factor should stand"),
        ("   ", "character 4: the expression ends where a factor should stand"),
        ("X +", "character 3: '+' is unknown"),
        ("X.T.Y", "character 4: '.' is unknown"),
        ("X @ @ E", "character 5: '@' stands where a factor should"),
        ("ᵀX", "character 1: 'ᵀ' stands where a factor should"),
        ("(X E", "character 5: a bracket is not closed"),
        ("X)", "character 2: ')' closes a bracket that was never opened"),
        ("()", "character 2: ')' stands where a factor should"),
        ("X.T · D1 * E", "character 10: · and ∘ stand side by side"),
        ("X.T @ D1 ∘ E", "character 10: · and ∘ stand side by side"),
        ("X.T @ D1 * E W2", "character 14: · and ∘ stand side by side"),
        ("X.T D1 @ W2 * E", "character 13: · and ∘ stand side by side"),
        ("D1 ∘ E W2", "character 8: · and ∘ stand side by side"),
        ("__import__('os')", "character 1: '_' is unknown"),
        ("X[0]", "character 2: '[' is unknown"),
        ("W1", "character 1: 'W' is unknown"),
        ("(" * 21 + "X", "character 21: more than 20 brackets within each other"),
        ("X" * 201, "the expression has 201 characters; allowed are 200"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(typed: str, message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(typed)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("typed", ["X @ E * W2", "X * E @ W2.T * (X @ D1) @ Z2", "X @ (E * W2 @ X) * D1.T"])
def test_python_operators_bind_as_in_python(typed: str) -> None:
    def read(node: ast.expr) -> Expression:
        match node:
            case ast.BinOp(left, ast.MatMult() | ast.Mult() as operator, right):
                return (Dot if isinstance(operator, ast.MatMult) else Hadamard)(read(left), read(right))
            case ast.Attribute(value):
                return Transpose(read(value))
        assert isinstance(node, ast.Name)
        return MATRICES[node.id]

    assert parse(typed) == read(ast.parse(typed, mode="eval").body)


def test_the_longest_and_deepest_input_is_still_read() -> None:
    assert latex(parse("X" + "ᵀ" * 199)).count("T") == 199
    assert parse("(" * 20 + "X" + ")" * 20) == MATRICES["X"]


@given(st.text(alphabet="XZ2D1EW_σ'()SIy−ᵀ.T^·@∘* ", max_size=30))
def test_typing_gives_an_expression_or_a_clear_error(typed: str) -> None:
    try:
        expression = parse(typed)
    except ExpressionError:
        with pytest.raises(ExpressionError, match=r"^character \d+: "):
            parse(typed)
    else:
        assert parse(text(expression)) == expression


def test_only_the_moves_that_are_offered_can_be_made() -> None:
    for done in ((), ("X",), ("X", "ᵀ"), ("X", "E"), ("X", "E", "·")):
        offered = allowed(done)
        for move in MOVES:
            if move in offered:
                build([*done, move])
            else:
                with pytest.raises(ExpressionError, match="expressions to work on"):
                    build([*done, move])


@pytest.mark.parametrize(
    ("done", "message"),
    [
        (["Q"], "there is no move 'Q'; allowed are X, "),
        (["X", "·"], "· needs 2 expressions to work on; there are 1"),
        (["X"] * 61, "61 moves; allowed are 60 at most"),
    ],
)
def test_a_move_that_cannot_be_made_is_refused(done: list[str], message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        build(done)
    assert str(refused.value).startswith(message)


def test_no_move_is_offered_when_there_are_too_many() -> None:
    assert allowed(["X"] * 60) == ()


def test_latex_writes_a_transpose_of_a_transpose_so_that_it_compiles() -> None:
    assert latex(Transpose(Transpose(MATRICES["X"]))) == r"{X^{\mathsf T}}^{\mathsf T}"


def test_a_factor_is_its_name_everywhere() -> None:
    for name, factor in MATRICES.items():
        assert isinstance(parse(name), Matrix)
        assert parse(name) == parse(factor.title) == factor
