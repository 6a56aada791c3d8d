"""The losses ℓ(Z_{L+1}, Y), summed over the rows of the batch (lecture, section 4 and its conventions)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ._text import N_
from .activations import ACTIVATIONS, Array
from .expression import Apply, Difference, Equation, Expression, Function, Running, Symbol, symbols

SAFE_EXPONENT = {np.dtype("float32"): 80.0, np.dtype("float64"): 700.0}
"""Up to this magnitude exp(x) is neither infinite nor rounded to zero, and a sum of such numbers is finite."""

FEW = 32
"""Up to this many columns, a product with a matrix of ones sums each row faster than ``np.add.reduce`` does."""


def softmax(Z: Array, out: Array | None = None) -> Array:
    """normalize(exp(Z)), row by row.

    If an entry might be too large for exp, the largest entry of each row is first subtracted from it, which changes
    nothing but the rounding.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0], [1e4, 0.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    out = np.empty_like(Z) if out is None else out
    bound_softmax(Z, out)()
    return out


def bound_softmax(Z: Array, S: Array) -> Callable[[], None]:
    """A call that writes the softmax of Z to S without allocating; it may be made again when Z holds other numbers."""
    k = Z.shape[1]
    few = k <= FEW
    ones, sums = (np.ones((k, k), Z.dtype), np.empty_like(S)) if few else (S, S)
    safe = SAFE_EXPONENT[Z.dtype] ** 2
    entries = Z.reshape(-1)  # a view, for Z_{L+1} is contiguous
    norm, exp, divide, sum_rows = entries.dot, np.exp, np.divide, S.dot

    def write() -> None:
        if norm(entries) <= safe:
            exp(Z, S)
        else:  # also where the product overflows
            np.subtract(Z, np.maximum.reduce(Z, 1, keepdims=True), S)
            exp(S, S)
        if few:
            sum_rows(ones, sums)
            divide(S, sums, S)
        else:
            divide(S, np.add.reduce(S, 1, keepdims=True), S)

    return write


def cross_entropy(Z: Array, S: Array, Y: Array, out: Array) -> None:
    """Σ_r (log Σ_j exp Z_rj − Y_r · Z_r).

    log Σ exp is taken as max Z − log max S: the largest entry of a row of S is at least 1/k, whatever Z is.
    """
    largest = np.maximum.reduce(Z, 1)
    picked = np.einsum("rk,rk->r", Y, Z)
    np.add.reduce(largest - picked - np.log(np.maximum.reduce(S, 1)), 0, out=out)


def squared_error(Z: Array, Y: Array, out: Array) -> None:
    """½ ‖Z − Y‖²."""
    difference = (Z - Y).ravel()
    np.multiply(difference.dot(difference), out.dtype.type(0.5), out)


def binary_cross_entropy(Z: Array, Y: Array, out: Array) -> None:
    """Σ_r (log(1 + exp Z_r) − Y_r Z_r): minus the log of the probability σ(Z_r) of class 1, or of 1 − σ(Z_r)."""
    np.add.reduce((np.logaddexp(Z, 0) - Y * Z).ravel(), 0, out=out)


def huber(Z: Array, Y: Array, out: Array) -> None:
    """Σ h(Z − Y), h(x) = x²/2 up to |x| = 1, and |x| − 1/2 beyond (Huber, 1964)."""
    size = np.abs(Z - Y)
    near = np.minimum(size, 1)
    np.add.reduce((near * (size - near / 2)).ravel(), 0, out=out)


def clip(x: Array) -> Array:
    """The same numbers, but what is below −1 becomes −1, and what is above 1 becomes 1."""
    return np.clip(x, -1, 1)


SOFTMAX = Function(
    "softmax",
    code="softmax",
    value=softmax,
    numpy="E = np.exp(x - x.max(axis=1, keepdims=True))\nreturn E / E.sum(axis=1, keepdims=True)",
    torch="return torch.softmax(x, dim=1).detach()",
    by_row=True,
)

_SIGMOID = ACTIVATIONS["sigmoid"]

SIGMOID = Function("sigmoid", code="sigmoid", value=_SIGMOID.value, numpy=_SIGMOID.numpy[0], torch=_SIGMOID.torch[0])

CLIP = Function("clip", code="clip", value=clip, numpy="return np.clip(x, -1, 1)", torch="return torch.clamp(x, -1, 1)")


def classes_of(matrix: Array, threshold: float = 0.5) -> NDArray[np.intp]:
    """The class that each row of targets, or (threshold 0) of outputs, stands for.

    Examples
    --------
    >>> classes_of(np.array([[0.2, 0.8]])), classes_of(np.array([[0.2], [0.8]]))
    (array([1]), array([0, 1]))
    """
    classes: NDArray[Any] = matrix[:, 0] > threshold if matrix.shape[1] == 1 else matrix.argmax(axis=1)
    return classes.astype(np.intp)


Entry = Callable[..., str]
"""How a notation writes a matrix, ``("Z",)``, or an entry of it, ``("Z", "r", "j")``, in LaTeX."""

Z, S, Y = Symbol("Z", Running("i") + 1), Symbol("S"), Symbol("Y")


@dataclass(frozen=True)
class Loss:
    """A loss and its gradient with respect to Z_{L+1}, both summed over the rows of the batch.

    Attributes
    ----------
    name : str
        The name it is chosen by, and that of its function in code.
    label : str
        What it is called (translatable).
    written : callable
        ℓ in LaTeX, of an `Entry`.
    reads : tuple of str
        What ``value`` is computed from, of ``"Z"`` (that is Z_{L+1}), ``"S"`` and ``"Y"``.
    value : callable
        ``(*operands, out)``: writes ℓ to ``out``, an array without axes.
    seed : Expression
        ∂ℓ/∂Z_{L+1}, of `Z`, `S` and `Y`.
    numpy, torch : str
        The body of ``name(Z, Y)`` in a script that is exported.
    targets : {"distributions", "numbers", "binary"}
        What Y may hold: rows that sum to one; any numbers; or one column of numbers from 0 to 1. Labels become the
        rows I_y, but for ``"binary"``, where they are 0 and 1 and stay a column.
    where : Equation or None
        What a function is that ``written`` has.
    """

    name: str
    label: str
    written: Callable[[Entry], str]
    reads: tuple[str, ...]
    value: Callable[..., None]
    seed: Expression
    numpy: str
    torch: str
    targets: Literal["distributions", "numbers", "binary"] = "numbers"
    where: Equation | None = None

    def outputs(self, classes: int) -> int:
        """The number of outputs k, for data with so many classes."""
        return 1 if self.targets == "binary" and classes == 2 else classes

    @property
    def takes_quantities(self) -> bool:
        """Whether Y may hold any numbers."""
        return self.targets == "numbers"

    def of_same_output(self, Y: Array) -> float:
        """The mean loss of a row where the output is the same in all of them, and says what Y is on average.

        No other output that is the same in all rows has a smaller loss, but for Huber's.

        Parameters
        ----------
        Y : ndarray, m × k

        Examples
        --------
        >>> LOSSES["cross_entropy"].of_same_output(np.eye(2)), LOSSES["squared_error"].of_same_output(np.eye(2))
        (0.693..., 0.25)
        """
        mean = Y.mean(axis=0)
        if self.takes_quantities:
            value = np.empty((), Y.dtype)
            self.value(np.broadcast_to(mean, Y.shape).copy(), Y, value)
            return float(value) / len(Y)
        p = np.append(mean, 1 - mean) if self.targets == "binary" else mean
        return -float(np.sum(p * np.log(np.where(p > 0, p, 1))))

    @property
    def softmax(self) -> Function | None:
        """What makes S of Z_{L+1}, if this loss has an S."""
        return SOFTMAX if S in symbols(self.seed) else None


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "cross_entropy",
            N_("softmax cross-entropy"),
            lambda e: rf"\sum_r \big(\log \sum_j e^{{{e('Z', 'r', 'j')}}} - {e('Z', 'r', 'y_r')}\big)",
            ("Z", "S", "Y"),
            cross_entropy,
            Difference(S, Y),
            numpy="shifted = Z - Z.max(axis=1, keepdims=True)\n"
            "return np.sum(np.log(np.exp(shifted).sum(axis=1)) - np.sum(Y * shifted, axis=1))",
            torch='return torch.nn.functional.cross_entropy(Z, Y, reduction="sum")',
            targets="distributions",
        ),
        Loss(
            "squared_error",
            N_("squared error"),
            lambda e: rf"\tfrac12 \lVert {e('Z')} - {e('Y')} \rVert^2",
            ("Z", "Y"),
            squared_error,
            Difference(Z, Y),
            numpy="return 0.5 * np.sum((Z - Y) ** 2)",
            torch="return 0.5 * (Z - Y).square().sum()",
        ),
        Loss(
            "binary_cross_entropy",
            N_("binary cross-entropy"),
            lambda e: rf"\sum_r \big(\log(1 + e^{{{e('Z', 'r', '0')}}}) - {e('Y', 'r', '0')}\,{e('Z', 'r', '0')}\big)",
            ("Z", "Y"),
            binary_cross_entropy,
            Difference(Apply(SIGMOID, Z), Y),
            numpy="return np.sum(np.logaddexp(Z, 0) - Y * Z)",
            torch='return torch.nn.functional.binary_cross_entropy_with_logits(Z, Y, reduction="sum")',
            targets="binary",
        ),
        Loss(
            "huber",
            N_("Huber"),
            lambda e: rf"\sum_{{r,j}} h({e('Z', 'r', 'j')} - {e('Y', 'r', 'j')})",
            ("Z", "Y"),
            huber,
            Apply(CLIP, Difference(Z, Y)),
            numpy="size = np.abs(Z - Y)\nnear = np.minimum(size, 1)\nreturn np.sum(near * (size - near / 2))",
            torch='return torch.nn.functional.huber_loss(Z, Y, reduction="sum")',
            where=Equation("h(x)", (r"\tfrac12 x^2 \text{ if } |x| \le 1 \text{ else } |x| - \tfrac12",)),
        ),
    )
}
"""Every loss by its name."""
