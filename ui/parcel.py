"""A *parcel*: a bookmark as a file, with all that no link can hold; and back, without trust.

It is a file of NumPy's (``.npz``) with arrays of numbers alone: the text of a link as bytes, and, where the examples
are a table of the reader's own, its arrays and a description of it in JSON. Nothing in it is unpickled.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from backprop.data import Dataset
from backprop.data.pixels import Pixels
from backprop.data.preparing import Preparation
from backprop.errors import DataError

from .bookmark import START, Bookmark, put
from .limits import LIMITS
from .link import most_updates, pairs, read, written
from .tables.arrays import NPY, ZIP, File, arrays_of

FILE = "backprop.npz"
LINK, TABLE = "link", "table"
SOURCE = ("experiment", "source")
PARTS = ("X_train", "y_train", "X_test", "y_test")
MOST_TEXT = 2_000_000
"""Bytes of the link in a parcel: 10,000 numbers typed over, and weights by hand, are less."""

Names = Annotated[tuple[Annotated[str, Meta(max_length=LIMITS.max_name)], ...], Meta(max_length=LIMITS.max_columns)]

Side = Annotated[int, Meta(ge=1, le=LIMITS.max_columns)]


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    """What a table is besides its arrays."""

    name: Annotated[str, Meta(max_length=200)]
    features: Names
    classes: Names
    targets: Names
    preparation: Preparation
    picture: tuple[Side, Side] | None = None


def pack(bookmark: Bookmark) -> bytes:
    """The file of a bookmark; it leads back to the update that a link may ask for at the most."""
    update = min(bookmark.update, most_updates(bookmark.experiment))
    said, table = replace(bookmark, update=update), bookmark.experiment.source.table
    if table:
        said = put(said, SOURCE, replace(START.experiment.source, table=table))
    arrays: dict[str, NDArray[Any]] = {LINK: _bytes(written(said).encode())}
    if table:
        arrays |= {TABLE: _bytes(msgspec.json.encode(_described(table)))}
        arrays |= {part: getattr(table, part) for part in PARTS}
        arrays |= {"blank": table.pixels.blank, "full": table.pixels.full} if table.pixels else {}
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def unpack(content: bytes) -> Bookmark:
    """The bookmark of a file.

    Raises
    ------
    BackpropError
        What is wrong with it.

    Examples
    --------
    >>> from ui.bookmark import START
    >>> unpack(pack(START)) == START
    True
    >>> unpack(b"no such thing")
    Traceback (most recent call last):
    ...
    backprop.errors.DataError: this is no file that Backprop Explorer has saved; such a file is called backprop.npz
    """
    if not content.startswith((ZIP, NPY)):
        raise _foreign()
    arrays = arrays_of(File(FILE, content))
    if LINK not in arrays:
        raise _foreign()
    table = _table(arrays) if TABLE in arrays else None
    return read({name: text for name, text in pairs(_text(arrays[LINK])).items() if name != "v"}, table)


def _foreign() -> DataError:
    return DataError("this is no file that Backprop Explorer has saved; such a file is called {name}", name=FILE)


def _damaged() -> DataError:
    return DataError("the file was saved by Backprop Explorer, but it is damaged")


def _bytes(text: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(text, np.uint8)


def _text(array: NDArray[Any]) -> str:
    """The text that an array of bytes is."""
    if array.dtype != np.uint8 or array.ndim != 1 or array.size > MOST_TEXT:
        raise _damaged()
    try:
        return array.tobytes().decode()
    except UnicodeDecodeError as error:
        raise _damaged() from error


def _described(table: Dataset) -> _Table:
    return _Table(
        table.name[:200],
        table.feature_names,
        table.class_names,
        table.target_names,
        table.preparation,
        table.pixels.shape if table.pixels else None,
    )


def _table(arrays: dict[str, NDArray[Any]]) -> Dataset:
    """The reader's own table; the engine checks that its parts fit each other."""
    try:
        said = msgspec.json.decode(_text(arrays[TABLE]), type=_Table)
        parts = [arrays[part] for part in PARTS]
        pixels = _pixels(said.picture, arrays["blank"], arrays["full"]) if said.picture else None
    except (msgspec.DecodeError, KeyError, RecursionError) as error:
        raise _damaged() from error
    if bool(said.classes) == bool(said.targets) or not all(part.ndim for part in parts):
        raise _damaged()
    _check_sizes(parts[0], parts[2])
    if len(said.classes) > LIMITS.max_classes:
        raise DataError(
            "there are {found} different labels; allowed are up to {allowed}: if it is a quantity to be predicted, "
            "give its column that role",
            found=len(said.classes),
            allowed=LIMITS.max_classes,
        )
    X_train, y_train, X_test, y_test = map(_owned, parts)
    return Dataset(
        said.name,
        X_train,
        y_train,
        X_test,
        y_test,
        said.features,
        said.classes,
        said.targets,
        said.preparation,
        pixels,
    )


def _pixels(shape: tuple[int, int], blank: NDArray[Any], full: NDArray[Any]) -> Pixels:
    """How a row is a picture; the two ends of a pixel are finite, and differ."""
    ends = blank.astype(np.float64), full.astype(np.float64)
    if any(end.shape != (shape[0] * shape[1],) or not np.isfinite(end).all() for end in ends):
        raise _damaged()
    if (ends[0] == ends[1]).any():
        raise _damaged()
    return Pixels(shape, *ends)


def _check_sizes(*parts: NDArray[Any]) -> None:
    """Refuse a table that is larger than one that can be uploaded as such."""
    rows, numbers = sum(map(len, parts)), sum(part.size for part in parts)
    if rows > LIMITS.max_rows or numbers > LIMITS.max_numbers:
        raise DataError(
            "the table of the file has {rows} rows and {numbers} numbers; allowed are {most_rows} and {most_numbers}",
            rows=rows,
            numbers=numbers,
            most_rows=LIMITS.max_rows,
            most_numbers=LIMITS.max_numbers,
        )


def _owned(array: NDArray[Any]) -> NDArray[Any]:
    """The same numbers as arrays that the engine takes: of float64, labels of intp."""
    return array.astype(np.intp if array.dtype.kind in "iu" else np.float64)
