"""Every optimiser against its published formula, written out here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from backprop import OPTIMIZERS, Network, Trainer, trace

ALL = pytest.mark.parametrize("name", list(OPTIMIZERS))

Formula = Callable[[float], Iterator[Any]]


def sgd(alpha: float) -> Iterator[Any]:
    """Yields the step for each g it is sent; all of these do."""
    g: Any = yield None
    while True:
        g = yield alpha * g


def momentum(alpha: float) -> Iterator[Any]:
    v: Any = 0.0
    g: Any = yield None
    while True:
        v = 0.9 * v + g
        g = yield alpha * v


def nesterov(alpha: float) -> Iterator[Any]:
    v: Any = 0.0
    g: Any = yield None
    while True:
        v = 0.9 * v + g
        g = yield alpha * (g + 0.9 * v)


def rmsprop(alpha: float) -> Iterator[Any]:
    s: Any = 0.0
    g: Any = yield None
    while True:
        s = 0.99 * s + 0.01 * g**2
        g = yield alpha * g / (np.sqrt(s) + 1e-8)


def adam(alpha: float) -> Iterator[Any]:
    """Kingma and Ba (2015), algorithm 1: the averages written as the sums that they are."""
    seen: list[Any] = []
    g: Any = yield None
    while True:
        seen.append(g)
        t = len(seen)
        first = sum(0.1 * 0.9 ** (t - s) * old for s, old in enumerate(seen, 1)) / (1 - 0.9**t)
        second = sum(0.001 * 0.999 ** (t - s) * old**2 for s, old in enumerate(seen, 1)) / (1 - 0.999**t)
        g = yield alpha * first / (np.sqrt(second) + 1e-8)


FORMULAS: dict[str, Any] = {f.__name__: f for f in (sgd, momentum, nesterov, rmsprop, adam)}


def reference(name: str, net: Network, W: Any, batches: Any, alpha: float, decay: float) -> Any:
    """The weights after one update on each batch; the gradients are those of `trace`, checked elsewhere."""
    W = {i: W_i.copy() for i, W_i in W.items()}
    steps = {i: FORMULAS[name](alpha) for i in W}
    for step in steps.values():
        next(step)
    for X, y in batches:
        t = trace(net, W, X, y)
        divisor = 1 if net.reduction == "mean" else len(X)
        for i in W:
            W[i] = W[i] - steps[i].send(t["dW", i] / divisor + decay * W[i])
    return W


def test_every_optimiser_has_a_formula_here() -> None:
    assert set(FORMULAS) == set(OPTIMIZERS)


@ALL
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("decay", [0.0, 0.03])
def test_many_updates_follow_the_published_formula(name: str, reduction: str, decay: float) -> None:
    rng = np.random.default_rng(3)
    net = Network((3, 5, 2), "tanh", reduction=reduction, bias=True)
    W, X, y = net.init_weights(), rng.standard_normal((10, 3)), rng.integers(0, 2, 10)
    T = Trainer(net, W, X, y, 4, 0.02, name, shuffle=False, weight_decay=decay)
    T.advance(30)
    batches = [(X[s : s + 4], y[s : s + 4]) for s in (0, 4, 8)] * 10
    expected = reference(name, net, W, batches, 0.02, decay)
    for i in W:
        np.testing.assert_allclose(T.weights[i], expected[i], rtol=1e-10, atol=1e-12)


@ALL
def test_tens_of_thousands_of_weights_are_all_updated(name: str) -> None:
    rng = np.random.default_rng(4)
    net = Network((150, 250, 3), "relu")
    W, X, y = net.init_weights(), rng.standard_normal((6, 150)), rng.integers(0, 3, 6)
    T = Trainer(net, W, X, y, learning_rate=0.01, optimizer=name)
    T.advance(3)
    expected = reference(name, net, W, [(X, y)] * 3, 0.01, 0)
    for i in W:
        np.testing.assert_allclose(T.weights[i], expected[i], rtol=1e-8, atol=1e-11)


@ALL
def test_weight_decay_alone_shrinks_weights_that_have_no_gradient(name: str) -> None:
    net = Network((2, 2), loss="squared_error")
    T = Trainer(net, {1: np.ones((2, 2))}, [[0.0, 0.0]], [[0.0, 0.0]], None, 0.01, name, weight_decay=0.5)
    T.advance()
    assert (T.weights[1] < 1).all()
    still = Trainer(net, {1: np.ones((2, 2))}, [[0.0, 0.0]], [[0.0, 0.0]], None, 0.01, name)
    still.advance()
    assert (still.weights[1] == 1).all()


@ALL
def test_every_optimiser_descends(name: str) -> None:
    rng = np.random.default_rng(5)
    X = rng.standard_normal((40, 4))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    net = Network((4, 12, 2))
    T = Trainer(net, net.init_weights(), X, y, 10, 0.5 if name == "sgd" else 0.05, name)
    before = trace(net, T.weights, X, y).loss
    T.advance(400)
    assert trace(net, T.weights, X, y).loss < 0.5 * before
