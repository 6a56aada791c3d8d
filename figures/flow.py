"""The strongest paths from one number to the loss, as a flow picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

import plotly.graph_objects as go

from backprop._text import N_
from backprop.network import Network
from backprop.notations import LECTURE
from backprop.paths import Path, Paths

from .palette import SCALE, Theme, accent
from .wall.trail import entry, short

NEGATIVE, POSITIVE = 2, -3
"""Stops of the diverging scale that tell the signs apart."""

Node = tuple[int, int]
"""Stage and unit; the last stage is the loss."""


def flow(net: Network, paths: Paths, theme: Theme, translate: Callable[[str], str] = str) -> go.Figure:
    """Paths as bands from left to right: as wide as they are strong, coloured by their sign.

    A band between two units is the sum of the magnitudes of the paths of one sign that run through both.

    Examples
    --------
    >>> import numpy as np
    >>> from backprop import trace
    >>> from backprop.paths import paths
    >>> net = Network((1, 2, 1), "relu", loss="squared_error")
    >>> t = trace(net, {1: np.array([[2.0, 1.0]]), 2: np.array([[1.0], [-1.0]])}, [[3.0]], [[0.0]])
    >>> picture = flow(net, paths(t, ("X", (0, 0))), "light")
    >>> list(picture.data[0].node.label), list(picture.data[0].link.value)
    (['X[0, 0]', 'Z₂[0, 0]', 'Z₃[0, 0]', 'ℓ', 'Z₂[0, 1]'], [6.0, 6.0, 6.0, 3.0, 3.0, 3.0])
    """
    bands: dict[tuple[Node, Node, bool], float] = defaultdict(float)
    for path in paths.strongest:
        for start, end in pairwise(_nodes(paths, path)):
            bands[start, end, path.value > 0] += abs(path.value)
    nodes = list(dict.fromkeys(node for start, end, _ in bands for node in (start, end)))
    place = {node: n for n, node in enumerate(nodes)}
    colours = {positive: _translucent(SCALE[theme][stop]) for positive, stop in ((False, NEGATIVE), (True, POSITIVE))}
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [_label(net, paths, node) for node in nodes],
                "color": accent("Z", theme),
                "line": {"width": 0},
                "pad": 14,
                "thickness": 10,
                "hovertemplate": "%{label}: Σ|…| = %{value:.4g}<extra></extra>",
            },
            textfont={"color": accent("train", theme), "size": 12},
            link={
                "source": [place[start] for start, _, _ in bands],
                "target": [place[end] for _, end, _ in bands],
                "value": list(bands.values()),
                "color": [colours[positive] for _, _, positive in bands],
                "customdata": ["+" if positive else "−" for _, _, positive in bands],
                "hovertemplate": "%{source.label} → %{target.label}: %{customdata}%{value:.4g}<extra></extra>",
            },
        )
    )
    text = {"text": _title(net, paths, translate), "x": 0, "xanchor": "left", "font": {"size": 14}}
    top = 72 + 18 * bool(paths.penalty)
    figure.update_layout(title=text, height=348 + top, margin={"l": 10, "r": 10, "t": top, "b": 10})
    return figure


def _nodes(paths: Paths, path: Path) -> list[Node]:
    """The stages of a path: the source, unit after unit, the loss; a source that is a unit is the first of them."""
    stages = [0, *path.units, 0] if paths.key[0] == "W" else [*path.units, 0]
    return list(enumerate(stages))


def _label(net: Network, paths: Paths, node: Node) -> str:
    stage, unit = node
    weight = paths.key[0] == "W"
    layer = paths.layer + stage - weight
    if stage == 0:
        return entry(LECTURE.of(net), paths.key, *paths.index)
    if layer > net.layers + 1:
        return entry(LECTURE.of(net), "loss")
    return entry(LECTURE.of(net), ("Z", layer), "r" if weight else paths.index[0], unit)


def _title(net: Network, paths: Paths, translate: Callable[[str], str]) -> str:
    derivative = f"∂ℓ/∂{entry(LECTURE.of(net), paths.key, *paths.index)} = {short(paths.total)}"
    if not paths.strongest:
        nothing = translate(N_("Nothing flows: every path is zero."))
        return f"{derivative}<br>{nothing}{_beside(paths, translate)}"
    shown = translate(N_("{shown} of {count} paths, with {share:.0%} of Σ|path|; their sum is {sum}")).format(
        shown=len(paths.strongest), count=f"{paths.count:,}", share=paths.share, sum=short(paths.shown)
    )
    colours = translate(N_("orange +, blue −"))
    return f"{derivative}<br>{shown}; {colours}{_beside(paths, translate)}"


def _beside(paths: Paths, translate: Callable[[str], str]) -> str:
    """What no path brings."""
    if not paths.penalty:
        return ""
    text = translate(N_("λ times the weight, {number}, comes from no path but from the L2 regularisation"))
    return f"<br>{text.format(number=short(paths.penalty))}"


def _translucent(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.55)"
