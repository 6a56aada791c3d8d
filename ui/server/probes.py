"""The addresses for whoever looks after the server: does it live, may visitors be sent, how does it stand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address, ip_network

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from .door import Door

LIVE, READY, METRICS = "/healthz", "/readyz", "/metrics"
PRIVATE = (METRICS, "/_stcore/metrics")
"""For those alone who may read metrics; the second is Streamlit's own."""


def routes(door: Door, registry: CollectorRegistry) -> list[Route]:
    """All of them."""
    return [
        Route(LIVE, _live),
        Route(READY, partial(_ready, door)),
        Route(METRICS, partial(_metrics, registry)),
    ]


async def _live(_request: Request) -> Response:
    return PlainTextResponse("alive")


async def _ready(door: Door, _request: Request) -> Response:
    if door.is_open:
        return PlainTextResponse("ready")
    return PlainTextResponse("draining" if door.is_ready else "starting", 503)


async def _metrics(registry: CollectorRegistry, _request: Request) -> Response:
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


class Hosts:
    """ASGI middleware: the server answers only under its names; probes may come under any, they know addresses."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app = app
        self.named = TrustedHostMiddleware(app, hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app if scope.get("path") in {LIVE, READY, METRICS} else self.named
        await app(scope, receive, send)


class Private:
    """ASGI middleware: metrics are for some networks alone."""

    def __init__(self, app: ASGIApp, networks: Sequence[str]) -> None:
        self.app = app
        self.networks = [ip_network(network, strict=False) for network in networks]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") in PRIVATE and not self._may_read(scope):
            await PlainTextResponse("not found", 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _may_read(self, scope: Scope) -> bool:
        try:
            address = ip_address(scope["client"][0])
        except (TypeError, ValueError):
            return False
        return any(address in network for network in self.networks)
