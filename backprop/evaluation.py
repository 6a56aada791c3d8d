"""Metrics of a network on rows that are not being trained on, and its outputs for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._text import N_
from .activations import Array
from .checks import checked_name, listed
from .errors import DataError
from .expression import Key
from .metrics import METRICS
from .network import Network, checked_network
from .passes import Trace, inputs
from .rules import Call, call, forward

Measured = Mapping[str, Any]
"""Metrics by their names: a float each, or an array with one number a class or layer."""

OF_ROWS = tuple(name for name, metric in METRICS.items() if metric.per != "layer")
"""The metrics of a part of the data."""


def evaluate(
    net: Network, W: Mapping[int, ArrayLike], X: ArrayLike, y: ArrayLike, metrics: Iterable[str] = OF_ROWS
) -> Measured:
    """Run the forward pass once and compare its outputs with the targets.

    So the loss is here without the L2 regularisation, which is of the weights alone: it can be compared between rows
    that are trained on and others, and between networks of different λ.

    Parameters
    ----------
    net, W, X, y
        As for `trace`.
    metrics : iterable of str
        Names of `METRICS`; those of a layer are left out.

    Raises
    ------
    WeightsError, DataError

    Examples
    --------
    >>> net = Network((2, 2))
    >>> found = evaluate(net, {1: 9 * np.eye(2)}, np.eye(2), [0, 0])
    >>> found["accuracy"], found["class_accuracy"]
    (0.5, array([0.5, nan]))
    """
    names = _checked_metrics(metrics)
    weights = checked_network(net).check_weights(W)
    X = net.check_inputs(X, weights[1].dtype)
    Y = net.check_targets(y, len(X), X.dtype)
    output = "Z", net.layers + 1
    calls = (*forward(net), call(replace(net, l2=0.0), "loss", net.layers))
    values = _run(net, {**_given(net, weights, X), "Y": Y}, calls, {output, "Y"})
    loss = float(values["loss"]) / (1 if net.reduction == "mean" else len(X))
    return {name: METRICS[name].value(values[output], Y, loss) for name in names if METRICS[name].per != "layer"}


def _checked_metrics(given: Iterable[str]) -> list[str]:
    names = None if isinstance(given, str) else listed(given)
    return [checked_name(N_("metric"), name, METRICS, DataError) for name in ([given] if names is None else names)]


def measure(trace: Callable[[], Trace], metrics: Iterable[str]) -> Measured:
    """Those of the metrics that belong to a layer, an array of L numbers each.

    Parameters
    ----------
    trace : callable
        Gives the trace of a round. It is called only if one of the metrics needs it.
    metrics : iterable of str

    Examples
    --------
    >>> from backprop import trace
    >>> net = Network((2, 2), loss="squared_error")
    >>> measure(lambda: trace(net, {1: np.eye(2)}, [[1.0, 1.0]], [[0.0, 0.0]]), ["loss", "gradient_size"])
    {'gradient_size': array([1.])}
    """
    chosen = [METRICS[name] for name in _checked_metrics(metrics) if METRICS[name].per == "layer"]
    t = trace() if chosen else None
    return {metric.name: np.array([metric.value(t, i) for i in range(1, t.net.layers + 1)]) for metric in chosen if t}


def predict(net: Network, W: Mapping[int, ArrayLike], X: ArrayLike) -> Array:
    """Z_{L+1} for the rows of X, m × k."""
    weights = checked_network(net).check_weights(W)
    given = _given(net, weights, net.check_inputs(X, weights[1].dtype))
    output: Key = ("Z", net.layers + 1)
    return _run(net, given, forward(net), {output})[output]


def _given(net: Network, W: Mapping[int, Array], X: Array) -> dict[Key, Array]:
    return {**inputs(net, X), **{("W", i): W_i for i, W_i in W.items()}}


def _run(net: Network, values: dict[Key, Array], calls: tuple[Call, ...], kept: Collection[Key]) -> dict[Key, Array]:
    """Carry the calls out, and let go of what no later call reads: a layer takes memory only while it is needed."""
    last = {key: call for call in calls for key in call.reads}
    with np.errstate(all="ignore"):
        for each in calls:
            values[each.writes] = each.compute(net, values)
            for key in {*each.reads} - {*kept}:
                if last[key] is each:
                    del values[key]
    return values
