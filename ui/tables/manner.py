"""How a file is to be read, as far as that is chosen; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from backprop._text import Sentence
from backprop.data.cells import Decimals
from backprop.data.columns import Table

Kind = Literal["text", "arrays", "records", "parquet"]


@dataclass(frozen=True)
class Manner:
    """What can be said about reading a file; None is found out.

    Attributes
    ----------
    encoding : str
        A name of `ENCODINGS`.
    separator : str
        A key of `SEPARATORS`.
    header : bool
        Whether the first row holds the names.
    decimal : str
        What separates the decimals.
    X, y : str
        Names of arrays in the file; y is ``""`` for none.
    """

    encoding: str | None = None
    separator: str | None = None
    header: bool | None = None
    decimal: Decimals | None = None
    X: str | None = None
    y: str | None = None


@dataclass(frozen=True, eq=False)
class Read:
    """A file that was read.

    Attributes
    ----------
    table : Table
    kind : str
    manner : Manner
        How it was read, nothing left open.
    rows : int
        Of the file; the table may be a sample of them.
    doubts : tuple of Sentence
        What might be otherwise, and is to be looked at.
    arrays : tuple of str
        The names to choose X and y from.
    """

    table: Table
    kind: Kind
    manner: Manner
    rows: int
    doubts: tuple[Sentence, ...] = ()
    arrays: tuple[str, ...] = ()
