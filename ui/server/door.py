"""Who may come in, how much one may say, and when all have to go: the server's limits, as ASGI middleware."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .bucket import Bucket
from .settings import Serving
from .talk import Talk, Talks
from .waiting import FULL, FULL_OF_ADDRESS, is_page, waiting_room

COOKIE = "backprop_process"
"""Names the process that a browser talks to, where there are several; a proxy reads it."""

MOST_ADDRESSES = 10_000
"""Addresses that are remembered; those that have been quiet are forgotten first."""


@dataclass
class Door:
    """Counts who is in and who knocks.

    Attributes
    ----------
    settings : Serving
    talks : Talks
        What is being said with whom.
    open_pages : Counter
        Of each address.
    turned_away : Counter
        By the reason.
    is_ready : bool
        Whether everything that a visitor needs has been loaded.
    leaves_at : float or None
        When the last one has to go, once the server is to end.
    """

    settings: Serving
    talks: Talks = field(default_factory=Talks)
    open_pages: Counter[str] = field(default_factory=Counter)
    turned_away: Counter[str] = field(default_factory=Counter)
    is_ready: bool = False
    leaves_at: float | None = None
    _knocks: dict[str, Bucket] = field(default_factory=dict)

    # --- the end ---

    def drain(self) -> None:
        """Let nobody in any more; who is in may have an answer to what was asked."""
        self.leaves_at = self.leaves_at or monotonic() + self.settings.drain_seconds

    @property
    def is_open(self) -> bool:
        """Whether visitors are to be sent here."""
        return self.is_ready and self.leaves_at is None

    @property
    def is_drained(self) -> bool:
        """Whether the server may end: all is answered, or it has waited long enough."""
        return self.leaves_at is not None and (not self.talks.unanswered or monotonic() > self.leaves_at)

    # --- coming in ---

    def refusal(self, address: str) -> tuple[int, str] | None:
        """Why nobody from an address may come in now, if so: a status, and a word for the count."""
        if not self.is_open:
            return 503, "draining" if self.is_ready else "starting"
        if self._too_often(address):
            return 429, "too often"
        return self.no_place(address)

    def no_place(self, address: str) -> tuple[int, str] | None:
        """Why there is no place for another page of an address, if so: the same."""
        if self.open_pages.total() >= self.settings.max_sessions:
            return 503, FULL
        if self.open_pages[address] >= self.settings.max_sessions_of_address:
            return 429, FULL_OF_ADDRESS
        return None

    def _too_often(self, address: str) -> bool:
        if address not in self._knocks:
            if len(self._knocks) >= MOST_ADDRESSES:
                self._forget()
            often = self.settings.connections_a_minute
            self._knocks[address] = Bucket(often, often / 60)
        return self._knocks[address].take() > 0

    def _forget(self) -> None:
        """Of the addresses those that have been quiet; if none has, all."""
        self._knocks = {address: bucket for address, bucket in self._knocks.items() if not bucket.is_full()}
        if len(self._knocks) >= MOST_ADDRESSES:
            self._knocks.clear()


class Doorkeeper:
    """ASGI middleware that asks the door."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")  # the beginning and the end of the server have none
        address = client[0] if client else ""
        if scope["type"] != "websocket":
            full = self.door.no_place(address) if is_page(scope) else None
            await (waiting_room(self.door.settings, *full) if full else self.app)(scope, receive, send)
            return
        refused = self.door.refusal(address)
        if refused:
            await self._turn_away(refused, scope, receive, send)
        else:
            await self._let_in(address, scope, receive, send)

    async def _turn_away(self, refused: tuple[int, str], scope: Scope, receive: Receive, send: Send) -> None:
        status, why = refused
        self.door.turned_away[why] += 1
        await PlainTextResponse(why, status, headers={"Retry-After": "5"})(scope, receive, send)

    async def _let_in(self, address: str, scope: Scope, receive: Receive, send: Send) -> None:
        talk = Talk(Bucket(often := self.door.settings.messages_a_second, often))
        self.door.open_pages[address] += 1
        self.door.talks.begin(talk)

        async def heard() -> Message:
            message = await receive()
            await asyncio.sleep(talk.hear(message))
            return message

        async def said(message: Message) -> None:
            if message["type"] == "websocket.accept":
                self._name_process(message)
            self.door.talks.say(talk, message)
            await send(message)

        try:
            await self.app(scope, heard, said)
        finally:
            self.door.talks.end(talk)
            self.door.open_pages[address] -= 1
            self.door.open_pages += Counter()  # without those at 0

    def _name_process(self, message: Message) -> None:
        if self.door.settings.process:
            how = "SameSite=None; Secure" if self.door.settings.cookies == "none" else "SameSite=Lax"
            MutableHeaders(scope=message).append(
                "set-cookie", f"{COOKIE}={self.door.settings.process}; Path=/; HttpOnly; {how}"
            )
