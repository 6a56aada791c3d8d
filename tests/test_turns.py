"""The processor, shared: one turn at a time, in order; a click first; nobody waits for who takes long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from ui import turns
from ui.state import Session
from ui.tables import breath
from ui.turns import TURNS, Turns

PATIENCE = 20


@contextmanager
def working(act: Callable[[], None]) -> Iterator[Thread]:
    """Another session's thread; it has ended when the block has."""
    thread = Thread(target=act, daemon=True)
    thread.start()
    yield thread
    thread.join(PATIENCE)
    assert not thread.is_alive()


def until(holds: Callable[[], bool]) -> None:
    waiting = Event()
    for _ in range(PATIENCE * 1000):
        if holds():
            return
        waiting.wait(0.001)
    raise AssertionError("it never came to that")


@pytest.fixture
def shared() -> Turns:
    return Turns()


def take(shared: Turns, name: str, said: list[Any]) -> Callable[[], None]:
    def act() -> None:
        with shared.turn(name):
            said.append(name)

    return act


def test_turns_are_had_one_at_a_time_in_the_order_in_which_they_were_asked_for(
    shared: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "OVERDUE", PATIENCE)
    said: list[str] = []
    threads = []
    with shared.turn("first"):
        for name in "abcd":
            threads.append(Thread(target=take(shared, name, said), daemon=True))
            threads[-1].start()
            until(lambda: len(shared._waiting) == len(threads))
        assert not said
        assert shared.sharers == 5
    for thread in threads:
        thread.join(PATIENCE)
    assert said == list("abcd")


def test_long_work_lets_the_others_have_theirs_in_between(shared: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "OVERDUE", PATIENCE)
    said: list[str] = []
    with shared.turn("long") as turn, working(take(shared, "short", said)):
        until(lambda: bool(shared._waiting))
        turn.began -= 2 * turns.TURN
        turn.give_way()
        assert said == ["short"]


def test_short_work_does_not_give_way(shared: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN", PATIENCE)
    said: list[str] = []
    with working(lambda: None), shared.turn("short") as turn:
        thread = Thread(target=take(shared, "other", said), daemon=True)
        thread.start()
        until(lambda: bool(shared._waiting))
        turn.give_way()
        assert not said
    thread.join(PATIENCE)


def test_while_a_click_is_answered_no_turn_begins(shared: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "OVERDUE", PATIENCE)
    said: list[str] = []
    with working(lambda: None), shared.first("click"):
        thread = Thread(target=take(shared, "player", said), daemon=True)
        thread.start()
        until(lambda: bool(shared._waiting))
        assert not said
    thread.join(PATIENCE)
    assert said == ["player"]


def test_a_click_that_takes_long_takes_turns(shared: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "OVERDUE", PATIENCE)
    said: list[str] = []
    with shared.first("click") as click, working(take(shared, "player", said)):
        until(lambda: bool(shared._waiting))
        click.began -= 2 * turns.TURN
        click.give_way()
        assert said == ["player"]


def test_who_takes_very_long_goes_on_beside_the_others(shared: Turns) -> None:
    said: list[str] = []
    with shared.turn("largest network"), working(take(shared, "other", said)):
        until(lambda: said == ["other"])


def test_a_turn_that_ends_in_an_error_is_over(shared: Turns) -> None:
    with pytest.raises(ZeroDivisionError), shared.turn("wrong"):
        raise ZeroDivisionError
    said: list[str] = []
    take(shared, "next", said)()
    assert said == ["next"]


def test_who_has_stopped_working_no_longer_shares(shared: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        with shared.turn(name):
            pass
    assert shared.sharers == 2
    monkeypatch.setattr(turns, "LATELY", 0.0)
    assert shared.sharers == 1


def test_a_way_through_many_updates_takes_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other session is served before the way is done."""
    monkeypatch.setattr(turns, "TURN", 0.0)
    monkeypatch.setattr(turns, "OVERDUE", PATIENCE)
    from ui.bookmark import START

    state, said = Session.at(START), list[int]()

    def other() -> None:
        with TURNS.turn("other"):
            said.append(state.timeline.updates)

    thread = Thread(target=other, daemon=True)
    state.document.set_out(20_000, 0)
    wait = TURNS.renew

    def renew(turn: turns.Turn) -> None:
        if not thread.ident:
            thread.start()
            until(lambda: bool(TURNS._waiting))
        wait(turn)

    monkeypatch.setattr(TURNS, "renew", renew)
    state.arrive(None)
    thread.join(PATIENCE)
    assert said
    assert 0 < said[0] < 20_000
    assert state.timeline.updates == 20_000


def test_what_is_told_of_long_work_is_told_on_after_it_gave_way(shared: Turns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "OVERDUE", PATIENCE)
    said: list[object] = []
    with shared.turn("long") as turn, working(take(shared, "short", said)):
        until(lambda: bool(shared._waiting))
        turn.began -= 2 * turns.TURN
        assert turn.watching(said.append)(0.5) is None
        assert said == ["short", 0.5]


def test_a_file_is_read_with_longer_pauses_while_several_train(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(breath, "sleep", pauses.append)
    monkeypatch.setattr(breath, "WORK", 0.0)
    monkeypatch.setattr(breath, "TURNS", several := Turns())
    assert list(breath.breathing("ab")) == ["a", "b"]
    assert set(pauses) == {breath.PAUSE}
    pauses.clear()
    for name in ("one", "another"):
        with several.turn(name):
            pass
    list(breath.breathing("ab"))
    assert set(pauses) == {breath.BESIDE}
