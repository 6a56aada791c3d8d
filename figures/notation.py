"""How quantities are written where LaTeX can't be: titles of matrices, heads of rows, in Unicode."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from backprop._text import N_
from backprop.expression import Key, Running, Symbol, name_of
from backprop.network import Network
from backprop.notations import NOTATIONS
from backprop.rules import RENEWS

from .rows import TABLE

ROWS = tuple(row.quantity for row in TABLE)
"""The quantities of the rows of the wall, from top to bottom."""


def printed(value: float, form: str) -> str:
    """A number with the signs of print.

    Examples
    --------
    >>> printed(-0.25, ".3g"), printed(float("inf"), ".4f"), printed(float("nan"), ".4f")
    ('−0.25', '∞', 'NaN')
    >>> printed(1.5e-7, ".3g"), printed(2e12, ".3g")
    ('1.5e−7', '2e12')
    """
    text = format(value, form).replace("-", "−").replace("inf", "∞").replace("nan", "NaN")
    return text.replace("e−0", "e−").replace("e+0", "e").replace("e+", "e")


def significant(value: float, digits: int = 4) -> str:
    """A number in so many digits that say something, as the wall has its own: however small, it is no zero.

    Examples
    --------
    >>> [significant(value) for value in (0.98612, 0.5, 7.1e-5, 1234.5, 54321.0, 0.0)]
    ['0.9861', '0.5000', '7.10e−5', '1234', '5.43e4', '0']
    """
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 10**digits:
        return printed(value, f"#.{digits}g").removesuffix(".")
    return printed(value, f".{digits - 2}e")


def title(net: Network, key: Key, notation: str = "lecture") -> str:
    """How a quantity is written.

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> title(net, ("Z", 1)), title(net, ("D", 2)), title(net, ("dW", 1)), title(net, "Y")
    ('Z₁', 'σ′₂(Z₂W₂)', '∇W₁', 'I_y')
    """
    return NOTATIONS[notation].of(net).title(key)


@lru_cache(maxsize=64)
def head(symbol: str, notation: str = "lecture") -> str:
    """How a row of the wall is headed: its quantity in layer i.

    Examples
    --------
    >>> head("P"), head("Z", "column"), head("M", "pytorch")
    ('ZᵢWᵢ', 'a⁽ⁱ⁻¹⁾', 'z_i.grad')
    """
    return NOTATIONS[notation].of(Network((1, 1))).title(Symbol(symbol, Running("i")).key)


def name(key: Key) -> str:
    """The key as one word, for events and identities.

    Examples
    --------
    >>> name(("dW", 12)), name("S")
    ('dW12', 'S')
    """
    return key if isinstance(key, str) else f"{key[0]}{key[1]}"


def quantity_of(key: Key) -> str:
    """The row of the wall that a key belongs to, which is also what it is coloured by."""
    symbol = name_of(key)
    return RENEWS.get(symbol, symbol)


def axes(key: Key, translate: Callable[[str], str] = str) -> tuple[str, str]:
    """What a row and a column of a matrix stand for, in the lecture's orientation."""
    if quantity_of(key) in ("W", "dW"):
        return translate(N_("from unit")), translate(N_("to unit"))
    return translate(N_("example")), translate(N_("unit"))
