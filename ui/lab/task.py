"""What is to be found, the answer, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from backprop.clinic.hidden import LEVELS
from backprop.clinic.mistakes import MISTAKES
from backprop.notations import NOTATIONS
from backprop.rules import program
from figures.notation import name
from ui.bookmark import FIELDS, MOST_DEALS
from ui.choices import Lab
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _
from ui.planting import Plant
from ui.spelling import NONE
from ui.state import Session, session

from .hunts import Hunt


def turn_to(**changes: Any) -> None:
    """Go over to another mistake, at the first weights again."""
    state = session()
    state.attempt(lambda: go_over(state, changes))


def go_over(state: Session, changes: dict[str, Any]) -> None:
    """The same, or a `DataError` for what is not allowed."""
    fields = {field.path: field for field in FIELDS.values()}
    checked = {name: fields[f"lab.{name}"].checked(value) for name, value in changes.items()}
    state.player.stop()
    state.lab = replace(state.lab, **checked)
    state.settle()
    state.document.set_out(0, state.document.settled)


def headline(plant: Plant, is_over: bool) -> None:
    """What one is to do; and which mistake it is about."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="lab-head"):
        st.markdown(_sentence(plant), width="stretch")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            _another(plant.lab, is_over)
            with st.popover(_("Choose"), icon=":material/tune:"):
                _choices(plant)


def _sentence(plant: Plant) -> str:
    if plant.problem:
        return ""
    if not plant.lab.is_dealt:
        mistake, title = _(MISTAKES[plant.lab.mistake].name), _title(plant)
        shown = _("**Shown openly:** {mistake}, in the line that makes {place}.")
        return shown.format(mistake=plain(mistake), place=plain(title))
    task = _("Find the step, and say which mistake it is.")
    where = {
        "backward": _("One line of this backward pass is wrong."),
        "everything": _("One line of this pass, forward or backward, is wrong."),
    }
    return f"**{where[plant.lab.level]}** {task}"


def _title(plant: Plant) -> str:
    net = session().trace.net
    return NOTATIONS[session().view.notation].of(net).title(plant.place)


def _another(lab: Lab, is_over: bool) -> None:
    if not lab.is_dealt:
        st.button(
            _("Deal one to be found"), key="lab-deal", icon=":material/casino:",
            on_click=lambda: turn_to(mistake=NONE, place=""),
        )  # fmt: skip
        return
    st.markdown(_("Deal **{n}**").format(n=lab.deal), width="content")
    st.button(
        _("Deal another"), key="lab-another", icon=":material/casino:", type="primary" if is_over else "secondary",
        on_click=lambda: turn_to(deal=lab.deal % MOST_DEALS + 1),
    )  # fmt: skip


def _choices(plant: Plant) -> None:
    """Which deal, how hard; or a mistake that is shown openly."""
    lab, levels = plant.lab, {"backward": _("the backward pass"), "everything": _("both passes")}
    bound(
        st.number_input, _("Deal"), "lab.deal", lab.deal, lambda n: turn_to(deal=n, mistake=NONE, place=""),
        min_value=1, max_value=MOST_DEALS, step=1,
    )  # fmt: skip
    bound(
        st.radio, _("The mistake is in"), "lab.level", lab.level,
        lambda level: turn_to(level=level, mistake=NONE, place=""),
        options=list(LEVELS), format_func=levels.__getitem__, horizontal=True,
    )  # fmt: skip
    st.caption(_("The number says nothing about the mistake. The network is that of Explore."))
    names = {NONE: _("none: it is to be found")} | {key: _(MISTAKES[key].name) for key in _shown(plant)}
    bound(
        st.selectbox, _("Or show a mistake openly"), "lab.mistake", lab.mistake,
        lambda key: turn_to(mistake=key, place=""), options=list(names), format_func=names.__getitem__,
    )  # fmt: skip
    if not lab.is_dealt and plant.bug:
        places = {name(bug.places[0]): bug.places[0] for bug in plant.found if bug.mistake.key == lab.mistake}
        writing = NOTATIONS[session().view.notation].of(plant.bug.net)
        bound(
            st.selectbox, _("In the line that makes"), "lab.place", name(plant.place),
            lambda place: turn_to(place=place),
            options=list(places), format_func=lambda place: writing.title(places[place]),
        )  # fmt: skip


def _shown(plant: Plant) -> list[str]:
    """The mistakes that may be shown."""
    found = dict.fromkeys(bug.mistake.key for bug in plant.found)
    return [*found, *([] if plant.lab.is_dealt or plant.lab.mistake in found else [plant.lab.mistake])]


def answering(hunt: Hunt) -> None:
    """The step and the mistake, and the button that gives the answer."""
    lines, mistakes = _lines(hunt.plant), {one.key: _(one.name) for one in hunt.plant.choices}
    step, kind, buttons = st.columns([3, 5, 4], gap="small", vertical_alignment="center")
    with step:
        bound(
            st.selectbox, _("Which step is wrong?"), "lab.answer.step", hunt.place,
            lambda place: _choose(hunt, place=place),
            options=list(lines), format_func=lines.__getitem__, placeholder=_("Which step is wrong?"),
            label_visibility="collapsed", disabled=hunt.is_over,
        )  # fmt: skip
    with kind:
        bound(
            st.selectbox, _("Which mistake is it?"), "lab.answer.mistake", hunt.mistake,
            lambda mistake: _choose(hunt, mistake=mistake), options=list(mistakes),
            format_func=mistakes.__getitem__, placeholder=_("Which mistake is it?"),
            label_visibility="collapsed", disabled=hunt.is_over,
        )  # fmt: skip
    with buttons, st.container(horizontal=True, vertical_alignment="center"):
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


def _choose(hunt: Hunt, **chosen: str | None) -> None:
    for field, value in chosen.items():
        setattr(hunt, field, value)


def _take_step(hunt: Hunt, lines: dict[str, str]) -> None:
    state = session()
    here = name(state.trace.steps[state.cursor - 1].writes) if state.cursor else ""
    if here in lines:
        hunt.place = here


def verdict(hunt: Hunt) -> None:
    """What is said of the last answer; before there is one, what the wall shows."""
    tries = len(hunt.tries)
    if not hunt.plant.lab.is_dealt:
        st.caption(_about_the_wall())
    elif hunt.is_found:
        st.markdown(f":green[:material/check_circle: **{_found(tries)}**]")
    elif hunt.is_told:
        said = _("Shown, and not found. Tries: {n}.").format(n=tries)
        st.markdown(f":orange[:material/visibility: **{said}**]")
    elif tries:
        said = _("Tries: {n}.").format(n=tries)
        st.markdown(f":red[:material/cancel: **{_graded(hunt)}**] {said}")
    else:
        st.caption(_about_the_wall())


def _found(tries: int) -> str:
    if tries == 1:
        return _("Right, the step and the mistake, at the first try.")
    return _("Right, the step and the mistake, at try {n}.").format(n=tries)


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
