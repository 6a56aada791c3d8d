"""What whoever runs a server decides about rooms."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ui.settings import read_or_end


class Rooms(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting of rooms: its name, what it is for, and its value where the environment has none."""

    redis_url: Annotated[
        str,
        Meta(
            pattern=r"^((rediss?|unix)://[^\s]{1,400})?$",
            extra={"allowed": "addresses such as `redis://localhost:6379/0`"},
            description="Where rooms are kept that several processes share; empty: in the memory of each.",
        ),
    ] = ""
    max_rooms: Annotated[int, Meta(ge=0, description="Rooms that may be open at once; 0 for none.")] = 50
    rooms_a_minute: Annotated[int, Meta(ge=1, description="Rooms that may be opened in a minute, in one process.")] = 20
    room_minutes: Annotated[
        int, Meta(ge=1, le=10_000, description="Minutes after which a room ends whose lecturer has not moved.")
    ] = 240


ROOMS = read_or_end(Rooms)
