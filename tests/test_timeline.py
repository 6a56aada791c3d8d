"""A timeline at any of its updates is bitwise what training from the beginning gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import OPTIMIZERS, BackpropError, NotFiniteError, Progress, Trace
from backprop import history as history_module
from backprop import snapshots as snapshots_module
from backprop import timeline as timeline_module
from backprop.evaluation import Measured, evaluate
from backprop.experiment import Edit, Experiment, Source
from backprop.memory import held
from backprop.timeline import Timeline

DIVERGES = Experiment(learning_rate=1.0, loss="squared_error", activations=("identity",) * 3)


def assert_same(one: Trace, other: Trace) -> None:
    assert set(one) == set(other)
    for key in set(one) - {"step"}:
        np.testing.assert_array_equal(one[key], other[key], err_msg=str(key))


def assert_measured(one: Measured, other: Measured) -> None:
    assert set(one) == set(other)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def straight(experiment: Experiment, updates: int) -> Trace:
    trainer = experiment.trainer()
    trainer.advance(updates)
    return trainer.trace()


def snapshot_bytes(line: Timeline) -> int:
    return held(line._snapshots.states)


def watched(line: Timeline, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many updates are done, each time that some are."""
    done: list[int] = []
    advance = line.trainer.advance

    def noting(n: int) -> Progress:
        done.append(n)
        return advance(n)

    monkeypatch.setattr(line.trainer, "advance", noting)
    return done


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """One update a piece and a snapshot after each, on a machine of any speed."""
    monkeypatch.setattr(timeline_module, "PIECE", 0.0)
    monkeypatch.setattr(timeline_module, "REPLAY", -1.0)


experiments = st.builds(
    lambda optimizer, dtype, shuffle, batch_size: Experiment(
        optimizer=optimizer, dtype=dtype, shuffle=shuffle, batch_size=batch_size, learning_rate=0.01
    ),
    st.sampled_from(list(OPTIMIZERS)),
    st.sampled_from(["float32", "float64"]),
    st.booleans(),
    st.sampled_from([7, 50, 120]),
)


@settings(max_examples=25)
@given(
    experiments,
    st.lists(st.integers(0, 90), min_size=2, max_size=6),
    st.booleans(),
    st.sampled_from([0, 40_000, 1 << 20]),
)
def test_forward_and_back_it_is_what_training_straight_on_gives(
    experiment: Experiment, places: list[int], snapshots: bool, memory: int
) -> None:
    """Batches of 7 and of 50 rows leave a smaller last batch."""
    with pytest.MonkeyPatch.context() as patch:
        if snapshots:
            patch.setattr(timeline_module, "REPLAY", 0.0)
            patch.setattr(timeline_module, "PIECE", 0.0001)
        line = Timeline(experiment, memory=memory)
        for updates in places:
            line.go(updates)
            assert line.updates == updates
            assert_same(line.trace, straight(experiment, updates))


def test_the_trace_holds_the_updated_weights_with_which_the_next_round_begins() -> None:
    line = Timeline(Experiment(optimizer="adam"))
    new = line.go(4).trace["W+", 2]
    np.testing.assert_array_equal(new, line.go(5).trace["W", 2])


def test_a_trace_is_made_once_and_anew_after_every_move() -> None:
    line = Timeline(Experiment())
    first = line.trace
    assert line.trace is first
    second = line.go(1).trace
    assert second is not first
    assert line.go(0).trace is not second


def state_bytes(experiment: Experiment) -> int:
    return experiment.trainer().snapshot().state.nbytes


@pytest.mark.usefixtures("often")
def test_all_that_is_kept_stays_within_the_memory_and_snapshots_use_it() -> None:
    size = state_bytes(Experiment())
    memory = 400_000
    line = Timeline(Experiment(), memory)
    for updates in range(0, 1500, 50):
        line.go(updates)
        assert line.nbytes <= memory
        assert held(line.trace.values()) < line.nbytes <= memory
    assert snapshot_bytes(line) > memory / 2
    assert line.nbytes + size > memory, "it is used up"


@pytest.mark.usefixtures("often")
def test_what_it_says_it_keeps_is_what_is_there() -> None:
    line = Timeline(Experiment(optimizer="adam"), metrics=["loss", "class_accuracy", "gradient_size"]).go(10)
    line._trace = None
    before, trace = line.nbytes, line.trace
    numbers = 2 * (1 + 3) + 3  # of each part the loss and an accuracy for each class; of the round one for each layer
    assert before == 8 * numbers * len(line.history.updates) + snapshot_bytes(line)
    computed = sum(trace[key].nbytes for key in trace if key not in ("X", "step") and key[0] != "W")
    assert line.nbytes - before == computed + state_bytes(line.experiment), "X is part of Z_1, W of the state"


