"""Every cell is what its terms give, and every factor of a term is an entry of the trace."""

from __future__ import annotations

from math import prod, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, LOSSES, OPTIMIZERS, Network, Trace, Trainer, program, trace
from backprop.errors import DataError, UnknownQuantityError
from backprop.explain import Explanation, decomposition, explain, used
from backprop.expression import Key, symbols
from backprop.notations import LECTURE, NOTATIONS
from tests.oracles import VALUES, Problem, problems


def cells(t: Trace) -> list[tuple[Key, tuple[int, ...]]]:
    """Every cell of every matrix."""
    return [(key, index) for key in t for index in np.ndindex(np.shape(t[key]))]


def tolerance(e: Explanation) -> float:
    """4 ulp of Σ|terms| times √(number of terms)."""
    return 4 * float(np.spacing(abs(e.values).sum())) * sqrt(len(e.values))


def assert_lawful(t: Trace, key: Key, index: tuple[int, ...]) -> None:
    e = explain(t, key, index)
    assert e.value == t[key][index]
    if e.leaf:
        assert e.exact
        assert not e.terms
        return
    assert e.rule
    assert e.values.dtype == t["X"].dtype
    assert abs(e.total - e.value) <= tolerance(e), (key, index, e.total, e.value, e.values)
    assert [term.value for term in e.terms] == e.values.tolist()
    assert e.children
    assert len(set(e.children)) == len(e.children)
    assert_terms_are_products(e)
    for child in e.children:
        assert t[child.key][child.index] == child.value
    for factor in (factor for term in e.terms for factor in term.factors if factor.remembered):
        assert e.rule.name == "update"
        slots: Any = next(step.operands[2] for step in t.steps if step.writes == key)
        place = slots.optimizer.slots.index(factor.key[0])
        assert slots.slots[e.i][place][factor.index] == factor.value


def assert_terms_are_products(e: Explanation) -> None:
    """Coefficient times factors is the value, to rounding, and the values add up to the total."""
    eps = float(np.finfo(e.values.dtype).eps)
    for term in e.terms:
        factors = [factor.value for factor in term.factors if factor.role == "factor"]
        if factors:
            product = term.coefficient * prod(factors)
            assert abs(term.value - product) <= max(4 * eps * abs(product), 1e-37), (e.key, e.index, term)
    if e.terms and e.relation == "sum":
        assert abs(sum(term.value for term in e.terms) - e.total) <= tolerance(e)


def trained(problem: Problem, optimizer: str, weight_decay: float, updates: int) -> Trace:
    """The round after some updates."""
    T = Trainer(
        problem.net,
        problem.W,
        problem.X,
        problem.y,
        learning_rate=0.01,
        optimizer=optimizer,
        weight_decay=weight_decay,
    )
    T.advance(updates)
    return T.trace()


@st.composite
def rounds(draw: st.DrawFn) -> Trace:
    dtype = draw(st.sampled_from(["float64", "float32"]))
    problem = draw(problems(layers=4, dtype=dtype))
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    return trained(problem, optimizer, draw(st.sampled_from([0.0, 0.1])), draw(st.integers(0, 3)))


@settings(max_examples=40)
@given(rounds())
def test_every_cell_is_what_its_terms_give(t: Trace) -> None:
    for key, index in cells(t):
        assert_lawful(t, key, index)


def fixed_problem(
    name: str = "tanh",
    loss: str = "cross_entropy",
    reduction: str = "sum",
    bias: bool = True,
    dtype: str = "float64",
) -> Problem:
    rng = np.random.default_rng(5)
    classes = 3 if loss != "binary_cross_entropy" else 2
    net = Network((3, 4, 2, LOSSES[loss].outputs(classes)), [name] * 3, loss, reduction, bias)
    W = {i: rng.standard_normal(net.weight_shape(i)).astype(dtype) for i in (1, 2, 3)}
    return Problem(net, W, rng.standard_normal((6, 3)), np.array([0, classes - 1, 1, 1, 0, 0]))


