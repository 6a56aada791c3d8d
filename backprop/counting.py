"""What sharing saves: the multiplications of all ∂ℓ/∂W_i with and without it (lecture, section 3).

The chain of ∂ℓ/∂W_i is ∂ℓ/∂Z_{L+1} · ∂Z_{L+1}/∂Z_L ⋯ ∂Z_{i+2}/∂Z_{i+1} · ∂Z_{i+1}/∂W_i: all but its last factor is
G_{i+1}, which the program computes once for all chains. Computed anew for each i, the work grows with L², not L.

Both ways use the forward pass and the slopes D_i, and neither G_1; these are not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from .expression import Key
from .expression import multiplications as multiplications_of
from .network import Network
from .passes import Trace, trace
from .rules import Call, call, shapes


@dataclass(frozen=True)
class Count:
    """Scalar multiplications of the backward pass.

    Attributes
    ----------
    shared : int
        By the program: each G_i once.
    anew : int
        Each chain from its beginning.
    """

    shared: int
    anew: int


def multiplications(net: Network, m: int) -> Count:
    """Count the scalar multiplications of all ∂ℓ/∂W_i, from the shapes of the rules.

    Parameters
    ----------
    net : Network
    m : int
        Rows of the batch, at least 1.

    Examples
    --------
    >>> multiplications(Network((4, 3, 2)), m=5)
    Count(shared=145, anew=155)
    >>> [multiplications(Network((8,) * (L + 1)), m=1).anew for L in (1, 2, 4, 8)]  # 72 · L (L + 1) / 2
    [72, 216, 720, 2592]
    """
    return Count(_total(net, shared_calls(net), m), _total(net, calls_anew(net), m))


def shared_calls(net: Network) -> tuple[Call, ...]:
    """The calls behind the seed that the program makes of all ∂ℓ/∂W_i."""
    calls: list[Call] = []
    for i in range(net.layers, 0, -1):
        calls += (call(net, "signal", i), call(net, "gradient", i))
        if i > 1:
            calls.append(call(net, "pull", i))
    return tuple(calls)


def calls_anew(net: Network) -> tuple[Call, ...]:
    """The same for each ∂ℓ/∂W_i by itself, i = L, …, 1."""
    return tuple(one for i in range(net.layers, 0, -1) for one in chain(net, i))


def chain(net: Network, i: int) -> tuple[Call, ...]:
    """The calls of one chain: from the seed to ∂ℓ/∂W_i.

    Examples
    --------
    >>> [f"{c.rule.name} {c.i}" for c in chain(Network((4, 3, 2)), 1)]
    ['signal 2', 'pull 2', 'signal 1', 'gradient 1']
    """
    head = tuple(call(net, name, j) for j in range(net.layers, i, -1) for name in ("signal", "pull"))
    return (*head, call(net, "signal", i), call(net, "gradient", i))


def chain_factors(layers: int, i: int) -> tuple[str, ...]:
    r"""The factors of ∂ℓ/∂W_i in LaTeX: all but the last are the head that is G_{i+1}.

    Two chains share the factors with which the shorter one's head begins.

    Examples
    --------
    >>> chain_factors(2, 2)
    ('\\frac{\\partial\\ell}{\\partial Z_{3}}', '\\frac{\\partial Z_{3}}{\\partial W_{2}}')
    """
    through = range(layers + 1, i, -1)
    tops = [r"\ell", *(f"Z_{{{j}}}" for j in through)]
    bottoms = [*(f"Z_{{{j}}}" for j in through), f"W_{{{i}}}"]
    return tuple(
        rf"\frac{{\partial{'' if n == 0 else ' '}{top}}}{{\partial {bottom}}}"
        for n, (top, bottom) in enumerate(zip(tops, bottoms, strict=True))
    )


def _total(net: Network, calls: tuple[Call, ...], m: int) -> int:
    return sum(_in_call(net, one, m) for one in calls)


def _in_call(net: Network, one: Call, m: int) -> int:
    known: dict[Key, Any] = shapes(net, m)
    return multiplications_of(one.formula, lambda symbol: known[symbol.key]) if one.formula else 0


@dataclass(frozen=True)
class Measured:
    """What the two ways take.

    Attributes
    ----------
    shared, anew : float
        Seconds, the median of the repeats.
    """

    shared: float
    anew: float


def measure(
    net: Network, m: int, repeats: int = 7, seed: int = 0, clock: Callable[[], float] = perf_counter
) -> Measured:
    """Carry both ways out on random data and time them, in turns.

    Parameters
    ----------
    net : Network
    m : int
        Rows of the batch, at least 1.
    repeats : int
        At least 1.
    seed : int
        Of the data and the weights.
    clock : callable
        Seconds.

    Examples
    --------
    >>> ticks = iter([0, 1, 1, 3])  # the shared way from 0 to 1, the other from 1 to 3
    >>> measure(Network((4, 3, 2)), m=5, repeats=1, clock=lambda: next(ticks))
    Measured(shared=1, anew=2)
    """
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((m, net.widths[0])), rng.integers(0, net.outputs, m)
    t = trace(net, net.init_weights(seed=seed), X, y)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _repeat in range(repeats):
        for shares, calls in ((True, shared_calls(net)), (False, calls_anew(net))):
            began = clock()
            carry_out(t, calls)
            times[shares].append(clock() - began)
    return Measured(median(times[True]), median(times[False]))


def carry_out(t: Trace, calls: tuple[Call, ...]) -> dict[Key, np.ndarray]:
    """Make the calls on what the trace holds ahead of them, and return what they wrote.

    Examples
    --------
    >>> net = Network((2, 3, 2))
    >>> t = trace(net, net.init_weights(), np.eye(2), [0, 1])
    >>> bool((carry_out(t, chain(net, 1))["dW", 1] == t["dW", 1]).all())
    True
    """
    written: dict[Key, np.ndarray] = {}
    for one in calls:
        values = {key: written[key] if key in written else t[key] for key in one.reads}
        written[one.writes] = one.compute(t.net, values)
    return written
