"""Independent answers to compare the engine with: nothing here calls it for a number.

Every function is written for complex arrays too, its branches taken by the real part, so that a derivative can be
read off the imaginary part (complex step: Squire and Trapp, 1998) without the cancellation of a difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from backprop import Network, Weights

Array = Any
"""Real or complex, with any number of axes: the annotations below are for the reader."""

COMPLEX_STEP = 1e-30
REAL_STEP = 1e-3


def sigmoid(x: Array) -> Array:
    e = np.exp(np.where(x.real > 0, -x, x))
    return np.where(x.real > 0, 1, e) / (1 + e)


def tanh(x: Array) -> Array:
    e = np.exp(np.where(x.real > 0, -2 * x, 2 * x))
    return np.where(x.real > 0, 1, -1) * (1 - e) / (1 + e)


def softplus(x: Array) -> Array:
    return np.where(x.real > 0, x, 0) + np.log(1 + np.exp(np.where(x.real > 0, -x, x)))


def gelu(x: Array) -> Array:
    return x / 2 * (1 + tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


VALUES: dict[str, Callable[[Array], Array]] = {
    "identity": lambda x: x,
    "relu": lambda x: np.where(x.real > 0, x, 0),
    "leaky_relu": lambda x: np.where(x.real > 0, x, 0.01 * x),
    "elu": lambda x: np.where(x.real > 0, x, np.exp(np.where(x.real > 0, 0, x)) - 1),
    "tanh": tanh,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "gelu": gelu,
    "silu": lambda x: x * sigmoid(x),
    "sin": np.sin,
}
"""σ, for real and complex arrays."""

BRANCHED = ("relu", "leaky_relu", "elu")
"""What is made of two formulas that meet at 0: a difference across 0 is of neither."""


def slopes(name: str, x: Array) -> Array:
    """σ' by the complex step."""
    return VALUES[name](x + 1j * COMPLEX_STEP).imag / COMPLEX_STEP


