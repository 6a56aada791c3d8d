"""What others do to a class that steps: floods, greed, slowness, uploads, and processes that die. On the loopback only.

python -m benchmarks.faults [--only flood,greedy,…] [--sessions 20] [--seconds 10]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from urllib.request import urlopen

import numpy as np
import psutil
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.typing import Subprotocol

from benchmarks.clusters import buttons, cluster
from benchmarks.load import at_rest, line
from benchmarks.returning import Returning
from benchmarks.serving import Server, serving_a_class
from benchmarks.uploading import put
from benchmarks.visitor import Visitor
from tests.wire import Picture
from ui.limits import LIMITS
from ui.server.settings import SERVING

ROOT = Path(__file__).resolve().parent.parent
EVERY = 3.0
"""Seconds between two steps of one of the class."""

KNOCKS_A_MINUTE, KNOCKERS = 10_000, 20
MOST_SESSIONS, MOST_SECONDS = 200, 120.0
OPENED = 1000
TOGETHER = 20
HEADS = ["what happens", "class", "steps", "p50, ms", "p95, ms", "max, ms", "errors", "and"]


@dataclass
class Class:
    """Those who step, and what came of it.

    Attributes
    ----------
    waits : list of float
        Seconds from each press to its answer.
    errors : list of str
        What went wrong for one of them.
    """

    pages: list[Visitor]
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def step(self, seconds: float) -> None:
        """Step every few seconds, spread evenly."""
        start = perf_counter()
        apart = EVERY / len(self.pages)
        await asyncio.gather(
            *(self._one(page, start + n * apart, start + seconds) for n, page in enumerate(self.pages))
        )

    async def _one(self, page: Visitor, due: float, until: float) -> None:
        try:
            while due < until:
                await asyncio.sleep(due - perf_counter())
                self.waits.append((await page.step()).seconds)
                due = max(due + EVERY, perf_counter())
        except (WebSocketException, OSError, RuntimeError) as error:
            self.errors.append(repr(error))

    def row(self, what: str, beside: str) -> str:
        """A line of the table."""
        waits = 1000 * np.percentile(self.waits or [np.nan], [50, 95, 100])
        cells = [what, str(len(self.pages)), str(len(self.waits)), *(f"{wait:,.0f}" for wait in waits)]
        return line([*cells, str(len(self.errors)), beside])


@asynccontextmanager
async def class_of(count: int, stream: str) -> AsyncIterator[Class]:
    """Open the pages, and close them."""
    group = Class([(await Visitor.open(stream))[0] for _ in range(count)])
    yield group
    for page in group.pages:
        await page.close()


Trouble = Callable[[Server, float], Awaitable[str]]


async def beside(server: Server, count: int, seconds: float, what: str, trouble: Trouble) -> str:
    """A class that steps while somebody makes trouble; a line of the table."""
    await (await Visitor.open(server.stream))[0].close()
    async with class_of(count, server.stream) as group:
        _none, said = await asyncio.gather(group.step(seconds), trouble(server, seconds))
    return group.row(what, said)


# --- the troubles ---


async def nothing(_server: Server, _seconds: float) -> str:
    """Make none."""
    return ""


async def flood(server: Server, seconds: float) -> str:
    """Connect as often as 10,000 times a minute, from one address that is not the class's."""
    answers: dict[str, int] = {}

    async def knock(until: float) -> None:
        while (began := perf_counter()) < until:
            try:
                socket = await connect(
                    server.stream,
                    subprotocols=[Subprotocol("streamlit")],
                    additional_headers={"X-Forwarded-For": "203.0.113.1"},
                )
                await socket.close()
                answer = "let in"
            except InvalidHandshake as error:
                answer = str(getattr(getattr(error, "response", None), "status_code", error))
            except OSError as error:
                answer = type(error).__name__
            answers[answer] = answers.get(answer, 0) + 1
            await asyncio.sleep(max(0.0, began + 60 * KNOCKERS / KNOCKS_A_MINUTE - perf_counter()))

    until = perf_counter() + seconds
    await asyncio.gather(*(knock(until) for _ in range(KNOCKERS)))
    return f"{sum(answers.values())} attempts: " + ", ".join(f"{key} {count}" for key, count in answers.items())


async def greedy(server: Server, seconds: float) -> str:
    """Press Step as fast as one can, without waiting for an answer."""
    page, _run = await Visitor.open(server.stream)
    sent, until = 0, perf_counter() + seconds
    reading = asyncio.create_task(_read_all(page))
    while perf_counter() < until:
        state = page.stepper.press()
        await page.ask(state)
        sent += 1
        await asyncio.sleep(0.002)
    reading.cancel()
    await page.close()
    return f"{sent / seconds:,.0f} messages a second were sent"


