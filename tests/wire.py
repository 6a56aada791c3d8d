"""Reads what is sent to the wall, as the wall does (figures/wall/packing.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from figures.wall.packing import USUAL


class Picture(NamedTuple):
    """One picture of a message."""

    header: dict[str, Any]
    payload: bytes

    @property
    def matrices(self) -> dict[str, NDArray[Any]]:
        """The matrices that were sent whole."""
        found = {}
        for name, tile in self.header["tiles"].items():
            if tile["offset"] is not None and tile["block"] == [1, 1]:
                rows, columns = tile["shape"]
                flat = np.frombuffer(self.payload, tile["dtype"], rows * columns, tile["offset"])
                found[name] = flat.reshape(rows, columns)
        return found


def pictures(message: bytes) -> list[Picture]:
    """The pictures of a message that are shown, in their order."""
    return [picture for kind, picture in _all(message) if kind == 0]


def to_come(message: bytes) -> list[Picture]:
    """What a message says of each of the next operations."""
    return [picture for kind, picture in _all(message) if kind == 1]


def _all(message: bytes) -> Iterator[tuple[int, Picture]]:
    while message:
        length, kind = (int.from_bytes(message[at : at + 4], "little") for at in (0, 4))
        yield kind, _picture(message[8 : 8 + length])
        message = message[8 + length :]


def _picture(packed: bytes) -> Picture:
    end = 4 + int.from_bytes(packed[:4], "little")
    header = json.loads(packed[4:end])
    header["tiles"] = {name: tile and _usual(tile) | tile for name, tile in header["tiles"].items()}
    return Picture(header, packed[-(-end // 8) * 8 :])


def _usual(tile: dict[str, Any]) -> dict[str, Any]:
    """What is not said of a matrix."""
    span = tile.get("range")
    usual: dict[str, Any] = json.loads(json.dumps(dict(USUAL)))
    layer = tile.get("layer")
    index = "" if layer is None else str(layer)
    return usual | {"sent": tile["shape"], "index": index, "limit": max(-span[0], span[1]) if span else 0.0}
