"""Where one may stop in a round, and the stop before and after any place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop import LOSSES, Network, program
from backprop.rules import Call
from backprop.stepping import after, before, cursor_of, end_of, stops

WAYS = ("step", "layer", "pass")


def a_round(layers: int, loss: str = "cross_entropy") -> tuple[Call, ...]:
    return program(Network((*(3,) * layers, LOSSES[loss].outputs(2)), loss=loss), update=True)


rounds = st.builds(a_round, st.integers(1, 6), st.sampled_from(list(LOSSES)))


def between(steps: tuple[Call, ...], by: str) -> list[list[tuple[str, int]]]:
    """What is done from each stop to the next."""
    places = stops(steps, by)
    return [[(call.rule.name, call.i) for call in steps[a:b]] for a, b in pairwise(places)]


@given(rounds)
def test_one_may_stop_after_every_operation(steps: tuple[Call, ...]) -> None:
    assert stops(steps, "step") == tuple(range(len(steps) + 1))


@given(rounds)
def test_every_way_of_stopping_knows_the_beginning_and_the_end_of_a_round(steps: tuple[Call, ...]) -> None:
    for by in WAYS:
        places = stops(steps, by)
        assert (places[0], places[-1]) == (0, len(steps))
        assert list(places) == sorted(set(places))


@pytest.mark.parametrize(
    ("loss", "output"), [("cross_entropy", ("softmax", "loss", "seed")), ("squared_error", ("loss", "seed"))]
)
def test_a_layer_is_its_operations_in_one_pass_and_the_output_one_of_its_own(loss: str, output: tuple[str]) -> None:
    back = ("slope", "signal", "gradient", "pull")
    assert between(a_round(2, loss), "layer") == [
        [("product", 1), ("activate", 1)],
        [("product", 2), ("activate", 2)],
        [(name, 2) for name in output],
        [(name, 2) for name in back],
        [(name, 1) for name in back],
        [("update", 1), ("update", 2)],
    ]


def test_the_passes_are_forward_with_the_loss_backward_and_the_update() -> None:
    forward, backward, update = between(a_round(3), "pass")
    assert forward[-1] == ("loss", 3)
    assert (backward[0], backward[-1]) == (("seed", 3), ("pull", 1))
    assert update == [("update", 1), ("update", 2), ("update", 3)]


@given(rounds, st.sampled_from(WAYS), st.data())
def test_the_next_and_the_last_stop_are_the_nearest_on_either_side(
    steps: tuple[Call, ...], by: str, data: st.DataObject
) -> None:
    places = stops(steps, by)
    cursor = data.draw(st.integers(0, len(steps)))
    assert after(places, cursor) == min((place for place in places if place > cursor), default=None)
    assert before(places, cursor) == max((place for place in places if place < cursor), default=None)


@given(rounds)
def test_a_quantity_is_there_after_the_step_that_writes_it(steps: tuple[Call, ...]) -> None:
    for n, call in enumerate(steps, 1):
        assert cursor_of(steps, call.writes) == n


@pytest.mark.parametrize("key", ["Y", "X", ("Z", 1), ("W", 2)])
def test_what_is_given_is_there_before_the_first_step(key: tuple[str, int] | str) -> None:
    assert cursor_of(a_round(2), key) == 0


@given(rounds)
def test_a_phase_is_over_where_the_next_one_begins(steps: tuple[Call, ...]) -> None:
    for phase, following in (("forward", "backward"), ("backward", "update")):
        end = end_of(steps, phase)
        assert (steps[end - 1].rule.phase, steps[end].rule.phase) == (phase, following)
    assert end_of(steps, "update") == len(steps)
