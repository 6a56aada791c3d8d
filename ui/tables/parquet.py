"""Parquet files, read by the reader that pandas has for them, some rows at a time."""

from __future__ import annotations

import io
from typing import Any

from backprop.data.columns import Collector, Table
from backprop.errors import DataError
from ui.limits import LIMITS

from .breath import breathing
from .manner import Manner, Read
from .sampling import allowed_rows, drawn
from .text import distinct

MARK = b"PAR1"
TOGETHER = 4096


def is_parquet(content: bytes) -> bool:
    """Whether a file begins as Parquet does."""
    return content.startswith(MARK)


def read_parquet(content: bytes, manner: Manner) -> Read:
    """Read a Parquet file as a table.

    Raises
    ------
    DataError
        It is damaged or too large.
    """
    from pyarrow import ArrowException, parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        names = distinct([str(name).strip() for name in file.schema_arrow.names])
        _check(file.metadata, len(names))
        return Read(_table(file, names), "parquet", manner, file.metadata.num_rows)
    except DataError:
        raise
    except (ArrowException, OSError, ValueError, TypeError, KeyError, MemoryError) as error:
        raise DataError("the Parquet file cannot be read; it may be damaged") from error


def _check(about: Any, columns: int) -> None:
    """Refuse what would be too large, as far as the file itself says so."""
    if columns > LIMITS.max_columns:
        raise DataError(
            "the table has {found} columns; allowed are {allowed}", found=columns, allowed=LIMITS.max_columns
        )
    size = sum(about.row_group(n).total_byte_size for n in range(about.num_row_groups))
    if size > LIMITS.max_unpacked_bytes or about.num_rows * columns > LIMITS.max_unpacked_bytes:
        raise DataError(
            "the file has more than {allowed} MB when it is unpacked", allowed=f"{LIMITS.max_unpacked_bytes / 1e6:g}"
        )


def _table(file: Any, names: list[str]) -> Table:
    """The rows that are kept, read a batch at a time."""
    kept = drawn(file.metadata.num_rows, allowed_rows(max(len(names), 1)))
    collectors = [Collector() for _name in names]
    start = 0
    for batch in breathing(file.iter_batches(batch_size=TOGETHER, use_threads=False)):
        end = start + batch.num_rows
        rows = kept[(kept >= start) & (kept < end)] - start
        for collector, column in zip(collectors, batch.columns, strict=True):
            collector.add([_cell(value) for value in column.take(rows).to_pylist()])
        start = end
    return Table(tuple(collector.column(name) for name, collector in zip(names, collectors, strict=True)))


def _cell(value: Any) -> str:
    """A value as a cell of a table has it."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)
