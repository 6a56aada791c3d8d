"""One picture of the whole state in one ``bytes`` message for the wall component (wire format, version 1).

``u32`` little-endian header length | header, UTF-8 JSON | zeros up to a multiple of 8 | payload: raw
little-endian arrays, each at an offset (from the payload's start) that is a multiple of 8. A matrix too large
to be legible goes as blocks; what is printed about it (range, zeros, non-finite entries) still speaks of the
whole matrix.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backprop.errors import DataError
from figures.palette import ACCENTS, BROKEN, SCALE, ZERO

State = Literal["empty", "known", "fresh", "operand"]
Block = tuple[int, int]

VERSION: Final = 1
MAX_ROWS: Final = 48
MAX_COLUMNS: Final = 64
_COLOURS: Final = {"accents": ACCENTS, "scale": SCALE, "zero": ZERO, "broken": BROKEN}


class Cell(NamedTuple):
    """One entry of one matrix: zero-based indices into the whole matrix."""

    tile: str
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One matrix on the wall.

    Parameters
    ----------
    id
        Name in events and in ``Operand``, ``WallRow``, ``Cell``: ``"Z1"``, ``"dW2"``.
    title
        What stands above it: ``"Z₁ = X"``.
    quantity
        Row of the wall and key of the accent: ``"Z"``, ``"dW"``.
    shape
        Rows and columns, known before the numbers are.
    array
        The numbers, of that shape; ``None`` keeps the place empty.
    state
        ``"fresh"`` was just computed, ``"operand"`` is read by the rule in focus.
    limit
        Magnitude at the ends of the colour scale; by default the largest finite one in the matrix.
    axes
        What a row and a column are, in the reader's language.
    """

    id: str
    title: str
    quantity: str
    shape: tuple[int, int]
    array: NDArray[Any] | None = None
    state: State = "known"
    limit: float | None = None
    axes: tuple[str, str] = ("row", "column")

    def __post_init__(self) -> None:
        if self.array is not None and self.array.shape != self.shape:
            raise DataError(
                "{tile}: an array of shape {given} does not fill a tile of shape {allowed}",
                tile=self.id,
                given=self.array.shape,
                allowed=self.shape,
            )


@dataclass(frozen=True, slots=True)
class Operand:
    """A matrix in the equation strip; ``title`` replaces the tile's own (``"Z₂ᵀ"``)."""

    tile: str
    transpose: bool = False
    title: str | None = None


