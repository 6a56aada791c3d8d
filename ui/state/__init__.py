"""The state of one reader: document, trail, view and player, and what their acts do to it."""

from .core import KEY, Session, session

__all__ = ["KEY", "Session", "session"]
