"""A mistake in one line of a network, to be found: which ones can be, and which of them a number deals.

The numbers of a wrong pass are shown as the lecture's (`disguised`): so whoever looks for the mistake sees what the
line should do, and what it has done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.checks import checked_count, checked_name
from backprop.errors import DataError
from backprop.expression import Key
from backprop.fusion import makers
from backprop.network import Network
from backprop.passes import Trace, TraceStep
from backprop.rules import RULES, Call, call, call_of, program

from .mistakes import Mistake, Planted, planted

LEVELS = {"backward": ("backward",), "everything": ("forward", "backward")}
"""The passes in which a mistake may be."""

LEAST = 0.1
"""By so much, as a share of its size, a matrix has to differ for the mistake to be one that is seen."""

FELT, ROUNDING = 0.01, 1e-6
"""And by so much a ∇W in its turn: as a share of its own size, and, to be no rounding, of the largest gradient's."""

MOST_WORK = 5e7
"""Multiplications of a pass, an exponential counted as fifty, up to which all mistakes are tried: half a second."""

SALT = b"2110"
"""Other deals with another one. With this one the first deal of the first network is one that everybody should meet."""

NEAR, CHOICES = 3, 7
"""Of so many names that are to choose from, how many are of mistakes that this line may have, besides its own."""


def findable(t: Trace, level: str = "backward", rows: Iterable[int] = ()) -> tuple[Planted, ...]:
    """The mistakes of one line that change a matrix so much that it is seen, and with it a ∇W.

    Parameters
    ----------
    t : Trace
        The right pass on the batch that decides what is seen.
    level : str
        A name of `LEVELS`.
    rows : iterable of int
        The rows of other batches that the mistakes have to fit.

    Returns
    -------
    tuple of Planted
        In the order of the catalogue; each has one place. Those that depend on a number, or are made in several lines
        at once, are left out.

    Raises
    ------
    DataError
        There is no such level, or the network is so large that to try them takes too long.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((4, 6, 3))
    >>> t = trace(net, net.init_weights(), np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1])
    >>> [bug.places for bug in findable(t) if bug.mistake.key == "sign"]
    [(('dW', 2),), (('dW', 1),), (('G', 2),), (('D', 1),)]
    """
    check_size(t.net, t.rows)
    phases = LEVELS[checked_name(N_("level"), level, LEVELS, DataError)]
    least, places, others = _least(t), _places(t.net, phases), [{_form(p) for p in planted(t.net, m)} for m in rows]
    return tuple(
        bug
        for bug in planted(t.net, t.rows)
        if bug.places in places
        and not (bug.has_parameter or bug.mistake.together)
        and all(_form(bug) in forms for forms in others)
        and _is_seen(t[bug.places[0]], result(t, bug))
        and _is_felt(t, bug, least)
    )


def check_size(net: Network, rows: int) -> None:
    """Refuse a network, or a batch of so many rows for it, in which to try all mistakes takes too long.

    Raises
    ------
    DataError
    """
    shapes = (net.weight_shape(i) for i in range(1, net.layers + 1))
    weights = sum(down * across for down, across in shapes)
    if rows * (weights + 50 * sum(net.widths)) > MOST_WORK:
        raise DataError(
            "the network {widths} with a batch of {rows} rows is too large for the bug lab: make it smaller on Explore",
            widths="-".join(map(str, net.widths)),
            rows=rows,
        )


def _places(net: Network, phases: Collection[str]) -> set[tuple[Key, ...]]:
    """What ∇W is made of, in these passes: a mistake in G_1 or in ℓ harms nothing."""
    return {(each.writes,) for each in _needed(net) if each.rule.phase in phases}


def _needed(net: Network) -> list[Call]:
    """The calls that every ∇W is made by."""
    return makers(program(net), ("dW",))


def _gradients(net: Network) -> list[Key]:
    return [("dW", i) for i in range(1, net.layers + 1)]


def _form(bug: Planted) -> tuple[object, ...]:
    return bug.mistake.key, bug.label, bug.places


def _is_seen(right: Array, wrong: Array) -> bool:
    difference = float(np.linalg.norm(wrong - right))  # not finite where something is not
    return bool(np.isfinite(difference)) and difference > LEAST * float(np.linalg.norm(right))


def _least(t: Trace) -> dict[Key, float]:
    """What a difference in each ∇W has to exceed."""
    size = max(float(np.linalg.norm(t[key])) for key in t if key[0] in ("dW", "G"))
    return {key: max(FELT * float(np.linalg.norm(t[key])), ROUNDING * size) for key in _gradients(t.net)}


def _is_felt(t: Trace, bug: Planted, least: Mapping[Key, float]) -> bool:
    """Whether a ∇W of the wrong pass is another one; what is not finite is."""
    found = ((key, changed) for key, changed in _followed(t, bug) if key in least)
    return any(not float(np.linalg.norm(changed - t[key])) <= least[key] for key, changed in found)


