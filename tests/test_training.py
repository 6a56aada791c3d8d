"""Training: the lecture's loop, its batches, its memory, and what happens when a value stops being finite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    OPTIMIZERS,
    RULES,
    DataError,
    Network,
    NotFiniteError,
    Progress,
    Trainer,
    TrainingError,
    Weights,
    WeightsError,
    trace,
)
from backprop import training as training_module
from backprop.activations import Array
from backprop.optimizers import Clock
from tests.oracles import Problem, problems

ALL = pytest.mark.parametrize("optimizer", list(OPTIMIZERS))


def data(rows: int = 23, features: int = 4, classes: int = 3) -> tuple[Array, Any]:
    rng = np.random.default_rng(rows)
    return rng.standard_normal((rows, features)), rng.integers(0, classes, rows)


def trainer(optimizer: str = "sgd", reduction: str = "sum", **options: Any) -> Trainer:
    net = Network((4, 6, 3), "tanh", reduction=reduction, bias=True)
    settings = {"batch_size": 5, "learning_rate": 0.05, **options}
    return Trainer(net, net.init_weights(), *data(), optimizer=optimizer, **settings)


def assert_same(one: Weights, two: Weights) -> None:
    assert one.keys() == two.keys()
    for i in one:
        np.testing.assert_array_equal(one[i], two[i], err_msg=f"W_{i}")


# The lecture's loop


@pytest.mark.parametrize("m", [1, 5, 8, 23])
def test_in_order_and_with_sgd_it_is_the_lectures_loop_to_the_bit(m: int) -> None:
    X, y = data()
    net = Network((4, 6, 5, 3), ("relu", "relu", "identity"))
    W = net.init_weights("he_normal", seed=1)
    T = Trainer(net, W, X, y, batch_size=m, learning_rate=0.2, shuffle=False)
    T.advance(40)

    I_y = np.eye(3)[y]
    alpha, step = 0.2, 0
    while step < 40:
        for start in range(0, 23, m):
            if step == 40:
                break
            Z_1, Y = X[start : start + m], I_y[start : start + m]
            P_1 = Z_1 @ W[1]
            Z_2 = np.maximum(P_1, 0)
            P_2 = Z_2 @ W[2]
            Z_3 = np.maximum(P_2, 0)
            Z_4 = Z_3 @ W[3]
            E = np.exp(Z_4)
            G_4 = E / (E @ np.ones((3, 3))) - Y
            G_3 = G_4 @ W[3].T
            G_2 = (G_3 * (P_2 > 0)) @ W[2].T
            gradients = {3: Z_3.T @ G_4, 2: Z_2.T @ (G_3 * (P_2 > 0)), 1: Z_1.T @ (G_2 * (P_1 > 0))}
            W = {i: W[i] - (alpha / len(Z_1)) * gradients[i] for i in W}
            step += 1
    assert_same(T.weights, W)


@ALL
def test_sum_and_mean_take_the_same_step(optimizer: str) -> None:
    summed, mean = trainer(optimizer, "sum"), trainer(optimizer, "mean")
    summed.advance(20)
    mean.advance(20)
    for i in (1, 2):
        np.testing.assert_allclose(summed.weights[i], mean.weights[i], rtol=1e-9, atol=1e-12)


@ALL
@pytest.mark.parametrize("decay", [0.0, 0.1])
@settings(max_examples=15)
@given(problem=problems(widest=12, rows=12, layers=4))
def test_the_update_shown_is_the_update_done(optimizer: str, decay: float, problem: Problem) -> None:
    T = Trainer(problem.net, problem.W, problem.X, problem.y, None, 0.01, optimizer, weight_decay=decay)
    for _ in range(3):
        t = T.trace()
        assert_same({i: t["W", i] for i in problem.W}, T.weights)
        progress = T.advance(1)
        assert_same({i: t["W+", i] for i in problem.W}, T.weights)
        assert progress.loss == t.loss


@pytest.mark.parametrize("layer", [1, 2])
def test_an_update_wrong_by_a_thousandth_is_caught(layer: int) -> None:
    rule = RULES["update"]

    def calls(net: Network, i: int, *operands: Any, out: Array) -> Any:
        return *rule.calls(net, i, *operands, out=out), partial(np.multiply, out, 1.001, out)

    T = trainer(rules={("update", layer): replace(rule, by_hand=calls)})
    t = T.trace()
    T.advance()
    wrong = [i for i in (1, 2) if not np.array_equal(t["W+", i], T.weights[i])]
    assert wrong == [layer]


@ALL
def test_a_trace_of_the_next_update_changes_nothing(optimizer: str) -> None:
    looked, plain = trainer(optimizer), trainer(optimizer)
    for _ in range(4):
        looked.trace()
        assert looked.advance(1) == plain.advance(1)
    looked.trace()
    assert_same(looked.weights, plain.weights)


def test_float32_stays_float32_and_near_float64() -> None:
    X, y = data()
    net = Network((4, 6, 3), "gelu")
    for optimizer in OPTIMIZERS:
        narrow, wide = (
            Trainer(net, net.init_weights(dtype=dtype), X, y, 5, 0.01, optimizer, weight_decay=0.01)
            for dtype in ("float32", "float64")
        )
        narrow.advance(20)
        wide.advance(20)
        for i in (1, 2):
            assert narrow.weights[i].dtype == np.float32
            np.testing.assert_allclose(narrow.weights[i], wide.weights[i], rtol=1e-3, atol=1e-4)
        assert {a.dtype for a in narrow.trace().values()} == {np.dtype("float32")}


# Resumable


@ALL
@settings(max_examples=20)
@given(parts=st.lists(st.integers(0, 150), max_size=5), batch=st.integers(1, 23), shuffle=st.booleans())
def test_advancing_in_parts_is_advancing_at_once(optimizer: str, parts: list[int], batch: int, shuffle: bool) -> None:
    options: dict[str, Any] = {"batch_size": batch, "shuffle": shuffle, "learning_rate": 0.01}
    at_once, in_parts = trainer(optimizer, **options), trainer(optimizer, **options)
    for n in parts:
        in_parts.advance(n)
    expected = at_once.advance(sum(parts))
    assert repr(in_parts.progress) == repr(expected)  # the loss is NaN before the first update
    assert_same(in_parts.weights, at_once.weights)


@ALL
def test_a_copy_goes_on_alike_and_by_itself(optimizer: str) -> None:
    T = trainer(optimizer)
    T.advance(7)
    other = T.copy()
    assert other.progress == T.progress
    kept = T.weights
    ahead = other.advance(90)
    assert_same(T.weights, kept)
    assert T.advance(90) == ahead
    assert_same(T.weights, other.weights)


@ALL
def test_a_snapshot_brings_back_the_past_and_the_future(optimizer: str) -> None:
    T = trainer(optimizer)
    T.advance(3)
    early, kept = T.snapshot(), T.weights
    end = T.advance(80)
    late, future = T.snapshot(), T.weights
    T.restore(early)
    assert T.progress.step == 3
    assert_same(T.weights, kept)
    assert T.advance(80) == end
    assert_same(T.weights, future)
    T.restore(early)
    T.restore(late)
    assert T.progress == end
    assert_same(T.weights, future)
    fresh = trainer(optimizer)
    fresh.restore(early)
    assert fresh.advance(80) == end
    assert_same(fresh.weights, future)


def test_what_was_passed_in_is_copied_and_never_changed() -> None:
    X, y = data()
    Y = np.eye(3)[y]
    net = Network((4, 6, 3), "tanh")
    W = net.init_weights()
    originals = [X.copy(), Y.copy(), W[1].copy(), W[2].copy()]
    T, same = Trainer(net, W, X, Y, batch_size=5), Trainer(net, W, X, y, batch_size=5)
    T.advance(9)
    for now, before in zip([X, Y, W[1], W[2]], originals, strict=True):
        np.testing.assert_array_equal(now, before)
        now[:] = 0
    T.advance(9)
    same_X = Trainer(net, {1: originals[2], 2: originals[3]}, originals[0], originals[1], batch_size=5)
    same_X.advance(18)
    assert_same(T.weights, same_X.weights)
    assert same.rows == T.rows

    T.weights[1][:] = 7
    assert not (T.weights[1] == 7).any()


def test_progress_counts_steps_epochs_and_batches() -> None:
    T = trainer(batch_size=10)
    assert np.isnan(T.progress.loss)
    seen = [T.advance(1) for _ in range(7)]
    assert [(p.step, p.epoch, p.batch) for p in seen] == [
        (1, 0, 1), (2, 0, 2), (3, 1, 0), (4, 1, 1), (5, 1, 2), (6, 2, 0), (7, 2, 1),
    ]  # fmt: skip
    assert T.batches == 3
    assert T.advance(0) == seen[-1]


# Batches


def orders(T: Trainer, epochs: int) -> list[list[int]]:
    """The rows each epoch visits, in their order."""
    found: list[list[int]] = []
    for _ in range(epochs):
        rows: list[int] = []
        for _ in range(T.batches):
            rows += T.batch_rows().tolist()
            T.advance(1)
        found.append(rows)
    return found


@given(rows=st.integers(1, 40), batch=st.integers(1, 40), seed=st.integers(0, 99), shuffle=st.booleans())
@settings(max_examples=40)
def test_every_epoch_visits_every_row_once(rows: int, batch: int, seed: int, shuffle: bool) -> None:
    net = Network((4, 3))
    T = Trainer(net, net.init_weights(), *data(rows), min(batch, rows), seed=seed, shuffle=shuffle)
    assert T.batches == ceil(rows / min(batch, rows))
    for order in orders(T, 3):
        assert sorted(order) == list(range(rows))
        if not shuffle:
            assert order == list(range(rows))


def test_the_order_is_drawn_by_seed_and_epoch() -> None:
    one, again, other = (orders(trainer(seed=seed), 3) for seed in (1, 1, 2))
    assert one == again
    assert one[0] != one[1]
    assert one[0] != other[0]
    assert one[1] != other[0]


def test_the_rows_it_names_are_the_rows_it_trains_on() -> None:
    T = trainer(batch_size=5)
    X, y = data()
    for _ in range(12):
        rows = T.batch_rows()
        t = trace(T.net, T.weights, X[rows], y[rows])
        shown = T.trace()
        np.testing.assert_array_equal(shown["X"], X[rows])
        for i in (1, 2):
            np.testing.assert_array_equal(shown["dW", i], t["dW", i])
        assert T.advance(1).loss == t.loss


def test_the_last_batch_of_an_epoch_is_divided_by_its_own_rows() -> None:
    T = trainer(batch_size=20, shuffle=False)
    T.advance(1)
    X, y = data()
    t = trace(T.net, T.weights, X[20:], y[20:])
    expected = {i: t["W", i] - (0.05 / 3) * t["dW", i] for i in (1, 2)}
    T.advance(1)
    assert_same(T.weights, expected)


# When a value stops being finite


def first_not_finite(T: Trainer, limit: int = 400) -> tuple[int, str, int, Weights]:
    """The same by looking at every result of every update, one by one."""
    for step in range(1, limit):
        before = T.weights
        for s in T.trace().steps:
            if not np.isfinite(s.result).all():
                return step, s.rule.name, s.i, before
        T.advance(1)
    raise AssertionError("everything stays finite")


def diverging(optimizer: str, dtype: str, activation: str, rate: float) -> Callable[[], Trainer]:
    net = Network((4, 5, 5, 2), activation, "squared_error")
    X, _ = data()
    Y = np.random.default_rng(1).standard_normal((23, 2))
    return lambda: Trainer(net, net.init_weights(dtype=dtype), X, Y, 6, rate, optimizer)


def advance_in_parts(T: Trainer, chunk: int) -> None:
    for _ in range(400 // chunk + 1):
        T.advance(chunk)


@pytest.mark.parametrize("chunk", [1, 7, 300])
@pytest.mark.parametrize(
    ("optimizer", "dtype", "activation", "rate"),
    [
        ("sgd", "float64", "identity", 2.0),
        ("sgd", "float32", "leaky_relu", 3.0),
        ("sgd", "float64", "sin", 30.0),
        ("momentum", "float32", "identity", 0.7),
        ("nesterov", "float64", "identity", 5.0),
        ("sgd", "float64", "tanh", 30.0),
    ],
)
def test_the_first_update_rule_and_layer_are_named_and_the_state_before_is_kept(
    optimizer: str, dtype: str, activation: str, rate: float, chunk: int
) -> None:
    make = diverging(optimizer, dtype, activation, rate)
    step, rule, layer, weights = first_not_finite(make())
    T = make()
    with pytest.raises(NotFiniteError) as error:
        advance_in_parts(T, chunk)
    assert [error.value.values[name] for name in ("step", "rule", "layer")] == [step, RULES[rule].label, layer]
    assert str(step) in str(error.value)
    assert RULES[rule].label in str(error.value)
    assert T.progress.step == step - 1
    assert_same(T.weights, weights)
    with pytest.raises(NotFiniteError) as again:
        T.advance(5)
    assert again.value.values == error.value.values


@pytest.mark.parametrize("rule_of_bias", [False, True])
def test_an_infinite_pre_activation_behind_tanh_is_seen(rule_of_bias: bool) -> None:
    """tanh(inf) is 1 and its slope 0: every gradient and weight stays finite."""
    net = Network((2, 2, 2), "tanh", bias=rule_of_bias)
    W = net.init_weights()
    W[1][:2] = 1e150  # its square is finite: only the product overflows
    T = Trainer(net, W, [[1e200, 1e200]] * 3, [0, 1, 1], learning_rate=1e-3)
    t = T.trace()
    assert np.isinf(t["P", 1]).all()
    assert all(np.isfinite(t[symbol, i]).all() for symbol in ("dW", "W+") for i in (1, 2))
    with pytest.raises(NotFiniteError) as error:
        T.advance(10)
    assert [error.value.values[name] for name in ("step", "rule", "layer")] == [1, "product", 1]
    assert_same(T.weights, W)


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
@pytest.mark.parametrize(("x", "w_1", "w_2", "layer"), [(1e10, 0.0, 1.0, 1), (1.0, 1e10, 0.0, 2)])
def test_a_memory_of_the_optimiser_that_overflows_is_seen_in_its_layer(
    optimizer: str, x: float, w_1: float, w_2: float, layer: int
) -> None:
    """g² is infinite and nothing else: the step is g/inf = 0."""
    net = Network((1, 1, 1), "identity", "squared_error")
    W: Weights = {1: np.array([[w_1]]), 2: np.array([[w_2]])}
    T = Trainer(net, W, [[x]], [[1e150]], optimizer=optimizer)
    assert all(np.isfinite(step.result).all() for step in T.trace().steps)
    with pytest.raises(NotFiniteError) as error:
        T.advance(3)
    assert [error.value.values[name] for name in ("step", "rule", "layer")] == [1, "update", layer]
    assert T.progress.step == 0
    assert_same(T.weights, W)


@pytest.mark.parametrize(
    "change", [lambda T: T.set_rates(30.0, 0.0), lambda T: T.use_inputs(1e3 * data()[0])], ids=["rates", "inputs"]
)
def test_an_overflow_after_a_change_goes_back_to_what_was_before_it_and_not_before_the_change(change: Any) -> None:
    net = Network((4, 5, 2), "identity", "squared_error")
    T, one_by_one = (Trainer(net, net.init_weights(), data()[0], np.zeros((23, 2)), 6, 0.01) for _ in range(2))
    for one in (T, one_by_one):
        one.advance(10)
        change(one)
    with pytest.raises(NotFiniteError) as error:
        T.advance(400)
    for _ in range(error.value.values["step"] - 11):
        one_by_one.advance(1)
    assert T.progress.step == one_by_one.progress.step == error.value.values["step"] - 1 > 10
    assert_same(T.weights, one_by_one.weights)


@pytest.mark.parametrize("at", [1, 5, 30])
def test_whatever_ends_an_update_leaves_the_weights_of_an_update(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    T, plain = trainer("adam"), trainer("adam")
    calls, tick = 0, Clock.tick

    def ends(clock: Clock) -> None:
        nonlocal calls
        calls += 1
        tick(clock)
        if calls == at:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Clock, "tick", ends)
        T = trainer("adam")
        with pytest.raises(KeyboardInterrupt):
            T.advance(40)
    plain.advance(T.progress.step)
    assert_same(T.weights, plain.weights)
    T.advance(40)
    plain.advance(40)
    assert_same(T.weights, plain.weights)


def test_buffers_that_could_not_all_be_made_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    T, plain = trainer(batch_size=20), trainer(batch_size=20)
    bind, calls = Trainer._move, 0

    def fails(self: Trainer, *given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise MemoryError
        return bind(self, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_move", fails)
        with pytest.raises(MemoryError):
            T.advance(3)
    T.advance(3)
    plain.advance(3)
    assert_same(T.weights, plain.weights)


def test_large_values_that_are_finite_are_no_error() -> None:
    """Their squares, by which overflow is looked for, are infinite."""
    net = Network((1, 1), "identity")
    T = Trainer(net, {1: np.array([[1e200]])}, [[1.0], [0.5]], [0, 0])
    assert T.advance(100).step == 100
    assert T.weights[1].tolist() == [[1e200]]


@pytest.mark.parametrize("n", [1, 63, 64, 65, 128, 129])
def test_the_rhythm_of_the_looks_changes_nothing(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    T, every = trainer("adam"), trainer("adam")
    T.advance(n)
    monkeypatch.setattr(training_module, "CHECK_EVERY", 1)
    every.advance(n)
    assert T.progress == every.progress
    assert_same(T.weights, every.weights)


# What is refused

BAD_OPTIONS: list[tuple[dict[str, Any], str]] = [
    *(({"batch_size": b}, r"batch size is .*; allowed are whole .* 1 to 23") for b in (0, -1, 24, 2.0, "5", True)),
    *(({"learning_rate": r}, r"learning rate is .* finite numbers > 0") for r in (0, -0.1, np.nan, np.inf, "1", None)),
    *(({"weight_decay": r}, r"weight decay is .* finite numbers ≥ 0") for r in (-0.1, np.nan, np.inf, "1")),
    *(({"optimizer": o}, r"optimiser is .*; allowed are sgd, momentum") for o in ("SGD", "", None, 3)),
    *(({"seed": s}, r"seed is .*; allowed are whole numbers from 0") for s in (-1, 1.0, None, "0")),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), BAD_OPTIONS, ids=str)
def test_options_that_do_not_exist_are_refused(options: dict[str, Any], message: str) -> None:
    net = Network((4, 3))
    with pytest.raises(TrainingError, match=message):
        Trainer(net, net.init_weights(), *data(), **options)


@pytest.mark.parametrize("n", [-1, 1.0, "1", None, True])
def test_a_number_of_updates_that_does_not_exist_is_refused(n: Any) -> None:
    T = trainer()
    with pytest.raises(TrainingError, match=r"n is .*; allowed are whole numbers from 0"):
        T.advance(n)
    assert T.progress.step == 0


BAD_ENTRIES: list[tuple[tuple[Any, ...], str]] = [
    *(((i, 0, 0, 1.0), r"layer is .*; allowed are whole numbers from 1 to 2") for i in (0, 3, -1, "1", None, 1.5)),
    *(((1, row, 0, 1.0), r"row is .*; allowed are whole numbers from 0 to 4") for row in (5, -1, 1.0, None, True)),
    *(((2, 0, c, 1.0), r"column is .*; allowed are whole numbers from 0 to 2") for c in (3, -1, "0", slice(None))),
    *(
        ((1, 0, 0, value), r"the value is .*; allowed are finite numbers up to 1e\+30")
        for value in (np.nan, np.inf, -np.inf, 2e30, 10**400, "1", None, True, 1j, [1.0])
    ),
]


@pytest.mark.parametrize(("given", "message"), BAD_ENTRIES, ids=str)
def test_a_weight_that_cannot_be_typed_is_refused_and_nothing_changed(given: tuple[Any, ...], message: str) -> None:
    T = trainer()
    T.advance(3)
    kept, saved = T.weights, T.snapshot()
    with pytest.raises(TrainingError, match=message):
        T.set_weight(*given)
    assert_same(T.weights, kept)
    assert T.snapshot() is saved


def test_a_weight_that_is_typed_is_there_in_the_dtype_of_the_weights() -> None:
    net = Network((4, 3))
    T = Trainer(net, net.init_weights(dtype="float32"), *data())
    T.set_weight(1, 3, 2, -1e30)
    assert T.weights[1][3, 2] == T.trace()["W", 1][3, 2] == np.float32(-1e30)


def test_it_takes_memory_for_batches_when_it_trains_and_says_how_much() -> None:
    net = Network((64, 256, 10), "tanh")
    X, y = data(300, 64, 10)
    T = Trainer(net, net.init_weights(), X, y, 300)
    state, examples = T.snapshot().state.nbytes, X.nbytes + 8 * 300 * 10
    assert T.nbytes == 2 * state + examples
    T.advance(1)
    rows = {"X": 64, "Y": 10, "P": 266, "Z and D": 2 * 256, "S": 10, "G": 10 + 256}
    assert 0.9 <= T.nbytes / (3 * state + examples + 8 * 300 * sum(rows.values())) <= 1.1
    T.rest()
    assert T.nbytes == 2 * state + examples
    plain = Trainer(net, net.init_weights(), X, y, 300)
    plain.advance(3)
    T.advance(2)
    assert_same(T.weights, plain.weights)


def test_data_and_weights_are_checked_at_the_start() -> None:
    net = Network((4, 3))
    X, y = data()
    with pytest.raises(DataError, match="y has 22 labels; X has 23 rows"):
        Trainer(net, net.init_weights(), X, y[1:])
    with pytest.raises(WeightsError, match="layer 1"):
        Trainer(net, {1: np.full((4, 3), np.nan)}, X, y)


def test_a_new_trainer_has_done_nothing() -> None:
    progress = trainer().progress
    assert isinstance(progress, Progress)
    assert (progress.step, progress.epoch, progress.batch) == (0, 0, 0)
