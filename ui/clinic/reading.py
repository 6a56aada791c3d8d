"""Named arrays of another program, in files that may be anything: read without trust."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop.clinic.names import read as read_name
from backprop.clinic.recording import update_of
from backprop.data.cells import as_number
from backprop.errors import DataError
from ui.limits import LIMITS
from ui.tables.arrays import LONGEST, MOST_ARRAYS, NPY, File, arrays_of, shortened
from ui.tables.breath import breathing
from ui.tables.decoding import guessed, lines
from ui.tables.reading import holds_arrays

Arrays = dict[str, NDArray[Any]]

DEEPEST = 4
"""Objects within objects in JSON: ``{"grads": {"W1": …}}`` is two deep."""

PICKLED = b"\x80"
"""What a pickle begins with, and no text."""

_SEPARATORS = re.compile(r"\s*[,;\t]\s*|\s+")


def read(files: Sequence[File]) -> Arrays:
    """The arrays of some files, by their names.

    Raises
    ------
    DataError
        Says what is wrong with which file, and what is allowed.

    Examples
    --------
    >>> read([File("mine.json", b'{"W1": [[1, 2]], "grads": {"W1": [[0.5, 0]]}}')])
    {'W1': array([[1, 2]]), 'grads.W1': array([[0.5, 0. ]])}
    >>> read([File("dW1.csv", b"1, 2")])
    {'dW1': array([[1., 2.]])}
    """
    found: Arrays = {}
    for file in files:
        arrays = _named(file)
        for name in arrays.keys() & found.keys():
            raise DataError(
                "{name} is in more than one of the files: leave one out, or give it a name of its own",
                name=name[:LONGEST],
            )
        found |= arrays
    return checked(found)


def checked(found: Arrays) -> Arrays:
    """The arrays, if there are not too many of them, or of their numbers; without what is empty and means nothing.

    Raises
    ------
    DataError
    """
    usable: Arrays = {}
    for name, array in found.items():
        short = shortened(name, usable)
        if array.size:
            usable[short] = array
        elif read_name(name).readings:
            raise DataError(
                "{name} is empty, of shape {given}; allowed is at least one row", name=short, given=array.shape
            )
    if not usable:
        raise DataError("there is no array of numbers")
    most = MOST_ARRAYS * len({update_of(name)[0] for name in usable})
    if len(usable) > most:
        raise DataError("there are {found} arrays; allowed are {allowed}", found=len(usable), allowed=most)
    entries = sum(array.size for array in usable.values())
    if entries > 4 * LIMITS.max_entries:
        raise DataError("{given} numbers; allowed are {allowed}", given=entries, allowed=4 * LIMITS.max_entries)
    return usable


def _named(file: File) -> Arrays:
    """The arrays of a file; what is wrong with it is said of its name."""
    try:
        return _of(file)
    except DataError as error:
        raise DataError("{name}: {problem}", name=file.name[:LONGEST], problem=error) from error


def _of(file: File) -> Arrays:
    stem = PurePath(file.name.replace("\\", "/")).stem
    if holds_arrays(file.content):
        found = arrays_of(file)
        # A name such as layers.0.weight has points of its own.
        return {stem: next(iter(found.values()))} if file.content.startswith(NPY) else found
    if file.content.startswith(PICKLED):
        raise DataError("it is no array of numbers as NumPy saves it; what is pickled is not read")
    if file.content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return dict(_of_json(file.content))
    return {stem: _of_text(file.content)}


def _of_json(content: bytes) -> Iterator[tuple[str, NDArray[Any]]]:
    try:
        value = json.loads(content, object_pairs_hook=_once)
    except DataError:
        raise
    except (ValueError, RecursionError) as error:  # also of an encoding, and of a number with too many digits
        raise DataError("the file is not JSON, or is cut off") from error
    for name, given in breathing(_once(list(_flat("", value, 0))).items()):
        yield name, _array(name, given)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, whose names are all different."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DataError("{name} is there twice: leave one out, or give it a name of its own", name=name[:LONGEST])
        found[name] = value
    return found


def _flat(before: str, value: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """Names and what they stand for: of objects within objects joined by points."""
    if depth == DEEPEST:
        raise DataError("objects are nested more than {allowed} deep", allowed=DEEPEST)
    for name, given in value.items():
        if isinstance(given, dict):
            yield from _flat(f"{before}{name}.", given, depth + 1)
        else:
            yield before + name, given


def _array(name: str, given: Any) -> NDArray[Any]:
    try:
        array = np.array(given)
    except (ValueError, OverflowError, RecursionError):
        array = np.array(None)
    if array.dtype.kind not in "biuf":
        raise DataError("{name} is no array of numbers, with rows of the same length", name=name[:LONGEST])
    return array


def _of_text(content: bytes) -> NDArray[np.float64]:
    """A matrix as rows of numbers; a first row of words is passed over."""
    rows: list[list[float]] = []
    width = 0
    for number, line in enumerate(breathing(lines(content, guessed(content))), start=1):
        cells = [cell.strip().strip('"') for cell in _SEPARATORS.split(line.strip().rstrip(",;"))]
        if cells == [""]:
            continue
        numbers = [as_number(cell) for cell in cells]
        if not rows and number == 1 and not any(value is not None for value in numbers):
            continue
        for column, value in enumerate(numbers, start=1):
            if value is None:
                raise DataError(
                    "row {row}, column {column}: {given} is no number", row=number, column=column,
                    given=repr(cells[column - 1][:40]),
                )  # fmt: skip
        width = width or len(cells)
        if len(cells) != width:
            raise DataError(
                "row {row} has {found} columns; there are {allowed}", row=number, found=len(cells), allowed=width
            )
        rows.append([value for value in numbers if value is not None])
        if len(rows) * width > LIMITS.max_numbers:
            raise DataError("the table has more than {allowed} rows", allowed=LIMITS.max_numbers // width)
    if not rows:
        raise DataError("the file holds no array of numbers")
    array = np.array(rows)
    return array[:, 0] if width == 1 else array
