"""A class that arrives: a hundred pages opened within five seconds, the app against an app with one button.

python -m benchmarks.opening [--pages 100] [--within 5]
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from benchmarks.load import ONE_BUTTON, ROOT, at_rest, cpu_seconds, first_visit, line
from benchmarks.serving import Server, serving
from benchmarks.visitor import Visitor

MOST_PAGES, MOST_SECONDS = 300, 60.0
HEADS = ["app", "p50, ms", "p95, ms", "max, ms", "CPU ms a page", "MB a page"]


async def arrive(server: Server, pages: int, within: float) -> list[float]:
    """What is measured, in the order of `HEADS`."""
    process = psutil.Process(server.process)
    await first_visit(server)
    await at_rest(process)
    cpu, memory = cpu_seconds(process), process.memory_info().rss
    opened = await asyncio.gather(*(_open(server.stream, n * within / pages) for n in range(pages)))
    spent, held = cpu_seconds(process) - cpu, process.memory_info().rss - memory
    for visitor, _seconds in opened:
        await visitor.close()
    waits = 1000 * np.percentile([seconds for _visitor, seconds in opened], [50, 95, 100])
    return [*map(float, waits), 1000 * spent / pages, held / pages / 1e6]


async def _open(stream: str, after: float) -> tuple[Visitor, float]:
    await asyncio.sleep(after)
    began = perf_counter()
    visitor, _run = await Visitor.open(stream)
    return visitor, perf_counter() - began


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=100)
    arguments.add_argument("--within", type=float, default=5.0)
    options = arguments.parse_args()
    pages, within = min(options.pages, MOST_PAGES), min(options.within, MOST_SECONDS)
    print(line(HEADS), line(["---"] * len(HEADS)), sep="\n")
    apps: list[tuple[str, Path]] = [("explorer", ROOT / "app.py"), ("one button", ONE_BUTTON)]
    for name, script in apps:
        with serving(script, ROOT) as server:
            figures = asyncio.run(arrive(server, pages, within))
        print(line([name, *(f"{figure:,.1f}" for figure in figures)]), flush=True)


if __name__ == "__main__":
    main()