@pytest.mark.usefixtures("often")
def test_with_no_memory_at_all_it_still_goes_anywhere() -> None:
    line = Timeline(Experiment(), memory=0).go(50)
    assert line._snapshots.updates == []
    assert line.trace
    assert line.trainer.nbytes == Experiment().trainer().nbytes < Timeline(Experiment()).go(50).trainer.nbytes
    assert_same(line.go(33).trace, straight(Experiment(), 33))


@pytest.mark.usefixtures("often")
def test_snapshots_thin_out_and_leave_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots_module, "MOST", 16)
    line = Timeline(Experiment()).go(400)
    kept = line._snapshots.updates
    assert len(kept) == 16
    assert kept[-4:] == [396, 397, 398, 399]
    assert kept[0] < 200
    assert (np.diff(kept)[:4] > 5).all()
    line.go(40).go(41)
    assert {39, 40} <= set(line._snapshots.updates), "after going back, near there"


@pytest.mark.usefixtures("often")
def test_going_back_repeats_what_follows_the_nearest_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Timeline(Experiment()).go(30)
    done = watched(line, monkeypatch)
    line.go(29)
    assert sum(done) == 0, "every update that was left has its snapshot"
    line.go(30)
    del line._snapshots._kept[29], line._snapshots._kept[28]
    line.go(29)
    assert sum(done) == 1 + 2


def test_it_does_not_go_back_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Timeline(Experiment()).go(30)
    done = watched(line, monkeypatch)
    line.go(40)
    assert sum(done) == 10


def test_playing_trains_at_least_one_update_and_notes_the_loss() -> None:
    line = Timeline(Experiment()).play(0.0)
    assert line.updates >= 1
    assert line.updates in line.history
    assert_same(line.trace, straight(Experiment(), line.updates))


def test_playing_longer_goes_further() -> None:
    line = Timeline(Experiment()).play(0.0)
    before = line.updates
    line.play(0.05)
    assert line.updates > before + 1


@pytest.mark.usefixtures("often")
def test_what_is_taken_back_leaves_no_point_and_no_snapshot() -> None:
    line = Timeline(Experiment()).go(40).go(60).take_back(45)
    assert line.updates == 45 == max(line.history.updates)
    assert_same(line.trace, straight(Experiment(), 45))
    assert max(line._snapshots.updates) <= 45
    assert_same(line.go(60).trace, straight(Experiment(), 60))


def by_hand(updates: int, at: int, **rates: float) -> dict[int, Any]:
    """The weights of a training whose rates change once."""
    trainer = Experiment().trainer()
    trainer.advance(min(at, updates))
    if updates >= at:
        trainer.set_rates(rates.get("α", 0.1), rates.get("κ", 0.0))
        trainer.advance(updates - at)
    return trainer.weights


@pytest.mark.parametrize("rates", [{"α": 0.7}, {"κ": 0.05}], ids=["step size", "decay"])
@pytest.mark.usefixtures("often")
def test_a_rate_typed_over_holds_from_there_on_and_not_before(rates: dict[str, float]) -> None:
    ((symbol, value),) = rates.items()
    line = Timeline(Experiment()).go(20).edited(Edit(20, symbol, value))
    for updates in (50, 19, 20, 21, 5, 37):
        expected = by_hand(updates, 20, **rates)
        np.testing.assert_array_equal(line.go(updates).trainer.weights[2], expected[2])
    assert_same(line.go(30).trace, Timeline(line.experiment).go(30).trace)


def test_a_weight_and_an_input_typed_over_hold_from_there_on_and_not_before() -> None:
    line = Timeline(Experiment(batch_size=120)).go(7)
    before = line.trace
    line = line.edited(Edit(7, "W", 2.5, 1, 3, 4)).edited(Edit(7, "X", -1.5, 1, 0, 2))
    assert line.trace["W", 1][3, 4] == 2.5
    assert line.trace["X"][0, 2] == -1.5
    there = line.go(9).trace
    assert_same(line.go(7).go(9).trace, there)
    assert_same(Timeline(line.experiment).go(9).trace, there)
    assert_same(line.go(6).trace, straight(Experiment(batch_size=120), 6))
    assert before["W", 1][3, 4] != 2.5, "the timeline before is another one"


@pytest.mark.parametrize(
    "edit", [Edit(3, "α", 0.0), Edit(3, "α", float("nan")), Edit(3, "κ", -1.0), Edit(3, "W", 1.0, 1, 99, 0)]
)
def test_what_cannot_be_typed_is_refused(edit: Edit) -> None:
    with pytest.raises(BackpropError):
        Timeline(Experiment()).go(3).edited(edit)


