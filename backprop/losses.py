"""The losses ℓ(Z_{L+1}, Y), summed over the rows of the batch (lecture, section 4 and its conventions)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .activations import Array

SAFE_EXPONENT = {np.dtype("float32"): 80.0, np.dtype("float64"): 700.0}
"""exp of anything up to this, either way, is a normal number, and so is a sum of such."""

FEW = 32
"""Up to this many columns a product with ones sums the rows sooner than a reduction does."""


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
    """What writes the softmax of what Z then holds to S, without allocating."""
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


@dataclass(frozen=True)
class Loss:
    """A loss and its gradient with respect to Z_{L+1}.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    latex, seed_latex : str
        ℓ and ∂ℓ/∂Z_{L+1}, both summed over the batch.
    reads : tuple of str
        What ``value`` is computed from, of ``"Z"`` (that is Z_{L+1}), ``"S"`` and ``"Y"``.
    value : callable
        ``(*operands, out)``: writes ℓ to ``out``, an array without axes.
    seed_reads : tuple of str
        What ``seed`` is computed from.
    seed : callable
        ``(*operands, out)``: writes ∂ℓ/∂Z_{L+1} to ``out``, m × k.
    softmax : callable or None
        ``(Z, S)``: what writes S, made of Z_{L+1}, if this loss has an S.
    """

    name: str
    latex: str
    seed_latex: str
    reads: tuple[str, ...]
    value: Callable[..., None]
    seed_reads: tuple[str, ...]
    seed: Callable[..., Any]
    softmax: Callable[[Array, Array], Callable[[], None]] | None = None


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "cross_entropy",
            r"\sum_r \big(\log \sum_j e^{(Z_{L+1})_{rj}} - (Z_{L+1})_{r\,y_r}\big)",
            r"S - I_y",
            ("Z", "S", "Y"),
            cross_entropy,
            ("S", "Y"),
            np.subtract,
            bound_softmax,
        ),
        Loss(
            "squared_error",
            r"\tfrac12 \lVert Z_{L+1} - Y \rVert^2",
            r"Z_{L+1} - Y",
            ("Z", "Y"),
            squared_error,
            ("Z", "Y"),
            np.subtract,
        ),
    )
}
"""Every loss by its name."""
