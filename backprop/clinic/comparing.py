"""``compare``: where the arrays of another program first differ from the right pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from backprop.checks import checked_kind, checked_name
from backprop.errors import DataError
from backprop.expression import Key
from backprop.passes import Trace, trace

from .comparison import Comparison, Judged
from .match import Match, Matching
from .out_of_range import checked_range
from .readings import best_reading
from .replay import Expected, Replay
from .verdict import Verdict

CONVENTIONS = ("sum", "mean", "homework")


def compare(
    trace: Trace,
    arrays: Mapping[Any, Any],
    *,
    keys: Mapping[str, Key | None] | None = None,
    convention: str | None = None,
) -> Comparison:
    """Judge arrays one after the other, in the order of the program, each *given those before it*.

    Parameters
    ----------
    trace : Trace
        The right pass.
    arrays : dict of array_like
        By key, ``("dW", 1)``, in the lecture's orientation and the network's convention; or by a name of one's own,
        ``"grad_W1"``: then what it is, its orientation and its convention are inferred.
    keys : dict, optional
        What a name means, where the inference is to be corrected; None for an array that is to be left out.
    convention : {"sum", "mean", "homework"}, optional
        Of the named arrays; inferred by default. In a network with λ they are compared in their own convention, with
        λW as it is, or divided with the rest where that is what they do: `Matching.penalty`.

    Returns
    -------
    Comparison

    Raises
    ------
    DataError
        An array that does not hold real numbers, a key there is not, or a right pass whose numbers are out of range.

    Examples
    --------
    >>> from backprop import Network, trace
    >>> net = Network((4, 6, 3))
    >>> t = trace(net, net.init_weights(), np.sin(np.arange(20.0)).reshape(5, 4), [0, 1, 2, 0, 1])
    >>> compare(t, {"grad_W1": t["dW", 1], "grad_W2": t["dW", 2]}).first is None
    True
    >>> wrong = t["G", 2] @ t["W", 1].T
    >>> compare(t, {"dA1": t["G", 2], "dX": wrong, "dW1": t["Z", 1].T @ t["G", 2]})
    G₂  dA1  agrees
    ∇W₁ dW1  wrong, first at [0, 0]: ..., expected ...
    G₁  dX   may follow from it
    """
    checked_kind("trace", trace, Trace)
    if convention is not None:
        checked_name("convention", convention, CONVENTIONS, DataError)
    right = checked_range(in_float64(trace))
    return best_reading(right, arrays, keys, convention, judged)[0]


def in_float64(t: Trace) -> Trace:
    """The same pass in float64."""
    if t["X"].dtype == np.float64:
        return t
    W = {i: W_i.astype(np.float64) for i, W_i in t.weights.items()}
    return trace(t.net, W, t["X"], t["Y"].astype(np.float64))


def judged(t: Trace, matching: Matching) -> tuple[Comparison, Replay]:
    """The comparison, and the replay it was found by."""
    replay, found = Replay(t, matching), []
    suspects: set[Key] = set()
    cleared: set[Key] = set()
    with np.errstate(all="ignore"):
        for step in replay.steps():
            verdicts = {match.name: _judge(match, step) for match in matching.of(step.key)}
            if verdicts:
                wrong = Verdict.WRONG in verdicts.values()
                follows = wrong and not suspects.isdisjoint({step.key, *step.hidden})
                if not wrong:
                    cleared |= step.hidden
                    suspects -= cleared
                elif not follows:
                    suspects |= step.hidden - cleared
                if wrong and isinstance(step.key, tuple) and step.key[0] == "Z":
                    suspects.add(("D", step.key[1] - 1))  # many write the slope as a function of the value
                found += [
                    _said(match, step, verdicts[match.name], follows, tuple(step.hidden - cleared))
                    for match in matching.of(step.key)
                ]
            replay.settle(step, {name: verdict != Verdict.WRONG for name, verdict in verdicts.items()})
    return Comparison(tuple(found), matching, tuple(replay.kinks)), replay


def _judge(match: Match, step: Expected) -> Verdict:
    if not match.fits:
        return Verdict.WRONG
    expected, slack = match.part_of(step.expected), 0.51 * match.quantum
    difference = np.abs(match.array - expected)
    if not np.array_equal(np.isfinite(match.array), np.isfinite(expected)):
        return Verdict.WRONG
    levels = (Verdict.AGREES, step.fine), (Verdict.NOISE, step.coarse), (Verdict.KINK, step.over_kinks)
    for verdict, tolerance in levels:
        if np.all((difference <= match.part_of(tolerance) + slack) | ~np.isfinite(expected)):
            return verdict
    return Verdict.WRONG


def _said(match: Match, step: Expected, verdict: Verdict, follows: bool, suspects: tuple[Key, ...]) -> Judged:
    return Judged(
        match,
        verdict,
        match.part_of(step.expected),
        follows and verdict == Verdict.WRONG,
        (step.key, *sorted(suspects, key=repr)) if verdict == Verdict.WRONG else (),
        match.part_of(step.coarse),
        match.part_of(step.fine),
        match.part_of(step.over_kinks),
    )
