"""The wall: headline, equation, magnifier, loop and deck as one component, fed one ``bytes`` message a picture.

Its JavaScript is ES modules and its style a file: the browser fetches them by their addresses, and no message holds
them. What is the same in every picture, colours and words, is sent once by `constants`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from figures.wall import packing
from ui.component import mount

NAME = "wall"


def constants(
    labels: Mapping[str, str],
    points: Mapping[str, Any] | None = None,
    hidden: Sequence[str] = (),
    metrics: Sequence[tuple[str, str]] = (),
    *,
    key: str,
) -> None:
    """Tell the walls of a page what is the same in all their pictures.

    Parameters
    ----------
    labels
        The words of the component, as `ui.labels.wall_labels` has them.
    points
        The examples, as `figures.wall.plane.points` has them, where they lie in a plane.
    hidden
        Controls that are not shown, names of `ui.choices.HIDEABLE`.
    metrics
        The names of the metrics that a large curve can show, and what they are called.
    key
        Identity of the element; it takes no room.
    """
    mount(NAME, packing.constants(labels, points, hidden, metrics), key=key)


def wall(
    film: bytes,
    *,
    key: str,
    on_acts: Callable[[], None],
    on_more: Callable[[], None] | None = None,
) -> None:
    """Draw a picture, or several that follow one another until the next ones come.

    Parameters
    ----------
    film
        A message of `figures.wall.packing`.
    key
        Identity of the component, and its place in ``st.session_state``.
    on_acts
        Called when the reader has done something: ``st.session_state[key].acts`` is for `ui.messages.decode`.
    on_more
        Called when the wall, while playing, asks for more pictures.
    """
    mount(NAME, film, key=key, on_acts_change=on_acts, on_more_change=on_more or _nothing)


def _nothing() -> None:
    """Stand in for a callback: Streamlit reports only events that have one."""
