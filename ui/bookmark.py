"""``Bookmark``: all that a reader has chosen, and where they are, as one frozen value.

`ui.fields` has the table of its fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from backprop.experiment import Experiment
from backprop.expression import Place

from .choices import Clinic, Derive, Lab, View


@dataclass(frozen=True)
class Bookmark:
    """A state to come back to.

    Attributes
    ----------
    experiment : Experiment
    update : int
        How many updates are done.
    cursor : int
        How many steps of the round that follows.
    trail : tuple of (Key, row, column)
        The cells that were followed, and
    at : int
        which of them is selected.
    page : str
        The file in pages/.
    view : View
    derive : Derive
    clinic : Clinic
    lab : Lab
    """

    experiment: Experiment = field(default_factory=Experiment)
    update: int = 0
    cursor: int = 0
    trail: tuple[Place, ...] = ()
    at: int = 0
    page: str = "explore"
    view: View = field(default_factory=View)
    derive: Derive = field(default_factory=Derive)
    clinic: Clinic = field(default_factory=Clinic)
    lab: Lab = field(default_factory=Lab)

    @property
    def planted(self) -> Lab | None:
        """The mistake that its page plants in the experiment, if it is one that does."""
        return self.lab if self.page == "lab" else None


START = Bookmark()


def put(value: Any, path: Iterable[str], new: Any) -> Any:
    """The same value with one part exchanged, however deep inside it is.

    Examples
    --------
    >>> put(START, ("derive", "hand", "m"), 7).derive.hand.sizes
    {'m': 7, 'n': 4, 'd': 3, 'k': 2}
    """
    head, *rest = path
    return replace(value, **{head: put(getattr(value, head), rest, new) if rest else new})


def with_values(bookmark: Any, values: dict[str, Any]) -> Any:
    """A bookmark with other values at some paths; whatever belongs together changes together."""
    parts: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        head, _, rest = path.partition(".")
        parts.setdefault(head, {})[rest] = value
    changes = {
        head: inner[""] if "" in inner else with_values(getattr(bookmark, head), inner) for head, inner in parts.items()
    }
    return replace(bookmark, **changes)