EACH = [
    *((name, "cross_entropy", "mean") for name in sorted(VALUES)),
    *(("sin", loss, reduction) for loss in sorted(LOSSES) for reduction in ("sum", "mean")),
]
"""Every activation, and every loss with either reduction: no rule reads both, and the random rounds above mix them."""


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("name", "loss", "reduction"), dict.fromkeys(EACH))
def test_the_law_holds_for_every_activation_loss_and_reduction(
    name: str, loss: str, reduction: str, dtype: str
) -> None:
    t = trained(fixed_problem(name, loss, reduction, dtype=dtype), "sgd", 0.0, 0)
    for key, index in cells(t):
        assert_lawful(t, key, index)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_the_law_holds_for_every_optimiser(optimizer: str, weight_decay: float, dtype: str) -> None:
    for updates_done in (0, 1, 7):
        t = trained(fixed_problem(dtype=dtype), optimizer, weight_decay, updates_done)
        for index in np.ndindex(t["W+", 1].shape):
            assert_lawful(t, ("W+", 1), index)


def test_every_rule_can_be_explained() -> None:
    net = Network((2, 2))
    without = {call.rule.name for call in program(net, update=True) if call.formula is None}
    assert without | {"softmax"} == set(decomposition._OTHERWISE)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_elementwise_rule_is_exact(name: str, dtype: str) -> None:
    """One element by itself gives bitwise what the same element gives within a large matrix."""
    rng = np.random.default_rng(1)
    net = Network((1, 131, 1), (name, "identity"), "squared_error")
    W = {1: rng.standard_normal((1, 131)).astype(dtype), 2: np.ones((131, 1), dtype)}
    t = trace(net, W, 3 * rng.standard_normal((40, 1)), np.zeros((40, 1)))
    for key in (("Z", 2), ("D", 1), ("M", 1)):
        assert all(explain(t, key, index).exact for index in list(np.ndindex(t[key].shape))[::7])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_softmax_far_from_balance_is_right_in_every_digit_that_counts(dtype: str) -> None:
    net = Network((3, 3), bias=False)
    W = {1: np.diag([1.0, 1.0, 1.0]).astype(dtype)}
    t = trace(net, W, [[500.0, 480.0, -900.0], [2.0, 1.0, 0.0]], [0, 1])
    for index in np.ndindex(t["S"].shape):
        e = explain(t, "S", index)
        assert e.total == pytest.approx(e.value, rel=40 * float(np.finfo(dtype).eps), abs=1e-300)


def test_a_total_that_differs_from_the_cell_is_not_called_exact() -> None:
    writing, nan = LECTURE.of(Network((3, 1))), float("nan")
    assert not Explanation(writing, ("P", 1), (0, 0), 0.1 + 0.2, 0.3).exact
    assert not Explanation(writing, ("P", 1), (0, 0), nan, 0.3).exact
    assert Explanation(writing, ("P", 1), (0, 0), nan, nan).exact


# The way down


def test_the_links_lead_from_a_gradient_down_to_everything_it_was_made_of() -> None:
    t = trained(fixed_problem(bias=True), "sgd", 0.0, 0)
    todo: list[tuple[Key, tuple[int, ...]]] = [(("dW", 1), (0, 2))]
    seen, leaves = set(), set()
    while todo:
        cell = todo.pop()
        if cell in seen:
            continue
        seen.add(cell)
        e = explain(t, *cell)
        todo += [child.cell for child in e.children]
        if e.leaf:
            leaves.add((e.leaf, e.key))
    assert leaves == {
        ("data", ("Z", 1)),
        ("constant", ("Z", 1)),
        ("constant", ("Z", 2)),
        ("constant", ("Z", 3)),
        ("weight", ("W", 1)),
        ("weight", ("W", 2)),
        ("weight", ("W", 3)),
        ("label", "Y"),
    }
    assert {index for key, index in seen if key == ("Z", 1)} == set(np.ndindex(6, 4))


