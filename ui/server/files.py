"""The files of a page out of memory, packed once: ASGI middleware.

A browser that comes for the first time asks for more than a hundred files, and a class comes within seconds. Streamlit
reads each of them from the disk anew and sends most as they are.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from ui.component import files

FOR_GOOD = "public, immutable, max-age=31536000"
"""Of Streamlit's own files, whose names say what is in them."""

TO_BE_ASKED = "no-cache"
"""Of the components' files: a browser asks whether the one it has is still right."""

TEXT = {".js", ".css", ".svg", ".json"}
"""What gets smaller when it is packed."""


_kept: dict[str, tuple[Response, Response, Response]] = {}


class Files:
    """Answers for what it knows; all else is the app's."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in addressed():
            await self.app(scope, receive, send)
            return
        if scope["path"] not in _kept:  # packing the largest takes a quarter of a second, in which others are answered
            await asyncio.to_thread(keep, scope["path"])
        await answer(scope["path"], Headers(scope=scope))(scope, receive, send)


@cache
def addressed() -> dict[str, Path]:
    """Every file by its address."""
    static = Path(file_util.get_static_dir()) / "static"
    own = {f"/static/{path.relative_to(static).as_posix()}": path for path in static.rglob("*") if path.is_file()}
    return own | files()


def keep_all(page: str) -> None:
    """Read and pack what a page asks for, before anybody does."""
    for address in addressed():
        if address in page:
            keep(address)


def keep(address: str) -> None:
    """Read and pack one file."""
    _kept[address] = _answers(address)


def answer(address: str, asked: Headers) -> Response:
    """A file that is kept, packed for a browser that takes it so; or that the browser's own is still right."""
    plain, packed, unchanged = _kept[address]
    if asked.get("if-none-match") == plain.headers["ETag"]:
        return unchanged
    return packed if "gzip" in asked.get("accept-encoding", "") else plain


def _answers(address: str) -> tuple[Response, Response, Response]:
    """The file as it is, packed, and without its content."""
    path = addressed()[address]
    content = path.read_bytes()
    headers = {
        "Content-Type": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        "Cache-Control": TO_BE_ASKED if address in files() else FOR_GOOD,
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
        "Vary": "Accept-Encoding",
    }
    plain, unchanged = Response(content, headers=headers), Response(None, 304, headers)
    if path.suffix not in TEXT:
        return plain, plain, unchanged
    return plain, Response(gzip.compress(content), headers=headers | {"Content-Encoding": "gzip"}), unchanged
