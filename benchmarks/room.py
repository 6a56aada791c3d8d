"""A room: how long it takes until a lecturer's step has reached the last of those who follow, and what that costs.

python -m benchmarks.room [--followers 100] [--steps 10] [--tree OTHER]
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

from benchmarks.load import ROOT, cpu_seconds
from benchmarks.serving import Server, serving_a_class
from benchmarks.visitor import Stepper, Visitor
from tests.wire import pictures

PATIENCE = 60.0
PAUSE = 1.0
"""Seconds between two steps of the lecturer."""


class Seat(Stepper):
    """Of somebody in a room: what is sent, and which step the wall shows."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[str, tuple[str, str]] = {}
        self.codes: list[str] = []
        self.cursor = -1

    def see(self, delta: Delta) -> None:
        super().see(delta)
        element = delta.new_element
        if element.WhichOneof("type") == "button":
            self.buttons[element.button.id.rpartition("-user-")[2] or element.button.id] = (
                element.button.id,
                delta.fragment_id,
            )
        elif element.WhichOneof("type") == "code":
            self.codes.append(element.code.code_text)
        elif element.bidi_component.bytes:
            self.cursor = pictures(element.bidi_component.bytes)[-1].header["cursor"]

    def button_of(self, key: str) -> ClientState:
        """What a browser sends when the button of a key is pressed."""
        button, fragment = next(found for name, found in self.buttons.items() if name.endswith(key))
        pressed = WidgetState(id=button, trigger_value=True)
        return ClientState(widget_states=WidgetStates(widgets=[pressed]), fragment_id=fragment)


@dataclass
class Attender(Visitor):
    """A page in a room, whose server also speaks when it was asked nothing."""

    seat: Seat = field(default_factory=Seat)
    saw: dict[int, float] = field(default_factory=dict)

    async def press(self, key: str) -> None:
        """Press a button, by its key, and wait for what comes of it."""
        await self.run(self.seat.button_of(key))

    async def listen(self) -> None:
        """Note when each step is seen, for ever."""
        while True:
            message = ForwardMsg.FromString(await self.socket.recv(decode=False))
            self._receive(message)
            self.saw.setdefault(self.seat.cursor, perf_counter())

    async def send(self, state: ClientState) -> None:
        """Ask for a run, and do not wait for it."""
        state.page_script_hash = self.page
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())


async def enter(server: Server, query: str) -> Attender:
    """Open a page and wait until it is there."""
    opened, _run = await Visitor.open(server.stream, Seat(), query)
    seat = opened.stepper
    assert isinstance(seat, Seat)
    return Attender(**vars(opened), seat=seat)


async def lecture(server: Server) -> tuple[Attender, str]:
    """A lecturer who has opened a room, and its name."""
    lecturer = await enter(server, "")
    for key in ("share-open", "room-open"):
        await lecturer.press(key)
    (name,) = {code.rpartition("room=")[2] for code in lecturer.seat.codes if code[-9:-4] == "room="}
    return lecturer, name


async def seen_by_all(followers: list[Attender], cursor: int) -> float:
    """When the last of them has seen a step."""
    async with asyncio.timeout(PATIENCE):
        while any(cursor not in follower.saw for follower in followers):
            await asyncio.sleep(0.005)
    return max(follower.saw[cursor] for follower in followers)


async def measure(server: Server, followers: int, steps: int) -> tuple[list[float], float]:
    """Seconds from each step to the last who saw it, and seconds of the processor a step."""
    lecturer, name = await lecture(server)
    class_ = [await enter(server, f"room={name}") for _ in range(followers)]
    tasks = [asyncio.create_task(one.listen()) for one in (lecturer, *class_)]
    process, waits = psutil.Process(server.process), list[float]()
    await asyncio.sleep(2 * PAUSE)
    before = cpu_seconds(process)
    for step in range(1, steps + 1):
        began = perf_counter()
        await lecturer.send(lecturer.seat.press())
        waits.append(await seen_by_all(class_, step) - began)
        await asyncio.sleep(PAUSE)
    for task in tasks:
        task.cancel()
    return waits, (cpu_seconds(process) - before) / steps


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--followers", type=int, default=100)
    arguments.add_argument("--steps", type=int, default=10)
    arguments.add_argument("--tree", type=Path, default=ROOT)
    asked = arguments.parse_args()
    with serving_a_class(asked.tree) as server:
        waits, cpu = asyncio.run(measure(server, asked.followers, asked.steps))
    waits.sort()
    print(f"{asked.followers} followers: until the last has seen a step, median {waits[len(waits) // 2]:.2f} s,")
    print(f"longest {waits[-1]:.2f} s; {1000 * cpu:.0f} ms of the processor a step")


if __name__ == "__main__":
    main()
