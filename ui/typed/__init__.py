"""Matrices typed or pasted by hand: the examples, the initial weights, or the weights alone."""

from .slate import Slate, slate

__all__ = ["Slate", "slate"]
