"""A browser that comes for the first time, as far as files go: all that a page asks for, over a few connections."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from urllib.request import Request, urlopen

CONNECTIONS = 6
"""That a browser opens to a server at a time."""

ASKED = re.compile(r'(?:href|src)="\./((?:static|_stcore/bidi-components)/[^"]+)"')


def asked_for(url: str) -> list[str]:
    """What the page at an address asks for by itself."""
    with urlopen(Request(url), timeout=10) as answer:
        return ASKED.findall(answer.read().decode())


async def fetch(host: str, port: int, addresses: Iterable[str]) -> int:
    """Fetch files, packed where the server packs them. Returns bytes."""
    queue = list(addresses)
    return sum(await asyncio.gather(*(_connection(host, port, queue) for _n in range(CONNECTIONS))))


async def _connection(host: str, port: int, queue: list[str]) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    size = 0
    while queue:
        asked = f"GET /{queue.pop(0)} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(asked.encode())
        size += len(await _content(reader))
    writer.close()
    await writer.wait_closed()
    return size


async def _content(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    length = re.search(rb"content-length: (\d+)", head)
    if length:
        return await reader.readexactly(int(length[1]))
    content = b""
    while size := int(await reader.readline(), 16):
        content += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return content
