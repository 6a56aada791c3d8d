"""What is said of one entry of a gradient, and of one number in a matrix that is compared."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What an entry of a gradient is, beside the same entry found without a backward pass.

    Equal to its text: ``report.verdicts["dW", 1] == "wrong"`` is an array of truth values.
    """

    AGREES = "agrees"
    """The two are the same, as far as one looks."""

    NOISE = "noise"
    """They differ by no more than rounding may make of these numbers, at this depth, in this dtype."""

    KINK = "kink"
    """A unit lies where its slope jumps: the loss has a slope on each side, and the entry is one of them."""

    WRONG = "wrong"
    """They differ by more than that."""

    UNCHECKED = "unchecked"
    """Left out, where all entries would take too long."""
