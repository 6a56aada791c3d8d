"""What may be given: each check returns it, or raises an error that says what was given and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral, Real
from reprlib import Repr
from typing import Any

import numpy as np

from ._text import N_
from .activations import Array
from .errors import BackpropError, DataError, NetworkError, TrainingError
from .optimizers import OPTIMIZERS

LARGEST = 1e30
"""The largest magnitude that may be given: finite in float32 too."""

MOST_SECONDS = 3600.0
MOST_SEED = 2**64 - 1

Kind = type[BackpropError]


class _Short(Repr):
    """Writes whatever was given, shortly, without failing."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = self.maxlong = 80
        self.maxtuple = self.maxlist = self.maxdict = self.maxset = self.maxfrozenset = 6

    def repr_int(self, x: int, level: int) -> str:
        """A whole number; one of thousands of digits can't be written."""
        return super().repr_int(x, level) if x.bit_length() < 4096 else f"<{x.bit_length()} bits>"


shown = _Short().repr
"""What was given, as a message shows it: in 80 characters or so, and without failing."""


def is_whole(given: Any) -> bool:
    """Whether it is a whole number, of Python's or NumPy's; a truth value is none."""
    return isinstance(given, Integral) and not isinstance(given, bool)


def is_real(given: Any) -> bool:
    """Whether it is a real number, of Python's or NumPy's; a truth value is none."""
    return isinstance(given, Real) and not isinstance(given, bool)


def checked_count(what: str, given: Any, low: int, high: int | None = None, error: Kind = TrainingError) -> int:
    """A whole number from low, to high if there is one."""
    if is_whole(given) and given >= low and (high is None or given <= high):
        return int(given)
    if high is None:
        template = N_("{what} is {given}; allowed are whole numbers from {low}")
        raise error(template, what=what, given=shown(given), low=low)
    template = N_("{what} is {given}; allowed are whole numbers from {low} to {high}")
    raise error(template, what=what, given=shown(given), low=low, high=high)


def checked_name(what: str, given: Any, allowed: Iterable[str], error: Kind = NetworkError) -> str:
    """One of some names."""
    names = list(allowed)
    if not isinstance(given, str) or given not in names:
        template = N_("{what} is {given}; allowed are {allowed}")
        raise error(template, what=what, given=shown(given), allowed=", ".join(names))
    return given


def checked_flag(what: str, given: Any, error: Kind = NetworkError) -> bool:
    """True or False."""
    if not isinstance(given, bool | np.bool_):
        raise error(N_("{what} is {given}; allowed are True and False"), what=what, given=shown(given))
    return bool(given)


def checked_kind(what: str, given: Any, kind: type, error: Kind = DataError) -> Any:
    """An object of a class."""
    if not isinstance(given, kind):
        template = N_("{what} is {given}; allowed is a {kind}")
        raise error(template, what=what, given=shown(given), kind=kind.__name__)
    return given


def listed(given: Any) -> tuple[Any, ...] | None:
    """What can be gone through, as a tuple; an array without dimensions looks as if it could."""
    try:
        return tuple(given) if isinstance(given, Iterable) else None
    except TypeError:
        return None


def checked_rates(learning_rate: Any, weight_decay: Any) -> tuple[float, float]:
    """α and κ, or a TrainingError."""
    alpha = _checked_rate(N_("learning rate"), learning_rate, positive=True)
    return alpha, _checked_rate(N_("weight decay"), weight_decay, positive=False)


def checked_l2(l2: Any) -> float:
    """λ of the L2 regularisation, or a NetworkError."""
    return _checked_rate(N_("L2 regularisation"), l2, positive=False, error=NetworkError)


def _checked_rate(what: str, given: Any, positive: bool, error: Kind = TrainingError) -> float:
    if is_real(given) and 0 <= given <= LARGEST and not (positive and given == 0):
        return float(given)
    template = N_("{what} is {given}; allowed are finite numbers {bound} 0, up to {largest}")
    raise error(template, what=what, given=shown(given), bound=">" if positive else "≥", largest=LARGEST)


def checked_entry(shape: tuple[int, int], row: Any, column: Any, value: Any) -> float:
    """A number for one entry of a matrix of that shape, or a TrainingError."""
    checked_count(N_("row"), row, 0, shape[0] - 1)
    checked_count(N_("column"), column, 0, shape[1] - 1)
    if is_real(value) and -LARGEST <= value <= LARGEST:
        return float(value)
    raise TrainingError(
        "the value is {value}; allowed are finite numbers up to {largest}", value=shown(value), largest=LARGEST
    )


def checked_seconds(given: Any) -> float:
    """A stretch of time, or a TrainingError."""
    if not is_real(given) or not given <= MOST_SECONDS:
        raise TrainingError(
            "seconds are {given}; allowed are numbers up to {most}", given=shown(given), most=MOST_SECONDS
        )
    return float(given)


def checked_training(rows: int, batch_size: Any, optimizer: Any, seed: Any, shuffle: Any) -> tuple[int, str, int, bool]:
    """How so many rows are trained on, or a TrainingError."""
    return (
        checked_count(N_("batch size"), batch_size, 1, rows),
        checked_name(N_("optimiser"), optimizer, OPTIMIZERS, TrainingError),
        checked_count(N_("seed"), seed, 0, MOST_SEED),
        checked_flag(N_("shuffle"), shuffle, TrainingError),
    )


def numeric(what: str, given: Any, error: Kind = DataError) -> Array:
    """An array of real numbers: not one of objects, of texts, of complex numbers, with a mask or with ragged rows."""
    array = plain_array(what, given, error)
    if array.dtype.kind not in "biuf":
        raise _not_numeric(what, given, error)
    return array


def plain_array(what: str, given: Any, error: Kind = DataError) -> Array:
    """An array of whatever it is, but not with a mask or with ragged rows."""
    refuse_masks(what, given, error)
    try:
        return np.asarray(given)
    except Exception as cause:  # whatever makes an array of it is not ours
        raise _not_numeric(what, given, error) from cause


def refuse_masks(what: str, given: Any, error: Kind = DataError) -> None:
    """Raise an error for an array with a mask: NumPy would go on with what lies under it."""
    if _is_masked(given):
        template = N_("{what} is a masked array; allowed are plain arrays: fill the masked entries, or leave them out")
        raise error(template, what=what)


def _not_numeric(what: str, given: Any, error: Kind) -> BackpropError:
    return error(N_("{what} is not an array of real numbers: {given}"), what=what, given=shown(given))


def _is_masked(given: Any, depth: int = 2) -> bool:
    """Also one among rows or numbers in a list, where NumPy would forget the mask."""
    if isinstance(given, list | tuple) and depth:
        return any(_is_masked(part, depth - 1) for part in given)
    return isinstance(given, np.ma.MaskedArray)
