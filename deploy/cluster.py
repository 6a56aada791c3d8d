"""Several processes behind nginx on one machine, by one command; and new ones for old without anybody's click lost.

    python -m deploy.cluster [-n 2] [--port 8501] [--address 0.0.0.0]     # Ctrl-C ends it
    kill -HUP <its process>                                                 # a rolling restart

Each process has a slot, and one slot is spare: in a restart the new process starts there before an old one is let go.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from deploy import nginx
from deploy.nginx import Slot

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
LOOK = 0.2
"""Seconds between two looks at a process."""


@dataclass
class Cluster:
    """The processes by their slots, and nginx.

    Attributes
    ----------
    slots : list of Slot
        One more than there are processes.
    home : Path
        Where nginx has its files.
    """

    slots: list[Slot]
    home: Path
    address: str
    port: int
    running: dict[Slot, subprocess.Popen[bytes]] = field(default_factory=dict)
    nginx: subprocess.Popen[bytes] | None = None
    ends: threading.Event = field(default_factory=threading.Event)
    restarts: threading.Event = field(default_factory=threading.Event)

    @property
    def spare(self) -> Slot:
        """The slot without a process."""
        return next(slot for slot in self.slots if slot not in self.running)

    def start(self) -> None:
        """Start all, and send visitors once each is ready."""
        for slot in self.slots[:-1]:
            self.running[slot] = process(slot)
        for slot in self.running:
            if not self._comes_up(slot):
                raise SystemExit(f"process {slot.name} does not start")
        self.nginx = self._nginx()
        say(f"ready at http://{self.address}:{self.port} as process {os.getpid()}")

    def _nginx(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(nginx.command(self.slots, self.address, self.port, self.home))

    def watch(self) -> None:
        """Start again what has died, until told to end."""
        while not self.ends.wait(LOOK):
            if self.restarts.is_set():
                self.restarts.clear()
                self.roll()
            for slot, running in list(self.running.items()):
                if running.poll() is not None:
                    say(f"process {slot.name} has died ({running.returncode}): it is started again")
                    self.running[slot] = process(slot)
            if self.nginx and self.nginx.poll() is not None:
                raise SystemExit("nginx has ended: is the port free?")

    def roll(self) -> None:
        """New processes for old: one more starts, one is let go, and so on; there are always as many as before.

        Where a new one does not start, the old ones that are left stay.
        """
        for old in list(self.running):
            new = self.spare
            self.running[new] = process(new)
            if not self._comes_up(new):
                self._let_go(new)
                say(f"process {new.name} does not start: what is left of the old ones stays")
                return
            self._let_go(old)
        say("all processes are new")

    def _comes_up(self, slot: Slot) -> bool:
        """Wait until a process is ready; False if it ends before, or takes too long."""
        deadline = monotonic() + START_SECONDS
        while not self.ends.is_set() and not answers(f"http://127.0.0.1:{slot.port}/readyz"):
            if monotonic() > deadline or self.running[slot].poll() is not None:
                return False
            sleep(LOOK)
        return True

    def _let_go(self, slot: Slot) -> None:
        running = self.running.pop(slot)
        running.terminate()
        running.wait()

    def stop(self) -> None:
        """End all."""
        for slot in list(self.running):
            self.running[slot].terminate()
        for running in self.running.values():
            running.wait()
        if self.nginx:
            self.nginx.terminate()
            self.nginx.wait()


def process(slot: Slot) -> subprocess.Popen[bytes]:
    """A server in a slot: behind a proxy on this machine, with one thread a product."""
    variables = {
        "BACKPROP_ADDRESS": "127.0.0.1",
        "BACKPROP_PROXIES": "127.0.0.1",
        "BACKPROP_PORT": str(slot.port),
        "BACKPROP_PROCESS": slot.name,
        "OPENBLAS_NUM_THREADS": "1",
    }
    return subprocess.Popen([sys.executable, "server.py"], cwd=ROOT, env=os.environ | variables, start_new_session=True)


def answers(url: str) -> bool:
    """Whether an address answers that all is well."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, TimeoutError):
        return False


def say(text: str) -> None:
    """Tell whoever started it."""
    sys.stderr.write(f"cluster: {text}\n")
    sys.stderr.flush()


def asked(arguments: list[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=os.cpu_count() or 1, help="processes; as many as there are processors")
    parser.add_argument("--port", type=int, default=8501, help="of nginx; the processes take the ones after it")
    parser.add_argument("--address", default="0.0.0.0", help="of nginx")  # noqa: S104
    return parser.parse_args(arguments)


def main() -> None:
    """Start, watch, end."""
    options = asked()
    slots = [Slot(str(number), options.port + number) for number in range(1, options.n + 2)]
    with tempfile.TemporaryDirectory(prefix="backprop-nginx-") as home:
        cluster = Cluster(slots, Path(home), options.address, options.port)
        for told in (signal.SIGINT, signal.SIGTERM):
            signal.signal(told, lambda *_: cluster.ends.set())
        signal.signal(signal.SIGHUP, lambda *_: cluster.restarts.set())
        try:
            cluster.start()
            cluster.watch()
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
