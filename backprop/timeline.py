"""``Timeline``: an experiment at any of its updates, forward and back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from time import perf_counter

from ._text import N_
from .checks import checked_count, checked_kind, checked_seconds, shown
from .errors import NetworkError, TrainingError
from .evaluation import OF_ROWS
from .experiment import Edit, Experiment
from .history import History, Point, measured
from .memory import held
from .passes import Trace
from .rules import Rules
from .snapshots import Snapshots
from .training import Trainer

MEMORY = 64 << 20
"""Bytes that a timeline may keep: snapshots, the trace, the history."""

REPLAY = 0.05
"""A snapshot is taken when this many seconds have been spent on updates since the one before it. To go back, the
timeline restores a snapshot and repeats the updates after it, which then takes about as long."""

PIECE = 0.004
"""Seconds of updates that are done without a pause: between two pieces it reports progress and may be stopped."""

PIECES = 16
"""The way to an update has at least that many pieces, or as many as updates, so that the curve has enough points."""

Watch = Callable[[float], object]
"""See `Timeline.go`."""


class Timeline:
    """Goes to any update: on from where it is, or back by repeating what follows the nearest snapshot.

    Parameters
    ----------
    experiment : Experiment
    memory : int
        Bytes that snapshots, the trace and the history may take together. What does not fit is computed again when it
        is asked for: with less memory, going back takes longer. The trace of the current update is kept in any case.
    metrics : collection of str
        The names of the metrics in the history.
    rules : dict of Rule, optional
        Rules in the place of the lecture's, as in `program`. The metrics of rows are measured by the lecture's all the
        same: how good the weights are does not depend on how they were found.

    Examples
    --------
    >>> line = Timeline(Experiment())
    >>> there = line.go(30).trace.loss
    >>> _ = line.go(100)
    >>> line.go(30).trace.loss == there
    True
    """

    def __init__(
        self,
        experiment: Experiment,
        memory: int = MEMORY,
        metrics: Collection[str] = OF_ROWS,
        rules: Rules | None = None,
    ) -> None:
        checked_kind(N_("the experiment"), experiment, Experiment, NetworkError)
        self.experiment, self.memory, self.metrics, self.rules = experiment, memory, metrics, rules
        self._snapshots, self._history = Snapshots(), History()
        self._trace: Trace | None = None
        self._typed_inputs = 0
        self._since_snapshot, self._training, self._pace = 0.0, 0.0, 1
        self._begin()
        self._record()

    def edited(self, edit: Edit) -> Timeline:
        """Another timeline, in which a number is typed over at this update; up to it the two are the same.

        Raises
        ------
        TrainingError
            The edit is one of another update.
        NetworkError
            As `Experiment`.
        """
        experiment = self.experiment.with_edit(edit)
        if edit.update != self.updates:
            raise TrainingError(
                "a number typed over at update {given}; here it is update {allowed}",
                given=shown(edit.update),
                allowed=self.updates,
            )
        other = copy(self)
        other.experiment = experiment
        other._trainer, other._trace = self._trainer.copy(), None
        other._snapshots = self._snapshots.before(edit.update)
        other._history = self._history.before(edit.update)
        other._type()
        other._record()
        return other

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
            self._fit()
        return self._trace

    @property
    def history(self) -> History:
        """What was measured at some of the updates, among them always this one."""
        self._record()
        return self._history

    @property
    def nbytes(self) -> int:
        """Bytes that snapshots, trace and history take now; those of the trainer are `Trainer.nbytes`."""
        return held([*self._snapshots.states, *(self._trace or {}).values()]) + self._history.nbytes

    def go(self, updates: int, progress: Watch | None = None) -> Timeline:
        """Go to where that many updates are done.

        Parameters
        ----------
        updates : int
        progress : callable, optional
            Is told, every few milliseconds or after each update that takes longer, what share of the way is done, 0 to
            1. When it returns False, the way ends there; also when it raises an exception, which is passed on.

        Raises
        ------
        TrainingError
            Not a whole number from 0.
        NotFiniteError
            As `Trainer.advance`; the timeline is then at the last update that worked.
        """
        if checked_count(N_("update"), updates, 0) < self.updates:
            self._return(updates)
        start = self.updates
        stride = max(1, (updates - start) // PIECES)
        while self.updates < updates:
            self._train(min(stride, updates - self.updates))
            if progress and progress((self.updates - start) / (updates - start)) is False:
                break
        self._record()
        return self

    def take_back(self, updates: int, progress: Watch | None = None) -> Timeline:
        """Go back to an update, as if none had been done after it."""
        self.go(updates, progress)
        self._history = self._history.before(updates + 1)
        self._snapshots = self._snapshots.before(updates + 1)
        return self

    def play(self, seconds: float) -> Timeline:
        """Train for about that long, at least one update.

        Raises
        ------
        NotFiniteError
            As `go`.
        """
        end = perf_counter() + checked_seconds(seconds)
        self._train(max(1, int(self._pace * min(1.0, seconds / max(PIECE, 1e-9)))))
        while perf_counter() < end:
            self._train()
        self._record()
        return self

    def _record(self) -> None:
        """Measure for the history, unless that has been done at this update."""
        if self.updates not in self._history:
            self._history.record(self.updates, self._measure)
            self._fit()

    def _measure(self) -> Point:
        return measured(self.experiment, self._trainer, lambda: self.trace, self.metrics)

    def _type(self) -> None:
        """Give the trainer what holds at this update: its rates, its examples, and what was typed over in W here."""
        trainer, rates, now = self._trainer, self.experiment.rates(self.updates), self.updates
        typed = sum(edit.symbol == "X" and edit.update <= now for edit in self.experiment.edits)
        if rates != (trainer.learning_rate, trainer.weight_decay):
            trainer.set_rates(*rates)
        if typed != self._typed_inputs:
            trainer.use_inputs(self.experiment.inputs(now))
            self._typed_inputs = typed
        for edit in self.experiment.edits:
            if edit.symbol == "W" and edit.update == now:
                trainer.set_weight(edit.layer, edit.row, edit.column, edit.value)

    def _begin(self) -> None:
        """Go to update 0, for which no snapshot is needed."""
        self._trainer, self._typed_inputs = self.experiment.trainer(self.rules), 0
        self._type()

    def _return(self, updates: int) -> None:
        """Go back to the nearest snapshot, or to update 0."""
        self._trace, self._since_snapshot = None, 0.0
        nearest = self._snapshots.nearest(updates)
        if nearest:
            self._trainer.restore(nearest)
            self._type()
        else:
            self._begin()

    def _train(self, most: int | None = None) -> None:
        """A piece of the way: as many updates as take a few milliseconds, or one."""
        self._trace = None
        if self._since_snapshot > REPLAY:
            self._snapshots.keep(self._trainer.snapshot())
            self._since_snapshot = 0.0
            self._fit()
        ahead = (edit.update - self.updates for edit in self.experiment.edits if edit.update > self.updates)
        n = min([self._pace, *([] if most is None else [most]), *ahead])
        began = perf_counter()
        self._trainer.advance(n)
        took = perf_counter() - began
        self._type()
        self._pace = max(1, int(n * min(2.0, PIECE / max(took, 1e-9))))
        self._since_snapshot += took
        self._training += took
        if self._history.affords(self._training):
            self._record()

    def _fit(self) -> None:
        """Drop the snapshots for which there is no memory, and what the trainer can make again."""
        over = self.nbytes - self.memory
        while over > 0 and (dropped := self._snapshots.drop(self.updates)):
            over -= dropped
        if over > 0:
            self._trainer.rest()