@pytest.mark.parametrize(
    ("key", "index", "leaf"),
    [
        ("X", (0, 0), "data"),
        (("Z", 1), (0, 2), "data"),
        (("Z", 1), (0, 3), "constant"),
        (("Z", 2), (5, 4), "constant"),
        (("W", 2), (4, 1), "weight"),
        ("Y", (1, 2), "label"),
        (("Z", 2), (5, 3), None),
        (("Z", 4), (0, 2), None),
    ],
)
def test_what_is_given_is_a_leaf(key: Key, index: tuple[int, int], leaf: str | None) -> None:
    e = explain(trained(fixed_problem(), "sgd", 0.0, 0), key, index)
    assert e.leaf == leaf
    assert (e.rule is None) == (leaf is not None)
    assert e.sentence


def test_what_was_used_are_the_rows_and_columns_of_the_operands() -> None:
    t = trained(fixed_problem(), "adam", 0.1, 1)
    everything = (0, 1, 2, 3, 4, 5)
    assert used(explain(t, ("P", 1), (2, 1))) == {("Z", 1): ((2,), (0, 1, 2, 3)), ("W", 1): ((0, 1, 2, 3), (1,))}
    assert used(explain(t, ("dW", 1), (3, 1))) == {("Z", 1): (everything, (3,)), ("M", 1): (everything, (1,))}
    assert used(explain(t, ("G", 2), (2, 1))) == {("M", 2): ((2,), (0, 1)), ("W", 2): ((1,), (0, 1))}
    assert used(explain(t, ("M", 1), (2, 1))) == {("G", 2): ((2,), (1,)), ("D", 1): ((2,), (1,))}
    assert used(explain(t, "S", (2, 1))) == {("Z", 4): ((2,), (0, 1, 2))}
    assert used(explain(t, ("G", 4), (2, 1))) == {"S": ((2,), (1,)), "Y": ((2,), (1,))}
    assert used(explain(t, "loss"))["Y"] == (everything, (0, 1, 2))
    assert used(explain(t, ("W+", 1), (3, 1))) == {("W", 1): ((3,), (1,)), ("dW", 1): ((3,), (1,))}
    assert used(explain(t, "X", (0, 0))) == {}


# By hand: the network of test_gradients, two rows, 2-2-2


def by_hand(reduction: str = "sum") -> Trace:
    W = {1: np.array([[1.0, -1.0], [1.0, 1.0]]), 2: np.array([[1.0, 2.0], [-1.0, 1.0]])}
    net = Network((2, 2, 2), "relu", "squared_error", reduction)
    return trace(net, W, [[1.0, 2.0], [3.0, -1.0]], [[1.0, 5.0], [2.0, 5.0]])


@pytest.mark.parametrize(
    ("key", "index", "latex"),
    [
        (("Z", 1), (1, 1), r"(Z_1)_{1,1} = -1"),
        (("P", 1), (1, 0), r"(Z_1W_1)_{1,0} = \sum_c (Z_1)_{1,c}\,(W_1)_{c,0} = 3\cdot 1 - 1\cdot 1 = 2"),
        (("Z", 2), (1, 1), r"(Z_2)_{1,1} = \max((Z_1W_1)_{1,1}, 0) = \max(-4, 0) = 0"),
        (("D", 1), (1, 1), r"(\sigma'_1(Z_1W_1))_{1,1} = [(Z_1W_1)_{1,1} > 0] = [-4 > 0] = 0"),
        (("Z", 3), (0, 1), r"(Z_3)_{0,1} = (Z_2W_2)_{0,1} = 7"),
        ("loss", (), r"\ell = \sum_r \ell_r = 2.5 + 0.5 = 3"),
        (("G", 3), (0, 1), r"(G_3)_{0,1} = (Z_3)_{0,1} - Y_{0,1} = 7 - 5 = 2"),
        (("M", 1), (1, 0), r"(M_1)_{1,0} = (G_2)_{1,0}\,(\sigma'_1(Z_1W_1))_{1,0} = -2\cdot 1 = -2"),
        (("G", 1), (1, 0), r"(G_1)_{1,0} = \sum_c (M_1)_{1,c}\,(W_1)_{0,c} = -2\cdot 1 + 0\cdot (-1) = -2"),
        (
            ("dW", 1),
            (1, 0),
            r"(\nabla_{W_1}\ell)_{1,0} = \sum_r (Z_1)_{r,1}\,(M_1)_{r,0} = 2\cdot 5 - 1\cdot (-2) = 12",
        ),
    ],
)
def test_the_equation_has_the_numbers_plugged_in(key: Key, index: tuple[int, ...], latex: str) -> None:
    assert explain(by_hand(), key, index).latex() == latex


