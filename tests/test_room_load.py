"""A room of a hundred: a step reaches the last within a second, and who has stepped away is not moved."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from time import perf_counter

import pytest

from benchmarks.room import Attender, enter, lecture, seen_by_all
from benchmarks.serving import serving_a_class
from tests.conftest import ROOT
from tests.test_rooms import REDIS, redis_server

FOLLOWERS = 100
SECOND = 1.0
"""On a machine that has nothing else to do; on one that has, as many times that as programs share a processor."""


async def lesson() -> tuple[list[float], float, list[Attender]]:
    """How long steps took to reach all, and to reach the lecturer; the students, the first of whom has stepped away."""
    with serving_a_class(ROOT) as server:
        lecturer, name = await lecture(server)
        students = [await enter(server, f"room={name}") for _ in range(FOLLOWERS + 1)]
        away, *others = students
        tasks = [asyncio.create_task(one.listen()) for one in (lecturer, *students)]
        await away.send(away.seat.tell({"event": "acts", "value": [away.seat.numbered(do="cursor", to=20)]}))
        await seen_by_all([away], 20)
        waits, own = [], 0.0
        for step in range(1, 5):
            began = perf_counter()
            await lecturer.send(lecturer.seat.press())
            waits.append(await seen_by_all(others, step) - began)
            own = max(own, lecturer.saw[step] - began)
        for task in tasks:
            task.cancel()
        return waits, own, [away, *others]


@pytest.mark.thorough
def test_a_step_reaches_the_last_of_a_hundred_and_who_stepped_away_is_not_moved() -> None:
    waits, own, (away, *others) = asyncio.run(lesson())
    assert all(student.seat.cursor == 4 for student in others)
    assert set(away.saw) & {1, 2, 3, 4} == set()
    assert away.seat.cursor == 20
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert sorted(waits)[len(waits) // 2] <= SECOND * crowd, (waits, own)


async def two_processes(address: str) -> tuple[Attender, list[Attender], str]:
    """A lecturer in one process, students in another, and a room that ends."""
    with serving_a_class(ROOT, redis_url=address) as one, serving_a_class(ROOT, redis_url=address) as other:
        lecturer, name = await lecture(one)
        students = [await enter(other, f"room={name}") for _ in range(3)]
        tasks = [asyncio.create_task(each.listen()) for each in (lecturer, *students)]
        for step in (1, 2):
            await lecturer.send(lecturer.seat.press())
            await seen_by_all(students, step)
        for task in tasks:
            task.cancel()
        return lecturer, students, name


@pytest.mark.skipif(REDIS is None, reason="there is no redis-server")
@pytest.mark.thorough
def test_a_room_is_shared_by_two_processes(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        _lecturer, students, name = asyncio.run(two_processes(address))
    assert len(name) == 4
    assert all(student.seat.cursor == 2 for student in students)
