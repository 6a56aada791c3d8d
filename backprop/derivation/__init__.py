"""The lecture's two layers by hand (section 2), as an exercise: factors, expressions, and a judge of them."""

from .exercise import (
    DERIVATIONS,
    Derivation,
    TwoLayers,
    Verdict,
    chain_latex,
    check,
)
from .expression import MATRICES, Matrix, code, latex, shape
from .moves import MOVES, allowed, build, moves
from .parser import parse

__all__ = [
    "DERIVATIONS",
    "MATRICES",
    "MOVES",
    "Derivation",
    "Matrix",
    "TwoLayers",
    "Verdict",
    "allowed",
    "build",
    "chain_latex",
    "check",
    "code",
    "latex",
    "moves",
    "parse",
    "shape",
]