def softmax(Z: Array) -> Array:
    """Row by row, shifted by the largest real part."""
    E = np.exp(Z - Z.real.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def loss(net: Network, Z: Array, Y: Array) -> Array:
    """ℓ of Z_{L+1}; the axes before the last two are kept."""
    if net.loss == "cross_entropy":
        largest = Z.real.max(axis=-1)
        each = largest + np.log(np.exp(Z - largest[..., None]).sum(axis=-1)) - (Y * Z).sum(axis=-1)
    elif net.loss == "binary_cross_entropy":
        each = (softplus(Z) - Y * Z).sum(axis=-1)
    elif net.loss == "huber":
        x = Z - Y
        size = np.where(x.real > 0, x, -x)
        each = np.where(size.real > 1, size - 0.5, x**2 / 2).sum(axis=-1)
    else:
        each = ((Z - Y) ** 2).sum(axis=-1) / 2
    total = each.sum(axis=-1)
    return total / Z.shape[-2] if net.reduction == "mean" else total


def with_constant(net: Network, i: int, Z: Array) -> Array:
    """Z_i with its constant column, if it has one."""
    if not net.bias or i > net.layers:
        return Z
    return np.concatenate([Z, np.ones((*Z.shape[:-1], 1), Z.dtype)], axis=-1)


def penalty(net: Network, W: Weights) -> Array:
    """λ/2 times the sum of the squares of all weights but the biases."""
    squares = [(W[i][..., : net.widths[i - 1], :] ** 2).sum(axis=(-2, -1)) for i in W]
    return net.l2 / 2 * sum(squares)


def loss_from(net: Network, i: int, Z: Array, W: Weights, Y: Array) -> tuple[Array, Array]:
    """ℓ when the forward pass goes on from Z_i, and on which side of 0 each branched pre-activation lies."""
    sides = []
    for j in range(i, net.layers + 1):
        P = Z @ W[j]
        if net.activations[j - 1] in BRANCHED:
            sides.append((P.real > 0).reshape(*P.shape[:-2], -1))
        Z = with_constant(net, j + 1, VALUES[net.activations[j - 1]](P))
    if net.loss == "huber":
        side = abs((Z - Y).real) > 1
        sides.append(side.reshape(*side.shape[:-2], -1))
    flat = np.concatenate(sides, axis=-1) if sides else np.zeros((*Z.shape[:-2], 0), bool)
    return loss(net, Z, Y) + penalty(net, W), flat


@dataclass(frozen=True)
class Problem:
    """A network, its weights and a batch."""

    net: Network
    W: Weights
    X: Array
    y: Array

    @property
    def targets(self) -> Array:
        """Y, from labels or as given."""
        if self.net.loss == "binary_cross_entropy" and self.y.ndim == 1:
            return self.y[:, None]
        return self.y if self.y.ndim == 2 else np.eye(self.net.outputs)[self.y]

    def activations(self) -> dict[int, Array]:
        """Z_1, …, Z_{L+1}."""
        Z = {1: with_constant(self.net, 1, self.X)}
        for i in range(1, self.net.layers + 1):
            value = VALUES[self.net.activations[i - 1]](Z[i] @ self.W[i])
            Z[i + 1] = with_constant(self.net, i + 1, value)
        return Z

    def lies_on_a_kink(self) -> bool:
        """Whether a branched pre-activation is exactly 0, as behind units that are all dead."""
        Z, branched = self.activations(), enumerate(self.net.activations, 1)
        return any((Z[i] @ self.W[i] == 0).any() for i, name in branched if name in BRANCHED)

    def from_disturbed(self, symbol: str, i: int, by: complex) -> tuple[Array, Array]:
        """`loss_from` with each entry of Z_i ("G"), or of W_i ("dW"), disturbed by itself: entry × …."""
        Z = self.activations()[i]
        old = Z if symbol == "G" else self.W[i]
        new = old + by * np.eye(old.size).reshape(-1, *old.shape)
        if symbol == "G":
            return loss_from(self.net, i, new, self.W, self.targets)
        return loss_from(self.net, i, Z, {**self.W, i: new}, self.targets)

    def by_complex_step(self, symbol: str, i: int) -> Array:
        """∂ℓ/∂Z_i or ∂ℓ/∂W_i."""
        disturbed, _ = self.from_disturbed(symbol, i, 1j * COMPLEX_STEP)
        return (disturbed.imag / COMPLEX_STEP).reshape(self._shape(symbol, i))

    def by_differences(self, symbol: str, i: int) -> Array:
        """The same by central differences of fourth order; NaN where they reach across a branch."""
        h = REAL_STEP
        runs = {k: self.from_disturbed(symbol, i, k * h) for k in (-2, -1, 1, 2)}
        down2, down, up, up2 = (runs[k][0] for k in (-2, -1, 1, 2))
        _, here = loss_from(self.net, i, self.activations()[i], self.W, self.targets)
        same = np.all([sides == here for _, sides in runs.values()], axis=(0, 2))
        slope = np.where(same, (8 * (up - down) - (up2 - down2)) / (12 * h), np.nan)
        return slope.reshape(self._shape(symbol, i))

    def penalty_gradient(self, i: int) -> Array:
        """λW_i, of the biases 0."""
        W = self.W[i].copy()
        W[self.net.widths[i - 1] :] = 0
        return W.dtype.type(self.net.l2) * W

    def _shape(self, symbol: str, i: int) -> tuple[int, ...]:
        return self.activations()[i].shape if symbol == "G" else self.W[i].shape


@st.composite
def problems(draw: st.DrawFn, widest: int = 5, rows: int = 5, layers: int = 6, dtype: str = "float64") -> Problem:
    """Networks of 1 to `layers` layers with everything mixed, weights of a size at which nothing saturates."""
    L = draw(st.integers(1, layers))
    widths = draw(st.lists(st.integers(1, widest), min_size=L + 1, max_size=L + 1))
    loss = draw(st.sampled_from(["cross_entropy", "squared_error", "huber", "binary_cross_entropy"]))
    binary = loss == "binary_cross_entropy"
    widths[-1] = 1 if binary else widths[-1]
    net = Network(
        widths,
        draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=L, max_size=L)),
        loss,
        draw(st.sampled_from(["sum", "mean"])),
        draw(st.booleans()),
        draw(st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0])),
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    m = draw(st.integers(1, rows))
    shapes = {i: (widths[i - 1] + net.bias, widths[i]) for i in range(1, L + 1)}
    W = {i: (rng.standard_normal(s) / np.sqrt(s[0])).astype(dtype) for i, s in shapes.items()}
    k = net.outputs
    y = rng.integers(0, 2 if binary else k, m) if draw(st.booleans()) else rng.dirichlet(np.ones(k), m)
    return Problem(net, W, rng.standard_normal((m, widths[0])), y)