def _followed(t: Trace, bug: Planted) -> Iterator[tuple[Key, Array]]:
    """What is made with the mistake, one after the other: each only when it is asked for."""
    changed = {bug.places[0]: result(t, bug)}
    yield from changed.items()
    for each in _needed(t.net):
        if each.writes not in changed and changed.keys() & set(each.reads):
            values = {key: changed.get(key, t[key]) for key in each.reads}
            with np.errstate(all="ignore"):
                changed[each.writes] = each.compute(t.net, values)
            yield each.writes, changed[each.writes]


def wrong_call(bug: Planted) -> Call:
    """The line that has the mistake; its formula says it, unless its rule is carried out by hand."""
    ((_name, i), rule), *_others = (bug.rules() or {}).items()
    return call_of(bug.net, rule, i)


def right_call(bug: Planted) -> Call:
    """The same line in the lecture."""
    wrong = wrong_call(bug)
    return call(bug.net, wrong.rule.name, wrong.i)


def result(t: Trace, bug: Planted) -> Array:
    """What the wrong line makes of the numbers of a right pass."""
    line = wrong_call(bug)
    with np.errstate(all="ignore"):
        return line.compute(t.net, t, out=np.empty_like(t[line.writes]))


def dealt(found: Sequence[Planted], number: int) -> Planted:
    """The one of a number, the same for whoever deals it: numbers that follow one another deal different mistakes.

    Parameters
    ----------
    found : sequence of Planted
        At least one.
    number : int
        From 0.
    """
    keys = {bug.mistake.key for bug in found}
    lap, place = divmod(checked_count(N_("the deal"), number, 0, error=DataError), len(keys))
    key = sorted(keys, key=lambda key: _drawn(lap, key))[place]
    return min((bug for bug in found if bug.mistake.key == key), key=lambda bug: _drawn(number, *_form(bug)))


def _drawn(*of: object) -> bytes:
    """A place in an order that looks like none, and is the same everywhere."""
    return blake2b(repr(of).encode(), digest_size=8, salt=SALT).digest()


def alike(t: Trace, found: Iterable[Planted], bug: Planted) -> frozenset[str]:
    """The keys of all mistakes that make the same numbers in the same place."""
    own, size = result(t, bug), float(np.abs(result(t, bug)).max(initial=0))
    same = (one for one in found if one.places == bug.places)
    return frozenset(
        one.mistake.key for one in same if np.allclose(result(t, one), own, rtol=1e-6, atol=1e-9 * size)
    ) | {bug.mistake.key}


def choices(found: Iterable[Planted], bug: Planted, same: Collection[str], number: int) -> tuple[Mistake, ...]:
    """Names to choose from, in an order that says nothing: its own, some of the same line, some of others.

    Parameters
    ----------
    found : iterable of Planted
    bug : Planted
    same : collection of str
        Mistakes that make the same numbers; of these only its own is among them.
    number : int
        The deal.
    """
    place = bug.places
    near = {one.mistake.key: one.mistake for one in found if one.places == place and one.mistake.key not in same}
    far = {one.mistake.key: one.mistake for one in found if one.mistake.key not in {*same, *near}}
    chosen = [*_some(near, NEAR, number), *_some(far, CHOICES, number)][: CHOICES - 1]
    return tuple(sorted([*chosen, bug.mistake], key=lambda mistake: _drawn(number, "order", mistake.key)))


def _some(mistakes: dict[str, Mistake], most: int, number: int) -> list[Mistake]:
    return sorted(mistakes.values(), key=lambda mistake: _drawn(number, "choice", mistake.key))[:most]


def disguised(t: Trace) -> Trace:
    """The same numbers, each said to be made by the lecture's rule.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((4, 6, 3))
    >>> lost = next(bug for bug in planted(net, 5) if bug.mistake.key == "slope_left_out")
    >>> X, y = np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1]
    >>> wrong = trace(net, net.init_weights(), X, y, rules=lost.rules())
    >>> shown = disguised(wrong)
    >>> bool((shown["M", 1] == wrong["M", 1]).all()), [step.reads for step in shown.steps if step.writes == ("M", 1)]
    (True, [(('G', 2), ('D', 1))])
    """
    return Trace(t.net, dict(t), tuple(_disguised(t, step) for step in t.steps))


def _disguised(t: Trace, step: TraceStep) -> TraceStep:
    if step.rule is RULES[step.rule.name]:
        return step
    told = call(t.net, step.rule.name, step.i)
    return replace(
        step, rule=told.rule, formula=told.formula, reads=told.reads, operands=tuple(t[key] for key in told.reads)
    )
