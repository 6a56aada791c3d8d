"""The Bug lab: a mistake in one line of a pass, seen on the wall and in training, to be found and named."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import explore
from ui.i18n import error_text
from ui.planting import Plant
from ui.state import session

from .answer import answering, verdict
from .check import check, opened
from .dealing import headline
from .hunts import hunt
from .solution import solution

CSS = (Path(__file__).parent / "lab.css").read_text(encoding="utf-8")


def main() -> None:
    """The page below its shell."""
    st.html(f"<style>{CSS}</style>")
    plant = session().document.plant
    if plant:
        with st.container(key="lab"):
            _task(plant)
    explore.main()


def _task(plant: Plant) -> None:
    mine = hunt(plant)
    headline(plant, mine.is_over)
    if plant.problem:
        st.warning(error_text(plant.problem), icon=":material/info:")
        return
    if plant.lab.is_dealt:
        answering(mine)
    verdict(mine)
    check(mine)
    opened(mine)
    if mine.is_over:
        solution(mine)
