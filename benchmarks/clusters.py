"""Several processes behind nginx, as the benchmarks ask them: the app, and an app of one button in the same place."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.load import ONE_BUTTON, ROOT
from benchmarks.serving import HOST, Server, free_port, serving, started, wait_until_healthy
from deploy import nginx
from deploy.nginx import Slot


@contextmanager
def cluster(count: int) -> Iterator[tuple[Server, Path]]:
    """So many processes as `make cluster` starts them: the port with the process that watches them, and their log."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.cluster", "-n", str(count), "--port", str(port), "--address", HOST]
    with logged(command, {"BACKPROP_CONNECTIONS_A_MINUTE": "6000"}, f"http://{HOST}:{port}/readyz") as (process, log):
        yield Server(port, process.pid), log


@contextmanager
def buttons(count: int) -> Iterator[tuple[Server, Path]]:
    """So many processes with an app of one button, with the app's settings behind the app's nginx."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = [stack.enter_context(serving(ONE_BUTTON, ROOT)) for _ in range(count)]
        slots = [Slot(str(number), server.port) for number, server in enumerate(servers, 1)]
        port = free_port()
        front = logged(nginx.command(slots, HOST, port, home), {}, f"http://{HOST}:{port}/_stcore/health")
        process, log = stack.enter_context(front)
        yield Server(port, process.pid), log


@contextmanager
def logged(command: list[str], variables: dict[str, str], url: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Run a server until it answers at an address, with a log; and wait until it has ended."""
    with tempfile.NamedTemporaryFile("w+") as log, started(command, ROOT, variables, log) as process:
        wait_until_healthy(url)
        yield process, Path(log.name)
