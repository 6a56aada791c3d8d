"""Several processes behind nginx: the configuration, and what is done with processes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from benchmarks.serving import HOST, free_port
from deploy.cluster import asked
from deploy.nginx import Slot, configuration
from tests.conftest import ROOT
from ui.limits import LIMITS

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SLOTS = [Slot("1", 9001), Slot("2", 9002), Slot("3", 9003)]
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")


@pytest.fixture
def text(tmp_path: Path) -> str:
    return configuration(SLOTS, HOST, 9000, tmp_path)


def test_nothing_is_left_to_be_filled_in(text: str) -> None:
    assert re.findall(r"@[A-Z]+@", text) == []


def test_every_process_can_be_named_and_can_stand_in_for_another(text: str) -> None:
    (everybody,) = re.findall(r"upstream any \{(.*?)\n    \}", text, re.DOTALL)
    for slot in SLOTS:
        assert f"        {slot.name} process_{slot.name};" in text
        assert f"upstream process_{slot.name} {{ server {HOST}:{slot.port} " in text
        assert f"server {HOST}:{slot.port} " in everybody


def test_the_largest_file_allowed_comes_through(text: str) -> None:
    (most,) = re.findall(r"client_max_body_size (\d+);", text)
    assert int(most) > LIMITS.max_upload_bytes


@needs_nginx
def test_nginx_takes_the_configuration(text: str, tmp_path: Path) -> None:
    assert verdict(text, tmp_path).returncode == 0, verdict(text, tmp_path).stderr


@needs_nginx
def test_nginx_refuses_another(text: str, tmp_path: Path) -> None:
    assert verdict(text.replace("least_conn", "most_conn"), tmp_path).returncode


def verdict(text: str, home: Path) -> subprocess.CompletedProcess[str]:
    assert NGINX
    path = home / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    command = [NGINX, "-t", "-p", str(home), "-c", str(path), "-e", "stderr"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_there_are_as_many_processes_as_processors() -> None:
    assert asked([]).n == os.cpu_count()
    assert asked(["-n", "3"]).n == 3


@contextmanager
def cluster(log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A process behind nginx, ready; its address and itself."""
    port = free_port()
    command = [sys.executable, "-m", "deploy.cluster", "-n", "1", "--port", str(port), "--address", HOST]
    with log.open("wb") as output, subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output) as process:
        try:
            wait_until(lambda: "cluster: ready" in log.read_text(encoding="utf-8"), process)
            yield f"http://{HOST}:{port}", process
        finally:
            process.terminate()


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + 120
    while not condition():
        assert process.poll() is None, "it has ended"
        assert monotonic() < deadline, "it did not happen"
        sleep(0.05)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            code: int = answer.status
            return code
    except urllib.error.HTTPError as error:
        return error.code


@needs_nginx
def test_a_process_that_dies_is_replaced_and_a_restart_is_one_at_a_time(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with cluster(log) as (url, process):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not say which process started which")
        victim = int(children.read_text(encoding="utf-8").split()[0])
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: "has died (-9)" in log.read_text(encoding="utf-8"), process)
        wait_until(lambda: status(f"{url}/healthz") == 200, process)
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: "all processes are new" in log.read_text(encoding="utf-8") or status(url) != 200, process)
        assert status(url) == 200
    assert process.returncode == 0
