"""Which network the arrays of another program belong to: the one on Explore, or one that their weights describe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop import ACTIVATIONS, LOSSES
from backprop.clinic import Problem, problem_of
from backprop.clinic.plausible import most_plausible, seen_activations
from backprop.clinic.readings import under
from backprop.errors import BackpropError
from backprop.expression import Key
from backprop.network import Network
from backprop.passes import Trace, trace
from ui.limits import check_size

from .reading import Arrays

Array = NDArray[Any]

USUAL = ("relu", "tanh", "sigmoid")
"""Activations that are tried first, and of a large network alone."""

TRIES = 2 * len(USUAL)
"""So often every known mistake is tried for each way in which λ may be meant: as sums and as means."""

QUICK = 2_000_000
"""Weights times rows up to which a mistake is looked for without being asked."""


class Chosen(NamedTuple):
    """What no array says, where the reader has said it; None where it is to be found out.

    Attributes
    ----------
    activation, last : str or None
        σ of the hidden layers, and of the last one.
    loss : str or None
    convention : {"sum", "mean", "homework"} or None
        See `backprop.clinic.matching.Matching`.
    notation : str or None
        In which the line that mends a mistake is written.
    turned : bool
        Whether weights of outputs × inputs are meant, where the shapes leave it open.
    """

    activation: str | None = None
    last: str | None = None
    loss: str | None = None
    convention: str | None = None
    notation: str | None = None
    turned: bool = False


NOTHING = Chosen()


@dataclass(frozen=True, eq=False)
class Reference:
    """A right pass to compare with.

    Attributes
    ----------
    trace : Trace
    given : frozenset of str
        Names of the arrays it was made of.
    own_network : bool
        Whether the network is that of the arrays.
    convention : str or None
        The one in which most of the arrays are right, and
    rivals : tuple of str
        others in which as many are.
    """

    trace: Trace
    given: frozenset[str]
    own_network: bool
    convention: str | None = None
    rivals: tuple[str, ...] = ()

    def under(self, convention: str) -> Trace:
        """The pass of a network that takes sums, or means, as the gradients of the weights are."""
        return under(self.trace, convention)

    @property
    def is_quick(self) -> bool:
        """Whether a mistake is found soon."""
        t = self.trace
        return t.rows * sum(t["W", i].size for i in range(1, t.net.layers + 1)) <= QUICK


def reference(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Reference:
    """The network, its weights and its batch: what the arrays do not say is that of the network on Explore.

    Parameters
    ----------
    arrays : dict of ndarray
    standing : Trace
        The pass on Explore.
    keys : dict
        What a name means, where that was corrected.
    chosen : Chosen
        What is left open is found out: that under which most of the arrays are right.

    Raises
    ------
    BackpropError
        The weights do not follow one another, or X or y does not fit them, or it is too large.
    """
    with np.errstate(all="ignore"):  # numbers near the largest one
        ways = [list(_regularised_or_not(one)) for one in _possible(arrays, standing, keys, chosen)]
        found = [way for one in ways for way in one]
        traces = [one.trace for one in found]
        tries = TRIES * len(ways[0]) if found[0].is_quick else 0
        place, best, *rivals = most_plausible(traces, arrays, keys, chosen.convention, tries)
    chosen_one: Reference = found[place]
    return replace(chosen_one, trace=chosen_one.under(best), convention=best, rivals=tuple(rivals))


def _possible(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Iterator[Reference]:
    """The references that the arrays may belong to, the likeliest first; at least one, or its error."""
    usual = _usual(arrays, standing, keys, chosen)
    net = usual.trace.net
    yield usual
    if not usual.own_network:
        return
    yield from _as_seen(usual, arrays, keys, chosen)
    for choice in _choices(usual, chosen):
        with suppress(BackpropError):
            one = _reference(arrays, standing, keys, choice)
            if choice.turned or one.trace.net != net:
                yield one


def _regularised_or_not(one: Reference) -> Iterator[Reference]:
    """As it is; where only the network on Explore says that there is a λ, also in a mean, and without it.

    Of sums and of means λW is another share, so what follows the one is not so many times what follows the other.
    """
    yield one
    t = one.trace
    if not (one.own_network and t.net.l2):
        return
    other = "mean" if t.net.reduction == "sum" else "sum"
    for net in (replace(t.net, reduction=other), replace(t.net, l2=0.0)):
        yield replace(one, trace=trace(net, t.weights, t["X"], t["Y"]))


def _as_seen(usual: Reference, arrays: Arrays, keys: Mapping[str, Key | None], chosen: Chosen) -> Iterator[Reference]:
    """With the σ of each layer that its values say, where they were given."""
    t = usual.trace
    seen = () if chosen.activation or chosen.last else seen_activations(t, arrays, keys)
    if any(seen):
        activations = tuple(name or own for name, own in zip(seen, t.net.activations, strict=True))
        yield replace(usual, trace=trace(replace(t.net, activations=activations), t.weights, t["X"], t["Y"]))


def _choices(usual: Reference, chosen: Chosen) -> Iterator[Chosen]:
    """What may be chosen where nothing is."""
    net = usual.trace.net
    hidden = [chosen.activation] if chosen.activation or net.layers == 1 else _activations(usual)
    losses = LOSSES if usual.is_quick and not chosen.loss else [net.loss]
    ways = (False, True) if len(set(net.widths)) == 1 else (False,)
    for turned, loss, activation in product(ways, losses, hidden):
        for last in {chosen.last: None} if chosen.last else {"identity": None, **_last(activation, loss)}:
            yield Chosen(activation, last, loss, turned=turned)


def _usual(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Reference:
    """With what stands on Explore; with another loss, if that one does not take these targets."""
    try:
        return _reference(arrays, standing, keys, chosen)
    except BackpropError:
        for loss in () if chosen.loss else LOSSES:
            with suppress(BackpropError):
                other: Reference = _reference(arrays, standing, keys, chosen._replace(loss=loss))
                return other
        raise


def _activations(usual: Reference) -> list[str]:
    return [*USUAL, *(name for name in ACTIVATIONS if name not in USUAL and usual.is_quick)]


def _last(activation: str | None, loss: str | None) -> dict[str, None]:
    """The last layer of whom has σ everywhere, as with a squared error it may be."""
    quantities = loss is not None and LOSSES[loss].takes_quantities
    return {activation: None} if activation in ("tanh", "sigmoid") and quantities else {}


def _reference(arrays: Arrays, standing: Trace, keys: Mapping[str, Key | None], chosen: Chosen) -> Reference:
    like = standing.net
    found = problem_of(
        arrays, like.activations[0], chosen.loss or like.loss, like.reduction, like.l2, keys=keys,
        instead=_standing(standing), turned=chosen.turned,
    )  # fmt: skip
    own = found.net is not like
    net = _with(found.net, like, chosen) if own else like
    check_size(net, len(found.X))
    return Reference(trace(net, found.W, found.X, found.y), found.given, own)


def _standing(t: Trace) -> Problem:
    """What stands on Explore."""
    return Problem(t.net, t.weights, t["X"], t["Y"], {})


def _with(net: Network, like: Network, chosen: Chosen) -> Network:
    """The network with the activations that were chosen, or of another one."""
    usual = like.activations if net.layers == like.layers else net.activations
    hidden = [chosen.activation] * (net.layers - 1) if chosen.activation else usual[:-1]
    last = chosen.last or ("identity" if chosen.activation else usual[-1])
    return replace(net, activations=(*hidden, last))
