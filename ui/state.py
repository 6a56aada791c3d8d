"""``Session``: the one value that a reader's clicks change; what is on the screen follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import numpy as np
import streamlit as st

from backprop.errors import BackpropError, DataError
from backprop.experiment import RATES, Edit, Experiment
from backprop.explain import explain
from backprop.expression import Key
from backprop.passes import Trace
from backprop.stepping import after, before, cursor_of, end_of, stops
from backprop.timeline import Timeline
from figures.notation import ROWS, name

from . import limits

KEY = "session"
MOST_UNDO = 50
MOST_TIMELINES = 2
SETTLED = "backward"
"""A new experiment is shown when this phase is over: every matrix is there, no weight has moved."""

CELL = re.compile(r"(?P<matrix>[A-Za-z]+\+?\d{0,3})\s*\[\s*(?P<row>\d{1,6})\s*,\s*(?P<column>\d{1,6})\s*\]")
Progress = Callable[[float], None]
Place = tuple[Key, int, int]


@dataclass(frozen=True)
class Moment:
    """A point to come back to."""

    experiment: Experiment
    updates: int
    cursor: int
    timeline: Timeline | None = field(default=None, compare=False, repr=False)

    def reached(self) -> Timeline:
        """The timeline at this point: the one of then, or its like, replayed."""
        return self.timeline or Timeline(self.experiment).go(self.updates)


@dataclass
class Session:
    """What one reader looks at.

    Attributes
    ----------
    timeline : Timeline
        The experiment, at the update under way.
    cursor : int
        Steps of the round that have been done.
    trail : list of (Key, row, column)
        The cells that were followed, one a factor of the one before; in the lecture's orientation.
    at : int
        Which of them is selected.
    playing : bool
    name : str
        What tells this session from all others.
    play_order : int
        The last order to play or to pause that was carried out; the wall counts them.
    pace : int
        Updates between two pictures while playing; 0 for as many as there is time for.
    asked : bool
        Whether the wall wants to go on playing.
    behind : bool
        Whether the controls around the wall show what was before: they rest while it plays.
    ordered : int
        Updates to be done before the next picture.
    rows : list of str
        The rows of the wall that are shown.
    shared, log : bool
        One colour scale a row; a logarithmic loss axis.
    notice : BackpropError or None
        What was wrong with the last change, until the next one.
    """

    timeline: Timeline
    cursor: int = 0
    trail: list[Place] = field(default_factory=list)
    at: int = 0
    notation: str = "lecture"
    playing: bool = False
    name: str = field(default_factory=lambda: uuid4().hex)
    play_order: int = 0
    pace: int = 0
    asked: bool = False
    behind: bool = False
    ordered: int = 0
    rows: list[str] = field(default_factory=lambda: list(ROWS))
    shared: bool = False
    log: bool = False
    notice: BackpropError | None = None
    undo_stack: list[Moment] = field(default_factory=list)
    redo_stack: list[Moment] = field(default_factory=list)

    @property
    def experiment(self) -> Experiment:
        return self.timeline.experiment

    @property
    def trace(self) -> Trace:
        return self.timeline.trace

    @property
    def moment(self) -> Moment:
        return Moment(self.experiment, self.timeline.updates, self.cursor, self.timeline)

    # --- set-up ---

    def change(self, make: Callable[[Experiment], Experiment]) -> None:
        """Go over to another experiment; one that can't be is reported and changes nothing."""
        self.notice = None
        try:
            experiment = make(self.experiment)
            if experiment == self.experiment:
                return
            limits.check(experiment)
            timeline = Timeline(experiment)
        except BackpropError as error:
            self.notice = error
            return
        self._remember()
        focus = self.trace.steps[self.cursor - 1].writes if self.cursor else None
        self.playing, self.timeline = False, timeline
        self.trail, self.at = self.trail[self.at : self.at + 1], 0
        self.cursor = cursor_of(self.trace.steps, focus) if focus else 0
        self.cursor = self.cursor or end_of(self.trace.steps, SETTLED)

    def _remember(self) -> None:
        self.undo_stack = _pushed(self.undo_stack, self.moment)
        self.redo_stack.clear()

    def undo(self) -> None:
        """Take the last change of the set-up back."""
        if self.undo_stack:
            self.redo_stack = _pushed(self.redo_stack, self.moment)
            self._return_to(self.undo_stack.pop())

    def redo(self) -> None:
        """Make the change again that was taken back."""
        if self.redo_stack:
            self.undo_stack = _pushed(self.undo_stack, self.moment)
            self._return_to(self.redo_stack.pop())

    def _return_to(self, moment: Moment) -> None:
        self.playing, self.notice = False, None
        self.timeline, self.cursor = moment.reached(), moment.cursor

    # --- cells ---

    @property
    def selected(self) -> Place | None:
        """The cell that is taken apart, if it is there at this step."""
        place = self.trail[self.at] if self.trail else None
        return place if place and self.has(*place) else None

    def select(self, place: Place | None) -> None:
        """Look at a cell: a factor of the one before goes on with its trail, any other begins one."""
        if place is None:
            self.trail, self.at = [], 0
        elif self.trail[self.at + 1 : self.at + 2] == [place]:
            self.at += 1
        elif place != self.selected:
            kept = self.trail[: self.at + 1] if self._made_of(place) else []
            self.trail, self.at = [*kept, place], len(kept)

    def select_named(self, given: str) -> None:
        """Look at a cell by its matrix and index, as in ``dW1[0, 2]``."""
        self.notice = None
        found = CELL.fullmatch(given.strip())
        key = self.key_of(found["matrix"]) if found else None
        if found is None or key is None or not self.has(key, int(found["row"]), int(found["column"])):
            self.notice = DataError(
                "there is no cell {given} at this step; write the matrix and two indices from 0, as dW1[0, 2]",
                given=repr(given),
            )
            return
        self.select((key, int(found["row"]), int(found["column"])))

    def revisit(self, at: int) -> None:
        """Go back, or forward again, on the trail."""
        if 0 <= at < len(self.trail):
            self.at = at

    def _made_of(self, place: Place) -> bool:
        if self.selected is None:
            return False
        key, *index = self.selected
        return any((factor.key, *factor.index) == place for factor in explain(self.trace, key, index).children)

    def edit(self, value: float) -> None:
        """Type the selected weight or input over, from this update on."""
        if self.selected is None:
            return
        key, row, column = self.selected
        symbol, layer = ("W", key[1]) if key[0] == "W" else ("X", 1)
        if symbol == "X":
            row = int(self.timeline.trainer.batch_rows()[row])
        self._type(Edit(self.timeline.updates, symbol, value, int(layer), row, column))

    def set_rate(self, name: str, value: float) -> None:
        """Go on with another ``learning_rate`` or ``weight_decay`` from this update on."""
        updates = self.timeline.updates
        if value == getattr(self.timeline.trainer, name):
            return
        if updates:
            self._type(Edit(updates, RATES[name], value))
            return
        change: dict[str, Any] = {name: value}
        self.change(lambda e: replace(e, **change, edits=tuple(edit for edit in e.edits if not edit.update)))

    def _type(self, edit: Edit) -> None:
        """Type a number over."""
        self.notice = None
        try:
            timeline = self.timeline.edited(edit)
        except BackpropError as error:
            self.notice = error
            return
        self._remember()
        self.timeline = timeline

    @property
    def edited(self) -> set[Key]:
        """The matrices of this round in which something was typed over."""
        rows = set(self.timeline.trainer.batch_rows().tolist())
        now = self.timeline.updates
        weights: set[Key] = {("W", e.layer) for e in self.experiment.edits if e.symbol == "W" and e.update == now}
        inputs = any(e.symbol == "X" and e.update <= now and e.row in rows for e in self.experiment.edits)
        return weights | ({("Z", 1)} if inputs else set())

    # --- steps ---

    def step(self, direction: int, by: str) -> None:
        """One operation, layer or pass on (1) or back (−1), across updates."""
        self.notice = None
        places = stops(self.trace.steps, by)
        if direction > 0:
            target = after(places, self.cursor)
            if target is None:
                self.go(self.timeline.updates + 1, 0)
            else:
                self.cursor = target
        else:
            target = before(places, self.cursor)
            if target is not None:
                self.cursor = target
            elif self.timeline.updates:
                self.go(self.timeline.updates - 1, None)

    def go(self, updates: int, cursor: int | None, progress: Progress | None = None) -> None:
        """Go to a round, and in it to a step (None: its end)."""
        self.notice = None
        try:
            self.timeline.go(updates, progress)
        except BackpropError as error:
            self.notice, self.playing = error, False
        self.cursor = len(self.trace.steps) if cursor is None else min(cursor, len(self.trace.steps))

    def restart(self) -> None:
        """Go back to the initial weights; the rates stay as they are now."""
        alpha, decay = self.experiment.rates(self.timeline.updates)
        if (alpha, decay) == self.experiment.rates(0):
            self.go(0, self.cursor)
        else:
            kept = tuple(edit for edit in self.experiment.edits if edit.symbol not in RATES.values())
            self.change(lambda e: replace(e, learning_rate=alpha, weight_decay=decay, edits=kept))

    def advance(self, updates: int, progress: Progress | None = None) -> None:
        """Do updates, and keep the place in the round."""
        self.go(self.timeline.updates + updates, self.cursor, progress)

    def play(self, playing: bool, order: int, at: int) -> None:
        """Play, or pause at the update that the reader saw: what was done since is taken back."""
        self.play_order = order
        if self.playing and not playing and 0 <= at < self.timeline.updates:
            self.timeline.take_back(at)
        self.behind = self.playing and not playing
        self.playing, self.asked, self.notice = playing, playing, None

    def tick(self, seconds: float) -> None:
        """While playing, train for about that long, or as many updates as are wanted; what goes wrong ends it."""
        if not self.playing:
            return
        try:
            if self.pace:
                self.timeline.go(self.timeline.updates + self.pace)
            else:
                self.timeline.play(seconds)
        except BackpropError as error:
            self.notice, self.playing, self.behind = error, False, True

    def jump(self, tile: str) -> None:
        """Go to the step that makes a matrix."""
        key = self.key_of(tile)
        if key is not None:
            self.notice = None
            self.cursor = cursor_of(self.trace.steps, key)

    def key_of(self, tile: str) -> Key | None:
        """The quantity that a tile shows, if there is one of that name."""
        return next((key for key in self.trace if name(key) == tile), None)

    def is_known(self, key: Key) -> bool:
        """Whether a quantity has been computed at the cursor."""
        return cursor_of(self.trace.steps, key) <= self.cursor

    def has(self, key: Key, row: int, column: int) -> bool:
        """Whether an entry has been computed; a smaller network or batch may not have it any more."""
        if key not in self.trace or not self.is_known(key):
            return False
        if np.ndim(self.trace[key]) != 2:  # ℓ, and what moves the weights
            return False
        rows, columns = self.trace[key].shape
        return bool(row < rows and column < columns)


def _pushed(stack: list[Moment], moment: Moment) -> list[Moment]:
    """The stack with one moment more; only the newest few keep their timelines, and so their snapshots."""
    old = [replace(past, timeline=None) for past in stack[:-MOST_TIMELINES]]
    return [*old, *stack[-MOST_TIMELINES:], moment][-MOST_UNDO:]


def session() -> Session:
    """The session of whoever is looking."""
    if KEY not in st.session_state:
        timeline = Timeline(Experiment())
        st.session_state[KEY] = Session(timeline, end_of(timeline.trace.steps, SETTLED))
    state: Session = st.session_state[KEY]
    return state
