"""Names with the same words and other numbers are a family, and are read together: dW1, dW2, dW3."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from backprop.expression import Key

from .names import Name, Reading

Assignment = dict[Any, Key]

Likeness = Callable[[Any, Key], int]
"""Of a name and a quantity: −1: there is none; 0: its shape is another; 1: it is the same; 2: its numbers are."""

_PLAIN = ("X", "Y", "S", "loss")


def families(names: Mapping[Any, Name], likeness: Likeness, layers: int, taken: set[Key]) -> Assignment:
    """Which quantity each name means; names that mean nothing are left out.

    Parameters
    ----------
    names : dict of Name
        By the name as it was given.
    likeness : callable
        ``(name, key)``: how well the array fits.
    layers : int
        L.
    taken : set of Key
        Quantities that are known already.
    """
    groups: dict[str, list[Any]] = {}
    for name, parsed in names.items():
        if parsed.readings:
            groups.setdefault(parsed.template, []).append(name)
    found: Assignment = {}
    taken = set(taken)
    waiting = list(groups.values())
    while waiting:
        ranked = [(*_best({name: names[name] for name in group}, likeness, layers, taken), group) for group in waiting]
        _score, chosen, group = max(ranked, key=lambda entry: entry[0])
        waiting.remove(group)
        found |= chosen
        taken |= set(chosen.values())
    return found


def _best(
    group: Mapping[Any, Name], likeness: Likeness, layers: int, taken: set[Key]
) -> tuple[tuple[float, ...], Assignment]:
    """The assignment under which most arrays have the right numbers, then the right shape, then the likeliest one."""
    best: tuple[tuple[float, ...], Assignment] = ((-1.0, -1.0, 0.0), {})
    for prior, assignment in enumerate(_assignments(group, layers)):
        settled = {name: _settled(name, key, likeness, layers) for name, key in assignment.items()}
        marks = {name: likeness(name, key) for name, key in settled.items() if key not in taken}
        found = {name: settled[name] for name, mark in marks.items() if mark >= 0}
        if len(set(found.values())) == len(found):
            right, fitting = (sum(mark >= least for mark in marks.values()) for least in (2, 1))
            best = max(best, ((float(right), float(fitting), -float(prior)), found), key=lambda entry: entry[0])
    return best


def _settled(name: Any, key: Key, likeness: Likeness, layers: int) -> Key:
    """The last activation of a classifier is often its softmax."""
    return "S" if key == ("Z", layers + 1) and likeness(name, key) < 2 and likeness(name, "S") == 2 else key


def _assignments(group: Mapping[Any, Name], layers: int) -> Iterator[Assignment]:
    first = next(iter(group.values()))
    numbers = _numbers(group)
    for reading in first.readings:
        if reading.symbol in _PLAIN or reading.at:
            yield dict.fromkeys(group, _fixed(reading, layers))
        elif numbers is None:
            for i in range(1, layers + 2):
                yield dict.fromkeys(group, (reading.symbol, i))
        else:
            yield {name: (reading.symbol, n + reading.shift) for name, n in numbers.items()}
    if numbers is not None:
        order = {n: place for place, n in enumerate(sorted(set(numbers.values())), 1)}
        for reading in first.readings:
            if reading.symbol not in _PLAIN and not reading.at:
                yield {name: (reading.symbol, order[n]) for name, n in numbers.items()}


def _fixed(reading: Reading, layers: int) -> Key:
    if reading.symbol in _PLAIN:
        return reading.symbol
    return reading.symbol, (layers if reading.at < 0 else 1) + reading.shift


def _numbers(group: Mapping[Any, Name]) -> dict[Any, int] | None:
    """The number of each name: the one that tells them apart, or the first."""
    columns = list(zip(*(name.numbers for name in group.values()), strict=False))
    if not columns:
        return None
    place = next((n for n, column in enumerate(columns) if len(set(column)) > 1), 0)
    return {name: parsed.numbers[place] for name, parsed in group.items()}
