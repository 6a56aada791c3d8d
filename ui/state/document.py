"""``Document``: an experiment at one of its updates and steps, with undo, within a budget of memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

from backprop.clinic.hidden import disguised
from backprop.errors import BackpropError, DataError
from backprop.experiment import RATES, Edit, Experiment
from backprop.expression import Key, Place
from backprop.history import History
from backprop.passes import Trace
from backprop.rules import Rules
from backprop.stepping import after, before, cursor_of, end_of, stops
from backprop.timeline import Timeline, Watch
from ui.bookmark import Bookmark
from ui.choices import Lab
from ui.limits import LIMITS, check
from ui.planting import Plant, plant

BUDGET = LIMITS.session_bytes
"""Bytes that the timelines of one session may take: half for the one that is seen, the rest for those to undo to."""

MOST_UNDO = 50
SETTLED = "backward"
"""A new experiment is shown when this phase is over: every matrix is there, no weight has moved."""

AT_ONCE = 0.5
"""Seconds that one waits without a word; what takes longer shows how far it is, and can be ended."""

Make = Callable[[Experiment], Experiment]


@dataclass(frozen=True)
class Moment:
    """A state to undo or redo to; its timeline is kept while there is memory for it, else repeated."""

    bookmark: Bookmark
    timeline: Timeline | None = field(default=None, compare=False, repr=False)
    lab: Lab | None = None


@dataclass(frozen=True)
class Aim:
    """Where the timeline is on its way to: an update, and in its round a step, or its end."""

    update: int
    cursor: int | None


class _EnoughError(Exception):
    """It has taken long enough."""


def begun(experiment: Experiment, rules: Rules | None = None) -> Timeline:
    """A timeline at update 0; what asks for too much of the server is refused."""
    check(experiment)
    return Timeline(experiment, BUDGET // 2, rules=rules)


def held(timeline: Timeline) -> int:
    """Bytes that a timeline takes."""
    return timeline.nbytes + timeline.trainer.nbytes


def _measure_of(experiment: Experiment) -> tuple[object, ...]:
    """What losses have to have in common to be compared."""
    return experiment.source, experiment.loss, experiment.reduction


class Document:
    """What is studied, and where in it one is.

    Parameters
    ----------
    timeline : Timeline
        The experiment, at the update under way.
    cursor : int
        Steps of the round that have been done.

    Attributes
    ----------
    aim : Aim or None
        Where it is on its way to, if that is not reached.
    earlier : History or None
        What was measured of the run before, if its loss can be compared: the last restart or change ended it.
    lab : Lab or None
        What is planted in it, on the page that plants a mistake.
    """

    def __init__(self, timeline: Timeline, cursor: int = 0) -> None:
        self.timeline, self.cursor = timeline, cursor
        self.lab: Lab | None = None
        self._plant: tuple[Experiment, Plant] | None = None
        self._shown: tuple[Trace, Trace] | None = None
        self.aim: Aim | None = None
        self.earlier: History | None = None
        self.past: list[Moment] = []
        self.future: list[Moment] = []

    @property
    def experiment(self) -> Experiment:
        """What is studied."""
        return self.timeline.experiment

    @property
    def trace(self) -> Trace:
        """Every step of the round; one with a mistake is told by the lecture's equations."""
        found = self.timeline.trace
        if not self.timeline.rules:
            return found
        if self._shown is None or self._shown[0] is not found:
            self._shown = found, disguised(found)
        return self._shown[1]

    @property
    def plant(self) -> Plant | None:
        """The mistake that is planted, if there is to be one."""
        return self._planted(self.experiment, self.lab)

    def _planted(self, experiment: Experiment, lab: Lab | None) -> Plant | None:
        if lab is None:
            return None
        if self._plant is None or self._plant[0] is not experiment or self._plant[1].lab != lab:
            self._plant = experiment, plant(experiment, lab)
        return self._plant[1]

    def _begun(self, experiment: Experiment, lab: Lab | None) -> Timeline:
        planted = self._planted(experiment, lab)
        return begun(experiment, planted.rules if planted else None)

    @property
    def settled(self) -> int:
        """The step at which an experiment is shown that has not the step one was at."""
        return end_of(self.trace.steps, SETTLED)

    @property
    def bookmark(self) -> Bookmark:
        """Where it is, or will be when it has arrived."""
        aim = self.aim or Aim(self.timeline.updates, self.cursor)
        end = len(self.trace.steps)
        cursor = end if aim.cursor is None else min(aim.cursor, end)
        return Bookmark(self.experiment, aim.update, cursor)

    @property
    def _moment(self) -> Moment:
        return Moment(self.bookmark, None if self.aim else self.timeline, self.lab)

    # --- changes ---

    def change(self, make: Make) -> bool:
        """Go over to another experiment; False if it is the same.

        Raises
        ------
        BackpropError
            There is no such experiment; nothing has changed then.
        """
        experiment = make(self.experiment)
        if experiment == self.experiment:
            return False
        timeline = self._begun(experiment, self.lab)
        self._remember()
        focus = self.trace.steps[self.cursor - 1].writes if self.cursor else None
        self._end_run(_measure_of(experiment) == _measure_of(self.experiment))
        self.timeline, self.aim = timeline, None
        self.cursor = (cursor_of(self.trace.steps, focus) or self.settled) if focus else 0
        return True

    def _end_run(self, is_comparable: bool) -> None:
        """Keep what was measured, if it is more than a start, to be compared with the run that begins."""
        history = self.timeline.history
        if not is_comparable:
            self.earlier = None
        elif len(history.updates) > 1:
            self.earlier = history

    def type_over(self, edit: Edit) -> None:
        """Type a number over, from this update on.

        Raises
        ------
        BackpropError
            There is no such number; nothing has changed then.
        """
        timeline = self.timeline.edited(edit)
        self._remember()
        self.timeline, self.aim = timeline, None

    def _remember(self) -> None:
        self.past.append(self._moment)
        self.future.clear()
        self._fit()

    def undo(self) -> None:
        """Take the last change back."""
        self._turn(self.past, self.future)

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._turn(self.future, self.past)

    def _turn(self, stack: list[Moment], other: list[Moment]) -> None:
        if not stack:
            return
        other.append(self._moment)
        moment = stack.pop()
        self.return_to(moment.bookmark, moment.timeline if moment.lab == self.lab else None)
        self._fit()

    def use(self, lab: Lab | None) -> None:
        """Have a mistake planted, or none, and go where one is now."""
        if lab != self.lab:
            here = self.bookmark
            self._end_run(True)
            self.timeline, self.lab = self._begun(self.experiment, lab), lab
            self.set_out(here.update, here.cursor)

    def open(self, bookmark: Bookmark, lab: Lab | None = None) -> None:
        """Set out for a bookmark, with what is planted there; its experiment, if it is another one, is a change.

        Raises
        ------
        BackpropError
            It asks for too much; nothing has changed then.
        """
        if bookmark.experiment != self.experiment:
            timeline = self._begun(bookmark.experiment, lab)
            self._remember()
            self._end_run(_measure_of(bookmark.experiment) == _measure_of(self.experiment))
            self.timeline, self.lab = timeline, lab
        self.use(lab)
        self.set_out(bookmark.update, bookmark.cursor)

    def return_to(self, bookmark: Bookmark, timeline: Timeline | None = None) -> None:
        """Set out for a bookmark; at once if its timeline is there."""
        self.timeline = timeline or self._begun(bookmark.experiment, self.lab)
        self.set_out(bookmark.update, bookmark.cursor)

    def _fit(self) -> None:
        """Give up the timelines for which there is no memory, the oldest first."""
        free = BUDGET - held(self.timeline)
        for stack in (self.past, self.future):
            del stack[:-MOST_UNDO]
            for n in reversed(range(len(stack))):
                timeline = stack[n].timeline
                free -= held(timeline) if timeline else 0
                if timeline and free < 0:
                    stack[n] = replace(stack[n], timeline=None)
        self._forget_tables()

    def _forget_tables(self) -> None:
        """Give up the states whose tables there is no memory for: nothing brings a table of the reader's own back."""
        for stack in (self.past, self.future):
            kept = {self.experiment.source.table}
            for n in reversed(range(len(stack))):
                kept.add(stack[n].bookmark.experiment.source.table)
                if len(kept) > 2 and sum(table.nbytes for table in kept if table) > BUDGET:
                    del stack[: n + 1]
                    break

    # --- ways ---

    def set_out(self, update: int, cursor: int | None) -> None:
        """Aim at a round, and in it at a step (None: its end).

        Raises
        ------
        DataError
            There is no such update.
        """
        if update < 0:
            raise DataError("there is no update {given}; the first is 0", given=update)
        self.aim = Aim(update, cursor)

    def pursue(
        self,
        seconds: float | None = AT_ONCE,
        progress: Watch | None = None,
        pause: Callable[[], None] = lambda: None,
    ) -> bool:
        """Go on towards the aim for about that long; True if it is reached, or there is none.

        Every few milliseconds `progress` is told what share of the way is done, and `pause` may take its time.
        Whatever ends it, the state is whole: where it has got to, with the aim it had.

        Raises
        ------
        NotFiniteError
            The aim cannot be reached; it stays at the last update that worked.
        """
        aim, end = self.aim, perf_counter() + (seconds or 0)
        began = self.timeline.updates
        if aim is None:
            return True

        def tell(share: float) -> None:
            pause()
            if progress:
                progress(share)
            if seconds is not None and perf_counter() > end and share < 1:
                raise _EnoughError

        arrived = True
        try:
            self.timeline.go(aim.update, tell)
        except _EnoughError:
            arrived = False
        except BackpropError:
            self.aim = None
            raise
        finally:
            last = len(self.trace.steps)
            self.cursor = last if aim.cursor is None else min(aim.cursor, last)
        if arrived:
            self.aim = None
            if aim.update != began:  # within a round nothing grows
                self._fit()
        return arrived

    @contextmanager
    def looking_ahead(self, operations: int) -> Iterator[None]:
        """See what is known so many operations on, without going there."""
        self.cursor += operations
        try:
            yield
        finally:
            self.cursor -= operations

    def give_up(self) -> None:
        """Stay where it has got to."""
        self.aim = None

    def step(self, direction: int, by: str) -> None:
        """Aim one operation, layer or pass on (1) or back (−1), across updates."""
        places, here = stops(self.trace.steps, by), self.timeline.updates
        target = (after if direction > 0 else before)(places, self.cursor)
        if target is not None:
            self.set_out(here, target)
        elif direction > 0:
            self.set_out(here + 1, 0)
        elif here:
            self.set_out(here - 1, None)

    def restart(self) -> bool:
        """Aim at the initial weights; the rates stay as they are now. True if that is another experiment."""
        alpha, decay = self.experiment.rates(self.timeline.updates)
        if (alpha, decay) == self.experiment.rates(0):
            self._end_run(True)
            self.timeline.take_back(0)
            self.set_out(0, self.cursor)
            return False
        kept = tuple(edit for edit in self.experiment.edits if edit.symbol not in RATES.values())
        return self.change(lambda e: replace(e, learning_rate=alpha, weight_decay=decay, edits=kept))

    # --- what is there ---

    @property
    def typed_over(self) -> set[Place]:
        """The cells of this round that were typed over."""
        rows = self.timeline.trainer.batch_rows().tolist()
        now, edits = self.timeline.updates, self.experiment.edits
        weights: set[Place] = {(("W", e.layer), e.row, e.column) for e in edits if e.symbol == "W" and e.update == now}
        given = (e for e in edits if e.symbol == "X" and e.update <= now and e.row in rows)
        return weights | {(("Z", 1), rows.index(e.row), e.column) for e in given}

    def is_known(self, key: Key) -> bool:
        """Whether a quantity has been computed at the cursor."""
        return cursor_of(self.trace.steps, key) <= self.cursor

    def has(self, key: Key, row: int, column: int) -> bool:
        """Whether an entry has been computed; a smaller network or batch may not have it any more."""
        if key not in self.trace or not self.is_known(key):
            return False
        array: object = self.trace[key]
        shape: Sequence[int] = getattr(array, "shape", ())
        if len(shape) != 2:  # ℓ, and what moves the weights
            return False
        return 0 <= row < shape[0] and 0 <= column < shape[1]
