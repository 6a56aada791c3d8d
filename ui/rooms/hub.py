"""Who is in which room, and how they learn that something has happened: the server asks their session for a run.

A fragment that looks once a second (``run_every``) would cost each follower a run a second for as long as a lecture
lasts; this costs one a step of the lecturer, and none between. Steps that follow one another fast are merged: a room is
told at most every `APART` seconds, and a session that still has a run to do is asked for no second one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

from streamlit import runtime
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

APART = 0.15
"""Seconds between two times that a room is told something; what happens meanwhile is told together."""


class Hub:
    """The sessions of this process that are in a room."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside: dict[str, dict[str, ClientState]] = {}
        self._last: dict[str, float] = {}
        self._waiting: set[str] = set()

    def enter(self, room: str, fragment: bool) -> None:
        """Note that the session of this run is in a room, and which run it is to be asked for."""
        context = get_script_run_ctx(suppress_warning=True)
        if context is None or not runtime.exists():
            return
        asked = ClientState(
            query_string=context.query_string,
            page_script_hash=context.page_script_hash,
            fragment_id=(ThreadState.get().fragment_id or "") if fragment else "",
        )
        if context.context_info is not None:
            asked.context_info.CopyFrom(context.context_info)
        with self._lock:
            self._inside.setdefault(room, {})[context.session_id] = asked

    def leave(self, room: str) -> None:
        """Note that the session of this run is in the room no more."""
        context = get_script_run_ctx(suppress_warning=True)
        if context:
            with self._lock:
                self._inside.get(room, {}).pop(context.session_id, None)

    def tell(self, room: str | None) -> None:
        """Have all who are in a room, or in any, look at it, soon."""
        with self._lock:
            everywhere = list(self._inside)
        for one in everywhere if room is None else [room]:
            self._tell(one)

    def _tell(self, room: str) -> None:
        with self._lock:
            if room in self._waiting or room not in self._inside:
                return
            self._waiting.add(room)
            wait = max(0.0, self._last.get(room, 0.0) + APART - monotonic())
        timer = threading.Timer(wait, self._tell_now, (room,))
        timer.daemon = True
        timer.start()

    def _tell_now(self, room: str) -> None:
        with self._lock:
            self._waiting.discard(room)
            self._last[room] = monotonic()
            inside = list(self._inside.get(room, {}).items())
        gone = [session for session, asked in inside if not request_run(session, asked)]
        with self._lock:
            for session in gone:
                self._inside.get(room, {}).pop(session, None)
            if not self._inside.get(room):
                self._inside.pop(room, None)
                self._last.pop(room, None)


def request_run(session_id: str, asked: ClientState) -> bool:
    """Ask a session for a run; False if it has gone.

    A session of Streamlit's is to be asked on its event loop, for which it has no public name.
    """
    if not runtime.exists():
        return False
    session = runtime.get_instance().get_app_session(session_id)
    if session is None:
        return False
    run: Callable[..., None] = session.request_rerun
    try:
        session._event_loop.call_soon_threadsafe(run, asked)  # noqa: SLF001
    except RuntimeError:  # the server is ending
        return False
    return True


HUB = Hub()
