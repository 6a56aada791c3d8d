"""The counts are those of multiplications that are really made, and both ways give the same gradients."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop import Network, trace
from backprop.counting import (
    Count,
    calls_anew,
    carry_out,
    chain,
    chain_factors,
    measure,
    multiplications,
    shared_calls,
)
from backprop.errors import DataError
from tests.oracles import Problem, problems


class Counter:
    """A number that counts how often it is multiplied."""

    made = 0

    def __mul__(self, other: object) -> Counter:
        Counter.made += 1
        return self

    def __add__(self, other: object) -> Counter:
        return self


Matrix = np.ndarray[Any, np.dtype[Any]]


def counters(rows: int, columns: int) -> Matrix:
    return np.full((rows, columns), Counter(), dtype=object)


def made(net: Network, m: int, last: int) -> int:
    """Multiplications from the seed to ∂ℓ/∂W_last by the lecture's formulas, with every ∇W_i on the way."""
    Counter.made = 0
    G = counters(m, net.outputs)
    for i in range(net.layers, last - 1, -1):
        M = G[:, : net.widths[i]] * counters(m, net.widths[i])
        counters(m, net.columns(i)).T.dot(M)
        if i > last:
            G = M.dot(counters(*net.weight_shape(i)).T)
    return Counter.made


def made_by_gradients(net: Network, m: int, layers: range) -> int:
    return sum(m * net.columns(i) * net.widths[i] for i in layers)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=5), st.integers(1, 3), st.booleans())
def test_the_counts_are_those_of_the_lectures_formulas(widths: list[int], m: int, bias: bool) -> None:
    net = Network(widths, bias=bias)
    # Anew: each chain by itself makes none of the ∇W_j on its way.
    anew = sum(
        made(net, m, i) - made_by_gradients(net, m, range(i + 1, net.layers + 1)) for i in range(1, net.layers + 1)
    )
    assert multiplications(net, m) == Count(shared=made(net, m, 1), anew=anew)


def test_a_count_worked_by_hand() -> None:
    # 4-3-2, 5 rows. ∇W_2: ∘ 5·2, Zᵀ M 3·5·2. G_2: 5·2·3. ∇W_1: ∘ 5·3, Zᵀ M 4·5·3. Anew: ∘ 5·2 and G_2 once more,
    # for G_2 is in one chain only: just ∘.
    assert multiplications(Network((4, 3, 2)), 5) == Count(10 + 30 + 30 + 15 + 60, 10 + 30 + 10 + 30 + 15 + 60)


def test_with_depth_the_shared_count_grows_in_a_line_and_the_other_in_a_square() -> None:
    counts = [multiplications(Network((7,) * (L + 1)), 3) for L in range(1, 12)]
    steps = {b.shared - a.shared for a, b in pairwise(counts)}
    steps_anew = [b.anew - a.anew for a, b in pairwise(counts)]
    assert len(steps) == 1
    assert {b - a for a, b in pairwise(steps_anew)} == {3 * 7 + 3 * 7 * 7}
    assert counts[0].shared == counts[0].anew


@given(problems(layers=4))
def test_both_ways_give_the_gradients_of_the_trace(problem: Problem) -> None:
    net = problem.net
    t = trace(net, problem.W, problem.X, problem.y)
    for calls in (shared_calls(net), calls_anew(net)):
        written = carry_out(t, calls)
        for i in range(1, net.layers + 1):
            np.testing.assert_array_equal(written["dW", i], t["dW", i])
    assert ("G", 1) not in carry_out(t, shared_calls(net))


def test_each_chain_starts_at_the_seed() -> None:
    net = Network((2, 3, 4, 2))
    assert [one.reads[0] for one in calls_anew(net)].count(("G", 4)) == 3
    assert [one.reads[0] for one in shared_calls(net)].count(("G", 4)) == 1
    assert len(chain(net, 1)) == 6


def test_the_chains_share_their_heads() -> None:
    first, second, third = (chain_factors(3, i) for i in (1, 2, 3))
    assert first[: len(second) - 1] == second[:-1]
    assert second[: len(third) - 1] == third[:-1]
    assert first[-1] == r"\frac{\partial Z_{2}}{\partial W_{1}}"
    assert len(first) == 4


def test_the_measurement_is_the_median_of_turns_taken() -> None:
    durations = iter([1.0, 10.0, 2.0, 30.0, 9.0, 20.0])  # shared, anew, shared, …
    now, started = 0.0, False

    def clock() -> float:
        nonlocal now, started
        now, started = now + (next(durations) if started else 0), not started
        return now

    measured = measure(Network((3, 3, 2)), m=2, repeats=3, clock=clock)
    assert (measured.shared, measured.anew) == (2, 20)


def test_the_measurement_really_runs() -> None:
    measured = measure(Network((8,) * 31), m=16, repeats=3)
    assert measured.anew > measured.shared > 0


def test_an_empty_batch_is_refused() -> None:
    with pytest.raises(DataError, match="m at least 1"):
        measure(Network((2, 2)), m=0)
