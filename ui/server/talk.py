"""What is said between a page and the server: what was asked and is not answered yet, and how long answers took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from google.protobuf.message import DecodeError
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from .bucket import Bucket

LONGEST_END = 512
"""Bytes; the message that a script has finished is shorter, and longer ones are not looked at."""

AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN

FORGOTTEN = 60.0
"""Seconds after which a question without an answer counts no more: Streamlit drops one about what is gone."""


@dataclass(eq=False)
class Talk:
    """One page.

    Attributes
    ----------
    messages : Bucket
        How many it may send.
    asked : float or None
        When it asked for the run of a script that has not finished yet.
    """

    messages: Bucket
    asked: float | None = None

    def hear(self, message: Message) -> float:
        """Take note of what a page says; how many seconds it has to wait until it is passed on."""
        data = message.get("bytes")
        if data is None:
            return 0.0
        now = monotonic()
        if (self.asked is None or now - self.asked > FORGOTTEN) and is_question(data):
            self.asked = now
        return self.messages.take()


def is_question(data: bytes) -> bool:
    """Whether a page asks for a run of the script."""
    try:
        return bool(BackMsg.FromString(data).WhichOneof("type") == "rerun_script")
    except DecodeError:
        return False


def is_end(data: bytes) -> bool:
    """Whether this tells a page that a run has finished, and not that it begins again."""
    if len(data) > LONGEST_END:
        return False
    message = ForwardMsg.FromString(data)
    return bool(message.WhichOneof("type") == "script_finished" and message.script_finished != AGAIN)


@dataclass
class Talks:
    """All pages.

    Attributes
    ----------
    told : callable
        Is given the seconds from a question to its answer.
    """

    told: Callable[[float], object] = lambda _seconds: None
    _all: set[Talk] = field(default_factory=set)

    def begin(self, talk: Talk) -> None:
        """A page was opened."""
        self._all.add(talk)

    def end(self, talk: Talk) -> None:
        """A page was closed."""
        self._all.discard(talk)

    def say(self, talk: Talk, message: Message) -> None:
        """Take note of what the server says."""
        data = message.get("bytes")
        if data is not None and talk.asked is not None and is_end(data):
            self.told(monotonic() - talk.asked)
            talk.asked = None

    @property
    def open(self) -> int:
        """How many pages there are."""
        return len(self._all)

    @property
    def unanswered(self) -> int:
        """How many of them wait for an answer."""
        return sum(talk.asked is not None for talk in self._all)
