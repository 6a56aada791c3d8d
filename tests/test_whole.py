"""Wherever a way ends, and whatever is typed over on it, a timeline is what a fresh one is at its update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import OPTIMIZERS, BackpropError, Trace, TrainingError
from backprop import history as history_module
from backprop import timeline as timeline_module
from backprop.evaluation import evaluate
from backprop.experiment import Edit, Experiment
from backprop.timeline import Timeline
from backprop.training import Trainer

EXPERIMENT = Experiment(optimizer="adam", batch_size=50, learning_rate=0.01)


class Stopped(BaseException):
    """Ends a run, as Streamlit does: no Exception, or a page might catch it."""


def fresh(line: Timeline, updates: int) -> Timeline:
    """What the experiment of a timeline is there, trained at once."""
    return Timeline(line.experiment).go(updates)


def assert_traces_are_equal(one: Trace, other: Trace) -> None:
    assert set(one) == set(other)
    for key in one:
        np.testing.assert_array_equal(one[key], other[key], err_msg=str(key))


def assert_whole(line: Timeline) -> None:
    """Its weights, rates and trace, and its point, are those of its update, and the update after it too."""
    new = fresh(line, line.updates)
    assert (line.trainer.learning_rate, line.trainer.weight_decay) == line.experiment.rates(line.updates)
    assert repr(line.trainer.progress) == repr(new.trainer.progress)  # the loss is NaN before the first update
    assert_traces_are_equal(line.trace, new.trace)
    data, net, W = line.experiment.dataset, line.trainer.net, new.trainer.weights
    for part, X, y in (("train", new.experiment.inputs(new.updates), data.y_train), ("test", data.X_test, data.y_test)):
        for name, value in evaluate(net, W, X, y).items():
            np.testing.assert_array_equal(line.history[line.updates][part][name], value, err_msg=name)


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One update a piece and a snapshot after each, on a machine of any speed."""
    monkeypatch.setattr(timeline_module, "PIECE", 0.0)
    monkeypatch.setattr(timeline_module, "REPLAY", -1.0)


# Where a run can end


