"""Several processes behind nginx, as the benchmarks ask them: the app, and an app of one button in the same place."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.load import ONE_BUTTON, ROOT
from benchmarks.serving import HOST, Server, free_port, serving, wait_until_healthy
from deploy import nginx
from deploy.nginx import Slot


@contextmanager
def cluster(count: int) -> Iterator[tuple[Server, Path]]:
    """So many processes as `make cluster` starts them: the port with the process that watches them, and their log."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w+") as log:
        command = [sys.executable, "-m", "deploy.cluster", "-n", str(count), "--port", str(port), "--address", HOST]
        environment = os.environ | {"BACKPROP_CONNECTIONS_A_MINUTE": "6000"}
        with subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment) as process:
            try:
                wait_until_healthy(f"http://{HOST}:{port}/readyz")
                yield Server(port, process.pid), Path(log.name)
            finally:
                process.terminate()
                process.wait()


@contextmanager
def buttons(count: int) -> Iterator[tuple[Server, Path]]:
    """So many processes with an app of one button, with the app's settings behind the app's nginx."""
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.NamedTemporaryFile("w+"))
        home = stack.enter_context(tempfile.TemporaryDirectory())
        servers = [stack.enter_context(serving(ONE_BUTTON, ROOT)) for _ in range(count)]
        slots = [Slot(str(number), server.port) for number, server in enumerate(servers, 1)]
        port = free_port()
        command = nginx.command(slots, HOST, port, Path(home))
        with subprocess.Popen(command, stdout=log, stderr=log) as process:
            try:
                wait_until_healthy(f"http://{HOST}:{port}/_stcore/health")
                yield Server(port, process.pid), Path(log.name)
            finally:
                process.terminate()
                process.wait()
