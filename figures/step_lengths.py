"""How far a difference quotient is off with each length of its step, as a curve: the V."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from backprop._text import N_
from backprop.clinic.step_lengths import StepErrors

from .palette import Theme, accent

EXACT = 1e-17
"""Where an error of exactly 0 is drawn."""


def step_curve(found: StepErrors, tolerance: float, theme: Theme, translate: Callable[[str], str] = str) -> go.Figure:
    """The relative errors of both difference quotients against h, both logarithmic.

    Parameters
    ----------
    found : StepErrors
    tolerance : float
        The relative error up to which two numbers agree.
    theme : {"light", "dark"}
    translate : callable
        From English to the reader's language.

    Examples
    --------
    >>> ends = np.array([1.0, 0.1])
    >>> [line.y.round(2).tolist() for line in step_curve(StepErrors(ends, ends, ends**2), 1e-7, "light").data]
    [[1.0, 0.1], [1.0, 0.01]]
    """
    names = (translate(N_("central difference")), translate(N_("one-sided difference")))
    figure = go.Figure(
        [
            go.Scatter(
                x=found.lengths, y=np.maximum(errors, EXACT), name=name, mode="lines",
                line={"color": accent(colour, theme), "width": 2.5, "dash": dash},
                hovertemplate="h = %{x:.1e}<br>%{y:.1e}",
            )
            for name, errors, colour, dash in (
                (names[1], found.forward, "test", "dot"), (names[0], found.central, "dW", "solid"),
            )
        ]
    )  # fmt: skip
    figure.add_hline(y=tolerance, line={"color": accent("Y", theme), "width": 1, "dash": "dash"})
    axis = {"type": "log", "exponentformat": "power", "dtick": 3, "zeroline": False}
    figure.update_xaxes(title=translate(N_("length of the step h")), **axis)
    figure.update_yaxes(title=translate(N_("relative error")), **axis)
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    figure.update_layout(height=300, margin={"l": 60, "r": 20, "t": 30, "b": 50}, legend=legend)
    return figure
