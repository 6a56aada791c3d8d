"""L2 regularisation as an option of the network: λ/2 ‖W‖² in ℓ, λW in ∇W; against hand, differences and other rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    RULES,
    Network,
    NetworkError,
    Trainer,
    bind,
    check_gradients,
    compare,
    diagnose,
    evaluate,
    nudge,
    trace,
)
from backprop.clinic.mistakes import planted
from backprop.clinic.step_lengths import step_errors
from backprop.counting import multiplications
from backprop.explain import explain
from backprop.expression import text
from backprop.notations import NOTATIONS
from backprop.rules import call
from tests.oracles import Problem, problems

BY_HAND = Network((2, 1), loss="squared_error", l2=0.5)
"""P = 1·3 + 2·(−1) = 1; ℓ = ½ (1 − 2)² + ½ · ½ (3² + 1²) = 0.5 + 2.5; ∇W = (1, 2)·(1 − 2) + ½ (3, −1)."""

WEIGHTS = {1: np.array([[3.0], [-1.0]])}


def worked(**options: Any) -> Any:
    return trace(replace(BY_HAND, **options), WEIGHTS, [[1.0, 2.0]], [[2.0]])


def test_an_example_by_hand() -> None:
    t = worked()
    assert t.loss == 3.0
    assert t["dW", 1].tolist() == [[0.5], [-2.5]]
    assert t["G", 1].tolist() == worked(l2=0.0)["G", 1].tolist(), "no signal comes of it"


def test_the_mean_of_a_batch_is_of_its_examples_alone() -> None:
    """Two rows like the one above: their sum and their mean differ, the regularisation is there once in both."""
    X, Y = [[1.0, 2.0]] * 2, [[2.0]] * 2
    total, mean = (trace(replace(BY_HAND, reduction=r), WEIGHTS, X, Y) for r in ("sum", "mean"))
    assert (total.loss, mean.loss) == (1.0 + 2.5, 0.5 + 2.5)
    assert total["dW", 1].tolist() == [[-2 + 1.5], [-4 - 0.5]]
    assert mean["dW", 1].tolist() == [[-1 + 1.5], [-2 - 0.5]]


def test_biases_are_left_out() -> None:
    net = replace(BY_HAND, bias=True)
    W = {1: np.array([[3.0], [-1.0], [7.0]])}
    t, plain = (trace(one, W, [[1.0, 2.0]], [[2.0]]) for one in (net, replace(net, l2=0.0)))
    assert t.loss - plain.loss == 2.5
    assert (t["dW", 1] - plain["dW", 1]).tolist() == [[1.5], [-0.5], [0.0]]


def test_the_rule_has_the_term_and_a_network_without_has_it_not() -> None:
    formulas = {
        (l2, bias): text(formula)
        for l2 in (0.0, 0.5)
        for bias in (False, True)
        if (formula := call(Network((2, 3), l2=l2, bias=bias), "gradient", 1).formula)
    }
    assert formulas == {
        (0.0, False): "Z₁ᵀ M₁",
        (0.0, True): "Z₁ᵀ M₁",
        (0.5, False): "Z₁ᵀ M₁ + λ * W₁",
        (0.5, True): "Z₁ᵀ M₁ + λ * W₁ (b = 0)",
    }
    assert call(Network((2, 3, 2), l2=0.5), "loss", 2).reads == (("Z", 3), "S", "Y", ("W", 1), ("W", 2))


@settings(max_examples=40)
@given(problems(layers=4, dtype="float32"))
def test_without_the_option_not_a_bit_is_another(problem: Problem) -> None:
    """What is added is added last: without it, ∇W is that of a network which has never heard of it."""
    plain, t = (trace(replace(problem.net, l2=l2), problem.W, problem.X, problem.y) for l2 in (0.0, 0.25))
    for key in t:
        if key != "loss" and key[0] != "dW":
            np.testing.assert_array_equal(plain[key], t[key])
    for i in problem.W:
        at = "gradient", i
        unregularised = {at: RULES["gradient"].with_formula(_data_part())}
        again = trace(replace(problem.net, l2=0.25), problem.W, problem.X, problem.y, rules=unregularised)
        np.testing.assert_array_equal(again["dW", i], plain["dW", i])


def _data_part() -> Any:
    formula: Any = RULES["gradient"].formula
    return formula.left


@settings(max_examples=30)
@given(problems(layers=3), st.sampled_from(["sgd", "adam"]))
def test_the_loss_of_an_update_is_that_before_it(problem: Problem, optimizer: str) -> None:
    """ℓ reads the weights, and they have moved when the update is done."""
    net = replace(problem.net, l2=0.25)
    T = Trainer(net, problem.W, problem.X, problem.y, learning_rate=0.01, optimizer=optimizer)
    for _ in range(3):
        t = T.trace()
        assert T.advance(1).loss == t.loss
        for i in problem.W:
            np.testing.assert_array_equal(T.weights[i], t["W+", i])


def test_so_it_is_with_rules_of_ones_own() -> None:
    net = Network((2, 3, 2), l2=0.5)
    X, y, rules = np.eye(2), [0, 1], {"gradient": RULES["gradient"].with_formula(_data_part())}
    T = Trainer(net, net.init_weights(), X, y, rules=rules)
    assert T.advance(1).loss == trace(net, net.init_weights(), X, y).loss


@settings(max_examples=30)
@given(problems(layers=4))
def test_what_is_fused_is_the_same(problem: Problem) -> None:
    net = replace(problem.net, l2=0.25)
    t, b = trace(net, problem.W, problem.X, problem.y), bind(net, problem.W, problem.X, problem.y, fused=True)
    assert b.loss == t.loss
    for i in problem.W:
        np.testing.assert_array_equal(b["dW", i], t["dW", i])


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize(("reduction", "kappa"), [("mean", 0.1), ("sum", 0.1 / 6)])
def test_without_biases_as_much_decay_trains_the_same_weights(optimizer: str, reduction: str, kappa: float) -> None:
    """λW is in ∇W, and of a sum divided by m with it; κW is added where the update begins."""
    X, y = np.random.default_rng(0).standard_normal((6, 2)), [0, 1, 0, 1, 1, 0]
    found = []
    for l2, decay in ((0.1, 0.0), (0.0, kappa)):
        net = Network((2, 3, 2), reduction=reduction, l2=l2)
        T = Trainer(net, net.init_weights(), X, y, optimizer=optimizer, weight_decay=decay)
        T.advance(20)
        found.append(T.weights[1])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)


def test_a_measured_loss_compares_outputs_with_targets_alone() -> None:
    plain, regularised = (
        evaluate(replace(BY_HAND, l2=l2), WEIGHTS, [[1.0, 2.0]], [[2.0]], ["loss"]) for l2 in (0.0, 0.5)
    )
    assert plain == regularised == {"loss": 0.5}


def test_nudging_a_weight_moves_the_whole_loss() -> None:
    n = nudge(BY_HAND, WEIGHTS, [[1.0, 2.0]], [[2.0]], ("W", 1), (0, 0), [0.0, 1.0])
    assert (n.slope, n.loss) == (0.5, 3.0)
    assert n.losses.tolist() == [3.0, 0.0 + 0.25 * (16 + 1)]


def test_sharing_saves_as_much_with_the_term() -> None:
    nets = [Network((4, 3, 2), l2=l2) for l2 in (0.0, 0.5)]
    assert multiplications(nets[0], 5) == multiplications(nets[1], 5)


# Explanations


def test_a_cell_adds_up_digit_by_digit() -> None:
    e = explain(worked(), ("dW", 1), (1, 0))
    assert e.latex() == (
        r"(\nabla_{W_1}\ell)_{1,0} = \sum_r (Z_1)_{r,1}\,(M_1)_{r,0} + \lambda\,(W_1)_{1,0}"
        r" = 2\cdot (-1) + 0.5\cdot (-1) = -2.5"
    )
    assert [(term.value, [factor.key for factor in term.factors]) for term in e.terms] == [
        (-2.0, [("Z", 1), ("M", 1)]),
        (-0.5, [("W", 1)]),
    ]
    assert (e.total, e.exact, e.constants) == (-2.5, True, {"λ": 0.5})
    assert e.children[-1].cell == (("W", 1), (1, 0))
    shares = e.shares([0])
    assert (shares.classes[0].share, shares.penalty) == (0.8, (-0.5, 0.2))


def test_of_a_long_sum_the_term_is_still_written() -> None:
    net = Network((1, 1), loss="squared_error", l2=0.5)
    t = trace(net, {1: np.array([[3.0]])}, np.ones((90, 1)), np.zeros((90, 1)))
    assert (
        explain(t, ("dW", 1), (0, 0)).latex(n=1).endswith(r"= 1\cdot 3 + \underbrace{\cdots}_{267} + 0.5\cdot 3 = 272")
    )


def test_the_loss_has_a_term_an_example_and_one_a_layer() -> None:
    e = explain(worked(), "loss", ())
    assert [term.value for term in e.terms] == [0.5, 2.5]
    assert e.latex() == r"\ell = \sum_r \ell_r + \tfrac{\lambda}{2}\,\lVert W_1 \rVert^2 = 0.5 + 2.5 = 3"
    net = Network((2, 3, 2), bias=True, l2=0.5)
    t = trace(net, net.init_weights(), np.eye(2), [0, 1])
    of_loss = explain(t, "loss", ())
    assert of_loss.total == pytest.approx(t.loss)
    assert r"+ \tfrac{\lambda}{2}\,\lVert W_2^{b=0} \rVert^2 =" in of_loss.latex()
    assert of_loss.shares([0, 1]).penalty is not None


def test_of_a_bias_nothing_is_said_that_the_regularisation_does_not_do() -> None:
    net = Network((2, 3, 2), bias=True, reduction="mean", l2=0.5)
    t = trace(net, net.init_weights(), np.eye(2), [0, 1])
    both = RULES["gradient"].sentences(net)
    assert len(both) == 2
    for notation in NOTATIONS.values():
        said = [explain(t, ("dW", 2), (row, 0), notation.of(net)).sentences for row in range(4)]
        assert said == [both, both, both, both[:1]], notation.name
    assert len(explain(t, "loss").sentences) == 2


# The clinic


def regularised(bias: bool = False, reduction: str = "sum") -> tuple[Network, Any, Any, Any]:
    rng = np.random.default_rng(3)
    net = Network((4, 5, 3), "tanh", reduction=reduction, bias=bias, l2=0.3)
    W = {i: rng.standard_normal(net.weight_shape(i)) for i in (1, 2)}
    return net, W, rng.standard_normal((6, 4)), rng.integers(0, 3, 6)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_every_entry_is_checked_by_the_complex_step_and_by_differences(reduction: str, activation: str) -> None:
    net, W, X, y = regularised(True, reduction)
    net = replace(net, activations=(activation, "identity"))
    report = check_gradients(net, W, X, y)
    assert report.ok
    assert report.method == ("complex step" if activation == "tanh" else "central differences")
    without = check_gradients(net, W, X, y, rules={"gradient": RULES["gradient"].with_formula(_data_part())})
    assert not without.ok
    assert {key for key in without.verdicts if (without.verdicts[key] == "wrong").any()} == {("dW", 1), ("dW", 2)}
    assert (without.verdicts["dW", 1][-1] != "wrong").all(), "the bias has no such term"
    assert not without.direction.agrees


def test_the_error_against_the_step_is_that_of_the_whole_loss() -> None:
    net, W, X, y = regularised()
    found = step_errors(net, W, X, y, ("dW", 1), (0, 0), trace(net, W, X, y)["dW", 1][0, 0])
    assert found.central.min() < 1e-9


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize(
    ("key", "symbol"),
    [
        ("regularization_missing", "dW"),
        ("regularization_twice", "dW"),
        ("regularization_half", "dW"),
        ("regularization_on_bias", "dW"),
        ("regularization_other", "dW"),
        ("regularization_not_in_loss", "loss"),
        ("regularization_whole", "loss"),
        ("regularization_absent", "dW"),
    ],
)
def test_what_is_wrong_with_a_regularisation_is_named(key: str, symbol: str, reduction: str) -> None:
    net, W, X, y = regularised(True, reduction)
    plant = next(plant for plant in planted(net, 6) if plant.mistake.key == key)
    wrong = trace(net, W, X, y, plant.rules(0.7))
    right = trace(net, W, X, y)
    arrays = {place: wrong[place] for place in ("loss", ("dW", 2), ("dW", 1))}
    assert compare(right, {place: right[place] for place in arrays}).ok
    first = compare(right, arrays).first
    assert (first if isinstance(first, str) else first and first[0]) in (symbol, "loss")
    named = [found for found in diagnose(net, W, X, y, arrays) if found.explains]
    assert (key,) in [found.mistakes for found in named[:2]]


def test_a_term_that_is_missing_is_mended_by_a_line_that_has_it() -> None:
    net, W, X, y = regularised()
    t = trace(net, W, X, y)
    found = diagnose(net, W, X, y, {"dW2": t["dW", 2] - 0.3 * W[2], "dW1": t["dW", 1] - 0.3 * W[1]})
    assert found[0].mistakes == ("regularization_missing",)
    assert found[0].remedy == ("dW2 = Z2.T @ M2 + lam * W2", "dW1 = X.T @ M1 + lam * W1")


def test_a_mistake_with_what_comes_from_the_examples_leaves_the_term_as_it_is() -> None:
    net, W, X, y = regularised()
    plant = next(p for p in planted(net, 6) if p.mistake.key == "first_row_only" and p.places == (("dW", 1),))
    t = trace(net, W, X, y, plant.rules())
    np.testing.assert_allclose(t["dW", 1], np.outer(t["Z", 1][0], t["M", 1][0]) + 0.3 * W[1])


# What is refused


@pytest.mark.parametrize("l2", [-0.1, float("nan"), float("inf"), "1", None, True, 1e31])
def test_another_number_is_refused(l2: Any) -> None:
    with pytest.raises(NetworkError, match=r"L2 regularisation is .*; allowed are finite numbers ≥ 0, up to 1e\+30"):
        Network((2, 2), l2=l2)


def test_it_is_a_number_of_the_network() -> None:
    given: Any = np.float32(0.5)
    assert Network((2, 2), l2=given) == Network((2, 2), l2=0.5)
    assert Network((2, 2), l2=0) == Network((2, 2))
    assert hash(Network((2, 2), l2=0.5)) != hash(Network((2, 2)))


# Sums and means


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("own", "other"), [("sum", "mean"), ("mean", "sum")])
def test_arrays_in_the_other_convention_have_the_same_term(own: str, other: str, bias: bool) -> None:
    net, W, X, y = regularised(bias, own)
    theirs = trace(replace(net, reduction=other), W, X, y)
    arrays: dict[str, Any] = {"loss": theirs["loss"], "dW2": theirs["dW", 2], "dW1": theirs["dW", 1]}
    for some in (arrays, {"grad_W1": arrays["dW1"]}, {"dW1": arrays["dW1"], "G2": theirs["G", 2]}):
        found = compare(trace(net, W, X, y), some)
        assert found.ok, found
        assert (found.convention, found.matching.penalty) == (other, "as it is")
        assert diagnose(net, W, X, y, some) == []
    term = 0.3 * np.vstack([W[1][:4], 0 * W[1][4:]])
    without: dict[str, Any] = {"dW1": theirs["dW", 1] - term, "dW2": theirs["dW", 2]}
    found_first = diagnose(net, W, X, y, without)[0]
    assert (found_first.mistakes, found_first.places) == (("regularization_missing",), (("dW", 1),))


@pytest.mark.parametrize("own", ["sum", "mean"])
def test_where_all_is_divided_that_is_said_and_is_no_mistake(own: str) -> None:
    net, W, X, y = regularised(True, own)
    t = trace(net, W, X, y)
    times = 1 / 6 if own == "sum" else 6.0
    found = compare(t, {f"dW{i}": t["dW", i] * times for i in (1, 2)})
    assert found.ok
    assert found.matching.penalty == "divided"
    assert "of λ/2 ‖W‖² as well" in str(found)
