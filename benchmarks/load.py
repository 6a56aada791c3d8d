"""A class that steps: many sessions at once, the app against an app with one button, each on a server of its own.

python -m benchmarks.load [--sessions 1,10,50,100] [--seconds 30] [--tree OTHER]… [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from benchmarks.serving import Server, serving
from benchmarks.visitor import Run, Visitor

ROOT = Path(__file__).resolve().parent.parent
ONE_BUTTON = Path(__file__).resolve().with_name("one_button.py")

EVERY = 3.0
"""Seconds between two presses of one visitor."""

OPENING = 240.0
"""Seconds in which all pages have to be open."""

PATIENCE = 60.0
"""Seconds that are waited after the last press for what is still under way."""

REST = 2.0
"""Seconds for which a server must have been idle to count as at rest."""

MOST_SESSIONS, MOST_SECONDS = 300, 300.0
COLUMNS = (
    "p50, ms", "p95, ms", "max, ms", "CPU ms a click", "messages a click", "kB a click", "clicks that ask",
    "MB a session", "processors taken by others",
)  # fmt: skip


@dataclass
class Load:
    """What one server did under one load.

    Attributes
    ----------
    app : str
    sessions : int
    apart : bool
        Whether each visitor has a network of their own: what one has seen is then made anew for the next one.
    first_page : float
        Seconds from a healthy cold server to its first page.
    cpu, memory : float
        Of the server: seconds used while the visitors clicked; bytes that came with them.
    others : float
        Processors that were busy with other programs, on average.
    seen : int
        Clicks of which the browser knew what comes, and asked for nothing.
    runs : list of Run
        All others that were answered.
    unanswered : list of float
        How many seconds the others had waited when the visitors left.
    """

    app: str
    sessions: int
    apart: bool = False
    first_page: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    others: float = 0.0
    seen: int = 0
    runs: list[Run] = field(default_factory=list)
    unanswered: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """What is printed; the waits are those of clicks that ask, one without an answer as long as it has waited."""
        waits = 1000 * np.array([run.seconds for run in self.runs] + self.unanswered)
        clicks = max(1, self.seen + len(self.runs))
        values = [
            *np.percentile(waits, [50, 95, 100]),
            1000 * self.cpu / clicks,
            sum(run.messages for run in self.runs) / clicks,
            sum(run.size for run in self.runs) / clicks / 1000,
            len(self.runs) / clicks,
            self.memory / self.sessions / 1e6,
            self.others,
        ]
        return dict(zip(COLUMNS, map(float, values), strict=True))


async def load(server: Server, into: Load, seconds: float) -> None:
    """Put a load on a server that nobody has visited yet."""
    process = psutil.Process(server.process)
    into.first_page = await first_visit(server)
    await at_rest(process)
    memory = process.memory_info().rss
    async with asyncio.timeout(OPENING):
        links = [f"v=1&seed={n}" if into.apart else "" for n in range(into.sessions)]
        visitors = [(await Visitor.open(server.stream, query=link))[0] for link in links]
    began, cpu, others = perf_counter(), cpu_seconds(process), others_seconds(process)
    await click(visitors, into, seconds)
    into.cpu = cpu_seconds(process) - cpu
    into.others = (others_seconds(process) - others) / (perf_counter() - began)
    into.memory = process.memory_info().rss - memory
    for visitor in visitors:
        await visitor.close()


async def first_visit(server: Server) -> float:
    """How many seconds the first page takes; what is imported for it and for a step stays."""
    began = perf_counter()
    visitor, _run = await Visitor.open(server.stream)
    took = perf_counter() - began
    await visitor.step()
    await visitor.close()
    return took


async def at_rest(process: psutil.Process) -> None:
    """Wait until a server does nothing more: what is imported in the background belongs to no click."""
    async with asyncio.timeout(PATIENCE):
        idle = 0.0
        while idle < REST:
            before = cpu_seconds(process)
            await asyncio.sleep(REST / 10)
            idle = idle + REST / 10 if cpu_seconds(process) - before < 0.1 * REST / 10 else 0.0


async def click(visitors: list[Visitor], into: Load, seconds: float) -> None:
    """Let all click, spread evenly, and wait for the last answer."""
    start = perf_counter()
    tasks = [
        asyncio.create_task(clicking(visitor, into, start + n * EVERY / len(visitors), start + seconds))
        for n, visitor in enumerate(visitors)
    ]
    await asyncio.gather(*tasks)


async def clicking(visitor: Visitor, into: Load, first: float, until: float) -> None:
    """Press Step every few seconds; who still waits for an answer does not press again."""
    due, pressed = first, first
    try:
        async with asyncio.timeout(until + PATIENCE - perf_counter()):
            while due < until:
                await asyncio.sleep(due - perf_counter())
                pressed = perf_counter()
                run = await visitor.walk()
                if run:
                    into.runs.append(run)
                else:
                    into.seen += 1
                due += EVERY * (1 + (perf_counter() - due) // EVERY)
    except TimeoutError:
        into.unanswered.append(perf_counter() - pressed)


def cpu_seconds(process: psutil.Process) -> float:
    """The processor time of a process so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def others_seconds(process: psutil.Process) -> float:
    """The processor time so far of all programs but the server and this one."""
    times = psutil.cpu_times()
    busy = sum(times) - times.idle - getattr(times, "iowait", 0.0)
    return float(busy) - cpu_seconds(process) - cpu_seconds(psutil.Process())


