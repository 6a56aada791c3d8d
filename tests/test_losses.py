"""Softmax and the losses: stable whatever the logits are, and the same by every route."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop import LOSSES, DataError, Network, NetworkError, evaluate, trace
from backprop import losses as losses_module
from backprop.activations import Array
from backprop.experiment import Experiment, Source
from backprop.losses import FEW, SAFE_EXPONENT, softmax
from tests import oracles

BOTH_DTYPES = pytest.mark.parametrize("dtype", ["float32", "float64"])
EPS = {"float32": float(np.finfo("float32").eps), "float64": float(np.finfo("float64").eps)}
WIDTHS = pytest.mark.parametrize("k", [1, 2, 3, 10, FEW, FEW + 1, 100])


def logits(k: int, dtype: str, scale: float = 3.0) -> Array:
    return (np.random.default_rng(k).standard_normal((9, k)) * scale).astype(dtype)


@WIDTHS
@BOTH_DTYPES
def test_rows_sum_to_one_and_are_the_definition(k: int, dtype: str) -> None:
    Z = logits(k, dtype)
    S = softmax(Z)
    assert (S.shape, S.dtype) == (Z.shape, Z.dtype)
    np.testing.assert_allclose(S.sum(axis=1, dtype="float64"), 1, rtol=0, atol=8 * EPS[dtype])
    np.testing.assert_allclose(S, oracles.softmax(Z.astype("float64")), rtol=64 * EPS[dtype])


@WIDTHS
@BOTH_DTYPES
def test_shifted_and_unshifted_agree(k: int, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Z = logits(k, dtype)
    plain = softmax(Z)
    monkeypatch.setitem(losses_module.SAFE_EXPONENT, np.dtype(dtype), 0.0)
    shifted = softmax(Z)
    np.testing.assert_allclose(shifted, plain, rtol=64 * EPS[dtype])
    if k == 10:
        assert not np.array_equal(shifted, plain)  # the other route was taken


@pytest.mark.parametrize("name", LOSSES)
def test_the_loss_of_the_same_output_in_all_rows(name: str) -> None:
    """No other such output is better, but where large errors count less."""
    loss, k = LOSSES[name], 1 if name == "binary_cross_entropy" else 3
    y = np.array([0, 1, 1, 0, 1] if k == 1 else [0, 1, 1, 2, 1])
    net = Network((2, k), loss=name)
    found = loss.of_same_output(net.check_targets(y, 5, np.dtype("float64")))
    rng = np.random.default_rng(0)
    p = np.array([0.6] if k == 1 else [0.2, 0.6, 0.2])
    best = {"cross_entropy": np.log(p), "binary_cross_entropy": np.log(p / (1 - p))}.get(name, p)

    def of(output: Array) -> float:
        """Of the data (1, 0), the same in all rows, the output is the first row of the weights."""
        weights = {1: np.vstack([output, np.zeros(k)])}
        return float(evaluate(net, weights, np.tile([1.0, 0.0], (5, 1)), y, ["loss"])["loss"])

    assert found == pytest.approx(of(best))
    if name != "huber":
        assert all(of(best + 0.1 * rng.standard_normal(k)) > found for _ in range(20))


@BOTH_DTYPES
@pytest.mark.parametrize("k", [3, FEW + 1])
def test_the_largest_logits_that_are_not_shifted_are_right(k: int, dtype: str) -> None:
    bound = SAFE_EXPONENT[np.dtype(dtype)] * 0.999
    for sign in (1, -1):
        Z = np.zeros((1, k), dtype)
        Z[0, 0] = sign * bound
        S = softmax(Z)
        np.testing.assert_allclose(S, oracles.softmax(Z.astype("float64")), rtol=1e-4, atol=1e-37)
        assert np.isfinite(S).all()


@given(arrays("float64", (3, 4), elements=st.floats(-1e300, 1e300)))
def test_any_finite_logits_give_distributions(Z: Array) -> None:
    with np.errstate(over="ignore", under="ignore"):
        S = softmax(Z)
    np.testing.assert_allclose(S.sum(axis=1), 1, rtol=1e-14)
    assert (S >= 0).all()


@BOTH_DTYPES
def test_softmax_keeps_its_argument_and_its_bits_with_out(dtype: str) -> None:
    for scale in (1.0, 1e4):
        Z = logits(5, dtype, scale)
        kept, out = Z.copy(), np.full_like(Z, np.nan)
        with np.errstate(under="ignore"):
            assert softmax(Z, out) is out
            np.testing.assert_array_equal(out, softmax(Z))
        np.testing.assert_array_equal(Z, kept)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_logits_that_are_not_finite_stay_visible(bad: float) -> None:
    Z = np.zeros((2, 3))
    Z[1, 2] = bad
    with np.errstate(invalid="ignore"):
        S = softmax(Z)
    np.testing.assert_array_equal(S[0], np.full(3, 1 / 3))
    if bad == -np.inf:
        np.testing.assert_array_equal(S[1], [0.5, 0.5, 0])
    else:
        assert np.isnan(S[1]).all()


@BOTH_DTYPES
def test_huge_logits_have_the_exact_loss_and_gradient(dtype: str) -> None:
    net = Network((2, 2))
    W = {1: np.eye(2, dtype=dtype)}
    right = trace(net, W, [[1e4, -1e4]], [0])
    wrong = trace(net, W, [[1e4, -1e4]], [1])
    assert (right.loss, wrong.loss) == (0, 2e4)
    assert right["G", 2].tolist() == [[0, 0]]
    assert wrong["G", 2].tolist() == [[1, -1]]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("name", sorted(LOSSES.keys() - {"binary_cross_entropy"}))
@BOTH_DTYPES
@WIDTHS
def test_the_loss_is_the_definition(k: int, dtype: str, name: str, reduction: str) -> None:
    net = Network((k, k), loss=name, reduction=reduction)
    Z = logits(k, dtype, 10.0)
    Y = np.random.default_rng(1).dirichlet(np.ones(k), len(Z)).astype(dtype)
    t = trace(net, {1: np.eye(k, dtype=dtype)}, Z, Y)
    expected = float(oracles.loss(net, Z.astype("float64"), t["Y"].astype("float64")))
    assert t["loss"].dtype == dtype
    assert t.loss == pytest.approx(expected, rel=64 * EPS[dtype], abs=1000 * EPS[dtype])


def test_integer_labels_are_one_hot_encoded_for_both_losses() -> None:
    for name in LOSSES.keys() - {"binary_cross_entropy"}:
        t = trace(Network((1, 3), loss=name), {1: np.ones((1, 3))}, [[1.0], [2.0]], [2, 0])
        assert t["Y"].tolist() == [[0, 0, 1], [1, 0, 0]]


@BOTH_DTYPES
def test_binary_cross_entropy_is_cross_entropy_with_a_second_logit_of_zero(dtype: str) -> None:
    rng = np.random.default_rng(3)
    Z, labels = (20 * rng.standard_normal((50, 1))).astype(dtype), rng.integers(0, 2, 50)
    one = trace(Network((1, 1), loss="binary_cross_entropy"), {1: np.eye(1, dtype=dtype)}, Z, labels)
    two = trace(Network((2, 2)), {1: np.eye(2, dtype=dtype)}, np.hstack([0 * Z, Z]), labels)
    assert one.loss == pytest.approx(two.loss, rel=64 * EPS[dtype])
    np.testing.assert_allclose(one["G", 2][:, 0], two["G", 2][:, 1], rtol=0, atol=4 * EPS[dtype])


def test_binary_cross_entropy_takes_one_output_and_targets_from_0_to_1() -> None:
    net = Network((2, 1), loss="binary_cross_entropy")
    W, X = net.init_weights(), np.eye(2)
    assert trace(net, W, X, [1, 0])["Y"].tolist() == [[1], [0]]
    assert trace(net, W, X, np.array([[0.25], [1]]))["Y"].tolist() == [[0.25], [1]]
    with pytest.raises(DataError, match=r"y\[0\] is 2; labels must be whole numbers from 0 to 1"):
        trace(net, W, X, [2, 0])
    with pytest.raises(DataError, match=r"from 0.5 to 1.5; for binary_cross_entropy they are from 0 to 1"):
        trace(net, W, X, [[1.5], [0.5]])
    with pytest.raises(NetworkError, match="binary_cross_entropy takes 1 output, for two classes; the network has 3"):
        Network((2, 3), loss="binary_cross_entropy")


def test_two_classes_are_told_apart_by_one_output() -> None:
    net = Network((2, 1), loss="binary_cross_entropy")
    found = evaluate(net, {1: np.array([[1.0], [-1.0]])}, [[2, 0], [0, 2], [3, 0], [0, 1]], [1, 0, 0, 0])
    assert found["accuracy"] == 0.75
    np.testing.assert_allclose(found["class_accuracy"], [2 / 3, 1])
    assert Experiment(Source("moons"), loss="binary_cross_entropy").network.outputs == 1
