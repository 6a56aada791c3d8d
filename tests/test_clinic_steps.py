"""The V: what the length of a step makes of a difference quotient, by the orders that theory has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import Network, Weights, trace
from backprop.clinic.step_lengths import LENGTHS, step_errors
from backprop.errors import UnknownQuantityError


def problem(dtype: str = "float64", bias: bool = False) -> tuple[Network, Weights, Any, Any]:
    rng = np.random.default_rng(0)
    net = Network((4, 6, 5, 3), "tanh", bias=bias)
    return net, net.init_weights(dtype=dtype), rng.standard_normal((6, 4)), rng.integers(0, 3, 6)


@pytest.mark.parametrize("key", [("dW", 1), ("dW", 3), ("G", 1), ("G", 2), ("G", 4)])
@pytest.mark.parametrize("bias", [False, True])
def test_the_error_falls_with_the_first_and_with_the_second_power_of_h(key: tuple[str, int], bias: bool) -> None:
    given = problem(bias=bias)
    slope = float(trace(*given)[key][1, 2])
    found = step_errors(*given, key, (1, 2), slope, np.array([1e-2, 1e-3]))
    assert found.forward[0] / found.forward[1] == pytest.approx(10, rel=0.2)
    assert found.central[0] / found.central[1] == pytest.approx(100, rel=0.2)
    assert found.central[1] < 1e-4


def test_it_rises_again_with_rounding_and_sooner_in_float32() -> None:
    slope = float(trace(*problem())["dW", 1][0, 1])
    best = {}
    for dtype in ("float64", "float32"):
        found = step_errors(*problem(dtype), ("dW", 1), (0, 1), slope)
        best[dtype] = LENGTHS[found.central.argmin()]
        assert found.central[-1] > 0.1
        assert found.central.min() < (1e-8 if dtype == "float64" else 1e-2)
    assert 1e-7 < best["float64"] < 1e-3 < best["float32"]


def test_an_entry_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownQuantityError):
        step_errors(*problem(), ("dW", 1), (4, 0), 1.0)
