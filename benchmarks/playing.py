"""A class that plays: many sessions train at full speed, and one more visitor steps; served as by `make serve`.

python -m benchmarks.playing [--players 1,20] [--seconds 20] [--largest] [--uploading]
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.serving import Server, serving_a_class
from benchmarks.uploading import largest_table, upload_until
from benchmarks.visitor import Visitor
from tests.wire import pictures

ROOT = Path(__file__).resolve().parent.parent
ASKS = 0.04
"""Seconds after which the wall asks for more pictures (ui/wall/film.js)."""

EVERY = 0.25
"""Seconds between two steps of the visitor who does not play."""

LARGEST = "v=1&data=digits&hidden=1024-1024-1024-860&activations=relu-relu-relu-relu-identity&batch=900"
"""A link to about the largest network that one may choose."""


@dataclass
class Played:
    """What one player saw."""

    shown: int = 0
    updates: int = 0
    longest: float = 0.0


@dataclass
class Measured:
    """What all of them saw, and how long each of the other's steps took in seconds."""

    players: list[Played] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    seconds: float = 0.0
    uploads: list[float] = field(default_factory=list)

    def row(self) -> list[str]:
        """A line of the table."""
        rates = np.array([player.shown for player in self.players]) / self.seconds
        updates = np.array([player.updates for player in self.players]) / self.seconds
        jain = float(rates.sum() ** 2 / (len(rates) * (rates**2).sum()))
        waits = 1000 * np.percentile(self.steps, [50, 95, 100])
        return [
            str(len(self.players)), f"{rates.min():.1f} to {rates.max():.1f}", f"{jain:.2f}",
            f"{updates.min():,.0f} to {updates.max():,.0f}", f"{max(p.longest for p in self.players):.2f}",
            *(f"{wait:,.0f}" for wait in waits), ", ".join(f"{took:.1f}" for took in self.uploads),
        ]  # fmt: skip


HEADS = [
    "players",
    "pictures a second",
    "Jain",
    "updates a second",
    "longest run, s",
    "p50, ms",
    "p95, ms",
    "max, ms",
    "uploads, s",
]


async def play(visitor: Visitor, into: Played, until: float) -> None:
    """Play at full speed, and ask for more when the wall would."""
    await visitor.act(do="pace", updates=0)
    run = await visitor.act(do="play", playing=True, at=0)
    while perf_counter() < until:
        shown = [picture for wall in run.walls for picture in pictures(wall)]
        into.shown += len(shown)
        into.longest = max(into.longest, run.seconds)
        if shown:
            into.updates = shown[-1].header["curve"]["here"]
        await asyncio.sleep(ASKS)
        run = await visitor.more()


async def step(visitor: Visitor, into: list[float], until: float) -> None:
    """Step again and again."""
    while perf_counter() < until:
        into.append((await visitor.step()).seconds)
        await asyncio.sleep(EVERY)


async def measure(server: Server, players: int, seconds: float, largest: bool, table: bytes = b"") -> Measured:
    """Let them play, and the other one step; and one more upload a table, if there is one."""
    stream = server.stream
    visitors = [(await Visitor.open(stream))[0] for _ in range(players)]
    other, _run = await Visitor.open(stream)
    if largest:
        visitors[0] = (await Visitor.open(stream, query=LARGEST))[0]
    into = Measured([Played() for _ in visitors], seconds=seconds)
    until = perf_counter() + seconds
    uploads = [upload_until(server, table, until, into.uploads)] if table else []
    playing = [play(visitor, played, until) for visitor, played in zip(visitors, into.players, strict=True)]
    await asyncio.gather(*playing, step(other, into.steps, until), *uploads)
    for visitor in (*visitors, other):
        await visitor.close()
    return into


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--players", default="1,20")
    arguments.add_argument("--seconds", type=float, default=20.0)
    arguments.add_argument("--largest", action="store_true", help="the first player has the largest network")
    arguments.add_argument("--uploading", action="store_true", help="one more visitor uploads the largest table")
    options = arguments.parse_args()
    table = largest_table() if options.uploading else b""
    print(f"| {' | '.join(HEADS)} |\n| {' | '.join('---' for _ in HEADS)} |")
    for count in map(int, options.players.split(",")):
        with serving_a_class(ROOT) as server:
            seconds = min(options.seconds, 120.0)
            measured = asyncio.run(measure(server, min(count, 100), seconds, options.largest, table))
        print(f"| {' | '.join(measured.row())} |", flush=True)


if __name__ == "__main__":
    main()
