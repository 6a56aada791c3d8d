"""The dialog: a grid and a field to paste into for each matrix, sizes, examples; and *Use this*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from backprop import ACTIVATIONS, LOSSES
from backprop.errors import BackpropError
from backprop.experiment import Experiment
from backprop.expression import lowered
from backprop.worked import WORKED
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _, error_text, ngettext
from ui.limits import LIMITS
from ui.state import session

from .draft import Draft
from .grid import MOST_CELLS, grid
from .making import experiment
from .orientation import Key, Orientation, X, Y
from .slate import slate

MOST_SIZE = 200
"""Rows or columns that the fields for the sizes go to; a matrix that is pasted may have more."""

NOW = "now"
"""What there is already, among the examples to start from."""


def show() -> None:
    """Open the dialog."""
    draft = slate().draft
    title = _("By hand") if draft is None or draft.has_examples else _("Initial weights by hand")
    st.dialog(title, width="large", on_dismiss=_close)(_contents)()


def _close() -> None:
    slate().close()


def _contents() -> None:
    lying = slate()
    draft = lying.draft
    if draft is None:
        if lying.error:
            st.error(error_text(lying.error))
        return
    orientation = Orientation(session().view.notation)
    if draft.has_examples:
        _start()
    _network(draft)
    if draft.has_examples:
        _side_by_side(draft, orientation, X, Y)
    for i in range(1, draft.layers + 1):
        _side_by_side(draft, orientation, ("W", i), *([("b", i)] if draft.bias else []))
    _verdict(draft, orientation)


def _choice(
    widget: Callable[..., Any], label: str, key: str, value: Any, use: Callable[[Any], None], **options: Any
) -> None:
    """A widget that shows what the draft has, and hands on what is chosen."""
    bound(widget, label, f"typed.{key}", value, use, **options)


def _start() -> None:
    """Examples to start from."""
    titles = {name: _(worked.title) for name, worked in WORKED.items()}
    if session().experiment.source.by_hand:
        titles[NOW] = _("What is in use now")
    st.selectbox(
        _("Start from an example"),
        list(titles),
        index=None,
        key="typed.start",
        format_func=titles.__getitem__,
        on_change=_begin,
        placeholder=_("Its numbers replace those below"),
    )


def _begin() -> None:
    name = st.session_state["typed.start"]
    if name is not None:
        slate().begin(session().experiment if name == NOW else WORKED[name].experiment)
        st.session_state["typed.start"] = None


# --- the network ---


def _network(draft: Draft) -> None:
    left, middle, right = st.columns([1, 2, 1], vertical_alignment="bottom", gap="small")
    with left:
        _choice(
            st.number_input, _("Layers L"), "layers", draft.layers, draft.set_layers,
            min_value=1, max_value=LIMITS.max_layers, step=1,
        )  # fmt: skip
    with middle:
        labels = {name: _(loss.label) for name, loss in LOSSES.items()}

        def use_loss(name: str) -> None:
            draft.loss = name

        _choice(
            st.selectbox, _("Loss"), "loss", draft.loss, use_loss, options=list(LOSSES),
            format_func=labels.__getitem__, disabled=not draft.has_examples,
        )  # fmt: skip
    with right:
        _choice(st.toggle, _("Bias"), "bias", draft.bias, draft.set_bias)
    with st.container(horizontal=True, gap="small"):
        _sizes(draft)


def _sizes(draft: Draft) -> None:
    """The sizes, and between them the activations."""
    if draft.has_examples:
        _size(_("m examples"), "rows", draft.rows, draft.set_rows)
    last = draft.layers + 1
    for n, width in enumerate(draft.widths, start=1):
        words = _("features") if n == 1 else _("outputs") if n == last else _("units")
        fixed = not draft.has_examples and n in (1, last)
        _size(f"n{lowered(n)} {words}", f"width.{n}", width, _width(draft, n), disabled=fixed)
        if n < last:
            _activation(draft, n)


def _size(label: str, key: str, value: int, use: Callable[[int], None], **options: Any) -> None:
    most = max(MOST_SIZE, value)
    _choice(st.number_input, label, key, value, use, min_value=1, max_value=most, step=1, width=112, **options)


def _width(draft: Draft, n: int) -> Callable[[int], None]:
    return lambda width: draft.set_width(n, width)


def _activation(draft: Draft, i: int) -> None:
    def use(name: str) -> None:
        draft.activations[i - 1] = name

    value = draft.activations[i - 1]
    _choice(st.selectbox, f"σ{lowered(i)}", f"activation.{i}", value, use, options=list(ACTIVATIONS), width=128)


# --- the matrices ---


def _side_by_side(draft: Draft, orientation: Orientation, *keys: Key) -> None:
    """Two matrices, or one with the field to paste into at its side."""
    left, right = st.columns(2, gap="small", vertical_alignment="top" if len(keys) == 2 else "bottom")
    for column, key in zip((left, right), keys, strict=False):
        with column:
            _grid(draft, orientation, key)
        with right if len(keys) == 1 else column:
            _field(draft, orientation, key)


def _grid(draft: Draft, orientation: Orientation, key: Key) -> None:
    """The cells of a matrix."""
    symbol, i = key
    title, shown = orientation.title(key), orientation.turn(key, draft.grids[key])
    st.markdown(f"**{plain(title)}** :small[{len(shown)} × {len(shown[0])} · {_meaning(key)}]")
    if len(shown) * len(shown[0]) > MOST_CELLS:
        st.caption(_("A matrix of more than {most} cells is pasted, not typed.").format(most=MOST_CELLS))
        return
    grid(
        shown,
        draft.version,
        title,
        key=f"typed.{symbol}{i}.grid",
        on_typed=lambda cells: draft.type(key, orientation.turn(key, cells)),
        on_pasted=lambda text: draft.paste(key, text, orientation),
    )


def _field(draft: Draft, orientation: Orientation, key: Key) -> None:
    """Where a matrix is pasted, and why it was not taken."""
    field, title = f"typed.{key[0]}{key[1]}.paste", orientation.title(key)
    st.text_area(
        _("Paste {matrix}").format(matrix=title),
        key=field,
        height=68,
        placeholder=_("Paste {matrix}: NumPy, MATLAB, LaTeX, a spreadsheet, rows").format(matrix=title),
        label_visibility="collapsed",
        max_chars=LIMITS.max_pasted,
        on_change=lambda: _paste(draft, key, field),
    )
    if key in draft.refused:
        st.error(error_text(draft.refused[key]))


def _meaning(key: Key) -> str:
    return {
        "X": _("the examples"),
        "y": _("labels, or targets"),
        "W": _("the weights"),
        "b": _("bias"),
    }[key[0]]


def _paste(draft: Draft, key: Key, field: str) -> None:
    text = st.session_state[field]
    if text.strip():
        draft.paste(key, text, Orientation(session().view.notation))
        if key not in draft.refused:
            st.session_state[field] = ""


# --- whether it is used ---


def _verdict(draft: Draft, orientation: Orientation) -> None:
    """What it would become, and the button; what does not fit is said instead."""
    with st.container(horizontal=True):
        used = st.button(_("Use this"), type="primary", key="typed-use")
        left = st.button(_("Leave it"), key="typed-leave", on_click=_close)
    try:
        made = experiment(draft, orientation)
    except BackpropError as error:
        st.error(error_text(error))
        used = False
    else:
        st.markdown(_summary(made))
    if left:
        st.rerun()
    if used:
        _use(draft, orientation)


def _summary(made: Experiment) -> str:
    """What it would be, in a line."""
    widths = "-".join(map(str, made.network.widths))
    if made.source.by_hand is None:
        return f"**{widths}**"
    words = ngettext(
        "**{widths}**, {n} example, not scaled",
        "**{widths}**, {n} examples, not scaled, in this order",
        made.batch_size,
    )
    return words.format(widths=widths, n=made.batch_size)


def _use(draft: Draft, orientation: Orientation) -> None:
    state = session()
    state.change(lambda _experiment: experiment(draft, orientation))
    if state.notice:
        st.error(error_text(state.notice))
        return
    slate().draft = None
    _close()
    st.rerun()
