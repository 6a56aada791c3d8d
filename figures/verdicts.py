"""The verdict on each entry of a gradient, as numbers and the signs they stand for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from backprop.clinic import Verdict

SIGNS = {
    Verdict.AGREES: "✓", Verdict.NOISE: "~", Verdict.UNCHECKED: "·", Verdict.KINK: "△", Verdict.WRONG: "✗",
}  # fmt: skip
"""From what says least to what says most: of a block of entries the last of them is shown."""


def codes(verdicts: NDArray[np.str_]) -> NDArray[np.float32]:
    """Each verdict as its place among `SIGNS`.

    Examples
    --------
    >>> codes(np.array([["agrees", "wrong"]])).tolist()
    [[0.0, 4.0]]
    """
    found: NDArray[np.float32] = sum(
        (np.float32(n) * (verdicts == verdict) for n, verdict in enumerate(SIGNS)), np.zeros(verdicts.shape, np.float32)
    )
    return found


def names(called: Mapping[Verdict, str]) -> list[str]:
    """The sign of each verdict, and what it is called.

    Examples
    --------
    >>> names({verdict: str(verdict) for verdict in Verdict})[0]
    '✓ agrees'
    """
    return [f"{sign} {called[verdict]}" for verdict, sign in SIGNS.items()]
