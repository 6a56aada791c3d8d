"""Pictures of the whole state in one ``bytes`` message for the wall component.

A message is a film: pictures that follow one another, each of them ``u32`` little-endian length | four zeros | picture.

A picture is ``u32`` header length | header, UTF-8 JSON | zeros up to a multiple of 8 | payload: raw little-endian
arrays, each at an offset (from the payload's start) that is a multiple of 8. A matrix too large to be legible goes as
blocks; what is printed about it (range, zeros, non-finite entries) still speaks of the whole matrix. A number of the
header that is not finite is written ``{"float": "NaN"}``, ``"Infinity"`` or ``"-Infinity"``, wherever it stands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backprop.errors import DataError

from .palette import ACCENTS, BROKEN, CLASSES, FULL, PALE, SCALE, SHARES, VERDICTS, ZERO
from .panel import Panel, Terms
from .parts import Curve, EarlierRun, Heard, Lit, LoopColumn, Operand, Region, Scene, Tile

Block = tuple[int, int]

MAX_ROWS: Final = 48
MAX_COLUMNS: Final = 64
_COLOURS: Final = {
    "accents": ACCENTS,
    "scale": SCALE,
    "shares": SHARES,
    "zero": ZERO,
    "broken": BROKEN,
    "verdicts": VERDICTS,
    "classes": CLASSES,
    "depth": (PALE, FULL),
}


def constants(
    labels: Mapping[str, str], points: Mapping[str, Any] | None = None, hidden: Sequence[str] = ()
) -> dict[str, Any]:
    """What no picture brings, since it is the same in all of them.

    Colours, words in the reader's language, the examples of a plane as `figures.plane.points` has them, and the names
    of the controls that are not shown.
    """
    return {**_COLOURS, "labels": dict(labels), "points": points, "hidden": list(hidden)}


@dataclass(frozen=True)
class Packed:
    """A picture but for what was heard of its reader: it may be shown to several.

    Attributes
    ----------
    header : bytes
        JSON, its last brace left out.
    payload : bytes
    """

    header: bytes
    payload: bytes

    def to(self, heard: Heard) -> bytes:
        """The picture for one reader."""
        text = self.header + b',"heard":' + _json(_parts(heard)).encode() + b"}"
        return b"".join([len(text).to_bytes(4, "little"), text, bytes(-(4 + len(text)) % 8), self.payload])


def film(scenes: Sequence[Scene]) -> bytes:
    """Pack scenes that are shown one after the other; about 0.5 ms for thirty matrices of 8 × 6.

    Examples
    --------
    >>> scene = Scene([Tile("W1", "W₁", "W", (2, 2), np.eye(2))])
    >>> message = film([scene, scene])
    >>> length = int.from_bytes(message[:4], "little")
    >>> len(message) == 2 * (8 + length)
    True
    """
    return reel([pack(scene).to(scene.heard) for scene in scenes])


def reel(pictures: Sequence[bytes]) -> bytes:
    """The message of pictures that are packed."""
    return b"".join(part for picture in pictures for part in (len(picture).to_bytes(8, "little"), picture))


def pack(scene: Scene) -> Packed:
    """A scene but for what was heard of its reader."""
    payload = _Payload()
    header = {
        "tiles": {tile.id: _pack_tile(tile, payload) for tile in scene.tiles},
        "equation": [_pack_term(term) for term in scene.equation],
        "given": list(scene.given),
        "introduction": list(scene.introduction),
        "columns": [_pack_column(column) for column in scene.columns],
        "heads": [_parts(head) for head in scene.heads],
        "turn": _parts(scene.turn),
        "classes": _parts(scene.classes),
        "pictures": None if scene.pictures is None else _pack_pictures(scene.pictures, payload),
        "program": [tuple(_parts(mark).values()) for mark in scene.program],
        "cursor": scene.cursor,
        "drawing": _parts(scene.drawing),
        "region": None if scene.region is None else _pack_region(scene.region, payload),
        "headline": _parts(scene.headline),
        "curve": None if scene.curve is None else _pack_curve(scene.curve, payload),
        "selected": None if scene.selected is None else scene.selected._asdict(),
        "lit": [_pack_lit(lit) for lit in scene.lit],
        "panel": None if scene.panel is None else _pack_panel(scene.panel),
        "player": _parts(scene.player),
        "room": None if scene.room is None else _parts(scene.room),
        "notice": scene.notice,
        "address": scene.address,
    }
    return Packed(_json(header).encode().removesuffix(b"}"), b"".join(payload.parts))


def _parts(value: Any) -> dict[str, Any]:
    """The parts of a dataclass with slots by name; what is in them is plain already."""
    return {name: getattr(value, name) for name in value.__slots__}


def _json(header: Any) -> str:
    """The header as JSON, which has no word for what is not finite: see `_spelled`."""
    write = partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return write(header)
    except ValueError:  # rare, and this is the fastest way to find out
        return write(_spelled(header))


def _spelled(value: Any) -> Any:
    """The same with ``{"float": "Infinity"}`` for what is not finite: no text of anybody's can be mistaken for it."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, Mapping):
        return {name: _spelled(part) for name, part in value.items()}
    return [_spelled(part) for part in value] if isinstance(value, list | tuple) else value


