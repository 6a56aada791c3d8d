"""JSON records: a list of objects, or an object a line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from backprop.data.columns import Collector, Table
from backprop.errors import DataError
from ui.limits import LIMITS

from .breath import breathing
from .decoding import guessed
from .manner import Manner, Read
from .text import distinct

TOGETHER = 256
PIECE = 1 << 16
_BLANK = " \t\r\n\ufeff"


def is_json(content: bytes) -> bool:
    """Whether a file begins as a list of objects does, or as an object."""
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip()[:1] in (b"{", b""))


def read_records(content: bytes, manner: Manner) -> Read:
    r"""Read JSON records as a table; a record may lack a column.

    Raises
    ------
    DataError
        It is not JSON, or not records of numbers and texts.

    Examples
    --------
    >>> read = read_records(b'[{"size": 1.5, "kind": "a"}, {"size": null, "kind": "b"}]', Manner())
    >>> read.table.names, read.table.columns[0].numbers.tolist()
    (('size', 'kind'), [1.5, nan])
    """
    collectors: dict[str, Collector] = {}
    waiting: list[dict[str, Any]] = []
    rows = 0
    for number, record in enumerate(breathing(_records(content)), start=1):
        if not isinstance(record, dict):
            raise DataError("record {row} is no object; allowed is a list of objects", row=number)
        waiting.append(record)
        rows += 1
        if len(waiting) == TOGETHER:
            _add(collectors, waiting, rows - len(waiting))
            waiting = []
        if rows > LIMITS.max_rows:
            raise DataError("the table has more than {allowed} rows", allowed=LIMITS.max_rows)
    _add(collectors, waiting, rows - len(waiting))
    names = distinct([name.strip() for name in collectors])
    columns = [collector.column(name) for name, collector in zip(names, collectors.values(), strict=True)]
    return Read(Table(tuple(columns)), "records", manner, rows)


def _add(collectors: dict[str, Collector], records: list[dict[str, Any]], before: int) -> None:
    """Add the next records to the columns, new ones among them."""
    for record in records:
        for name in record:
            if name not in collectors:
                collectors[name] = Collector()
                collectors[name].add([""] * before)
    if len(collectors) > LIMITS.max_columns or len(collectors) * (before + len(records)) > LIMITS.max_numbers:
        raise DataError(
            "the table has {found} columns; allowed are {allowed}",
            found=len(collectors),
            allowed=min(LIMITS.max_columns, LIMITS.max_numbers // (before + len(records))),
        )
    for name, collector in collectors.items():
        collector.add([_cell(name, record.get(name)) for record in records])


def _cell(name: str, value: Any) -> str:
    """A value as a cell of a table has it; numbers are texts already."""
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise DataError("column {column} holds lists or objects; allowed are numbers and texts", column=name[:60])
    return str(value)


def _records(content: bytes) -> Iterator[Any]:
    """The records one after the other, so that none of them takes long."""
    source = _Source(_pieces(content))
    is_list = source.take("[")
    while source.peek():
        if is_list and source.take("]"):
            return
        yield source.value()
        if is_list and not source.take(","):
            if source.take("]"):
                return
            raise _not_json()
    if is_list:
        raise _not_json()


def _pieces(content: bytes) -> Iterator[str]:
    """The text in pieces; JSON may be one long line."""
    decoder = codecs.getincrementaldecoder(guessed(content))()
    try:
        for start in range(0, len(content), PIECE):
            yield decoder.decode(content[start : start + PIECE])
        yield decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise _not_json() from error


def _not_json() -> DataError:
    return DataError("the file is not JSON, or is cut off")


class _Source:
    """A text that comes in pieces, and a place in it."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces, self.text, self.at, self.is_whole = pieces, "", 0, False
        # A number stays as it is written: the column decides what it is.
        self.decoder = json.JSONDecoder(parse_int=str, parse_float=str)

    def _more(self) -> bool:
        """Read on; False at the end."""
        piece = next(self.pieces, None)
        if piece is None:
            return False
        self.text, self.at = self.text[self.at :] + piece, 0
        return True

    def peek(self) -> str:
        """The next sign that is not blank; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BLANK:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def take(self, sign: str) -> bool:
        """Whether this sign is next; if so, it is passed over."""
        if self.peek() != sign:
            return False
        self.at += 1
        return True

    def value(self) -> Any:
        """The next value."""
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except (ValueError, RecursionError) as error:
                if len(self.text) - self.at > LIMITS.max_line or not self._more():
                    raise _not_json() from error
            else:
                self.at = end
                return value
