"""The server put together, and run."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit import config

from ui.component import register
from ui.warming import warm_up

from . import front
from .door import Door, Doorkeeper
from .files import Files, keep_all
from .headers import SecurityHeaders
from .metrics import registry
from .probes import Hosts, Private, routes
from .settings import Serving
from .uploads import Uploads

SCRIPT = Path(__file__).parent.parent.parent / "app.py"
PING_SECONDS = 20
"""Between two looks whether a page is still there; less than the minute after which a proxy ends what is silent."""


def application(settings: Serving) -> tuple[st.App, Door]:
    """The app with everything around it, and its door."""
    config.set_option("server.xsrfCookieSameSite", settings.cookies)
    config.set_option("server.disconnectedSessionTTL", settings.remember_seconds)
    door = Door(settings)
    middleware = [
        Middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors),
        Middleware(Hosts, hosts=settings.hosts.split(",")),
        Middleware(Private, networks=settings.metrics_from.split(",")),
        Middleware(Files),
        Middleware(Uploads, most=settings.max_uploads_bytes),
        Middleware(Doorkeeper, door=door),
    ]
    addresses = [*routes(door, registry(door)), *front.routes()]
    app = st.App(SCRIPT, routes=addresses, middleware=middleware, lifespan=opening(door))
    return app, door


def opening(door: Door) -> Callable[[st.App], AbstractAsyncContextManager[dict[str, Any] | None]]:
    """Load all that visitors need, then open: no one pays for the first visit."""

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        logging.getLogger("uvicorn.access").disabled = True  # Streamlit has just turned it on
        loading = asyncio.create_task(asyncio.to_thread(load, door))
        yield
        loading.cancel()

    return lifespan


def load(door: Door) -> None:
    """Import everything, and keep it out of the way of the garbage collector."""
    from ui.shell import FIRST  # which imports the pages' own parts: not before there is a server to be ready

    for page in FIRST:
        import_module(f"ui.{page}")
    register()
    keep_all(front.page())
    warm_up().join()
    gc.collect()
    gc.freeze()
    door.is_ready = True


class Server(uvicorn.Server):
    """Ends in two steps: told to (SIGTERM), it lets nobody in; when all have their answer, it leaves."""

    def __init__(self, settings: Serving, app: st.App, door: Door) -> None:
        super().__init__(configured(settings, app))
        self.door = door

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and self.door.leaves_at is None:
            self.door.drain()
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self.door.is_drained


def configured(settings: Serving, app: st.App) -> uvicorn.Config:
    """Settings of uvicorn that differ from its own."""
    return uvicorn.Config(
        app,
        host=settings.address,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=settings.max_message_bytes,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=1,
        access_log=False,
        server_header=False,
        log_level="warning",
        use_colors=False,
    )


def run(settings: Serving) -> None:
    """Serve until told to end."""
    app, door = application(settings)
    Server(settings, app, door).run()
