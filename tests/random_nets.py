"""Random networks, weights and batches for the clinic: everything mixed, sizes at which nothing saturates."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop import ACTIVATIONS, Network, Weights

LOSSES = ("cross_entropy", "squared_error", "huber", "binary_cross_entropy")


def random_net(
    rng: np.random.Generator, layers: int = 16, widest: int = 8, losses: tuple[str, ...] = LOSSES
) -> Network:
    """A network of 1 to so many layers."""
    L = int(rng.integers(1, layers + 1))
    widths = [int(width) for width in rng.integers(1, widest + 1, L + 1)]
    loss = str(rng.choice(losses))
    widths[-1] = 1 if loss == "binary_cross_entropy" else widths[-1]
    activations = [str(name) for name in rng.choice(list(ACTIVATIONS), L)]
    reduction, bias, l2 = rng.choice(["sum", "mean"]), rng.integers(2), rng.choice([0.0, 0.0, 0.03, 0.5])
    return Network(widths, activations, loss, str(reduction), bool(bias), float(l2))


def random_batch(
    rng: np.random.Generator, net: Network, dtype: str = "float64", rows: int = 8
) -> tuple[Weights, Any, Any]:
    """Weights, a batch of 1 to so many rows, and labels."""
    shapes = {i: net.weight_shape(i) for i in range(1, net.layers + 1)}
    size = rng.choice([0.5, 1.0, 2.0])
    W: Weights = {i: (size * rng.standard_normal(s) / np.sqrt(s[0])).astype(dtype) for i, s in shapes.items()}
    m = int(rng.integers(1, rows + 1))
    classes = 2 if net.loss == "binary_cross_entropy" else net.outputs
    return W, rng.standard_normal((m, net.widths[0])), rng.integers(0, classes, m)
