"""How W_i moves against its gradient: one entry each in ``OPTIMIZERS``; they work in place and element by element.

All of them start from g = (1/m) ∇_{W_i} ℓ + κ W_i. The weight decay κ is added to the gradient, as PyTorch's optimisers
of these names do it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import sqrt
from typing import Any

import numpy as np

from .activations import Array
from .expression import Equation


class Settings:
    """The numbers of an update, as arrays without axes in the dtype of the weights.

    Parameters
    ----------
    learning_rate : float
        α.
    weight_decay : float
        κ.
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


LEFTARROW = r"\leftarrow"

Slots = Sequence[Array] | Array
Calls = tuple[Callable[[], Any], ...]
"""NumPy calls with all their arguments bound."""

Bind = Callable[[Array, Array, Slots, Settings, int, Clock], Calls]
"""``(W, dW, slots, settings, m, clock)``: the calls that move W and the slots once; dW is used up.

m is what the gradient is still to be divided by: 1 where it is a mean already.
"""


@dataclass(frozen=True)
class Parts:
    """What the equations of an update are made of: see `Optimizer.equation`."""

    W: str
    dW: str
    averaged: bool
    decays: bool

    @property
    def descent(self) -> Equation:
        """What g is."""
        mean = "" if self.averaged else r"\tfrac1m"
        return Equation("g", (mean + self.dW + (rf" + \kappa {self.W}" if self.decays else ""),))

    def step(self, direction: str) -> Equation:
        """W_i ← W_i − α times what it moves along."""
        return Equation(self.W, (rf"{self.W} - \alpha\,{direction}",), LEFTARROW)


@dataclass(frozen=True)
class Direction:
    """What a weight is moved along, as terms: (fresh · g + kept · first slot) / root.

    Attributes
    ----------
    fresh, kept : float
    root : float
        What the step is divided by, from the slot of squares.
    fresh_latex, kept_latex, root_latex : str
        How they are written, empty for one.
    """

    fresh: float = 1.0
    kept: float = 0.0
    root: float = 1.0
    fresh_latex: str = ""
    kept_latex: str = ""
    root_latex: str = ""


@dataclass(frozen=True)
class Optimizer:
    """A rule for the update.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    written : callable
        The update in LaTeX, of `Parts`; g is (1/m) ∇W_i + κ W_i.
    slots : tuple of str
        What it remembers of each weight, all zero at the start.
    bind : callable
        `Bind`.
    direction : callable
        ``(g, slots before the update, t)``, all of one weight, gives the `Direction` that explains it.
    """

    name: str
    written: Callable[[Parts], tuple[Equation, ...]]
    slots: tuple[str, ...]
    bind: Bind
    direction: Callable[[float, Sequence[float], int], Direction]

    def equation(self, W: str, dW: str, averaged: bool = False, decays: bool = False) -> Equation:
        r"""The update as an equation.

        Parameters
        ----------
        W, dW : str
            What W_i and ∇W_i are called, in LaTeX.
        averaged : bool
            Whether ∇W_i is a mean already.
        decays : bool
            Whether κ > 0.

        Examples
        --------
        >>> OPTIMIZERS["sgd"].equation("W_2", r"\nabla_{W_2}\ell").latex
        'W_2 \\leftarrow W_2 - \\tfrac{\\alpha}{m}\\,\\nabla_{W_2}\\ell'
        """
        first, *others = self.written(Parts(W, dW, averaged, decays))
        return replace(first, more=tuple(others))


@dataclass(frozen=True, eq=False)
class NextMove:
    """What an update does to each W_i, as a value: calling it changes W_i and nothing else.

    Attributes
    ----------
    optimizer : Optimizer
    settings : Settings
        α and κ.
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

    def __call__(self, i: int, W: Array, dW: Array) -> None:
        """Move W_i, in place, along ∇W_i."""
        slots, clock = [slot.copy() for slot in self.slots[i]], Clock()
        clock.t = self.t
        for call in self.optimizer.bind(W, dW.copy(), slots, self.settings, self.divisor, clock):
            call()


def sgd(W: Array, dW: Array, slots: Slots, settings: Settings, m: int, clock: Clock) -> Calls:
    """The lecture's step; with weight decay, of W (1 − ακ)."""
    shrink = (partial(np.multiply, W, np.array(1 - settings.rate * settings.decay), W),) if settings.decays else ()
    rate = np.array(settings.learning_rate / m, settings.dtype)
    return *shrink, partial(np.multiply, dW, rate, dW), partial(np.subtract, W, dW, W)