def failing(call: Callable[..., Any], at: int) -> Callable[..., Any]:
    """The same, but ended at the call of that number, counted from one, after what it does is done."""
    calls = 0

    def wrapped(*args: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        result = call(*args, **named)
        if calls == at:
            raise Stopped
        return result

    return wrapped


WAYS = pytest.mark.parametrize(("start", "end"), [(0, 7), (7, 12), (12, 5), (12, 0)], ids=str)


@WAYS
@pytest.mark.parametrize("memory", [0, 1 << 20])
@pytest.mark.parametrize("at", range(1, 8))
@pytest.mark.usefixtures("one_by_one")
def test_ended_at_any_report_of_progress_it_is_whole_and_goes_on(start: int, end: int, memory: int, at: int) -> None:
    line = Timeline(EXPERIMENT, memory).go(start).edited(Edit(start, "κ", 0.01))
    try:
        line.go(end, failing(lambda share: None, at))
    except Stopped:
        assert line.updates == (at if end < start else start + at)
    assert_whole(line)
    assert_whole(line.go(end))
    assert_whole(line.go(end + 3))


FAULTS: dict[str, Any] = {
    "an update": (Trainer, "_next"),
    "a snapshot": (Trainer, "_copied"),
    "a trace": (Trainer, "trace"),
    "a measurement": (history_module, "evaluate"),
    "a step of the way": (Trainer, "advance"),
}


@WAYS
@pytest.mark.parametrize("place", FAULTS)
@pytest.mark.parametrize("at", [1, 2, 3, 5])
@pytest.mark.usefixtures("one_by_one")
def test_ended_within_an_update_or_between_two_it_is_whole_and_goes_on(
    start: int, end: int, place: str, at: int
) -> None:
    """As by a lack of memory: nothing is left of the update under way."""
    owner, name = FAULTS[place]
    line = Timeline(EXPERIMENT, 30_000).go(start).edited(Edit(start, "W", 0.5, 1, 0, 0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, failing(getattr(owner, name), at))
        try:
            line.go(end)
            assert line.trace
        except Stopped:
            pass
    assert_whole(line)
    assert_whole(line.go(end))
    assert_whole(line.go(end + 3))


@pytest.mark.parametrize("at", [1, 4])
@pytest.mark.usefixtures("one_by_one")
def test_playing_that_is_ended_is_whole(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Timeline(EXPERIMENT)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "advance", failing(Trainer.advance, at))
        with pytest.raises(Stopped):
            line.play(60)
    assert line.updates == at
    assert_whole(line)


# Progress, and a way out


@pytest.mark.usefixtures("one_by_one")
def test_going_back_reports_progress_as_going_forward_does() -> None:
    for start, end in ((0, 9), (20, 9)):
        shares: list[float] = []
        Timeline(EXPERIMENT, memory=0).go(start).go(end, shares.append)
        assert shares == [n / 9 for n in range(1, 10)]


@pytest.mark.parametrize("move", [Timeline.go, Timeline.take_back], ids=["go", "take back"])
@pytest.mark.parametrize("start", [0, 20])
@pytest.mark.usefixtures("one_by_one")
def test_false_ends_the_way_at_an_update(start: int, move: Callable[..., Timeline]) -> None:
    line = Timeline(EXPERIMENT, memory=0).go(start)
    move(line, 15, lambda share: share < 0.4)
    assert line.updates == 6
    assert_whole(line)
    assert_whole(line.go(15))


class Slow:
    """A clock on which every update takes half a second, and nothing else any time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.updates, advance = 0.0, 0, Trainer.advance

        def slow(trainer: Trainer, n: int = 1) -> Any:
            self.now += n / 2
            self.updates += n
            return advance(trainer, n)

        monkeypatch.setattr(Trainer, "advance", slow)
        monkeypatch.setattr(timeline_module, "perf_counter", lambda: self.now)


@pytest.mark.parametrize("snapshots", [1, 2, 40])
def test_one_step_back_of_a_slow_network_repeats_nothing_if_a_snapshot_fits(
    snapshots: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, line = Slow(monkeypatch), Timeline(EXPERIMENT, memory=0).go(127)
    line.memory = line.nbytes + snapshots * line.trainer.snapshot().state.nbytes
    line.go(0).go(127)
    before = clock.updates
    assert line.go(126).updates == 126
    assert clock.updates == before
    assert_whole(line.go(20))


def test_back_by_one_update_repeats_about_as_much_as_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline_module, "REPLAY", 3.0)
    clock = Slow(monkeypatch)
    line = Timeline(EXPERIMENT)
    line.go(100)
    for back in range(99, 60, -1):
        before = clock.now
        line.go(back)
        assert clock.now - before <= 3.5


# What is shown is what holds


steps = st.one_of(
    st.tuples(st.just("go"), st.integers(0, 40)),
    st.tuples(st.just("α"), st.sampled_from([0.5, 0.1, 0.01, 0.3])),
    st.tuples(st.just("κ"), st.sampled_from([0.0, 0.01, 0.1])),
    st.tuples(st.just("W"), st.floats(-2, 2, width=32)),
    st.tuples(st.just("X"), st.floats(-2, 2, width=32)),
    st.tuples(st.just("take back"), st.integers(0, 40)),
    st.tuples(st.just("stopped"), st.integers(0, 40)),
)


@settings(max_examples=60)
@given(
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    memory=st.sampled_from([0, 20_000, 1 << 20]),
    often=st.booleans(),
    walk=st.lists(steps, max_size=12),
)
def test_wherever_one_walks_and_whatever_one_types_it_is_what_a_fresh_one_is(
    optimizer: str, memory: int, often: bool, walk: list[tuple[str, Any]]
) -> None:
    line = Timeline(replace(EXPERIMENT, optimizer=optimizer, dtype="float32"), memory)
    with pytest.MonkeyPatch.context() as patch:
        if often:
            patch.setattr(timeline_module, "PIECE", 0.0)
            patch.setattr(timeline_module, "REPLAY", -1.0)
        for name, value in walk:
            if name == "go":
                line.go(value)
            elif name == "take back":
                line.take_back(min(value, line.updates))
            elif name == "stopped":
                line.go(value, lambda share: False)
            else:
                line = line.edited(Edit(line.updates, name, value, int(name in "WX"), 1, 2))
            rates = line.trainer.learning_rate, line.trainer.weight_decay
            assert rates == line.experiment.rates(line.updates)
    assert_whole(line)


@pytest.mark.parametrize(
    "edit", [Edit(10, "α", 0.5), Edit(10, "κ", 0.1), Edit(10, "W", 2.0, 1, 1, 2), Edit(10, "X", 2.0, 1, 1, 2)], ids=str
)
@pytest.mark.parametrize("memory", [0, 1 << 20])
@pytest.mark.usefixtures("one_by_one")
def test_after_going_back_before_a_change_what_was_then_holds(edit: Edit, memory: int) -> None:
    line = Timeline(Experiment(batch_size=120), memory).go(10).edited(edit)
    for updates in (11, 8, 10, 13, 9, 12, 0, 10):
        line.go(updates)
        assert line.trainer.learning_rate == (0.5 if edit.symbol == "α" and updates >= 10 else 0.1)
        assert_whole(line)


@pytest.mark.parametrize("update", [4, 6])
def test_an_edit_of_another_update_is_refused(update: int) -> None:
    line = Timeline(EXPERIMENT).go(5)
    with pytest.raises(TrainingError, match=f"update {update}; here it is update 5"):
        line.edited(Edit(update, "W", 1.0, 1, 0, 0))
    assert_whole(line)


@pytest.mark.parametrize("updates", [-1, 1.5, "3", None, True, float("nan")])
def test_an_update_that_does_not_exist_is_refused(updates: Any) -> None:
    line = Timeline(EXPERIMENT).go(5)
    with pytest.raises(BackpropError, match=r"update is .*; allowed are whole numbers from 0"):
        line.go(updates)
    assert line.updates == 5
    assert_whole(line)
