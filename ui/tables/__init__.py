"""A file of the reader's own: read without trust, shown before it is used, and then made a data set."""

from .desk import Desk, desk

__all__ = ["Desk", "desk"]
