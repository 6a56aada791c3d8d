"""What a gradient means: the loss along one number, and its tangent."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from backprop._text import N_
from backprop.explain import Index
from backprop.expression import Key
from backprop.network import Network
from backprop.notations import LECTURE
from backprop.nudge import Nudge

from .palette import Theme, accent
from .wall.trail import entry, short


def nudge_curve(
    net: Network, nudge: Nudge, key: Key, index: Index, theme: Theme, translate: Callable[[str], str] = str
) -> go.Figure:
    """The real loss against δ, the tangent that the gradient predicts, and where both begin.

    Parameters
    ----------
    net : Network
    nudge : Nudge
    key : Key
    index : Index
        The number that was changed.
    theme : {"light", "dark"}
    translate : callable
        From English to the reader's language.

    Examples
    --------
    >>> import numpy as np
    >>> from backprop.nudge import nudge
    >>> net = Network((1, 1), loss="squared_error")
    >>> n = nudge(net, {1: np.array([[2.0]])}, [[1.0]], [[0.0]], ("W", 1), (0, 0), [-1, 0, 1])
    >>> real, tangent, here = nudge_curve(net, n, ("W", 1), (0, 0), "light").data
    >>> print(real.y, tangent.y, here.y)
    [0.5 2.  4.5] [0. 2. 4.] (2.0,)
    """
    name = entry(LECTURE.of(net), key, *index)
    hover = "δ = %{x:.4g}<br>ℓ = %{y:.6g}"
    figure = go.Figure(
        [
            go.Scatter(
                x=nudge.deltas,
                y=nudge.losses,
                name=translate(N_("the loss")),
                mode="lines",
                line={"color": accent("train", theme), "width": 2.5},
                hovertemplate=hover,
            ),
            go.Scatter(
                x=nudge.deltas,
                y=nudge.predicted,
                name=translate(N_("as the gradient predicts: ℓ + {slope} · δ")).format(slope=short(nudge.slope)),
                mode="lines",
                line={"color": accent("dW", theme), "width": 2, "dash": "dash"},
                hovertemplate=hover,
            ),
            go.Scatter(
                x=[0],
                y=[nudge.loss],
                name=f"{name} = {short(nudge.value)}",
                mode="markers",
                marker={"color": accent("dW", theme), "size": 10},
                hovertemplate=hover,
            ),
        ]
    )
    figure.update_xaxes(title=translate(N_("δ, added to {name}")).format(name=name), zeroline=False)
    figure.update_yaxes(title=translate(N_("loss ℓ")), zeroline=False)
    legend = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}
    figure.update_layout(height=380, margin={"l": 60, "r": 20, "t": 30, "b": 50}, legend=legend)
    return figure