def measured(trees: list[Path], sessions: list[int], seconds: float) -> Iterator[Load]:
    """One load after the other; both apps of a tree have its settings."""
    for tree in trees:
        name, app = f"explorer in {tree.name}", tree / "app.py"
        for what, script in ((name, app), (f"{name}, a network each", app), ("one button", ONE_BUTTON)):
            for count in sessions:
                into = Load(what, count, apart=what.endswith("each"))
                with serving(script, tree) as server:
                    asyncio.run(load(server, into, seconds))
                yield into


def row(result: Load) -> str:
    """A line of the table."""
    cells = [f"{value:,.1f}" if value < 100 else f"{value:,.0f}" for value in result.figures().values()]
    clicks = f"{result.seen + len(result.runs)}" + (
        f" and {len(result.unanswered)} unanswered" if result.unanswered else ""
    )
    return line([result.app, str(result.sessions), *cells, clicks, f"{result.first_page:.1f}"])


def line(cells: list[str]) -> str:
    """A line of Markdown."""
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, and print a table."""
    options = asked()
    heads = ["app", "sessions", *COLUMNS, "clicks", "first page, s"]
    print(line(heads), line(["---"] * len(heads)), sep="\n")
    results = []
    for result in measured(options.tree or [ROOT], options.sessions, options.seconds):
        print(row(result), flush=True)
        results.append({"app": result.app, "sessions": result.sessions, **result.figures()})
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sessions", type=counts, default=[1, 10, 50, 100], metavar="N,N…")
    arguments.add_argument("--seconds", type=duration, default=30.0)
    arguments.add_argument("--tree", type=checkout, action="append", help="measure this checkout; may be repeated")
    arguments.add_argument("--json", type=Path)
    return arguments.parse_args()


def counts(given: str) -> list[int]:
    """Numbers of sessions, each within what one machine can carry."""
    found = [int(part) for part in given.split(",")]
    if not all(1 <= count <= MOST_SESSIONS for count in found):
        raise argparse.ArgumentTypeError(f"sessions: 1 to {MOST_SESSIONS}")
    return found


def duration(given: str) -> float:
    """Seconds of clicking; the first round belongs to it."""
    seconds = float(given)
    if not EVERY <= seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"seconds: {EVERY} to {MOST_SECONDS}")
    return seconds


def checkout(given: str) -> Path:
    """A folder with an ``app.py``."""
    tree = Path(given).resolve()
    if not (tree / "app.py").is_file():
        raise argparse.ArgumentTypeError(f"{tree} has no app.py")
    return tree


if __name__ == "__main__":
    main()
