"""The trail: entries of matrices as text, and which term of one led to the next."""

from __future__ import annotations

from math import copysign, isnan, nan

import numpy as np
from numpy.typing import NDArray

from backprop.errors import UnknownQuantityError
from backprop.explain import Explanation, LikeTerms, explain
from backprop.expression import Key, Place, lowered
from backprop.notations import Writing
from backprop.optimizers import MEMORY
from backprop.passes import Trace
from figures.notation import printed

from .panel import Crumb


def entry(writing: Writing, key: Key, *index: int | str) -> str:
    """An entry of a quantity as text; row and column are given in the lecture's orientation.

    Examples
    --------
    >>> from backprop.network import Network
    >>> from backprop.notations import NOTATIONS
    >>> net = Network((4, 3))
    >>> lecture, column = (NOTATIONS[name].of(net) for name in ("lecture", "column"))
    >>> entry(lecture, ("dW", 1), 0, 2), entry(lecture, ("P", 1), "r", 2), entry(lecture, "loss")
    ('∇W₁[0, 2]', '(Z₁W₁)[r, 2]', 'ℓ')
    >>> entry(column, ("dW", 1), 0, 2), entry(column, ("P", 1), "r", 2)
    ('∂ℓ/∂W⁽¹⁾[2, 0]', 'z⁽¹⁾[2, r]')
    """
    remembered = isinstance(key, tuple) and key[0] in MEMORY
    plain = f"{key[0]}{lowered(int(key[1]))}" if remembered else writing.title(key)
    plain = f"({plain})" if key[0] == "P" and writing.spells_out(key) else plain
    if not index:
        return plain
    row, column = index if remembered else writing.turned(key, *index)
    return f"{plain}[{row}, {column}]"


def short(value: float) -> str:
    """A number in three digits.

    Examples
    --------
    >>> short(-0.12345), short(1e-7)
    ('−0.123', '1e−7')
    """
    return printed(value, ".3g")


def crumb(trace: Trace, writing: Writing, place: Place, after: Place | None) -> Crumb:
    """A cell of the trail; what another network does not have stays there as a name."""
    key, *index = place
    try:
        e = explain(trace, key, index, writing)
    except UnknownQuantityError:
        return Crumb(entry(writing, key, *index), nan)
    found = term_of(e, after) if after else None
    return Crumb(entry(writing, key, *index), e.value, _followed(e, *found) if found else "")


def term_of(explanation: Explanation, place: Place) -> tuple[LikeTerms, int] | None:
    """The first term that a cell is a factor of: its form, and which of them."""
    key, row, column = place
    for like in explanation.like:
        for operand in like.operands:
            if operand.key == key:
                matches = np.equal(operand.rows, row) & np.equal(operand.columns, column)
                found = np.flatnonzero(np.broadcast_to(matches, len(operand.values)))
                if len(found):
                    return like, int(found[0])
    return None


def _followed(e: Explanation, like: LikeTerms, k: int) -> str:
    """The term that leads on: r = 3: 0.12 · (−0.5) = −0.06."""
    values = [float(operand.values[k]) for operand in like.operands if operand.role == "factor"]
    factors = [like.coefficient, *values] if like.coefficient not in (1, -1) else values
    product = " · ".join(
        f"({short(value)})" if n and _has_sign(value) else short(value) for n, value in enumerate(factors)
    )
    made = short(float(like.values[k]))
    text = f"{product} = {made}" if len(factors) > 1 else made
    place = places_of(like)
    return f"{e.letter} = {place[k]}: {text}" if place is not None else text


def _has_sign(value: float) -> bool:
    """Whether a minus is printed before a number, as it is before −0."""
    return copysign(1, value) < 0 and not isnan(value)


def places_of(like: LikeTerms) -> NDArray[np.intp] | None:
    """The running index of each term, if there is one."""
    for operand in like.operands:
        for place in (operand.rows, operand.columns):
            if isinstance(place, np.ndarray):
                return place
    return None
