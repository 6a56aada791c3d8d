"""What a training may be given: each check returns it, or raises a `TrainingError` that says what is allowed."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from ._text import N_
from .errors import TrainingError
from .optimizers import OPTIMIZERS

LARGEST = 1e30
"""The largest magnitude that may be given: finite in float32 too."""


def checked_count(what: str, given: Any, low: int, high: int | None = None) -> int:
    """A whole number from low, to high if there is one, or a TrainingError."""
    whole = isinstance(given, Integral) and not isinstance(given, bool)
    if whole and given >= low and (high is None or given <= high):
        return int(given)
    if high is None:
        raise TrainingError(
            "{what} is {given}; allowed are whole numbers from {low}", what=what, given=repr(given), low=low
        )
    raise TrainingError(
        "{what} is {given}; allowed are whole numbers from {low} to {high}",
        what=what,
        given=repr(given),
        low=low,
        high=high,
    )


def checked_rates(learning_rate: Any, weight_decay: Any) -> tuple[float, float]:
    """α and λ, or a TrainingError."""
    alpha = _checked_rate(N_("learning rate"), learning_rate, positive=True)
    return alpha, _checked_rate(N_("weight decay"), weight_decay, positive=False)


def _checked_rate(what: str, given: Any, positive: bool) -> float:
    real = isinstance(given, Real) and not isinstance(given, bool)
    if real and 0 <= given <= LARGEST and not (positive and given == 0):
        return float(given)
    raise TrainingError(
        "{what} is {given}; allowed are finite numbers {bound} 0, up to {largest}",
        what=what,
        given=repr(given),
        bound=">" if positive else "≥",
        largest=LARGEST,
    )


def checked_entry(shape: tuple[int, int], row: Any, column: Any, value: Any) -> float:
    """A number for one entry of a matrix of that shape, or a TrainingError."""
    checked_count(N_("row"), row, 0, shape[0] - 1)
    checked_count(N_("column"), column, 0, shape[1] - 1)
    real = isinstance(value, Real) and not isinstance(value, bool)
    if real and -LARGEST <= value <= LARGEST:
        return float(value)
    raise TrainingError(
        "the value is {value}; allowed are finite numbers up to {largest}", value=repr(value), largest=LARGEST
    )


def checked_optimizer(given: Any) -> str:
    """A name of `OPTIMIZERS`, or a TrainingError."""
    if not isinstance(given, str) or given not in OPTIMIZERS:
        raise TrainingError(
            "optimiser is {given}; allowed are {allowed}", given=repr(given), allowed=", ".join(OPTIMIZERS)
        )
    return given
