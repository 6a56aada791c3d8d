"""The lines of code that mend a mistake, in the reader's own names as far as they have given some."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop.expression import Apply, Key, name_of, parts, symbols
from backprop.network import Network
from backprop.notations import NOTATIONS, Writing
from backprop.notations.notation import Description
from backprop.rules import Call, program

from .match import Matching

_VARIABLE = re.compile(r"[^\W\d]\w*(?:\.\w+|\[[\w'\"]+\])*")


class Line(NamedTuple):
    """A line of code, and whether it is one that was wrong."""

    code: str
    mends: bool


class Own(Writing):
    """A notation with the names, and the sums or means, of the arrays of another program.

    Parameters
    ----------
    notation : Notation
    net : Network
    matching : Matching
    """

    def __init__(self, notation: Description, net: Network, matching: Matching) -> None:
        super().__init__(notation, net)
        self.convention = matching.convention
        self.names: dict[Key, str] = {
            match.key: match.name
            for match in matching.matches
            if isinstance(match.name, str)
            and match.key != "Y"  # labels, and not the matrix I_y
            and match.fits
            and not (match.region[0].start or match.region[0].stop)
            and match.transposed == self.transposed(match.key)
            and _VARIABLE.fullmatch(match.name)
        }

    def code(self, key: Key) -> str:
        """The name of a variable: theirs, or the notation's, which must not be one of theirs for something else."""
        if key == ("Z", 1) and not self.net.bias:
            key = "X"
        if key in self.names:
            return self.names[key]
        usual = super().code(key)
        return f"{usual}_" if usual in self.names.values() else usual

    def averages(self, key: Key) -> bool:
        """Whether theirs is averaged over the batch, and not summed."""
        return self.convention == "mean" or (self.convention == "homework" and name_of(key) in ("dW", "db", "loss"))


def mended(net: Network, matching: Matching, places: Iterable[Key]) -> tuple[Line, ...]:
    """What makes some quantities, with the lines before that make what they are made of, and after to what was given.

    Parameters
    ----------
    net : Network
    matching : Matching
    places : iterable of Key
        What is computed wrongly.
    """
    writing = Own(NOTATIONS[matching.notation], net, matching)
    calls = [call for call in program(net) if call.formula]
    wrong = set(places)
    wanted = {call.writes for call in calls if call.writes in wrong}
    for call in calls:
        if call.writes in wrong:
            wanted |= _unnamed(call, writing)
        elif call.writes in writing.names and wrong.intersection(call.reads):
            wanted.add(call.writes)
    for call in calls:  # σ' is of something
        if call.rule.name == "slope" and call.writes in wanted:
            wanted |= _unnamed(call, writing)
    shown = [call for call in calls if call.writes in wanted]
    return tuple(line for call in shown for line in _lines(call, writing, call.writes in wrong))


def _unnamed(call: Call, writing: Own) -> set[Key]:
    return {symbol.key for symbol in symbols(call.formula)} - set(writing.names) if call.formula else set()


def _lines(call: Call, writing: Own, mends: bool) -> Iterator[Line]:
    made = "; ".join(dict.fromkeys(_bodies(call)))
    for code in writing.statements(call):
        yield Line(f"{code}  # {made}" if made and "(x)" in made else code, mends)


def _bodies(call: Call) -> Iterator[str]:
    """What the functions of a formula do, where one line says it."""
    for part in parts(call.formula) if call.formula else ():
        if isinstance(part, Apply) and part.function.numpy.startswith("return ") and "\n" not in part.function.numpy:
            yield f"{part.function.code}(x) = {part.function.numpy.removeprefix('return ')}"
