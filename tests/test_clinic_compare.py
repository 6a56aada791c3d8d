"""Comparing: the first step that differs, and one mistake said once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from backprop import RULES, GradientError, Network, Trace, Weights, compare, diagnose, trace
from backprop.clinic import Verdict, problem_of
from backprop.clinic.mistakes import planted
from backprop.expression import Key, Scale
from tests.random_nets import random_batch, random_net

NETWORKS = 500 if os.environ.get("EXPLORER_LONG_TESTS") else 15

Keys = list[Any]


def arrays_of(t: Mapping[Key, Any], symbols: str) -> dict[Key, Any]:
    """The quantities of some symbols, or all that are computed."""
    wanted = symbols.split()
    return {key: t[key] for key in t if (key if isinstance(key, str) else key[0]) in wanted}


ALL = "P Z S loss G D M dW"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("symbols", [ALL, "dW", "G dW"])
def test_no_false_alarm_on_random_networks(dtype: str, symbols: str) -> None:
    rng = np.random.default_rng(11)
    for _ in range(NETWORKS):
        net = random_net(rng)
        W, X, y = random_batch(rng, net, dtype)
        t = trace(net, W, X, y)
        wide = trace(net, {i: W_i.astype("float64") for i, W_i in W.items()}, X, y)
        for right in (t, wide):
            comparison = compare(right, arrays_of(t, symbols))
            assert comparison.first is None, (net, comparison)


def test_float32_is_noise_to_float64() -> None:
    net, W, X, y = problem()
    coarse = trace(net, {i: W_i.astype("float32") for i, W_i in W.items()}, X, y)
    wide = {key: array.astype("float64") for key, array in arrays_of(coarse, "dW").items()}
    comparison = compare(trace(net, W, X, y), wide)
    assert comparison.ok
    assert set(comparison.verdicts.values()) == {Verdict.NOISE}


def problem(loss: str = "cross_entropy") -> tuple[Network, Weights, Any, Any]:
    rng = np.random.default_rng(0)
    net = Network((4, 6, 5, 3), "tanh", loss)
    return net, net.init_weights(), rng.standard_normal((7, 4)), rng.integers(0, 3, 7)


def broken(rule: str, i: int) -> tuple[Trace, Trace]:
    """A right pass, and one with a rule twice too large in one layer."""
    net, W, X, y = problem()
    formula = RULES[rule].formula
    assert formula
    rules = {(rule, i): RULES[rule].with_formula(Scale(formula, by=1.001))}
    return trace(net, W, X, y), trace(net, W, X, y, rules)


PLACES = [(rule, i) for rule in ("product", "slope", "signal", "gradient", "pull") for i in (1, 2, 3)]


@pytest.mark.parametrize(("rule", "i"), PLACES)
def test_with_every_array_one_mistake_is_said_once_and_where_it_is(rule: str, i: int) -> None:
    right, wrong = broken(rule, i)
    key = next(step.writes for step in right.steps if (step.rule.name, step.i) == (rule, i))
    comparison = compare(right, arrays_of(wrong, ALL))
    assert comparison.first == key
    assert [step.key for step in comparison.steps if step.verdict == "wrong"] == [key]
    assert comparison.wrong[0].suspects == (key,)


@pytest.mark.parametrize(("rule", "i"), PLACES)
def test_with_gradients_alone_the_first_differs_and_the_others_may_follow(rule: str, i: int) -> None:
    right, wrong = broken(rule, i)
    key = next(step.writes for step in right.steps if (step.rule.name, step.i) == (rule, i))
    differ = [k for k in arrays_of(right, "dW") if not np.allclose(right[k], wrong[k], rtol=1e-9, atol=0)]
    comparison = compare(right, arrays_of(wrong, "dW"))
    assert comparison.first == (differ[0] if differ else None)
    assert [step.key for step in comparison.wrong] == differ[:1]
    if differ:
        assert key in comparison.wrong[0].suspects


def test_two_mistakes_are_said_both() -> None:
    net, W, X, y = problem()
    rules = {
        (name, i): RULES[name].with_formula(Scale(RULES[name].formula, by=2.0))  # type: ignore[arg-type]
        for name, i in (("gradient", 3), ("pull", 2))
    }
    wrong = trace(net, W, X, y, rules)
    comparison = compare(trace(net, W, X, y), arrays_of(wrong, "dW G"))
    assert [step.key for step in comparison.wrong] == [("dW", 3), ("G", 2)]


def test_what_a_right_array_has_cleared_excuses_nothing_after_it() -> None:
    """G_2 is right: so is all before it, and ∇W_1 is wrong by itself."""
    net, W, X, y = problem()
    rules = {("gradient", i): RULES["gradient"].with_formula(Scale(RULES["gradient"].formula, by=2.0)) for i in (1, 2)}  # type: ignore[arg-type]
    wrong = trace(net, W, X, y, rules)
    comparison = compare(trace(net, W, X, y), {key: wrong[key] for key in (("dW", 2), ("G", 2), ("dW", 1))})
    assert [step.key for step in comparison.wrong] == [("dW", 2), ("dW", 1)]


def test_rounded_arrays_that_are_right_make_nothing_after_them_coarser() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    dW = t["dW", 2].copy()
    dW[1, 2] *= 1.001
    comparison = compare(t, {("Z", 2): np.round(t["Z", 2], 2), ("dW", 2): dW})
    assert comparison["dW", 2].place == (1, 2)
    assert np.allclose(comparison["dW", 2].expected, t["dW", 2], rtol=1e-12, atol=0)


def test_rounded_arrays_that_are_wrong_are_gone_on_from() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    G = np.round(2 * t["G", 2], 3)
    comparison = compare(t, {("G", 2): G, ("dW", 1): t["Z", 1].T @ (G * t["D", 1])})
    assert comparison.verdicts["G", 2] == Verdict.WRONG
    assert comparison.verdicts["dW", 1] != Verdict.WRONG


def test_forward_values_are_judged_and_the_place_is_said() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    A = np.maximum(t["P", 1], 0)
    comparison = compare(t, {"Z1": t["P", 1], "A1": A, "Z2": A @ W[2]})
    assert comparison.first == ("Z", 2)
    assert [step.key for step in comparison.wrong] == [("Z", 2)]
    assert comparison.wrong[0].place == (0, 0)
    assert "first at [0, 0]" in str(comparison)
    assert comparison["A1"].ratio.shape == (7, 6)
    with pytest.raises(GradientError, match="Z₂ is the first to differ"):
        comparison.raise_for_wrong()


def test_a_wrong_shape_is_the_first_difference() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    comparison = compare(t, {("dW", 3): t["dW", 3][:2], ("dW", 2): t["dW", 2]})
    assert comparison.first == ("dW", 3)
    assert "has shape (2, 3), expected (5, 3)" in str(comparison)


def test_one_entry_wrong_by_a_thousandth_differs_and_what_is_not_finite_does() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    for change in (1.001, np.nan, np.inf):
        dW = t["dW", 2].copy()
        dW[1, 2] *= change
        comparison = compare(t, {("dW", 2): dW})
        assert comparison.first == ("dW", 2)
        assert comparison.steps[0].place == (1, 2)


def test_printed_decimals_are_no_mistake() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    for decimals in (3, 4, 6, 8):
        rounded = {key: np.round(array, decimals) for key, array in arrays_of(t, ALL).items()}
        assert compare(t, rounded).ok, decimals
        rounded["dW", 2] = rounded["dW", 2] * 2
        assert compare(t, rounded).first == ("dW", 2)


def test_a_kink_is_no_mistake() -> None:
    net = Network((2, 2, 2), "relu", "squared_error")
    W: Weights = {1: np.array([[1.0, 1.0], [1.0, -1.0]]), 2: np.array([[1.0, 0.5], [-1.0, 2.0]])}
    t = trace(net, W, np.array([[1.0, 1.0], [2.0, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]]))
    other = t["Z", 1].T @ (t["G", 2] * (t["P", 1] >= 0))
    comparison = compare(t, {("dW", 1): other})
    assert comparison.verdicts["dW", 1] == Verdict.KINK
    assert [(kink.layer, kink.unit, kink.rows) for kink in comparison.kinks] == [(1, 1, (0,))]


def test_a_comparison_is_read_in_a_notebook() -> None:
    right, wrong = broken("pull", 3)
    html = compare(right, {"<b>dW1": wrong["dW", 1], "dW2": wrong["dW", 2]})._repr_html_()
    assert "<table>" in html
    assert "<b>" not in html


def first(array: Any, axis: int = 0) -> Any:
    return np.roll(array, 1, axis=axis)


def thetas(turned: bool, name: str = "Theta", wrong: str = "", **more: Any) -> tuple[Network, dict[str, Any]]:
    """As in a course whose Θ has the bias in its first column."""
    net, rng = Network((4, 6, 3), "sigmoid", reduction="mean", bias=True), np.random.default_rng(0)
    W = {i: rng.standard_normal(net.weight_shape(i)) for i in (1, 2)}
    X, y = rng.standard_normal((7, 4)), rng.integers(0, 3, 7)
    plant = next((p for p in planted(net, 7) if p.mistake.key == wrong), None)
    t = trace(net, W, X, y, plant.rules() if plant else None)
    arrays = {f"{name}{i}": first(W[i]) for i in (1, 2)} | {f"{name}{i}_grad": first(t["dW", i]) for i in (1, 2)}
    own = {key: value.T if turned else value for key, value in arrays.items()}
    ones = np.hstack([np.ones((7, 1)), X])
    given = {"ones": {"X": ones}, "a": {"X": X, "a1": ones, "a2": first(t["Z", 2], 1)}}
    return net, {"X": X, "y": y, **own, **(given[more["given"]] if more else {})}


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(("name", "more"), [("Theta", {}), ("Theta", {"given": "ones"}), ("W", {"given": "a"})])
def test_a_bias_that_comes_first_is_recognised_and_said(turned: bool, name: str, more: dict[str, str]) -> None:
    for wrong in ("", "slope_left_out"):
        net, arrays = thetas(turned, name, wrong, **more)
        found = problem_of(arrays, "sigmoid", reduction="mean")
        assert (found.net.widths, found.net.bias) == (net.widths, True)
        compared = compare(trace(found.net, found.W, found.X, found.y), arrays)
        assert "the bias comes first" in str(compared)
        assert [step.name for step in compared.steps if step.verdict == "wrong"] == ([f"{name}1_grad"] if wrong else [])
        named = diagnose(found.net, found.W, found.X, found.y, arrays)
        assert [one.mistakes for one in named][:1] == ([("slope_left_out",)] if wrong else [])


def test_the_place_is_that_of_the_matrix_as_it_came() -> None:
    _net, arrays = thetas(True)
    arrays["Theta1_grad"] = arrays["Theta1_grad"].copy()
    arrays["Theta1_grad"][3, 2] += 5
    found = problem_of(arrays, "sigmoid", reduction="mean")
    step = compare(trace(found.net, found.W, found.X, found.y), arrays)["Theta1_grad"]
    assert step.own_place == (3, 2)
    assert step.as_it_came(step.yours)[3, 2] == arrays["Theta1_grad"][3, 2]


def test_a_bias_that_comes_last_is_left_there() -> None:
    _net, arrays = thetas(False)
    last = {name: np.roll(a, -1, axis=0) if name.startswith("Theta") else a for name, a in arrays.items()}
    last["a1"] = np.hstack([arrays["X"], np.ones((7, 1))])
    found = problem_of(last, "sigmoid", reduction="mean")
    compared = compare(trace(found.net, found.W, found.X, found.y), last)
    assert compared.ok
    assert "first" not in str(compared)
