"""Reads what is sent to the wall, as the wall does (figures/packing.py)."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


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
    """All pictures of a message, in their order."""
    found = []
    while message:
        length = int.from_bytes(message[:8], "little")
        found.append(_picture(message[8 : 8 + length]))
        message = message[8 + length :]
    return found


def _picture(packed: bytes) -> Picture:
    end = 4 + int.from_bytes(packed[:4], "little")
    return Picture(json.loads(packed[4:end]), packed[-(-end // 8) * 8 :])
