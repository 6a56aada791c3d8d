"""Two trainings from the same weights on the same batches, one of them with the mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from backprop.errors import BackpropError
from backprop.experiment import Experiment
from backprop.history import History
from backprop.rules import Rules
from backprop.timeline import Timeline

UPDATES = 500
EVERY = 10
"""Updates between two points of a curve; where there is time, there are more."""

MEMORY = 8 << 20
"""Bytes that one of them may keep."""


@dataclass(frozen=True, eq=False)
class Run:
    """One training.

    Attributes
    ----------
    history : History
        Of the loss.
    broken : BackpropError or None
        What ended it before its time.
    """

    history: History
    broken: BackpropError | None = None

    @property
    def loss(self) -> float:
        """The last one, on the training part."""
        return float(self.history.series("train", "loss")[-1])


@dataclass(frozen=True, eq=False)
class Race:
    """The trainings of an experiment, without the mistake and with it."""

    experiment: Experiment
    right: Run
    wrong: Run

    @cached_property
    def unlearnt(self) -> float:
        """The loss of the best output that is the same for all rows; where all targets are the same, the first loss."""
        net, data = self.experiment.network, self.experiment.dataset
        Y = net.check_targets(data.y_train, len(data.X_train), np.float64)
        if np.all(Y[0] == Y):
            return float(self.right.history.series("train", "loss")[0])
        return net.loss_function.of_same_output(Y)


def race(experiment: Experiment, rules: Rules, watch: Callable[[float], object]) -> Race:
    """Train both.

    Parameters
    ----------
    experiment : Experiment
    rules : dict of Rule
        With the mistake.
    watch : callable
        Called with the share that is done, 0 to 1; it may raise to end it.
    """
    right = _run(experiment, None, lambda share: watch(share / 2))
    return Race(experiment, right, _run(experiment, rules, lambda share: watch((1 + share) / 2)))


def _run(experiment: Experiment, rules: Rules | None, watch: Callable[[float], object]) -> Run:
    line = Timeline(experiment, MEMORY, ("loss",), rules)
    error: BackpropError | None = None
    try:
        for update in range(EVERY, UPDATES + 1, EVERY):
            line.go(update)
            watch(update / UPDATES)
    except BackpropError as broken:
        error = broken
    return Run(line.history, error)
