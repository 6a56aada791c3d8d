"""The Explore page: the stepper, the equation in focus, the wall and the loss curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from backprop.explain import explain
from backprop.notations import NOTATIONS
from backprop.stepping import end_of
from figures.curves import curve
from figures.notation import printed
from figures.parts import Curve, Heard, Lit, Panel, Player, Scene
from figures.provenance import Names, lit, panel
from figures.scene import View, scene

from .acts import carry_out, receive
from .address import address
from .bookmark import PACES
from .closeup import closeup
from .controls import control
from .i18n import _, error_text, ngettext
from .labels import phases, wall_labels
from .messages import Open, UseTool
from .setup import is_behind
from .state import Session, session
from .tools import open_tool
from .wall import wall

PICTURES = 4
"""Pictures a run of the script draws while playing: to a browser a run is more work than a picture."""

BUDGET = 0.05
"""Seconds of training between two pictures."""

WALL = "wall"

METRIC = "loss"
"""The metric that the curve shows."""


def main() -> None:
    """The page below its shell: what a step changes is run again by itself."""
    st.fragment(explorer)()


def explorer() -> None:
    """The controls, and the picture that they change."""
    state = session()
    if is_behind():
        st.rerun()
    _step_buttons(state)
    _notice(state)
    _headline(state)
    _training_buttons(state)
    st.fragment(picture)()


def picture() -> None:
    """What moves while playing, and nothing else: the wall asks for more."""
    state = session()
    carry_out(state, WALL)
    _wall(state, _scenes(state))
    if state.player.behind or state.document.aim:
        state.player.behind = False
        st.rerun()
    _open_dialog(state)
    address("picture")


def _scenes(state: Session) -> list[Scene]:
    """What the wall shows: one picture, or the next few if it has asked for them."""
    if not (state.player.playing and state.player.asked):
        return [_scene(state)]
    state.player.asked, scenes = False, []
    for _picture in range(PICTURES):
        state.tick(BUDGET)
        scenes.append(_scene(state))
    return scenes


def _step_buttons(state: Session) -> None:
    steps = state.trace.steps
    at_start = not state.cursor and not state.timeline.updates
    with st.container(horizontal=True, gap="xsmall"):
        _button(_("Start"), "start", "first_page", "Home", state.move, 0)
        _button(_("Layer"), "layer-back", "keyboard_double_arrow_left", "Up", state.step, -1, "layer", off=at_start)
        _button(_("Step"), "step-back", "chevron_left", "Left", state.step, -1, "step", off=at_start)
        _button(_("Step"), "step", "chevron_right", "Right", state.step, 1, "step")
        _button(_("Layer"), "layer", "keyboard_double_arrow_right", "Down", state.step, 1, "layer")
        _button(_("End"), "end", "last_page", "End", state.move, len(steps))
        for phase, (label, shortcut) in phases().items():
            _button(label, phase, None, shortcut, state.move, end_of(steps, phase))
    st.session_state["scrubber"] = state.cursor
    st.slider(
        _("Step of the round"),
        0,
        len(state.trace.steps),
        key="scrubber",
        on_change=_scrub,
        label_visibility="collapsed",
    )


def _button(
    label: str,
    key: str,
    icon: str | None,
    shortcut: str | None,
    act: Callable[..., None],
    *args: Any,
    off: bool = False,
) -> None:
    icon = f":material/{icon}:" if icon else None
    st.button(label, key=key, icon=icon, shortcut=shortcut, on_click=act, args=args, disabled=off)


def _scrub() -> None:
    session().move(int(st.session_state["scrubber"]))


def _training_buttons(state: Session) -> None:
    batches = state.timeline.trainer.batches
    paces = {updates: _pace(updates) for updates in PACES}
    with st.container(horizontal=True, gap="small"):
        for label, updates, key in (
            (_("Update × 1"), 1, "update-1"),
            (_("× 10"), 10, "update-10"),
            (_("× 100"), 100, "update-100"),
            (_("One epoch"), batches, "epoch"),
        ):
            st.button(label, key=key, on_click=state.advance, args=(updates,))
        st.button(
            _("Restart"),
            key="restart",
            icon=":material/replay:",
            disabled=not state.timeline.updates,
            on_click=state.restart,
            help=_("Back to the same initial weights"),
        )
        control(
            st.selectbox,
            _("Speed of playing"),
            "pace",
            options=paces,
            format_func=paces.__getitem__,
            label_visibility="collapsed",
            width=175,
        )
        st.text_input(
            _("Cell"),
            key="cell",
            placeholder=_("a cell, as dW1[0, 2]"),
            on_change=_select_named,
            label_visibility="collapsed",
            width=150,
        )


def _pace(updates: int) -> str:
    if not updates:
        return _("play at full speed")
    return ngettext("play {n} update a picture", "play {n} updates a picture", updates).format(n=updates)


def _position(state: Session) -> str:
    progress = state.timeline.trainer.progress
    point = state.timeline.history[state.timeline.updates]
    return _(
        "Update **{update}** · epoch {epoch}, batch {batch} of {batches} · loss {train}, test {test} · "
        "test accuracy **{accuracy:.1%}**"
    ).format(
        update=progress.step,
        epoch=progress.epoch + 1,
        batch=progress.batch + 1,
        batches=state.timeline.trainer.batches,
        train=printed(point["train"]["loss"], ".4f"),
        test=printed(point["test"]["loss"], ".4f"),
        accuracy=point["test"]["accuracy"],
    )


def _notice(state: Session) -> None:
    """What was wrong; its place is there always, or the wall below would be mounted anew."""
    with st.container(key="notice"):
        if state.notice:
            st.error(error_text(state.notice), icon=":material/error:")


def _headline(state: Session) -> None:
    """The equation in focus, and what it does; its place is as high for every step (shell.css)."""
    equation, words = _focus(state)
    with st.container(key="headline"):
        st.latex(rf"\textstyle {equation}")
        st.caption(words)


def _focus(state: Session) -> tuple[str, str]:
    writing = NOTATIONS[state.view.notation].of(state.trace.net)
    if not state.cursor:
        return writing.given().latex, _("The batch is here, and the weights. The first step multiplies them.")
    trace = state.trace
    step = trace.steps[state.cursor - 1]
    words = _("Step {n} of {count}, {rule} in layer {i}. {sentence} (Lecture, section {section})").format(
        n=state.cursor,
        count=len(state.trace.steps),
        rule=_(step.rule.label),
        i=step.i,
        sentence=_(step.rule.sentence),
        section=step.rule.section,
    )
    return writing.equation(step).latex, words


def _scene(state: Session) -> Scene:
    choice, notation = state.view, state.view.notation
    view = View(choice.rows, choice.shared, state.selected, notation, state.document.edited, _, wall_labels())
    areas: list[Lit] = []
    made: Panel | None = None
    if state.selected:
        key, *index = state.selected
        areas = lit(explain(state.trace, key, index), notation)
        made = panel(state.trace, state.trail.cells, state.trail.at, _names(state), notation, _)
    pictured = scene(state.trace, state.cursor, view, _curve(state), areas)
    heard = Heard(state.inbox(WALL).done, state.name)
    return replace(pictured, panel=made, player=Player(state.player.playing, _position(state)), heard=heard)


def _wall(state: Session, scenes: Sequence[Scene]) -> None:
    wall(scenes, key=WALL, on_acts=lambda: receive(WALL), on_more=_more)


def _open_dialog(state: Session) -> None:
    """Open what the wall asked for."""
    wish, state.player.wish = state.player.wish, None
    if isinstance(wish, UseTool):
        open_tool(state, wish.name)
    elif isinstance(wish, Open):
        key = state.key_of(wish.tile)
        if key is not None and state.document.has(key, 0, 0):
            closeup(key)


def _names(state: Session) -> Names:
    data = state.experiment.dataset
    return Names(data.feature_names, data.class_names, state.timeline.trainer.batch_rows().tolist())


def _curve(state: Session) -> Curve:
    timeline, classes = state.timeline, state.experiment.dataset.class_names
    return curve(timeline.history, METRIC, classes, timeline.updates, state.view.log, _)


def _select_named() -> None:
    if st.session_state["cell"].strip():
        session().select_named(st.session_state["cell"])


def _more() -> None:
    player = session().player
    player.asked = player.playing
