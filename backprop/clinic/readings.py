"""What a mean over the batch means in a network with λ: of the loss of the examples alone, or of λ/2 ‖W‖² as well.

Of a sum and of a mean λW is another share of ∇W, so the one is no multiple of the other. In the lecture's ℓ the
regularisation is added as it is, to a sum and to a mean: arrays that follow the other convention are compared with the
pass of a network that does too. Where all of (… + λ/2 ‖W‖²) is divided by m, ∇W is just so many times smaller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from backprop.expression import Key
from backprop.passes import Trace, trace

from .comparison import Comparison
from .match import Matching
from .matching import matched
from .replay import Replay
from .verdict import Verdict

Found = tuple[Comparison, Replay]


def under(t: Trace, convention: str) -> Trace:
    """The same pass of a network that takes sums, or means, as gradients of that convention are."""
    reduction = "sum" if convention == "sum" else "mean"
    if t.net.reduction == reduction:
        return t
    return trace(replace(t.net, reduction=reduction), t.weights, t["X"], t["Y"])


def best_reading(
    t: Trace,
    arrays: Mapping[Any, Any],
    keys: Mapping[str, Key | None] | None,
    convention: str | None,
    judge: Callable[[Trace, Matching], Found],
) -> Found:
    """The comparison under which most is right, with the loss; of those that are as good, the one with λW as it is."""
    found = [judge(*one) for one in _readings(t, arrays, keys, convention)]
    return max(found, key=lambda one: _rank(one[0])) if len(found) > 1 else found[0]


def _readings(
    t: Trace, arrays: Mapping[Any, Any], keys: Mapping[str, Key | None] | None, convention: str | None
) -> Iterator[tuple[Trace, Matching]]:
    own = matched(t, arrays, keys, convention)
    yield t, _told(t, own)
    if t.net.l2 and t.rows > 1 and own.scaled:
        other = under(t, "mean" if t.net.reduction == "sum" else "sum")
        yield other, _told(other, matched(other, arrays, keys, convention))


def _told(t: Trace, matching: Matching) -> Matching:
    """Whether λ/2 ‖W‖² is multiplied as ∇W is."""
    penalty = "" if not (t.net.l2 and matching.scaled) else "divided" if _is_scaled(matching) else "as it is"
    return replace(matching, penalty=penalty)


def _is_scaled(matching: Matching) -> bool:
    return any(match.factor != 1 for match in matching.matches if match.key[0] == "dW" or match.key == "loss")


def _rank(comparison: Comparison) -> tuple[bool, bool, int, bool]:
    right = [step for step in comparison.steps if step.verdict != Verdict.WRONG]
    return (
        len(right) == len(comparison.steps),
        any(step.key == "loss" for step in right),
        len(right),
        comparison.matching.penalty == "as it is",
    )
