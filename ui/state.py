"""``Session``: the one value that a reader's clicks change; what is on the screen follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from backprop.errors import BackpropError
from backprop.experiment import Experiment
from backprop.passes import Trace
from backprop.rules import Key
from backprop.stepping import after, before, cursor_of, end_of, stops
from backprop.timeline import Timeline
from figures.notation import ROWS, name

KEY = "session"
MOST_UNDO = 50
SETTLED = "backward"
"""A new experiment is shown when this phase is over: every matrix is there, no weight has moved."""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Moment:
    """A point to come back to."""

    experiment: Experiment
    updates: int
    cursor: int


@dataclass
class Session:
    """What one reader looks at.

    Attributes
    ----------
    timeline : Timeline
        The experiment, at the update under way.
    cursor : int
        Steps of the round that have been done.
    selected : (Key, row, column) or None
        In the lecture's orientation, whatever the notation.
    playing : bool
    rows : list of str
        The rows of the wall that are shown.
    shared, log : bool
        One colour scale a row; a logarithmic loss axis.
    notice : BackpropError or None
        What was wrong with the last change, until the next one.
    """

    timeline: Timeline
    cursor: int = 0
    selected: tuple[Key, int, int] | None = None
    notation: str = "lecture"
    playing: bool = False
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
        return Moment(self.experiment, self.timeline.updates, self.cursor)

    # --- set-up ---

    def change(self, make: Callable[[Experiment], Experiment]) -> None:
        """Go over to another experiment; one that can't be is reported and changes nothing."""
        self.notice = None
        try:
            experiment = make(self.experiment)
            if experiment == self.experiment:
                return
            timeline = Timeline(experiment)
        except BackpropError as error:
            self.notice = error
            return
        self.undo_stack = [*self.undo_stack, self.moment][-MOST_UNDO:]
        self.redo_stack.clear()
        focus = self.trace.steps[self.cursor - 1].writes if self.cursor else None
        self.playing, self.timeline = False, timeline
        self.cursor = cursor_of(self.trace.steps, focus) if focus else 0
        self.cursor = self.cursor or end_of(self.trace.steps, SETTLED)

    def undo(self) -> None:
        """Take the last change of the set-up back."""
        self._exchange(self.undo_stack, self.redo_stack)

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._exchange(self.redo_stack, self.undo_stack)

    def _exchange(self, source: list[Moment], target: list[Moment]) -> None:
        if source:
            target.append(self.moment)
            moment = source.pop()
            self.playing, self.notice = False, None
            self.timeline = Timeline(moment.experiment).go(moment.updates)
            self.cursor = moment.cursor

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

    def advance(self, updates: int, progress: Progress | None = None) -> None:
        """Do updates, and keep the place in the round."""
        self.go(self.timeline.updates + updates, self.cursor, progress)

    def tick(self, seconds: float) -> None:
        """Train for a while; what goes wrong ends the playing."""
        try:
            self.timeline.play(seconds)
        except BackpropError as error:
            self.notice, self.playing = error, False

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


def session() -> Session:
    """The session of whoever is looking."""
    if KEY not in st.session_state:
        timeline = Timeline(Experiment())
        st.session_state[KEY] = Session(timeline, end_of(timeline.trace.steps, SETTLED))
    state: Session = st.session_state[KEY]
    return state
