"""Sessions in a room are asked for a run: once for what happens together, and not when they have gone."""

from __future__ import annotations

from threading import Event
from time import monotonic

import pytest
from streamlit.proto.ClientState_pb2 import ClientState

from ui.rooms import hub
from ui.rooms.hub import Hub


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Which sessions were asked for a run, and when; "gone" has ended."""
    found: list[tuple[str, float]] = []

    def request(session: str, _asked: ClientState) -> bool:
        found.append((session, monotonic()))
        return session != "gone"

    monkeypatch.setattr(hub, "request_run", request)
    return found


def room(*sessions: str) -> Hub:
    made = Hub()
    made._inside["ABCD"] = {session: ClientState() for session in sessions}
    return made


def until(found: list[tuple[str, float]], count: int) -> None:
    waited = Event()
    end = monotonic() + 5
    while len(found) < count:
        assert monotonic() < end
        waited.wait(0.01)


def test_what_happens_together_is_told_once_and_the_last_is_not_lost(asked: list[tuple[str, float]]) -> None:
    told = room("a")
    told.tell("ABCD")
    until(asked, 1)
    for _ in range(50):
        told.tell("ABCD")
    until(asked, 2)
    assert asked[1][1] - asked[0][1] >= hub.APART * 0.9
    told.tell("ABCD")
    until(asked, 3)
    assert len(asked) == 3


def test_all_in_the_room_are_asked_and_nobody_else(asked: list[tuple[str, float]]) -> None:
    told = room("a", "b")
    told._inside["EFGH"] = {"c": ClientState()}
    told.tell("ABCD")
    until(asked, 2)
    assert {session for session, _when in asked} == {"a", "b"}


def test_a_session_that_has_gone_is_forgotten_and_so_is_an_empty_room(asked: list[tuple[str, float]]) -> None:
    told = room("gone", "a")
    told.tell("ABCD")
    until(asked, 2)
    while "gone" in told._inside.get("ABCD", {}):
        Event().wait(0.01)
    assert set(told._inside["ABCD"]) == {"a"}
    told._inside["ABCD"] = {"gone": ClientState()}
    told.tell("ABCD")
    until(asked, 3)
    while "ABCD" in told._inside:
        Event().wait(0.01)
    assert told._last == {}


def test_a_room_in_which_nobody_is_costs_nothing(asked: list[tuple[str, float]]) -> None:
    Hub().tell("ABCD")
    assert asked == []
