"""Answers leave at once.

``streamlit run`` opens its port without naming TCP, and asyncio then leaves Nagle's algorithm on (RFC 896): a small
answer waits until the browser has acknowledged the one before, about 40 ms. A browser fetches the component's modules
by dozens of small answers.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path

OPEN_FILES = Path("/dev/fd")
"""Where Linux and macOS list what a process has open."""


@cache
def send_at_once() -> None:
    """Turn Nagle's algorithm off for every TCP socket of this process, once; connections inherit it from the port."""
    if OPEN_FILES.is_dir():
        for path in list(OPEN_FILES.iterdir()):
            if path.is_socket():
                with suppress(OSError):  # closed by now
                    _turn_off(int(path.name))


def _turn_off(number: int) -> None:
    with socket.socket(fileno=os.dup(number)) as opened:
        if opened.family in {socket.AF_INET, socket.AF_INET6} and opened.type == socket.SOCK_STREAM:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
