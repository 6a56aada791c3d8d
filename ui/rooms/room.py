"""Opening rooms, and reading and writing what is posted in them: all that comes from an address is hostile."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from functools import cache
from hashlib import sha256
from secrets import compare_digest

from backprop.errors import DataError
from ui.bookmark import Bookmark
from ui.link import decode, encode
from ui.parcel import pack, unpack
from ui.server.bucket import Bucket

from .hub import HUB
from .settings import ROOMS, Rooms
from .store import MemoryStore, Post, Store

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Of the names of rooms: no letter that is taken for another one, or for a digit."""

LENGTH = 4
TRIES = 20
MOST_BYTES = 2_000_000
"""Of a post: a larger table of the lecturer's own is to be handed out as a file."""

_NAME = re.compile(rf"[{LETTERS}]{{{LENGTH}}}")
_TICKET = re.compile(r"[A-Za-z0-9_-]{20,40}")
_LINK, _REVEALED = b"link:", b"revealed:"


def named(text: str) -> str:
    """The name of a room as somebody has typed it.

    Raises
    ------
    DataError
        It can be none.

    Examples
    --------
    >>> named(" abcd")
    'ABCD'
    >>> named("AB<D")
    Traceback (most recent call last):
    ...
    backprop.errors.DataError: room is 'AB<D'; it has four letters, such as ABCD
    """
    name = text.strip().upper()
    if not _NAME.fullmatch(name):
        raise DataError("room is {given}; it has four letters, such as ABCD", given=repr(text)[:60])
    return name


@cache
def store() -> Store:
    """Where the rooms of this server are kept; its news reach the sessions of this process."""
    made = kept(ROOMS)
    made.listen(HUB.tell)
    return made


def kept(settings: Rooms) -> Store:
    """A store as the settings want it."""
    seconds = 60 * settings.room_minutes
    if not settings.redis_url:
        return MemoryStore(seconds)
    from .redis_store import RedisStore

    return RedisStore(settings.redis_url, seconds)


@cache
def _bucket() -> Bucket:
    return Bucket(size=ROOMS.rooms_a_minute, rate=ROOMS.rooms_a_minute / 60)


def opened() -> tuple[str, str]:
    """A new room: its name, and the secret of who leads it.

    Raises
    ------
    DataError
        There are too many.
    """
    secret = secrets.token_urlsafe(16)
    if not _bucket().take():
        for _ in range(TRIES):
            name = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            if store().open(name, hashed(secret), ROOMS.max_rooms):
                return name, secret
    raise DataError("there are too many rooms on this server now; try again in a minute")


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def leads(name: str, secret: str) -> bool:
    """Whether this is the secret of a room."""
    key = store().key(name)
    return key is not None and is_ticket(secret) and compare_digest(key, hashed(secret))


def is_ticket(text: str) -> bool:
    """Whether it can be what a tab keeps of its seat."""
    return _TICKET.fullmatch(text) is not None


def written(bookmark: Bookmark, is_revealed: bool = False) -> bytes:
    """A bookmark as it is posted, and whether what is covered there is shown.

    Raises
    ------
    DataError
        It is too large.
    """
    link = encode(bookmark)
    place = pack(bookmark) if link.missing else _LINK + link.text.encode()
    if len(place) > MOST_BYTES:
        raise DataError("your own table is too large for a room: hand it out as a file")
    return _REVEALED * is_revealed + place


def is_revealed(post: Post) -> bool:
    """Whether what is covered where the lecturer stands is shown."""
    return post.place.startswith(_REVEALED)


class Reader:
    """Reads posts; what one session has read, the others of the process need not."""

    def __init__(self, most: int = 64) -> None:
        self._read: OrderedDict[tuple[str, bytes], Bookmark] = OrderedDict()
        self._most = most

    def bookmark(self, name: str, post: Post) -> Bookmark:
        """Where a post leads; they are one object for all who read it.

        Raises
        ------
        BackpropError
            It leads nowhere here: another version of the app may have written it.
        """
        asked = (name, post.place)
        found = self._read.get(asked)
        if found is None:
            found = _bookmark(post.place)
            self._read[asked] = found
            while len(self._read) > self._most:
                self._read.popitem(last=False)
        return found


def _bookmark(place: bytes) -> Bookmark:
    place = place.removeprefix(_REVEALED)
    if place.startswith(_LINK):
        return decode(place.removeprefix(_LINK).decode(errors="replace"))[0]
    return unpack(place)


READER = Reader()
