"""Long work while somebody waits: in turns with others, with a bar after half a second, and a way out."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

import streamlit as st

from .i18n import _
from .state import session
from .state.document import AT_ONCE
from .turns import TURNS

T = TypeVar("T")

STEP = 0.02
"""Of the whole: so much more has to be done before the bar is drawn anew."""


def patiently(work: Callable[[Callable[[float], object]], T], words: str, key: str, on_cancel: Callable[[], None]) -> T:
    """Do something that may take long.

    Parameters
    ----------
    work : callable
        It calls what it is given with the share that is done, 0 to 1; that may raise to end it.
    words : str
        What is being done.
    key : str
        Of the button that ends it.
    on_cancel : callable
        Sees to it that it does not begin again.
    """
    place, began = st.empty(), perf_counter()
    bar: Any = None
    shown = 0.0

    def watch(share: float) -> None:
        nonlocal bar, shown
        if bar is None and perf_counter() - began > AT_ONCE:
            with place.container(horizontal=True, vertical_alignment="center"):
                st.button(_("Cancel"), key=key, icon=":material/close:", on_click=on_cancel)
                bar = st.progress(0.0, text=words)
        if bar is not None and share - shown > STEP:
            bar.progress(min(share, 1.0), text=words)
            shown = share

    with TURNS.first(session().name) as turn:
        found = work(turn.watching(watch))
    place.empty()
    return found
