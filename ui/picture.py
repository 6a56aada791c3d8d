"""What the wall shows of a session: the picture of where it is, and of what its next operation makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

from backprop.explain import explain
from backprop.notations import NOTATIONS
from figures.curves import curve
from figures.notation import printed
from figures.packing import difference, pack, reel
from figures.panel import Panel
from figures.parts import Curve, Heard, Lit, Player, Region, Room, Scene
from figures.plane import fits, region
from figures.provenance import Names, lit, panel
from figures.scene import View, scene

from .address import say_where
from .i18n import _, error_words, language, translator
from .rooms.attending import votes
from .rooms.shared import SHARED
from .state import Session
from .state.foreseen import Foreseen

WALL = "wall"

METRIC = "loss"
"""The metric that the curve shows."""


def picture(state: Session) -> bytes:
    """The picture alone, packed."""
    return pack(scene_of(state)).to(_heard(state))


def still(state: Session) -> bytes:
    """The message for one who does not play: the picture, and the next one, which a browser shows before it has asked.

    Those who follow in a room see the same: it is made once, and the next one is the lecturer's to show.
    """
    seat = state.seat
    if seat and seat.post and not seat.is_over and not seat.is_away(state.bookmark) and not state.notice:
        shared = SHARED.picture(seat.post, language(), lambda: pack(scene_of(state)))
        return reel([shared.to(_heard(state))])
    here = scene_of(state)
    return reel([pack(here).to(_heard(state))], _next(state, here))


def _next(state: Session, here: Scene) -> bytes | None:
    """What the next operation of the round changes in the picture, if there is one."""
    state.foreseen = None
    if state.player.playing or state.document.aim or state.notice or state.cursor == len(state.trace.steps):
        return None
    with state.document.looking_ahead():
        scene = _at(state, here)
        state.foreseen = Foreseen(state.bookmark, language(), scene)
    return difference(here, scene).to_come()


def scene_of(state: Session) -> Scene:
    """Where the session is; who leads a room has it told."""
    known, around = state.foreseen, _around(state)
    if known and known.language == language() and known.place == state.bookmark:
        return replace(known.scene, **around)
    return _at(state, Scene([], **around))


def _around(state: Session) -> dict[str, Any]:
    """What does not depend on the step of the round that is seen."""
    address = say_where(state)  # that may fail, and is then the notice
    return {
        "curve": _curve(state),
        "player": _player(state),
        "room": _room(state),
        "notice": error_words(state.notice) if state.notice else "",
        "address": address,
    }


def _at(state: Session, around: Scene) -> Scene:
    """The step of the round that is seen."""
    choice, data, translate = state.view, state.experiment.dataset, translator()
    view = View(
        choice.rows,
        choice.shared,
        state.selected,
        choice.notation,
        state.document.edited,
        translate,
        data.class_names,
        data.pixels,
    )
    made, areas = _panel(state, translate)
    return replace(
        scene(state.trace, state.cursor, view, around.curve, areas),
        panel=made,
        region=_region(state),
        player=around.player,
        room=around.room,
        notice=around.notice,
        address=around.address,
    )


def _heard(state: Session) -> Heard:
    return Heard(state.inbox(WALL).done, state.name)


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
    made = panel(state.trace, trail, at, _names(state), state.view.notation, translate)
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
        update=state.timeline.updates, train=printed(point["train"]["loss"], ".3f")
    )


def _curve(state: Session) -> Curve:
    timeline, classes = state.timeline, state.experiment.dataset.class_names
    earlier = state.document.earlier
    regularised = state.experiment.l2 > 0
    return curve(timeline.history, METRIC, classes, timeline.updates, state.view.log, _, earlier, regularised)