def aggregate(
    array: NDArray[Any], max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS
) -> tuple[NDArray[Any], Block, NDArray[np.uint16] | None]:
    """Reduce a matrix to cells, each the entry of largest magnitude of its block.

    NaN wins over everything, ±infinity over all numbers; of equal magnitudes the first in reading order wins.

    Parameters
    ----------
    array
        Matrix of float32 or float64, not changed.
    max_rows, max_columns
        Most cells down and across; a block is ``ceil(rows / max_rows)`` × ``ceil(columns / max_columns)``.

    Returns
    -------
    cells
        The array itself if it is small enough, else the chosen entries as float32.
    block
        Rows and columns of a block; the last ones may be cut short by the edge.
    chosen
        Position of each chosen entry in its block, counted row by row in a block of full width; ``None`` if
        the array was small enough.

    Raises
    ------
    DataError
        If a block would hold more than 65 536 entries.

    Examples
    --------
    >>> aggregate(np.array([[1.0, -5.0, 2.0], [3.0, 4.0, 0.5]]), 1, 2)
    (array([[-5.,  2.]], dtype=float32), (2, 2), array([[1, 0]], dtype=uint16))
    """
    rows, columns = array.shape
    height, width = max(1, -(-rows // max_rows)), max(1, -(-columns // max_columns))
    if height * width == 1:
        return array, (1, 1), None
    if height * width > 1 << 16:
        raise DataError("a matrix of shape {shape} is too large to be drawn", shape=array.shape)
    down, across = -(-rows // height), -(-columns // width)
    magnitude = np.full((down * height, across * width), -1.0, array.dtype)
    np.abs(array, out=magnitude[:rows, :columns])
    blocks = magnitude.reshape(down, height, across, width).swapaxes(1, 2).reshape(down, across, -1)
    chosen = blocks.argmax(axis=2)
    row = chosen // width + height * np.arange(down)[:, None]
    column = chosen % width + width * np.arange(across)
    with np.errstate(over="ignore"):  # beyond float32 is an infinity in the picture; the range has the number
        cells = array[row, column].astype("<f4")
    return cells, (height, width), chosen.astype("<u2")


class _Payload:
    """Collects raw arrays, each padded to a multiple of eight bytes."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def add(self, array: NDArray[Any]) -> int:
        """Append an array and return its offset."""
        offset, raw = self.size, array.tobytes()
        padding = -len(raw) % 8
        self.parts.append(raw + bytes(padding) if padding else raw)
        self.size += len(raw) + padding
        return offset


def _pack_tile(tile: Tile, payload: _Payload) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "title": tile.title,
        "quantity": tile.quantity,
        "shape": tile.shape,
        "state": tile.state,
        "axes": tile.axes,
        "scale": tile.scale,
    }
    if tile.array is None:
        return entry | {
            "state": "next" if tile.state == "next" else "empty",
            "sent": _sent(tile.shape),
            "block": (1, 1),
            "offset": None,
        }
    if tile.remark:
        entry["remark"] = tile.remark
    if tile.names:
        entry["names"] = tile.names
    array = tile.array
    if array.dtype != np.float32:
        array = array.astype("<f8", copy=False)
    cells, block, chosen = aggregate(array)
    facts = _facts(array)
    entry |= facts
    entry["limit"] = _limit(facts["range"]) if tile.limit is None else tile.limit
    entry["sent"] = cells.shape
    entry["block"] = block
    entry["dtype"] = cells.dtype.name
    entry["offset"] = payload.add(cells)
    if chosen is not None:
        entry["chosen"] = payload.add(chosen)
    return entry


def _sent(shape: tuple[int, int]) -> tuple[int, int]:
    rows, columns = shape
    return -(-rows // max(1, -(-rows // MAX_ROWS))), -(-columns // max(1, -(-columns // MAX_COLUMNS)))


def _facts(array: NDArray[Any]) -> dict[str, Any]:
    """Range of the finite entries, numbers of NaN, infinities and exact zeros in the whole matrix."""
    zeros = array.size - int(np.count_nonzero(array))
    if array.size:
        low, high = float(np.minimum.reduce(array, axis=None)), float(np.maximum.reduce(array, axis=None))
        if math.isfinite(low) and math.isfinite(high):
            return {"range": (low, high), "zeros": zeros, "nan": 0, "infinite": 0}
    nan = int(np.count_nonzero(np.isnan(array)))
    finite = array[np.isfinite(array)]
    span = (float(finite.min()), float(finite.max())) if finite.size else None
    return {"range": span, "zeros": zeros, "nan": nan, "infinite": array.size - finite.size - nan}


def _limit(span: tuple[float, float] | None) -> float:
    return 0.0 if span is None else max(-span[0], span[1])


def _pack_term(term: Operand | str) -> dict[str, Any]:
    if isinstance(term, str):
        return {"sign": term}
    return {"tile": term.tile, "transpose": term.transpose, "title": term.title}


def _pack_column(column: LoopColumn) -> dict[str, Any]:
    return {name: value for name, value in _parts(column).items() if value}


def _pack_lit(lit: Lit) -> dict[str, Any]:
    return {"tile": lit.tile, "rows": _listed(lit.rows), "columns": _listed(lit.columns)}


def _pack_panel(panel: Panel) -> dict[str, Any]:
    return {
        **{name: getattr(panel, name) for name in ("title", "value", "place", "sentence", "own", "total", "at")},
        **{name: list(getattr(panel, name)) for name in ("equation", "facts", "tools")},
        "terms": [_pack_terms(terms) for terms in panel.terms],
        "rest": panel.rest and {"count": panel.rest[0], "value": panel.rest[1]},
        "classes": [{"name": bar.name, "value": bar.value, "share": bar.share} for bar in panel.classes],
        "trail": [{"title": c.title, "value": c.value, "note": c.note} for c in panel.trail],
    }


def _pack_terms(terms: Terms) -> dict[str, Any]:
    return {
        "letter": terms.letter,
        "sign": terms.sign,
        "places": terms.places,
        "values": terms.values,
        "shares": terms.shares,
        "columns": [
            {
                "title": column.title,
                "name": column.name,
                "tile": column.tile,
                "rows": column.rows,
                "columns": column.columns,
                "values": column.values,
                "factor": column.factor,
            }
            for column in terms.columns
        ],
    }


def _pack_pictures(pictures: NDArray[np.uint8], payload: _Payload) -> dict[str, Any]:
    return {"shape": pictures.shape, "offset": payload.add(pictures)}


def _pack_region(region: Region, payload: _Payload) -> dict[str, Any]:
    if region.cells is None:
        return {"shape": None}
    return {
        "shape": region.cells.shape,
        "offset": payload.add(region.cells),
        "bounds": list(region.bounds),
        "features": list(region.features),
        "classes": list(region.classes),
    }


def _pack_curve(curve: Curve, payload: _Payload) -> dict[str, Any]:
    x = np.asarray(curve.x, dtype="<f8")
    series = [(s, np.asarray(s.values, dtype="<f8")) for s in curve.series]
    for line, values in series:
        if values.shape != x.shape:
            raise DataError(
                "curve {name}: {given} values for {allowed} points",
                name=line.name,
                given=values.size,
                allowed=x.size,
            )
    return {
        "title": curve.title,
        "x": {"label": curve.x_label, "offset": payload.add(x), "count": x.size},
        "series": [{"name": s.name, "role": s.role, "offset": payload.add(values)} for s, values in series],
        "here": curve.here,
        "log": curve.log,
        "earlier": None if curve.earlier is None else _pack_earlier(curve.earlier, payload),
    }


def _pack_earlier(run: EarlierRun, payload: _Payload) -> dict[str, Any]:
    x, values = (np.asarray(part, dtype="<f8") for part in (run.x, run.values))
    return {"name": run.name, "count": x.size, "x": payload.add(x), "offset": payload.add(values)}


def _listed(indices: Sequence[int] | None) -> list[int] | None:
    return None if indices is None else list(indices)
