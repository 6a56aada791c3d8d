"""Widgets that show a value which the session owns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from msgspec.inspect import BoolType, LiteralType, type_info

from .bookmark import FIELDS, Field
from .i18n import _
from .state import session


def bound(
    widget: Callable[..., Any], label: str, key: str, value: Any, use: Callable[[Any], None], **options: Any
) -> None:
    """A widget that shows a value of the session and hands on what is chosen.

    The session owns the value: whatever the widget held before, it shows this one, also after a change that was
    refused.
    """
    st.session_state[key] = value
    widget(label, key=key, on_change=lambda: use(st.session_state.get(key)), **options)


def control(widget: Callable[..., Any], label: str, name: str, **options: Any) -> None:
    """A widget for a field of the bookmark: it shows what there is, and what is chosen is checked."""
    entry, state = FIELDS[name], session()
    value = entry.of(state)
    # To Streamlit a tuple is another value than the list that a widget of several choices gives.
    shown = list(value) if isinstance(value, tuple) else value
    bound(widget, label, entry.control, shown, lambda given: state.set(name, given), **options)


def number(label: str, name: str, **options: Any) -> None:
    """The same for a number, whose bounds the field knows."""
    low, high = FIELDS[name].bounds
    control(st.number_input, label, name, **{"min_value": low, "max_value": high, "step": 1} | options)


def labelled() -> None:
    """The controls of all fields that have a label: each the widget of its type."""
    for entry in FIELDS.values():
        if entry.label:
            _labelled(entry)


def _labelled(entry: Field) -> None:
    match type_info(entry.type):
        case BoolType():
            control(st.toggle, _(entry.label), entry.name)
        case LiteralType(values=values):
            control(st.selectbox, _(entry.label), entry.name, options=values)
        case _:
            number(_(entry.label), entry.name)
