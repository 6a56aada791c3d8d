"""The Explore page: what the wall is sent, and what is done when the reader acts on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any, Literal

import streamlit as st

from backprop.explain import explain
from backprop.notations import NOTATIONS
from figures.curves import curve
from figures.notation import printed
from figures.packing import pack
from figures.panel import Panel
from figures.parts import Curve, Heard, Lit, Player, Region, Room, Scene
from figures.plane import fits, points, region
from figures.provenance import Names, lit, panel
from figures.scene import View, scene

from .acts import carry_out, receive
from .address import say_where
from .closeup import closeup
from .i18n import _, error_words, language, translator
from .labels import wall_labels
from .messages import Open, UseTool
from .rooms.attending import attend, votes
from .rooms.shared import SHARED
from .setup import is_behind
from .state import Session, session
from .tools import open_tool
from .turns import TURNS
from .wall import constants, wall

PICTURES = 6
"""Pictures a run of the script draws while playing: to a browser a run is more work than a picture."""

LONGEST = 0.6
"""Seconds after which a run that plays draws no more of them: what is done meanwhile waits for its end."""

BUDGET = 0.04
"""Seconds of training between two pictures; all that play share them."""

WALL = "wall"

METRIC = "loss"
"""The metric that the curve shows."""


def main() -> None:
    """The page below its shell: what stays, and the picture, which is run again by itself."""
    state = session()
    data = state.experiment.dataset
    constants(wall_labels(), points(data) if fits(data) else None, state.view.hide, key="constants")
    st.fragment(picture)()


def picture() -> None:
    """What a step, a jump, a selection or an update changes; while playing the wall asks for more."""
    state = session()
    before = _around(state)
    attend(state, fragment=True)
    carry_out(state, WALL)
    moved = state.seat is not None and _around(state) != before
    scenes = _scenes(state)
    if state.document.aim or is_behind() or moved:
        st.rerun()
    wall(scenes, key=WALL, on_acts=lambda: receive(WALL), on_more=_more)
    _open_dialog(state)


def _around(state: Session) -> object:
    """What is shown outside of the picture, and that a room may change; the reader changes it there."""
    return state.experiment, replace(state.view, pace=0, region=False, cover=False), state.page, state.lab


def _more() -> None:
    player = session().player
    player.asked = player.playing


def _open_dialog(state: Session) -> None:
    """Open what the wall asked for."""
    wish, state.player.wish = state.player.wish, None
    if isinstance(wish, UseTool):
        open_tool(state, wish.name)
    elif isinstance(wish, Open):
        key = state.key_of(wish.tile)
        if key is not None and state.document.has(key, 0, 0):
            closeup(key)


def _scenes(state: Session) -> list[bytes]:
    """What the wall shows: one picture, or the next few if it has asked for them."""
    if not (state.player.playing and state.player.asked):
        with TURNS.first(state.name):
            return [_picture(state)]
    state.player.asked, scenes, began = False, list[bytes](), perf_counter()
    while not scenes or (len(scenes) < PICTURES and perf_counter() - began < LONGEST):
        with TURNS.turn(state.name):
            state.tick(BUDGET / TURNS.sharers)
            scenes.append(pack(_scene(state)).to(_heard(state)))
    return scenes


def _picture(state: Session) -> bytes:
    """What the wall shows of one who does not play; those who follow in a room see the same."""
    seat = state.seat
    if seat and seat.post and not seat.is_over and not seat.is_away(state.bookmark) and not state.notice:
        return SHARED.picture(seat.post, language(), lambda: pack(_scene(state))).to(_heard(state))
    return pack(_scene(state)).to(_heard(state))


def _heard(state: Session) -> Heard:
    return Heard(state.inbox(WALL).done, state.name)


def _scene(state: Session) -> Scene:
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
    address = say_where(state)  # that may fail, and is then the notice
    return replace(
        scene(state.trace, state.cursor, view, _curve(state), areas),
        panel=made,
        region=_region(state),
        player=_player(state),
        room=_room(state),
        notice=error_words(state.notice) if state.notice else "",
        address=address,
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
