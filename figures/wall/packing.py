"""Pictures of the whole state in one ``bytes`` message for the wall component.

A message is a film: pictures that follow one another, each of them ``u32`` little-endian length | ``u32`` kind |
picture. The kind is 0; that of a last one which is only shown when the reader goes on is 1. It holds no more than what
differs from the one before: a matrix that stays is ``null``. What is as usual is not said, see `USUAL`.

A picture is ``u32`` header length | header, UTF-8 JSON | zeros up to a multiple of 8 | payload: raw little-endian
arrays, each at an offset (from the payload's start) that is a multiple of 8. A matrix too large to be legible goes as
blocks; what is printed about it (range, zeros, non-finite entries) still speaks of the whole matrix. A number of the
header that is not finite is written ``{"float": "NaN"}``, ``"Infinity"`` or ``"-Infinity"``, wherever it stands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backprop.errors import DataError
from figures.palette import ACCENTS, BROKEN, CLASSES, FULL, PALE, SCALE, SHARES, VERDICTS, ZERO

from .blocks import aggregate, facts, limit, sent
from .panel import Panel, Terms
from .parts import Curve, EarlierRun, Lit, LoopColumn, Operand, Own, Region, Scene, Series, Tile

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
    labels: Mapping[str, str],
    points: Mapping[str, Any] | None = None,
    hidden: Sequence[str] = (),
    metrics: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """What no picture brings, since it is the same in all of them.

    Colours, words in the reader's language, the examples of a plane as `figures.wall.plane.points` has them, the names
    of the controls that are not shown, and the metrics that a large curve can show, each with what it is called.
    """
    told = {"labels": dict(labels), "points": points, "hidden": list(hidden), "metrics": list(metrics)}
    return {**_COLOURS, **told}


@dataclass(frozen=True)
class Packed:
    """A scene, which several readers may see.

    Attributes
    ----------
    header : bytes
        JSON, its last brace left out.
    payload : bytes
        A multiple of eight.
    """

    header: bytes
    payload: bytes

    @property
    def nbytes(self) -> int:
        """Bytes of both."""
        return len(self.header) + len(self.payload)

    def to(self, own: Own) -> bytes:
        """The picture for one reader."""
        payload = _Payload(len(self.payload))
        said = {name: value for name in _OWN if (value := getattr(own, name)) is not None or name not in _SELDOM}
        header = {name: _OWN[name](value, payload) for name, value in said.items()}
        return self._with(b"," + _json(header).encode()[1:], payload.parts)

    def to_come(self, address: str) -> bytes:
        """The same for one who has not asked for it yet, with the link to it."""
        return self._with(b"," + _json({"address": address}).encode()[1:], ())

    def _with(self, end: bytes, parts: Iterable[bytes]) -> bytes:
        text = self.header + end
        return b"".join([len(text).to_bytes(4, "little"), text, bytes(-(4 + len(text)) % 8), self.payload, *parts])


def film(scenes: Sequence[Scene], own: Own | None = None) -> bytes:
    """Pack scenes that are shown one after the other; about 0.5 ms for thirty matrices of 8 × 6.

    Examples
    --------
    >>> scene = Scene([Tile("W1", "W₁", "W", (2, 2), np.eye(2))])
    >>> message = film([scene, scene])
    >>> length = int.from_bytes(message[:4], "little")
    >>> len(message) == 2 * (8 + length)
    True
    """
    return reel([pack(scene).to(own or Own()) for scene in scenes])


def reel(pictures: Sequence[bytes], to_come: Sequence[bytes] = ()) -> bytes:
    """The message of pictures that are packed, and of what each of the next operations changes in the last one."""
    film = [(0, picture) for picture in pictures] + [(1, change) for change in to_come]
    return b"".join(
        part
        for kind, picture in film
        for part in (len(picture).to_bytes(4, "little"), kind.to_bytes(4, "little"), picture)
    )


def pack(scene: Scene) -> Packed:
    """What several readers may see of a picture."""
    return _pack(scene, _WRITERS)


def difference(before: Scene, scene: Scene) -> Packed:
    """What of a scene is not in the one before: parts that were made anew, and matrices that look another way.

    Examples
    --------
    >>> ones, tile = np.ones((2, 2)), partial(Tile, "W1", "W₁", "W", (2, 2))
    >>> difference(Scene([tile(ones)]), Scene([tile(ones)], cursor=1)).header
    b'{"tiles":{"W1":null},"cursor":1'
    >>> difference(Scene([tile(ones)]), Scene([tile(ones.copy())])).header.decode()[:28]
    '{"tiles":{"W1":{"title":"W₁"'
    """
    old = {tile.id: tile for tile in before.tiles}
    same = {tile.id for tile in scene.tiles if tile.id in old and _is_same(old[tile.id], tile)}
    names = [name for name in _WRITERS if not _is_equal(getattr(before, name), getattr(scene, name))]
    return _pack(scene, names, same)


def _pack(scene: Scene, names: Iterable[str], same: Collection[str] = ()) -> Packed:
    payload = _Payload()
    tiles = {tile.id: None if tile.id in same else _pack_tile(tile, payload) for tile in scene.tiles}
    header = {"tiles": tiles, **{name: _WRITERS[name](getattr(scene, name), payload) for name in names}}
    return Packed(_json(header).encode().removesuffix(b"}"), b"".join(payload.parts))


def _is_equal(one: object, other: object) -> bool:
    """Arrays, and what holds them, are equal if they are the same object."""
    return one is other or (not isinstance(one, np.ndarray) and bool(one == other))


def _is_same(one: Tile, other: Tile) -> bool:
    """Whether two tiles show the same numbers of the same memory in the same way."""
    return all(_is_equal(getattr(one, name), getattr(other, name)) for name in _LOOKS) and _is_view(
        one.array, other.array
    )


def _is_view(one: NDArray[Any] | None, other: NDArray[Any] | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(one.__array_interface__ == other.__array_interface__)


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


class _Payload:
    """Collects raw arrays, each padded to a multiple of eight bytes, behind what is there before."""

    def __init__(self, before: int = 0) -> None:
        self.parts: list[bytes] = []
        self.size = before

    def add(self, array: NDArray[Any]) -> int:
        """Append an array and return its offset."""
        offset, raw = self.size, array.tobytes()
        padding = -len(raw) % 8
        self.parts.append(raw + bytes(padding) if padding else raw)
        self.size += len(raw) + padding
        return offset


def _pack_tile(tile: Tile, payload: _Payload) -> dict[str, Any]:
    entry = {name: getattr(tile, name) for name in _ALWAYS}
    if tile.array is None:
        entry["state"] = "next" if tile.state == "next" else "empty"
        entry["sent"] = sent(tile.shape)
        return _without_the_usual(entry)
    entry["remark"], entry["names"] = tile.remark, tile.names
    array = tile.array
    if array.dtype != np.float32:
        array = array.astype("<f8", copy=False)
    cells, block, chosen = aggregate(array)
    entry |= facts(array)
    largest = limit(entry["range"])
    if tile.limit is not None and tile.limit != largest:
        entry["limit"] = tile.limit
    entry["sent"] = cells.shape
    entry["block"] = block
    entry["dtype"] = cells.dtype.name
    entry["offset"] = payload.add(cells)
    if chosen is not None:
        entry["chosen"] = payload.add(chosen)
    return _without_the_usual(entry)


def _without_the_usual(entry: dict[str, Any]) -> dict[str, Any]:
    usual = {**USUAL, "sent": entry["shape"], "index": "" if entry["layer"] is None else str(entry["layer"])}
    return {name: value for name, value in entry.items() if name not in usual or value != usual[name]}


def _pack_term(term: Operand | str) -> dict[str, Any]:
    if isinstance(term, str):
        return {"sign": term}
    return {name: value for name, value in _parts(term).items() if value}


def _pack_column(column: LoopColumn) -> dict[str, Any]:
    return {name: value for name, value in _parts(column).items() if value}


def _pack_lit(lit: Lit) -> dict[str, Any]:
    return {"tile": lit.tile, "rows": _listed(lit.rows), "columns": _listed(lit.columns)}


def _pack_panel(panel: Panel) -> dict[str, Any]:
    return {
        **{
            name: getattr(panel, name) for name in ("title", "value", "place", "name", "sentence", "own", "total", "at")
        },
        "passing": panel.passing,
        **{name: list(getattr(panel, name)) for name in ("equation", "facts", "tools", "constant")},
        "terms": [_pack_terms(terms) for terms in panel.terms],
        "cell": panel.cell and dict(zip(("tile", "row", "column"), panel.cell, strict=True)),
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
        "series": [_pack_series(s, payload.add(values)) for s, values in series],
        "here": curve.here,
        "log": curve.log,
        "earlier": None if curve.earlier is None else _pack_earlier(curve.earlier, payload),
        **{name: value for name, usual in _OF_THE_LOSS.items() if (value := getattr(curve, name)) != usual},
    }


def _pack_series(line: Series, offset: int) -> dict[str, Any]:
    entry = {"name": line.name, "role": line.role, "offset": offset}
    return entry if line.of is None else {**entry, "of": line.of}


def _pack_earlier(run: EarlierRun, payload: _Payload) -> dict[str, Any]:
    x, values = (np.asarray(part, dtype="<f8") for part in (run.x, run.values))
    return {"name": run.name, "count": x.size, "x": payload.add(x), "offset": payload.add(values)}


def _listed(indices: Sequence[int] | None) -> list[int] | None:
    return None if indices is None else list(indices)


def _optional(write: Callable[[Any, _Payload], Any]) -> Callable[[Any, _Payload], Any]:
    return lambda value, payload: None if value is None else write(value, payload)


def _plain(write: Callable[[Any], Any]) -> Callable[[Any, _Payload], Any]:
    """For what brings no arrays."""
    return lambda value, _: write(value)


_WRITERS: Final[Mapping[str, Callable[[Any, _Payload], Any]]] = {
    "equation": _plain(lambda terms: [_pack_term(term) for term in terms]),
    "origin": _plain(lambda terms: [_pack_term(term) for term in terms]),
    "given": _plain(list),
    "introduction": _plain(list),
    "columns": _plain(lambda columns: [_pack_column(column) for column in columns]),
    "heads": _plain(lambda heads: [_parts(head) for head in heads]),
    "turn": _plain(_parts),
    "classes": _plain(_parts),
    "pictures": _optional(_pack_pictures),
    "program": _plain(lambda marks: [tuple(_parts(mark).values()) for mark in marks]),
    "cursor": _plain(int),
    "drawing": _plain(_parts),
    "region": _optional(_pack_region),
    "headline": _plain(_parts),
    "selected": _optional(_plain(lambda cell: cell._asdict())),
    "lit": _plain(lambda areas: [_pack_lit(lit) for lit in areas]),
    "panel": _optional(_plain(_pack_panel)),
}
"""How each part of a scene is written, but for its matrices."""

_OWN: Final[Mapping[str, Callable[[Any, _Payload], Any]]] = {
    "curve": _optional(_pack_curve),
    "large": _optional(_pack_curve),
    "player": _plain(_parts),
    "room": _optional(_plain(_parts)),
    "notice": _plain(str),
    "address": _plain(str),
    "heard": _plain(_parts),
}

_ALWAYS: Final = ("title", "short", "quantity", "shape", "state", "axes", "scale", "layer", "index")
"""What is told of a matrix also where its numbers are not."""

_SELDOM: Final = ("large",)
"""What is not said where there is none."""

_OF_THE_LOSS: Final[Mapping[str, Any]] = {"metric": "loss", "bounds": None, "classes": ()}
"""What the header does not say of a curve: it is so with that of the loss."""

USUAL: Final[Mapping[str, Any]] = {
    "short": "",
    "state": "known",
    "layer": None,
    "scale": "signed",
    "block": (1, 1),
    "dtype": "float64",
    "offset": None,
    "zeros": 0,
    "nan": 0,
    "infinite": 0,
    "remark": "",
    "names": (),
}
"""What the header does not say of a matrix. Nor does it say that as much is ``sent`` as the ``shape`` holds, that the
``limit`` of the colours is the largest magnitude of the ``range``, or that the ``index`` is the ``layer``."""

_LOOKS: Final = [name for name in Tile.__slots__ if name != "array"]
