"""A Streamlit server on the loopback for as long as a benchmark needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO

HOST = "127.0.0.1"
START_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """Where a server listens, and its process."""

    port: int
    process: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/"

    @property
    def stream(self) -> str:
        """The websocket that a browser opens."""
        return f"ws://{HOST}:{self.port}/_stcore/stream"


@contextmanager
def serving(script: Path, tree: Path, *options: str) -> Iterator[Server]:
    """Serve `script` with the settings of `tree`, its working directory."""
    port = free_port()
    address = [f"--server.port={port}", f"--server.address={HOST}", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *address, *options]
    with started(command, tree, {}) as process:
        wait_until_healthy(f"http://{HOST}:{port}/_stcore/health")
        yield Server(port, process.pid)


@contextmanager
def serving_a_class(tree: Path, **settings: object) -> Iterator[Server]:
    """Serve the app as `make serve` does, with settings by their names, until it is ready."""
    port = free_port()
    with started([sys.executable, "server.py"], tree, as_variables(address=HOST, port=port, **settings)) as process:
        wait_until_healthy(f"http://{HOST}:{port}/readyz")
        yield Server(port, process.pid)


def as_variables(**settings: object) -> dict[str, str]:
    """Settings of a server as its environment has them."""
    return {"OPENBLAS_NUM_THREADS": "1"} | {f"BACKPROP_{name.upper()}": str(value) for name, value in settings.items()}


@contextmanager
def started(
    command: list[str], tree: Path, variables: dict[str, str], log: int | IO[str] = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server, and end it."""
    with subprocess.Popen(command, cwd=tree, env=os.environ | variables, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(url: str) -> None:
    """Poll until the server answers."""
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, TimeoutError):
            sleep(0.05)
    raise RuntimeError(f"no answer within {START_SECONDS} s")
