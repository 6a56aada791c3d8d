"""Arrays in files: NumPy's, and IDX as MNIST is published; nothing in them is executed."""

from __future__ import annotations

import gzip
import io
import math
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.clinic.recording import update_of
from backprop.data.columns import Column, Table
from backprop.errors import DataError
from ui.limits import LIMITS

from .manner import Manner, Read
from .sampling import allowed_rows, drawn

NPY, ZIP, GZIP = b"\x93NUMPY", b"PK", b"\x1f\x8b"
IDX_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
FEATURES = ("x", "x_train", "data", "images", "features", "train_images", "inputs")
TARGETS = ("y", "y_train", "labels", "label", "target", "targets", "train_labels", "classes")
MOST_ARRAYS = 64
MOST_UPDATES = 200
"""Of a loop that was recorded (`backprop.record`)."""

LONGEST = 100
"""Characters of an array's name."""

PIECE = 1 << 20
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}

Array = NDArray[Any]
Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class File:
    """A file as it was given: its name and its bytes."""

    name: str
    content: bytes


def is_idx(content: bytes) -> bool:
    """Whether a file begins as IDX does: two zeros, a type, the number of dimensions."""
    return len(content) > 4 and content[:2] == b"\0\0" and content[2] in IDX_TYPES and 0 < content[3] < 5


