"""The catalogue of mistakes that people make when they write a backward pass by hand: one entry each.

A mistake is a rewrite of the right-hand side of a rule (`backprop.rules`), in one layer or in all of them.
"""

from .catalogue import MISTAKES
from .mistake import Mistake, Spot, Variant
from .planting import Planted, planted

__all__ = ["MISTAKES", "Mistake", "Planted", "Spot", "Variant", "planted"]
