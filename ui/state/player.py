"""``Player``: playing, and what the wall has asked for and waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backprop.errors import BackpropError
from backprop.timeline import Timeline
from ui.bookmark import Bookmark
from ui.messages import AnyAct, Open, UseTool, decode
from ui.meters import METER

FARTHEST = 6
"""Operations of which a browser is told beforehand, at most.

Then every fourth step asks the server, for four more, which is not much more work than what Streamlit does for each.
"""


@dataclass
class Inbox:
    """The acts of one wall.

    Attributes
    ----------
    done : int
        The number of the last one that was taken over.
    acts : list
        Those that wait to be carried out.
    """

    done: int = 0
    acts: list[AnyAct] = field(default_factory=list)

    def receive(self, payload: Any) -> None:
        """Take over what is new of a message."""
        read = decode(payload, self.done)
        self.done += len(read)
        self.acts += [act for act in read if act]

    def forget(self, kind: type[AnyAct]) -> None:
        """Leave the acts of a kind undone."""
        self.acts = [act for act in self.acts if not isinstance(act, kind)]


@dataclass
class Player:
    """What plays.

    Attributes
    ----------
    playing : bool
    asked : bool
        Whether the wall wants to go on playing.
    wish : Open or UseTool or None
        The dialog that is to be opened.
    walks : bool
        Whether the wall has gone on by an operation.
    reached : int
        Of how many operations to come it was told last,
    reached_from : Bookmark or None
        and where.
    """

    playing: bool = False
    asked: bool = False
    wish: Open | UseTool | None = None
    walks: bool = False
    reached: int = 1
    reached_from: Bookmark | None = None

    def play(self, playing: bool) -> None:
        """Play, or pause."""
        self.playing = self.asked = playing

    def stop(self) -> None:
        """Pause: something else has changed what plays."""
        self.playing = self.asked = False

    def reach(self, place: Bookmark) -> int:
        """Of how many operations to come the wall is to be told: ever more while it goes from one to the next."""
        if self.walks:
            self.reached = min(4 * self.reached, FARTHEST)
        elif place != self.reached_from:
            self.reached = 1
        self.walks, self.reached_from = False, place
        return self.reached

    def tick(self, timeline: Timeline, seconds: float, pace: int) -> None:
        """Train for about that long, or as many updates as are wanted.

        Raises
        ------
        NotFiniteError
            It cannot go on, and has ended.
        """
        if not self.playing:
            return
        try:
            with METER.training(id(self)):
                if pace:
                    timeline.go(timeline.updates + pace)
                else:
                    timeline.play(seconds)
        except BackpropError:
            self.playing = False
            raise
