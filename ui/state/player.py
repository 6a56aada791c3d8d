"""``Player``: playing, and what the wall has asked for and waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from backprop.errors import BackpropError
from backprop.timeline import Timeline
from ui.messages import AnyAct, Open, UseTool, decode
from ui.meters import METER


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
        Whether the wall goes from operation to operation, and is to be told of the next few of them.
    """

    playing: bool = False
    asked: bool = False
    wish: Open | UseTool | None = None
    walks: bool = False

    def play(self, playing: bool) -> None:
        """Play, or pause."""
        self.playing = self.asked = playing

    def stop(self) -> None:
        """Pause: something else has changed what plays."""
        self.playing = self.asked = False

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
