"""The element-wise functions σ_i and their slopes σ'_i: one entry each in ``ACTIVATIONS``.

Every function takes ``(x, out=None)``: a float array and where to write. It never changes ``x``, gives bitwise the
same with and without ``out``, keeps the dtype, and is finite and silent for ``|x| <= 1e4`` in float32 and float64.

The slopes of tanh and sigmoid are the lecture's formulas of the output, 1 − σ(x)² and σ(x)(1 − σ(x)). Where σ(x) rounds
to ±1 they are exactly 0, although the true slope is not: such a unit is saturated, and not dead like that of a ReLU.

>>> ACTIVATIONS["tanh"].slope(np.array([18.0, 20.0])), 1 / np.cosh(20.0) ** 2
(array([8.8...e-16, 0.0...e+00]), np.float64(1.69...e-17))
>>> ACTIVATIONS["sigmoid"].slope(np.array([36.0, 40.0]))
array([2.2...e-16, 0.0...e+00])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache, wraps
from math import pi, sqrt
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

ONE = {np.dtype(name): np.array(1, name) for name in ("float32", "float64")}
"""1 as an array without axes: to NumPy a sooner operand than a Python number, and of the right dtype."""

LEAK = 0.01
"""Slope of leaky ReLU below zero."""

GELU_SCALE = sqrt(2 / pi)
GELU_CUBIC = 0.044715
"""Constants of the tanh form of GELU (Hendrycks and Gimpel, 2016, arXiv:1606.08415)."""


Elementwise = Callable[..., Array]
"""``(x, out=None)``: a function of every element of an array."""


class Argument(str):
    """What a function is written of: ``f"{x}"`` as it is, ``f"{x:()}"`` in brackets if it has a sign or is a product.

    Examples
    --------
    >>> x = Argument("-3", is_compound=True)
    >>> f"max({x}, 2{x:()})"
    'max(-3, 2(-3))'
    """

    __slots__ = ("is_compound",)
    is_compound: bool

    def __new__(cls, text: str, is_compound: bool = False) -> Self:
        new = super().__new__(cls, text)
        new.is_compound = is_compound
        return new

    def __format__(self, form: str) -> str:
        return f"({self!s})" if form == "()" and self.is_compound else str(self)


Written = Callable[[Argument], str]

X = Argument("x")


@dataclass(frozen=True)
class Activation:
    """One element-wise function and what the engine needs to know of it.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    written, slope_written : callable
        σ and σ' in LaTeX, of an `Argument`.
    value, slope : Elementwise
        σ and σ', of the pre-activation.
    slope_of_value : Elementwise or None
        σ' from z = σ(x) where that gives bitwise the same as ``slope(x)``, only sooner.
    kinks : tuple of float
        Where σ' jumps; a finite difference across one of these says nothing.
    numpy, torch : (str, str)
        The bodies of σ(x) and σ'(x) in a script that is exported; tested to compute the same.
    in_full : bool
        Whether both are written of x alone, so that a number can stand in its place.
    """

    name: str
    written: Written
    slope_written: Written
    value: Elementwise
    slope: Elementwise
    slope_of_value: Elementwise | None = None
    kinks: tuple[float, ...] = ()
    _: KW_ONLY
    numpy: tuple[str, str]
    torch: tuple[str, str]
    in_full: bool = True

    @property
    def latex(self) -> str:
        """σ(x) in LaTeX."""
        return self.written(X)

    @property
    def slope_latex(self) -> str:
        """σ'(x) in LaTeX."""
        return self.slope_written(X)


