"""How W_i moves along its gradient: one function each in ``OPTIMIZERS``, all in place and element by element.

With g = (1/m) ∇_{W_i} ℓ + λ W_i, λ the weight decay (added to the gradient, as PyTorch's optimisers of these names do):
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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


class Clock:
    """Tells the optimiser which update it is: t, counted from one."""

    t = 0

    def tick(self) -> None:
        """The next update."""
        self.t += 1


Slots = Sequence[Array] | Array
Calls = tuple[Callable[[], Any], ...]
Bind = Callable[[Array, Array, Slots, Settings, int, Clock], Calls]
"""``(W, dW, slots, settings, m, clock)``: the calls that move W and the slots once; dW is used up.

m is what the gradient is still to be divided by: 1 where it is a mean already.
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
    bind : callable
        `Bind`.
    """

    name: str
    latex: str
    slots: tuple[str, ...]
    bind: Bind

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


@dataclass(frozen=True, eq=False)
class NextMove:
    """What an update does to each W_i, as a value: calling it changes W_i and nothing else.

    Attributes
    ----------
    optimizer : Optimizer
    settings : Settings
        α and λ.
    divisor : int
        What ∇W is still to be divided by: m, or 1 where the loss is a mean already.
    t : int
        The update, counted from one.
    slots : dict of tuple of ndarray
        What the optimiser remembers of W_i before the update, in the order of ``optimizer.slots``.
    """

    optimizer: Optimizer
    settings: Settings
    divisor: int
    t: int
    slots: Mapping[int, tuple[Array, ...]]

    @property
    def latex(self) -> str:
        """The update as an equation, with the index ``_i``."""
        return self.optimizer.equation(self.settings, self.divisor)

    def __call__(self, i: int, W: Array, dW: Array) -> None:
        """Move W_i, in place, along ∇W_i."""
        slots, clock = [slot.copy() for slot in self.slots[i]], Clock()
        clock.t = self.t
        for call in self.optimizer.bind(W, dW.copy(), slots, self.settings, self.divisor, clock):
            call()


def sgd(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    """The lecture's step; with weight decay, of W (1 − αλ)."""
    shrink = (partial(np.multiply, W, np.array(1 - settings.rate * settings.decay), W),) if settings.decays else ()
    rate = np.array(settings.learning_rate / m, settings.dtype)
    return *shrink, partial(np.multiply, dW, rate, dW), partial(np.subtract, W, dW, W)


def _descent(W: Array, dW: Array, settings: Settings, m: int) -> Array:
    """What W moves against: g = dW/m + λW, in the place of dW."""
    np.divide(dW, settings.dtype.type(m), dW)
    if settings.decays:
        dW += settings.decay * W
    return dW


MOMENTUM = 0.9
SQUARE_DECAY = 0.99
BETAS = (0.9, 0.999)
EPSILON = 1e-8


def momentum(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    """Polyak's heavy ball."""
    (v,) = slots

    def move() -> None:
        g = _descent(W, dW, settings, m)
        np.multiply(v, MOMENTUM, v)
        np.add(v, g, v)
        np.subtract(W, np.multiply(v, settings.rate, g), W)

    return (move,)


def nesterov(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    """Nesterov's momentum in the form of Sutskever et al., 2013."""
    (v,) = slots

    def move() -> None:
        g = _descent(W, dW, settings, m)
        np.multiply(v, MOMENTUM, v)
        np.add(v, g, v)
        np.add(g, MOMENTUM * v, g)
        np.subtract(W, np.multiply(g, settings.rate, g), W)

    return (move,)


def rmsprop(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    """Tieleman and Hinton, 2012."""
    (s,) = slots

    def move() -> None:
        g = _descent(W, dW, settings, m)
        np.multiply(s, SQUARE_DECAY, s)
        np.add(s, (1 - SQUARE_DECAY) * (g * g), s)
        np.divide(g, np.sqrt(s) + EPSILON, g)
        np.subtract(W, np.multiply(g, settings.rate, g), W)

    return (move,)


def adam(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    """Kingma and Ba, 2015, with their bias correction."""
    a, s = slots

    def move() -> None:
        g = _descent(W, dW, settings, m)
        np.multiply(a, BETAS[0], a)
        np.add(a, (1 - BETAS[0]) * g, a)
        np.multiply(s, BETAS[1], s)
        np.add(s, (1 - BETAS[1]) * (g * g), s)
        root = np.sqrt(s / (1 - BETAS[1] ** clock.t)) + EPSILON
        np.divide(a, root, g)
        np.subtract(W, np.multiply(g, settings.rate / (1 - BETAS[0] ** clock.t), g), W)

    return (move,)


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
