"""``Foreseen``: what a browser was told of an operation to come, before anybody asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from figures.wall.parts import Scene
from ui.bookmark import Bookmark


@dataclass(frozen=True)
class Foreseen:
    """What is seen of a place, and in which language."""

    place: Bookmark
    language: str
    board: Scene
