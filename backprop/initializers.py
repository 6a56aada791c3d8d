"""How W_i begins: one line each in ``INITS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Draw = Callable[[np.random.Generator, int, int, float], NDArray[np.float64]]


@dataclass(frozen=True)
class Initializer:
    """A distribution of the entries of an n_in × n_out matrix.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    latex : str
        The distribution.
    draw : callable
        ``(rng, n_in, n_out, std) -> (n_in, n_out)``, float64.
    uses_std : bool
        Whether the chosen standard deviation (or, for ``equal``, the value) matters.
    """

    name: str
    latex: str
    draw: Draw
    uses_std: bool = False


def _normal(scale: Callable[[int, int, float], float]) -> Draw:
    return lambda rng, n_in, n_out, std: rng.standard_normal((n_in, n_out)) * scale(n_in, n_out, std)


def _uniform(limit: Callable[[int, int], float]) -> Draw:
    return lambda rng, n_in, n_out, std: rng.uniform(-1, 1, (n_in, n_out)) * limit(n_in, n_out)


INITS: dict[str, Initializer] = {
    init.name: init
    for init in (
        # Glorot and Bengio, 2010
        Initializer(
            "xavier_normal",
            r"\mathcal N(0,\ 2/(n_i+n_{i+1}))",
            _normal(lambda n_in, n_out, std: sqrt(2 / (n_in + n_out))),
        ),
        Initializer(
            "xavier_uniform",
            r"\mathcal U(\pm\sqrt{6/(n_i+n_{i+1})})",
            _uniform(lambda n_in, n_out: sqrt(6 / (n_in + n_out))),
        ),
        # He et al., 2015
        Initializer("he_normal", r"\mathcal N(0,\ 2/n_i)", _normal(lambda n_in, n_out, std: sqrt(2 / n_in))),
        Initializer("he_uniform", r"\mathcal U(\pm\sqrt{6/n_i})", _uniform(lambda n_in, n_out: sqrt(6 / n_in))),
        Initializer("normal", r"\mathcal N(0,\ s^2)", _normal(lambda n_in, n_out, std: std), uses_std=True),
        # Deep Learning Systems, homework 0
        Initializer("homework", r"\mathcal N(0,\ 1/n_{i+1})", _normal(lambda n_in, n_out, std: 1 / sqrt(n_out))),
        Initializer("zeros", r"0", lambda rng, n_in, n_out, std: np.zeros((n_in, n_out))),
        Initializer("equal", r"s", lambda rng, n_in, n_out, std: np.full((n_in, n_out), std), uses_std=True),
    )
}
"""Every initialiser by its name."""