def unpacked(content: bytes) -> bytes:
    """What a gzip file holds, no more of it being unpacked than is allowed; any other file is as it is."""
    if not content.startswith(GZIP):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as file:
            found = file.read(LIMITS.max_unpacked_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError("the file cannot be unpacked; it may be cut off") from error
    _check_size(len(found))
    return found


def read_arrays(files: Sequence[File], manner: Manner) -> Read:
    """Read the arrays of some files as a table.

    Raises
    ------
    DataError
        A file that is damaged or too large, arrays of something else than numbers, or none that fit each other.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> np.savez(file, X=np.eye(3), y=np.arange(3))
    >>> read = read_arrays([File("mine.npz", file.getvalue())], Manner())
    >>> read.table.names, read.manner.X, read.manner.y, read.arrays
    (('x1', 'x2', 'x3', 'y'), 'X', 'y', ('X', 'y'))
    """
    arrays: dict[str, Array] = {}
    for file in files:
        arrays |= arrays_of(file)
    usable = {name: array for name, array in arrays.items() if array.ndim and array.size and array.dtype.kind in "biuf"}
    if not usable:
        raise DataError("the file holds no array of numbers")
    manner = _chosen(usable, manner)
    X = usable[manner.X or ""]
    y = usable.get(manner.y or "")
    return _table(X, y, manner, tuple(usable))


def arrays_of(file: File) -> dict[str, Array]:
    """The arrays of one file; that of a file with a single one by the beginning of its name.

    Raises
    ------
    DataError
        A file that is damaged or too large, or holds none.
    """
    content = unpacked(file.content)
    stem = file.name.split(".")[0][:40]
    if content.startswith(ZIP):
        return _npz(content)
    if content.startswith(NPY):
        return {stem: _npy(stem, io.BytesIO(content), len(content))}
    if is_idx(content):
        return {stem: _idx(stem, content)}
    raise DataError("{name} holds no arrays; several files at once are read as arrays only", name=file.name[:60])


def _npz(content: bytes) -> dict[str, Array]:
    """The arrays of a zip file, none of them unpacked before its size is known."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found: dict[str, Array] = {}
            for member in _members(archive):
                name = shortened(member.filename.removesuffix(".npy"), found)
                with archive.open(member) as file:
                    found[name] = _npy(name, file, member.file_size)
            return found
    except DataError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise DataError("the file cannot be unpacked; it may be cut off") from error


def shortened(name: str, others: Arrays) -> str:
    """A name, cut to what is shown of it.

    Raises
    ------
    DataError
        Another array is called so already.
    """
    short = name[:LONGEST]
    if short in others:
        raise DataError("two arrays have names with the same beginning: {name}", name=short)
    return short


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The arrays in a zip file, if they are few and small enough."""
    if any(name.startswith("xl/") for name in archive.namelist()):
        raise DataError("the file is an Excel workbook; save the table in it as CSV")
    members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
    updates = {update_of(member.filename)[0] for member in members}
    if len(updates) > MOST_UPDATES:
        raise DataError(
            "the file holds {found} updates; allowed are {allowed}", found=len(updates), allowed=MOST_UPDATES
        )
    allowed = MOST_ARRAYS * max(1, len(updates))
    if len(members) > allowed:
        raise DataError("the file holds {found} arrays; allowed are {allowed}", found=len(members), allowed=allowed)
    _check_size(sum(member.file_size for member in members))
    return members


def _npy(name: str, file: Any, size: int) -> Array:
    """One array, its header read first: what NumPy would unpickle is refused."""
    shape, by_columns, dtype = _header(name, file)
    _check_type(name, dtype)
    count = math.prod(shape)
    content = _filled(file, count * dtype.itemsize) if 0 <= count * dtype.itemsize <= size else None
    if content is None:
        raise _cut_off(name, shape)
    return np.frombuffer(content, dtype, count).reshape(shape, order="F" if by_columns else "C")


def _check_type(name: str, dtype: np.dtype[Any]) -> None:
    """Raise an error for an array of something else than real numbers."""
    if dtype.kind in "SU":
        raise DataError("{name} holds texts; allowed are real numbers, and labels as 0, 1, 2, …", name=name)
    if dtype.kind == "O":
        raise DataError("{name} holds objects; allowed are real numbers, each array under its own name", name=name)
    if dtype.hasobject or dtype.names or dtype.kind not in "biuf":
        raise DataError("{name} is an array of {dtype}; allowed are real numbers", name=name, dtype=str(dtype)[:40])


def _filled(file: Any, size: int) -> bytearray | None:
    """So many bytes of a file in pieces, for a zip file copies all it has with each; None if there are fewer."""
    content, at = bytearray(size), 0
    while at < size:
        piece = file.read(min(PIECE, size - at))
        if not piece:
            return None
        content[at : at + len(piece)] = piece
        at += len(piece)
    return content


def _header(name: str, file: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """The shape, whether it is column by column, and the type."""
    try:
        read = _HEADERS[np.lib.format.read_magic(file)]
        found: tuple[tuple[int, ...], bool, np.dtype[Any]] = read(file)
    except Exception as error:  # whatever is wrong with a header
        raise DataError("{name} has a header that cannot be read", name=name) from error
    return found


def _cut_off(name: str, shape: tuple[int, ...]) -> DataError:
    return DataError("{name} is cut off: its header says {shape}", name=name, shape=str(shape)[:40])


def _idx(name: str, content: bytes) -> Array:
    """The array of an IDX file: http://yann.lecun.com/exdb/mnist/."""
    dimensions, start = content[3], 4 + 4 * content[3]
    dtype = np.dtype(IDX_TYPES[content[2]])
    shape = struct.unpack(f">{dimensions}I", content[4:start]) if len(content) >= start else ()
    count = math.prod(shape)
    if not shape or len(content) - start != count * dtype.itemsize:
        raise _cut_off(name, shape)
    return np.frombuffer(content, dtype, count, start).reshape(shape)


def _check_size(size: int) -> None:
    if size > LIMITS.max_unpacked_bytes:
        raise DataError(
            "the file has more than {allowed} MB when it is unpacked", allowed=f"{LIMITS.max_unpacked_bytes / 1e6:g}"
        )


def _chosen(arrays: Arrays, manner: Manner) -> Manner:
    """Which arrays are X and y: those with the usual names, else the largest, and a column of as many rows."""
    X = (
        manner.X
        if manner.X and manner.X in arrays
        else _named(arrays, FEATURES) or max(arrays, key=lambda name: arrays[name].size)
    )
    others = {name: array for name, array in arrays.items() if name != X and len(array) == len(arrays[X])}
    if manner.y == "" or manner.y in others:
        return replace(manner, X=X)
    y = _named(others, TARGETS) or next((name for name, array in others.items() if array.ndim == 1), "")
    return replace(manner, X=X, y=y)


def _named(arrays: Arrays, names: Sequence[str]) -> str:
    lower = {name.lower(): name for name in arrays}
    return next((lower[name] for name in names if name in lower), "")


def _table(X: Array, y: Array | None, manner: Manner, names: tuple[str, ...]) -> Read:
    """The columns of X, and those of y."""
    parts = [("x", _flat(X)), *([] if y is None else [("y", _flat(y))])]
    width = sum(part.shape[1] for _letter, part in parts)
    if width > LIMITS.max_columns:
        raise DataError(
            "the arrays have {found} columns; allowed are {allowed}", found=width, allowed=LIMITS.max_columns
        )
    rows = drawn(len(X), allowed_rows(width))
    columns = []
    for letter, part in parts:
        kept = part[rows].astype(np.float64)
        alone = part.shape[1] == 1 and letter == "y"
        columns += [
            Column.of_numbers(letter if alone else f"{letter}{n}", np.ascontiguousarray(column))
            for n, column in enumerate(kept.T, start=1)
        ]
    return Read(Table(tuple(columns)), "arrays", manner, len(X), arrays=names)


def _flat(array: Array) -> Array:
    """One row an example, pictures and the like in one line."""
    return array.reshape(len(array), -1)
