"""A nudge is the real loss with one number changed, beside its tangent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import Network, trace
from backprop.errors import DataError, UnknownQuantityError
from backprop.expression import Key
from backprop.nudge import Corner, nudge
from tests.oracles import Problem, problems

DELTAS = np.linspace(-1, 1, 5)


@settings(max_examples=40)
@given(problems(layers=3), st.data())
def test_the_losses_are_bitwise_those_of_a_pass_with_the_changed_number(problem: Problem, data: st.DataObject) -> None:
    net, W, X, y = problem.net, problem.W, problem.X, problem.y
    i = data.draw(st.integers(0, net.layers))
    key: Key = ("W", i) if i else "X"
    index = data.draw(st.sampled_from(list(np.ndindex((W[i] if i else X).shape))))
    found = nudge(net, W, X, y, key, index, DELTAS)
    t = trace(net, W, X, y)
    assert found.slope == (t["dW", i] if i else t["G", 1])[index]
    assert found.loss == t.loss
    assert found.value == t[key][index]
    np.testing.assert_array_equal(found.predicted, t.loss + found.slope * DELTAS)
    for delta, loss in zip(DELTAS, found.losses, strict=True):
        changed = (W[i] if i else X).copy()
        changed[index] += delta
        again = trace(net, {**W, i: changed}, X, y) if i else trace(net, W, changed, y)
        assert loss == again.loss


@settings(max_examples=40)
@given(problems(layers=3).filter(lambda p: not {"relu", "leaky_relu", "elu"} & set(p.net.activations)))
def test_the_tangent_touches_the_curve(problem: Problem) -> None:
    h = 1e-5
    found = nudge(problem.net, problem.W, problem.X, problem.y, ("W", 1), (0, 0), [-h, 0, h])
    down, here, up = found.losses
    assert here == found.loss
    assert (up - down) / (2 * h) == pytest.approx(found.slope, rel=1e-5, abs=1e-7)


def test_nothing_that_was_given_is_changed() -> None:
    net = Network((2, 2))
    W, X = {1: np.eye(2)}, np.ones((1, 2))
    nudge(net, W, X, [0], ("W", 1), (0, 0), DELTAS)
    nudge(net, W, X, [0], "X", (0, 0), DELTAS)
    np.testing.assert_array_equal(W[1], np.eye(2))
    np.testing.assert_array_equal(X, np.ones((1, 2)))


def test_the_first_z_is_the_data() -> None:
    net = Network((2, 2), bias=True)
    W, X = net.init_weights(), np.array([[0.5, -2.0]])
    by_z, by_x = (nudge(net, W, X, [0], key, (0, 1), DELTAS) for key in (("Z", 1), "X"))
    np.testing.assert_array_equal(by_z.losses, by_x.losses)
    assert len(set(by_z.losses)) == len(DELTAS)


def test_a_loss_that_overflows_is_infinite() -> None:
    net = Network((1, 1), loss="squared_error")
    found = nudge(net, {1: np.eye(1)}, [[1.0]], [[0.0]], ("W", 1), (0, 0), [1e200])
    assert found.losses.tolist() == [np.inf]


@pytest.mark.parametrize(
    ("key", "index"), [(("P", 1), (0, 0)), (("Z", 2), (0, 0)), ("Y", (0, 0)), (("Z", 1), (0, 2)), ("loss", ())]
)
def test_only_data_and_weights_can_be_changed(key: Key, index: tuple[int, ...]) -> None:
    net = Network((2, 2), bias=True)
    with pytest.raises(DataError, match="can't be changed by hand"):
        nudge(net, net.init_weights(), np.eye(2), [0, 1], key, index, DELTAS)


@pytest.mark.parametrize("deltas", [[np.nan], [1.0, np.inf], 0.5, [[1.0]]])
def test_changes_must_be_finite_numbers_in_a_row(deltas: object) -> None:
    net = Network((2, 2))
    with pytest.raises(DataError, match="finite numbers in a row"):
        nudge(net, net.init_weights(), np.eye(2), [0, 1], "X", (0, 0), deltas)  # type: ignore[arg-type]


def test_an_entry_that_is_not_there_is_refused() -> None:
    net = Network((2, 2))
    with pytest.raises(UnknownQuantityError, match="has no entry"):
        nudge(net, net.init_weights(), np.eye(2), [0, 1], ("W", 1), (2, 0), DELTAS)


def at_kinks(name: str) -> tuple[Network, dict[int, np.ndarray], np.ndarray]:
    net = Network((3, 2, 2), name, loss="squared_error")
    W = {i: np.zeros(net.weight_shape(i)) for i in (1, 2)}
    W[2][0, 0] = 1
    return net, W, np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 0.0], [0.0, 0.0, -1.0], [1.0, 1.0, 5.0]])


def test_a_nudge_at_a_kink_says_at_which_unit_and_in_which_rows() -> None:
    net, W, X = at_kinks("relu")
    Y = np.ones((4, 2))
    found = nudge(net, W, X, Y, ("W", 1), (2, 0), [-0.1, 0, 0.1])
    assert found.slope == 0
    assert found.losses[2] < found.losses[1]
    assert found.corners == (Corner(1, 0, (0, 2, 3), 0.0),)


@pytest.mark.parametrize(
    ("name", "index", "corners"),
    [
        ("leaky_relu", (2, 0), (Corner(1, 0, (0, 2, 3), 0.01),)),
        ("relu", (2, 1), ()),  # its unit has no way to the loss
        ("tanh", (2, 0), ()),
        ("elu", (2, 0), ()),
    ],
)
def test_a_corner_is_said_only_where_the_loss_has_one(
    name: str, index: tuple[int, int], corners: tuple[Corner, ...]
) -> None:
    net, W, X = at_kinks(name)
    assert nudge(net, W, X, np.ones((4, 2)), ("W", 1), index, [-0.1, 0.1]).corners == corners


def test_a_nudge_in_float32_is_computed_in_float64() -> None:
    net, rng, h = Network((30, 20, 3)), np.random.default_rng(0), 1e-5
    W, X, y = net.init_weights(dtype="float32"), rng.standard_normal((64, 30)), rng.integers(0, 3, 64)
    found = nudge(net, W, X, y, ("W", 1), (2, 3), [-h, h])
    down, up = found.losses
    assert (up - down) / (2 * h) == pytest.approx(found.slope, rel=1e-5)
