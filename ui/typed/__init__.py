"""Matrices typed or pasted by hand: the examples, the initial weights, or the weights alone."""

from .sheet import Sheet, sheet

__all__ = ["Sheet", "sheet"]
