"""The exceptions of the engine: all are ``ValueError``, all say what was given and what is allowed.

A message is kept as a template and its values, so that an interface can translate the template, and those values that
are words of the program (`backprop._text.N_`).
"""

from __future__ import annotations

from typing import Any


class BackpropError(ValueError):
    """Something that was given cannot be used.

    Parameters
    ----------
    template : str
        The message, with ``{name}`` fields.
    **values
        What the fields stand for.

    Examples
    --------
    >>> error = NetworkError("layer {layer}: width {width} is too small", layer=2, width=0)
    >>> str(error)
    'layer 2: width 0 is too small'
    >>> error.template, error.values["layer"]
    ('layer {layer}: width {width} is too small', 2)
    """

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template = template
        self.values = values
        super().__init__(template.format(**values))

    def __reduce__(self) -> Any:
        return _made_again, (type(self), self.template, self.values), self.__dict__


class NetworkError(BackpropError):
    """A width, an activation, a loss or an initialiser that does not exist or does not fit."""


class WeightsError(BackpropError):
    """Weights of a wrong layer, shape, dtype, or not finite."""


class DataError(BackpropError):
    """A batch, labels or a file that cannot be used."""


class TrainingError(BackpropError):
    """A batch size, step size or optimiser that cannot be used."""


class NotFiniteError(BackpropError):
    """A value stopped being finite; ``values`` holds ``step``, the label of the ``rule``, and ``layer``."""


class UnknownQuantityError(BackpropError, KeyError):
    """A quantity, or an entry of one, that a pass does not have."""

    def __str__(self) -> str:
        return ValueError.__str__(self)


class GradientError(BackpropError, AssertionError):
    """A gradient that is wrong; in a test, what a failed ``assert`` is."""


def _made_again(kind: type[BackpropError], template: str, values: dict[str, Any]) -> BackpropError:
    """The error of a template and its values, whatever else its own constructor asks for."""
    error = kind.__new__(kind)
    BackpropError.__init__(error, template, **values)
    return error
