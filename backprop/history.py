"""``History``: what was measured at some of the updates, for the curves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from .evaluation import Measured, evaluate, measure
from .experiment import Experiment
from .passes import Trace
from .training import Trainer

MOST_POINTS = 400
"""Points that are kept. When there are more, every second one is dropped."""

LEAST_POINTS = 32
"""Points that are measured whatever they cost: on a busy machine too, or if the first one is slow, it is a curve."""

FREE_SECONDS = 0.1
"""Seconds that measuring may take in any case: at the beginning the curve bends most."""

SHARE = 0.03
"""Seconds that measuring may take, after that, for each second of training."""

MOST_ROWS = 4096
"""Only the first rows of the training part, and of the test part, are measured."""

Point = Mapping[str, Measured]
"""What was measured at one update: of ``"train"``, of ``"test"`` if there is such a part, and of ``"round"``, which
follows."""


def measured(experiment: Experiment, trainer: Trainer, trace: Callable[[], Trace], metrics: Collection[str]) -> Point:
    """The metrics where a trainer is; the trace is that of the round that follows."""
    data, net, W, rows = experiment.dataset, trainer.net, trainer.weights, slice(MOST_ROWS)
    X = experiment.inputs(trainer.progress.step)
    parts = {"train": (X, data.y_train), "test": (data.X_test, data.y_test)}
    return {
        **{part: evaluate(net, W, X[rows], y[rows], metrics) for part, (X, y) in parts.items() if len(X)},
        "round": measure(trace, metrics),
    }


class History:
    """Points by their updates.

    Examples
    --------
    >>> history = History()
    >>> for update, loss in [(0, 2.0), (5, 1.0)]:
    ...     history.record(update, lambda: {"train": {"loss": loss}})
    >>> history[5]["train"]["loss"], history.updates, history.series("train", "loss")
    (1.0, [0, 5], array([2., 1.]))
    """

    def __init__(self) -> None:
        self._points: dict[int, Point] = {}
        self._seconds = 0.0

    def __getitem__(self, update: int) -> Point:
        return self._points[update]

    def __contains__(self, update: object) -> bool:
        return update in self._points

    @property
    def updates(self) -> list[int]:
        """The updates that have a point, in order."""
        return sorted(self._points)

    def series(self, part: str, metric: str) -> NDArray[np.float64]:
        """One metric over `updates`: as many numbers, or as many rows with one number a class or layer."""
        return np.array([self._points[update][part][metric] for update in self.updates])

    def has(self, part: str) -> bool:
        """Whether there is such a part of the data; one may keep no rows for testing."""
        return all(part in point for point in self._points.values())

    def record(self, update: int, measure: Callable[[], Point]) -> None:
        """Measure at an update. When points have to go, this one and the first stay."""
        began = perf_counter()
        self._points[update] = measure()
        self._seconds += perf_counter() - began
        if len(self._points) > MOST_POINTS:
            first, *others = self.updates
            self._points = {kept: self._points[kept] for kept in {first, *others[1::2], update}}

    def affords(self, training: float) -> bool:
        """Whether, after that many seconds of training, there is time to measure on the way."""
        return len(self._points) < LEAST_POINTS or self._seconds < FREE_SECONDS + SHARE * training

    def before(self, update: int) -> History:
        """Another history, with the points before an update."""
        other = copy(self)
        other._points = {step: point for step, point in self._points.items() if step < update}
        return other

    @property
    def nbytes(self) -> int:
        """Bytes that the numbers take; every point has as many."""
        point = next(iter(self._points.values()), {})
        numbers = (value for measured in point.values() for value in measured.values())
        return len(self._points) * sum(np.asarray(value).nbytes for value in numbers)
