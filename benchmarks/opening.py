"""A class that arrives: a hundred pages opened within five seconds, the app against an app with one button.

A page is its files, as a browser that has none of them fetches them, and then its first script.

python -m benchmarks.opening [--pages 100] [--within 5]
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import psutil

from benchmarks.files import asked_for, fetch
from benchmarks.load import ONE_BUTTON, ROOT, at_rest, cpu_seconds, first_visit, line
from benchmarks.serving import HOST, Server, serving, serving_a_class
from benchmarks.visitor import Visitor

MOST_PAGES, MOST_SECONDS = 300, 60.0
HEADS = ["app", "p50, ms", "p95, ms", "max, ms", "of it files, p95", "CPU ms a page", "MB sent a page", "MB a page"]
CLASS = {"max_sessions": 1000, "max_sessions_of_address": 1000, "connections_a_minute": 10_000}


async def arrive(server: Server, pages: int, within: float) -> list[float]:
    """What is measured, in the order of `HEADS`."""
    process = psutil.Process(server.process)
    files = asked_for(server.url)
    await first_visit(server)
    await at_rest(process)
    cpu, memory = cpu_seconds(process), process.memory_info().rss
    opened = await asyncio.gather(*(_open(server, files, n * within / pages) for n in range(pages)))
    spent, held = cpu_seconds(process) - cpu, process.memory_info().rss - memory
    for page in opened:
        await page.visitor.close()
    waits = 1000 * np.percentile([page.seconds for page in opened], [50, 95, 100])
    fetching = 1000 * float(np.percentile([page.fetching for page in opened], 95))
    return [*map(float, waits), fetching, 1000 * spent / pages, opened[0].bytes / 1e6, held / pages / 1e6]


@dataclass(frozen=True)
class Page:
    """A page that was opened: the seconds it took, those for its files, and their bytes."""

    visitor: Visitor
    seconds: float
    fetching: float
    bytes: int


async def _open(server: Server, files: Sequence[str], after: float) -> Page:
    await asyncio.sleep(after)
    began = perf_counter()
    size = await fetch(HOST, server.port, files)
    fetched = perf_counter()
    visitor, _run = await Visitor.open(server.stream)
    return Page(visitor, perf_counter() - began, fetched - began, size)


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=100)
    arguments.add_argument("--within", type=float, default=5.0)
    options = arguments.parse_args()
    pages, within = min(options.pages, MOST_PAGES), min(options.within, MOST_SECONDS)
    print(line(HEADS), line(["---"] * len(HEADS)), sep="\n")
    apps: dict[str, Callable[[], AbstractContextManager[Server]]] = {
        "explorer, for a class": lambda: serving_a_class(ROOT, **CLASS),
        "explorer": lambda: serving(ROOT / "app.py", ROOT),
        "one button": lambda: serving(ONE_BUTTON, ROOT),
    }
    for name, started in apps.items():
        with started() as server:
            figures = asyncio.run(arrive(server, pages, within))
        print(line([name, *(f"{figure:,.1f}" for figure in figures)]), flush=True)


if __name__ == "__main__":
    main()
