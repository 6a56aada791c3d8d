"""What a reader's clicks do to the session: steps go both ways, changes can be refused and taken back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from backprop import BackpropError, NetworkError, NotFiniteError, Trace
from backprop.experiment import Experiment, Source
from backprop.stepping import cursor_of, end_of
from backprop.timeline import Timeline
from ui.bookmark import Bookmark
from ui.state import Session, document
from ui.state.document import Document

DIVERGES = Experiment(learning_rate=1.0, loss="squared_error", activations=("identity",) * 3)


def begun(experiment: Experiment, cursor: int = 0) -> Session:
    return Session(Document(Timeline(experiment), cursor))


def at(experiment: Experiment, update: int, cursor: int) -> Bookmark:
    return Bookmark(experiment, update, cursor)


@pytest.fixture
def session() -> Session:
    """The default experiment, before the first step."""
    return begun(Experiment())


def numbers(trace: Trace) -> dict[Any, bytes]:
    return {key: np.asarray(trace[key]).tobytes() for key in trace if key != "step"}


def walk(session: Session, direction: int, by: str, count: int) -> list[tuple[Bookmark, dict[Any, bytes]]]:
    """Where one is before and after each of so many steps, with every number that is there."""
    seen = [(session.document.bookmark, numbers(session.trace))]
    for _ in range(count):
        session.step(direction, by)
        seen.append((session.document.bookmark, numbers(session.trace)))
    return seen


@pytest.mark.parametrize(("by", "count"), [("step", 55), ("layer", 22), ("pass", 10)])
def test_back_is_exactly_the_way_there_across_updates_and_batches(session: Session, by: str, count: int) -> None:
    there = walk(session, 1, by, count)
    assert session.timeline.updates >= 2
    assert walk(session, -1, by, count) == there[::-1]
    assert session.document.bookmark == at(session.experiment, 0, 0)


def test_single_steps_pass_every_place_of_the_round_and_go_on_to_the_next_batch(session: Session) -> None:
    end = len(session.trace.steps)
    settled, marks = session.document.settled, [mark for mark, _ in walk(session, 1, "step", end + 2)]
    places = [(mark.update, settled if mark.cursor is None else mark.cursor) for mark in marks]
    assert places == [(0, cursor) for cursor in range(end + 1)] + [(1, 0), (1, 1)]


def test_back_at_the_very_beginning_stays_there(session: Session) -> None:
    for by in ("step", "layer", "pass"):
        session.step(-1, by)
    assert (session.timeline.updates, session.cursor) == (0, 0)


def test_from_the_middle_of_a_layer_one_goes_to_its_ends(session: Session) -> None:
    session.document.cursor = 3
    session.step(1, "layer")
    assert session.cursor == 4
    session.document.cursor = 3
    session.step(-1, "layer")
    assert session.cursor == 2


def test_updates_keep_the_place_in_the_round(session: Session) -> None:
    session.document.cursor = 7
    session.advance(10)
    session.advance(90)
    assert session.document.bookmark == at(session.experiment, 100, 7)
    trainer = session.experiment.trainer()
    trainer.advance(100)
    assert numbers(session.trace) == numbers(trainer.trace())


def test_a_round_may_be_entered_at_its_end(session: Session) -> None:
    session.go(3, None)
    assert session.cursor == len(session.trace.steps)
    session.go(3, 10_000)
    assert session.cursor == len(session.trace.steps)


# --- playing ---


def test_pausing_goes_back_to_the_update_on_the_screen(session: Session) -> None:
    session.play(True, 0)
    session.tick(0.0)
    seen = session.timeline.updates
    numbers_seen = numbers(session.trace)
    session.tick(0.02)
    assert session.timeline.updates > seen
    session.play(False, seen)
    assert (session.player.playing, session.timeline.updates) == (False, seen)
    assert numbers(session.trace) == numbers_seen
    session.tick(0.02)
    assert session.timeline.updates == seen, "it has paused"


@pytest.mark.parametrize("at", [-1, 10_000])
def test_pausing_where_one_never_was_stays_where_one_is(session: Session, at: int) -> None:
    session.play(True, 0)
    session.tick(0.0)
    here = session.timeline.updates
    session.play(False, at)
    assert session.timeline.updates == here


# --- places ---


def test_a_jump_goes_to_the_step_that_makes_the_matrix(session: Session) -> None:
    for tile, key in (("dW2", ("dW", 2)), ("G1", ("G", 1)), ("S", "S"), ("W+3", ("W+", 3))):
        session.jump(tile)
        assert session.trace.steps[session.cursor - 1].writes == key


def test_a_jump_to_what_is_given_goes_to_the_start(session: Session) -> None:
    session.document.cursor = 9
    session.jump("W2")
    assert session.cursor == 0


def test_a_jump_to_what_is_not_there_changes_nothing(session: Session) -> None:
    session.document.cursor = 9
    session.jump("Q7")
    assert session.cursor == 9
    assert session.key_of("Q7") is None


def test_a_quantity_is_known_from_its_step_on(session: Session) -> None:
    session.document.cursor = cursor_of(session.trace.steps, ("M", 3)) - 1
    assert not session.document.is_known(("M", 3))
    assert session.document.is_known(("D", 3))
    assert session.document.is_known(("W", 1))
    session.document.cursor += 1
    assert session.document.is_known(("M", 3))


def test_an_entry_is_there_as_long_as_its_matrix_has_that_row_and_column(session: Session) -> None:
    session.jump("Z2")
    assert session.document.has(("Z", 2), 5, 5)
    assert not session.document.has(("Z", 3), 0, 0), "not computed yet"
    assert not session.document.has(("Z", 9), 0, 0)
    session.change(lambda e: e.with_item("hidden", 0, 5))
    assert not session.document.has(("Z", 2), 5, 5)
    session.change(lambda e: replace(e, batch_size=7))
    assert not session.document.has(("Z", 2), 7, 4)
    assert session.document.has(("Z", 2), 6, 4)


# --- set-up ---


def test_another_experiment_begins_anew_where_one_was_in_the_round(session: Session) -> None:
    session.advance(20)
    session.player.playing, session.document.cursor = True, 0
    session.change(lambda e: replace(e, seed=5))
    assert session.experiment == Experiment(seed=5)
    assert session.timeline.updates == 0
    assert session.cursor == 0
    assert not session.player.playing


def test_the_quantity_in_focus_stays_in_focus(session: Session) -> None:
    session.jump("dW2")
    session.change(lambda e: e.with_layers(7))
    assert session.trace.steps[session.cursor - 1].writes == ("dW", 2)


def test_a_quantity_that_is_gone_gives_way_to_the_end_of_the_backward_pass(session: Session) -> None:
    session.jump("dW3")
    session.change(lambda e: e.with_layers(2))
    assert session.cursor == end_of(session.trace.steps, "backward")


def test_a_change_that_changes_nothing_is_none(session: Session) -> None:
    session.advance(5)
    timeline = session.timeline
    session.change(lambda e: replace(e, seed=e.seed))
    assert session.timeline is timeline
    assert not session.document.past


@pytest.mark.parametrize(
    "make",
    [
        lambda e: replace(e, hidden=(6, 0)),
        lambda e: e.with_layers(99),
        lambda e: replace(e, learning_rate=float("nan")),
        lambda e: replace(e, batch_size=10_000),
        lambda e: e.with_source(Source("nowhere")),
    ],
    ids=["width", "layers", "step size", "batch", "data"],
)
def test_a_change_that_cannot_be_is_reported_and_loses_nothing(session: Session, make: Any) -> None:
    session.advance(5)
    session.change(lambda e: replace(e, seed=1))
    session.undo()
    session.document.cursor = 11
    timeline, moment = session.timeline, session.document.bookmark
    session.change(make)
    assert isinstance(session.notice, BackpropError)
    assert session.timeline is timeline
    assert session.document.bookmark == moment
    assert (len(session.document.past), len(session.document.future)) == (0, 1)


def test_what_was_wrong_is_said_until_the_next_step_or_change(session: Session) -> None:
    acts: list[Callable[[], object]] = [
        lambda: session.step(1, "step"),
        lambda: session.jump("Z2"),
        lambda: session.change(lambda e: replace(e, seed=7)),
        session.undo,
        lambda: session.advance(1),
    ]
    for act in acts:
        session.change(lambda e: e.with_layers(99))
        assert isinstance(session.notice, NetworkError)
        act()
        assert session.notice is None


def test_undo_and_redo_restore_experiment_update_step_and_every_number(session: Session) -> None:
    session.advance(17)
    session.document.cursor = 8
    first = (session.document.bookmark, numbers(session.trace))
    session.change(lambda e: replace(e, optimizer="adam"))
    session.advance(6)
    second = (session.document.bookmark, numbers(session.trace))
    session.change(lambda e: e.with_layers(1))
    third = (session.document.bookmark, numbers(session.trace))
    for expected in (second, first):
        session.undo()
        assert (session.document.bookmark, numbers(session.trace)) == expected
    for expected in (second, third):
        session.redo()
        assert (session.document.bookmark, numbers(session.trace)) == expected


def test_with_nothing_to_undo_or_redo_nothing_happens(session: Session) -> None:
    moment = session.document.bookmark
    session.undo()
    session.redo()
    assert session.document.bookmark == moment


def test_a_new_change_ends_the_redoing(session: Session) -> None:
    session.change(lambda e: replace(e, seed=1))
    session.undo()
    session.change(lambda e: replace(e, seed=2))
    session.redo()
    assert session.experiment.seed == 2


def test_only_so_many_changes_are_kept_and_timelines_as_long_as_there_is_memory(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Timeline(session.experiment).go(14)
    assert len(seen.trace.steps) == 24
    one = document.held(seen)
    monkeypatch.setattr(document, "MOST_UNDO", 6)
    monkeypatch.setattr(document, "BUDGET", int(3.5 * one))
    for seed in range(1, 15):
        session.change(partial(replace, seed=seed))
        session.advance(seed)
    past, future = session.document.past, session.document.future
    assert len(past) == 6
    assert [moment.timeline is not None for moment in past] == [False] * 4 + [True] * 2, "the newest"
    for seed in range(13, 8, -1):
        session.undo()
        assert (session.experiment.seed, session.timeline.updates) == (seed, seed)
    everything = [session.timeline, *(moment.timeline for moment in (*past, *future) if moment.timeline)]
    assert sum(document.held(timeline) for timeline in everything) <= document.BUDGET


def test_the_memory_of_a_session_is_given_back_with_it() -> None:
    session = begun(Experiment())
    session.advance(30)
    session.change(lambda e: replace(e, seed=3))
    gone = weakref.ref(session.timeline.trainer), weakref.ref(session.document.past[0].timeline)
    gc.collect()
    gc.disable()
    try:
        del session
        assert [reference() for reference in gone] == [None, None], "without the help of the collector"
    finally:
        gc.enable()


# --- ways that take long ---


def test_a_way_that_takes_long_can_be_gone_on_with_or_given_up(session: Session) -> None:
    session.document.set_out(5000, 7)
    assert not session.arrive(-1)
    here = session.timeline.updates
    assert 0 < here < 5000
    assert session.document.bookmark == at(session.experiment, 5000, 7), "it is where one wanted to be"
    assert session.arrive(None)
    assert (session.timeline.updates, session.cursor, session.document.aim) == (5000, 7, None)
    session.document.set_out(9000, 7)
    session.arrive(-1)
    session.document.give_up()
    assert session.arrive(None)
    assert 5000 < session.timeline.updates < 9000
    trainer = session.experiment.trainer()
    trainer.advance(session.timeline.updates)
    assert numbers(session.trace) == numbers(trainer.trace())


@pytest.mark.parametrize("updates", [40, 4000])
def test_whatever_ends_a_way_the_state_is_whole(session: Session, updates: int) -> None:
    def break_off(share: float) -> None:
        raise KeyboardInterrupt

    session.document.set_out(updates, 3)
    with pytest.raises(KeyboardInterrupt):
        session.arrive(None, break_off)
    here = session.timeline.updates
    assert here in session.timeline.history
    assert session.cursor == 3
    trainer = session.experiment.trainer()
    trainer.advance(here)
    assert numbers(session.trace) == numbers(trainer.trace())
    assert session.arrive(None)
    assert session.timeline.updates == updates


# --- overflow ---


@pytest.mark.parametrize("move", [lambda s: s.advance(200), lambda s: s.tick(30)], ids=["updates", "playing"])
def test_an_overflow_is_reported_and_the_last_update_that_worked_stays(move: Any) -> None:
    session = begun(DIVERGES, cursor=9)
    session.player.playing = True
    move(session)
    assert isinstance(session.notice, NotFiniteError)
    assert session.notice.values["step"] == session.timeline.updates + 1 > 1
    assert (session.cursor, session.player.playing) == (9, False)
    assert all(np.isfinite(session.trace["W", i]).all() for i in (1, 2, 3))
    assert session.timeline.updates in session.timeline.history, "the page prints the losses there"


def test_after_an_overflow_one_may_step_back_and_restart() -> None:
    session = begun(DIVERGES)
    session.advance(200)
    last = session.timeline.updates
    session.step(-1, "step")
    assert (session.timeline.updates, session.notice) == (last - 1, None)
    session.go(0, 0)
    np.testing.assert_array_equal(session.trace["W", 1], begun(DIVERGES).trace["W", 1])
