"""Points in the plane from a random generator: each function returns ``n`` rows, shared by all classes.

What a network without bias can learn of them depends on its activations. If they are odd (tanh, sin,
identity), so is the network: it gives −x the negated logits of x. Moons, spirals with two arms and the
separable pair are symmetric in just this way, and it can learn them; XOR and the circles are symmetric in the
opposite way, and it cannot. With ReLU it gives 2x the doubled logits of x, hence the same class: it can learn
XOR, but not the circles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backprop.data.dataset import Examples
from backprop.data.preparing import Floats

Labels = NDArray[np.intp]


def xor(rng: np.random.Generator, n: int, noise: float) -> Examples:
    """Four clusters at (±1, ±1); class 1 where the signs differ. Without noise, four points."""
    corner = np.arange(n) % 4
    y = corner % 2
    first = np.where(corner < 2, 1.0, -1.0)
    second = np.where(y == 1, -first, first)
    return _plane(_with_noise(rng, first, second, noise), y, 2)


def circles(rng: np.random.Generator, n: int, noise: float) -> Examples:
    """Two circles about the origin: class 0 of radius 1, class 1 of radius ½."""
    y = _labels(n, 2)
    radius, angle = np.where(y == 0, 1.0, 0.5), rng.uniform(0, 2 * np.pi, n)
    return _plane(_with_noise(rng, radius * np.cos(angle), radius * np.sin(angle), noise), y, 2)


def moons(rng: np.random.Generator, n: int, noise: float) -> Examples:
    """Two half circles that reach into each other; class 1 is class 0 turned by 180° about the origin."""
    y = _labels(n, 2)
    angle = rng.uniform(0, np.pi, n)
    side = np.where(y == 0, 1.0, -1.0)
    first, second = side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)
    return _plane(_with_noise(rng, first, second, noise), y, 2)


def spirals(rng: np.random.Generator, n: int, noise: float, arms: int, turns: float) -> Examples:
    """As many spiral arms as classes, each a copy of the first turned about the origin."""
    y = _labels(n, arms)
    # The square root spreads the points evenly along the arm, which gets longer as it winds outwards.
    radius = np.sqrt(rng.uniform(0.01, 1, n))
    angle = 2 * np.pi * (turns * radius + y / arms)
    return _plane(_with_noise(rng, radius * np.cos(angle), radius * np.sin(angle), noise), y, arms)


def blobs(rng: np.random.Generator, n: int, noise: float, centers: int) -> Examples:
    """Gaussian clusters of standard deviation `noise` about equidistant points of the unit circle."""
    y = _labels(n, centers)
    angle = 2 * np.pi * (rng.uniform() + y / centers)
    return _plane(_with_noise(rng, np.cos(angle), np.sin(angle), noise), y, centers)


def separable(rng: np.random.Generator, n: int, margin: float) -> Examples:
    """Two classes on either side of a line through the origin, with a gap of width `margin` between them."""
    y = _labels(n, 2)
    angle = rng.uniform(0, 2 * np.pi)
    across, along = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    distance = np.where(y == 0, -1.0, 1.0) * rng.uniform(margin / 2, 1, n)
    return _plane(np.outer(distance, across) + np.outer(rng.uniform(-1, 1, n), along), y, 2)


def _labels(n: int, k: int) -> Labels:
    return np.arange(n) % k


def _with_noise(rng: np.random.Generator, first: Floats, second: Floats, noise: float) -> Floats:
    return np.column_stack([first, second]) + noise * rng.standard_normal((len(first), 2))


def _plane(X: Floats, y: Labels, k: int) -> Examples:
    return Examples(X, y.astype(np.intp), ("x1", "x2"), tuple(str(label) for label in range(k)))
