"""The verdict on each entry of a gradient, as a picture: a colour, and a sign in each cell while there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import plotly.graph_objects as go

from backprop.clinic import Report, Verdict
from backprop.expression import Key

from .heatmap import MOST_TICKS
from .notation import axes
from .palette import Theme

SIGNS = {
    Verdict.AGREES: "✓", Verdict.NOISE: "~", Verdict.KINK: "△", Verdict.WRONG: "✗", Verdict.UNCHECKED: "·",
}  # fmt: skip
COLOURS: dict[Theme, tuple[str, ...]] = {
    "light": ("#d5e8f3", "#aed3e8", "#f0d58a", "#d1490f", "#ececec"),
    "dark": ("#1d3a4d", "#2a5874", "#7d6413", "#e2622a", "#2b2b2b"),
}
"""Blue for what is right and orange for what is wrong, as on the wall: told apart without red or green."""


def verdicts(
    report: Report, key: Key, theme: Theme, names: Mapping[Verdict, str], translate: Callable[[str], str] = str
) -> go.Figure:
    """The verdicts on one gradient, with both numbers under the pointer.

    Parameters
    ----------
    report : Report
    key : Key
    theme : {"light", "dark"}
    names : dict of str
        What each verdict is called.
    translate : callable
        For the names of the axes.

    Examples
    --------
    >>> from backprop import Network, check_gradients
    >>> net = Network((2, 3))
    >>> report = check_gradients(net, net.init_weights(), np.eye(2), [0, 1])
    >>> verdicts(report, ("dW", 1), "light", {v: str(v) for v in Verdict}).data[0].z.tolist()
    [[0, 0, 0], [0, 0, 0]]
    """
    order = list(Verdict)
    codes = np.array([[order.index(Verdict(str(verdict))) for verdict in row] for row in report.verdicts[key]])
    row, column = axes(key, translate)
    colours = COLOURS[theme]
    steps = [(end, colour) for n, colour in enumerate(colours) for end in (n / len(colours), (n + 1) / len(colours))]
    is_small = max(codes.shape) <= MOST_TICKS
    figure = go.Figure(
        go.Heatmap(
            z=codes,
            zmin=-0.5,
            zmax=len(order) - 0.5,
            colorscale=steps,
            colorbar={
                "tickvals": list(range(len(order))),
                "ticktext": [f"{SIGNS[verdict]} {names[verdict]}" for verdict in order],
            },
            text=np.array([SIGNS[verdict] for verdict in order])[codes],
            texttemplate="%{text}" if is_small else None,
            customdata=np.dstack([report.given[key], report.numeric[key], report.relative_error(key)]),
            hovertemplate=f"{row} %{{y}}, {column} %{{x}}: %{{text}}<br>%{{customdata[0]:.10g}}<br>"
            "%{customdata[1]:.10g}<br>%{customdata[2]:.1e}<extra></extra>",
            xgap=1,
            ygap=1,
        )
    )
    for update, name, count in (
        (figure.update_xaxes, column, codes.shape[1]),
        (figure.update_yaxes, row, codes.shape[0]),
    ):
        update(title=name, dtick=1 if count <= MOST_TICKS else None, tick0=0, showgrid=False, zeroline=False)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=min(420, 120 + 26 * codes.shape[0]), margin={"l": 50, "r": 10, "t": 10, "b": 45})
    return figure
