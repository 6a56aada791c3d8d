"""The strongest paths are those of a search through all of them, and all of them add up to the derivative."""

from __future__ import annotations

from itertools import pairwise, product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, Network, Trace, trace
from backprop.errors import DataError, UnknownQuantityError
from backprop.expression import Key
from backprop.paths import Paths, paths
from tests.oracles import Problem, problems

Source = tuple[Key, tuple[int, int]]


def sources(t: Trace) -> list[Source]:
    """Every entry of X, of every Z_i and of every W_i."""
    keys: list[Key] = ["X", *(key for key in t if key[0] in ("Z", "W"))]
    return [(key, index) for key in keys for index in np.ndindex(t[key].shape)]


def derivative(t: Trace, source: Source) -> float:
    key, index = source
    symbol, i = ("Z", 1) if isinstance(key, str) else key
    return float(t["dW" if symbol == "W" else "G", i][index])


def penalty(t: Trace, source: Source) -> float:
    """λ times a weight; nothing of a bias, or of what is no weight."""
    key, (row, column) = source
    is_weight = key[0] == "W" and row < t.net.widths[int(key[1]) - 1]
    return t.net.l2 * float(t[key][row, column]) if is_weight else 0.0


def all_values(t: Trace, source: Source) -> list[float]:
    """The value of every path, one by one."""
    key, (r, c) = source
    symbol, i = ("Z", 1) if isinstance(key, str) else key
    last = t.net.layers + 1
    if symbol == "W":
        first, beginnings = i + 1, [(row, t["Z", i][row, r] * t["D", i][row, c]) for row in range(t.rows)]
    else:
        first, beginnings = i, [(r, 1.0)]
    values = []
    for row, beginning in beginnings:
        for way in product(*(range(t.net.widths[j - 1]) for j in range(first + 1, last + 1))):
            units = (c, *way)
            steps = [t["W", j][a, b] * t["D", j][row, b] for j, (a, b) in enumerate(pairwise(units), first)]
            values.append(float(beginning * prod(steps) * t["G", last][row, units[-1]]))
    return values


def assert_right(t: Trace, source: Source, k: int) -> None:
    found, every = paths(t, source, k), all_values(t, source)
    scale = sum(map(abs, every))
    assert found.count == len(every)
    regularised = derivative(t, source) - found.penalty
    assert sum(every) == pytest.approx(regularised, rel=1e-9, abs=1e-12 * max(scale, abs(found.penalty)))
    assert found.penalty == penalty(t, source)
    assert found.total == derivative(t, source)
    assert found.magnitude == pytest.approx(scale, rel=1e-9)

    strongest = sorted((abs(value) for value in every if value), reverse=True)[:k]
    assert [abs(path.value) for path in found.strongest] == pytest.approx(strongest, rel=1e-9)
    assert found.shown == sum(path.value for path in found.strongest)
    assert found.share == pytest.approx(sum(strongest) / scale if scale else 1.0)
    assert len({(path.row, path.units) for path in found.strongest}) == len(found.strongest)
    for path in found.strongest:
        assert path.value == pytest.approx(prod(factor.value for factor in path.factors), rel=1e-12)
        assert all(t[factor.key][factor.index] == factor.value for factor in path.factors)


@settings(max_examples=60)
@given(problems(widest=3, rows=3, layers=3), st.integers(1, 12), st.data())
def test_the_strongest_paths_are_those_of_a_search_through_all(problem: Problem, k: int, data: st.DataObject) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    for source in data.draw(st.lists(st.sampled_from(sources(t)), min_size=1, max_size=8)):
        assert_right(t, source, k)


def trained(name: str = "tanh", bias: bool = True) -> Trace:
    rng = np.random.default_rng(3)
    net = Network((3, 4, 4, 3), [name] * 3, bias=bias)
    W = {i: rng.standard_normal(net.weight_shape(i)) for i in (1, 2, 3)}
    return trace(net, W, rng.standard_normal((4, 3)), [0, 2, 1, 1])


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_all_paths_add_up_to_the_derivative_from_everywhere(name: str, bias: bool) -> None:
    t = trained(name, bias)
    for source in sources(t):
        found = paths(t, source, k=1000)
        assert found.shown == pytest.approx(found.total, rel=1e-9, abs=1e-12 * max(found.magnitude, 1e-300))
        assert found.share == pytest.approx(1.0)


