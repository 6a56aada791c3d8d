"""The answer to a hunt, the step and the mistake, and what is said of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from backprop.clinic.hidden import LEVELS
from backprop.notations import NOTATIONS
from backprop.rules import program
from figures.notation import name
from ui.controls import bound
from ui.i18n import _
from ui.planting import Plant
from ui.state import session

from .hunts import Hunt


def answering(hunt: Hunt) -> None:
    """The step and the mistake, and the button that gives the answer."""
    lines, mistakes = _lines(hunt.plant), {one.key: _(one.name) for one in hunt.plant.choices}
    step, kind, buttons = st.columns([3, 5, 4], gap="small", vertical_alignment="center")
    with step:
        bound(
            st.selectbox, _("Which step is wrong?"), "lab.answer.step", hunt.place,
            partial(setattr, hunt, "place"),
            options=list(lines), format_func=lines.__getitem__, placeholder=_("Which step is wrong?"),
            label_visibility="collapsed", disabled=hunt.is_over,
        )  # fmt: skip
    with kind:
        bound(
            st.selectbox, _("Which mistake is it?"), "lab.answer.mistake", hunt.mistake,
            partial(setattr, hunt, "mistake"), options=list(mistakes),
            format_func=mistakes.__getitem__, placeholder=_("Which mistake is it?"),
            label_visibility="collapsed", disabled=hunt.is_over,
        )  # fmt: skip
    with buttons, st.container(horizontal=True, vertical_alignment="center", key="lab-buttons"):
        st.button(
            _("Answer"), key="lab-answer", type="primary", on_click=hunt.answer,
            disabled=hunt.is_over or not hunt.is_complete,
        )  # fmt: skip
        st.button(
            _("The step on the wall"), key="lab-here", on_click=lambda: _take_step(hunt, lines), disabled=hunt.is_over,
        )  # fmt: skip
        if not session().hides("solution"):
            st.button(_("Show the solution"), key="lab-tell", on_click=hunt.tell, disabled=hunt.is_over)


def _lines(plant: Plant) -> dict[str, str]:
    """The steps in the order of the passes, by the names of what they write."""
    net, phases = session().trace.net, LEVELS[plant.lab.level]
    writing = NOTATIONS[session().view.notation].of(net)
    calls = [call for call in program(net) if call.rule.phase in phases]
    return {name(call.writes): f"{writing.title(call.writes)} · {_(call.rule.label)}" for call in calls}


def _take_step(hunt: Hunt, lines: dict[str, str]) -> None:
    state = session()
    here = name(state.trace.steps[state.cursor - 1].writes) if state.cursor else ""
    if here in lines:
        hunt.place = here


def verdict(hunt: Hunt) -> None:
    """What is said of the last answer; before there is one, what the wall shows."""
    tries = len(hunt.tries)
    if hunt.is_found:
        st.markdown(f":green[:material/check_circle: **{_found(tries)}**]")
    elif hunt.is_told:
        said = _("Shown, and not found. Tries since the page was loaded: {n}.").format(n=tries)
        st.markdown(f":orange[:material/visibility: **{said}**]")
    elif tries:
        said = _("Tries since the page was loaded: {n}.").format(n=tries)
        st.markdown(f":red[:material/cancel: **{_graded(hunt)}**] {said}")
    else:
        st.caption(_about_the_wall())


def _found(tries: int) -> str:
    """Of tries before a reload nothing is known."""
    if tries == 1:
        return _("Right, the step and the mistake, at the first try since the page was loaded.")
    return _("Right, the step and the mistake, at try {n} since the page was loaded.").format(n=tries)


def _graded(hunt: Hunt) -> str:
    last = hunt.tries[-1]
    if hunt.is_place(last):
        return _("The step is right; the mistake is another one.")
    if hunt.is_mistake(last):
        return _("The mistake is right; it is made at another step.")
    return _("Neither the step nor the mistake is right.")


def _about_the_wall() -> str:
    return _(
        "The equations on the wall are the lecture’s, the numbers those of the wrong pass: at one step they do not "
        "fit. Training on the wall is done with the mistake, too."
    )
