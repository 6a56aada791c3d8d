"""What is to be said at a matrix whose numbers stop the learning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from backprop._text import N_
from backprop.activations import Activation
from backprop.expression import Key
from backprop.passes import Trace


def remark(trace: Trace, key: Key, translate: Callable[[str], str] = str) -> str:
    """A sentence about Z_{i+1} when nothing comes through layer i, or about σ'_i where it rounds to 0; else nothing.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((1, 2, 2), "relu")
    >>> t = trace(net, {1: -np.ones((1, 2)), 2: np.ones((2, 2))}, [[1.0], [2.0]], [0, 1])
    >>> remark(t, ("Z", 2))
    'layer 1: all 2 units are 0 for every example'
    """
    if not isinstance(key, tuple):
        return ""
    quantity, i = key
    if quantity == "Z" and 1 < i <= trace.net.layers:
        return _silent(trace, i, translate)
    return _saturated(trace, key, translate) if quantity == "D" else ""


def _silent(trace: Trace, i: int, translate: Callable[[str], str]) -> str:
    width = trace.net.widths[i - 1]
    if np.any(trace["Z", i][:, :width]):
        return ""
    return translate(N_("layer {layer}: all {units} units are 0 for every example")).format(layer=i - 1, units=width)


def _saturated(trace: Trace, key: Key, translate: Callable[[str], str]) -> str:
    """Slopes that are 0 by rounding alone: the unit is saturated, and not dead as a ReLU is below zero."""
    i = key[1]
    if _has_flat_side(trace.net.activation(int(i))):
        return ""
    slopes = trace[key]
    rounded = slopes.size - int(np.count_nonzero(slopes))
    if not rounded:
        return ""
    words = N_("saturated, not dead: {count} of {all} slopes are so small that they round to 0")
    return translate(words).format(count=rounded, all=slopes.size)


def _has_flat_side(activation: Activation) -> bool:
    """Whether there is a range where the slope is truly 0, as that of ReLU below zero."""
    return bool((activation.slope(np.array([-1.0, -0.5])) == 0).all())
