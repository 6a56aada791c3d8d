"""A table as it was read: columns of numbers, of texts, or of both, before it is decided what each is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backprop.data.cells import Decimals, is_missing, spelled
from backprop.data.preparing import Floats
from backprop.errors import DataError

NUMBER, MISSING = -1, -2
"""Codes of a cell that is no word."""

MOST_WORDS = 1000
"""Different texts of a column that are kept: what has more of them is neither a class nor a category."""

LONGEST_WORD = 200
"""Characters of a text that is kept whole."""

Codes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Column:
    """The cells below one name.

    Attributes
    ----------
    name : str
    numbers : float64, shape (m,)
        NaN where the cell is no number.
    codes : int32, shape (m,)
        `NUMBER`, `MISSING`, or which of the words it is.
    words : tuple of str
        The different texts, in the order in which they come.
    is_cut : bool
        Whether there are more texts than are kept, or longer ones: they have the code ``len(words)``.
    """

    name: str
    numbers: Floats
    codes: Codes
    words: tuple[str, ...] = ()
    is_cut: bool = False

    @classmethod
    def of(cls, name: str, cells: Iterable[str], decimal: Decimals = ".") -> Column:
        """The column of cells as they are written.

        Examples
        --------
        >>> column = Column.of("size", ["1", "?", "big", "2"])
        >>> column.numbers.tolist(), column.codes.tolist(), column.words
        ([1.0, nan, nan, 2.0], [-1, -2, 0, -1], ('big',))
        """
        collector = Collector(decimal)
        collector.add(list(cells))
        return collector.column(name)

    @classmethod
    def of_numbers(cls, name: str, numbers: Floats) -> Column:
        """The column of an array; NaN is missing."""
        codes = np.where(np.isnan(numbers), np.int32(MISSING), np.int32(NUMBER))
        return cls(name, numbers, codes)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def title(self) -> str:
        """Its name, or a dash for one that has none."""
        return self.name or "–"

    @cached_property
    def missing(self) -> int:
        """How many cells hold no value."""
        return int((self.codes == MISSING).sum())

    @cached_property
    def texts(self) -> int:
        """How many cells hold a text."""
        return int((self.codes >= 0).sum())

    @cached_property
    def values(self) -> Floats:
        """The different numbers, sorted."""
        return np.unique(self.numbers[self.codes == NUMBER])

    @cached_property
    def is_whole(self) -> bool:
        """Whether all its numbers are whole."""
        return bool(np.isfinite(self.values).all() and (self.values == np.floor(self.values)).all())

    @property
    def different(self) -> int:
        """How many different values there are, as far as they are kept."""
        return len(self.values) + len(self.words)

    def cell(self, row: int) -> str:
        """A cell, shortly; numbers in as few digits as tell them apart."""
        code = int(self.codes[row])
        if code == NUMBER:
            return written(float(self.numbers[row]))
        if code == MISSING:
            return ""
        return self.words[code] if code < len(self.words) else "…"


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of one length under different names.

    Raises
    ------
    DataError
        There is no column, no row, or the columns differ in length.
    """

    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        if not self.columns or not len(self.columns[0]):
            raise DataError("the table has {found} rows; allowed are 1 or more", found=0)
        check_lengths([(column.name, len(column)) for column in self.columns])

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns; one may have none."""
        return tuple(column.name for column in self.columns)


def check_lengths(columns: Sequence[tuple[str, int]]) -> None:
    """Refuse columns, each given by its name and its rows, that differ in length.

    Raises
    ------
    DataError
    """
    first, allowed = columns[0]
    for column, found in columns:
        if found != allowed:
            raise DataError(
                "column {column} has {found} rows, column {first} has {allowed}; they must be equal",
                column=column,
                found=found,
                first=first,
                allowed=allowed,
            )


class Collector:
    """A column while it is being read, some cells at a time.

    Parameters
    ----------
    decimal : {".", ","}
    """

    def __init__(self, decimal: Decimals = ".") -> None:
        self.decimal: Decimals = decimal
        self._numbers: list[Floats] = []
        self._codes: list[Codes] = []
        self._words: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._is_cut = False

    def add(self, cells: Sequence[str]) -> None:
        """Read the next cells."""
        numbers = _plain_numbers(cells) if self.decimal == "." else None
        if numbers is not None:
            self._numbers.append(numbers)
            self._codes.append(np.full(len(cells), NUMBER, np.int32))
            return
        pairs = [self._read(cell) for cell in cells]
        self._numbers.append(np.array([number for number, _code in pairs], dtype=np.float64))
        self._codes.append(np.array([code for _number, code in pairs], dtype=np.int32))

    def _read(self, cell: str) -> tuple[float, int]:
        code = self._seen.get(cell)
        if code is not None:
            return np.nan, code
        number = spelled(cell, self.decimal)
        if number is not None and not np.isnan(number):
            return number, NUMBER
        code = MISSING if is_missing(cell) else self._code(cell.strip())
        if len(self._seen) < MOST_WORDS:
            self._seen[cell] = code
        return np.nan, code

    def _code(self, word: str) -> int:
        known = self._words.get(word)
        if known is not None:
            return known
        if len(word) > LONGEST_WORD or len(self._words) >= MOST_WORDS:
            self._is_cut = True
            return MOST_WORDS
        self._words[word] = len(self._words)
        return len(self._words) - 1

    def column(self, name: str) -> Column:
        """What was read."""
        numbers = np.concatenate(self._numbers) if self._numbers else np.empty(0)
        codes = np.concatenate(self._codes) if self._codes else np.empty(0, np.int32)
        words = tuple(self._words)
        return Column(name, numbers, np.minimum(codes, np.int32(len(words))), words, self._is_cut)


def written(number: float) -> str:
    """A number as a name of a class and a cell have it.

    Examples
    --------
    >>> written(2.0), written(0.5), written(1e300)
    ('2', '0.5', '1e+300')
    """
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def _plain_numbers(cells: Sequence[str]) -> Floats | None:
    """The numbers of cells that are nothing else, quickly; None if one of them is."""
    try:
        numbers = np.fromiter(map(float, cells), np.float64, len(cells))
    except (ValueError, OverflowError):
        return None
    # Python reads 1_000 as a number; what is not finite was a missing value, or is to be looked at.
    return None if not np.isfinite(numbers).all() or "_" in "".join(cells) else numbers
