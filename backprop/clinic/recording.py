"""``record``: the arrays of a loop of one's own, update by update, kept in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np

from backprop.activations import Array
from backprop.checks import numeric, shown
from backprop.errors import DataError

Arrays = dict[str, Array]


class Save(Protocol):
    """Keeps the arrays of one update."""

    def __call__(self, **arrays: Any) -> None:
        """Copy the arrays, each by its name."""


@contextmanager
def record(path: str | PathLike[str]) -> Iterator[Save]:
    """Keep the arrays of each update, and write them to one file at the end, or when the loop breaks.

    Parameters
    ----------
    path : path
        Of the ``.npz``.

    Yields
    ------
    Save
        ``save(X=X, y=y, W1=W1, dW1=dW1)``; called once an update.

    Examples
    --------
    >>> import tempfile
    >>> file = tempfile.NamedTemporaryFile(suffix=".npz")
    >>> with record(file.name) as save:
    ...     for step in range(3):
    ...         save(W1=np.full((2, 2), step))
    >>> [update["W1"][0, 0].item() for update in recorded(file.name)]
    [0, 1, 2]
    """
    updates: list[dict[str, Array]] = []

    def save(**arrays: Any) -> None:
        updates.append({name: np.array(numeric(name, array)) for name, array in arrays.items()})

    try:
        yield save
    finally:
        flat = {f"{n}/{name}": array for n, arrays in enumerate(updates) for name, array in arrays.items()}
        with Path(path).open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **flat)


def opened(path: str | PathLike[str]) -> Arrays:
    """The arrays of an ``.npz``; objects are refused, nothing in it is run.

    Raises
    ------
    DataError
        It can't be read, or holds something else than arrays of numbers or texts.
    """
    try:
        with Path(path).open("rb") as file:
            found = np.load(file, allow_pickle=False)
            arrays = {name: found[name] for name in found} if isinstance(found, Mapping) else None
    except (OSError, ValueError, BadZipFile, EOFError, KeyError, MemoryError) as cause:
        raise DataError("{path} can't be read as an .npz of arrays", path=shown(str(path))) from cause
    if arrays is None:
        raise DataError("{path} holds one array; allowed is an .npz of named arrays", path=shown(str(path)))
    return arrays


def recorded(path: str | PathLike[str]) -> list[Arrays]:
    """The updates that `record` has kept; a file of one update is one of a list.

    Raises
    ------
    DataError
        As for `opened`.
    """
    return by_update(opened(path))


def by_update(arrays: Mapping[str, Array]) -> list[Arrays]:
    """Arrays that were recorded, apart by their updates; any others are one update.

    Examples
    --------
    >>> [list(update) for update in by_update({"0/W1": np.eye(2), "0/dW1": np.eye(2), "1/W1": np.eye(2)})]
    [['W1', 'dW1'], ['W1']]
    """
    updates: dict[int, Arrays] = {}
    for name, array in arrays.items():
        number, rest = update_of(name)
        updates.setdefault(number, {})[rest] = array
    return [updates[n] for n in sorted(updates)]


def update_of(name: str) -> tuple[int, str]:
    """The number of the update that an array is of, and its own name: ``12/dW1``."""
    number, _, rest = name.partition("/")
    whole = number.isdecimal() and len(number) < 10 and bool(rest)
    return (int(number), rest) if whole else (0, name)
