"""What is slow to import is imported once the first page is out, so that no reader waits for it."""

from __future__ import annotations

import threading
from functools import cache
from importlib import import_module

from .memory import collect

SLOW = ("pandas", "plotly.graph_objects", "plotly.subplots", "sklearn.datasets")
"""What charts, tables and the larger data sets need, slowest last."""

DELAY = 1.0
"""Seconds from the end of the first page's script, in which the page reaches the browser."""

begun = threading.Event()
"""Set when the imports begin."""


@cache
def warm_up() -> threading.Thread:
    """Import what is slow in the background, once a process; the thread that does it."""
    timer = threading.Timer(DELAY, _import_slow)
    timer.daemon = True
    timer.start()
    return timer


def settle() -> None:
    """Wait for the imports that are under way: a module that another thread has half imported can't be used."""
    if warm_up.cache_info().currsize and warm_up().is_alive() and begun.is_set():
        warm_up().join()


def _import_slow() -> None:
    begun.set()
    for name in SLOW:
        import_module(name)
    collect()
