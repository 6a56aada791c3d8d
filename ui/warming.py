"""What is slow to import is imported once the first page is out, so that no reader waits for it."""

from __future__ import annotations

import threading
from functools import cache
from importlib import import_module

from .memory import collect

CHARTS = ("pandas", "plotly.graph_objects", "plotly.subplots")
"""What charts and tables need."""

LAST = ("sklearn.datasets",)
"""What the larger data sets need: the slowest."""

DELAY = 1.0
"""Seconds from the end of the first page's script, in which the page reaches the browser."""

ENDING = 5.0
"""Seconds that a process which ends is given until its main thread has."""

_importing = threading.Lock()


@cache
def warm_up() -> threading.Thread:
    """Import what is slow in the background, once a process; the thread that does it."""
    timer = threading.Timer(DELAY, _import_slow)
    timer.daemon = True
    timer.start()
    return timer


def settle() -> None:
    """Have what charts and tables need. Plotly takes a pandas that another thread has half imported for a whole one."""
    with _importing:
        for name in CHARTS:
            import_module(name)


def _import_slow() -> None:
    try:
        settle()
        for name in LAST:
            import_module(name)
    except RuntimeError:  # Python refuses what some libraries do when they are imported, once the process ends
        threading.main_thread().join(ENDING)
        if threading.main_thread().is_alive():
            raise
        return
    collect()
