"""The plane of two features: what a classifier answers in every point of it, and where the examples lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backprop.activations import Array
from backprop.data import Dataset
from backprop.evaluation import predict
from backprop.expression import Key
from backprop.losses import softmax
from backprop.network import Network
from backprop.passes import Trace
from figures.palette import CLASSES

from .parts import Region

MARGIN: Final = 0.12
"""Room around the examples, as a share of their range."""

CELLS: Final = 48
"""Points of the small picture's grid in each direction; half of them for a network with more than
`LARGE` weights, for there is such a picture with every step."""

LARGE: Final = 10_000

LEVELS: Final = 50
"""How many degrees of certainty the small picture has."""

BROKEN: Final = 255
"""A point where the answer is no number."""

MOST_POINTS: Final = 400
"""Examples that the small picture shows; of more, every second, third, ... one."""

WHOLE: Final = 1000
"""The side of the plane in the units of `points`."""


def fits(data: Dataset) -> bool:
    """Whether the data lie in a plane, and have no more classes than there are colours.

    Examples
    --------
    >>> from backprop import load_dataset
    >>> fits(load_dataset("moons")), fits(load_dataset("iris"))
    (True, False)
    """
    return data.n_features == 2 and data.n_classes <= len(CLASSES)


def axes(data: Dataset, points: int) -> tuple[Array, Array]:
    """The grid's coordinates in both directions: those of the examples and a margin."""
    X = np.concatenate([data.X_train, data.X_test])
    low, high = X.min(axis=0), X.max(axis=0)
    room = MARGIN * (high - low)
    across, down = np.linspace(low - room, high + room, points, axis=1)
    return across, down


def certainty(net: Network, W: Mapping[int, Array], across: Array, down: Array) -> NDArray[np.float32]:
    """Class c and how sure it is, as one number: c is a toss-up between all classes, nearly c + 1 is sure.

    Returns
    -------
    float32, len(down) × len(across)
        NaN where an output is no number.

    Examples
    --------
    >>> certainty(Network((2, 2)), {1: np.array([[9.0, 0.0], [0.0, 9.0]])}, np.array([0.0, 9.0]), np.array([0.0, 1.0]))
    array([[0.   , 0.999],
           [1.999, 0.999]], dtype=float32)
    """
    grid = np.stack(np.meshgrid(across, down), axis=-1)
    Z = predict(net, W, grid.reshape(-1, 2))
    if net.outputs == 1:  # of two classes the second one's
        Z = np.hstack([np.zeros_like(Z), Z])
    with np.errstate(all="ignore"):
        probability = softmax(Z)
        k = Z.shape[1]
        sure = (probability.max(axis=1) - 1 / k) / (1 - 1 / k)
    # Short of the next whole number, which is the next class.
    combined: NDArray[np.float32] = (probability.argmax(axis=1) + np.minimum(sure, 0.999)).astype(np.float32)
    return combined.reshape(len(down), len(across))


def region(trace: Trace, cursor: int, data: Dataset) -> Region:
    """The plane as the network divides it after ``cursor`` steps: by the new weights as soon as they are there.

    Examples
    --------
    >>> from backprop import Trainer, load_dataset
    >>> data = load_dataset("xor")
    >>> net = Network((2, 2))
    >>> t = Trainer(net, net.init_weights(), data.X_train[:6], data.y_train[:6]).trace()
    >>> region(t, 0, data).cells.shape
    (48, 48)
    """
    W = _weights(trace, cursor)
    across, down = axes(data, CELLS if sum(W_i.size for W_i in W.values()) <= LARGE else CELLS // 2)
    bounds = tuple(float(end) for line in (across, down) for end in line[[0, -1]])
    return Region(_cells(trace.net, W, across, down[::-1]), bounds, data.feature_names, data.class_names)


def _cells(net: Network, W: Mapping[int, Array], across: Array, down: Array) -> NDArray[np.uint8]:
    cells = np.full((len(down), len(across)), BROKEN, np.uint8)
    if all(np.isfinite(W_i).all() for W_i in W.values()):
        found = certainty(net, W, across, down)
        answered = ~np.isnan(found)
        cells[answered] = (found[answered] * LEVELS).astype(np.uint8)
    return cells


def _weights(trace: Trace, cursor: int) -> dict[int, Array]:
    done: set[Key] = {step.writes for step in trace.steps[:cursor]}
    new: dict[int, Key] = {i: ("W+", i) for i in range(1, trace.net.layers + 1)}
    return {i: trace[key if key in done else ("W", i)] for i, key in new.items()}


def points(data: Dataset) -> dict[str, Any]:
    """The training examples as the small picture shows them: the same for all its pictures.

    Returns
    -------
    dict
        ``x`` from the left and ``y`` from the top, 0 to `WHOLE`, and ``label``, lists of whole numbers.

    Examples
    --------
    >>> from backprop import load_dataset
    >>> found = points(load_dataset("xor", n=4000))
    >>> len(found["label"]), max(found["x"]) <= WHOLE
    (400, True)
    """
    across, down = axes(data, 2)
    every = -(-len(data.X_train) // MOST_POINTS)
    low, high = np.array([across[0], down[0]]), np.array([across[1], down[1]])
    share = (data.X_train[::every] - low) / np.where(high > low, high - low, 1.0)
    x, y = np.rint(WHOLE * share).astype(int).T
    return {"x": x.tolist(), "y": (WHOLE - y).tolist(), "label": data.y_train[::every].tolist()}
