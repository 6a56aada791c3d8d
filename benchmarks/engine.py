"""How long a training step takes: ours, PyTorch, jax.jit, autograd, scikit-learn and the bare matrix products.

Every contender runs in its own process; the processes take turns (A B C … A B C …), and the median of the repeats
counts. A repeat during which other programs kept a processor busy is done again. See ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.peers import NETS, PEERS, TOLERANCE, Net, Target

HERE = Path(__file__).resolve().parent
OURS = ("trainer", "bound", "products")
TITLES = {
    "trainer": "ours", "bound": "ours, ℓ and ∇W only", "products": "products alone", "torch": "PyTorch",
    "jax": "jax.jit", "jax_wait": "jax.jit, waited for", "autograd": "autograd", "sklearn": "scikit-learn",
    "fastest": "fastest peer",
    "quoted": "TensorFlow Playground (quoted)",
}  # fmt: skip

PAUSE = 0.05
"""Seconds between two repeats: the threads of a BLAS wait actively for about half as long after their last product."""

DISTURBED = 0.25
"""Share of one processor that other programs may take during a repeat."""


@dataclass(frozen=True)
class Effort:
    """How many rounds, of how many seconds each; how often a disturbed repeat is done before it counts all the same."""

    rounds: int
    seconds: float
    tries: int


QUICK, FULL = Effort(3, 0.02, 1), Effort(15, 0.1, 6)


class PeerError(RuntimeError):
    """A contender that computes something else, or has died."""


@dataclass
class Result:
    """What is known of one contender on one network.

    Attributes
    ----------
    version, threads, difference
        As the contender says; the difference is that of its weights from the lecture's after three steps.
    missing : str, optional
        The module that is not installed.
    repeats : list of float
        µs a step.
    disturbed : int
        Repeats that count although other programs were busy.
    """

    version: str = ""
    threads: int | None = None
    difference: float | None = None
    missing: str | None = None
    repeats: list[float] = field(default_factory=list)
    disturbed: int = 0

    @property
    def time(self) -> float | None:
        """Median, µs a step."""
        return median(self.repeats) if self.repeats else None


class Worker:
    """The process of one contender."""

    def __init__(self, name: str, network: str, threads: int | None) -> None:
        self.name, self.steps = name, 1
        command = [sys.executable, "-W", "ignore", str(HERE / "peers.py"), name, network]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environment(threads)
        )
        self.result = Result(**self._read())
        gap = self.result.difference
        if gap is not None and not gap <= TOLERANCE:
            raise PeerError(f"{name} on {network}: after three steps a weight differs by {gap:.1e} (> {TOLERANCE})")

    def _read(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise PeerError(f"{self.name} ended with exit code {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self) -> tuple[float, float]:
        """Do one repeat: µs a step, and the share of a processor that other programs took meanwhile."""
        start, busy = time.perf_counter(), _busy_seconds()
        assert self._process.stdin is not None
        print(self.steps, file=self._process.stdin, flush=True)
        answer = self._read()
        others = _busy_seconds() - busy - answer["cpu"]
        return answer["seconds"] / self.steps * 1e6, others / (time.perf_counter() - start)

    def calibrate(self, seconds: float) -> None:
        """Find how many steps last that long."""
        while True:
            taken = self.ask()[0] * self.steps / 1e6
            if taken >= 0.5 * seconds:
                break
            self.steps *= 4 if taken < 0.1 * seconds else 2
        self.steps = max(1, round(self.steps * seconds / taken))

    def measure(self, tries: int) -> None:
        """Add one repeat, undisturbed if that can be had in so many tries."""
        for attempt in range(1, tries + 1):
            time.sleep(PAUSE * attempt)
            taken, others = self.ask()
            if others < DISTURBED:
                break
        else:
            self.result.disturbed += 1
        self.result.repeats.append(taken)

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()


def _environment(threads: int | None) -> dict[str, str]:
    environment = os.environ | {"PYTHONPATH": str(HERE.parent), "JAX_PLATFORMS": "cpu"}
    if threads is not None:
        pools = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
        eigen = {"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"} if threads == 1 else {}
        environment |= pools | eigen
    return environment


def _busy_seconds() -> float:
    """Processor time that all programs together have used; 0 where the system does not say."""
    try:
        ticks = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except OSError:
        return 0.0
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def race(network: str, names: Iterable[str], effort: Effort, threads: int | None) -> dict[str, Result]:
    """Let the contenders take turns on one network."""
    workers = [Worker(name, network, threads) for name in names]
    running = [worker for worker in workers if worker.result.missing is None]
    for worker in running:
        worker.calibrate(effort.seconds)
    for _ in range(effort.rounds):
        for worker in running:
            worker.measure(effort.tries)
    for worker in workers:
        worker.stop()
    return {worker.name: worker.result for worker in workers}


def times(net: Net, results: Mapping[str, Result]) -> dict[str, float]:
    """µs a step of each that ran; of a peer the faster variant; 'fastest' is the fastest peer."""
    found = {name: result.time for name, result in results.items() if name in OURS and result.time is not None}
    for peer, variants in PEERS.items():
        ran = [time for name in variants if name in results and (time := results[name].time) is not None]
        if ran:
            found[peer] = min(ran)
    fastest = min((found[peer] for peer in PEERS if peer in found), default=None)
    extra = {"fastest": fastest, "quoted": net.quoted and net.quoted * net.rows}
    return {name: time for name, time in {**found, **extra}.items() if time is not None}


def verdict(target: Target, found: Mapping[str, float]) -> str:
    """A row of the second table."""
    title = TITLES[target.against]
    if "trainer" not in found or target.against not in found:
        return f"{title} | not measured | ≤ {target.limit:.3g} | "
    ratio = found["trainer"] / found[target.against]
    reached = "reached" if ratio <= target.limit else "**not reached**"
    return f"{title} | {ratio:.3g} ({1 / ratio:.3g} × as fast) | ≤ {target.limit:.3g} | {reached}"


def report(all_results: Mapping[str, Mapping[str, Result]], peers: Iterable[str]) -> str:
    """Both tables, in Markdown."""
    columns = (*OURS, *peers)
    lines = ["| µs a step: network, rows, σ | " + " | ".join(TITLES[name] for name in columns) + " |"]
    lines += ["|---" * (len(columns) + 1) + "|"]
    verdicts = ["| network | ours ÷ | ratio | asked | |", "|---|---|---|---|---|"]
    for network, results in all_results.items():
        net = NETS[network]
        found = times(net, results)
        cells = [_rounded(found[name]) if name in found else _absent(name, results) for name in columns]
        lines.append(f"| {_title(network)} | " + " | ".join(cells) + " |")
        verdicts += [f"| {_title(network)} | {verdict(target, found)} |" for target in net.targets]
    disturbed = sum(result.disturbed for results in all_results.values() for result in results.values())
    note = f"\n{disturbed} repeats count although other programs were busy.\n" if disturbed else ""
    return "\n".join([*lines, "", *verdicts, note])


def _rounded(time: float) -> str:
    return f"{time:,.0f}" if time >= 100 else f"{time:.3g}"


def _absent(name: str, results: Mapping[str, Result]) -> str:
    variants = PEERS.get(name, (name,))
    return "not installed" if any(v in results and results[v].missing for v in variants) else "–"


def _title(network: str) -> str:
    net = NETS[network]
    return f"{network.removesuffix(f', {net.rows} rows')}, {net.rows}, {net.hidden}"


def machine() -> dict[str, Any]:
    """Where this ran."""
    return {"python": platform.python_version(), "processors": os.cpu_count(), "system": platform.platform()}


def versions(results: Mapping[str, Result]) -> str:
    """What ran, one line."""
    ran = (f"{name} {result.version} ({result.threads or '?'} threads)" for name, result in results.items())
    return ", ".join(text for text, result in zip(ran, results.values(), strict=True) if not result.missing)


def _names(text: str) -> tuple[str, ...]:
    chosen = tuple(name for name in text.split(",") if name)
    if unknown := set(chosen) - set(PEERS):
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    return chosen


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="3 short rounds: does it run, not how fast")
    parser.add_argument("--only", choices=NETS, action="append", help="this network; may be repeated")
    parser.add_argument("--peers", type=_names, default=tuple(PEERS), help=f"of {','.join(PEERS)}; all by default")
    parser.add_argument("--rounds", type=int, help=f"{FULL.rounds} by default")
    parser.add_argument("--threads", type=int, help="of every library; as many as each likes by default")
    parser.add_argument("--json", type=Path, help="write every repeat to this file")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark and print its tables."""
    given = arguments()
    effort = QUICK if given.quick else FULL
    if given.rounds:
        effort = replace(effort, rounds=given.rounds)
    names = [*OURS, *(variant for peer in given.peers for variant in PEERS[peer])]
    results = {}
    for network in given.only or NETS:
        print(f"{network} …", file=sys.stderr, flush=True)
        results[network] = race(network, names, effort, given.threads)
    print(", ".join(f"{key} {value}" for key, value in machine().items()))
    print(versions(next(iter(results.values()))), end="\n\n")
    print(report(results, given.peers))
    if given.json:
        plain = {network: {name: asdict(result) for name, result in by.items()} for network, by in results.items()}
        given.json.write_text(json.dumps({"machine": machine(), "networks": plain}, indent=1))


if __name__ == "__main__":
    try:
        main()
    except PeerError as error:
        sys.exit(f"engine.py: {error}")
