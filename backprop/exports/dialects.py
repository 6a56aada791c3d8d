"""The rules as lines of NumPy, in each notation that is written in NumPy."""

from __future__ import annotations

from dataclasses import dataclass

from backprop.activations import Array
from backprop.notation import NOTATIONS
from backprop.passes import Trace
from backprop.rules import Key


@dataclass(frozen=True)
class Dialect:
    """How a notation is written in NumPy.

    Attributes
    ----------
    notation : str
        A name of `NOTATIONS`: how the numbers are shown.
    rules : dict of str
        The code of every rule of the two passes: a template by the rule's name, behind which the name of the loss, or
        ``last`` (for i = L), may stand. See `backprop.exports.script.filled`.
    names : dict of str
        The variable of every symbol, a template; ``"G last"`` (i = L + 1) goes before ``"G"``. Of ``"W"`` and ``"dW"``
        there are two, the second for the bias, if the notation keeps it apart.
    first : str
        What is done before the first product.
    batch : str
        How the batch is laid out.
    """

    notation: str
    rules: dict[str, str]
    names: dict[str, str]
    first: str
    batch: str

    def named(self, t: Trace, key: Key) -> dict[str, Array]:
        """A quantity as this dialect has it, by the name of its variable: with the weights of a bias two of them."""
        net = t.net
        value = NOTATIONS[self.notation].value(net, key, t[key], t.rows)
        if isinstance(key, str):
            return {self.names[key]: value}
        symbol, i = key
        template = self.names.get(f"{symbol} last" if i == net.layers + 1 else "") or self.names[symbol]
        names = template.replace("<i-1>", str(i - 1)).replace("<i>", str(i)).split()
        if "b<i>" not in self.names["W"] or symbol not in ("W", "dW", "Z", "G"):
            return {names[0]: value}
        # The bias apart: its weights are the last column, and its constant the last row, of what is transposed.
        n = net.widths[i - 1]
        if symbol in ("Z", "G"):
            return {names[0]: value[:n]}
        return {names[0]: value[:, :n]} | ({names[1]: value[:, n:]} if net.bias else {})


_LECTURE = Dialect(
    "lecture",
    {
        "product": "P<i> = Z<i> @ W<i>",
        "activate": "Z<i+1> = ⟪with_ones(⟫<σ>(P<i>)⟪)⟫",
        "softmax": "S = softmax(Z<i+1>)",
        "loss cross_entropy": "loss = cross_entropy(Z<i+1>, Y)⟨ / m⟩",
        "loss squared_error": "loss = 0.5 * np.sum((Z<i+1> - Y) ** 2)⟨ / m⟩",
        "seed cross_entropy": "G<i+1> = ⟨(⟩S - Y⟨) / m⟩",
        "seed squared_error": "G<i+1> = ⟨(⟩Z<i+1> - Y⟨) / m⟩",
        "slope": "\nD<i> = <σ>_slope(P<i>)",
        "signal": "M<i> = G<i+1>⟪[:, :<n>]⟫ * D<i>",
        "gradient": "dW<i> = Z<i>.T @ M<i>",
        "pull": "G<i> = M<i> @ W<i>.T",
    },
    {symbol: symbol for symbol in ("X", "Y", "S", "loss")}
    | {symbol: f"{symbol}<i>" for symbol in ("Z", "W", "P", "D", "M", "G", "dW")},
    "Z1 = ⟦with_ones(⟧X⟦)⟧\nm = len(X)",
    "X, one example a row, the targets Y",
)

_HOMEWORK = Dialect(
    "homework",
    {
        "product": "P<i> = Z<i-1> @ W<i>",
        "activate": "Z<i> = ⟪with_ones(⟫<σ>(P<i>)⟪)⟫",
        "softmax": "S = softmax(Z<i>)",
        "loss cross_entropy": "loss = cross_entropy(Z<i>, Y) / m",
        "loss squared_error": "loss = 0.5 * np.sum((Z<i> - Y) ** 2) / m",
        "seed cross_entropy": "E = S - Y",
        "seed squared_error": "E = Z<i> - Y",
        "slope": "\nmask<i> = <σ>_slope(P<i>)",
        "signal": "G<i> = mask<i> * GW<i+1>⟪[:, :<n>]⟫",
        "signal last": "G<i> = mask<i> * E",
        "gradient": "dW<i> = Z<i-1>.T @ G<i> / m",
        "pull": "GW<i> = G<i> @ W<i>.T",
    },
    {symbol: symbol for symbol in ("X", "Y", "S", "loss")}
    | {"Z": "Z<i-1>", "W": "W<i>", "P": "P<i>", "D": "mask<i>", "M": "G<i>", "dW": "dW<i>"}
    | {"G last": "E", "G": "GW<i>"},
    "Z0 = ⟦with_ones(⟧X⟦)⟧\nm = len(X)",
    "X, one example a row, the targets Y",
)

_COLUMN = Dialect(
    "column",
    {
        "product": "z<i> = W<i> @ a<i-1>⟦ + b<i>⟧",
        "activate": "a<i> = <σ>(z<i>)",
        "softmax": "yhat = softmax(a<i>.T).T",
        "loss cross_entropy": "loss = cross_entropy(a<i>.T, y.T)⟨ / m⟩",
        "loss squared_error": "loss = 0.5 * np.sum((a<i> - y) ** 2)⟨ / m⟩",
        "seed cross_entropy": "da<i> = ⟨(⟩yhat - y⟨) / m⟩",
        "seed squared_error": "da<i> = ⟨(⟩a<i> - y⟨) / m⟩",
        "slope": "\nslope<i> = <σ>_slope(z<i>)",
        "signal": "delta<i> = da<i> * slope<i>",
        "gradient": "dW<i> = delta<i> @ a<i-1>.T⟦\ndb<i> = delta<i>.sum(axis=1, keepdims=True)⟧",
        "pull": "da<i-1> = W<i>.T @ delta<i>",
    },
    {"X": "x", "Y": "y", "S": "yhat", "loss": "loss", "Z": "a<i-1>", "P": "z<i>", "D": "slope<i>", "M": "delta<i>"}
    | {"W": "W<i> b<i>", "dW": "dW<i> db<i>", "G": "da<i-1>"},
    "a0 = x\nm = x.shape[1]",
    "x, one example a column, the targets y",
)

DIALECTS: dict[str, Dialect] = {dialect.notation: dialect for dialect in (_LECTURE, _HOMEWORK, _COLUMN)}
"""Every dialect by its notation; PyTorch's is `to_pytorch`."""
