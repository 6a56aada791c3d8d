"""How quantities are written where LaTeX can't be: titles of matrices, heads of rows, in Unicode."""

from __future__ import annotations

from collections.abc import Callable

from backprop._text import N_
from backprop.network import Network
from backprop.rules import Key

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

ROWS: dict[str, str] = {
    "Z": "Zᵢ",
    "W": "Wᵢ",
    "P": "ZᵢWᵢ",
    "D": "σ′ᵢ(ZᵢWᵢ)",
    "G": "Gᵢ",
    "M": "Mᵢ = Gᵢ₊₁∘σ′ᵢ",
    "dW": "∇Wᵢ",
}
"""The rows of the wall, from top to bottom, and how they are headed."""


def subscript(index: int) -> str:
    """The index in subscript digits.

    Examples
    --------
    >>> subscript(12)
    '₁₂'
    """
    return str(index).translate(_SUBSCRIPTS)


def title(net: Network, key: Key) -> str:
    """How a quantity is written.

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> title(net, ("Z", 1)), title(net, ("D", 2)), title(net, ("dW", 1)), title(net, "Y")
    ('Z₁ = X', 'σ′₂(Z₂W₂)', '∇W₁', 'I_y')
    """
    if isinstance(key, str):
        return {"loss": "ℓ", "Y": "I_y" if net.loss_function.softmax else "Y"}.get(key, key)
    symbol, i = key
    n = subscript(i)
    if symbol == "Z" and i == 1:
        return "Z₁ = [X 1]" if net.bias else "Z₁ = X"
    return {
        "P": f"Z{n}W{n}",
        "D": f"σ′{n}(Z{n}W{n})",
        "dW": f"∇W{n}",
        "W+": f"W{n} new",
    }.get(symbol, f"{symbol}{n}")


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
    return key if isinstance(key, str) else key[0].rstrip("+")


def axes(key: Key, translate: Callable[[str], str] = str) -> tuple[str, str]:
    """What a row and a column of a matrix stand for."""
    if quantity_of(key) in ("W", "dW"):
        return translate(N_("from unit")), translate(N_("to unit"))
    return translate(N_("example")), translate(N_("unit"))
