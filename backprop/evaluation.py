"""Loss per example and accuracy on rows that are not being trained on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .activations import Array
from .network import Network
from .passes import run, start
from .rules import call, forward


@dataclass(frozen=True)
class Evaluation:
    """How good a network is on some rows.

    Attributes
    ----------
    loss : float
        ℓ / m, whatever the network's reduction.
    accuracy : float
        Share of rows whose largest output is at their largest target, 0 to 1.
    """

    loss: float
    accuracy: float


def evaluate(net: Network, W: Mapping[int, ArrayLike], X: ArrayLike, y: ArrayLike) -> Evaluation:
    """Run the forward pass and compare its outputs with the targets.

    Raises
    ------
    WeightsError, DataError

    Examples
    --------
    >>> net = Network((2, 2))
    >>> evaluate(net, {1: 9 * np.eye(2)}, np.eye(2), [0, 0]).accuracy
    0.5
    """
    mean = replace(net, reduction="mean")
    t = run(mean, start(mean, W, X, y), (*forward(mean), call(mean, "loss", mean.layers)))
    right = t["Z", net.layers + 1].argmax(axis=1) == t["Y"].argmax(axis=1)
    return Evaluation(t.loss, float(right.mean()))


def predict(net: Network, W: Mapping[int, ArrayLike], X: ArrayLike) -> Array:
    """Z_{L+1} for the rows of X, m × k."""
    labels: Any = np.zeros(len(np.asarray(X)), np.intp)
    return run(net, start(net, W, X, labels), forward(net))["Z", net.layers + 1]