def test_the_mean_shows_its_share() -> None:
    t = by_hand("mean")
    assert explain(t, "loss").latex() == r"\ell = \tfrac1m\,\sum_r \ell_r = 1.25 + 0.25 = 1.5"
    assert (
        explain(t, ("G", 3), (0, 1)).latex()
        == r"(G_3)_{0,1} = \tfrac1m\,(Z_3)_{0,1} - \tfrac1m\,Y_{0,1} = 0.5\cdot 7 - 0.5\cdot 5 = 1"
    )


def test_the_softmax_is_a_quotient_of_exponentials() -> None:
    t = trace(Network((2, 2)), {1: np.eye(2)}, [[1.0, -2.0]], [0])
    e = explain(t, "S", (0, 1))
    assert e.relation == "share"
    assert e.latex() == (
        r"S_{0,1} = \frac{e^{(Z_2)_{0,1}}}{\sum_c e^{(Z_2)_{0,c}}} = \frac{e^{-2}}{e^{1} + e^{-2}} = 0.0474"
    )


@pytest.mark.parametrize(
    ("optimizer", "symbols", "numbers"),
    [
        ("sgd", "", ""),
        ("momentum", r" - 0.9\,\alpha\,(v_1)_{0,0}", r" - 0.45\cdot 0"),
    ],
)
def test_the_update_is_taken_apart(optimizer: str, symbols: str, numbers: str) -> None:
    net = Network((1, 1), loss="squared_error")
    T = Trainer(net, {1: np.eye(1)}, [[2.0], [0.0]], [[0.0], [1.0]], None, 0.5, optimizer, weight_decay=0.2)
    e = explain(T.trace(), ("W+", 1), (0, 0))
    assert e.latex() == (
        rf"(W_1^{{+}})_{{0,0}} = (W_1)_{{0,0}} - \tfrac{{\alpha}}{{m}}\,(\nabla_{{W_1}}\ell)_{{0,0}}{symbols}"
        rf" - \alpha\kappa\,(W_1)_{{0,0}} = 1 - 0.25\cdot 4{numbers} - 0.1\cdot 1 = -0.1"
    )
    assert e.constants == {"α": 0.5, "m": 2, "κ": 0.2, "t": 1}


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
def test_the_squares_an_optimiser_remembers_are_an_argument_of_every_step(optimizer: str) -> None:
    e = explain(trained(fixed_problem(), optimizer, 0.1, 2), ("W+", 2), (1, 1))
    old, *steps = e.terms
    assert [factor.key for factor in old.factors] == [("W", 2)]
    for step in steps:
        assert (step.factors[-1].key, step.factors[-1].role) == (("s", 2), "argument")
    assert not any(child.remembered for child in e.children)


def test_what_is_not_written_out_is_summed_below_a_brace() -> None:
    net = Network((4, 1), loss="squared_error")
    t = trace(net, {1: np.array([[1.0], [-20.0], [3.0], [10.0]])}, np.ones((1, 4)), [[0.0]])
    e = explain(t, ("P", 1), (0, 0))
    assert e.latex(n=2).endswith(r"= 1\cdot (-20) + 1\cdot 10 + \underbrace{\cdots}_{4} = -6")
    assert "cdots" not in e.latex(n=4)