@pytest.mark.parametrize("k", [1, 2, 5])
@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_the_strongest_are_found_among_more_ways_on_than_are_asked_for(name: str, k: int) -> None:
    rng = np.random.default_rng(7)
    net = Network((2, 6, 7, 6), [name] * 3, "squared_error")
    W = {i: 2 * rng.standard_normal(net.weight_shape(i)) for i in (1, 2, 3)}
    t = trace(net, W, rng.standard_normal((3, 2)), np.zeros((3, 6)))
    chosen: list[Source] = [("X", (0, 1)), (("W", 1), (1, 2)), (("Z", 2), (2, 3))]
    for source in chosen:
        assert_right(t, source, k)


def test_the_strongest_come_first() -> None:
    values = [abs(path.value) for path in paths(trained(), (("W", 1), (0, 0)), k=40).strongest]
    assert len(values) == 40
    assert values == sorted(values, reverse=True)


def test_a_path_of_a_weight_begins_with_its_input_and_ends_at_the_outputs() -> None:
    t = trained()
    found = paths(t, (("W", 2), (1, 3)))
    assert found.layer == 3
    path = found.strongest[0]
    assert [factor.key for factor in path.factors] == [("Z", 2), ("D", 2), ("W", 3), ("D", 3), ("G", 4)]
    assert [factor.index for factor in path.factors] == [
        (path.row, 1),
        (path.row, 3),
        path.units,
        (path.row, path.units[-1]),
        (path.row, path.units[-1]),
    ]


def test_a_path_through_a_flat_unit_is_not_listed() -> None:
    net = Network((1, 2, 1), "relu", "squared_error")
    t = trace(net, {1: np.array([[1.0, -1.0]]), 2: np.ones((2, 1))}, [[1.0]], [[0.0]])
    found = paths(t, ("X", (0, 0)))
    assert [path.units for path in found.strongest] == [(0, 0, 0)]
    assert found.count == 2


def test_where_nothing_flows_nothing_is_missing() -> None:
    net = Network((1, 1, 1), "relu", "squared_error")
    t = trace(net, {1: -np.eye(1), 2: np.eye(1)}, [[1.0]], [[1.0]])
    found = paths(t, ("X", (0, 0)))
    assert (found.strongest, found.shown, found.total, found.share) == ((), 0.0, 0.0, 1.0)


def test_more_paths_than_could_ever_be_listed_are_no_obstacle() -> None:
    """Sixteen layers of 32 units: the strongest is the one that a chain of maxima gives."""
    rng = np.random.default_rng(0)
    net = Network((32,) * 16 + (4,), "tanh")
    t = trace(net, net.init_weights(), rng.standard_normal((2, 32)), [0, 1])
    found: Paths = paths(t, ("X", (1, 5)), k=3)
    best = abs(t["G", 17][1])
    for i in range(16, 0, -1):
        best = (abs(t["W", i]) * abs(t["D", i][1]) * best).max(axis=1)
    assert found.count == 32**15 * 4
    assert abs(found.strongest[0].value) == pytest.approx(best[5], rel=1e-12)


def test_float32_is_searched_in_float64() -> None:
    rng = np.random.default_rng(0)
    net = Network((3, 4, 2), "tanh")
    t = trace(net, net.init_weights(dtype="float32"), rng.standard_normal((4, 3)), [0, 1, 1, 0])
    found = paths(t, ("X", (0, 0)), k=100)
    assert found.shown == pytest.approx(found.total, rel=1e-5)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ((("P", 1), (0, 0)), "not of"),
        (("Y", (0, 0)), "not of"),
        ((("dW", 1), (0, 0)), "not of"),
    ],
)
def test_paths_begin_at_inputs_activations_or_weights(source: Source, message: str) -> None:
    with pytest.raises(DataError, match=message):
        paths(trained(), source)


def test_an_entry_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownQuantityError, match="has no entry"):
        paths(trained(), ("X", (4, 0)))


def test_no_paths_at_all_are_refused() -> None:
    with pytest.raises(DataError, match="k is 0"):
        paths(trained(), ("X", (0, 0)), k=0)


def test_values_that_are_not_finite_have_no_strongest_path() -> None:
    net = Network((1, 1), loss="squared_error")
    t = trace(net, {1: np.full((1, 1), 1e200)}, [[1e200]], [[0.0]])
    with pytest.raises(DataError, match="not finite"):
        paths(t, ("X", (0, 0)))
