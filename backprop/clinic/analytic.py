"""Where the complex step may be taken: ℓ(w + ih) = ℓ(w) + ih ℓ'(w), without the cancellation of a difference.

That asks for functions that are analytic, and are computed as such for complex numbers (Squire and Trapp, *Using
complex variables to estimate derivatives of real functions*, 1998). Which are is tried, and not written down anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.activations import ACTIVATIONS, Array
from backprop.losses import LOSSES
from backprop.network import Network

STEP = 1e-30
"""Imaginary, and so small that its square is nothing."""

_POINTS = np.array([[-2.7, -1.3, -0.4], [0.3, 1.1, 2.9]])
_TARGETS = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])
_REAL_STEP = 1e-5


def is_analytic(net: Network) -> bool:
    """Whether ℓ of this network can be differentiated by the complex step.

    Examples
    --------
    >>> is_analytic(Network((4, 6, 3), "tanh")), is_analytic(Network((4, 6, 3), "relu"))
    (True, False)
    """
    return all(_activation(name) for name in net.activations) and _loss(net.loss)


@lru_cache(maxsize=64)
def _activation(name: str) -> bool:
    sigma = ACTIVATIONS[name]
    return not sigma.kinks and _agrees(lambda x: np.sum(sigma.value(x)))


@lru_cache(maxsize=64)
def _loss(name: str) -> bool:
    columns = 1 if LOSSES[name].targets == "binary" else 3
    return _agrees(lambda Z: loss_of(name, Z[:, :columns], _TARGETS[:, :columns]))


def _agrees(function: Callable[[Any], Any]) -> bool:
    """Whether the complex step gives the slope that a difference gives, in a direction that takes all entries along."""
    along = np.cos(np.arange(6)).reshape(2, 3)
    try:
        with np.errstate(all="ignore"):
            by_step = complex(function(_POINTS + 1j * STEP * along)).imag / STEP
            up, down = (function(_POINTS + sign * _REAL_STEP * along) for sign in (1, -1))
    except TypeError:  # no complex form of a function of NumPy's
        return False
    return bool(abs(by_step - (up - down).real / (2 * _REAL_STEP)) <= 1e-6)


def loss_of(name: str, Z: NDArray[Any], Y: Array) -> complex:
    """ℓ summed over the rows, real or complex."""
    loss, out, values = LOSSES[name], np.zeros((), Z.dtype), {"Z": Z, "Y": Y}
    if "S" in loss.reads:
        E = np.exp(Z - Z.real.max(axis=1, keepdims=True))
        values["S"] = E / E.sum(axis=1, keepdims=True)
    loss.value(*(values[name] for name in loss.reads), out)
    return complex(out)
