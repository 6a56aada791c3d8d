"""What every answer says to the browser about itself: what a page may load, who may frame it, what is not guessed."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def inline_scripts() -> list[str]:
    """The scripts that Streamlit's page has in itself."""
    return INLINE.findall((Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8"))


def policy(frame_ancestors: str, scripts: Iterable[str]) -> str:
    """The ``Content-Security-Policy``: everything comes from this server.

    Parameters
    ----------
    frame_ancestors : str
        Who may show the app in a frame.
    scripts : iterable of str
        The inline scripts that may run: no other does, whatever finds its way into a page.
    """
    hashes = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {hashes}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit makes its styles at run time
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def _partitioned(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header; a cookie that is meant for frames of other sites as browsers still take it: one for each such site."""
    if name.lower() == b"set-cookie" and b"samesite=none" in value.lower() and b"partitioned" not in value.lower():
        return name, value + b"; Partitioned"
    return name, value


class SecurityHeaders:
    """ASGI middleware that adds them to every answer."""

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": policy(frame_ancestors, inline_scripts()),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",  # an address holds what somebody looks at
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def saying(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                MutableHeaders(scope=message).update(self.headers)
            if "headers" in message:
                message["headers"] = [_partitioned(*header) for header in message["headers"]]
            await send(message)

        await self.app(scope, receive, saying if scope["type"] in {"http", "websocket"} else send)
