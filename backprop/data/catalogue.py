"""The table of data sets. A new one is a function that returns its rows, and one entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from backprop._text import N_
from backprop.checks import is_real, is_whole, shown
from backprop.data import generated
from backprop.data.dataset import Dataset, Examples, divide
from backprop.data.preparing import TEST_FRACTION, Preparation, checked_seed
from backprop.data.real import carried, iris
from backprop.errors import DataError


@dataclass(frozen=True)
class Option:
    """A number that can be chosen; whole numbers only if `default` is an ``int``.

    Attributes
    ----------
    name, label : str
        The keyword of ``load_dataset``, and what an interface calls it (English, marked for translation).
    low, high : int or float
        Smallest and largest value allowed.
    default, step : int or float
    """

    name: str
    label: str
    low: float
    high: float
    default: float
    step: float

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are allowed."""
        return isinstance(self.default, int)

    def checked(self, value: object) -> float:
        """Return `value` as an ``int`` or ``float``, or raise DataError when it is not allowed."""
        allowed = is_whole(value) if self.is_whole else is_real(value)
        number: Any = value
        if allowed and self.low <= number <= self.high:
            return int(number) if self.is_whole else float(number)
        given = {"option": self.name, "value": shown(value), "low": self.low, "high": self.high}
        if self.is_whole:
            raise DataError("{option} is {value}; allowed are whole numbers from {low} to {high}", **given)
        raise DataError("{option} is {value}; allowed are numbers from {low} to {high}", **given)


@dataclass(frozen=True)
class DatasetSpec:
    """An entry of ``DATASETS``.

    Attributes
    ----------
    name : str
        The key.
    title, note : str
        For a menu, and a sentence about what is in it (English, marked for translation).
    kind : {"generated", "real"}
        Real data are standardised; generated data are already of magnitude one.
    options : tuple of Option
        What ``load_dataset`` accepts for it.
    make : callable
        Returns all rows: ``make(rng, **options)`` if generated, ``make()`` if real.
    """

    name: str
    title: str
    kind: Literal["generated", "real"]
    options: tuple[Option, ...]
    note: str
    make: Callable[..., Examples]


_ROWS = Option("n", N_("examples"), 40, 5000, 400, 20)
_NOISE = Option("noise", N_("noise"), 0.0, 0.5, 0.1, 0.01)
_TEST = Option("test_fraction", N_("share kept for testing"), *TEST_FRACTION, 0.2, 0.05)


def _generated(make: Callable[..., Examples], title: str, note: str, *options: Option) -> DatasetSpec:
    return DatasetSpec(make.__name__, title, "generated", (_ROWS, *options, _TEST), note, make)


def _real(name: str, title: str, note: str, make: Callable[[], Examples] | None = None) -> DatasetSpec:
    return DatasetSpec(name, title, "real", (_TEST,), note, make or partial(carried, name))


DATASETS: Mapping[str, DatasetSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            _real("iris", N_("Iris"), N_("150 flowers of 3 species; 4 lengths and widths in cm"), iris),
            _real("wine", N_("Wine"), N_("178 wines of 3 growers; 13 chemical measurements")),
            _real(
                "breast_cancer",
                N_("Breast cancer"),
                N_("569 tumours, malignant or benign; 30 measurements of cell nuclei"),
            ),
            _real("digits", N_("Digits"), N_("1797 handwritten digits of 8 × 8 pixels")),
            _generated(
                generated.xor,
                N_("XOR"),
                N_("4 clusters, opposite corners alike; with tanh it needs a bias"),
                _NOISE,
            ),
            _generated(
                generated.circles,
                N_("Two circles"),
                N_("one inside the other; with tanh or ReLU it needs a bias"),
                _NOISE,
            ),
            _generated(generated.moons, N_("Two moons"), N_("2 half circles that reach into each other"), _NOISE),
            _generated(
                generated.spirals,
                N_("Spirals"),
                N_("arms wound around each other, one a class; easier with a bias"),
                Option("noise", N_("noise"), 0.0, 0.5, 0.03, 0.01),
                Option("arms", N_("arms"), 2, 10, 2, 1),
                Option("turns", N_("turns"), 0.25, 3.0, 1.0, 0.25),
            ),
            _generated(
                generated.blobs,
                N_("Gaussian blobs"),
                N_("round clusters on a circle, one a class"),
                Option("noise", N_("noise"), 0.0, 0.5, 0.2, 0.01),
                Option("centers", N_("clusters"), 2, 10, 3, 1),
            ),
            _generated(
                generated.separable,
                N_("Linearly separable pair"),
                N_("a line through the origin separates the classes: one layer is enough"),
                Option("margin", N_("gap between the classes"), 0.05, 1.0, 0.2, 0.05),
            ),
        )
    }
)
"""All data sets by name; menus and controls follow from it."""


def load_dataset(name: str, *, seed: int = 0, **options: float) -> Dataset:
    """Return the data set `name` of ``DATASETS``, split into a training and a test part.

    Parameters
    ----------
    name : str
        A key of ``DATASETS``.
    seed : int
        Decides what is drawn and how it is split; the same seed gives the same bits.
    **options
        As in ``DATASETS[name].options``: ``test_fraction`` for all; ``n``, ``noise`` … for generated ones.

    Raises
    ------
    DataError
        For an unknown name or option, a value out of range, or a data set of scikit-learn's without it.

    Examples
    --------
    >>> data = load_dataset("spirals", seed=1, n=300, arms=3)
    >>> data.X_train.shape, data.X_test.shape, data.class_names
    ((240, 2), (60, 2), ('0', '1', '2'))
    >>> load_dataset("spirals", arms=1)
    Traceback (most recent call last):
    ...
    backprop.errors.DataError: arms is 1; allowed are whole numbers from 2 to 10
    """
    values: dict[str, Any] = dict(checked_options(name, options))
    spec = DATASETS[name]
    test_fraction = values.pop("test_fraction")
    if spec.kind == "real":
        return divide(name, spec.make(), Preparation("standard", test_fraction=test_fraction, seed=seed))
    # The points and their split come from different streams of the same seed.
    rng = np.random.default_rng((checked_seed(seed), 1))
    return divide(name, spec.make(rng, **values), Preparation(test_fraction=test_fraction, seed=seed))


def checked_options(name: object, options: Mapping[str, object]) -> tuple[tuple[str, float], ...]:
    """Every option of a data set in the order of its table, those that are not given as they are by default.

    Raises
    ------
    DataError
        For an unknown name or option, or a value out of range.

    Examples
    --------
    >>> checked_options("iris", {})
    (('test_fraction', 0.2),)
    """
    if not isinstance(name, str) or name not in DATASETS:
        raise DataError(
            "data set {name} does not exist; there are: {allowed}",
            name=name if isinstance(name, str) else shown(name),
            allowed=", ".join(DATASETS),
        )
    spec = DATASETS[name]
    for given in options.keys() - {option.name for option in spec.options}:
        raise DataError(
            "data set {name} has no option {option}; it has: {allowed}",
            name=name,
            option=given if isinstance(given, str) else shown(given),
            allowed=", ".join(option.name for option in spec.options),
        )
    return tuple((option.name, option.checked(options.get(option.name, option.default))) for option in spec.options)
