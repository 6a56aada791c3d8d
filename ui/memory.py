"""What Streamlit keeps of a session that has ended, given back.

Streamlit's own objects of a run refer to each other in circles, and from them to all that the session held. Left alone,
Python looks for such circles only once there are many new objects; a few large matrices are few objects.
"""

from __future__ import annotations

import ctypes
import gc
import threading
import weakref
from functools import cache
from gc import freeze, unfreeze
from queue import SimpleQueue
from time import sleep

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

PAUSE = 5.0
"""Seconds from the end of a session to the collection, in which those that end together come together."""

_watched: weakref.WeakSet[object] = weakref.WeakSet()
# The one queue that may be put to while objects are being destroyed.
_ended: SimpleQueue[None] = SimpleQueue()


def watch_session() -> None:
    """Have the garbage collected soon after the session of this run has ended."""
    context = get_script_run_ctx(suppress_warning=True)
    if context and runtime.exists():
        session = runtime.get_instance().get_app_session(context.session_id)
        if session:
            collect_after(session)


def collect_after(owner: object) -> None:
    """Have the garbage collected soon after `owner` has gone; asked again for the same one, it changes nothing."""
    _start_collecting()
    if owner not in _watched:
        _watched.add(owner)
        weakref.finalize(owner, _ended.put, None).atexit = False


@cache
def _start_collecting() -> None:
    threading.Thread(target=_collect_for_ever, name="collect-garbage", daemon=True).start()


def _collect_for_ever() -> None:
    """In a thread of its own: a click never waits for a collection that it asked for."""
    while True:
        _ended.get()
        sleep(PAUSE)
        while not _ended.empty():
            _ended.get()
        collect()
        give_back()


def collect() -> None:
    """Collect all garbage; what is left is not looked at again before the next time, while everybody waits."""
    unfreeze()
    gc.collect()
    freeze()


def give_back() -> None:
    """Let the system have the memory that is free, where C's library keeps it (glibc does, for each thread)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
