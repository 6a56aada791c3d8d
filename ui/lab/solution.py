"""The solution: the line as it should be and as it is, what to do about it, and what it does to the training."""

from __future__ import annotations

import streamlit as st

from backprop.clinic.hidden import right_call
from backprop.clinic.mistakes import MISTAKES, Planted
from backprop.clinic.wrong_code import wrong_code
from backprop.notations import NOTATIONS, Writing
from figures.notation import printed
from figures.wrong_line import wrong_line
from ui.chart import chart
from ui.escape import plain
from ui.i18n import _, error_text
from ui.patience import patiently
from ui.state import session
from ui.tools import theme
from ui.warming import settle

from .hunts import Hunt
from .race import UPDATES, Race, race

SLIGHT = 2.0
"""By this factor a loss may be larger without anybody's wondering."""

LEARNT = 0.9
"""Below so much of what can be had without learning a loss has to be for there to be something learnt."""


def solution(hunt: Hunt) -> None:
    """What there is to be said once nothing is left to be found."""
    bug = hunt.plant.bug
    if bug is None:
        return
    title = _("The mistake, and what it does to the training")
    is_open = hunt.plant.lab.is_dealt  # where it is shown openly, the wall comes first
    with st.container(key="lab-solution"), st.expander(title, expanded=is_open, icon=":material/bug_report:"):
        line, training = st.columns([1, 1], gap="medium")
        with line:
            _line(hunt, bug, NOTATIONS[session().view.notation].of(bug.net))
        with training:
            _training(hunt)


def _line(hunt: Hunt, bug: Planted, writing: Writing) -> None:
    title = plain(writing.title(hunt.plant.place))
    st.markdown(
        _("In the line that makes **{place}**: **{mistake}**.").format(place=title, mistake=_named(bug.mistake.key))
    )
    st.caption(_("In the lecture:"))
    st.latex(writing.equation(right_call(bug)).latex)
    st.caption(_("Here:"))
    written, code = wrong_line(writing, bug, _), wrong_code(writing, bug)
    if written:
        st.latex(written)
    else:
        st.markdown(_("No formula says it: see the line of code.") if code else _("No formula says it."))
    if code:
        st.caption(_("A typical line of code:"))
        st.code("\n".join(code), language="python", wrap_lines=True)
    st.markdown(f":green[:material/build:] {plain(_(bug.mistake.remedy))}")
    others = sorted(hunt.plant.same - {bug.mistake.key})
    if others:
        st.caption(_("The same numbers come from: {mistakes}.").format(mistakes="; ".join(map(_named, others))))


def _named(key: str) -> str:
    return plain(_(MISTAKES[key].name))


def _training(hunt: Hunt) -> None:
    """The race, run at once; if that was cancelled, when it is asked for."""
    experiment = session().experiment
    if hunt.race is None or hunt.race.experiment != experiment:
        if hunt.waits and not st.button(_("Train {n} updates").format(n=UPDATES), key="lab-race"):
            return
        hunt.race = patiently(
            lambda watch: race(experiment, hunt.plant.rules, watch), _("Training with and without the mistake"),
            "lab-race-cancel", lambda: setattr(hunt, "waits", True),
        )  # fmt: skip
    _curves(hunt.race)


def _curves(run: Race) -> None:
    from figures.race import race_curves

    settle()
    names = {_("as in the lecture"): run.right, _("with the mistake"): run.wrong}
    histories = {name: one.history for name, one in names.items()}
    figure = race_curves(histories, theme(), session().view.log, _)
    chart(figure, "lab.race")
    said = _("After {n} updates from the same weights: {right} as in the lecture, {wrong} with the mistake.")
    right, wrong = (printed(one.loss, ".3g") for one in (run.right, run.wrong))
    st.caption(f"{said.format(n=UPDATES, right=right, wrong=wrong)} {_noticed(run)}")
    for name, one in names.items():
        if one.broken:
            st.caption(f"{name}: {error_text(one.broken)}")


def _noticed(run: Race) -> str:
    """What the loss alone would have told."""
    if run.wrong.broken or not run.wrong.loss < SLIGHT * run.right.loss:
        return ""
    learnt = {one.loss < LEARNT * run.unlearnt for one in (run.right, run.wrong)}
    if learnt == {True}:
        return _("It learns in spite of it: the loss alone would hardly have told you.")
    if learnt == {False}:
        return _("Neither learns here, so the loss says nothing about the mistake.")
    return ""
