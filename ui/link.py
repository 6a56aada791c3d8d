"""A bookmark as the text of a link, ``v=1&data=iris&hidden=6-5&update=100&cell=dW1.0.2``, and back, without trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, quote

from backprop.data import Dataset
from backprop.errors import BackpropError, DataError
from backprop.experiment import Experiment

from . import limits
from .bookmark import START, Bookmark, with_values
from .fields import FIELDS, checked_options, usual_activations

VERSION = "1"
LONGEST = 4000
"""Characters of a link; browsers, servers and mail programs take at least that many."""

ALIKE = 6
"""Fields that are named where there is none of a name."""

LEFT = 1000
"""Characters of a link that numbers typed by hand leave to all the rest."""

MOST_SECONDS = 300.0
"""Of replay that a link may ask for, as `replay_seconds` estimates it."""

SECONDS_A_LAYER, PRODUCTS_A_SECOND = 1e-5, 5e9
"""Of an update on two cores: what each layer costs however small it is, and multiplications."""

TABLE = "table"
"""Stands for a table of the reader's own: its name."""

TYPED = "typed"
"""Stands for numbers typed by hand that are too many."""

ROOM, LEAD, AWAY = "room", "lead", "away"
"""Of an address, but of no bookmark: the room that it leads to, its lecturer's secret, and who stepped away."""

_SAFE = ":,.-_~"


@dataclass(frozen=True)
class Link:
    """What `encode` gives.

    Attributes
    ----------
    text : str
        After the question mark of an address.
    missing : tuple of BackpropError
        What the link does not hold, and what to do about it.
    """

    text: str
    missing: tuple[BackpropError, ...] = ()


def encode(bookmark: Bookmark) -> Link:
    """The link of a bookmark; what is as always is left out.

    Examples
    --------
    >>> encode(START).text
    'v=1'
    >>> encode(replace(START, update=100, trail=((("dW", 1), 0, 2),))).text
    'v=1&update=100&cell=dW1.0.2'
    """
    fitting, missing, link = _fitting(bookmark)
    whole, kept = bookmark.experiment, fitting.experiment
    if whole.source.table:
        link += f"&{TABLE}={quote(whole.source.table.name[:64])}"
    if whole.source.by_hand != kept.source.by_hand or whole.weights != kept.weights:
        link += f"&{TYPED}=1"
    return Link(link, tuple(missing))


def written(bookmark: Bookmark) -> str:
    """All fields of a bookmark that are not as always, however long that is."""
    said = [f"v={VERSION}"]
    for field in FIELDS.values():
        value = field.of(bookmark)
        if value != field.default(bookmark):
            said.append(f"{field.name}={quote(field.write(value), safe=_SAFE)}")
    return "&".join(said)


def _fitting(bookmark: Bookmark) -> tuple[Bookmark, list[BackpropError], str]:
    """What of a bookmark a link can hold, what is then missing, and the link."""
    experiment, missing = bookmark.experiment, list[BackpropError]()
    if experiment.source.table:
        missing.append(
            DataError(
                "a link cannot hold your own table {name}: after a reload, choose the file again",
                name=repr(experiment.source.table.name[:64]),
            )
        )
    too_many = _too_many_typed(experiment)
    if too_many or (experiment.weights and missing):
        missing.append(
            DataError("a link cannot hold so many numbers typed by hand: after a reload, type or paste them again")
        )
    if missing:
        bookmark = _without_data(bookmark)
        return bookmark, missing, written(bookmark)
    most = most_updates(experiment)
    if bookmark.update > most:
        missing.append(
            DataError("a link leads back to update {most} at the most: to repeat more takes too long", most=most)
        )
        bookmark = replace(bookmark, update=most)
    link = written(bookmark)
    if len(link) > LONGEST:
        missing.append(
            DataError(
                "a link cannot hold {count} numbers typed over: a reload loses them and what followed. Derive, part 4, "
                "has the numbers of this update to take away",
                count=len(experiment.edits),
            )
        )
        first = experiment.edits[0].update
        bookmark = replace(
            bookmark, experiment=replace(experiment, edits=()), update=min(bookmark.update, first), trail=(), at=0
        )
        link = written(bookmark)
    return bookmark, missing, link


def _too_many_typed(experiment: Experiment) -> bool:
    """Whether the numbers typed by hand leave too little of a link to the rest."""
    typed = experiment.source.by_hand
    matrices = (*((typed.X, typed.targets) if typed else ()), *experiment.weights)
    if 2 * sum(map(len, chain.from_iterable(matrices))) > LONGEST:
        return True
    parts = (("by_hand", typed), ("weights", experiment.weights))
    return sum(len(FIELDS[name].write(value)) for name, value in parts if value) > LONGEST - LEFT


