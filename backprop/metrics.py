r"""What is measured while a network trains: one entry each in ``METRICS``.

In the formulas m is the number of rows, m_c that of the rows of class c, k_r the largest entry of row r of Z_{L+1},
and y_r that of row r of Y.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ._text import N_
from .activations import Array
from .losses import classes_of
from .passes import Trace


@dataclass(frozen=True)
class Metric:
    r"""One thing that can be measured.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    label : str
        What a curve of it is called (translatable).
    latex : str
        Its formula.
    low, high : float
        The range of its values.
    per : {"part", "class", "layer"}
        One number for all rows of a part of the data, one for each class among them, or one for each layer.
    value : callable
        ``(Z_{L+1}, Y, ℓ / m)`` gives the number of a part, or an array with one number a class: NaN for a class that
        has no row. ``(trace, i)`` gives that of layer i, from a trace with its backward pass.
    of_classes : bool
        It says something only where the targets are classes.
    """

    name: str
    label: str
    latex: str
    low: float
    high: float
    per: Literal["part", "class", "layer"]
    value: Callable[..., Any]
    of_classes: bool = False


def _right(Z: Array, Y: Array) -> Array:
    """For each row whether its outputs stand for the class that its targets stand for."""
    right: Array = classes_of(Z, threshold=0) == classes_of(Y)
    return right


def _accuracy(Z: Array, Y: Array, loss: float) -> float:
    return float(_right(Z, Y).mean())


def _class_accuracy(Z: Array, Y: Array, loss: float) -> Array:
    classes = classes_of(Y)
    of_class, found = (np.bincount(rows, minlength=max(2, Y.shape[1])) for rows in (classes, classes[_right(Z, Y)]))
    with np.errstate(invalid="ignore"):  # 0 / 0 is NaN
        share: Array = found / of_class
    return share


def _gradient_size(t: Trace, i: int) -> float:
    dW = t["dW", i]
    largest = float(np.abs(dW).max())
    if not 0 < largest < np.inf:
        return largest
    return largest * float(np.sqrt(np.square(dW / largest, dtype=float).mean()))  # a square might be too large


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("loss", N_("Loss per example"), r"\tfrac1m\,\ell", 0, np.inf, "part", lambda Z, Y, loss: loss),
        Metric("accuracy", N_("Accuracy"), r"\tfrac1m\,\#\{r : k_r = y_r\}", 0, 1, "part", _accuracy, of_classes=True),
        Metric(
            "class_accuracy", N_("Accuracy of each class"), r"\tfrac1{m_c}\,\#\{r : k_r = y_r = c\}", 0, 1, "class",
            _class_accuracy, of_classes=True,
        ),
        Metric(
            "gradient_size", N_("Root mean square of ∇W"), r"\sqrt{\operatorname{mean}\,(\nabla_{W_i}\ell)^2}",
            0, np.inf, "layer", _gradient_size,
        ),
    )
}  # fmt: skip
"""Every metric by its name."""
