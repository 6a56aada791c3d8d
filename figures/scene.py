"""What the wall shows at one point of a pass: which matrices there are, which are in focus, and their equation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from backprop._text import N_
from backprop.network import Network
from backprop.passes import Trace
from backprop.rules import Key, Rule, shape

from .notation import ROWS, axes, name, quantity_of, title
from .packing import Cell, Curve, Lit, Operand, Scene, State, Tile, WallRow

EQUATIONS: dict[str, str] = {
    "product": "Z · W = P",
    "activate": "σ( P ) = Z+",
    "softmax": "normalize(exp( Z+ )) = S",
    "slope": "σ′( P ) = D",
    "signal": "G+ ∘ D = M",
    "gradient": "Zᵀ · M = dW",
    "pull": "M · Wᵀ = G",
    "update": "W , dW → W+",
}
"""Operands in the order and orientation in which they are multiplied; + is the next layer, W+ the weights to come."""


@dataclass(frozen=True)
class View:
    """What of a pass is to be seen, and how.

    Attributes
    ----------
    rows : collection of str
        The rows of the wall that are shown, of `ROWS`.
    shared : bool
        One colour scale a row instead of one a matrix.
    selected : Cell or None
    translate : callable
        From English to the reader's language.
    labels : mapping
        The words of the wall component.
    """

    rows: Collection[str] = tuple(ROWS)
    shared: bool = False
    selected: Cell | None = None
    translate: Callable[[str], str] = str
    labels: Mapping[str, str] = field(default_factory=dict)


def scene(trace: Trace, cursor: int, view: View, curve: Curve | None = None, lit: Sequence[Lit] = ()) -> Scene:
    """The scene after ``cursor`` steps of the trace.

    Parameters
    ----------
    trace : Trace
        A whole round: what lies behind the cursor is not sent.
    cursor : int
        0 to ``len(trace.steps)``.
    """
    net, done = trace.net, trace.steps[:cursor]
    known: set[Key] = {key for key in trace if key not in {step.writes for step in trace.steps}}
    known |= {step.writes for step in done}
    focus = done[-1] if done else None
    fresh: set[Key] = {focus.writes} if focus else {("Z", 1), "Y"}
    operands: set[Key] = set(focus.reads) if focus else set()
    rows = _rows(net, view, known)
    shown: set[Key] = {key for row in rows for key in row[1] if key} | operands | (fresh if focus else set())
    limits = _shared_limits(trace, rows) if view.shared else {}
    tiles = []
    for key in sorted(shown & _matrices(trace), key=name):
        state: State = "fresh" if key in fresh else "operand" if key in operands else "known"
        tiles.append(
            Tile(
                id=name(key),
                title=title(net, key),
                quantity=quantity_of(key),
                shape=shape(net, key, trace.rows),  # type: ignore[arg-type]
                array=trace[key] if key in known else None,
                state=state,
                limit=limits.get(quantity_of(key)),
                axes=axes(key, view.translate),
            )
        )
    return Scene(
        tiles,
        equation=equation(net, focus.rule, focus.i, trace) if focus else (),
        wall=[
            WallRow(quantity, ROWS[quantity], [name(key) if key else None for key in keys]) for quantity, keys in rows
        ],
        columns=_heads(net, trace, known, view.translate),
        curve=curve,
        selected=view.selected if view.selected and view.selected.tile in {tile.id for tile in tiles} else None,
        lit=lit,
        labels=view.labels,
    )


def equation(net: Network, rule: Rule, i: int, trace: Trace) -> list[Operand | str]:
    """The rule in layer i as operands and signs."""
    if rule.name == "loss":
        signs = [*_listed(net.loss_function.reads, net), f") = {trace.loss:.6g}"]
        return ["ℓ(", *signs]
    if rule.name == "seed":
        reads = net.loss_function.reads
        first: Key = "S" if "S" in reads else ("Z", i + 1)
        opening, closing = (["("], [f") / {trace.rows}"]) if net.reduction == "mean" else ([], [])
        G = Operand(name(("G", i + 1)))
        return [*opening, Operand(name(first)), "−", Operand("Y"), *closing, "=", G]
    return [_term(part, net, i) for part in EQUATIONS[rule.name].split()]


def _listed(reads: Sequence[str], net: Network) -> list[Operand | str]:
    keys: list[Key] = [("Z", net.layers + 1) if symbol == "Z" else symbol for symbol in reads if symbol != "S"]
    terms: list[Operand | str] = []
    for key in keys:
        terms += [",", Operand(name(key))] if terms else [Operand(name(key))]
    return terms


def _term(part: str, net: Network, i: int) -> Operand | str:
    if part == "W+":
        return Operand(name(("W+", i)))
    symbol = part.rstrip("+ᵀ")
    if symbol not in ROWS and symbol != "S":
        return part
    key: Key = "S" if symbol == "S" else (symbol, i + part.endswith("+"))
    if not part.endswith("ᵀ"):
        return Operand(name(key))
    plain = title(net, key).split(" ")[0]
    return Operand(name(key), transpose=True, title=f"{plain}ᵀ")


def _rows(net: Network, view: View, known: set[Key]) -> list[tuple[str, list[Key | None]]]:
    return [(quantity, _row(net, quantity, known)) for quantity in ROWS if quantity in view.rows]


def _row(net: Network, quantity: str, known: set[Key]) -> list[Key | None]:
    L = net.layers
    keys: list[Key | None] = [(quantity, i) for i in range(1, L + 1)]
    if quantity == "W":
        keys = [("W+", i) if ("W+", i) in known else ("W", i) for i in range(1, L + 1)]
    last: dict[str, Key | None] = {
        "Z": ("Z", L + 1),
        "W": "Y",
        "P": "S" if net.loss_function.softmax else None,
        "G": ("G", L + 1),
    }
    return [*keys, last.get(quantity)]


def _matrices(trace: Trace) -> set[Key]:
    return {key for key in trace if isinstance(trace[key], np.ndarray) and trace[key].ndim == 2}


def _heads(net: Network, trace: Trace, known: set[Key], translate: Callable[[str], str]) -> list[str]:
    layer = translate(N_("layer {i} · {activation}"))
    heads = [layer.format(i=i, activation=net.activations[i - 1]) for i in range(1, net.layers + 1)]
    output = translate(N_("output"))
    return [*heads, f"{output} · ℓ = {trace.loss:.4g}" if "loss" in known else output]


def _shared_limits(trace: Trace, rows: list[tuple[str, list[Key | None]]]) -> dict[str, float]:
    """The largest finite magnitude of each quantity in the whole round, so that no colour changes on the way."""
    limits = {}
    for quantity, keys in rows:
        arrays = [np.abs(trace[key]) for key in keys if key and quantity_of(key) == quantity]
        limits[quantity] = max((float(np.max(a, where=np.isfinite(a), initial=0)) for a in arrays), default=0.0)
    return limits
