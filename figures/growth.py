"""What sharing saves: multiplications of the backward pass against depth, counted and measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from backprop._text import N_
from backprop.counting import Measured, multiplications
from backprop.network import Network

from .palette import Theme, accent

DEEPEST: Final = 16

SHARED, ANEW = "G", "D"
"""The quantities whose accents the two ways are drawn in."""


@dataclass(frozen=True)
class Depths:
    """Networks of 1 to `DEEPEST` layers that are alike in everything else.

    Attributes
    ----------
    width : int
        Units of every layer, input and output included.
    m : int
        Rows of the batch.
    """

    width: int
    m: int

    def network(self, layers: int) -> Network:
        """The one with this many layers."""
        return Network((self.width,) * (layers + 1), "tanh")

    def counts(self, translate: Callable[[str], str] = str) -> pd.DataFrame:
        """Multiplications with and without sharing and their ratio, a row for each depth.

        Examples
        --------
        >>> Depths(8, 1).counts().loc[4].tolist()
        [480.0, 720.0, 1.5]
        """
        counts = [multiplications(self.network(layers), self.m) for layers in range(1, DEEPEST + 1)]
        frame = pd.DataFrame(
            {
                translate(N_("each G once")): [count.shared for count in counts],
                translate(N_("each chain anew")): [count.anew for count in counts],
                translate(N_("ratio")): [count.anew / count.shared for count in counts],
            },
            index=range(1, DEEPEST + 1),
        )
        frame.index.name = translate(N_("layers L"))
        return frame


def growth(
    depths: Depths,
    measured: Mapping[int, Measured] | None = None,
    theme: Theme = "light",
    translate: Callable[[str], str] = str,
) -> go.Figure:
    """On the left the multiplications of both ways, on the right how many times as many; measured times as points.

    Parameters
    ----------
    depths : Depths
    measured : dict, optional
        What `backprop.counting.measure` found, by depth.
    theme : {"light", "dark"}
    translate : callable
        From English to the reader's language.

    Examples
    --------
    >>> figure = growth(Depths(8, 1), {4: Measured(shared=1.0, anew=2.5)})
    >>> [trace.name for trace in figure.data], figure.data[-1].y
    (['each G once', 'each chain anew', 'counted', 'measured here'], (2.5,))
    """
    frame = depths.counts(translate)
    shared, anew, ratio = frame.columns
    layers = list(frame.index)
    figure = make_subplots(
        cols=2,
        horizontal_spacing=0.1,
        subplot_titles=[translate(N_("Multiplications")), translate(N_("Times as many without sharing"))],
    )
    for name, quantity, symbol in ((shared, SHARED, "circle"), (anew, ANEW, "square")):
        _line(figure, 1, layers, frame[name], name, accent(quantity, theme), symbol)
    _line(figure, 2, layers, frame[ratio], translate(N_("counted")), accent("W", theme), "circle")
    if measured:
        figure.add_scatter(
            x=list(measured),
            y=[times.anew / times.shared for times in measured.values()],
            mode="markers",
            name=translate(N_("measured here")),
            marker={"symbol": "x", "size": 10, "color": accent("P", theme)},
            hovertemplate="L = %{x}<br>%{y:.3g}×",
            row=1,
            col=2,
        )
    figure.update_xaxes(title=frame.index.name, dtick=1, tick0=1, range=[0.5, DEEPEST + 0.5], showgrid=False)
    figure.update_yaxes(rangemode="tozero")
    figure.update_annotations(font_size=14)
    figure.update_layout(
        height=340, margin={"l": 60, "r": 10, "t": 30, "b": 40}, legend={"orientation": "h", "y": -0.22}
    )
    return figure


def _line(
    figure: go.Figure, column: int, layers: list[int], values: pd.Series[float], name: str, colour: str, symbol: str
) -> None:
    figure.add_scatter(
        x=layers,
        y=values.tolist(),
        mode="lines+markers",
        name=name,
        line={"color": colour, "width": 2},
        marker={"symbol": symbol, "size": 6},
        hovertemplate="L = %{x}<br>%{y:,.4~g}",
        row=1,
        col=column,
    )
