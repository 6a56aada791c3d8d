"""The gradient clinic: is it right, where is it wrong, which mistake is it."""

from __future__ import annotations

import streamlit as st

from ui import strip
from ui.address import address
from ui.controls import control
from ui.i18n import _
from ui.state import session

from . import check, own


def main() -> None:
    """The page below its shell."""
    address("arrival")  # before what may take seconds: who leaves meanwhile comes back to here
    strip.words()
    parts = {"own": _("Bring your own arrays"), "check": _("Check the network on Explore")}
    control(
        st.segmented_control,
        _("What is examined"),
        "clinic",
        options=list(parts),
        required=True,
        format_func=parts.__getitem__,
        label_visibility="collapsed",
        width="stretch",
    )
    (check.main if session().clinic.part == "check" else own.main)()
    address("clinic")
