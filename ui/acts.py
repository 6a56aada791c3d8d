"""What each act of the wall does to the session: one function an act."""

from __future__ import annotations

from functools import singledispatch

import streamlit as st

from backprop.notations import NOTATIONS

from . import messages
from .messages import AnyAct
from .rooms.attending import asked_for, attend, come_back, reveal, vote
from .state import Session, session

STRIDES = {"operation": "step", "layer": "layer", "pass": "pass"}
"""What the wall calls a stride, and what the engine does."""


def receive(wall: str) -> None:
    """Take over the acts that a wall has sent; they are carried out where their errors and progress can be shown."""
    session().inbox(wall).receive(getattr(st.session_state.get(wall), "acts", None))


def carry_out(state: Session, wall: str) -> None:
    """Do what was asked for, in order, until something takes long: the rest follows when it is done."""
    acts = state.inbox(wall).acts
    while acts and not state.document.aim:
        do(acts.pop(0), state)


@singledispatch
def do(act: AnyAct, state: Session) -> None:
    """Carry one act out."""
    raise NotImplementedError(type(act).__name__)


@do.register
def _select(act: messages.Select, state: Session) -> None:
    key = state.key_of(act.tile) if act.tile else None
    if key is None:
        if act.tile is None:
            state.select(None)
        return
    row, column = NOTATIONS[state.view.notation].of(state.trace.net).turned(key, act.row, act.column)
    if state.document.has(key, row, column):
        state.select((key, row, column))


@do.register
def _jump(act: messages.Jump, state: Session) -> None:
    state.jump(act.tile)


@do.register
def _open(act: messages.Open, state: Session) -> None:
    state.player.wish = act


@do.register
def _use_tool(act: messages.UseTool, state: Session) -> None:
    state.player.wish = act


@do.register
def _trail(act: messages.Trail, state: Session) -> None:
    state.trail.revisit(act.at)


@do.register
def _play(act: messages.Play, state: Session) -> None:
    state.play(act.playing, act.at)


@do.register
def _step(act: messages.Step, state: Session) -> None:
    state.step(act.direction, STRIDES[act.by])
    state.player.walks = act.by == "operation" and act.direction > 0


@do.register
def _arrive(act: messages.Arrive, state: Session) -> None:
    state.move(act.to)
    state.player.walks = True


@do.register
def _cursor(act: messages.Cursor, state: Session) -> None:
    state.move(act.to)


@do.register
def _train(act: messages.Train, state: Session) -> None:
    state.advance(act.updates)


@do.register
def _go(act: messages.Go, state: Session) -> None:
    state.go(act.update, state.cursor)


@do.register
def _restart(act: messages.Restart, state: Session) -> None:
    state.restart()


@do.register
def _pace(act: messages.Pace, state: Session) -> None:
    state.set("pace", act.updates)


@do.register
def _show_region(act: messages.ShowRegion, state: Session) -> None:
    state.set("region", act.shown)


@do.register
def _show_log(act: messages.ShowLog, state: Session) -> None:
    state.set("log", act.shown)


@do.register
def _show_metric(act: messages.ShowMetric, state: Session) -> None:
    state.set("metric", act.name)


@do.register
def _cover(act: messages.Cover, state: Session) -> None:
    state.set("cover", act.shown)


@do.register
def _reveal(_act: messages.Reveal, state: Session) -> None:
    reveal(state)


@do.register
def _predict(act: messages.Predict, state: Session) -> None:
    if asked_for(state) == (act.tile, act.row, act.column):  # no cell of a hostile reader's is counted for
        vote(state, act.answer)


@do.register
def _come_back(_act: messages.ComeBack, state: Session) -> None:
    come_back(state)
    attend(state, fragment=True)
