"""What no array says is found out: σ, sums or means, numbers that were printed with few decimals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import Network, Trace, compare, diagnose, trace
from backprop.clinic.mistakes import planted
from backprop.clinic.pasting import read_pasted
from backprop.clinic.plausible import most_plausible
from backprop.clinic.verdict import Verdict

SIGMAS = ("relu", "tanh", "sigmoid")


def problem(sigma: str = "relu", reduction: str = "mean") -> tuple[Network, Any, Any, Any]:
    rng = np.random.default_rng(5)
    net = Network((5, 8, 3), sigma, reduction=reduction)
    return net, net.init_weights(seed=2), rng.normal(size=(12, 5)), rng.integers(0, 3, 12)


def gradients(t: Trace) -> dict[str, Any]:
    return {"dW2": t["dW", 2], "dW1": t["dW", 1]}


def broken(key: str, sigma: str = "relu", reduction: str = "mean") -> dict[str, Any]:
    net, W, X, y = problem(sigma, reduction)
    plant = next(plant for plant in planted(net, 12) if plant.mistake.key == key)
    return gradients(trace(net, W, X, y, plant.rules()))


def passes() -> list[Trace]:
    _, W, X, y = problem()
    return [trace(Network((5, 8, 3), sigma), W, X, y) for sigma in SIGMAS]


@pytest.mark.parametrize("sigma", SIGMAS)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_one_right_gradient_says_sigma_and_the_convention(sigma: str, reduction: str) -> None:
    net, W, X, y = problem(sigma, reduction)
    place, convention, *rivals = most_plausible(passes(), gradients(trace(net, W, X, y)))
    assert (SIGMAS[place], convention, rivals) == (sigma, reduction, [])


@pytest.mark.parametrize("key", ["targets_minus_output", "softmax_over_columns"])
def test_where_every_gradient_is_wrong_that_is_found_which_a_mistake_explains(key: str) -> None:
    place, convention, *_ = most_plausible(passes(), broken(key, "sigmoid"))
    assert (SIGMAS[place], convention) == ("sigmoid", "mean")


def test_where_nothing_agrees_the_convention_is_the_nearer_in_size() -> None:
    net, W, X, y = problem(reduction="sum")
    assert compare(trace(net, W, X, y), broken("targets_minus_output", reduction="mean")).convention == "mean"


def test_where_one_gradient_is_a_sum_and_one_a_mean_both_are_said() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    _, first, *rivals = most_plausible(passes()[:1], {"dW2": t["dW", 2], "dW1": 12 * t["dW", 1]})
    assert {first, *rivals} == {"sum", "mean"}


@pytest.mark.parametrize("digits", [3, 4, 8])
@pytest.mark.parametrize("key", ["", "slope_left_out", "targets_minus_output"])
def test_numbers_of_few_decimals_are_no_mistake_and_hide_none(digits: int, key: str) -> None:
    net, W, X, y = problem()
    mine = {"X": X, "W1": W[1], "W2": W[2], **(broken(key) if key else gradients(trace(net, W, X, y)))}
    with np.printoptions(precision=digits, threshold=10**6):
        pasted = read_pasted("\n".join(f"{name} = {array}" for name, array in mine.items()))
    where = net, {1: pasted["W1"], 2: pasted["W2"]}, pasted["X"], y
    comparison = compare(trace(*where), pasted)
    assert comparison.ok is not bool(key), comparison
    assert not key or key in {one for found in diagnose(*where, pasted) for one in found.mistakes}


def test_inputs_with_fewer_decimals_than_what_was_computed_are_exact() -> None:
    """As the measurements of iris are: half a millimetre would hide anything."""
    net, W, X, y = problem()
    X = np.round(X, 1)
    t = trace(net, W, X, y)
    wrong = np.round(t["dW", 1], 8)
    wrong[0, 0] *= 1.01
    assert compare(t, {"X": X, "dW1": wrong}).verdicts["dW1"] == Verdict.WRONG


def test_the_mending_line_has_the_names_of_the_arrays() -> None:
    net, W, X, y = problem(reduction="sum")
    t = trace(net, W, X, y)
    wrong = {"X": X, "W1": W[1], "A1": t["Z", 2], "delta2": t["M", 2], "delta1": t["G", 2], "grad_W1": X.T @ t["G", 2]}
    found = diagnose(net, W, X, y, wrong, keys={"delta1": ("M", 1)})[0]
    assert found.mistakes == ("slope_left_out",)
    assert found.remedy == ("delta1 = G2 * D1",)
    assert [line.code.split("  #")[0] for line in found.listing] == [
        "P1 = X @ W1", "G2 = delta2 @ W2.T", "D1 = relu_slope(P1)", "delta1 = G2 * D1", "grad_W1 = X.T @ delta1",
    ]  # fmt: skip


def test_a_name_of_the_notation_that_is_theirs_for_something_else_is_not_used() -> None:
    net, W, X, y = problem(reduction="sum")
    t = trace(net, W, X, y)
    mine = {"X": X, "W2": W[2], "G2": t["M", 2], "G1": t["G", 2], "dW1": X.T @ t["G", 2]}
    found = diagnose(net, W, X, y, mine, keys={"G2": ("M", 2), "G1": ("M", 1)}, notation="lecture")[0]
    assert {"G2_ = G2 @ W2.T", "G1 = G2_ * D1", "dW1 = X.T @ G1"} <= {line.code for line in found.listing}
