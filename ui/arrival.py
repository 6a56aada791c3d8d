"""The way to where one wants to be, when it takes long: a bar that says how far it is, and a button that ends it."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from .i18n import _
from .state import Session, session


def arrive() -> None:
    """Go all the way, outside of every fragment: only there a click on Cancel ends this run, at the next look at it."""
    state = session()
    place = st.container(key="arrival")
    if state.arrive():
        return
    shown = place.empty()
    with shown.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Cancel"), key="cancel", icon=":material/close:", on_click=state.document.give_up)
        bar = st.progress(0.0, text=_words(state))
    try:
        state.arrive(None, lambda share: bar.progress(share, text=_words(state)))
    except StopException:  # Streamlit's own Stop
        state.document.give_up()
        raise
    shown.empty()


def _words(state: Session) -> str:
    aim = state.document.aim
    return _("Update {here} of {there}").format(here=state.timeline.updates, there=aim.update if aim else "")
