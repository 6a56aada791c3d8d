"""The preview: the first rows, what each column is for and why, what it costs; and *Use this*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from backprop.data.choices import FILLS
from backprop.data.preparing import PARTINGS, SCALINGS, TEST_FRACTION
from backprop.data.roles import ROLES, WANTED
from backprop.errors import BackpropError, DataError
from backprop.experiment import Source
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _, error_text
from ui.state import session
from ui.words import partings, scalings

from . import words
from .decoding import ENCODINGS
from .desk import Desk, Preview, desk
from .layout import SEPARATORS

FIRST_ROWS = 5
FIRST_COLUMNS = 40
"""Columns that have a row of their own: what has more is a picture, say, and its columns are alike."""

EXAMPLES = 3
"""Cells of a column that stand beside its name."""


def show() -> None:
    """Open the preview."""
    st.dialog(_("A look before it is used"), width="large", on_dismiss=_close)(_contents)()


def _close() -> None:
    desk().is_open = False


def _contents() -> None:
    lying = desk()
    preview = lying.preview
    if preview is None:
        return
    table = preview.read.table
    st.markdown(f"**{plain(preview.name)}** · {words.size(preview.read)}")
    st.caption(words.manner(preview.read))
    if table.rows < preview.read.rows:
        st.info(_("These are too many rows: a sample of {n} is taken, drawn with a seed.").format(n=table.rows))
    for doubt in preview.read.doubts:
        st.warning(error_text(doubt))
    if lying.error:
        st.error(error_text(lying.error))
    _first_rows(preview)
    _verdict(preview)
    with st.expander(_("How the file is read")):
        _manner(lying, preview)
    _columns(lying, preview)
    _preparation(lying, preview)


def _first_rows(preview: Preview) -> None:
    """The first rows as texts: nothing in them is rendered or computed."""
    import pandas as pd

    table = preview.read.table
    columns = table.columns[:FIRST_COLUMNS]
    rows = [[column.cell(row)[:60] for column in columns] for row in range(min(FIRST_ROWS, table.rows))]
    titles = [column.name or f"({n})" for n, column in enumerate(columns, start=1)]
    st.dataframe(pd.DataFrame(rows, columns=titles), hide_index=True, height="content", key="first-rows")


def _choice(
    widget: Callable[..., Any], label: str, key: str, value: Any, use: Callable[[Any], None], **options: Any
) -> None:
    """A widget that shows what is chosen, and hands on what is chosen then."""
    bound(widget, label, f"desk.{key}", value, use, **options)


# --- how it is read ---


def _manner(lying: Desk, preview: Preview) -> None:
    manner = preview.read.manner

    def read_as(**changes: Any) -> None:
        lying.read_as(replace(manner, **changes))

    if preview.read.kind == "text":
        separators = words.separators()
        _choice(
            st.selectbox, _("Encoding"), "encoding", manner.encoding,
            lambda value: read_as(encoding=value, separator=None, header=None, decimal=None),
            options=list(ENCODINGS), format_func=ENCODINGS.__getitem__,
        )  # fmt: skip
        _choice(
            st.selectbox, _("Columns are separated by"), "separator", manner.separator,
            lambda value: read_as(separator=value, header=None, decimal=None),
            options=list(SEPARATORS), format_func=separators.__getitem__,
        )  # fmt: skip
        _choice(
            st.segmented_control, _("Decimals are separated by"), "decimal", manner.decimal,
            lambda value: read_as(decimal=value), options=[".", ","], required=True,
            format_func={".": _("a point"), ",": _("a comma")}.__getitem__,
        )  # fmt: skip
        _choice(
            st.toggle, _("The first row holds the names of the columns"), "header", manner.header,
            lambda value: read_as(header=value),
        )  # fmt: skip
    elif preview.read.kind == "arrays":
        names = {name: plain(name) for name in preview.read.arrays} | {"": _("none")}
        _choice(
            st.selectbox, _("X: one example a row"), "X", manner.X, lambda value: read_as(X=value, y=None),
            options=preview.read.arrays, format_func=names.__getitem__,
        )  # fmt: skip
        _choice(
            st.selectbox, _("y: labels, or quantities"), "y", manner.y, lambda value: read_as(y=value),
            options=["", *preview.read.arrays], format_func=names.__getitem__,
        )  # fmt: skip
    else:
        st.caption(_("The format says it all."))


# --- columns ---


def _columns(lying: Desk, preview: Preview) -> None:
    columns = preview.read.table.columns
    shown = _shown(preview)
    st.markdown("**" + _("What each column is for") + "**")
    for n in shown:
        _column(lying, preview, n)
    if len(shown) < len(columns):
        others = [n for n in range(len(columns)) if n not in shown]
        st.caption(_("{n} more columns").format(n=len(others)))
        other = st.selectbox(
            _("One of them"), others, index=None, key="desk.other", format_func=lambda n: plain(columns[n].title)
        )
        if other is not None:
            _column(lying, preview, other)


def _shown(preview: Preview) -> list[int]:
    """The columns with a row of their own: all; or the first, and those that are no plain features."""
    roles = preview.choices.roles
    if len(roles) <= FIRST_COLUMNS:
        return list(range(len(roles)))
    special = [n for n, role in enumerate(roles) if role != "number"]
    return sorted({*range(4), *special[:FIRST_COLUMNS]})


def _column(lying: Desk, preview: Preview, n: int) -> None:
    """A column: its name, its first cells, its role and why."""
    column, roles = preview.read.table.columns[n], words.roles()
    about, choice = st.columns([3, 2], vertical_alignment="center", gap="small")
    with about:
        cells = ", ".join(plain(column.cell(row)[:20] or "–") for row in range(min(EXAMPLES, len(column))))
        st.markdown(f"**{plain(column.title)}** &ensp;:small[{cells}]  \n:small[:gray[{_reason(preview, n)}]]")
    with choice:
        _choice(
            st.selectbox, _("Role of {column}").format(column=plain(column.title)), f"role.{n}",
            preview.choices.roles[n], lambda role: lying.give(n, role),
            options=ROLES, format_func=roles.__getitem__, label_visibility="collapsed",
        )  # fmt: skip


def _reason(preview: Preview, n: int) -> str:
    """Why a column has its role."""
    proposal = preview.proposals[n]
    if proposal.role == preview.choices.roles[n]:
        reason = error_text(proposal.reason)
    else:
        reason = _("chosen; proposed was: {role}").format(role=words.roles()[proposal.role])
    missing = preview.read.table.columns[n].missing
    if not missing or preview.choices.roles[n] == "out":
        return reason
    return reason + " · " + _("{n} missing").format(n=missing)


# --- what is done with the rows ---


def _preparation(lying: Desk, preview: Preview) -> None:
    choices = preview.choices
    used = zip(preview.read.table.columns, choices.roles, strict=True)
    if any(column.missing for column, role in used if role in ("number", "category")):
        names = words.fills()
        _choice(
            st.segmented_control, _("Missing values"), "fill", choices.fill, lambda value: lying.choose(fill=value),
            options=FILLS, format_func=names.__getitem__, required=True,
        )  # fmt: skip
    left, right = st.columns(2, gap="small")
    with left:
        scales = scalings()
        _choice(
            st.selectbox, _("X is"), "scaling", choices.preparation.scaling,
            lambda value: lying.prepare(scaling=value), options=SCALINGS, format_func=scales.__getitem__,
            help=_("By the numbers of the rows for training. Quantities to be predicted are put on the same scale."),
        )  # fmt: skip
    with right:
        parts = partings()
        _choice(
            st.selectbox, _("For testing"), "parting", choices.preparation.parting,
            lambda value: lying.prepare(parting=value), options=PARTINGS, format_func=parts.__getitem__,
        )  # fmt: skip
    if choices.preparation.parting == "all":
        return
    left, right = st.columns(2, gap="small")
    with left:
        low, high = TEST_FRACTION
        _choice(
            st.number_input, _("Share kept for testing"), "share", choices.preparation.test_fraction,
            lambda value: lying.prepare(test_fraction=value), min_value=low, max_value=high, step=0.05,
        )  # fmt: skip
    if choices.preparation.parting == "drawn":
        with right:
            _choice(
                st.number_input, _("Seed of the data"), "seed", choices.preparation.seed,
                lambda value: lying.prepare(seed=value), min_value=0, step=1,
            )  # fmt: skip


# --- whether it is used ---


def _verdict(preview: Preview) -> None:
    """What it would become, and the buttons; what does not fit is said instead."""
    problem = ""
    try:
        st.markdown(f"**{words.cost(preview.cost(), preview.choices)}**  \n:small[{_wanted(preview)}]")
    except DataError as error:
        problem = error_text(error)
        st.error(problem)
    with st.container(horizontal=True):
        used = st.button(_("Use this"), type="primary", key="desk-use", disabled=bool(problem))
        left = st.button(_("Leave it"), key="desk-leave", on_click=_close)
    if left:
        st.rerun()
    if used:
        _use(preview)


def _wanted(preview: Preview) -> str:
    """What is predicted, and what is left out."""
    columns = list(zip(preview.read.table.columns, preview.choices.roles, strict=True))
    said = _("To be predicted: {columns}.").format(columns=_listed([c.title for c, role in columns if role in WANTED]))
    left = [c.title for c, role in columns if role == "out"]
    return said + " " + _("Left out: {columns}.").format(columns=_listed(left)) if left else said


def _listed(names: list[str]) -> str:
    return ", ".join(plain(name) for name in names[:8]) + (" …" if len(names) > 8 else "")


def _use(preview: Preview) -> None:
    """Go over to the table; what is wrong with it is said, and nothing has changed then."""
    try:
        table = preview.dataset()
    except BackpropError as error:
        st.error(error_text(error))
        return
    state = session()
    state.change(lambda e: e.with_source(Source(preview.name, preview.choices.preparation.seed, table=table)))
    if state.notice:
        st.error(error_text(state.notice))
        return
    desk().remember()
    _close()
    st.rerun()
