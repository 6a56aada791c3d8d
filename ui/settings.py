"""A table of settings: one field an entry, set by a variable of the environment, documented from itself.

A table that is wrong is found when its module is imported. Whoever started the process is told so in one line, and it
ends; a server of Streamlit's own knows of it only when somebody opens a page, and says it there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn, TypeVar

import msgspec
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from .escape import plain
from .i18n import _

PREFIX = "BACKPROP_"
WRONG = 2
"""The exit code of a process whose environment has a setting that is not allowed."""

Table = TypeVar("Table", bound=msgspec.Struct)


class Entry(NamedTuple):
    """One setting: its name in the table, its variable and type, its default, what is allowed, what it is for."""

    name: str
    variable: str
    type: Any
    default: Any
    allowed: str
    says: str


class SettingError(ValueError):
    """A variable of the environment that is not allowed: the app does not start."""

    def __init__(self, entry: Entry, given: str) -> None:
        super().__init__(f"{entry.variable} is {given!r}; allowed are {entry.allowed}. It says: {entry.says}")
        self.entry = entry


def entries(table: type[msgspec.Struct]) -> Iterator[Entry]:
    """Every setting, in the order of its table."""
    for field in msgspec.structs.fields(table):
        (meta,) = field.type.__metadata__
        allowed = (meta.extra or {}).get("allowed") or _whole_numbers(meta)
        yield Entry(field.name, PREFIX + field.name.upper(), field.type, field.default, allowed, meta.description or "")


def _whole_numbers(meta: msgspec.Meta) -> str:
    return f"whole numbers from {meta.ge}" + (f" to {meta.le}" if meta.le is not None else "")


def read(table: type[Table], environment: Mapping[str, str]) -> Table:
    """A table as the environment sets it, the rest as it is by default.

    Raises
    ------
    SettingError
        Says which variable is wrong, and what is allowed.
    """
    return table(
        **{
            entry.name: _value(entry, environment[entry.variable])
            for entry in entries(table)
            if entry.variable in environment
        }
    )


def read_or_end(table: type[Table]) -> Table:
    """A table as the environment of this process sets it; of a wrong one nothing is run."""
    try:
        return read(table, os.environ)
    except SettingError as error:
        _end(error)


def _end(error: SettingError) -> NoReturn:
    sys.stderr.write(f"{error}\n")
    if get_script_run_ctx(suppress_warning=True) is None:
        raise SystemExit(WRONG) from None
    st.error(_told(error.entry))
    st.stop()


def _told(entry: Entry) -> str:
    """What a page says: not the value, which may hold a password."""
    words = _("The app does not run: on its server, {variable} has a value that is not allowed. Allowed are {allowed}.")
    return words.format(variable=plain(entry.variable), allowed=plain(entry.allowed))


def _value(entry: Entry, given: str) -> Any:
    try:
        return msgspec.convert(given.strip(), entry.type, strict=False)
    except msgspec.ValidationError as error:
        raise SettingError(entry, given) from error


def written(table: type[msgspec.Struct]) -> list[str]:
    """A table in Markdown."""
    return [
        "| variable | default | allowed | what for |",
        "|---|---|---|---|",
        *(f"| `{e.variable}` | {_shown(e.default)} | {e.allowed} | {e.says} |" for e in entries(table)),
    ]


def _shown(default: Any) -> str:
    return f"{default:,}" if isinstance(default, int) else f"`{default}`" if default else "–"