def _without_data(bookmark: Bookmark) -> Bookmark:
    """Everything that makes sense with other data and other weights, at update 0."""
    experiment = replace(bookmark.experiment, edits=(), weights=())
    if experiment.source.table or experiment.source.by_hand:
        experiment = experiment.with_source(START.experiment.source)
        experiment = replace(experiment, batch_size=min(experiment.batch_size, len(START.experiment.dataset.X_train)))
    return replace(bookmark, experiment=experiment, update=0, cursor=0, trail=(), at=0)


def decode(query: str | Mapping[str, str]) -> tuple[Bookmark, tuple[BackpropError, ...]]:
    """The bookmark of a link, and what the link did not hold.

    Parameters
    ----------
    query : str or mapping
        As in an address, or already taken apart.

    Raises
    ------
    BackpropError
        What is wrong: the field, what was given, and what is allowed.

    Examples
    --------
    >>> bookmark, _missing = decode("v=1&data=wine&hidden=7&update=3&cell=dW1.0.2")
    >>> bookmark.experiment.network.widths, bookmark.update, bookmark.trail
    ((13, 7, 3), 3, ((('dW', 1), 0, 2),))
    >>> decode("v=1&hidden=0")
    Traceback (most recent call last):
    ...
    backprop.errors.DataError: hidden is '0'; allowed are whole numbers from 1 to 1024
    """
    given = _pairs(query)
    if given.pop("v", VERSION) != VERSION:
        raise DataError("this link is of another version; allowed is v={version}", version=VERSION)
    table, typed = given.pop(TABLE, None), given.pop(TYPED, None)
    bookmark = read(given)
    missing: tuple[BackpropError, ...] = () if table is None else (_lost(table),)
    if typed is not None:
        missing += (DataError("this link was made with more numbers typed by hand than it can hold; paste them again"),)
    return bookmark, missing


def read(given: Mapping[str, str], table: Dataset | None = None) -> Bookmark:
    """The bookmark of the fields of a link, and of a table that came with them.

    Raises
    ------
    BackpropError
        What is wrong: the field, what was given, and what is allowed.
    """
    values: dict[str, Any] = {FIELDS[name].path: FIELDS[name].read(text) for name, text in _known(given)}
    if "hidden" in given and "activations" not in given:
        values[FIELDS["activations"].path] = usual_activations(values[FIELDS["hidden"].path])
    if table is not None:
        values |= {"experiment.source.name": table.name, "experiment.source.table": table}
    bookmark: Bookmark = with_values(START, values)
    _check(bookmark)
    return bookmark


def _pairs(query: str | Mapping[str, str]) -> dict[str, str]:
    length = len(query) if isinstance(query, str) else sum(len(key) + len(text) + 2 for key, text in query.items())
    if length > 2 * LONGEST:
        raise DataError("the link has {given} characters; allowed are {allowed}", given=length, allowed=2 * LONGEST)
    return pairs(query) if isinstance(query, str) else dict(query)


def pairs(query: str) -> dict[str, str]:
    """The fields of a text, each of which may be there once.

    Raises
    ------
    DataError
        One that is there twice.
    """
    found: dict[str, str] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name in found:
            raise DataError("the link says {field} more than once", field=repr(name)[:60])
        found[name] = text
    return found


def _known(given: Mapping[str, str]) -> list[tuple[str, str]]:
    for name in given:
        if name not in FIELDS:
            raise DataError(
                "there is no field {field} in a link; the most alike are {alike}",
                field=repr(name)[:60],
                alike=", ".join(get_close_matches(name, FIELDS, n=ALIKE, cutoff=0)),
            )
    return list(given.items())


def _lost(table: str) -> DataError:
    return DataError(
        "this link was made with a table of one's own, {name}, which no link can hold. To go on with it, choose the "
        "file again under Data",
        name=repr(table)[:60],
    )


def _check(bookmark: Bookmark) -> None:
    """What no field can say alone."""
    limits.check(bookmark.experiment)
    most = most_updates(bookmark.experiment)
    for name, given, allowed in (
        ("update", bookmark.update, most),
        ("at", bookmark.at, max(0, len(bookmark.trail) - 1)),
    ):
        if given > allowed:
            raise DataError(
                "{field} is {given}; allowed are whole numbers from {low} to {high}",
                field=name,
                given=given,
                low=0,
                high=allowed,
            )
    checked_options(bookmark.derive.linear.data, bookmark.derive.linear.options)


def replay_seconds(experiment: Experiment, updates: int) -> float:
    """About how long it takes to repeat so many updates."""
    net = experiment.network
    weights = sum(rows * columns for rows, columns in map(net.weight_shape, range(1, net.layers + 1)))
    return updates * (net.layers * SECONDS_A_LAYER + 3 * experiment.batch_size * weights / PRODUCTS_A_SECOND)


def most_updates(experiment: Experiment) -> int:
    """How many updates a link may ask for."""
    return int(MOST_SECONDS / replay_seconds(experiment, 1))


def is_link(query: Mapping[str, str]) -> bool:
    """Whether what stands in an address is meant for us: other programs add fields of their own."""
    return "v" in query or any(name in FIELDS for name in query)