def test_numbers_that_are_not_finite_are_explained_too() -> None:
    net = Network((1, 1, 1), "identity", "squared_error")
    t = trace(net, {1: np.full((1, 1), 1e200), 2: np.zeros((1, 1))}, [[-1e200]], [[0.0]])
    infinite, nan = explain(t, ("P", 1), (0, 0)), explain(t, ("P", 2), (0, 0))
    assert infinite.latex().endswith(r"= -10^{200}\cdot (10^{200}) = -\infty")
    assert nan.latex().endswith(r"= -\infty\cdot 0 = \text{NaN}")
    assert infinite.exact
    assert nan.exact


# Shares


def test_shares_by_example_and_by_class_are_of_the_magnitudes_and_add_up() -> None:
    t = by_hand()
    e = explain(t, ("dW", 1), (1, 0))  # 2 · 5 and −1 · −2
    shares = e.shares([7, 3])
    assert [(s.label, s.rows, s.value, s.share) for s in shares.examples] == [
        (7, (0,), 10.0, 10 / 12),
        (3, (1,), 2.0, 2 / 12),
    ]
    assert [(s.label, s.rows, s.value) for s in shares.classes] == [(3, (1,), 2.0), (7, (0,), 10.0)]
    assert [s.label for s in e.shares([[0.2, 0.8], [0.9, 0.1]]).examples] == [1, 0]


@settings(max_examples=30)
@given(problems(layers=3))
def test_the_shares_of_every_gradient_add_up(problem: Problem) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    for index in np.ndindex(t["dW", 1].shape):
        e = explain(t, ("dW", 1), index)
        shares = e.shares(problem.targets)
        value, share = shares.penalty or (0.0, 0.0)
        assert value == pytest.approx(problem.penalty_gradient(1)[index], rel=1e-12)
        for group in (shares.examples, shares.classes):
            assert value + sum(s.value for s in group) == pytest.approx(e.total, rel=1e-9, abs=1e-12)
            assert share + sum(s.share for s in group) == pytest.approx(1.0 if e.values.any() else 0.0)
            assert sorted(row for s in group for row in s.rows) == list(range(t.rows))


def test_shares_are_refused_where_terms_are_no_examples() -> None:
    with pytest.raises(DataError, match="not one an example"):
        explain(by_hand(), ("P", 1), (0, 0)).shares([0, 1])
    with pytest.raises(DataError, match="3 labels for 2 examples"):
        explain(by_hand(), ("dW", 1), (0, 0)).shares([0, 1, 1])


# Errors


@pytest.mark.parametrize(
    ("key", "index", "message"),
    [
        (("Q", 1), (0, 0), "there is no"),
        (("W+", 1), (0, 0), "there is no"),
        (("P", 1), (2, 0), "has no entry"),
        (("P", 1), (-1, 0), "has no entry"),
        (("P", 1), (), "has no entry"),
        ("loss", (0, 0), "has no entry"),
    ],
)
def test_a_cell_that_is_not_there_is_refused(key: Key, index: tuple[int, ...], message: str) -> None:
    with pytest.raises(UnknownQuantityError, match=message):
        explain(by_hand(), key, index)


def test_what_moves_the_weights_is_no_quantity() -> None:
    t = trained(fixed_problem(), "sgd", 0.0, 0)
    assert {type(matrix) for matrix in t.values()} == {np.ndarray}
    with pytest.raises(UnknownQuantityError, match="there is no 'move'"):
        explain(t, "move", (0, 0))


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("notation", sorted(NOTATIONS))
def test_factors_stand_in_the_order_of_the_equation_that_is_displayed(notation: str, bias: bool) -> None:
    net = Network((4, 5, 3), ("tanh", "identity"), bias=bias, l2=0.1)
    t = trace(net, net.init_weights(), np.ones((2, 4)), [0, 1])
    writing = NOTATIONS[notation].of(net)
    for step in (step for step in t.steps if step.rule.formula):
        shown = [symbol.key for symbol in symbols(writing.formula(step))]
        for like in explain(t, step.writes, (0, 0), writing).like:
            keys = [operand.key for operand in like.operands]
            assert keys == [key for key in shown if key in keys], step.rule.name
