"""What the wall component tells Python: numbered acts of the reader, decoded without trust.

The component sends all acts that it has not seen acknowledged, again and again; each is carried out once, in order.
So none is lost when Streamlit takes two messages for one, and none is done twice.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

MOST_ACTS = 256
"""Acts that are read of one message; a queue of the component is never longer."""

LARGEST = 2**53 - 1
"""The largest whole number that JavaScript counts to."""

Number = Annotated[int, Meta(ge=1, le=LARGEST)]
Index = Annotated[int, Meta(ge=0, le=LARGEST)]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Tile = Annotated[str, Meta(min_length=1, max_length=16)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Tool = Literal["paths", "nudge", "edit"]
Stride = Literal["operation", "layer", "pass"]


class Act(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """Something that a reader did, and which of all that it was, counted from one."""

    n: Number


class Select(Act, frozen=True, tag="select"):
    """Look at a cell of a tile, as the tile shows it; at none without a tile."""

    tile: Tile | None = None
    row: Index = 0
    column: Index = 0


class Jump(Act, frozen=True, tag="jump"):
    """Go to the step that makes a matrix."""

    tile: Tile


class Open(Act, frozen=True, tag="open"):
    """See a matrix large."""

    tile: Tile


class Trail(Act, frozen=True, tag="trail"):
    """Go back, or forward again, to a cell of the trail."""

    at: Index


class UseTool(Act, frozen=True, tag="tool"):
    """Open one of the panel's tools."""

    name: Tool


class Play(Act, frozen=True, tag="play"):
    """Play, or pause at the update that was on the screen."""

    playing: bool
    at: Index


class Step(Act, frozen=True, tag="step"):
    """Go on, or back, by so much of the round."""

    by: Stride
    direction: Literal[-1, 1]


class Arrive(Act, frozen=True, tag="arrive"):
    """Stand at a step of the round that was told beforehand, and is seen already."""

    to: Index


class Cursor(Act, frozen=True, tag="cursor"):
    """Go to a step of the round; beyond its end is its end."""

    to: Index


class Train(Act, frozen=True, tag="train"):
    """Do so many updates."""

    updates: Count


class Go(Act, frozen=True, tag="go"):
    """Go to where that many updates are done."""

    update: Index


class Restart(Act, frozen=True, tag="restart"):
    """Go back to the initial weights."""


class Pace(Act, frozen=True, tag="pace"):
    """Play with so many updates a picture; 0 for as many as there is time for."""

    updates: Annotated[int, Meta(ge=0, le=10_000)]


class ShowRegion(Act, frozen=True, tag="region"):
    """See the decision region in the place of the network's drawing, or the drawing again."""

    shown: bool


class ShowLog(Act, frozen=True, tag="log"):
    """See the loss on a logarithmic axis, or on a plain one again."""

    shown: bool


class ShowMetric(Act, frozen=True, tag="metric"):
    """See another metric on the large curve."""

    name: Name


class Cover(Act, frozen=True, tag="cover"):
    """Cover what a step makes from now on, or no more."""

    shown: bool


class Reveal(Act, frozen=True, tag="reveal"):
    """Show the room the result that is covered."""


class Predict(Act, frozen=True, tag="predict"):
    """The sign that a reader expects of a covered cell, as the tile shows it."""

    tile: Tile
    row: Index
    column: Index
    answer: Literal["-", "0", "+"]


class ComeBack(Act, frozen=True, tag="return"):
    """Stand where the lecturer of the room stands."""


AnyAct: TypeAlias = (
    Select
    | Jump
    | Open
    | Trail
    | UseTool
    | Play
    | Step
    | Arrive
    | Cursor
    | Train
    | Go
    | Restart
    | Pace
    | ShowRegion
    | ShowLog
    | ShowMetric
    | Cover
    | Reveal
    | Predict
    | ComeBack
)


class _Numbered(Struct, frozen=True):
    n: Number


def decode(payload: Any, done: int) -> list[AnyAct | None]:
    """What is to be done next of a message, in order.

    Parameters
    ----------
    payload : object
        Whatever came: ``[{"n": 5, "do": "select", "tile": "Z1", "row": 0, "column": 2}, …]``, or junk.
    done : int
        The number of the act that was carried out last: the next has the number after it.

    Returns
    -------
    list
        Acts with the numbers done + 1, done + 2, …; None is one that cannot be read, and has its number all the same.

    Examples
    --------
    >>> decode([{"n": 4, "do": "restart"}, {"n": 5, "do": "dance"}], 3)
    [Restart(n=4), None]
    >>> decode([{"n": 3, "do": "restart"}], 3), decode({"jump": "W1"}, 3)
    ([], [])
    """
    acts: list[AnyAct | None] = []
    for item in payload[:MOST_ACTS] if isinstance(payload, list) else ():
        if _number(item) == done + len(acts) + 1:
            acts.append(_act(item))
    return acts


def _number(item: Any) -> int | None:
    try:
        return msgspec.convert(item, _Numbered).n
    except (msgspec.ValidationError, RecursionError):
        return None


def _act(item: Any) -> AnyAct | None:
    try:
        act: AnyAct = msgspec.convert(item, AnyAct)
    except (msgspec.ValidationError, RecursionError):
        return None
    return act
