"""σ and σ' against sixty digits, the complex step and their laws, up to |x| = 1e4 in both dtypes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop import ACTIVATIONS, Activation
from backprop.activations import Array, Elementwise
from tests import oracles

ALL = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda a: a.name)
BOTH_DTYPES = pytest.mark.parametrize("dtype", ["float32", "float64"])
BOTH_FUNCTIONS = pytest.mark.parametrize("part", ["value", "slope"])

MAGNITUDES = [0.0, *np.logspace(-8, 4, 97).tolist()]
POINTS = np.array(sorted({-x for x in MAGNITUDES} | set(MAGNITUDES)))

# Sixty digits: derivatives are written out, so that neither is made of the other

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def d_sigmoid(x: Decimal) -> Decimal:
    return 1 / (1 + (-max(x, Decimal(-30_000))).exp())  # beyond, no float64 is as small


def d_tanh(x: Decimal) -> Decimal:
    return 2 * d_sigmoid(2 * x) - 1


def d_sin(x: Decimal) -> Decimal:
    x = x % (2 * PI)
    term = total = x
    for n in range(3, 121, 2):
        term *= -x * x / (n * (n - 1))
        total += term
    return total


def d_softplus(x: Decimal) -> Decimal:
    return max(x, Decimal(0)) + (1 + (-abs(x)).exp()).ln()


GELU_C = Decimal("0.044715")


def d_gelu_argument(x: Decimal) -> Decimal:
    return (2 / PI).sqrt() * (x + GELU_C * x**3)


def d_gelu_slope(x: Decimal) -> Decimal:
    u = d_gelu_argument(x)
    sech2 = 4 * d_sigmoid(2 * u) * d_sigmoid(-2 * u)
    return (1 + d_tanh(u)) / 2 + x / 2 * sech2 * (2 / PI).sqrt() * (1 + 3 * GELU_C * x**2)


Exact = Callable[[Decimal], Decimal]
ZERO, UNIT, LEAK = Decimal(0), Decimal(1), Decimal("0.01")

EXACT: dict[str, tuple[Exact, Exact]] = {
    "identity": (lambda x: x, lambda x: UNIT),
    "relu": (lambda x: max(x, ZERO), lambda x: UNIT if x > 0 else ZERO),
    "leaky_relu": (lambda x: x if x > 0 else LEAK * x, lambda x: UNIT if x > 0 else LEAK),
    "elu": (lambda x: x if x > 0 else x.exp() - 1, lambda x: UNIT if x > 0 else x.exp()),
    "tanh": (d_tanh, lambda x: 4 * d_sigmoid(2 * x) * d_sigmoid(-2 * x)),
    "sigmoid": (d_sigmoid, lambda x: d_sigmoid(x) * d_sigmoid(-x)),
    "softplus": (d_softplus, d_sigmoid),
    "gelu": (lambda x: x / 2 * (1 + d_tanh(d_gelu_argument(x))), d_gelu_slope),
    "silu": (lambda x: x * d_sigmoid(x), lambda x: d_sigmoid(x) * (1 + x * d_sigmoid(-x))),
    "sin": (d_sin, lambda x: d_sin(x + PI / 2)),
}
"""σ and σ'."""


def exactly(name: str, part: str, x: Array) -> Array:
    """σ or σ' of the very numbers in `x`, rounded once, to float64."""
    function = EXACT[name][part == "slope"]
    with localcontext() as context:
        context.prec = 60
        return np.array([float(function(Decimal(float(element)))) for element in x.flat]).reshape(x.shape)


def test_the_oracle_knows_every_activation() -> None:
    assert set(EXACT) == set(oracles.VALUES) == set(ACTIVATIONS)
    assert list(ACTIVATIONS) == [activation.name for activation in ACTIVATIONS.values()]


@ALL
@BOTH_DTYPES
@BOTH_FUNCTIONS
def test_right_finite_and_silent_up_to_ten_thousand(activation: Activation, dtype: str, part: str) -> None:
    """Within 16 units of rounding of the exact value, or of 1 where that is smaller."""
    x = POINTS.astype(dtype)
    with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("error")
        result = getattr(activation, part)(x)
    exact = exactly(activation.name, part, x)
    assert np.isfinite(result).all()
    error = abs(result.astype("float64") - exact) / np.maximum(1, abs(exact))
    assert error.max() <= 16 * np.finfo(dtype).eps, x[error.argmax()]


@ALL
def test_the_slope_is_the_complex_step_of_the_oracle(activation: Activation) -> None:
    x = POINTS[abs(POINTS) <= 300]
    np.testing.assert_allclose(activation.slope(x), oracles.slopes(activation.name, x), rtol=1e-12, atol=1e-13)


