"""A file as a table, whatever format it is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backprop.errors import DataError
from ui.limits import LIMITS

from .arrays import GZIP, NPY, ZIP, File, is_idx, read_arrays, unpacked
from .manner import Manner, Read
from .parquet import is_parquet, read_parquet
from .records import is_json, read_records
from .text import read_text

MOST_FILES = 4


def taken(uploads: Sequence[Any]) -> tuple[File, ...]:
    """The files as they were uploaded, none read that is too large; unless all hold arrays, the last one alone.

    Raises
    ------
    DataError
        There are too many, or one is too large.
    """
    files = fetched(uploads, MOST_FILES)
    return files if all(holds_arrays(file.content) for file in files) else files[-1:]


def fetched(uploads: Sequence[Any], most: int) -> tuple[File, ...]:
    """The files as they were uploaded, none read that is too large.

    Raises
    ------
    DataError
        There are more than ``most``, or one is too large.
    """
    if len(uploads) > most:
        raise DataError("{found} files at once; allowed are {allowed}", found=len(uploads), allowed=most)
    for upload in uploads:
        if upload.size > LIMITS.max_upload_bytes:
            raise DataError("the file has more than {allowed} MB", allowed=f"{LIMITS.max_upload_bytes / 1e6:g}")
    return tuple(File(upload.name, upload.getvalue()) for upload in uploads)


def holds_arrays(content: bytes) -> bool:
    """Whether a file begins as one with arrays does, packed or not."""
    return content.startswith((ZIP, NPY, GZIP)) or is_idx(content)


def read(files: Sequence[File], manner: Manner) -> Read:
    r"""Read one file, or several that hold arrays.

    Raises
    ------
    DataError
        Says what is wrong, where, and what is allowed.

    Examples
    --------
    >>> read([File("mine.csv", b"a,kind\n1,x\n2,y\n")], Manner()).kind
    'text'
    """
    if len(files) > 1:
        return read_arrays(files, manner)
    (file,) = files
    content = unpacked(file.content) if file.content.startswith(GZIP) else file.content
    if content.startswith((ZIP, NPY)) or is_idx(content):
        return read_arrays([File(file.name, content)], manner)
    if is_parquet(content):
        return read_parquet(content, manner)
    if is_json(content):
        return read_records(content, manner)
    return read_text(content, manner)
