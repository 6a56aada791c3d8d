"""How values are written in a link: short, and of characters that a link need not escape."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from backprop.data.by_hand import ByHand, Rows
from backprop.experiment import Edit
from backprop.expression import Key, Place
from figures.notation import name

NONE = "none"
"""An empty list."""

MOVE_LETTERS = {"ᵀ": "T", "·": "M", "∘": "O"}
RATE_NAMES = {"α": "alpha", "κ": "lambda"}
_KEY = re.compile(r"([A-Za-z]+\+?)(\d{0,3})", re.ASCII)


@dataclass(frozen=True)
class Spelling:
    """How one kind of value is written.

    Attributes
    ----------
    read : callable
        From text to what msgspec converts; a ValueError where that can't be.
    write : callable
        From the value to text.
    example : str
        For errors, where the kind alone does not say how it is written.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    example: str = ""


def key_of(text: str) -> Key:
    """The quantity of a name, whether there is such a one or not.

    Examples
    --------
    >>> key_of("dW12"), key_of("W+1"), key_of("S")
    (('dW', 12), ('W+', 1), 'S')
    """
    found = _KEY.fullmatch(text)
    if not found:
        raise ValueError(text)
    return (found[1], int(found[2])) if found[2] else found[1]


def _number(value: float) -> str:
    """The shortest text that gives these bits; + is a space in a link."""
    return repr(value).replace("e+", "e")


def _listed(text: str, sign: str) -> list[str]:
    return [] if text == NONE else text.split(sign)


def _joined(parts: Sequence[str], sign: str) -> str:
    return sign.join(parts) or NONE


def _option(text: str) -> list[str]:
    option, value = text.split(":")
    return [option, value]


def _cell(text: str) -> list[Any]:
    matrix, row, column = text.split(".")
    return [key_of(matrix), row, column]


def _written_cell(place: Place) -> str:
    key, row, column = place
    return f"{name(key)}.{row}.{column}"


def _short(value: float) -> str:
    """The same, a whole number without a point."""
    return _number(value).removesuffix(".0")


def _rows(text: str) -> list[list[float]]:
    return [[float(entry) for entry in row.split(",")] for row in text.split("_")]


def _written_rows(rows: Rows) -> str:
    return "_".join(",".join(map(_short, row)) for row in rows)


def _by_hand(text: str) -> dict[str, Any]:
    X, y = text.split("~")
    classes, _sign, labels = y.rpartition(":")
    if classes:
        return {"X": _rows(X), "labels": [int(label) for label in labels.split(",")], "classes": int(classes)}
    return {"X": _rows(X), "targets": _rows(y)}


def _written_by_hand(typed: ByHand | None) -> str:
    if typed is None:
        return NONE
    labels = f"{typed.classes}:{','.join(map(str, typed.labels))}"
    return f"{_written_rows(typed.X)}~{labels if typed.labels else _written_rows(typed.targets)}"


def _edit(text: str) -> dict[str, Any]:
    update, place, value = text.split(":")
    edit: dict[str, Any] = {"update": update, "value": value}
    for symbol, word in RATE_NAMES.items():
        if place == word:
            return edit | {"symbol": symbol}
    key, row, column = _cell(place)
    symbol, layer = (key, 1) if isinstance(key, str) else key
    return edit | {"symbol": symbol, "layer": layer, "row": row, "column": column}


def _written_edit(edit: Edit) -> str:
    if edit.symbol in RATE_NAMES:
        place = RATE_NAMES[edit.symbol]
    else:
        matrix = "X" if edit.symbol == "X" else f"{edit.symbol}{edit.layer}"
        place = f"{matrix}.{edit.row}.{edit.column}"
    return f"{edit.update}:{place}:{_number(edit.value)}"


_MOVES = {letter: move for move, letter in MOVE_LETTERS.items()}

PLAIN = Spelling(str, str)
NUMBER = Spelling(str, _number)
FLAG = Spelling(str, lambda flag: "1" if flag else "0")
NAME = Spelling(lambda text: "" if text == NONE else text, lambda name: name or NONE, example="dW1")
LIST = Spelling(lambda text: _listed(text, "-"), lambda values: _joined([str(value) for value in values], "-"))
MOVES = Spelling(
    lambda text: [_MOVES.get(word, word) for word in _listed(text, "-")],
    lambda moves: _joined([MOVE_LETTERS.get(move, move) for move in moves], "-"),
    "Z2-T-E-M",
)
OPTIONS = Spelling(
    lambda text: [_option(part) for part in _listed(text, ",")],
    lambda options: _joined([f"{option}:{_number(value)}" for option, value in options], ","),
    "n:300,noise:0.1",
)
TRAIL = Spelling(
    lambda text: [_cell(part) for part in _listed(text, ",")],
    lambda trail: _joined([_written_cell(place) for place in trail], ","),
    "dW1.0.2",
)
EDITS = Spelling(
    lambda text: [_edit(part) for part in _listed(text, ",")],
    lambda edits: _joined([_written_edit(edit) for edit in edits], ","),
    "100:W1.0.2:-1.5,120:alpha:0.05",
)
BY_HAND = Spelling(
    lambda text: None if text == NONE else _by_hand(text),
    _written_by_hand,
    "0,0_0,1~2:0,1",
)
MATRICES = Spelling(
    lambda text: [_rows(part) for part in _listed(text, ":")],
    lambda matrices: _joined([_written_rows(rows) for rows in matrices], ":"),
    "0.5,0.25_1,-1:2_0.5",
)
