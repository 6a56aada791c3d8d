"""What people call their arrays: ``W1``, ``grads["W1"]``, ``fc1.weight.grad``, ``layers.0.weight``, ``delta1``, ``θ₁``.

A name is read as one or more symbols of the lecture; which one is meant, shapes and values decide (`matching`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .vocabulary import (
    ACT,
    BIAS,
    DELTA,
    DROPPED,
    GRADIENT_AFTER,
    GRADIENT_BEFORE,
    INPUT,
    LAYER,
    LOGITS,
    LOSS,
    PARTS,
    PRE,
    PROBS,
    SIGNS,
    SLOPE,
    TARGET,
    WEIGHT,
)

LONGEST = 200
"""Characters of a name that are read."""


@dataclass(frozen=True)
class Reading:
    """One way to take a name.

    Attributes
    ----------
    symbol : str
        ``"W"``, ``"b"``, ``"dW"``, ``"db"``, ``"Z"``, ``"P"``, ``"D"``, ``"G"``, ``"M"``, ``"X"``, ``"Y"``, ``"S"`` or
        ``"loss"``.
    shift : int
        What is added to the number in the name to get the layer.
    last : bool
        Whether it is of layer L + 1, or for M of layer L, whatever its number.
    """

    symbol: str
    shift: int = 0
    last: bool = False


@dataclass(frozen=True)
class Name:
    """A name, read.

    Attributes
    ----------
    template : str
        The name without its numbers: names with the same one are a family.
    numbers : tuple of int
    readings : tuple of Reading
        The most likely one first; empty if it means nothing.
    """

    template: str
    numbers: tuple[int, ...]
    readings: tuple[Reading, ...]


def read(name: str) -> Name:
    """What a name may mean.

    Examples
    --------
    >>> read("layers.0.weight.grad").readings[0], read("layers.0.weight.grad").numbers
    (Reading(symbol='dW', shift=0, last=False), (0,))
    >>> [reading.symbol for reading in read("dz2").readings[:2]], read("colour").readings
    (['M', 'G'], ())
    """
    plain = re.sub(r":0$", "", name[:LONGEST].strip())
    spelt = unicodedata.normalize("NFKC", plain.translate(SIGNS)).translate(SIGNS).lower()
    tokens = [token for token in re.findall(r"[^\W\d_]+|\d+", spelt) if token not in DROPPED]
    numbers = tuple(int(token) for token in tokens if token.isdecimal() and len(token) < 5)
    words = "".join(token for token in tokens if not token.isdecimal())
    template = re.sub(r"\d+", "#", unicodedata.normalize("NFKC", plain))
    return Name(template, numbers, _readings(words, bool(numbers)))


def _readings(words: str, numbered: bool) -> tuple[Reading, ...]:
    if own := _own(words, numbered):
        return own
    return _marked(words, numbered) or _forward(words, numbered) or _plural(words, numbered)


def _marked(words: str, numbered: bool) -> tuple[Reading, ...]:
    """Of a name that says it is a gradient: W1_grad, grad_W1, dW1, grads["dW1"]."""
    for end in GRADIENT_AFTER:
        if words.endswith(end):
            rest = words.removesuffix(end)
            if found := _gradient_of(rest, numbered) or _gradient_of(rest.removesuffix("d"), numbered):
                return found
    for start in GRADIENT_BEFORE:
        rest = words.removeprefix(start)
        if rest and rest != words and (len(start) > 3 or not _parameter(rest) or LAYER.fullmatch(rest)):
            found = _gradient_of(rest, numbered)
            if found or (len(start) > 3 and (found := _marked(rest, numbered) or _own(rest, numbered))):
                return found
    return ()


def _plural(words: str, numbered: bool) -> tuple[Reading, ...]:
    one = words.removesuffix("s")
    return _readings(one, numbered) if one not in ("", words) else ()


def _own(words: str, numbered: bool) -> tuple[Reading, ...]:
    """Names of factors that no course writes as a gradient of something."""
    if words in DELTA or (words.endswith("delta") and words.removesuffix("delta") in ACT):
        shifts = (Reading("M"), Reading("M", 1), Reading("M", -1), Reading("G", 1), Reading("G"))
        return shifts if numbered else (Reading("G", last=True), *shifts)
    if words == "g":
        return Reading("G"), Reading("M"), Reading("M", 1), Reading("G", 1), Reading("dW"), Reading("dW", 1)
    if words == "m" and numbered:
        return Reading("M"), Reading("M", 1)
    if words in SLOPE and (numbered or len(words) > 1):
        return Reading("D"), Reading("D", 1), Reading("M"), Reading("M", -1)
    return ()


def _gradient_of(words: str, numbered: bool) -> tuple[Reading, ...]:
    if kind := _parameter(words):
        return Reading("d" + kind), Reading("d" + kind, 1)
    if words == "z":
        return Reading("M"), Reading("G"), Reading("G", 1), Reading("M", 1)
    if words in PRE:
        return Reading("M"), Reading("M", 1)
    if words in INPUT and not numbered:
        return (Reading("G", 1),)
    if words in ACT and numbered:
        return Reading("G", 1), Reading("G"), Reading("G", 2)
    last = Reading("G", last=True), Reading("M", last=True), Reading("G", 1)
    return last if words in ACT | LOGITS | PROBS else ()


def _forward(words: str, numbered: bool) -> tuple[Reading, ...]:
    if kind := _parameter(words):
        return Reading(kind), Reading(kind, 1)
    return _numbered(words) if numbered else _without_number(words)


def _without_number(words: str) -> tuple[Reading, ...]:
    for known, symbol in ((LOSS, "loss"), (INPUT, "X"), (TARGET, "Y")):
        if words in known:
            return (Reading(symbol),)
    if words in PROBS or words == "p":
        return Reading("S"), Reading("Z", last=True)
    if words in LOGITS | ACT | {"z"}:
        return Reading("Z", last=True), Reading("P", last=True), Reading("S"), Reading("Z", 1)
    return (Reading("P"),) if words in PRE else ()


def _numbered(words: str) -> tuple[Reading, ...]:
    if words == "z":
        return Reading("P"), Reading("Z"), Reading("Z", 1), Reading("P", 1)
    if words in PRE:
        return Reading("P"), Reading("P", 1)
    if words in ACT:
        return Reading("Z", 1), Reading("Z"), Reading("Z", 2), Reading("P")
    if words in INPUT:
        return Reading("Z", 1), Reading("Z")
    return (Reading("S"),) if words in PROBS else ()


def _parameter(words: str) -> str:
    """``"W"`` or ``"b"`` if it is called like one, else nothing."""
    if words in WEIGHT or words.endswith(("weight", "weights", "kernel")):
        return "W"
    if words in BIAS or words.endswith(("bias", "biases")):
        return "b"
    for letter, symbol in (("w", "W"), ("b", "b")):
        if words.removeprefix(letter) in PARTS and words.startswith(letter):
            return symbol
        if words.removesuffix(letter) in PARTS | {"fc", "layer", "linear", "dense"} and words.endswith(letter):
            return symbol
    return ""
