"""The description of a network: what it accepts, what it refuses and how, and its initial weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from backprop import (
    ACTIVATIONS,
    INITS,
    BackpropError,
    DataError,
    Network,
    NetworkError,
    Trainer,
    WeightsError,
    bind,
    trace,
)

NAN, INF = float("nan"), float("inf")


# Description


def test_a_network_is_a_frozen_hashable_value() -> None:
    one, same, other = Network((4, 6, 3)), Network([4, 6, 3], ["tanh", "identity"]), Network((4, 6, 3), "relu")
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    with pytest.raises(AttributeError):
        one.widths = (1, 2)  # type: ignore[misc]


def test_one_name_stands_for_all_hidden_layers() -> None:
    assert Network((4, 6, 5, 3), "relu").activations == ("relu", "relu", "identity")
    assert Network((4, 3), "relu").activations == ("identity",)
    assert Network((4, 3), ["relu"]).activations == ("relu",)


def test_numpy_integers_are_widths() -> None:
    net = Network(np.array([4, 3]))
    assert net.widths == (4, 3)
    assert [type(width) for width in net.widths] == [int, int]


def test_layers_count_from_one() -> None:
    net = Network((4, 6, 3), bias=True)
    W = net.init_weights()
    assert list(W) == [1, 2]
    assert [net.weight_shape(i) for i in (1, 2)] == [(5, 6), (7, 3)]
    assert [net.columns(i) for i in (1, 2, 3)] == [5, 7, 3]
    assert (net.layers, net.outputs) == (2, 3)
    with pytest.raises(KeyError):
        W[0]


BAD_NETWORKS: list[tuple[dict[str, Any], str]] = [
    ({"widths": 4}, "widths are 4; allowed is a sequence of whole numbers"),
    ({"widths": (4,)}, "at least two are needed"),
    ({"widths": ()}, "at least two are needed"),
    ({"widths": (4, 0, 3)}, "width n_2 is 0; allowed are whole numbers from 1"),
    ({"widths": (-4, 3)}, "width n_1 is -4"),
    ({"widths": (4, 2.0, 3)}, r"width n_2 is 2\.0"),
    ({"widths": (4, 3, True)}, "width n_3 is True"),
    ({"widths": (4, "6", 3)}, "width n_2 is '6'"),
    ({"widths": (4, None)}, "width n_2 is None"),
    ({"activations": "tan"}, "layer 1: activation is 'tan'; allowed are identity, relu"),
    ({"activations": ["relu", "tanh"]}, "2 activations for 3 layers"),
    ({"activations": []}, "0 activations for 3 layers"),
    ({"activations": ["relu", "tanh", "ReLU"]}, "layer 3: activation is 'ReLU'"),
    ({"activations": ["relu", None, "relu"]}, "layer 2: activation is None"),
    ({"activations": ["relu", ["tanh"], "relu"]}, r"layer 2: activation is \['tanh'\]"),
    ({"activations": 3}, "activations are 3; allowed is a name or one name a layer"),
    ({"loss": "mse"}, "loss is 'mse'; allowed are cross_entropy, squared_error, binary_cross_entropy, huber"),
    ({"loss": None}, "loss is None"),
    ({"reduction": "average"}, "reduction is 'average'; allowed are sum, mean"),
    ({"bias": 1}, "bias is 1; allowed are True and False"),
]


@pytest.mark.parametrize(("change", "message"), BAD_NETWORKS, ids=str)
def test_networks_that_do_not_exist_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(NetworkError, match=message) as error:
        Network(**{"widths": (4, 6, 5, 3), **change})
    assert_translatable(error.value)


def assert_translatable(error: BackpropError) -> None:
    """The message is its template and values, and a ValueError to those who know no better."""
    assert str(error) == error.template.format(**error.values)
    assert isinstance(error, ValueError)


# Weights and batches

NET = Network((4, 6, 3))
X = np.random.default_rng(0).standard_normal((5, 4))
Y = np.eye(3)[[0, 1, 2, 1, 0]]


def weights(dtype: str = "float64") -> dict[Any, Any]:
    return dict(NET.init_weights(dtype=dtype))


def holding(shape: tuple[int, int], value: float) -> Any:
    array = np.zeros(shape)
    array[1, 2] = value
    return array


def without(i: int) -> dict[Any, Any]:
    return {j: W for j, W in weights().items() if j != i}


BAD_WEIGHTS: list[tuple[Any, str]] = [
    ([np.ones((4, 6)), np.ones((6, 3))], r"weights are a list; allowed is a dict \{1: W_1, …, 2: W_2\}"),
    (None, "weights are a NoneType"),
    ({}, r"layers \(none\); the network has the layers 1 to 2"),
    (without(2), "given for the layers 1; the network has"),
    ({0: np.ones((4, 6)), 1: np.ones((6, 3))}, "given for the layers 0, 1; the network has"),
    ({**weights(), 3: np.ones((3, 3))}, "given for the layers 1, 2, 3; the network has"),
    ({"1": np.ones((4, 6)), "2": np.ones((6, 3))}, "given for the layers '1', '2'"),
    ({**weights(), 1: np.ones((6, 4))}, r"layer 1: W_1 has shape \(6, 4\); the widths ask for \(4, 6\)"),
    ({**weights(), 2: np.ones((7, 3))}, r"layer 2: W_2 has shape \(7, 3\); the widths ask for \(6, 3\)"),
    ({**weights(), 2: np.ones(18)}, r"layer 2: W_2 has shape \(18,\)"),
    ({**weights(), 2: 1.0}, r"layer 2: W_2 has shape \(\)"),
    ({**weights(), 2: [[1.0, 2.0], [3.0]]}, "W_2 is not an array of real numbers"),
    ({**weights(), 2: [["a"]]}, "layer 2: W_2 has dtype"),
    ({**weights(), 1: np.ones((4, 6), int)}, "layer 1: W_1 has dtype int64; allowed are float32 and float64"),
    ({**weights(), 1: np.ones((4, 6), "float16")}, "layer 1: W_1 has dtype float16"),
    ({**weights(), 1: np.ones((4, 6), complex)}, "layer 1: W_1 has dtype complex128"),
    ({**weights(), 2: np.ones((6, 3), "float32")}, "layer 2: W_2 has dtype float32, but W_1 has float64"),
    ({**weights(), 1: holding((4, 6), NAN)}, r"layer 1: W_1\[1, 2\] is nan; weights must be finite"),
    ({**weights(), 2: holding((6, 3), -INF)}, r"layer 2: W_2\[1, 2\] is -inf"),
]

BAD_INPUTS: list[tuple[Any, str]] = [
    (X[0], r"X has shape \(4,\); allowed is \(m, 4\)"),
    (X[:, :3], r"X has shape \(5, 3\); allowed is \(m, 4\)"),
    (X[None], r"X has shape \(1, 5, 4\)"),
    (X[:0], r"X has shape \(0, 4\).* m at least 1"),
    ([], r"X has shape \(0,\)"),
    (None, "X is not an array of real numbers: None"),
    ("X", "X is not an array of real numbers: 'X'"),
    ([["1", "2", "3", "4"]], "X is not an array of real numbers"),
    ([[1.0, 2.0, 3.0, 4.0], [1.0]], "X is not an array of real numbers"),
    (X + 1j, "X is not an array of real numbers"),
    (X.astype(object), "X is not an array of real numbers"),
    (holding((5, 4), NAN), r"X\[1, 2\] is nan; the data must be finite in float64"),
    (holding((5, 4), INF), r"X\[1, 2\] is inf"),
]

BAD_TARGETS: list[tuple[Any, str]] = [
    ([0, 1, 2], "y has 3 labels; X has 5 rows"),
    ([], "y has 0 labels; X has 5 rows"),
    ([0, 1, 2, 3, 0], r"y\[3\] is 3; labels must be whole numbers from 0 to 2"),
    ([0, -1, 2, 1, 0], r"y\[1\] is -1"),
    ([0.0, 1, 2, 1, 0], "y has dtype float64; labels must be whole numbers from 0 to 2"),
    (["0", "1", "2", "1", "0"], r"y is \['0', .*\]; allowed are labels, whole numbers from 0 to 2"),
    (None, r"y is None; allowed are labels, whole numbers from 0 to 2, or targets of the shape \(5, 3\)"),
    (0, r"y has shape \(\); allowed are labels \(5,\) or targets \(5, 3\)"),
    (Y[:4], r"y has shape \(4, 3\)"),
    (Y[:, :2], r"y has shape \(5, 2\)"),
    (Y[:, :1], r"y has shape \(5, 1\)"),
    (Y[None], r"y has shape \(1, 5, 3\)"),
    (holding((5, 3), NAN), r"y\[1, 2\] is nan"),
    (Y * 2, "y has a row that is no distribution"),
    (Y + np.array([1, -1, 0]), "y has a row that is no distribution"),
]

USERS: list[Callable[..., Any]] = [trace, bind, Trainer]


@pytest.mark.parametrize("use", USERS, ids=lambda use: use.__name__)
@pytest.mark.parametrize(("W", "message"), BAD_WEIGHTS, ids=[message for _, message in BAD_WEIGHTS])
def test_weights_that_do_not_fit_are_refused(use: Callable[..., Any], W: Any, message: str) -> None:
    with pytest.raises(WeightsError, match=message) as error:
        use(NET, W, X, Y)
    assert_translatable(error.value)


@pytest.mark.parametrize("use", USERS, ids=lambda use: use.__name__)
@pytest.mark.parametrize(("bad", "message"), BAD_INPUTS, ids=[message for _, message in BAD_INPUTS])
def test_batches_that_do_not_fit_are_refused(use: Callable[..., Any], bad: Any, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        use(NET, weights(), bad, Y)
    assert_translatable(error.value)


@pytest.mark.parametrize("use", USERS, ids=lambda use: use.__name__)
@pytest.mark.parametrize(("bad", "message"), BAD_TARGETS, ids=[message for _, message in BAD_TARGETS])
def test_targets_that_do_not_fit_are_refused(use: Callable[..., Any], bad: Any, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        use(NET, weights(), X, bad)
    assert_translatable(error.value)


def test_what_float32_cannot_hold_is_refused_only_there() -> None:
    huge = np.full((1, 4), 1e300)
    with pytest.raises(DataError, match=r"X\[0, 0\] is 1e\+300; the data must be finite in float32"):
        trace(NET, weights("float32"), huge, [0])
    assert trace(NET, weights(), huge, [0]).rows == 1


def test_squared_error_takes_any_targets() -> None:
    net = Network((4, 3), loss="squared_error")
    assert trace(net, {1: np.zeros((4, 3))}, X, -5 * Y).loss == 25 * 5 / 2


def test_lists_integers_and_booleans_are_data() -> None:
    rows: list[list[Any]] = [[1, 0, 0, 1], [True, False, True, False]]
    t = trace(NET, weights(), rows, [True, False])
    assert t["X"].tolist() == [[1, 0, 0, 1], [1, 0, 1, 0]]
    assert t["Y"].tolist() == [[0, 1, 0], [1, 0, 0]]


# Initial weights

WIDE = Network((300, 200, 100))
EXPECTED_STD: dict[str, Callable[[int, int], float]] = {
    "xavier_normal": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
    "xavier_uniform": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
    "he_normal": lambda n_in, n_out: np.sqrt(2 / n_in),
    "he_uniform": lambda n_in, n_out: np.sqrt(2 / n_in),
    "normal": lambda n_in, n_out: 0.3,
    "homework": lambda n_in, n_out: 1 / np.sqrt(n_out),
    "zeros": lambda n_in, n_out: 0.0,
    "equal": lambda n_in, n_out: 0.0,
}


def test_every_initialiser_is_expected_something_of() -> None:
    assert set(EXPECTED_STD) == set(INITS)


@pytest.mark.parametrize("init", INITS)
def test_initial_weights_have_their_mean_and_deviation(init: str) -> None:
    W = WIDE.init_weights(init, seed=1, std=0.3)
    for i, (n_in, n_out) in {1: (300, 200), 2: (200, 100)}.items():
        std = EXPECTED_STD[init](n_in, n_out)
        assert W[i].shape == (n_in, n_out)
        assert W[i].std() == pytest.approx(std, rel=0.02, abs=1e-15)
        assert W[i].mean() == pytest.approx(0.3 if init == "equal" else 0, abs=5 * std / np.sqrt(n_in * n_out) + 1e-12)


@pytest.mark.parametrize(("init", "bound"), [("xavier_uniform", np.sqrt(6 / 500)), ("he_uniform", np.sqrt(6 / 300))])
def test_uniform_weights_fill_their_interval_and_stay_in_it(init: str, bound: float) -> None:
    W = WIDE.init_weights(init)[1]
    assert 0.999 * bound < W.max() <= bound
    assert -bound <= W.min() < -0.999 * bound


@pytest.mark.parametrize("init", ["xavier_normal", "he_normal", "normal", "homework"])
def test_normal_weights_are_normal(init: str) -> None:
    W = WIDE.init_weights(init)[1]
    z = W / W.std()
    assert (abs(z) < 1).mean() == pytest.approx(0.6827, abs=0.01)
    assert abs(z).max() > 3.5


def test_constant_initialisers_are_constant() -> None:
    assert not WIDE.init_weights("zeros")[1].any()
    assert np.unique(WIDE.init_weights("equal", std=0.25)[2]).tolist() == [0.25]


def test_homework_is_the_courses_formula() -> None:
    """standard_normal / sqrt(n_out), of Deep Learning Systems, homework 0."""
    rng = np.random.default_rng(4)
    W = Network((5, 7, 3)).init_weights("homework", seed=4)
    np.testing.assert_allclose(W[1], rng.standard_normal((5, 7)) / np.sqrt(7), rtol=1e-15)
    np.testing.assert_allclose(W[2], rng.standard_normal((7, 3)) / np.sqrt(3), rtol=1e-15)


@pytest.mark.parametrize("init", INITS)
def test_weights_are_reproducible_and_float32_is_float64_rounded(init: str) -> None:
    net = Network((4, 6, 3), bias=True)
    W, again, narrow = (net.init_weights(init, seed=7, dtype=d) for d in ("float64", "float64", "float32"))
    other = net.init_weights(init, seed=8)
    for i in W:
        np.testing.assert_array_equal(W[i], again[i])
        np.testing.assert_array_equal(W[i].astype("float32"), narrow[i])
        assert narrow[i].dtype == np.float32
        assert np.array_equal(W[i], other[i]) == (init in ("zeros", "equal"))
        assert not W[i][-1].any(), "the row of the bias begins at zero"


def test_a_bias_does_not_change_the_other_weights() -> None:
    plain, biased = Network((4, 6, 3)).init_weights(), Network((4, 6, 3), bias=True).init_weights()
    for i in plain:
        np.testing.assert_array_equal(biased[i][:-1], plain[i])


def test_equal_weights_keep_units_alike() -> None:
    net = Network((4, 6, 3))
    T = Trainer(net, net.init_weights("equal", std=0.2), X, Y, learning_rate=0.5)
    T.advance(10)
    columns = T.weights[1]
    np.testing.assert_allclose(columns, columns[:, :1] @ np.ones((1, 6)), rtol=1e-12)
    assert np.ptp(columns[:, 0]) > 0.01


BAD_INITS: list[tuple[dict[str, Any], str]] = [
    ({"init": "xavier"}, "initialiser is 'xavier'; allowed are xavier_normal, xavier_uniform"),
    ({"init": None}, "initialiser is None"),
    ({"dtype": "float16"}, "dtype is 'float16'; allowed are float64 and float32"),
    ({"dtype": "int64"}, "dtype is 'int64'"),
    ({"dtype": "double precision"}, "dtype is 'double precision'"),
    ({"seed": -1}, "seed is -1; allowed are whole numbers from 0"),
    ({"seed": 1.5}, r"seed is 1\.5"),
    ({"seed": None}, "seed is None"),
    ({"std": NAN}, "std is nan; allowed are finite numbers from 0"),
    ({"std": INF}, "std is inf"),
    ({"std": -0.1}, r"std is -0\.1"),
    ({"std": "0.1"}, r"std is '0\.1'"),
]


@pytest.mark.parametrize(("change", "message"), BAD_INITS, ids=str)
def test_initial_weights_that_do_not_exist_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(NetworkError, match=message) as error:
        NET.init_weights(**change)
    assert_translatable(error.value)


def test_every_activation_can_stand_in_every_layer() -> None:
    for name in ACTIVATIONS:
        net = Network((4, 3, 3), [name, name])
        assert trace(net, net.init_weights(), X, Y)["Z", 3].shape == (5, 3)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["a", "b"], "y is ['a', 'b']; allowed are labels, whole numbers from 0 to 2, or targets of the shape (2, 3)"),
        ([1, 3], "y[1] is 3; labels must be whole numbers from 0 to 2"),
    ],
)
def test_what_labels_may_be_is_said(labels: list[Any], message: str) -> None:
    net = Network((2, 3))
    with pytest.raises(DataError) as error:
        trace(net, net.init_weights(), np.eye(2), labels)
    assert str(error.value) == message
