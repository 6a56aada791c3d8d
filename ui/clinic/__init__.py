"""The gradient clinic: is it right, where is it wrong, which mistake is it."""

from __future__ import annotations

import streamlit as st

from ui import strip
from ui.address import address
from ui.i18n import _

from . import check, own

PART = "clinic.part"


def main() -> None:
    """The page below its shell."""
    strip.words()
    parts = {"own": _("Bring your own arrays"), "check": _("Check the network on Explore")}
    st.session_state.setdefault(PART, st.session_state.get("clinic.last", "own"))
    part = st.segmented_control(
        _("What is examined"),
        list(parts),
        key=PART,
        required=True,
        format_func=parts.__getitem__,
        label_visibility="collapsed",
        width="stretch",
    )
    st.session_state["clinic.last"] = part  # what a widget holds is lost while another page is shown
    (check.main if part == "check" else own.main)()
    address("clinic")
