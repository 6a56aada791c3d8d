"""A visitor without a browser: speaks Streamlit's protocol and presses Step."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from time import perf_counter
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

FINISHED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
LEAST = 3
"""Operations that are still to be known when the wall asks for more (ui/wall/ahead.js)."""

CACHED_RUNS = 2
"""Runs for which a browser keeps a large message that it was not sent again (``global.maxCachedMessageAge``)."""


class VisitError(RuntimeError):
    """The app showed an exception, or a press of Step changed nothing."""


class Stepper:
    """What one presses for a step, found in what the server sends: a button or a component."""

    button, wall = "step", "wall"
    """Keys of the button, and of the component that tells of a step by a trigger."""

    def __init__(self) -> None:
        self.id = self.fragment = ""
        self.acts = 0

    def see(self, delta: Delta) -> None:
        """Look whether this is it."""
        element = delta.new_element
        for found, key in ((element.button.id, self.button), (element.bidi_component.id, self.wall)):
            if found.endswith(f"-{key}"):
                self.id, self.fragment = found, delta.fragment_id

    def press(self) -> ClientState:
        """What a browser sends when it is pressed."""
        if not self.id:
            raise VisitError(f"neither a button {self.button!r} nor a component {self.wall!r} was sent")
        pressed = self._act() if self.id.endswith(f"-{self.wall}") else WidgetState(id=self.id, trigger_value=True)
        return ClientState(widget_states=WidgetStates(widgets=[pressed]), fragment_id=self.fragment)

    def _act(self) -> WidgetState:
        return self._told({"event": "acts", "value": [self.numbered(do="step", by="operation", direction=1)]})

    def numbered(self, **act: object) -> dict[str, object]:
        """An act of the component, as ui/messages.py reads it."""
        self.acts += 1
        return {"n": self.acts, **act}

    def _told(self, event: dict[str, object]) -> WidgetState:
        told = json.dumps([event])
        return WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{self.id}__events", json_trigger_value=told)

    def tell(self, event: dict[str, object]) -> ClientState:
        """What a browser sends when the component tells of something."""
        return ClientState(widget_states=WidgetStates(widgets=[self._told(event)]), fragment_id=self.fragment)


@dataclass
class Run:
    """One run of the script, from what asked for it to its end.

    Attributes
    ----------
    seconds : float
    messages, size : int
        What was received, and how many bytes that is.
    drawn : list of str
        The hash of each thing that was drawn.
    walls : list of bytes
        What the wall was sent.
    """

    seconds: float = 0.0
    messages: int = 0
    size: int = 0
    drawn: list[str] = field(default_factory=list)
    walls: list[bytes] = field(default_factory=list)

    def add(self, size: int, name: str, message: ForwardMsg) -> None:
        """Count a message."""
        self.messages += 1
        self.size += size
        self.drawn += [name] if name else []
        component = message.delta.new_element.bidi_component
        if component.id.endswith(f"-{Stepper.wall}") and component.bytes:
            self.walls.append(component.bytes)


@dataclass
class Known:
    """What the wall knows of the round, as a message tells it.

    Attributes
    ----------
    step, last : int
        Where the reader is, and where the round ends.
    told : int
        How many of the next operations can be seen without asking.
    """

    step: int = 0
    last: int = 0
    told: int = 0

    @classmethod
    def of(cls, message: bytes) -> Self:
        """Read a message of figures/wall/packing.py."""
        found = cls()
        while message:
            length, kind, head = (int.from_bytes(message[at : at + 4], "little") for at in (0, 4, 8))
            if kind:
                found.told += 1
            else:
                header = json.loads(message[12 : 12 + head])
                found.step, found.last = header["cursor"], len(header["program"])
            message = message[8 + length :]
        return found

    def go_on(self) -> bool:
        """See the next operation; whether more are to be asked for."""
        self.step, self.told = self.step + 1, self.told - 1
        return self.told < LEAST and self.step + self.told < self.last


@dataclass
class Visitor:
    """One open page."""

    socket: ClientConnection
    stepper: Stepper
    page: str = ""
    session: str = ""
    runs: int = 0
    cached: dict[str, int] = field(default_factory=dict)
    drawn: list[str] = field(default_factory=list)
    known: Known = field(default_factory=Known)

    @classmethod
    async def open(cls, stream: str, stepper: Stepper | None = None, query: str = "") -> tuple[Self, Run]:
        """Open the page, at a link, and wait until it is there."""
        subprotocol = Subprotocol("streamlit")
        # A server that is busy answers no ping for a while; a browser would not leave for that either.
        socket = await connect(
            stream, subprotocols=[subprotocol], compression=None, ping_interval=None, max_size=None, max_queue=None
        )
        visitor = cls(socket, stepper or Stepper())
        return visitor, await visitor.arrive(query)

    async def arrive(self, query: str = "") -> Run:
        """Ask for the page, at a link."""
        return await self.run(ClientState(query_string=query))

    async def step(self) -> Run:
        """Press Step and wait for what comes of it."""
        run = await self.run(self.stepper.press())
        if run.drawn == self.drawn:
            raise VisitError("a press of Step changed nothing on the page")
        self.drawn = run.drawn
        return run

    async def walk(self) -> Run | None:
        """Press Step as one who goes from operation to operation; None if the browser knows what comes."""
        if not self.known.told:
            return await self.step()
        return await self.act(do="arrive", to=self.known.step) if self.known.go_on() else None

    async def act(self, **act: object) -> Run:
        """Do something else on the wall."""
        return await self.run(self.stepper.tell({"event": "acts", "value": [self.stepper.numbered(**act)]}))

    async def more(self) -> Run:
        """Ask for more pictures, as the wall does while it plays."""
        return await self.run(self.stepper.tell({"event": "more", "value": True}))

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    async def ask(self, state: ClientState) -> None:
        """Ask for a run, without waiting for what comes of it."""
        state.page_script_hash = self.page
        state.cached_message_hashes.extend(self.cached)
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())

    async def run(self, state: ClientState) -> Run:
        """Ask for a run, and wait for its end."""
        began, run = perf_counter(), Run()
        await self.ask(state)
        finished = False
        while not finished:
            data = await self.socket.recv(decode=False)
            message = ForwardMsg.FromString(data)
            finished = self._receive(message)
            run.add(len(data), self._name(message), message)
        run.seconds = perf_counter() - began
        if run.walls:
            self.known = Known.of(run.walls[-1])
        self._forget()
        return run

    def _receive(self, message: ForwardMsg) -> bool:
        """Take note of a message; whether it is the last one of the run."""
        kind = message.WhichOneof("type")
        if kind == "delta":
            _refuse_exceptions(message.delta)
            self.stepper.see(message.delta)
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        return kind == "script_finished" and _succeeded(message)

    def _name(self, message: ForwardMsg) -> str:
        """The hash of what is drawn; a large one is kept, so that it need not be sent again."""
        name = message.ref_hash or (message.hash if message.HasField("delta") else "")
        if message.ref_hash or message.metadata.cacheable:
            self.cached[name] = self.runs
        return name

    def _forget(self) -> None:
        self.runs += 1
        self.cached = {name: run for name, run in self.cached.items() if self.runs - run <= CACHED_RUNS}


def _refuse_exceptions(delta: Delta) -> None:
    if delta.new_element.WhichOneof("type") == "exception":
        shown = delta.new_element.exception
        raise VisitError(f"the app shows {shown.type}: {shown.message}")


def _succeeded(message: ForwardMsg) -> bool:
    if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
        raise VisitError("the script does not compile")
    return message.script_finished in FINISHED
