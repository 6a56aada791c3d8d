"""The losses of two trainings in one picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import plotly.graph_objects as go

from backprop._text import N_
from backprop.history import History

from .palette import Theme, accent

LOOKS = (("Z", "solid"), ("G", "dash"))
"""The accents of the curves in their order, and their dashes: told apart without their colours."""


def race_curves(
    runs: Mapping[str, History], theme: Theme, log: bool = False, translate: Callable[[str], str] = str
) -> go.Figure:
    """The training loss of each over the updates.

    Parameters
    ----------
    runs : dict of History
        By the names that they are called by, two of them.
    theme : {"light", "dark"}
    log : bool
        Whether the axis of the loss is logarithmic.
    translate : callable
        From English to the reader's language.

    Examples
    --------
    >>> history = History()
    >>> history.record(0, lambda: {"train": {"loss": 1.0}})
    >>> [line.name for line in race_curves({"right": history, "wrong": history}, "light").data]
    ['right', 'wrong']
    """
    figure = go.Figure(
        [
            go.Scatter(
                x=history.updates, y=history.series("train", "loss"), name=name, mode="lines",
                line={"color": accent(colour, theme), "width": 2.5, "dash": dash},
                hovertemplate="%{x}: %{y:.4g}",
            )
            for (name, history), (colour, dash) in zip(runs.items(), LOOKS, strict=True)
        ]
    )  # fmt: skip
    figure.update_xaxes(title=translate(N_("update")), rangemode="tozero")
    figure.update_yaxes(title=translate(N_("training loss")), type="log" if log else "linear")
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    figure.update_layout(height=230, margin={"l": 60, "r": 20, "t": 30, "b": 40}, legend=legend)
    return figure