@dataclass(frozen=True, slots=True)
class WallRow:
    """One quantity across the layers; ``None`` where a layer has no such matrix."""

    quantity: str
    label: str
    tiles: Sequence[str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One line of the curve, as long as its x; NaN draws nothing. ``role`` is ``"train"`` or ``"test"``."""

    name: str
    role: str
    values: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The loss over the updates; ``here`` marks one x."""

    title: str
    x_label: str
    x: ArrayLike
    series: Sequence[Series] = ()
    here: float | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Lit:
    """Rows and columns of a matrix to point out; ``None`` is all of them."""

    tile: str
    rows: Sequence[int] | None = None
    columns: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One factor of terms of one form: an entry of one matrix for each term.

    Parameters
    ----------
    title
        What stands above them, a letter in place of the index that runs: ``"Z₁[r, 0]"``.
    name
        The matrix: ``"Z₁"``.
    tile
        Its tile, or ``None`` for what is on no wall: such a factor can't be followed.
    rows, columns, values
        Where each entry is, and what.
    factor
        Whether the term is multiplied by it, or is a function of it.
    """

    title: str
    name: str
    tile: str | None
    rows: Sequence[int]
    columns: Sequence[int]
    values: Sequence[float]
    factor: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one form.

    Parameters
    ----------
    columns
        Their factors.
    values
        What each term gives.
    places
        The running index of each.
    letter
        How it is written: ``"r"``, or nothing for a term that stands alone.
    sign
        What all are multiplied by, as MathML.
    shares
        The part of each in the magnitudes of all, 0 to 1; nothing where it says nothing.
    """

    columns: Sequence[Column]
    values: Sequence[float]
    places: Sequence[int]
    letter: str = ""
    sign: str = ""
    shares: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a number, such as that of one class; ``share`` is 0 to 1."""

    name: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Crumb:
    """One cell on the way; ``note`` says which term was followed to it."""

    title: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """What made one number.

    Parameters
    ----------
    title, value, place
        Which cell, its value in all digits, and what its row and column stand for.
    sentence
        What happened, HTML.
    equation
        The equation of this cell, one line an entry, HTML.
    terms
        The largest terms in the order of their places.
    rest
        How many more there are, and their sum.
    own
        Place of the cell's own term where only that is counted (softmax).
    total
        What the terms give together, and whether that is the cell.
    classes
        The part of each class.
    facts
        What is known of a number that was given: names and texts.
    trail, at
        The way here (and on, after going back), and where in it we are.
    tools
        Which of ``"paths"``, ``"nudge"``, ``"edit"`` apply.
    """

    title: str
    value: str
    place: str = ""
    sentence: str = ""
    equation: Sequence[str] = ()
    terms: Sequence[Terms] = ()
    rest: tuple[int, float] | None = None
    own: int | None = None
    total: str = ""
    classes: Sequence[Bar] = ()
    facts: Sequence[tuple[str, str]] = ()
    trail: Sequence[Crumb] = ()
    at: int = 0
    tools: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the wall component shows.

    An empty equation keeps the place of the strip, so that nothing jumps when there is one; ``None`` takes it away.

    Examples
    --------
    >>> tile = Tile("W1", "W₁", "W", (2, 2), np.eye(2))
    >>> scene = Scene([tile], wall=[WallRow("W", "Wᵢ", ["W1"])], columns=["1 · tanh"])
    >>> message = scene.to_bytes()
    >>> header = json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])
    >>> header["tiles"]["W1"]["range"], header["tiles"]["W1"]["zeros"]
    ([0.0, 1.0], 2)
    """

    tiles: Sequence[Tile]
    equation: Sequence[Operand | str] | None = ()
    wall: Sequence[WallRow] = ()
    columns: Sequence[str] = ()
    curve: Curve | None = None
    selected: Cell | None = None
    lit: Sequence[Lit] = ()
    panel: Panel | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Pack the scene; about 0.5 ms for thirty matrices of 8 × 6."""
        payload = _Payload()
        header = {
            "version": VERSION,
            **_COLOURS,
            "tiles": {tile.id: _pack_tile(tile, payload) for tile in self.tiles},
            "equation": None if self.equation is None else [_pack_term(term) for term in self.equation],
            "wall": {"rows": [_pack_row(row) for row in self.wall], "columns": list(self.columns)},
            "curve": None if self.curve is None else _pack_curve(self.curve, payload),
            "selected": None if self.selected is None else self.selected._asdict(),
            "lit": [_pack_lit(lit) for lit in self.lit],
            "panel": None if self.panel is None else _pack_panel(self.panel),
            "labels": dict(self.labels),
        }
        text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        padding = bytes(-(4 + len(text)) % 8)
        return b"".join([len(text).to_bytes(4, "little"), text, padding, *payload.parts])


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
    }
    if tile.array is None:
        return entry | {"state": "empty", "sent": _sent(tile.shape), "block": (1, 1), "offset": None}
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


def _pack_row(row: WallRow) -> dict[str, Any]:
    return {"quantity": row.quantity, "label": row.label, "tiles": list(row.tiles)}


def _pack_lit(lit: Lit) -> dict[str, Any]:
    return {"tile": lit.tile, "rows": _listed(lit.rows), "columns": _listed(lit.columns)}


def _pack_panel(panel: Panel) -> dict[str, Any]:
    return {
        **{name: getattr(panel, name) for name in ("title", "value", "place", "sentence", "own", "total", "at")},
        **{name: list(getattr(panel, name)) for name in ("equation", "facts", "tools")},
        "terms": [_pack_terms(terms) for terms in panel.terms],
        "rest": panel.rest and {"count": panel.rest[0], "value": _number(panel.rest[1])},
        "classes": [{"name": bar.name, "value": _number(bar.value), "share": bar.share} for bar in panel.classes],
        "trail": [{"title": c.title, "value": _number(c.value), "note": c.note} for c in panel.trail],
    }


def _pack_terms(terms: Terms) -> dict[str, Any]:
    return {
        "letter": terms.letter,
        "sign": terms.sign,
        "places": terms.places,
        "values": _numbers(terms.values),
        "shares": terms.shares,
        "columns": [
            {
                "title": column.title,
                "name": column.name,
                "tile": column.tile,
                "rows": column.rows,
                "columns": column.columns,
                "values": _numbers(column.values),
                "factor": column.factor,
            }
            for column in terms.columns
        ],
    }


def _numbers(values: Sequence[float]) -> list[float | str]:
    return [_number(value) for value in values]


def _number(value: float) -> float | str:
    """JSON has no word for what is not finite: a string that JavaScript reads as that number."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


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
    }


def _listed(indices: Sequence[int] | None) -> list[int] | None:
    return None if indices is None else list(indices)
