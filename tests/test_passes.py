"""`trace` keeps everything and owns it; `bind`, plain or fused, gives the same bits without allocating."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, BackpropError, Bound, Network, bind, trace
from backprop.expression import Key
from tests.oracles import Problem, problems

KILOBYTES = 1000


def random_problem(net: Network, m: int, dtype: str = "float64") -> Problem:
    rng = np.random.default_rng(1)
    return Problem(
        net, net.init_weights(dtype=dtype), rng.standard_normal((m, net.widths[0])), rng.integers(0, net.outputs, m)
    )


def assert_same(bound: Bound, problem: Problem, keys: Any) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    for key in keys or t:
        np.testing.assert_array_equal(bound[key], t[key], err_msg=str(key))
    assert bound.loss == t.loss


def trained(net: Network) -> list[Any]:
    return ["loss", *(("dW", i) for i in range(1, net.layers + 1))]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@settings(max_examples=120)
@given(data=st.data())
def test_bind_and_trace_are_bitwise_equal_plain_and_fused_and_run_again(dtype: str, data: st.DataObject) -> None:
    problem = data.draw(problems(widest=40, rows=40, dtype=dtype))
    other = Problem(problem.net, {i: -W / 2 for i, W in problem.W.items()}, 0.5 - problem.X[::-1], problem.y[::-1])
    for fused in (False, True):
        bound = bind(problem.net, problem.W, problem.X, problem.y, fused=fused)
        keys = trained(problem.net) if fused else None
        assert_same(bound, problem, keys)
        assert_same(bound.run(), problem, keys)
        bound.X[:], bound.Y[:] = other.X, other.targets
        for i in bound.W:
            bound.W[i][:] = other.W[i]
        assert_same(bound.run(), other, keys)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_bind_and_trace_are_bitwise_equal_when_arrays_are_large(name: str, bias: bool, dtype: str) -> None:
    """More than one block, rows of no round number, a constant column beside them."""
    net = Network((17, 131, 45), [name, name], reduction="mean", bias=bias)
    problem = random_problem(net, 67, dtype)
    for fused in (False, True):
        bound = bind(net, problem.W, problem.X, problem.y, fused=fused)
        assert_same(bound, problem, trained(net) if fused else None)


@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_a_bound_step_allocates_less_than_64_kb(name: str, bias: bool, fused: bool) -> None:
    problem = random_problem(Network((64, 128, 64, 10), [name] * 3, bias=bias), 128)
    bound = bind(problem.net, problem.W, problem.X, problem.y, fused=fused).run()
    tracemalloc.start()
    try:
        bound.run()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        bound.run()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 64 * KILOBYTES
    assert after - before < KILOBYTES


def test_a_bound_step_reuses_every_buffer() -> None:
    problem = random_problem(Network((3, 4, 2), "relu"), 5)
    bound = bind(problem.net, problem.W, problem.X, problem.y)
    before = {key: bound[key].ctypes.data for key in trace(problem.net, problem.W, problem.X, problem.y)}
    bound.run()
    assert {key: bound[key].ctypes.data for key in before} == before


def test_the_fused_program_leaves_out_what_nobody_asks_for() -> None:
    problem = random_problem(Network((3, 4, 2), "relu"), 5)
    plain, fused = (bind(problem.net, problem.W, problem.X, problem.y, fused=f) for f in (False, True))
    assert len(fused.calls) < len(plain.calls)
    with pytest.raises(BackpropError, match=r"\('G', 1\)"):
        fused["G", 1]


@settings(max_examples=40)
@given(problems(layers=3))
def test_bind_and_trace_own_what_they_were_given(problem: Problem) -> None:
    W = {i: W_i.copy() for i, W_i in problem.W.items()}
    X, y = problem.X.copy(), problem.y.copy()
    t, bound = trace(problem.net, W, X, y), bind(problem.net, W, X, y)
    for given_array, kept in [(X, problem.X), (y, problem.y), *((W[i], problem.W[i]) for i in W)]:
        np.testing.assert_array_equal(given_array, kept)
        assert given_array.flags.writeable
        given_array[...] = 0
    assert_same(bound.run(), problem, None)
    np.testing.assert_array_equal(t["X"], problem.X)
    np.testing.assert_array_equal(t["W", 1], problem.W[1])


def test_a_trace_is_read_only_and_its_steps_hold_operands_and_results() -> None:
    problem = random_problem(Network((3, 4, 2), bias=True), 5)
    t = trace(problem.net, problem.W, problem.X, problem.y)
    for key in t:
        with pytest.raises(ValueError, match="read-only"):
            t[key][...] = 0
    for step in t.steps:
        assert step.result is t[step.writes]
        assert all(operand is t[key] for key, operand in zip(step.reads, step.operands, strict=True))
    assert t.rows == 5
    assert len(t) == len(list(t))


def test_two_traces_do_not_share_what_they_compute() -> None:
    problem = random_problem(Network((3, 4, 2)), 5)
    one, two = (trace(problem.net, problem.W, problem.X, problem.y) for _ in range(2))
    assert not any(np.shares_memory(one[key], two[key]) for key in one)


def test_a_quantity_that_is_not_there_is_named_with_those_that_are() -> None:
    problem = random_problem(Network((3, 2), loss="squared_error"), 5)
    t = trace(problem.net, problem.W, problem.X, problem.y)
    unknown: list[Key] = [("Z", 0), ("W", 0), ("G", 3), "S", ("Q", 1)]
    for key in unknown:
        with pytest.raises(BackpropError, match=r"there is no .*; there are .*\('P', 1\)") as error:
            t[key]
        assert isinstance(error.value, KeyError)
    assert ("Z", 0) not in t
    assert t.get("S") is None


def test_what_is_not_finite_is_traced_to_the_end_without_a_warning() -> None:
    problem = random_problem(Network((2, 2, 2, 2), "identity", "squared_error"), 3)
    t = trace(problem.net, {i: np.full((2, 2), 1e200) for i in (1, 2, 3)}, problem.X, problem.y)
    assert np.isinf(t["P", 2]).any()
    assert np.isnan(t["dW", 1]).any() or np.isinf(t["dW", 1]).any()


def test_the_dtype_of_the_weights_decides() -> None:
    problem = random_problem(Network((3, 4, 2), "gelu", bias=True), 5, "float32")
    t = trace(problem.net, problem.W, problem.X.astype("float64"), problem.y)
    assert {t[key].dtype for key in t} == {np.dtype("float32")}
    wide = trace(problem.net, {i: W.astype("float64") for i, W in problem.W.items()}, problem.X, problem.y)
    np.testing.assert_allclose(t["dW", 1], wide["dW", 1], rtol=1e-4, atol=1e-5)


@settings(max_examples=60)
@given(problems())
def test_the_lectures_equations_hold_exactly_between_neighbours(problem: Problem) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    for i, after in pairwise(range(1, problem.net.layers + 2)):
        np.testing.assert_array_equal(t["P", i], t["Z", i] @ t["W", i])
        np.testing.assert_array_equal(t["M", i], t["G", after][:, : problem.net.widths[i]] * t["D", i])
        np.testing.assert_array_equal(t["dW", i], t["Z", i].T @ t["M", i] + problem.penalty_gradient(i))
        np.testing.assert_array_equal(t["G", i], t["M", i] @ t["W", i].T)
