"""What can be done with one cell: follow its paths, nudge it, type it over. Each is a dialog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st

from backprop.expression import Key
from backprop.nudge import nudge
from backprop.passes import Trace
from backprop.paths import paths
from figures.notation import title
from figures.palette import Theme
from figures.wall.provenance import subject_of

from .chart import chart
from .i18n import _, error_text
from .state import Session, session
from .warming import settle

DELTAS = 41
EVERY_DIGIT = "%.17g"
"""To a browser the shortest decimal that reads back as the same number."""

SHOWN = 24
"""Paths in the picture: more can't be told apart."""


@dataclass(frozen=True)
class Subject:
    """The weight or input that a tool works on."""

    trace: Trace
    key: Key
    index: tuple[int, int]

    @property
    def title(self) -> str:
        """How it is written."""
        row, column = self.index
        return f"{title(self.trace.net, self.key)}[{row}, {column}]"

    @property
    def value(self) -> float:
        """What it is now."""
        return float(self.trace[self.key][self.index])


def open_tool(state: Session, name: str) -> None:
    """Open the dialog of a tool for the selected cell."""
    tools: dict[str, tuple[str, Callable[[Subject], None]]] = {
        "paths": (_("The strongest paths from {cell} to the loss"), _paths),
        "nudge": (_("Nudge {cell}"), _nudge),
        "edit": (_("Type {cell} over"), _edit),
    }
    if name not in tools or state.selected is None or state.hides(name):
        return
    key, row, column = state.selected
    of = subject_of(name, state.trace.net, key, (row, column))
    if of is None:
        return
    subject = Subject(state.trace, of, (row, column))
    heading, contents = tools[name]
    st.dialog(heading.format(cell=subject.title), width="small" if name == "edit" else "large")(contents)(subject)


def theme() -> Theme:
    """The theme that the reader sees."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _paths(subject: Subject) -> None:
    settle()
    from figures.flow import flow

    found = paths(subject.trace, (subject.key, subject.index), SHOWN)
    chart(flow(subject.trace.net, found, theme(), _), "flow")
    st.caption(
        _("Each path is a product of weights and slopes; the sum over all of them is the derivative of the loss.")
        if not found.penalty
        else _(
            "Each path is a product of weights and slopes; the sum over all of them, and what the regularisation adds, "
            "is the derivative of the loss."
        )
    )


def _nudge(subject: Subject) -> None:
    settle()
    from figures.nudge import nudge_curve

    largest = st.slider(_("Largest change δ"), 0.01, 5.0, 1.0, 0.01, key="delta")
    trace = subject.trace
    weights = {i: trace["W", i] for i in range(1, trace.net.layers + 1)}
    deltas = np.linspace(-largest, largest, DELTAS)
    curve = nudge(trace.net, weights, trace["X"], trace["Y"], subject.key, subject.index, deltas)
    figure = nudge_curve(trace.net, curve, subject.key, subject.index, theme(), _)
    chart(figure, "nudge")
    st.caption(
        _("The gradient is the slope of the tangent: it predicts the loss for small changes, and only for those.")
        if not curve.corners
        else _("The loss has a kink here: the tangent is that of one side, and predicts nothing on the other.")
    )
    for corner in curve.corners:
        st.warning(
            _(
                "Layer {layer}, unit {unit}: the pre-activation is exactly where σ′ jumps, for these examples: {rows}. "
                "That σ′ is {slope} there is a convention."
            ).format(
                layer=corner.layer, unit=corner.unit, rows=", ".join(map(str, corner.rows)), slope=f"{corner.slope:g}"
            )
        )


def _edit(subject: Subject) -> None:
    st.caption(_("The new value holds from this update on; Undo takes it back."))
    value = st.number_input(subject.title, value=subject.value, format=EVERY_DIGIT, step=0.1, key="typed")
    if st.button(_("Type over"), type="primary", key="type-over"):
        state = session()
        state.edit(float(value))
        if state.notice:
            st.error(error_text(state.notice))
        else:
            st.rerun()