@ALL
def test_kinks_are_where_the_slope_jumps(activation: Activation) -> None:
    x = np.linspace(-3, 3, 60_001)  # with 0
    jumps = abs(np.diff(activation.slope(x))) > 0.01
    at = {round(float(abs(edge)), 3) for edge in x[:-1][jumps]}
    assert at == set(activation.kinks)


FROM_VALUE = {a.name: a.slope_of_value for a in ACTIVATIONS.values() if a.slope_of_value}


@given(data=st.data())
@pytest.mark.parametrize("name", FROM_VALUE)
@BOTH_DTYPES
def test_slope_of_value_is_bitwise_the_slope(name: str, dtype: str, data: st.DataObject) -> None:
    activation = ACTIVATIONS[name]
    element = st.floats(-1e4, 1e4, width=32 if dtype == "float32" else 64)
    x = data.draw(arrays(dtype, (3, 7), elements=element))
    np.testing.assert_array_equal(FROM_VALUE[name](activation.value(x)), activation.slope(x))


@BOTH_DTYPES
def test_slope_of_value_is_bitwise_the_slope_on_a_dense_grid(dtype: str) -> None:
    x = np.concatenate([np.linspace(-40, 40, 20_001), POINTS]).astype(dtype).reshape(-1, 4)[:, :3]
    assert set(FROM_VALUE) >= {"tanh", "sigmoid", "relu"}
    for name, slope_of_value in FROM_VALUE.items():
        value, slope = ACTIVATIONS[name].value(x), ACTIVATIONS[name].slope(x)
        np.testing.assert_array_equal(slope_of_value(value), slope, err_msg=name)


@BOTH_DTYPES
def test_the_slope_of_relu_at_zero_is_zero(dtype: str) -> None:
    assert ACTIVATIONS["relu"].slope(np.array([[0.0, -0.0]], dtype)).tolist() == [[0, 0]]


@ALL
@BOTH_DTYPES
def test_a_nan_stays_visible_in_the_value(activation: Activation, dtype: str) -> None:
    x = np.full((40, 130), 0.5, dtype)
    x[17, 63] = np.nan
    with np.errstate(invalid="ignore"):
        value = activation.value(x)
    assert np.argwhere(np.isnan(value)).tolist() == [[17, 63]]


def both_functions(activation: Activation) -> list[Elementwise]:
    return [f for f in (activation.value, activation.slope, activation.slope_of_value) if f]


@ALL
@BOTH_DTYPES
@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (70, 130), (2, 5000), (5000,), (0, 3)])
def test_laws_of_the_functions(activation: Activation, dtype: str, shape: tuple[int, ...]) -> None:
    """The argument is kept; shape and dtype are its own; with out, in place or not, the bits are the same."""
    x: Any = np.random.default_rng(3).uniform(-3, 3, shape).astype(dtype)
    for function in both_functions(activation):
        kept = x.copy()
        result = function(x)
        assert (result.shape, result.dtype) == (x.shape, x.dtype)
        assert not np.shares_memory(result, x)
        np.testing.assert_array_equal(x, kept)

        out = np.full_like(x, np.nan)
        assert function(x, out) is out
        np.testing.assert_array_equal(out, result)
        np.testing.assert_array_equal(x, kept)


@ALL
@BOTH_DTYPES
def test_written_beside_a_constant_column_the_bits_are_the_same(activation: Activation, dtype: str) -> None:
    """With a bias the result lies in all but the last column of a wider array."""
    x = np.random.default_rng(4).uniform(-30, 30, (64, 130)).astype(dtype)
    for function in both_functions(activation):
        wide = np.full((64, 131), 7, dtype)
        function(x, wide[:, :-1])
        np.testing.assert_array_equal(wide[:, :-1], function(x))
        np.testing.assert_array_equal(wide[:, -1], 7)


@ALL
def test_a_large_array_is_right_in_every_block(activation: Activation) -> None:
    x = np.random.default_rng(5).uniform(-5, 5, (301, 97))
    for part in ("value", "slope"):
        by_rows = np.vstack([getattr(activation, part)(row[None]) for row in x])
        np.testing.assert_allclose(getattr(activation, part)(x), by_rows, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(("name", "last", "first"), [("tanh", 18.0, 20.0), ("sigmoid", 36.0, 40.0)])
def test_a_saturated_unit_has_the_slope_zero_that_the_formula_of_its_output_rounds_to(
    name: str, last: float, first: float
) -> None:
    slopes = ACTIVATIONS[name].slope(np.array([last, first]))
    assert slopes[0] > 0
    assert slopes[1] == 0
