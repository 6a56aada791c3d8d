"""``Session``: what one reader looks at; a bookmark says it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

import streamlit as st

from backprop.errors import BackpropError, DataError
from backprop.experiment import RATES, Edit, Experiment
from backprop.explain import explain
from backprop.expression import Key, Place
from backprop.passes import Trace
from backprop.rules import shape
from backprop.stepping import cursor_of
from backprop.timeline import Timeline, Watch
from figures.notation import name
from ui.bookmark import START, Bookmark, put
from ui.choices import Clinic, Derive, Lab, View
from ui.fields import FIELDS
from ui.link import AWAY, LEAD, ROOM, Link, decode, is_link, most_updates
from ui.rooms.seat import Seat
from ui.turns import TURNS

from .document import AT_ONCE, Document, Make, begun
from .foreseen import Foreseen
from .player import Inbox, Player
from .trail import Trail

KEY = "session"

P = ParamSpec("P")


def noticed(act: Callable[Concatenate[Session, P], None]) -> Callable[Concatenate[Session, P], None]:
    """An act whose error is the session's notice until the next act; nothing has changed then."""

    @wraps(act)
    def noticing(self: Session, /, *args: P.args, **options: P.kwargs) -> None:
        self.notice = None
        try:
            act(self, *args, **options)
        except BackpropError as error:
            self.notice = error

    return noticing


