"""The check of the wrong pass: which of its gradients are slopes of the loss, in the order of the backward pass."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from backprop.clinic import Report, Verdict, check_gradients
from backprop.clinic.report import title
from backprop.expression import Key
from backprop.rules import program
from figures.notation import name
from figures.verdicts import SIGNS
from ui.clinic import words
from ui.clinic.check import picture
from ui.controls import bound
from ui.i18n import _
from ui.patience import patiently
from ui.state import session

from .hunts import Hunt

WORST = tuple(reversed(SIGNS))
"""The verdicts, from what says most."""


def check(hunt: Hunt) -> None:
    """A button, and then a verdict on each matrix; of the one that is chosen more is said."""
    with st.container(horizontal=True, vertical_alignment="center", key="lab-checking"):
        if st.button(_("Check the gradients"), key="lab-check", icon=":material/fact_check:"):
            hunt.report = patiently(
                lambda watch: _checked(hunt, watch), _("Checking"), "lab-check-cancel", lambda: None
            )
            hunt.checked_at = session().timeline.updates
        if hunt.report:
            _verdicts(hunt, hunt.report)
        else:
            st.caption(
                _("against slopes of the loss: the wrong step makes the first that is wrong, or what it is made of.")
            )


def opened(hunt: Hunt) -> None:
    """The matrix that is chosen, beside what it should be, and the verdict on each entry."""
    report = hunt.report
    key = next((key for key in report.verdicts if name(key) == hunt.looked_at), None) if report else None
    if report and key:
        hunt.cell = picture(report, key, "lab.matrices", hunt.cell)


def _checked(hunt: Hunt, watch: Callable[[float], object]) -> Report:
    t = session().trace
    return check_gradients(t.net, t.weights, t["X"], t["Y"], rules=hunt.plant.rules, watch=watch)


def _verdicts(hunt: Hunt, report: Report) -> None:
    keys = {name(call.writes): call.writes for call in program(session().trace.net) if call.writes in report.verdicts}
    bound(
        st.pills, _("Gradients, in the order of the backward pass"), "lab.checked", hunt.looked_at,
        lambda chosen: _look_at(hunt, chosen), options=list(keys), width="content",
        format_func=lambda one: f"{_sign(report, keys[one])} {title(keys[one])}", label_visibility="collapsed",
    )  # fmt: skip
    place = _("checked at update {n}").format(n=hunt.checked_at)
    st.caption(" · ".join(part for part in (_more(hunt, report), place) if part), width="content")


def _look_at(hunt: Hunt, chosen: str | None) -> None:
    """Say more of a matrix, and have the wall at the step that makes it."""
    hunt.looked_at, hunt.cell = chosen, None
    if chosen:
        session().jump(chosen)


def _sign(report: Report, key: Key) -> str:
    """The sign of the verdict that says most, with its colour."""
    counts = report.counts(key)
    verdict = next(one for one in WORST if one in counts)
    return f":{words.SIGNS[verdict][1]}[{SIGNS[verdict]}]"


def _more(hunt: Hunt, report: Report) -> str:
    """What is said of the matrix that is chosen."""
    key = next((key for key in report.verdicts if name(key) == hunt.looked_at), None)
    if key is None:
        return ""
    worst = words.worst(report, key) if Verdict.WRONG in report.counts(key) else ""
    return " · ".join(part for part in (words.counted(report, key), worst) if part)
