"""``diagnose``: which known mistakes make these numbers, or else what they look like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from backprop._text import N_, Sentence
from backprop.checks import checked_name
from backprop.errors import DataError
from backprop.expression import Key
from backprop.network import Network, checked_network
from backprop.notations import NOTATIONS
from backprop.passes import Trace, trace
from backprop.rules import program

from .after_update import undone
from .comparing import in_float64, judged
from .comparison import Comparison, Judged
from .match import Matching
from .mending import Line, Own, mended
from .mistakes import MISTAKES, Mistake, Planted, planted
from .out_of_range import checked_range, first_beyond, is_beyond
from .patterns import described
from .readings import best_reading
from .replay import Replay, inputs
from .report import title
from .search import FINE, Found, Search
from .sight import Sight
from .verdict import Verdict
from .wrong_code import wrong_code

BY_ROWS = ("mean_missing", "other_count")
"""Mistakes with what is divided by the rows of the batch."""


@dataclass(frozen=True)
class Diagnosis:
    """One explanation of what is wrong.

    Attributes
    ----------
    mistakes : tuple of str
        Keys of `MISTAKES`; empty where only a pattern is known.
    places : tuple of Key
        What is computed wrongly, in the order of the program.
    sentence : Sentence
        What to say; a text.
    explains : bool
        Whether all the arrays come out of the right program with these mistakes in it, but for rounding.
    pattern : str
        What kind of pattern it is, where no mistake is known.
    parameters : tuple of float
        For each mistake the number it depends on, such as λ; NaN if it depends on none.
    listing : tuple of Line
        The right lines of code for those places, and around them, in the notation and the names of the arrays.
    written : tuple of str
        Lines that have the mistakes, of those places and in those names too.
    """

    mistakes: tuple[str, ...]
    places: tuple[Key, ...]
    sentence: Sentence
    explains: bool = False
    pattern: str = ""
    parameters: tuple[float, ...] = ()
    listing: tuple[Line, ...] = ()
    written: tuple[str, ...] = ()

    @property
    def remedy(self) -> tuple[str, ...]:
        """The right lines of code for the places."""
        return tuple(line.code for line in self.listing if line.mends)

    def __str__(self) -> str:
        lines = [str(self.sentence), *(f"    {line}" for line in self.remedy)]
        return "\n".join(lines)


def diagnose(
    net: Network,
    W: Mapping[int, ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    arrays: Mapping[Any, Any],
    *,
    keys: Mapping[str, Key | None] | None = None,
    convention: str | None = None,
    notation: str | None = None,
    watch: Callable[[float], object] | None = None,
) -> list[Diagnosis]:
    """Name the mistakes that make these arrays.

    Parameters
    ----------
    net, W, X, y
        As for `trace`.
    arrays, keys, convention
        As for `compare`.
    notation : str, optional
        A name of `NOTATIONS`, in which the lines that mend it are written; by default that of the arrays.
    watch : callable, optional
        Called with the share that is done, 0 to 1; it may raise to stop the search.

    Returns
    -------
    list of Diagnosis
        The best first; empty if nothing is wrong. Those that make the same numbers follow one another, and all say
        that they explain everything. What no known mistake explains is described by its pattern.

    Raises
    ------
    WeightsError, DataError, NetworkError

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> W, X, y = net.init_weights(), np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1]
    >>> t = trace(net, W, X, y)
    >>> wrong = t["Z", 1].T @ t["G", 2]
    >>> found = diagnose(net, W, X, y, {"dW2": t["dW", 2], "dW1": wrong})
    >>> found[0].mistakes, found[0].places
    (('slope_left_out',), (('M', 1),))
    >>> print(found[0].sentence)
    the slope σ' is left out: M₁
    """
    given = trace(checked_network(net), W, X, y)
    right = checked_range(in_float64(given))
    comparison, replay = best_reading(right, arrays, keys, convention, judged)
    if notation is not None:
        checked_name(N_("notation"), notation, NOTATIONS, DataError)
        comparison = replace(comparison, matching=replace(comparison.matching, notation=notation))
    return _overflown(given, comparison) or diagnosed(comparison, replay, str(given["X"].dtype), watch)


def diagnosed(
    comparison: Comparison,
    replay: Replay,
    dtype: str = "float64",
    watch: Callable[[float], object] | None = None,
) -> list[Diagnosis]:
    """The diagnoses of a comparison.

    Parameters
    ----------
    comparison, replay
        As `comparing.judged` gives them.
    dtype : str
        What the arrays were meant to be computed in.
    watch : callable, optional
        As for `diagnose`.
    """
    t = replay.trace
    found = [_pattern(step, replay) for step in comparison.wrong if step.key in inputs(t)]
    search = Search(comparison, replay, watch)
    with np.errstate(all="ignore"):
        if search.wrong:
            found += _explained(search, comparison, replay)
    return found or [*_rounded(comparison, dtype), *_at_kinks(comparison, replay)]


def _overflown(given: Trace, comparison: Comparison) -> list[Diagnosis]:
    """Where the right pass itself leaves the range of its dtype, and with it what was brought."""
    beyond = first_beyond(given)
    if beyond is None or not any(is_beyond(step.yours).any() for step in comparison.wrong):
        return []
    said = N_("{where}: in {dtype} the right numbers are not finite either, the first at [{row}, {column}]")
    values = {"dtype": str(given["X"].dtype), "row": beyond.row, "column": beyond.column}
    sentence = Sentence(said, where=title(beyond.key), **values)
    return [Diagnosis((), (beyond.key,), sentence, False, "out of range")]


def _explained(search: Search, comparison: Comparison, replay: Replay) -> list[Diagnosis]:
    if any(is_beyond(step.yours[np.isfinite(step.yours)]).any() for step in comparison.steps):
        return [_pattern(step, replay) for step in comparison.wrong]
    exact = search.exact()
    if not exact and (alpha := undone(replay.trace, comparison.matching)) is not None:
        return [_after_update(alpha, replay, comparison)]
    exact = exact or search.pairs(search.singles())
    if exact:
        return [_named(one, replay, comparison, True) for one in _best_first(exact)]
    found: list[Diagnosis] = []
    for step in comparison.wrong:
        if step.key in inputs(replay.trace):
            continue
        mending = search.mending(step)
        found += [_named(one, replay, comparison, False) for one in _best_first(mending)[:3]]
        if not mending:
            found.append(_pattern(step, replay))
    return found


def _best_first(found: list[Found]) -> list[Found]:
    """Fewer mistakes, then fewer numbers that were fitted, then fewer places, then the order of the catalogue."""
    order = {key: n for n, key in enumerate(MISTAKES)}

    def rank(one: Found) -> tuple[Any, ...]:
        fitted = sum(plant.has_parameter for plant in one.plants)
        places = sum(len(plant.variants) for plant in one.plants)
        return fitted, places, [order[plant.mistake.key] for plant in one.plants]

    fewest = min((rank(one)[0] for one in found), default=0)
    best: dict[frozenset[str], Found] = {}
    for one in sorted(found, key=rank):
        if rank(one)[0] == fewest:  # a number can be fitted to anything
            best.setdefault(frozenset(plant.mistake.key for plant in one.plants), one)
    return list(best.values())


def _named(one: Found, replay: Replay, comparison: Comparison, explains: bool) -> Diagnosis:
    places = {place: None for plant in one.plants for place in plant.places}
    parts = [_phrase(plant, number, comparison) for plant, number in zip(one.plants, one.parameters, strict=True)]
    sentence = parts[0]
    if len(parts) == 2:
        sentence = Sentence(N_("{first}; and {second}"), first=parts[0], second=parts[1])
    keys = tuple(plant.mistake.key for plant in one.plants)
    ordered = tuple(call.writes for call in program(replay.net) if call.writes in places)
    matching = _as_divided(one, comparison.matching)
    listing, written = mended(replay.net, matching, ordered), _written(one, matching, replay.net)
    return Diagnosis(keys, ordered, sentence, explains, "", one.parameters, listing, written)


def _written(one: Found, matching: Matching, net: Network) -> tuple[str, ...]:
    """The lines with the mistakes, each once."""
    writing = Own(NOTATIONS[matching.notation], net, matching)
    found = (wrong_code(writing, *each) for each in zip(one.plants, one.parameters, strict=True))
    return tuple(dict.fromkeys(line for lines in found for line in lines))


def _as_divided(one: Found, matching: Matching) -> Matching:
    """The convention of whose 1/m goes wrong in a ∇W_i: it is there that they divide, unless their G says otherwise."""
    in_gradient = any(plant.mistake.key in BY_ROWS and plant.places[0][0] == "dW" for plant in one.plants)
    says = any(match.key[0] in ("G", "M") for match in matching.matches)
    return replace(matching, convention="homework") if in_gradient and not says else matching


def _phrase(plant: Planted, parameter: float, comparison: Comparison) -> Sentence:
    """A mistake, where, and the number it depends on, as in the program whose arrays they are."""
    if np.isnan(parameter):
        where = ", ".join(title(place) for place in plant.places)
        return Sentence(N_("{name}: {where}"), name=plant.mistake.name, where=where)
    factor = _factor(comparison)
    rows = 1 if comparison.convention == "sum" else plant.m
    own = {"λ": parameter / factor, "α": parameter * factor, "c": parameter / factor, "N": rows / parameter}
    return _with_number(plant.mistake, plant.places, own.get(plant.mistake.letter, parameter))


def _factor(comparison: Comparison) -> float:
    """So many times their ∇W are smaller than those of the network."""
    return next((match.factor for match in comparison.matching.matches if match.key[0] == "dW"), 1.0)


def _with_number(mistake: Mistake, places: Iterable[Key], number: float) -> Sentence:
    said = N_("{name}: {where}, with {letter} = {number}")
    where = ", ".join(map(title, places))
    return Sentence(said, name=mistake.name, where=where, letter=mistake.letter, number=f"{number:.6g}")


def _after_update(alpha: float, replay: Replay, comparison: Comparison) -> Diagnosis:
    """The pass is right, but went through other weights."""
    mistake, own = MISTAKES["saved_after_update"], alpha * _factor(comparison)
    places = tuple(("W", i) for i in range(1, replay.net.layers + 1))
    return Diagnosis((mistake.key,), places, _with_number(mistake, places, own), True, "", (own,))


def _pattern(step: Judged, replay: Replay) -> Diagnosis:
    t = replay.trace
    sight = Sight(step.key, step.yours, step.expected, step.tolerance, replay.values, t.rows, step.match.region)
    kind, template, values = described(sight)
    said = Sentence(N_("{where}: {what}"), where=title(step.part), what=Sentence(template, **values))
    return Diagnosis((), (step.key,), said, False, kind)


def _rounded(comparison: Comparison, dtype: str) -> Iterator[Diagnosis]:
    """Right but for the precision of float32, where more was meant."""
    noisy = [step for step in comparison.steps if step.verdict == Verdict.NOISE or _is_coarse(step)]
    if dtype == "float64" and noisy:
        where = ", ".join(title(step.part) for step in noisy[:6])
        said = Sentence(N_("{name}: {where}"), name=MISTAKES["float32"].name, where=where)
        yield Diagnosis(("float32",), tuple(step.key for step in noisy), said, True)


def _at_kinks(comparison: Comparison, replay: Replay) -> Iterator[Diagnosis]:
    """Right, but with the slope of the other side where a unit lies at its kink."""
    t = replay.trace
    steps = [step for step in comparison.steps if step.verdict == Verdict.KINK]
    for plant in planted(t.net, t.rows) if steps else ():
        rules = plant.rules() if plant.mistake.key == "mask_with_equal" else None
        if rules:
            other = trace(t.net, t.weights, t["X"], t["Y"], rules)
            if all(_is(step, other) for step in steps):
                yield _named(Found((plant,), (np.nan,), ()), replay, comparison, True)


def _is(step: Judged, t: Trace) -> bool:
    """Whether an array is what another pass makes."""
    match, part = step.match, step.match.part_of(t[step.key])
    return bool(np.all(np.abs(step.yours - part) <= step.fine + 0.51 * match.quantum + 64 * match.unit * np.abs(part)))


def _is_coarse(step: Judged) -> bool:
    """Whether an array of the dtype float32 differs from the right one, though within its rounding."""
    size = np.abs(step.expected).max(initial=0)
    return step.match.unit > FINE and bool(np.abs(step.difference).max(initial=0) > 1e-11 * size)