def test_wherever_it_goes_the_losses_are_noted_in_order() -> None:
    line = Timeline(Experiment())
    for updates in (20, 3, 11):
        line.go(updates)
    assert line.history.updates == sorted(line.history.updates)
    assert {0, 3, 11, 20} <= set(line.history.updates)


def test_a_point_is_the_evaluation_of_both_parts_at_that_update() -> None:
    experiment = Experiment(batch_size=50)
    line = Timeline(experiment).go(9)
    trainer = experiment.trainer()
    trainer.advance(9)
    net, W, data = experiment.network, trainer.weights, experiment.dataset
    for part, X, y in (("train", data.X_train, data.y_train), ("test", data.X_test, data.y_test)):
        assert_measured(line.history[9][part], evaluate(net, W, X, y))


def test_of_large_data_a_point_takes_the_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "MOST_ROWS", 10)
    experiment = Experiment()
    data = experiment.dataset
    assert_measured(
        Timeline(experiment).history[0]["train"],
        evaluate(experiment.network, experiment.trainer().weights, data.X_train[:10], data.y_train[:10]),
    )


def test_no_update_is_evaluated_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []

    def noting(*given: Any) -> Measured:
        calls.append(given)
        return evaluate(*given)

    monkeypatch.setattr(history_module, "evaluate", noting)
    line = Timeline(Experiment())
    line.go(5)
    count = len(calls)
    line.go(0).go(5)
    assert len(calls) == count


@pytest.mark.usefixtures("often")
def test_points_thin_out_and_keep_the_first_and_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "MOST_POINTS", 10)
    monkeypatch.setattr(history_module, "SHARE", 1e9)
    line = Timeline(Experiment())
    for updates in range(1, 60):
        line.go(updates)
        assert len(line.history.updates) <= 10
        assert {0, updates} <= set(line.history.updates)
    assert len(line.history.updates) >= 5


def test_thinning_out_keeps_the_point_of_the_update_gone_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "MOST_POINTS", 10)
    without_free_measuring(monkeypatch)
    for back in (5, 15, 25, 35):
        line = Timeline(Experiment())
        for updates in range(10, 100, 10):
            line.go(updates)
        assert len(line.history.updates) == 10
        assert back in line.go(back).history


def test_a_hundred_updates_at_once_are_a_curve_and_no_straight_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "FREE_SECONDS", 60)  # on a machine of any speed
    monkeypatch.setattr(timeline_module, "PIECE", 60)
    line = Timeline(Experiment()).go(100).go(200)
    assert len([step for step in line.history.updates if step <= 100]) >= 10
    assert len([step for step in line.history.updates if step > 100]) >= 10


def without_free_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is asked for is measured."""
    for name in ("SHARE", "FREE_SECONDS", "LEAST_POINTS"):
        monkeypatch.setattr(history_module, name, 0)


def test_measuring_may_take_only_a_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    without_free_measuring(monkeypatch)
    assert Timeline(Experiment()).go(500).history.updates == [0, 500]


def test_however_slow_the_measuring_is_there_is_a_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "SHARE", 0.0)
    monkeypatch.setattr(history_module, "FREE_SECONDS", 0.0)
    for updates in (100, 20_000):
        history = Timeline(Experiment()).go(updates).history
        assert 10 <= len(history.updates) <= history_module.LEAST_POINTS + 1


def test_progress_is_told_and_ends_at_one() -> None:
    shares: list[float] = []
    Timeline(Experiment()).go(300, shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 1
    assert shares[-1] == 1.0


@pytest.mark.parametrize("move", [lambda line: line.go(200), lambda line: line.play(30)], ids=["go", "play"])
def test_an_overflow_leaves_it_at_the_last_update_that_worked(move: Any) -> None:
    line = Timeline(DIVERGES)
    with pytest.raises(NotFiniteError) as error:
        move(line)
    last = error.value.values["step"] - 1
    assert line.updates == last > 0
    weights = line.trainer.weights
    assert all(np.isfinite(W).all() for W in weights.values())
    there = DIVERGES.trainer()
    there.advance(last)
    np.testing.assert_array_equal(weights[1], there.weights[1])
    assert_same(line.trace, there.trace())


def test_after_an_overflow_one_may_go_back() -> None:
    line = Timeline(DIVERGES)
    with pytest.raises(NotFiniteError):
        line.go(200)
    assert_same(line.go(3).trace, straight(DIVERGES, 3))


def test_a_table_of_one_class_only_in_the_test_part_is_still_evaluated() -> None:
    experiment = Experiment().with_source(Source("xor", options=(("n", 40),)))
    point = Timeline(experiment).history[0]
    assert all(0 <= point[part]["accuracy"] <= 1 for part in ("train", "test"))
