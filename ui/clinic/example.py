"""A backward pass with a mistake in it, to try the clinic on: that of the network on Explore."""

from __future__ import annotations

import io

import numpy as np

from backprop.clinic.mistakes import planted
from backprop.passes import Trace, trace

from .reading import Arrays

WANTED = ("slope_left_out", "sign", "mean_extra", "accumulated")
"""The mistakes that are tried, the first that changes a gradient is taken."""


def given(t: Trace) -> Arrays:
    """What a program starts from: X, y and the weights."""
    return {"X": t["X"], "y": t["Y"], **{f"W{i}": t["W", i] for i in range(1, t.net.layers + 1)}}


def broken(t: Trace) -> Arrays:
    """The same with the gradients of a broken backward pass.

    Examples
    --------
    >>> from backprop import Network, compare
    >>> net = Network((4, 6, 3))
    >>> t = trace(net, net.init_weights(), np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1])
    >>> list(broken(t)), compare(t, broken(t)).first
    (['X', 'y', 'W1', 'W2', 'dW2', 'dW1'], ('dW', 1))
    """
    wrong = t
    for plant in sorted(planted(t.net, t.rows), key=_preference):
        rules = plant.rules()
        wrong = trace(t.net, t.weights, t["X"], t["Y"], rules) if rules else t
        if plant.mistake.key in WANTED and not np.allclose(wrong["dW", 1], t["dW", 1]):
            break
    return given(t) | {f"dW{i}": wrong["dW", i] for i in range(t.net.layers, 0, -1)}


def _preference(plant: object) -> int:
    key = plant.mistake.key  # type: ignore[attr-defined]
    return WANTED.index(key) if key in WANTED else len(WANTED)


def npz(arrays: Arrays) -> bytes:
    """The arrays as NumPy's file."""
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # names of arrays, not of options
    return file.getvalue()


def printed_code() -> str:
    """What a program prints its arrays with, all of them and by their names.

    Examples
    --------
    >>> code = printed_code()
    >>> compile(code, "print", "exec") is not None
    True
    """
    return (
        'np.set_printoptions(threshold=10**6, floatmode="unique")\n'
        'for name in "X y W1 W2 dW1 dW2".split():\n'
        '    print(name, "=", locals()[name])'
    )
