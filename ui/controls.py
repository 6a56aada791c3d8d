"""Widgets that show a value which the session owns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

import streamlit as st
from msgspec.inspect import BoolType, LiteralType, type_info

from .fields import FIELDS, Field
from .i18n import _, language
from .state import session

SHOWN = "shown"
UNSET = object()


@dataclass
class _Shown:
    """What a widget showed last, and how often the session has changed that behind the widget's back."""

    value: Any
    changes: int = 0
    is_told: bool = False
    """Whether what is to be shown next comes from the widget itself."""


def bound(
    widget: Callable[..., Any], label: str, key: str, value: Any, use: Callable[[Any], None], **options: Any
) -> None:
    """A widget that shows a value of the session and hands on what is chosen.

    The session owns the value: whatever the widget held before, it shows this one, also after a change that was
    refused. A browser reports what its widgets hold with whatever it does, and what it does before it has heard of
    another value would put the old one back. So a value that did not come from the widget is shown by a new one, of
    another key: what the browser says of the old one is not listened to. Nor is what it holds already: of a page that
    is being left a browser reports all widgets, as if they were new.
    """
    shown = _all_shown().setdefault(key, _Shown(value))
    if value != shown.value and not shown.is_told:
        shown.changes += 1
    shown.value, shown.is_told = value, False
    own = f"{key}-{shown.changes}" if shown.changes else key
    if "format_func" in options and language() != "en":
        own = f"{own}-{language()}"  # a menu keeps the words of its choice as long as it is the same one

    def report() -> None:
        given = st.session_state.get(own)
        if given != shown.value and _is_offered(given, options.get("options")):
            shown.value, shown.is_told = given, True
            use(given)

    # What it is told by way of the session is an order to the browser, and would put back what is typed meanwhile.
    if st.session_state.get(own, UNSET) == value:
        options |= _at_first(widget, value, options.get("options"))
    else:
        st.session_state[own] = value
    widget(label, key=own, on_change=report, **options)


def _at_first(widget: Callable[..., Any], value: Any, options: Any) -> dict[str, Any]:
    """What makes a widget show a value when it is new: on another page, or with its choices in another language."""
    taken = signature(widget).parameters
    if "index" in taken:
        return {"index": None if value is None else list(options).index(value)}
    return {"value" if "value" in taken else "default": value}


def _is_offered(given: Any, choices: Any) -> bool:
    """Whether what a widget gives is among its choices; its words may have changed since."""
    if choices is None or given is None:
        return True
    return all(one in choices for one in (given if isinstance(given, list) else [given]))


def _all_shown() -> dict[str, _Shown]:
    found: dict[str, _Shown] = st.session_state.setdefault(SHOWN, {})
    return found


def shows(key: str, value: Any) -> bool:
    """Whether a widget that has been on the page shows this value; one that has not shows nothing else."""
    shown = _all_shown().get(key)
    return shown is None or bool(shown.value == value)


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
