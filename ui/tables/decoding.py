"""Bytes as text: which encoding a file is in, and its lines."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator

from backprop.errors import DataError
from ui.limits import LIMITS

from .breath import breathing

ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030", "cp1252": "Windows-1252"}
"""Encodings that are read, by the name that Python has for them."""

_PIECE = 1 << 16
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
"""What no text holds; the sign for the end of a file is dropped where it ends one."""


def guessed(content: bytes) -> str:
    """The encoding that a file seems to be in.

    Examples
    --------
    >>> [guessed("长度,Länge".encode(name)) for name in ("utf-8", "utf-16", "gb18030")]
    ['utf-8-sig', 'utf-16', 'gb18030']
    >>> guessed("Länge;Größe".encode("cp1252"))
    'cp1252'
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _decodes(content, "utf-8-sig"):
        return "utf-8-sig"
    if _is_chinese(content[: 16 * _PIECE]) and _decodes(content, "gb18030"):
        return "gb18030"
    if _decodes(content, "cp1252"):
        return "cp1252"
    return "gb18030"


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    pieces = memoryview(content)
    try:
        for start in breathing(range(0, len(content), _PIECE)):
            decoder.decode(pieces[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(content: bytes) -> bool:
    """Whether most bytes above ASCII are pairs of a common Chinese character, or of a sign between such.

    Letters with accents are bytes of the same range; the small ones would be rare characters.
    """
    common = pairs = 0
    for run in _HIGH.findall(content):
        pairs += (len(run) + 1) // 2
        common += sum(
            (0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3) and trail >= 0xA1
            for lead, trail in zip(run[::2], run[1::2], strict=False)
        )
    return common * 10 >= pairs * 7


def lines(content: bytes, encoding: str) -> Iterator[str]:
    """The lines of a file, each with its end.

    Raises
    ------
    DataError
        A line that is too long, or no text in this encoding.
    """
    text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    number = 0
    while True:
        number += 1
        try:
            line = text.readline(LIMITS.max_line + 1)
        except UnicodeError as error:
            raise DataError(
                "line {line} or one of the next is no text in {encoding}; choose another encoding",
                line=number,
                encoding=ENCODINGS[encoding],
            ) from error
        if len(line) > LIMITS.max_line:
            raise DataError("line {line} has more than {allowed} characters", line=number, allowed=LIMITS.max_line)
        if _CONTROL.search(line):
            raise DataError("line {line} is not plain text; save the table as CSV", line=number)
        if not line:
            return
        yield line.replace("\x1a", "")
