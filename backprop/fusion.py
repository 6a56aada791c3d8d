"""Rewrites of the program that make it faster and change no bit of any loss or ∇W.

- A quantity nobody asks for is not computed: G_1, and ℓ while training.
- σ_i = identity: Z_{i+1} *is* P_i, and M_i *is* G_{i+1} (multiplying by one is exact).
- Where the activation allows it, the slope is taken from Z_{i+1} instead of P_i.
- M_i is written over D_i, which nobody reads again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from .expression import Key, name_of
from .kernels import slope_of_value
from .network import Network
from .rules import RULES, Call


@dataclass(frozen=True)
class Plan:
    """Calls, and which quantities share the buffer of another.

    Attributes
    ----------
    calls : tuple of Call
    shares : dict
        ``shares[key]`` is the quantity in whose buffer ``key`` lies.
    """

    calls: tuple[Call, ...]
    shares: dict[Key, Key]


def fuse(net: Network, calls: tuple[Call, ...], wanted: Collection[str]) -> Plan:
    """The calls that are needed for the wanted symbols, rewritten; with a rule that is not the table's, as they are."""
    shares: dict[Key, Key] = {}
    fused = []
    needed = makers(calls, wanted)
    if any(call.rule is not RULES[call.rule.name] for call in needed):
        return Plan(tuple(needed), shares)
    for call in needed:
        i, name = call.i, call.rule.name
        plain_copy = net.activations[i - 1] == "identity" and net.columns(i + 1) == net.widths[i]
        if plain_copy and name == "activate":
            shares["Z", i + 1] = "P", i
        elif plain_copy and name == "signal":
            shares["M", i] = "G", i + 1
        elif plain_copy and name == "slope":
            continue
        elif name == "slope" and net.activation(i).slope_of_value:
            fused.append(replace(call, rule=replace(call.rule, by_hand=slope_of_value), reads=(("Z", i + 1),)))
        else:
            if name == "signal":
                shares["M", i] = "D", i
            fused.append(call)
    return Plan(tuple(fused), shares)


def makers(calls: tuple[Call, ...], wanted: Collection[str]) -> list[Call]:
    """The calls that the quantities of some symbols are made by, in their order."""
    kept: list[Call] = []
    read: set[Key] = set()
    for call in reversed(calls):
        if name_of(call.writes) in wanted or call.writes in read:
            kept.append(call)
            read.update(call.reads)
    return kept[::-1]