async def _read_all(page: Visitor) -> None:
    while True:
        await page.socket.recv()


async def slow(server: Server, seconds: float) -> str:
    """Ask for pictures at full speed, and read none."""
    process = psutil.Process(server.process)
    before = process.memory_info().rss
    socket = await connect(
        server.stream, subprotocols=[Subprotocol("streamlit")], max_queue=1, ping_interval=None, compression=None
    )
    page = Visitor(socket, (await Visitor.open(server.stream))[0].stepper)
    until, sent = perf_counter() + seconds, 0
    while perf_counter() < until:
        await page.ask(page.stepper.press())
        sent += 1
        await asyncio.sleep(0.05)
    grown = (process.memory_info().rss - before) / 1e6
    await socket.close()
    return f"{sent} questions, no answer read: the server grew by {grown:.0f} MB"


async def uploads(server: Server, seconds: float) -> str:
    """Ten pages upload the largest file, again and again."""
    pages = [(await Visitor.open(server.stream))[0] for _ in range(10)]
    answers: dict[int, int] = {}
    data = secrets.token_bytes(1000) * (LIMITS.max_upload_bytes // 1000)
    until = perf_counter() + seconds

    async def upload(page: Visitor) -> None:
        while perf_counter() < until:
            path = f"_stcore/upload_file/{page.session}/{secrets.token_hex(8)}"
            status = await asyncio.to_thread(put, server, path, data)
            answers[status] = answers.get(status, 0) + 1
            await asyncio.sleep(0.1)

    await asyncio.gather(*map(upload, pages))
    for page in pages:
        await page.close()
    memory = psutil.Process(server.process).memory_info().rss / 1e6
    said = ", ".join(f"{status}: {count}" for status, count in sorted(answers.items()))
    return f"files of {len(data) / 1e6:.0f} MB, answers {said}; the server has {memory:.0f} MB"


async def junk(server: Server, seconds: float) -> str:
    """Send acts that are none."""
    values: list[object] = [json.loads("[" * 50 + "]" * 50), "x" * 1000, [{"n": 1, "do": "step", "by": {}}], None]
    sent, until = 0, perf_counter() + seconds
    page, _run = await Visitor.open(server.stream)
    reading = asyncio.create_task(_read_all(page))
    while perf_counter() < until:
        for value in values:
            await page.ask(page.stepper.tell({"event": "acts", "value": value}))
            sent += 1
        await asyncio.sleep(0.05)
    reading.cancel()
    await page.close()
    return f"{sent} messages"


TROUBLES: dict[str, Trouble] = {
    "nothing": nothing, "flood": flood, "greedy": greedy, "slow": slow, "uploads": uploads, "junk": junk,
}  # fmt: skip


# --- processes that die ---


async def killed(count: int) -> str:
    """Kill -9 one of two processes under a class that trains and steps: all are back, weights bit for bit."""
    with cluster(2) as (server, _log):
        pages = [await Returning.open(server.stream) for _ in range(count)]
        for n, page in enumerate(pages):
            await page.act(do="train", updates=n + 1)
        before = [page.last for page in pages]
        victims = [child for child in psutil.Process(server.process).children() if "server.py" in child.cmdline()]
        victims[0].kill()
        began = perf_counter()
        await asyncio.gather(*map(noticed, pages))
        took = perf_counter() - began
        same = sum(alike(old, page.last) for old, page in zip(before, pages, strict=True))
        await asyncio.gather(*(page.act(do="step", by="operation", direction=1) for page in pages))
        stepped = sum(place(page.last) == place(old) + 1 for old, page in zip(before, pages, strict=True))
        moved = [page for page in pages if page.away]
        longest = max((page.away[0] for page in moved), default=0.0)
        await asyncio.gather(*(page.visitor.close() for page in pages))
    return line(
        ["kill -9 of one of two", str(count), "", "", "", f"{1000 * longest:,.0f}", str(count - same),
         f"{len(moved)} moved, {took:.1f} s until all had an answer; {same} with the same bits, {stepped} stepped on"]
    )  # fmt: skip


async def noticed(page: Returning) -> None:
    """What a page does that hears that its connection has ended, and nothing for a page that has not."""
    try:
        async with asyncio.timeout(2):
            while True:
                await page.visitor.socket.recv()
    except TimeoutError:
        return
    except WebSocketException:
        await page.come_back()


def alike(old: Picture, new: Picture) -> bool:
    """Whether two pictures have the same matrices, bit for bit, at the same step."""
    was, now = old.matrices, new.matrices
    same = old.header["cursor"] == new.header["cursor"] and was.keys() == now.keys()
    return same and all(was[name].tobytes() == now[name].tobytes() for name in was)


async def rolled(count: int) -> str:
    """A rolling restart under a class that steps: no click is lost."""
    with cluster(2) as (server, log):
        pages = [await Returning.open(server.stream) for _ in range(count)]
        presses, waits, ends = [0] * count, list[float](), asyncio.Event()

        async def step(n: int) -> None:
            await asyncio.sleep(n * EVERY / count)
            while not ends.is_set():
                began = perf_counter()
                await pages[n].act(do="step", by="operation", direction=1)
                waits.append(perf_counter() - began)
                presses[n] += 1
                await asyncio.sleep(max(0, began + EVERY - perf_counter()))

        stepping = asyncio.gather(*map(step, range(count)))
        await asyncio.sleep(EVERY)
        os.kill(server.process, signal.SIGHUP)
        while "all processes are new" not in log.read_text(encoding="utf-8"):
            await asyncio.sleep(0.5)
        await asyncio.sleep(EVERY)
        ends.set()
        await stepping
        lost = sum(place(page.last) != pressed for page, pressed in zip(pages, presses, strict=True))
        moves = sum(len(page.away) for page in pages)
        await asyncio.gather(*(page.visitor.close() for page in pages))
    p50, p95, longest = 1000 * np.percentile(waits, [50, 95, 100])
    return line(
        ["rolling restart", str(count), str(sum(presses)), f"{p50:,.0f}", f"{p95:,.0f}", f"{longest:,.0f}", str(lost),
         f"{moves} moves to another process, {lost} pages not where their clicks lead"]
    )  # fmt: skip


def place(picture: Picture) -> int:
    """Steps since the beginning."""
    header = picture.header
    return int(header["curve"]["here"] * len(header["program"]) + header["cursor"])


async def opened_and_closed(server: Server, _count: int, _seconds: float) -> str:
    """A thousand pages, one after the other: what is left in memory."""
    process = psutil.Process(server.process)

    async def visit(times: int) -> None:
        for _ in range(times):
            page, _run = await Visitor.open(server.stream)
            await page.step()
            await page.close()

    await visit(TOGETHER)
    await settled(server, process)
    before = process.memory_info().rss
    await asyncio.gather(*(visit(OPENED // TOGETHER) for _ in range(TOGETHER)))
    most = process.memory_info().rss
    await settled(server, process)
    await visit(1)  # Streamlit lets go of what has expired when the next one comes
    await settled(server, process)
    after = process.memory_info().rss
    said = f"{before / 1e6:.0f} MB before, {most / 1e6:.0f} at the end, {after / 1e6:.0f} when all had been given back"
    return line(
        [f"{OPENED} opened and closed", "0", str(OPENED), "", "", "", "0", f"{said}: {after / before - 1:+.1%}"]
    )


async def settled(server: Server, process: psutil.Process) -> None:
    """Wait until no session is remembered, and nothing is done."""
    async with asyncio.timeout(600):
        while True:
            with urlopen(f"{server.url}_stcore/metrics") as answer:
                text = answer.read().decode()
            if re.search(r"^active_sessions 0", text, re.MULTILINE):
                break
            await asyncio.sleep(1)
    await asyncio.sleep(LEFT)
    await at_rest(process)


LEFT = SERVING.remember_seconds + 25.0
"""Seconds in which sessions that have left are forgotten, and their memory given back."""


def main() -> None:
    """Measure, and print a table."""
    options = asked()
    print(line(HEADS), line(["---"] * len(HEADS)), sep="\n")
    wanted = options.only.split(",") if options.only else [*TROUBLES, "opened", "killed", "rolled"]
    count, seconds = min(options.sessions, MOST_SESSIONS), min(options.seconds, MOST_SECONDS)
    for name in wanted:
        print(measured(name, count, seconds), flush=True)


def measured(name: str, count: int, seconds: float) -> str:
    """A line of the table."""
    if name == "killed":
        return asyncio.run(killed(count))
    if name == "rolled":
        return asyncio.run(rolled(count))
    if name == "nginx":
        return "\n".join(behind_nginx(count, seconds))
    work = opened_and_closed if name == "opened" else partial(beside, what=name, trouble=TROUBLES[name])
    with serving_a_class(ROOT) as server:
        return asyncio.run(work(server, count, seconds))


def behind_nginx(count: int, seconds: float) -> Iterator[str]:
    """The app in two processes behind nginx, and in the same way an app of one button."""
    for what, front in (("nothing, two processes", cluster(2)), ("one button, two processes", buttons(2))):
        with front as (server, _log):
            yield asyncio.run(beside(server, count, seconds, what, nothing))


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--sessions", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=10.0)
    return arguments.parse_args()


if __name__ == "__main__":
    main()
