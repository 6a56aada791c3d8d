"""Every G_i and ∇W_i against differences, the complex step, the lecture's formulas and numbers worked by hand."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from backprop import RULES, Network, trace
from backprop.activations import Array
from backprop.expression import Scale
from backprop.network import Weights
from backprop.optimizers import Calls
from backprop.rules import Rules
from tests import oracles
from tests.oracles import Problem, problems

TOLERANCE = 1e-7
"""Of the relative error max|a − b| / max(max|a|, max|b|), the maxima over one matrix."""

COMPLEX_FLOOR = 1e-8
"""A smaller matrix counts as this large: S − I_y, of numbers near 1, may cancel down to 1e-16."""

DIFFERENCE_FLOOR = 1e-5
"""The same for differences, times ℓ: two ℓ are rounded by 1e-16 each, and their difference is divided by 1e-3."""


def relative_error(a: Array, b: Array, floor: float) -> float:
    scale = max(abs(a).max(initial=0), abs(b).max(initial=0), floor)
    return float(abs(a - b).max(initial=0) / scale)


def gradient_errors(problem: Problem, rules: Rules | None = None) -> dict[str, float]:
    """The relative error of ℓ, every G_i and every ∇W_i against both oracles."""
    net = problem.net
    t = trace(net, problem.W, problem.X, problem.y, rules)
    loss, _ = oracles.loss_from(net, 1, problem.activations()[1], problem.W, problem.targets)
    errors = {"loss": relative_error(t["loss"], loss, COMPLEX_FLOOR)}
    quantities = [("G", i) for i in range(1, net.layers + 2)] + [("dW", i) for i in range(1, net.layers + 1)]
    for symbol, i in quantities:
        analytic = t[symbol, i]
        errors[f"{symbol}{i} complex"] = relative_error(analytic, problem.by_complex_step(symbol, i), COMPLEX_FLOOR)
        numeric = problem.by_differences(symbol, i)
        smooth = ~np.isnan(numeric)
        floor = DIFFERENCE_FLOOR * max(1.0, abs(float(loss)))
        errors[f"{symbol}{i} central"] = relative_error(analytic[smooth], numeric[smooth], floor)
    return errors


@settings(max_examples=300 if os.environ.get("EXPLORER_LONG_TESTS") else 120)
@given(problems())
def test_every_gradient_agrees_with_central_differences_and_the_complex_step(problem: Problem) -> None:
    assume(not problem.lies_on_a_kink())
    errors = gradient_errors(problem)
    assert max(errors.values()) <= TOLERANCE, errors


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", sorted(oracles.VALUES))
def test_every_activation_agrees_in_every_layer(name: str, bias: bool) -> None:
    rng = np.random.default_rng(5)
    net = Network((3, 4, 2, 3), [name] * 3, bias=bias)
    W: Weights = {i: rng.standard_normal(net.weight_shape(i)) for i in (1, 2, 3)}
    problem = Problem(net, W, rng.standard_normal((4, 3)), np.array([0, 2, 1, 1]))
    errors = gradient_errors(problem)
    assert max(errors.values()) <= TOLERANCE, errors


@settings(max_examples=100)
@given(problems())
def test_few_entries_lie_too_near_a_kink_to_be_checked_by_differences(problem: Problem) -> None:
    numeric = [problem.by_differences("dW", i).ravel() for i in problem.W]
    assert np.isnan(np.concatenate(numeric)).mean() <= 0.5


# Test of the test


def broken(name: str, layer: int) -> Rules:
    """A rule whose result is 0.1 % too large in one layer."""
    rule = RULES[name]

    def calls(net: Network, i: int, *operands: Any, out: Array) -> Calls:
        return *rule.calls(net, i, *operands, out=out), partial(np.multiply, out, 1.001, out)

    return {(name, layer): replace(rule, by_hand=calls)}


def smooth_problem(loss: str) -> Problem:
    rng = np.random.default_rng(8)
    net = Network((3, 4, 4, 3), ("tanh", "gelu", "softplus"), loss, bias=True)
    W: Weights = {i: rng.standard_normal(net.weight_shape(i)) for i in (1, 2, 3)}
    return Problem(net, W, rng.standard_normal((4, 3)), rng.dirichlet(np.ones(3), 4))


CHECKED_RULES = [
    (loss, name, layer)
    for loss in ("cross_entropy", "squared_error")
    for name, rule in RULES.items()
    for layer in ((3,) if name in ("softmax", "loss", "seed") else (1, 2, 3))
    if rule.phase != "update" and (loss, name) != ("squared_error", "softmax")
]


@pytest.mark.parametrize(("loss", "name", "layer"), CHECKED_RULES)
def test_a_rule_wrong_by_a_thousandth_in_one_layer_is_caught(loss: str, name: str, layer: int) -> None:
    problem = smooth_problem(loss)
    assert max(gradient_errors(problem).values()) <= TOLERANCE
    assert max(gradient_errors(problem, broken(name, layer)).values()) > 100 * TOLERANCE


@pytest.mark.parametrize("name", ["signal", "gradient", "pull"])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_a_rule_made_wrong_by_a_rewrite_is_caught_in_every_layer(name: str, layer: int) -> None:
    problem = smooth_problem("cross_entropy")
    formula = RULES[name].formula
    assert formula
    wrong: Rules = {(name, layer): RULES[name].with_formula(Scale(formula, by=1.001))}
    assert max(gradient_errors(problem, wrong).values()) > 100 * TOLERANCE


# The lecture, section 2


@pytest.mark.parametrize("m", [1, 2, 7, 64])
@pytest.mark.parametrize("seed", range(5))
def test_two_layers_are_exactly_the_formulas_of_section_2(seed: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    n, d, k = rng.integers(2, 12, 3)
    X, y = rng.standard_normal((m, n)), rng.integers(0, k, m)
    W_1, W_2 = rng.standard_normal((n, d)), rng.standard_normal((d, k))

    t = trace(Network((n, d, k), "relu"), {1: W_1, 2: W_2}, X, y)

    XW_1 = X @ W_1
    sigma, slope = np.maximum(XW_1, 0), (XW_1 > 0).astype(float)
    logits = sigma @ W_2
    I_y = np.eye(k)[y]
    S = t["S"]
    np.testing.assert_allclose(S, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), rtol=1e-14)
    np.testing.assert_array_equal(t["Z", 2], sigma)
    np.testing.assert_array_equal(t["Z", 3], logits)
    np.testing.assert_array_equal(t["dW", 2], sigma.T @ (S - I_y))
    np.testing.assert_array_equal(t["dW", 1], X.T @ (slope * ((S - I_y) @ W_2.T)))


@pytest.mark.parametrize("seed", range(5))
def test_with_two_classes_the_softmax_is_exact_too(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, y, W_1, W_2 = (rng.standard_normal((8, 3)), rng.integers(0, 2, 8), *map(rng.standard_normal, ((3, 5), (5, 2))))
    t = trace(Network((3, 5, 2), "tanh"), {1: W_1, 2: W_2}, X, y)
    E = np.exp(np.tanh(X @ W_1) @ W_2)
    np.testing.assert_array_equal(t["S"], E / E.sum(axis=1, keepdims=True))


# By hand: two rows, 2-2-2, every number

X: Array = np.array([[1.0, 2.0], [3.0, -1.0]])
W_1: Array = np.array([[1.0, -1.0], [1.0, 1.0]])


def assert_is(t: Any, expected: dict[Any, Any]) -> None:
    assert set(t) - {"X", "Y"} == set(expected)
    for key, value in expected.items():
        np.testing.assert_allclose(t[key], value, rtol=1e-15, atol=0, err_msg=str(key))


def test_squared_error_by_hand() -> None:
    W: Weights = {1: W_1, 2: np.array([[1.0, 2.0], [-1.0, 1.0]])}
    t = trace(Network((2, 2, 2), "relu", "squared_error"), W, X, [[1, 5], [2, 5]])
    assert_is(
        t,
        {
            ("W", 1): [[1, -1], [1, 1]],
            ("W", 2): [[1, 2], [-1, 1]],
            ("Z", 1): [[1, 2], [3, -1]],
            ("P", 1): [[3, 1], [2, -4]],
            ("Z", 2): [[3, 1], [2, 0]],
            ("P", 2): [[2, 7], [2, 4]],
            ("Z", 3): [[2, 7], [2, 4]],
            "loss": 3,
            ("G", 3): [[1, 2], [0, -1]],
            ("D", 2): [[1, 1], [1, 1]],
            ("M", 2): [[1, 2], [0, -1]],
            ("dW", 2): [[3, 4], [1, 2]],
            ("G", 2): [[5, 1], [-2, -1]],
            ("D", 1): [[1, 1], [1, 0]],
            ("M", 1): [[5, 1], [-2, 0]],
            ("dW", 1): [[-1, 1], [12, 2]],
            ("G", 1): [[4, 6], [-2, -2]],
        },
    )


def test_cross_entropy_by_hand() -> None:
    c = np.log(3) / 2  # logits 2c and 0 have the odds 3 : 1
    W: Weights = {1: W_1, 2: np.array([[c, 0.0], [0.0, 3 * c]])}
    t = trace(Network((2, 2, 2), "relu"), W, X, [0, 0])
    assert_is(
        t,
        {
            ("W", 1): [[1, -1], [1, 1]],
            ("W", 2): [[c, 0], [0, 3 * c]],
            ("Z", 1): [[1, 2], [3, -1]],
            ("P", 1): [[3, 1], [2, -4]],
            ("Z", 2): [[3, 1], [2, 0]],
            ("P", 2): [[3 * c, 3 * c], [2 * c, 0]],
            ("Z", 3): [[3 * c, 3 * c], [2 * c, 0]],
            "S": [[1 / 2, 1 / 2], [3 / 4, 1 / 4]],
            "loss": np.log(2 * 4 / 3),
            ("G", 3): [[-1 / 2, 1 / 2], [-1 / 4, 1 / 4]],
            ("D", 2): [[1, 1], [1, 1]],
            ("M", 2): [[-1 / 2, 1 / 2], [-1 / 4, 1 / 4]],
            ("dW", 2): [[-2, 2], [-1 / 2, 1 / 2]],
            ("G", 2): [[-c / 2, 3 * c / 2], [-c / 4, 3 * c / 4]],
            ("D", 1): [[1, 1], [1, 0]],
            ("M", 1): [[-c / 2, 3 * c / 2], [-c / 4, 0]],
            ("dW", 1): [[-5 * c / 4, 3 * c / 2], [-3 * c / 4, 3 * c]],
            ("G", 1): [[-2 * c, c], [-c / 4, -c / 4]],
        },
    )


# Conventions


@settings(max_examples=40)
@given(problems())
def test_the_mean_is_the_sum_divided_by_m_in_every_gradient(problem: Problem) -> None:
    summed, mean = (
        trace(Network(net.widths, net.activations, net.loss, reduction, net.bias), problem.W, problem.X, problem.y)
        for net in [problem.net]
        for reduction in ("sum", "mean")
    )
    m = len(problem.X)
    for key in summed:
        factor = m if key == "loss" or key[0] in ("G", "M", "dW") else 1
        np.testing.assert_allclose(mean[key] * factor, summed[key], rtol=1e-9, atol=1e-14, err_msg=str(key))


def test_a_bias_is_the_lectures_formula_on_a_wider_z() -> None:
    """The first layer with a bias is the layer without one whose X has a column of ones."""
    rng = np.random.default_rng(2)
    x, y, W = rng.standard_normal((6, 3)), rng.integers(0, 2, 6), {1: rng.standard_normal((4, 2))}
    biased = trace(Network((3, 2), bias=True), W, x, y)
    plain = trace(Network((4, 2)), W, np.hstack([x, np.ones((6, 1))]), y)
    for key in plain:
        if key != "X":
            np.testing.assert_array_equal(biased[key], plain[key], err_msg=str(key))
