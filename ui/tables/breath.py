"""Long work in between which other sessions get their turn: one interpreter serves them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter, sleep
from typing import TypeVar

from ui.turns import TURNS

T = TypeVar("T")

WORK = 0.010
"""Seconds of work after which there is a pause."""

PAUSE = 0.002
"""Seconds of a pause: in it whoever waits for the interpreter has it."""

BESIDE = 0.030
"""Seconds of a pause while several others train: a file takes a quarter of the time then, and not most of it."""


def breathing(items: Iterable[T]) -> Iterator[T]:
    """The same items, with pauses."""
    began = perf_counter()
    for item in items:
        yield item
        if perf_counter() - began > WORK:
            sleep(BESIDE if TURNS.sharers > 1 else PAUSE)
            began = perf_counter()
