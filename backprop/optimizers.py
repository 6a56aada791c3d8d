"""How W_i moves along its gradient: one function each in ``OPTIMIZERS``, all in place and element by element.

With g = (1/m) ∇_{W_i} ℓ + λ W_i, λ the weight decay (added to the gradient, as PyTorch's optimisers of these names do):
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .activations import Array


class Settings:
    """The numbers of an update, as arrays without axes in the dtype of the weights.

    Parameters
    ----------
    learning_rate : float
        α.
    weight_decay : float
        λ.
    dtype : numpy.dtype
        The dtype of the weights.
    """

    def __init__(self, learning_rate: float, weight_decay: float, dtype: np.dtype[Any]) -> None:
        self.learning_rate, self.dtype = learning_rate, dtype
        self.rate, self.decay = np.array(learning_rate, dtype), np.array(weight_decay, dtype)
        self.decays = weight_decay > 0
        self.rates: dict[int, Array] = {}

    def per_row(self, m: int) -> Array:
        """α/m."""
        if m not in self.rates:
            self.rates[m] = np.array(self.learning_rate / m, self.dtype)
        return self.rates[m]


Slots = Sequence[Array] | Array
Move = Callable[[Array, Array, Slots, Settings, int, int, Array], None]
"""``(W, dW, slots, settings, m, t, scratch)``: changes W, the slots and the scratch array, which may be dW itself.

m is what the gradient is still to be divided by (1 where it is a mean already); update t counts from one.
"""


@dataclass(frozen=True)
class Optimizer:
    """A rule for the update.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    latex : str
        The update of W_i; g is (1/m) ∇W_i + λ W_i.
    slots : tuple of str
        What it remembers of each weight, all zero at the start.
    move : callable
        `Move`.
    """

    name: str
    latex: str
    slots: tuple[str, ...]
    move: Move

    def equation(self, settings: Settings, divisor: int) -> str:
        r"""The update in LaTeX, with what these settings leave of it; indices not yet filled in.

        Examples
        --------
        >>> OPTIMIZERS["sgd"].equation(Settings(0.1, 0, np.dtype("float64")), 8)
        'W_i \\leftarrow W_i - \\tfrac{\\alpha}{m}\\,\\nabla_{W_i}\\ell'
        """
        parts = {
            "<rate>": r"\tfrac{\alpha}{m}" if divisor > 1 else r"\alpha",
            "<mean>": r"\tfrac1m" if divisor > 1 else "",
            "<decay>": r" + \lambda W_i" if settings.decays else "",
            "<shrink>": r"(1 - \alpha\lambda)\," if settings.decays else "",
        }
        latex = self.latex
        for name, text in parts.items():
            latex = latex.replace(name, text)
        return latex


def _descent(dW: Array, W: Array, settings: Settings, m: int, scratch: Array) -> Array:
    """G = dW/m + λW, in the scratch array."""
    np.divide(dW, settings.dtype.type(m), scratch)
    if settings.decays:
        scratch += settings.decay * W
    return scratch


def sgd(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, t: int, scratch: Array) -> None:
    """The lecture's step; with weight decay, of W (1 − αλ)."""
    if settings.decays:
        np.multiply(W, 1 - settings.rate * settings.decay, W)
    np.multiply(dW, settings.per_row(m), scratch)
    np.subtract(W, scratch, W)


MOMENTUM = 0.9
SQUARE_DECAY = 0.99
BETAS = (0.9, 0.999)
EPSILON = 1e-8


def momentum(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, t: int, scratch: Array) -> None:
    """Polyak's heavy ball."""
    (v,) = slots
    g = _descent(dW, W, settings, m, scratch)
    v *= MOMENTUM
    v += g
    W -= np.multiply(v, settings.rate, g)


def nesterov(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, t: int, scratch: Array) -> None:
    """Nesterov's momentum in the form of Sutskever et al., 2013."""
    (v,) = slots
    g = _descent(dW, W, settings, m, scratch)
    v *= MOMENTUM
    v += g
    g += MOMENTUM * v
    W -= np.multiply(g, settings.rate, g)


def rmsprop(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, t: int, scratch: Array) -> None:
    """Tieleman and Hinton, 2012."""
    (s,) = slots
    g = _descent(dW, W, settings, m, scratch)
    s *= SQUARE_DECAY
    s += (1 - SQUARE_DECAY) * (g * g)
    g /= np.sqrt(s) + EPSILON
    W -= np.multiply(g, settings.rate, g)


def adam(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, t: int, scratch: Array) -> None:
    """Kingma and Ba, 2015, with their bias correction."""
    a, s = slots
    g = _descent(dW, W, settings, m, scratch)
    a *= BETAS[0]
    a += (1 - BETAS[0]) * g
    s *= BETAS[1]
    s += (1 - BETAS[1]) * (g * g)
    root = np.sqrt(s / (1 - BETAS[1] ** t)) + EPSILON
    np.divide(a, root, g)
    W -= np.multiply(g, settings.rate / (1 - BETAS[0] ** t), g)


_G = r"g = <mean>\nabla_{W_i}\ell<decay>"
_W = r"W_i \leftarrow W_i - \alpha\,"

OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", r"W_i \leftarrow <shrink>W_i - <rate>\,\nabla_{W_i}\ell", (), sgd),
        Optimizer("momentum", rf"{_G},\ v \leftarrow {MOMENTUM}\,v + g,\ {_W}v", ("v",), momentum),
        Optimizer("nesterov", rf"{_G},\ v \leftarrow {MOMENTUM}\,v + g,\ {_W}(g + {MOMENTUM}\,v)", ("v",), nesterov),
        Optimizer(
            "rmsprop",
            rf"{_G},\ s \leftarrow {SQUARE_DECAY}\,s + {1 - SQUARE_DECAY:.2g}\,g^2,\ {_W}g/(\sqrt s + \epsilon)",
            ("s",),
            rmsprop,
        ),
        Optimizer(
            "adam",
            rf"{_G},\ a \leftarrow {BETAS[0]}\,a + {1 - BETAS[0]:.1g}\,g,\ s \leftarrow {BETAS[1]}\,s + "
            rf"{1 - BETAS[1]:.1g}\,g^2,\ {_W}\hat a/(\sqrt{{\hat s}} + \epsilon)",
            ("a", "s"),
            adam,
        ),
    )
}
"""Every optimiser by its name."""