def _descent(W: Array, dW: Array, settings: Settings, m: int) -> Array:
    """What W moves against: g = dW/m + κW, in the place of dW."""
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


def _lectures(p: Parts) -> tuple[Equation, ...]:
    shrink = r"(1 - \alpha\kappa)\," if p.decays else ""
    rate = r"\alpha" if p.averaged else r"\tfrac{\alpha}{m}"
    return (Equation(p.W, (rf"{shrink}{p.W} - {rate}\,{p.dW}",), LEFTARROW),)


def _kept(slot: str, share: float, of: str) -> Equation:
    """What is remembered: a share of it, and of what is new the rest, or all."""
    return Equation(slot, (rf"{share}\,{slot} + {of}",), LEFTARROW)


_V = _kept("v", MOMENTUM, "g")


def _rmsprops(g: float, slots: Sequence[float], t: int) -> Direction:
    squares = SQUARE_DECAY * slots[0] + (1 - SQUARE_DECAY) * g * g
    return Direction(root=sqrt(squares) + EPSILON, root_latex=r"\sqrt{s}+\epsilon")


def _adams(g: float, slots: Sequence[float], t: int) -> Direction:
    unbiased, squares_unbiased = 1 - BETAS[0] ** t, 1 - BETAS[1] ** t
    squares = (BETAS[1] * slots[1] + (1 - BETAS[1]) * g * g) / squares_unbiased
    return Direction(
        (1 - BETAS[0]) / unbiased,
        BETAS[0] / unbiased,
        sqrt(squares) + EPSILON,
        rf"\tfrac{{{1 - BETAS[0]:.1g}}}{{1-{BETAS[0]}^t}}",
        rf"\tfrac{{{BETAS[0]}}}{{1-{BETAS[0]}^t}}",
        r"\sqrt{\hat s}+\epsilon",
    )


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", _lectures, (), sgd, lambda g, slots, t: Direction()),
        Optimizer(
            "momentum",
            lambda p: (p.descent, _V, p.step("v")),
            ("v",),
            momentum,
            lambda g, slots, t: Direction(kept=MOMENTUM, kept_latex=rf"{MOMENTUM}\,"),
        ),
        Optimizer(
            "nesterov",
            lambda p: (p.descent, _V, p.step(rf"(g + {MOMENTUM}\,v)")),
            ("v",),
            nesterov,
            lambda g, slots, t: Direction(
                1 + MOMENTUM, MOMENTUM**2, fresh_latex=rf"{1 + MOMENTUM}\,", kept_latex=rf"{MOMENTUM}^2\,"
            ),
        ),
        Optimizer(
            "rmsprop",
            lambda p: (
                p.descent,
                _kept("s", SQUARE_DECAY, rf"{1 - SQUARE_DECAY:.2g}\,g^2"),
                p.step(r"g/(\sqrt s + \epsilon)"),
            ),
            ("s",),
            rmsprop,
            _rmsprops,
        ),
        Optimizer(
            "adam",
            lambda p: (
                p.descent,
                _kept("a", BETAS[0], rf"{1 - BETAS[0]:.1g}\,g"),
                _kept("s", BETAS[1], rf"{1 - BETAS[1]:.1g}\,g^2"),
                p.step(r"\hat a/(\sqrt{\hat s} + \epsilon)"),
            ),
            ("a", "s"),
            adam,
            _adams,
        ),
    )
}
"""Every optimiser by its name."""

MEMORY = frozenset(slot for optimizer in OPTIMIZERS.values() for slot in optimizer.slots)
"""Symbols of what an optimiser remembers: they are no quantities of the pass."""
