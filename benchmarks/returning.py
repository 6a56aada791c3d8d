"""A visitor who comes back: does what a browser does when the connection breaks, with its address and its cookie."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Subprotocol

from benchmarks.visitor import Run, Stepper, Visitor
from tests.wire import Picture, pictures

GONE = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError)
WAIT = 0.25
"""Seconds before it connects again; Streamlit's page waits 0.25 to 4."""


@dataclass
class Returning:
    """One page behind a proxy.

    Attributes
    ----------
    last : Picture
        What is on the wall.
    away : list of float
        How many seconds each break took, from the moment it was noticed to an answer.
    """

    stream: str
    visitor: Visitor
    last: Picture
    cookie: str = ""
    address: str = ""
    away: list[float] = field(default_factory=list)

    @classmethod
    async def open(cls, stream: str, query: str = "") -> Returning:
        """Open the page."""
        visitor, run, cookie = await _connected(stream, query, "")
        page = cls(stream, visitor, pictures(run.walls[-1])[-1], cookie)
        page._see(run)
        return page

    async def act(self, **act: Any) -> None:
        """Do something until it is done, if need be on another server."""
        try:
            self._see(await self.visitor.act(**act))
        except GONE:
            await self.come_back()
            self._see(await self.visitor.act(**act))

    async def come_back(self) -> None:
        """Connect until somebody answers."""
        began = perf_counter()
        while True:
            try:
                self.visitor, run, self.cookie = await _connected(self.stream, self.address, self.cookie)
                break
            except GONE:
                await asyncio.sleep(WAIT)
        self._see(run)
        self.away.append(perf_counter() - began)

    def _see(self, run: Run) -> None:
        for wall in run.walls:
            self.last = pictures(wall)[-1]
            self.address = self.last.header["address"]


async def _connected(stream: str, query: str, cookie: str) -> tuple[Visitor, Run, str]:
    headers = {"Cookie": cookie} if cookie else {}
    socket = await connect(
        stream, subprotocols=[Subprotocol("streamlit")], compression=None, ping_interval=None, max_size=None,
        max_queue=None, additional_headers=headers,
    )  # fmt: skip
    assert socket.response
    named = socket.response.headers.get("Set-Cookie", cookie).partition(";")[0]
    visitor = Visitor(socket, Stepper())
    return visitor, await visitor.arrive(query), named