@dataclass
class Session:
    """Four things, and the words that go with them.

    Attributes
    ----------
    document : Document
    trail : Trail
    view : View
    player : Player
    derive : Derive
        What is chosen on the Derive page, and
    clinic : Clinic
        on the Clinic page, and
    lab : Lab
        on the page that plants a mistake.
    page : str
    name : str
        What tells this session from all others.
    inboxes : dict
        The acts of each wall.
    link : Link
        That of what was seen last, at rest.
    notice : BackpropError or None
        What was wrong with the last act, until the next one.
    leads_to : str
        The page that a bookmark leads to which was opened on another one.
    seat : Seat or None
        In the room that the session is in (see `ui.rooms`).
    foreseen : tuple of Foreseen
        What the browser was told last of the operations to come.
    around : object
        What was shown around the wall when the whole page was drawn last.
    """

    document: Document
    trail: Trail = field(default_factory=Trail)
    view: View = field(default_factory=View)
    player: Player = field(default_factory=Player)
    derive: Derive = field(default_factory=Derive)
    clinic: Clinic = field(default_factory=Clinic)
    lab: Lab = field(default_factory=Lab)
    page: str = START.page
    name: str = field(default_factory=lambda: uuid4().hex)
    inboxes: dict[str, Inbox] = field(default_factory=dict)
    link: Link = field(default_factory=lambda: Link(""))
    notice: BackpropError | None = None
    leads_to: str = ""
    seat: Seat | None = None
    foreseen: tuple[Foreseen, ...] = ()
    around: object = None

    @classmethod
    def at(cls, bookmark: Bookmark) -> Session:
        """A session that has set out for a bookmark."""
        document = Document(begun(bookmark.experiment))
        document.return_to(bookmark)
        state = cls(document, page=bookmark.page)
        state._choose(bookmark)
        document.use(bookmark.planted)
        state.arrive()
        state.follow(bookmark.trail, bookmark.at)
        return state

    @property
    def bookmark(self) -> Bookmark:
        """All of it as one value."""
        here = self.document.bookmark
        return Bookmark(
            here.experiment,
            here.update,
            here.cursor,
            self.trail.cells,
            self.trail.at,
            self.page,
            self.view,
            self.derive,
            self.clinic,
            self.lab,
        )

    @noticed
    def open(self, bookmark: Bookmark) -> None:
        """Go to a bookmark; undo leads back if its experiment is another one."""
        self.document.open(bookmark, bookmark.planted)
        self.player.stop()
        self._choose(bookmark)
        self.leads_to = bookmark.page
        self.arrive()
        self.follow(bookmark.trail, bookmark.at)

    def _choose(self, bookmark: Bookmark) -> None:
        """Take over what is chosen besides the experiment."""
        self.view, self.derive, self.clinic, self.lab = bookmark.view, bookmark.derive, bookmark.clinic, bookmark.lab

    def settle(self) -> None:
        """Have planted what this page plants, and nothing on the others."""
        with TURNS.first(self.name):
            self.document.use(self.bookmark.planted)

    @property
    def is_settled(self) -> bool:
        """Whether that is so already: then a bookmark says what the numbers are."""
        return self.document.lab == self.bookmark.planted

    @property
    def experiment(self) -> Experiment:
        """What is studied."""
        return self.document.experiment

    @property
    def timeline(self) -> Timeline:
        """The experiment at the update under way."""
        return self.document.timeline

    @property
    def trace(self) -> Trace:
        """Every step of the round."""
        return self.document.trace

    @property
    def cursor(self) -> int:
        """Steps of the round that have been done."""
        return self.document.cursor

    def inbox(self, wall: str) -> Inbox:
        """The acts of a wall."""
        return self.inboxes.setdefault(wall, Inbox())

    def hides(self, control: str) -> bool:
        """Whether one of `ui.choices.HIDEABLE` is not to be shown."""
        return control in self.view.hide

    # --- what is chosen ---

    @noticed
    def set(self, name: str, value: Any) -> None:
        """Choose a value for a field of the experiment, the view or the Derive page."""
        entry = FIELDS[name]
        value, (head, *rest) = entry.checked(value), entry.path.split(".")
        if head == "experiment":
            self._change(lambda experiment: put(experiment, rest, value))
        else:
            setattr(self, head, put(getattr(self, head), rest, value))
            self.settle()

    @noticed
    def attempt(self, act: Callable[[], None]) -> None:
        """Do something; what is wrong with it is the notice."""
        act()

    @noticed
    def change(self, make: Make) -> None:
        """Go over to another experiment."""
        self._change(make)

    def _change(self, make: Make) -> None:
        if self.document.change(make):
            self.player.stop()
            self.trail.keep_selected()

    @noticed
    def undo(self) -> None:
        """Take the last change of the set-up back."""
        self.player.stop()
        self.document.undo()
        self.arrive()

    @noticed
    def redo(self) -> None:
        """Make the change again that was taken back."""
        self.player.stop()
        self.document.redo()
        self.arrive()

    # --- cells ---

    @property
    def selected(self) -> Place | None:
        """The cell that is taken apart, if it is there at this step."""
        place = self.trail.place
        return place if place and self.document.has(*place) else None

    def select(self, place: Place | None) -> None:
        """Look at a cell, or at none."""
        self.trail.select(place, self._is_factor)

    def _is_factor(self, place: Place) -> bool:
        if self.selected is None:
            return False
        key, *index = self.selected
        return any((factor.key, *factor.index) == place for factor in explain(self.trace, key, index).children)

    def follow(self, cells: tuple[Place, ...], at: int) -> None:
        """Take over a trail; one that leads through what is not there is reported, and none is taken."""
        wrong = next((place for place in cells if not self._may_have(*place)), None)
        if wrong is None:
            self.trail = Trail(cells, at)
        elif not self.notice:
            key, row, column = wrong
            self.notice = DataError(
                "there is no cell {given} in this network", given=repr(f"{name(key)[:16]}[{row}, {column}]")
            )

    def _may_have(self, key: Key, row: int, column: int) -> bool:
        """Whether there is such an entry at any update."""
        if key not in self.trace or key == "loss":
            return False
        rows, columns = shape(self.trace.net, key, self.experiment.batch_size)
        return row < rows and column < columns

    @noticed
    def edit(self, value: float) -> None:
        """Type the selected weight or input over, from this update on."""
        if self.selected is None:
            return
        key, row, column = self.selected
        symbol, layer = ("W", key[1]) if key[0] == "W" else ("X", 1)
        if symbol == "X":
            row = int(self.timeline.trainer.batch_rows()[row])
        self.document.type_over(Edit(self.timeline.updates, symbol, value, int(layer), row, column))

    @noticed
    def set_rate(self, name: str, value: float) -> None:
        """Go on with another ``learning_rate`` or ``weight_decay`` from this update on."""
        updates = self.timeline.updates
        if value == getattr(self.timeline.trainer, name):
            return
        if updates:
            self.document.type_over(Edit(updates, RATES[name], value))
            return
        change: dict[str, Any] = {name: value}
        self._change(lambda e: replace(e, **change, edits=tuple(edit for edit in e.edits if edit.update)))

    # --- ways ---

    def arrive(self, seconds: float | None = AT_ONCE, progress: Watch | None = None) -> bool:
        """Go on towards where one wants to be, for about that long; True if one is there."""
        try:
            with TURNS.first(self.name) as turn:
                return self.document.pursue(seconds, progress, turn.give_way)
        except BackpropError as error:
            self.notice = error
            self.player.stop()
            return True

    def go(self, update: int, cursor: int | None) -> None:
        """Go to a round, and in it to a step (None: its end)."""
        self._set_out(update, cursor)
        self.arrive()

    @noticed
    def _set_out(self, update: int, cursor: int | None) -> None:
        most = self.timeline.updates + most_updates(self.experiment)
        if update > most:
            raise DataError(
                "{field} is {given}; allowed are whole numbers from {low} to {high}",
                field="update",
                given=update,
                low=0,
                high=most,
            )
        self.document.set_out(update, cursor)

    def advance(self, updates: int) -> None:
        """Do updates, and keep the place in the round."""
        self.go(self.timeline.updates + updates, self.cursor)

    def move(self, cursor: int) -> None:
        """Go to a step of this round."""
        self.notice = None
        self.document.cursor = max(0, min(cursor, len(self.trace.steps)))

    def step(self, direction: int, by: str) -> None:
        """One operation ("step"), layer or pass on (1) or back (−1), across updates."""
        self.notice = None
        self.document.step(direction, by)
        self.arrive()

    def restart(self) -> None:
        """Go back to the initial weights."""
        self.notice = None
        if self.document.restart():
            self.player.stop()
            self.trail.keep_selected()
        self.arrive()

    def play(self, playing: bool, at: int) -> None:
        """Play, or pause at the update that the reader saw: what was done since is taken back."""
        self.notice = None
        if self.player.playing and not playing and 0 <= at < self.timeline.updates:
            self.timeline.take_back(at)
        self.document.give_up()
        self.player.play(playing)

    def tick(self, seconds: float) -> None:
        """While playing, train for about that long, or as many updates as are wanted; what goes wrong ends it."""
        try:
            self.player.tick(self.timeline, seconds, self.view.pace)
        except BackpropError as error:
            self.notice = error

    @noticed
    def jump(self, tile: str) -> None:
        """Go to the step that makes a matrix."""
        key = self.key_of(tile)
        if key is not None:
            self.document.cursor = cursor_of(self.trace.steps, key)

    def key_of(self, tile: str) -> Key | None:
        """The quantity that a tile shows, if there is one of that name."""
        return next((key for key in self.trace if name(key) == tile), None)


def session() -> Session:
    """The session of whoever is looking; it begins with what the address says."""
    if KEY not in st.session_state:
        st.session_state[KEY] = opened(st.query_params.to_dict())
    state: Session = st.session_state[KEY]
    return state


def opened(query: dict[str, str]) -> Session:
    """A session as an address wants it; where that can't be, as usual, and it says why."""
    query = {name: text for name, text in query.items() if name not in (ROOM, LEAD, AWAY)}
    if not is_link(query):
        return Session.at(START)
    try:
        bookmark, missing = decode(query)
        state = Session.at(bookmark)
    except BackpropError as error:
        state, missing = Session.at(START), (error,)
    state.notice = missing[0] if missing else state.notice
    return state
