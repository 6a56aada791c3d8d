"""Which mistake it is about: one that is dealt, to be found, or one that is shown openly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from backprop.clinic.hidden import LEVELS
from backprop.clinic.mistakes import MISTAKES
from backprop.notations import NOTATIONS
from figures.notation import name
from ui.choices import Lab
from ui.controls import bound
from ui.escape import plain
from ui.fields import FIELDS, MOST_DEALS
from ui.i18n import _
from ui.planting import Plant
from ui.spelling import NONE
from ui.state import Session, session


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
