"""The check of every entry: nothing right is called wrong, nothing wrong is called right, a kink is called a kink."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from backprop import RULES, DataError, GradientError, Network, Weights, check_gradients, trace
from backprop.clinic import Verdict
from backprop.clinic.analytic import is_analytic
from backprop.expression import without
from tests.random_nets import random_batch, random_net

NETWORKS = 500 if os.environ.get("EXPLORER_LONG_TESTS") else 15


def default(activation: str = "tanh", dtype: str = "float64") -> tuple[Network, Weights, Any, Any]:
    rng = np.random.default_rng(0)
    net = Network((4, 6, 5, 3), activation)
    return net, net.init_weights(dtype=dtype), rng.standard_normal((6, 4)), rng.integers(0, 3, 6)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_no_false_alarm_on_random_networks(dtype: str) -> None:
    rng = np.random.default_rng(7)
    for n in range(NETWORKS):
        net = random_net(rng)
        report = check_gradients(net, *random_batch(rng, net, dtype), most=12, seed=n)
        assert report.ok, (net, report)
        assert report.direction.agrees, (net, report.direction)


@pytest.mark.parametrize("activation", ["tanh", "relu", "softplus"])
def test_all_entries_of_the_default_network_are_checked_and_shaped_as_the_matrices(activation: str) -> None:
    problem = default(activation)
    report, t = check_gradients(*problem), trace(*problem)
    assert set(report.verdicts) == {key for key in t if key[0] in ("dW", "G")}
    for key, verdicts in report.verdicts.items():
        assert verdicts.shape == t[key].shape
        assert not (verdicts == "unchecked").any()
    assert report.method == ("complex step" if activation == "tanh" else "central differences")


@pytest.mark.parametrize("layers", [2, 16])
@pytest.mark.parametrize("activation", ["tanh", "relu", "elu"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_one_entry_wrong_by_a_thousandth_is_wrong(layers: int, activation: str, dtype: str) -> None:
    rng = np.random.default_rng(layers)
    net = Network((5,) * layers + (3,), activation)
    W = net.init_weights("he_normal" if activation == "relu" else "xavier_normal", seed=3, dtype=dtype)
    X, y = rng.standard_normal((8, 5)), rng.integers(0, 3, 8)
    t = trace(net, W, X, y)
    for i in (1, layers):
        dW = t["dW", i].copy()
        place = np.unravel_index(np.abs(dW).argmax(), dW.shape)
        dW[place] *= 1.001
        report = check_gradients(net, W, X, y, {("dW", i): dW})
        assert not report.ok
        assert np.argwhere(report.verdicts["dW", i] == "wrong").tolist() == [list(map(int, place))]


def test_float32_is_noise_where_it_is_more_than_agreement() -> None:
    net, W, X, y = default(dtype="float32")
    report = check_gradients(net, {i: 3 * W_i for i, W_i in W.items()}, X, y)
    wide = check_gradients(net, {i: 3 * W_i.astype("float64") for i, W_i in W.items()}, X, y)
    assert report.ok
    assert wide.ok
    assert (report.relative_error(("dW", 1)) > 1e-8).any()
    coarse = {key: report.given[key].astype("float32") for key in report.given}
    assert check_gradients(net, W, X, y, {("G", 4): trace(net, W, X, y)["G", 4]}).ok
    assert coarse


def kinky() -> tuple[Network, Weights, Any, Any]:
    """Unit 1 of layer 1 has the pre-activation 0 in row 0."""
    net = Network((2, 2, 2), "relu", "squared_error")
    W: Weights = {1: np.array([[1.0, 1.0], [1.0, -1.0]]), 2: np.array([[1.0, 0.5], [-1.0, 2.0]])}
    return net, W, np.array([[1.0, 1.0], [2.0, 0.5]]), np.array([[0.0, 1.0], [1.0, 0.0]])


def test_a_kink_is_a_kink_on_either_side_and_says_which_unit_in_which_rows() -> None:
    net, W, X, y = kinky()
    report = check_gradients(net, W, X, y)
    assert report.ok
    assert (report.verdicts["dW", 1][:, 1] == "kink").all()
    assert (report.verdicts["dW", 1][:, 0] == "agrees").all()
    (kink,) = report.kinks["dW", 1][0, 1]
    assert (kink.layer, kink.unit, kink.rows) == (1, 1, (0,))
    t = trace(net, W, X, y)
    other = t["Z", 1].T @ (t["G", 2] * (t["P", 1] >= 0))
    assert not np.array_equal(other, t["dW", 1])
    assert check_gradients(net, W, X, y, {("dW", 1): other}).ok


def test_beside_a_kink_what_is_on_neither_side_is_wrong() -> None:
    net, W, X, y = kinky()
    dW = trace(net, W, X, y)["dW", 1].copy()
    other = dW + 3 * np.ptp(dW)
    report = check_gradients(net, W, X, y, {("dW", 1): other})
    assert (report.verdicts["dW", 1] == "wrong").all()


def test_a_unit_nearer_to_its_kink_than_the_step_is_no_mistake() -> None:
    net, W, X, y = kinky()
    for near in (1e-3, 1e-5, 1e-7, 1e-9, 1e-12):
        moved = X + np.array([[near, 0.0], [0.0, 0.0]])
        assert check_gradients(net, W, moved, y).ok, near


def test_a_rewritten_rule_is_found_by_the_check() -> None:
    net, W, X, y = default()
    formula = RULES["signal"].formula
    assert formula
    report = check_gradients(net, W, X, y, rules={("signal", 2): RULES["signal"].with_formula(without(formula, "D"))})
    assert not report.ok
    assert (report.verdicts["dW", 3] == "agrees").all()
    assert (report.verdicts["dW", 2] == "wrong").any()
    assert not report.direction.agrees


def test_a_report_raises_with_the_worst_entries_by_name() -> None:
    net, W, X, y = default()
    dW = trace(net, W, X, y)["dW", 2].copy()
    check_gradients(net, W, X, y).raise_for_wrong()
    dW[1, 2] += 1
    dW[0, 0] += 0.1
    report = check_gradients(net, W, X, y, {("dW", 2): dW})
    with pytest.raises(GradientError, match=r"2 of 30 entries are wrong; the worst are\n∇W₂\[1, 2\].*\n∇W₂\[0, 0\]"):
        report.raise_for_wrong()
    with pytest.raises(AssertionError):
        report.raise_for_wrong()
    assert "28 agrees, 2 wrong" in str(report)
    assert "<table>" in report._repr_html_()


def test_what_is_not_finite_is_wrong() -> None:
    net, W, X, y = default()
    dW = trace(net, W, X, y)["dW", 2].copy()
    dW[0, 0], dW[1, 1] = np.nan, np.inf
    report = check_gradients(net, W, X, y, {("dW", 2): dW})
    assert report.counts(("dW", 2)) == {Verdict.AGREES: 28, Verdict.WRONG: 2}


def test_a_sample_says_what_it_left_out() -> None:
    report = check_gradients(*default(), most=5)
    assert report.counts(("dW", 2)) == {Verdict.AGREES: 5, Verdict.UNCHECKED: 25}
    assert np.isnan(report.numeric["dW", 2]).sum() == 25


def test_progress_is_told_and_can_stop_the_check() -> None:
    shares: list[float] = []
    check_gradients(*default(), watch=shares.append)
    assert shares == sorted(shares)
    assert len(shares) == 7

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_gradients(*default(), watch=stop)


def test_bad_gradients_are_refused_in_words() -> None:
    net, W, X, y = default()
    with pytest.raises(DataError, match=r"∇W₂ has shape \(5, 7\); it should be \(6, 5\)"):
        check_gradients(net, W, X, y, {("dW", 2): np.ones((5, 7))})
    with pytest.raises(DataError, match=r"there is no \('dW', 4\); there are"):
        check_gradients(net, W, X, y, {("dW", 4): np.ones((5, 6))})
    for wrong in ("colour", "Z1", ("Z", 1)):
        with pytest.raises(DataError, match=r"is no gradient of this network; there are \('dW', 3\)"):
            check_gradients(net, W, X, y, {wrong: np.ones((6, 4))})
    with pytest.raises(DataError, match="not an array of real numbers"):
        check_gradients(net, W, X, y, {("dW", 2): [["a"]]})


def test_gradients_may_be_given_by_layer_or_by_name_and_the_bias_apart() -> None:
    net = Network((4, 6, 3), bias=True)
    rng = np.random.default_rng(0)
    W, X, y = net.init_weights(), rng.standard_normal((6, 4)), rng.integers(0, 3, 6)
    t = trace(net, W, X, y)
    assert check_gradients(net, W, X, y, {1: t["dW", 1], 2: t["dW", 2]}).ok
    report = check_gradients(net, W, X, y, {"fc1.weight.grad": t["dW", 1][:-1].T, "dW2": t["dW", 2]})
    assert report.ok
    assert (report.verdicts["dW", 1][-1] == "unchecked").all()
    assert (report.verdicts["dW", 1][:-1] == "agrees").all()
    assert report.direction.agrees
    assert not check_gradients(net, W, X, y, {"dW2": t["dW", 2] / 6}).ok


def test_which_networks_are_analytic_is_found_out() -> None:
    smooth = ("tanh", "sigmoid", "gelu", "silu", "sin", "identity", "elu")
    assert all(is_analytic(Network((2, 2, 2), name)) for name in smooth)
    assert not any(is_analytic(Network((2, 2, 2), name)) for name in ("relu", "leaky_relu"))
    assert not is_analytic(Network((2, 2), loss="huber"))
