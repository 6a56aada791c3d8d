"""What the wall shows of a session: the picture of where it is, and of what its next operations make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from backprop.experiment import metrics_for
from backprop.explain import explain
from backprop.notations import NOTATIONS
from figures.notation import significant
from figures.wall.curves import curve
from figures.wall.packing import difference, pack, reel
from figures.wall.panel import Panel
from figures.wall.parts import Curve, Heard, Lit, Own, Player, Region, Room, Scene
from figures.wall.plane import fits, region
from figures.wall.provenance import Names, lit, panel
from figures.wall.scene import View, scene

from .address import say_where
from .allowance import AHEAD
from .bookmark import Bookmark
from .i18n import _, error_words, language, translator
from .link import encode
from .rooms.attending import votes
from .sheets import SHEETS, Sheet
from .state import Session
from .state.foreseen import Foreseen

WALL = "wall"

LOSS = "loss"
"""The metric of the track, and of the large curve if no other one is chosen."""

FULL = 64_000
"""Bytes of operations to come after which no more are told: each of a wide network is that large."""


def frame(state: Session) -> bytes:
    """A picture for one who plays, packed."""
    return pack(board(state)).to(_own(state))


def still(state: Session) -> bytes:
    """The message for one who does not play: the picture, and what comes next, so that a step is seen at once."""
    own = _own(state)
    place = _place(state)
    reach = 1 if own.room else state.player.reach(state.bookmark)  # a room hears of each step at once
    make = partial(_sheet, state, reach)
    sheet = SHEETS.sheet(place, language(), reach, make) if place else make()
    return reel([sheet.here.to(own)], () if state.player.playing else sheet.to_come)


def _place(state: Session) -> str | Bookmark | None:
    """What says all that is seen: the link or, if that does not, where the lecturer stands with whom one follows."""
    if state.player.playing or state.document.aim or not state.is_settled:
        return None
    if not state.link.missing:
        return state.link.text
    seat = state.seat
    return None if seat is None or seat.is_over or seat.is_away(state.bookmark) else seat.post


def _sheet(state: Session, reach: int) -> Sheet:
    if state.document.aim:
        return Sheet(pack(board(state)))
    here = before = _foreseen(state, 0)
    to_come, changes = list[Foreseen](), list[bytes]()
    left = min(reach, len(state.trace.steps) - state.cursor)
    for operations in range(1, 1 + min(left, 1 + AHEAD.take(max(0, left - 1)))):
        after = _foreseen(state, operations)
        to_come.append(after)
        changes.append(difference(before.board, after.board).to_come(encode(after.place).text))
        before = after
        if sum(map(len, changes)) > FULL:
            break
    state.foreseen = tuple(to_come) if state.is_settled else ()
    return Sheet(pack(here.board), tuple(changes))


def _foreseen(state: Session, operations: int) -> Foreseen:
    """What is seen so many operations on; made anew if it was not told already."""
    with state.document.looking_ahead(operations):
        place, spoken = state.bookmark, language()
        known = [known for known in state.foreseen if (known.place, known.language) == (place, spoken)]
        return known[0] if known and state.is_settled else Foreseen(place, spoken, board(state))


def board(state: Session) -> Scene:
    """What is seen of the experiment; a bookmark says all of it."""
    choice, data, translate = state.view, state.experiment.dataset, translator()
    view = View(
        choice.rows,
        choice.shared,
        state.selected,
        choice.notation,
        {key for key, *_index in state.document.typed_over},
        translate,
        data.class_names,
        data.pixels,
    )
    made, areas = _panel(state, translate)
    whole = scene(state.trace, state.cursor, view, areas)
    return replace(whole, panel=made, region=_region(state))


def _own(state: Session) -> Own:
    """What is seen besides; who leads a room has it told where this is."""
    address = say_where(state)  # that may fail, and is then the notice
    return Own(
        curve=_curve(state, LOSS, state.view.log),
        large=_large(state),
        player=_player(state),
        room=_room(state),
        notice=error_words(state.notice) if state.notice else "",
        address=address,
        heard=Heard(state.inbox(WALL).done, state.name),
    )


def _player(state: Session) -> Player:
    batches = state.timeline.trainer.batches
    return Player(state.player.playing, state.view.pace, _position(state), batches, state.view.cover)


def _room(state: Session) -> Room | None:
    seat = state.seat
    if seat is None or seat.is_over:
        return None
    role: Literal["leads", "follows", "away"] = "away" if seat.is_away(state.bookmark) else "follows"
    if not seat.leads:
        return Room(seat.name, role, seat.is_revealed)
    return Room(seat.name, "leads", votes=votes(state))


def _region(state: Session) -> Region | None:
    """The decision region, where the data have one; its cells only where they are seen."""
    data = state.experiment.dataset
    if not fits(data):
        return None
    return region(state.trace, state.cursor, data) if state.view.region else Region()


def _panel(state: Session, translate: Callable[[str], str]) -> tuple[Panel | None, list[Lit]]:
    """What the magnifier shows: the selected cell, else the first one of what was just made."""
    trail: Any = state.trail.cells
    at = state.trail.at
    if not state.selected:
        if not state.cursor:
            return None, []
        trail, at = [_first_of_the_result(state)], 0
    key, *index = trail[at]
    areas = lit(explain(state.trace, key, index, NOTATIONS[state.view.notation].of(state.trace.net)))
    passing = state.player.playing
    made = panel(state.trace, trail, at, _names(state), state.view.notation, translate, passing)
    if trail[at] in state.document.typed_over:
        made = replace(made, sentence=_("This number was typed over by hand."))
    # Whether the terms give the cell is what one is to find out where a mistake is hidden.
    return (replace(made, total="") if state.document.plant else made), areas


def _first_of_the_result(state: Session) -> Any:
    key = state.trace.steps[state.cursor - 1].writes
    return (key,) if key == "loss" else (key, 0, 0)


def _names(state: Session) -> Names:
    data = state.experiment.dataset
    rows = state.timeline.trainer.batch_rows().tolist()
    return Names(data.feature_names, data.class_names, rows, data.target_names)


def _position(state: Session) -> str:
    point = state.timeline.history[state.timeline.updates]
    return _("Update **{update}** · loss **{train}**").format(
        update=state.timeline.updates, train=significant(point["train"]["loss"])
    )


def _large(state: Session) -> Curve | None:
    """Another metric than the loss, if it is chosen and these data have it."""
    chosen = state.view.metric
    if chosen == LOSS or chosen not in metrics_for(state.experiment.dataset):
        return None
    return _curve(state, chosen, log=False)


def _curve(state: Session, metric: str, log: bool) -> Curve:
    timeline, classes = state.timeline, state.experiment.dataset.class_names
    earlier = state.document.earlier
    regularised = state.experiment.l2 > 0
    return curve(timeline.history, metric, classes, timeline.updates, log, _, earlier, regularised)
