"""``Timeline``: an experiment at any of its updates, forward and back, and the losses on the way."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from .errors import TrainingError
from .evaluation import Evaluation, evaluate
from .experiment import RATES, Edit, Experiment
from .passes import Trace
from .training import Snapshot, Trainer

MEMORY = 8 << 20
"""Bytes that the snapshots of one timeline may take."""

REPLAY = 0.05
"""Seconds of training between two snapshots, hence about the longest that a step back takes."""

PIECE = 0.004
"""Seconds of training between two looks at the clock."""

EVALUATING = 0.03
"""Seconds of evaluation for the loss curve that a second of training may cost."""

AT_ONCE = 0.1
"""Seconds of evaluation that need not be earned: early the curve bends most, and few updates take no time."""

STOPS = 16
"""Looks at the clock, hence points of the curve if there is time, on the way to an update."""

MOST_POINTS = 400
MOST_ROWS = 4096
"""Rows of the training, and of the test part, that a point of the loss curve is computed from, at the most."""


class Timeline:
    """Goes to any update: on from where it is, or back by replaying from the nearest snapshot.

    Parameters
    ----------
    experiment : Experiment
    memory : int
        Bytes that snapshots may take; with less, going back takes longer.

    Examples
    --------
    >>> line = Timeline(Experiment())
    >>> there = line.go(30).trace.loss
    >>> _ = line.go(100)
    >>> line.go(30).trace.loss == there
    True
    """

    def __init__(self, experiment: Experiment, memory: int = MEMORY) -> None:
        self.experiment = experiment
        self._trainer: Trainer = experiment.trainer()
        first = self._trainer.snapshot()
        self._snapshots = {0: first}
        self._most_snapshots = max(2, memory // max(1, first.state.nbytes))
        self._since_snapshot, self._pace = 0.0, 1
        self._training = self._evaluating = 0.0
        self._trace: Trace | None = None
        self._points: dict[int, tuple[Evaluation, Evaluation]] = {}
        self._edit()
        self.record()

    def edited(self, edit: Edit) -> Timeline:
        """Another timeline, in which a number is typed over at this update; up to it the two are the same.

        Raises
        ------
        NetworkError
            As `Experiment`.
        """
        experiment = self.experiment.with_edit(edit)
        other = copy(self)
        other.experiment, other._trainer, other._trace = experiment, self._trainer.copy(), None
        other._snapshots = {step: kept for step, kept in self._snapshots.items() if step < edit.update or step == 0}
        other._points = {step: point for step, point in self._points.items() if step < edit.update}
        other._edit()
        return other.record()

    @property
    def updates(self) -> int:
        """Updates done."""
        return self._trainer.progress.step

    @property
    def trainer(self) -> Trainer:
        """The trainer at this update: to be looked at, not to be advanced."""
        return self._trainer

    @property
    def trace(self) -> Trace:
        """Every step of the round that follows, up to the updated weights."""
        if self._trace is None:
            self._trace = self._trainer.trace()
        return self._trace

    @property
    def points(self) -> dict[int, tuple[Evaluation, Evaluation]]:
        """Training and test evaluation at each update that was recorded, in order."""
        return dict(sorted(self._points.items()))

    def go(self, updates: int, progress: Callable[[float], None] | None = None) -> Timeline:
        """Go to where that many updates are done, and record the losses there.

        Parameters
        ----------
        updates : int
        progress : callable, optional
            Is told, every few milliseconds, what share of the way is done, 0 to 1.

        Raises
        ------
        TrainingError
            A negative number.
        NotFiniteError
            As `Trainer.advance`; the timeline is then at the last update that worked.
        """
        if updates < 0:
            raise TrainingError("there is no update {given}; the first is 0", given=updates)
        if updates < self.updates:
            self._restore(max(step for step in self._snapshots if step <= updates))
        start = self.updates
        stride = max(1, (updates - start) // STOPS)
        while self.updates < updates:
            self._train(min(stride, updates - self.updates))
            if progress:
                progress((self.updates - start) / (updates - start))
        return self.record()

    def take_back(self, updates: int) -> Timeline:
        """Go back to an update, as if none had been done after it."""
        self.go(updates)
        self._points = {step: point for step, point in self._points.items() if step <= updates}
        self._snapshots = {step: kept for step, kept in self._snapshots.items() if step <= updates}
        return self

    def play(self, seconds: float) -> Timeline:
        """Train for about that long, at least one update, and record the losses then.

        Raises
        ------
        NotFiniteError
            As `go`.
        """
        end = perf_counter() + seconds
        self._train()
        while perf_counter() < end:
            self._train()
        return self.record()

    def record(self) -> Timeline:
        """Evaluate where it is, unless that has been done."""
        if self.updates not in self._points:
            began = perf_counter()
            data, net, W = self.experiment.dataset, self.experiment.network, self._trainer.weights
            self._points[self.updates] = (
                evaluate(net, W, self.inputs[:MOST_ROWS], data.y_train[:MOST_ROWS]),
                evaluate(net, W, data.X_test[:MOST_ROWS], data.y_test[:MOST_ROWS]),
            )
            self._evaluating += perf_counter() - began
            if len(self._points) > MOST_POINTS:
                kept = {step: self._points[step] for step in (0, self.updates)}
                self._points = dict(sorted(self._points.items())[2::2]) | kept
        return self

    def _ahead(self) -> list[int]:
        """How far it is to the updates at which something was typed over."""
        return [edit.update - self.updates for edit in self.experiment.edits if edit.update > self.updates]

    def _edit(self) -> None:
        """Type over what was typed over at this update."""
        edits = [edit for edit in self.experiment.edits if edit.update == self.updates]
        for edit in edits:
            if edit.symbol == "W":
                self._trainer.set_weight(edit.layer, edit.row, edit.column, edit.value)
        if any(edit.symbol == "X" for edit in edits):
            self._trainer.use_inputs(self.inputs)
        if any(edit.symbol in RATES.values() for edit in edits):
            self._trainer.set_rates(*self.experiment.rates(self.updates))

    @property
    def inputs(self) -> NDArray[np.float64]:
        """The training part's X as it is at this update, what was typed over included."""
        X = self.experiment.dataset.X_train.copy()
        for edit in self.experiment.edits:
            if edit.symbol == "X" and edit.update <= self.updates:
                X[edit.row, edit.column] = edit.value
        return X

    def _restore(self, step: int) -> None:
        self._trace = None
        self._trainer.restore(self._snapshots[step])
        typed = {edit.symbol for edit in self.experiment.edits}
        if "X" in typed:
            self._trainer.use_inputs(self.inputs)
        if typed & {*RATES.values()}:
            self._trainer.set_rates(*self.experiment.rates(step))
        self._edit()
        self._since_snapshot = 0.0

    def _train(self, most: int | None = None) -> None:
        """Some updates, as many as take a few milliseconds, with a snapshot now and then."""
        self._trace = None
        n = min([self._pace, *([] if most is None else [most]), *self._ahead()])
        began = perf_counter()
        self._trainer.advance(n)
        took = perf_counter() - began
        self._edit()
        self._pace = max(1, int(n * min(2.0, PIECE / max(took, 1e-9))))
        self._since_snapshot += took
        self._training += took
        if self._since_snapshot > REPLAY:
            self._keep(self._trainer.snapshot())
        if self._evaluating < AT_ONCE + EVALUATING * self._training:
            self.record()

    def _keep(self, snapshot: Snapshot) -> None:
        self._since_snapshot = 0.0
        self._snapshots[snapshot.step] = snapshot
        if len(self._snapshots) > self._most_snapshots:
            del self._snapshots[self._most_dispensable()]

    def _most_dispensable(self) -> int:
        """The snapshot whose loss leaves the smallest gap for its age: sparse long ago, dense of late."""
        steps = sorted(self._snapshots)
        gaps = {
            here: (after - before) / (steps[-1] - here)
            for before, here, after in zip(steps, steps[1:], steps[2:], strict=False)
        }
        return min(gaps, key=gaps.__getitem__)
