"""One matrix as a large Plotly heatmap: zoom, colour bar, picture file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from backprop.expression import Key
from backprop.passes import Trace

from .notation import axes, title
from .palette import BROKEN, Theme, colorscale

MOST_TICKS = 24
"""Rows or columns up to this many are all numbered."""

MOST_NUMBERS = (24, 14)
"""Rows and columns up to this many have their numbers in the cells: more would be smaller than can be read."""


def heatmap(trace: Trace, key: Key, theme: Theme, translate: Callable[[str], str] = str) -> go.Figure:
    """A matrix of a trace, zero in the middle of the colours, what is not finite marked.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> t = trace(Network((2, 3)), Network((2, 3)).init_weights(), np.eye(2), [0, 1])
    >>> heatmap(t, ("P", 1), "light").data[0].z.shape
    (2, 3)
    """
    matrix = trace[key]
    finite = np.isfinite(matrix)
    limit = float(np.max(np.abs(matrix), where=finite, initial=0)) or 1.0
    row, column = axes(key, translate)
    hover = f"{title(trace.net, key)}<br>{row} %{{y}}, {column} %{{x}}<br>%{{z:.17g}}<extra></extra>"
    figure = go.Figure(
        go.Heatmap(
            z=np.where(finite, matrix, np.nan),
            zmin=-limit,
            zmax=limit,
            colorscale=colorscale(theme),
            hovertemplate=hover,
            hoverongaps=False,
            texttemplate="%{z:.3g}" if np.all(np.less_equal(matrix.shape, MOST_NUMBERS)) else None,
            textfont={"size": 13},
        )
    )
    rows, columns = np.nonzero(~finite)
    if len(rows):
        figure.add_scatter(
            x=columns,
            y=rows,
            mode="markers",
            marker={"symbol": "x", "color": BROKEN, "size": 10},
            text=[str(value) for value in matrix[rows, columns]],
            hovertemplate=f"{row} %{{y}}, {column} %{{x}}<br>%{{text}}<extra></extra>",
            showlegend=False,
        )
    for update, name, count in (
        (figure.update_xaxes, column, matrix.shape[1]),
        (figure.update_yaxes, row, matrix.shape[0]),
    ):
        update(title=name, dtick=1 if count <= MOST_TICKS else None, tick0=0, showgrid=False, zeroline=False)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=520, margin={"l": 60, "r": 20, "t": 20, "b": 50})
    return figure
