"""A table of settings: one field an entry, set by a variable of the environment, documented from itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

import msgspec

PREFIX = "BACKPROP_"

Table = TypeVar("Table", bound=msgspec.Struct)


class SettingError(ValueError):
    """A variable of the environment that is not allowed: the app does not start."""


class Entry(NamedTuple):
    """One setting: its name in the table, its variable and type, its default, what is allowed, what it is for."""

    name: str
    variable: str
    type: Any
    default: Any
    allowed: str
    says: str


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


def _value(entry: Entry, given: str) -> Any:
    try:
        return msgspec.convert(given.strip(), entry.type, strict=False)
    except msgspec.ValidationError as error:
        raise SettingError(
            f"{entry.variable} is {given!r}; allowed are {entry.allowed}. It says: {entry.says}"
        ) from error


def written(table: type[msgspec.Struct]) -> list[str]:
    """A table in Markdown."""
    return [
        "| variable | default | allowed | what for |",
        "|---|---|---|---|",
        *(f"| `{e.variable}` | {_shown(e.default)} | {e.allowed} | {e.says} |" for e in entries(table)),
    ]


def _shown(default: Any) -> str:
    return f"{default:,}" if isinstance(default, int) else f"`{default}`" if default else "–"