def _in_blocks(function: Callable[[Array, Array], None], size: int = 3 << 13) -> Elementwise:
    """Evaluate in blocks of so many bytes, so that temporaries stay small and in the cache."""

    @wraps(function)
    def blocked(x: Array, out: Array | None = None) -> Array:
        if out is None:
            out = np.empty_like(x)
        if x.nbytes <= size:
            function(x, out)
            return out
        rows = max(1, size * len(x) // x.nbytes)
        for start in range(0, len(x), rows):
            function(x[start : start + rows], out[start : start + rows])
        return out

    return blocked


def one(x: Array, out: Array | None = None) -> Array:
    out = np.empty_like(x) if out is None else out
    out.fill(1)
    return out


@lru_cache(maxsize=8)
def _zeros(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Zeros to compare with: NumPy takes the maximum with an array thrice as fast as with a number."""
    zeros = np.zeros(shape, dtype)
    zeros.flags.writeable = False
    return zeros


def relu(x: Array, out: Array | None = None) -> Array:
    return np.maximum(x, _zeros(x.shape, x.dtype), out=out)


def step(x: Array, out: Array | None = None) -> Array:
    """1 where x > 0, else 0: the lecture's slope of ReLU (section 2)."""
    out = np.empty_like(x) if out is None else out
    return np.greater(x, 0, out)


def leaky_relu(x: Array, out: Array | None = None) -> Array:
    scaled = np.multiply(x, x.dtype.type(LEAK), out)
    return np.maximum(x, scaled, out=scaled)


def leaky_step(x: Array, out: Array | None = None) -> Array:
    above = step(x, out)
    return np.maximum(above, x.dtype.type(LEAK), out=above)


@_in_blocks
def elu(x: Array, out: Array) -> None:
    np.expm1(np.minimum(x, 0), out)
    np.add(out, np.maximum(x, 0), out)


def elu_slope(x: Array, out: Array | None = None) -> Array:
    below = np.minimum(x, 0, out=out)
    return np.exp(below, below)


def one_minus_square(z: Array, out: Array | None = None) -> Array:
    square: Array = np.multiply(z, z, out)
    np.subtract(ONE[z.dtype], square, square)
    return square


def tanh_slope(x: Array, out: Array | None = None) -> Array:
    z = np.tanh(x, out)
    return one_minus_square(z, z)


def sigmoid(x: Array, out: Array | None = None) -> Array:
    """1 / (1 + exp(−x)): an overflow of exp is the right limit, 0, and keeps both tails accurate."""
    with np.errstate(over="ignore"):
        out = np.negative(x, out)
        np.exp(out, out)
    np.add(out, 1, out)
    return np.reciprocal(out, out)


@_in_blocks
def value_times_rest(z: Array, out: Array) -> None:
    np.multiply(z, 1 - z, out)


def sigmoid_slope(x: Array, out: Array | None = None) -> Array:
    z = sigmoid(x, out)
    return value_times_rest(z, z)


def softplus(x: Array, out: Array | None = None) -> Array:
    return np.logaddexp(x, 0, out)


def _gelu_tanh(x: Array) -> Array:
    t = x * x
    t *= GELU_CUBIC
    t += 1
    t *= x
    t *= GELU_SCALE
    return np.tanh(t, t)


@_in_blocks
def gelu(x: Array, out: Array) -> None:
    t = _gelu_tanh(x)
    t += 1
    t *= x
    np.multiply(t, 0.5, out)


@_in_blocks
def gelu_slope(x: Array, out: Array) -> None:
    np.multiply(x, x, out)
    out *= 3 * GELU_CUBIC
    out += 1
    out *= GELU_SCALE
    out *= x
    t = _gelu_tanh(x)
    out *= one_minus_square(t)
    out += t
    out += 1
    out *= 0.5


@_in_blocks
def silu(x: Array, out: Array) -> None:
    np.multiply(x, sigmoid(x), out)


@_in_blocks
def silu_slope(x: Array, out: Array) -> None:
    s = sigmoid(x)
    np.subtract(1, s, out)
    out *= x
    out += 1
    out *= s


def _sigmoid(x: Argument) -> str:
    return rf"\frac{{1}}{{1+e^{{-{x:()}}}}}"


_GELU_T = r"\tanh\!\left(\sqrt{2/\pi}\,(x+0.044715\,x^3)\right)"

_NP_SIGMOID = "np.exp(-np.logaddexp(0, -x))"
_CODE_T = f"t = <np>.tanh({GELU_SCALE} * (x + {GELU_CUBIC} * x**3))\n"
_CODE_GELU_SLOPE = (
    f"{_CODE_T}inner = {GELU_SCALE} * (1 + 3 * {GELU_CUBIC} * x**2)\n"
    "return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * inner"
)

ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "identity", lambda x: f"{x}", lambda x: "1", np.positive, one,
            numpy=("return x", "return np.ones_like(x)"),
            torch=("return x", "return torch.ones_like(x)"),
        ),
        Activation(
            "relu", lambda x: rf"\max({x}, 0)", lambda x: f"[{x} > 0]", relu, step, step, (0.0,),
            numpy=("return np.maximum(x, 0)", "return (x > 0).astype(x.dtype)"),
            torch=("return torch.relu(x)", "return (x > 0).to(x.dtype)"),
        ),
        Activation(
            "leaky_relu", lambda x: rf"\max({x}, {LEAK}\,{x:()})",
            lambda x: rf"1 \text{{ if }} {x} > 0 \text{{ else }} {LEAK}",
            leaky_relu, leaky_step, leaky_step, (0.0,),
            numpy=(
                f"return np.where(x > 0, x, {LEAK} * x)",
                f"return np.where(x > 0, 1, {LEAK}).astype(x.dtype)",
            ),
            torch=(
                f"return torch.nn.functional.leaky_relu(x, {LEAK})",
                f"return torch.full_like(x, {LEAK}).masked_fill(x > 0, 1)",
            ),
        ),
        Activation(
            "elu", lambda x: rf"\max({x},0) + e^{{\min({x},0)}} - 1", lambda x: rf"e^{{\min({x}, 0)}}", elu, elu_slope,
            numpy=("return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))", "return np.exp(np.minimum(x, 0))"),
            torch=("return torch.nn.functional.elu(x)", "return torch.exp(x.clamp(max=0))"),
        ),
        Activation(
            "tanh", lambda x: rf"\tanh {x:()}", lambda x: rf"1 - \tanh^2 {x:()}", np.tanh, tanh_slope, one_minus_square,
            numpy=("return np.tanh(x)", "return 1 - np.tanh(x) ** 2"),
            torch=("return torch.tanh(x)", "return 1 - torch.tanh(x) ** 2"),
        ),
        Activation(
            "sigmoid", _sigmoid, lambda x: rf"\sigma({x})\,(1-\sigma({x}))", sigmoid, sigmoid_slope, value_times_rest,
            numpy=(f"return {_NP_SIGMOID}", f"s = {_NP_SIGMOID}\nreturn s * (1 - s)"),
            torch=("return torch.sigmoid(x)", "s = torch.sigmoid(x)\nreturn s * (1 - s)"),
        ),
        Activation(
            "softplus", lambda x: rf"\log(1+e^{{{x}}})", _sigmoid, softplus, sigmoid,
            numpy=("return np.logaddexp(x, 0)", f"return {_NP_SIGMOID}"),
            # Not torch's own softplus: from 20 on it is cut to the identity, off by 2e-9.
            torch=("return torch.logaddexp(x, torch.zeros_like(x))", "return torch.sigmoid(x)"),
        ),
        Activation(
            "gelu", lambda x: rf"\tfrac12 x\,(1+t),\ t={_GELU_T}",
            lambda x: r"\tfrac12(1+t) + \tfrac12 x\,(1-t^2)\sqrt{2/\pi}\,(1+0.134145\,x^2)", gelu, gelu_slope,
            numpy=(_CODE_T.replace("<np>", "np") + "return 0.5 * x * (1 + t)", _CODE_GELU_SLOPE.replace("<np>", "np")),
            torch=(
                'return torch.nn.functional.gelu(x, approximate="tanh")',
                _CODE_GELU_SLOPE.replace("<np>", "torch"),
            ),
            in_full=False,
        ),
        Activation(
            "silu", lambda x: rf"x\,s,\ s={_sigmoid(X)}", lambda x: r"s\,(1 + x\,(1-s))", silu, silu_slope,
            numpy=(f"return x * {_NP_SIGMOID}", f"s = {_NP_SIGMOID}\nreturn s * (1 + x * (1 - s))"),
            torch=("return torch.nn.functional.silu(x)", "s = torch.sigmoid(x)\nreturn s * (1 + x * (1 - s))"),
            in_full=False,
        ),
        Activation(
            "sin", lambda x: rf"\sin {x:()}", lambda x: rf"\cos {x:()}", np.sin, np.cos,
            numpy=("return np.sin(x)", "return np.cos(x)"),
            torch=("return torch.sin(x)", "return torch.cos(x)"),
        ),
    )
}  # fmt: skip
"""Every activation by its name: a new one is a new entry here."""
