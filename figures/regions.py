"""Decision regions: what a classifier of two features answers in every point of the plane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import plotly.graph_objects as go

from backprop._text import N_
from backprop.activations import Array
from backprop.data import Dataset
from backprop.errors import DataError
from backprop.network import Network

from .palette import CLASSES, FULL, PALE, SYMBOLS, THEMES, Theme, channels
from .wall.plane import axes, certainty, fits

PAGE: Final[dict[Theme, str]] = {"light": "#ffffff", "dark": "#0e1117"}
POINTS: Final = 100
"""Points of the grid in each direction."""


def regions(
    net: Network,
    W: Mapping[int, Array],
    data: Dataset,
    theme: Theme = "light",
    translate: Callable[[str], str] = str,
) -> go.Figure:
    """The classes of the plane, deeper where the probability is higher, and the examples on top.

    Parameters
    ----------
    net : Network
        Of two features.
    W : dict
        Its weights.
    data : Dataset
        Training examples are drawn filled, test examples hollow.
    theme : {"light", "dark"}
    translate : callable
        From English to the reader's language.

    Raises
    ------
    DataError
        Data without exactly two features, or with more classes than there are colours.

    Examples
    --------
    >>> from backprop import load_dataset
    >>> net = Network((2, 2))
    >>> figure = regions(net, net.init_weights(), load_dataset("xor"))
    >>> figure.data[0].z.shape, len(figure.data)
    ((100, 100), 5)
    """
    if not fits(data):
        raise DataError(
            "{name} has {features} features and {classes} classes; regions are drawn for 2 features and up to {most} "
            "classes",
            name=data.name,
            features=data.n_features,
            classes=data.n_classes,
            most=len(CLASSES),
        )
    across, down = axes(data, POINTS)
    figure = go.Figure(
        go.Heatmap(
            x=across,
            y=down,
            z=certainty(net, W, across, down),
            zmin=0,
            zmax=data.n_classes,
            colorscale=scale(data.n_classes, theme),
            showscale=False,
            hoverinfo="skip",
        )
    )
    for label in range(data.n_classes):
        for part, X, y in (
            (translate(N_("training")), data.X_train, data.y_train),
            (translate(N_("test")), data.X_test, data.y_test),
        ):
            is_training = X is data.X_train
            _examples(figure, X[y == label], label, f"{data.class_names[label]}, {part}", is_training, theme)
    figure.update_xaxes(title=data.feature_names[0], range=[across[0], across[-1]], showgrid=False, zeroline=False)
    figure.update_yaxes(title=data.feature_names[1], range=[down[0], down[-1]], showgrid=False, zeroline=False)
    figure.update_layout(height=400, margin={"l": 50, "r": 10, "t": 10, "b": 40}, showlegend=False)
    return figure


def scale(classes: int, theme: Theme) -> list[tuple[float, str]]:
    """From pale to full for each class in turn.

    Examples
    --------
    >>> scale(2, "light")
    [(0.0, '#d6e8f3'), (0.5, '#80b8d8'), (0.5, '#f8e5d6'), (1.0, '#eaae80')]
    """
    stops = []
    for label in range(classes):
        colour = CLASSES[label][THEMES.index(theme)]
        stops += [(label / classes, _mixed(colour, PAGE[theme], PALE))]
        stops += [((label + 1) / classes, _mixed(colour, PAGE[theme], FULL))]
    return stops


def _mixed(colour: str, page: str, share: float) -> str:
    pairs = zip(channels(colour), channels(page), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def _examples(figure: go.Figure, X: Array, label: int, name: str, is_training: bool, theme: Theme) -> None:
    colour = CLASSES[label][THEMES.index(theme)]
    figure.add_scatter(
        x=X[:, 0],
        y=X[:, 1],
        mode="markers",
        name=name,
        marker={
            "symbol": SYMBOLS[label],
            "size": 7,
            "color": colour if is_training else PAGE[theme],
            "line": {"width": 0.8 if is_training else 1.6, "color": PAGE[theme] if is_training else colour},
        },
        hovertemplate="%{x:.3g}, %{y:.3g}",
    )
