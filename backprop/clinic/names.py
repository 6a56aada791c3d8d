"""What people call their arrays: ``W1``, ``grads["W1"]``, ``fc1.weight.grad``, ``layers.0.weight``, ``delta1``, ``θ₁``.

A name is read as one or more symbols of the lecture; which one is meant, shapes and values decide (`matching`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .vocabulary import (
    ACT,
    ANY_LAYER,
    BIAS,
    CHAINED,
    DELTA,
    DROPPED,
    ENDS,
    ERROR,
    GRADIENT_AFTER,
    GRADIENT_BEFORE,
    HIDDEN,
    INPUT,
    INPUTS,
    KNOWN,
    LAYER,
    LAYERS,
    LOGITS,
    LOSS,
    PARTS,
    PRE,
    PROBS,
    SIGNS,
    SLOPE,
    TARGET,
    WEIGHT,
    WHOLE,
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
        What is added to the number in the name, or to the layer at a place, to get the layer.
    at : int
        1 if it is of layer 1, −1 if of layer L, whatever its number; 0 if the number says it.
    """

    symbol: str
    shift: int = 0
    at: int = 0


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
    (Reading(symbol='dW', shift=0, at=0), (0,))
    >>> [reading.symbol for reading in read("dz2").readings[:2]], read("colour").readings
    (['M', 'G'], ())
    >>> read("weights_hidden_output").readings[0], read("zh").readings[0]
    (Reading(symbol='W', shift=0, at=-1), Reading(symbol='P', shift=0, at=1))
    """
    plain = re.sub(r":0$", "", name[:LONGEST].strip())
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    spelt = unicodedata.normalize("NFKC", apart.translate(SIGNS)).translate(SIGNS).lower()
    tokens = [token for token in re.findall(r"[^\W\d_]+|\d+", spelt) if token not in DROPPED]
    numbers = tuple(int(token) for token in tokens if token.isdecimal() and len(token) < 5)
    words = [token for token in tokens if not token.isdecimal()]
    template = re.sub(r"\d+", "#", unicodedata.normalize("NFKC", plain))
    return Name(template, numbers, _all_readings(words, bool(numbers)))


def is_of_torch(name: Any) -> bool:
    """Whether it is called as PyTorch calls the weights of a layer, which are of outputs × inputs.

    Examples
    --------
    >>> is_of_torch("fc1.weight.grad"), is_of_torch("dense1.weights"), is_of_torch(("dW", 1))
    (True, False, False)
    """
    return isinstance(name, str) and ".weight" in name.replace(".weights", "")


def _all_readings(words: list[str], numbered: bool) -> tuple[Reading, ...]:
    """By its words as they are, and by what is left of them without those that say which layer."""
    whole = "".join(words)
    usual = _readings(whole, numbered)
    if usual and not numbered and whole in WHOLE and whole not in HIDDEN:
        return usual
    layered = placed(words, numbered)
    if usual and numbered and not (_are(layered, "dW", "db") and _are(usual, "W", "b")):
        return usual
    return (*layered, *usual)


def _are(readings: tuple[Reading, ...], *symbols: str) -> bool:
    return bool(readings) and readings[0].symbol in symbols


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
    if words in DELTA or any(words.endswith(end) and words.removesuffix(end) in ACT for end in DELTA):
        shifts = (Reading("M"), Reading("M", 1), Reading("M", -1), Reading("G", 1), Reading("G"))
        return shifts if numbered else (Reading("G", 1, at=-1), *shifts)
    if words == "g":
        return Reading("G"), Reading("M"), Reading("M", 1), Reading("G", 1), Reading("dW"), Reading("dW", 1)
    if words == "m" and numbered:
        return Reading("M"), Reading("M", 1)
    if (words in SLOPE and (numbered or len(words) > 1)) or CHAINED.fullmatch(words):
        return Reading("D"), Reading("D", 1), Reading("M"), Reading("M", -1)
    return ()


def _gradient_of(words: str, numbered: bool) -> tuple[Reading, ...]:
    if kind := _parameter(words):
        return Reading("d" + kind), Reading("d" + kind, 1)
    if words == "z":
        return Reading("M"), Reading("G"), Reading("G", 1), Reading("M", 1)
    if words in PRE:
        return Reading("M"), Reading("M", 1)
    if words in INPUT:
        return (Reading("G"), Reading("M")) if numbered else (Reading("G", 1),)
    if words in ACT and numbered:
        return Reading("G", 1), Reading("G"), Reading("G", 2)
    last = Reading("G", 1, at=-1), Reading("M", at=-1), Reading("G", 1)
    return last if words in ACT | LOGITS | PROBS or words == "y" else ()


def _forward(words: str, numbered: bool) -> tuple[Reading, ...]:
    if kind := _parameter(words):
        return Reading(kind), Reading(kind, 1)
    return _numbered(words) if numbered else _without_number(words)


def _without_number(words: str) -> tuple[Reading, ...]:
    for known, symbol in ((LOSS, "loss"), (INPUT, "X"), (TARGET, "Y")):
        if words in known:
            return (Reading(symbol),)
    if words in PROBS or words == "p":
        return Reading("S"), Reading("Z", 1, at=-1)
    if words in LOGITS | ACT | {"z"}:
        return Reading("Z", 1, at=-1), Reading("P", at=-1), Reading("S"), Reading("Z", 1)
    return (Reading("P"),) if words in PRE else ()


def _numbered(words: str) -> tuple[Reading, ...]:
    if words == "z":
        return Reading("P"), Reading("Z"), Reading("Z", 1), Reading("P", 1)
    if words in PRE:
        return Reading("P"), Reading("P", 1)
    if words in ACT or words == "y":
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


# --- layers that are called by words ---


def placed(words: list[str], numbered: bool) -> tuple[Reading, ...]:
    """What is left of a name without the words for a layer: weights_input_hidden, output_delta, dense1.dweights, zh."""
    parts = [part for word in words for part in _split(word)]
    where = [LAYERS[part] for part in parts if part in LAYERS]
    rest = "".join(part for part in parts if part not in LAYERS and part not in ANY_LAYER)
    if not where and len(rest) == len("".join(words)):
        return ()
    at = 0 if numbered or not where else -1 if "out" in where else 1
    if not rest:
        at = at and (-1 if where[0] == "out" else 1)  # hidden_output is of the hidden layer
        return tuple(replace(reading, at=at) for reading in _of_layer(where, numbered))
    found = _gradients_of_layer(rest) or _readings(rest, True)
    plain = (reading for reading in found if reading.symbol not in INPUTS and not reading.at)
    return tuple(dict.fromkeys(replace(reading, at=at) for reading in plain if not at or reading.shift >= 0))


def _split(word: str) -> Iterator[str]:
    """A word, and the word for a layer at its end: wout, zh, dhidden, hiddenlayer."""
    word = word.removesuffix("layer") or word
    end = next((end for end in ENDS if word.endswith(end) and word != end), "") if word not in KNOWN else ""
    yield from filter(None, (word.removesuffix(end), end))


def _of_layer(where: list[str], numbered: bool) -> tuple[Reading, ...]:
    """Where only a layer is named: its activation, or what arrives there."""
    if len(where) > 1 and where[-1] == "in":
        return Reading("P"), Reading("Z")
    if where == ["in"]:
        return ()
    return (Reading("P"), Reading("Z", 1)) if numbered else (Reading("Z", 1), Reading("P"))


def _gradients_of_layer(rest: str) -> tuple[Reading, ...]:
    """Of a whole layer: d_hidden and its delta carry the slope, its error as often not."""
    if rest in GRADIENT_BEFORE or rest in GRADIENT_AFTER:
        return Reading("M"), Reading("G", 1)
    return (Reading("G", 1), Reading("M")) if rest in ERROR else ()
