"""What a session held is given back when it has ended, without anybody's click waiting for it."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from time import monotonic, sleep

import pytest
from streamlit.proto.Delta_pb2 import Delta

from benchmarks.serving import serving
from benchmarks.visitor import Stepper, Visitor
from tests.conftest import ROOT
from ui import memory

SECONDS = 30.0


class Owner:
    """What ends."""


class Circle:
    """What refers to itself, as Streamlit's objects of a run do."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def _nothing_collected_by_itself(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(memory, "PAUSE", 0.0)
    gc.disable()
    yield
    gc.enable()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + SECONDS
    while not condition():
        assert monotonic() < deadline, "it did not happen"
        sleep(0.01)


@pytest.mark.usefixtures("_nothing_collected_by_itself")
def test_the_garbage_of_what_has_ended_is_collected() -> None:
    owner, circle = Owner(), Circle()
    alive = weakref.ref(circle)
    memory.collect_after(owner)
    del circle
    assert alive() is not None
    del owner
    wait_until(lambda: alive() is None)


def test_one_owner_asks_for_one_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: SimpleQueue[None] = SimpleQueue()
    monkeypatch.setattr(memory, "_ended", ended)
    owner = Owner()
    memory.collect_after(owner)
    memory.collect_after(owner)
    del owner
    assert ended.qsize() == 1


WATCHED = """
import gc, sys, weakref
sys.path.insert(0, {root!r})
import streamlit as st
from ui import explore, memory, shell, state
gc.disable()  # or chance would have it done
memory.PAUSE = 0.0
alive = memory.__dict__.setdefault("alive", [])
shell.page("explore")
explore.main()
if "counted" not in st.session_state:
    st.session_state["counted"] = True
    alive.append(weakref.ref(state.session()))
st.text(f"alive {{sum(reference() is not None for reference in alive)}}")
"""


class Reader(Stepper):
    """Reads how many sessions are alive."""

    alive = 0

    def see(self, delta: Delta) -> None:
        super().see(delta)
        word, _space, number = delta.new_element.text.body.partition(" ")
        if word == "alive":
            self.alive = int(number)


async def visit(stream: str) -> int:
    """Open the page, take a step, leave; how many sessions were alive."""
    reader = Reader()
    visitor, _run = await Visitor.open(stream, reader)
    await visitor.step()
    await visitor.close()
    return reader.alive


async def walk(stream: str) -> int:
    """Go through a round, operation by operation; how many steps ask the server."""
    visitor, _run = await Visitor.open(stream)
    asked = [await visitor.walk() for _ in range(visitor.known.last)]
    await visitor.close()
    return len(asked) - asked.count(None)


def test_a_visitor_without_a_browser_asks_as_often_as_one_with_it() -> None:
    with serving(ROOT / "app.py", ROOT) as server:
        assert asyncio.run(walk(server.stream)) == 6, "as in tests/browser/test_ahead.py"


def test_a_session_of_the_server_is_given_back_after_it_has_ended(tmp_path: Path) -> None:
    script = tmp_path / "watched.py"
    script.write_text(WATCHED.format(root=str(ROOT)), encoding="utf-8")
    with serving(script, ROOT, "--server.disconnectedSessionTTL=0") as server:
        visits = count(1)
        # With none given back, as many are alive as there have been visits.
        wait_until(lambda: asyncio.run(visit(server.stream)) < next(visits))


FROZEN = """
import gc, weakref
from ui.memory import collect
class Held:
    pass
held = Held()
held.itself, gone = held, weakref.ref(held)
collect()
assert gc.get_freeze_count() > 1000
del held
collect()
assert gone() is None
"""


def test_what_lives_long_is_not_looked_at_again_and_is_given_back_all_the_same() -> None:
    subprocess.run([sys.executable, "-c", FROZEN], cwd=ROOT, check=True)
