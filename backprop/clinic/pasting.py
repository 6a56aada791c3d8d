r"""Several arrays in one text, as a program prints them: ``dW1 = [[…]]``, ``W2: tensor(…)``, ``{'X': array(…)}``.

Only what stands around the matrices is read here, each matrix by `backprop.data.pasted`; nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from backprop.data.pasted import read_matrix
from backprop.errors import DataError

LONGEST = 2_000_000
"""Characters of a text."""

MOST = 64
"""Arrays of a text."""

LONGEST_NAME = 60

_LATEX = re.compile(r"\\begin\s*\{([a-zA-Z]+\*?)\}")
_START = re.compile(r"(?<![\w\]])\[|" + _LATEX.pattern)
"""A bracket that is no index: what stands before it is no name."""

_PROMPT = re.compile(r"^[ \t]*(?:>>>|(?:In|Out)\s*\[\d*\]\s*:|\.\.\.:?)\s*", re.MULTILINE)
_CALL = re.compile(
    r"(?:Parameter containing:\s*)?(?:[A-Za-z_]\w*\.){0,3}(?:array|asarray|matrix|mat|tensor|Tensor)\s*\($"
)
_REST = re.compile(r"^(?:\s*,\s*\w{1,30}\s*=[^,()\n]{0,60}(?:\(\))?)*\s*,?\s*\)")
_PRINT = re.compile(r"^(?:print|disp|display|repr|str)\s*\((.*?)\)?$")
_NUMBERS = re.compile(r"[-+−]?(?:\d|\.\d|nan|inf)[\d\s.,;eE+\-−naif]*", re.IGNORECASE)
_OF_ONE = re.compile(r"^(?:\w+\.)*(?:tensor|array|float32|float64)\(([^()\[\],]+)(?:,[^()]*(?:\(\))?)?\)$")
_NAMED = re.compile(r"^(.*?[^\s=:])\s*[=:]\s*(.*)$")


class _Piece(NamedTuple):
    """What stands before a matrix, and the matrix; both as text."""

    name: str
    body: str


def read_pasted(text: str) -> dict[str, NDArray[np.float64]]:
    r"""The arrays of a text by their names; one without a name is called ``array 1``.

    Parameters
    ----------
    text : str
        What NumPy and PyTorch print, literals, a dict of them, or rows of numbers below a name; code between them is
        passed over. NaN and infinities are numbers here.

    Raises
    ------
    DataError
        Says at which array what was found and what is allowed.

    Examples
    --------
    >>> read_pasted("dW1 = [[1. 2.]\n [3. 4.]]\ny = [0 1]\nloss: 0.5")
    {'dW1': array([[1., 2.],
           [3., 4.]]), 'y': array([0., 1.]), 'loss': array(0.5)}
    >>> list(read_pasted(">>> grads['W1']\narray([[1, 2]], dtype=float32)\n>>> print(W2)\n[[3]]"))
    ["grads['W1']", 'W2']
    >>> read_pasted("dW1 =\n\n  1 2\n  3 4\n")["dW1"].shape
    (2, 2)
    """
    if len(text) > LONGEST:
        raise DataError("the text has {given} characters; allowed are {most}", given=len(text), most=LONGEST)
    found: dict[str, NDArray[np.float64]] = {}
    for piece in _pieces(_PROMPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))):
        name = piece.name or f"array {len(found) + 1}"
        if name in found:
            raise DataError("{name} is there twice: leave one out, or give it a name of its own", name=name)
        if len(found) == MOST:
            raise DataError("there are more than {allowed} arrays", allowed=MOST)
        found[name] = _array(name, piece.body)
    if not found:
        raise DataError("there is no array; write a name, and the numbers as they are printed: dW1 = [[1. 2.] [3. 4.]]")
    return found


def _array(name: str, body: str) -> NDArray[np.float64]:
    try:
        matrix = read_matrix(body, finite=False)
    except DataError as error:
        raise DataError("{name}: {problem}", name=name, problem=error) from error
    inside = body.strip().removeprefix("[")
    if body.lstrip().startswith("[") and "[" not in inside and ";" not in inside and len(matrix) == 1:
        return matrix.reshape(-1)
    return matrix.reshape(()) if matrix.size == 1 and "[" not in body else matrix


def _pieces(text: str) -> Iterator[_Piece]:
    """The text taken apart where matrices begin and end."""
    at = 0
    while begin := _START.search(text, at):
        end = _end(text, begin)
        gap, called = _without_call(_REST.sub("", text[at : begin.start()]) if at else text[: begin.start()])
        yield from _lines(gap, has_next=True)
        yield _Piece(_name(gap), text[begin.start() : end])
        rest = _REST.match(text, end) if called else None
        at = rest.end() if rest else end
    yield from _lines(text[at:], has_next=False)


def _without_call(gap: str) -> tuple[str, bool]:
    """What stands before a matrix, without the call that makes it."""
    plain = gap.rstrip()
    call = _CALL.search(plain)
    return (plain[: call.start()], True) if call else (plain, False)


def _end(text: str, begin: re.Match[str]) -> int:
    """Where the matrix ends that begins there; the end of the text if its bracket stays open, which is said later."""
    if begin[1]:
        closed = text.find(f"\\end{{{begin[1]}}}", begin.end())
        return closed + len(f"\\end{{{begin[1]}}}") if closed >= 0 else len(text)
    depth = 0
    for sign in re.finditer(r"[\[\]]", text[begin.start() :]):
        depth += 1 if sign[0] == "[" else -1
        if depth == 0:
            return begin.start() + sign.end()
    return len(text)


def _lines(text: str, *, has_next: bool) -> Iterator[_Piece]:
    """Numbers without brackets: beside their name, or in the lines below it. The last name may be the next matrix's."""
    written = text.split("\n")
    written = written[:-1] if has_next and written and not _scalar(written[-1]) else written
    name = ""
    rows: list[str] = []
    for line in [*written, ""]:
        beside = _scalar(line)
        if not rows and beside:
            yield beside
        elif _NUMBERS.fullmatch(line.strip()):
            rows.append(line)
            continue
        elif rows and (line.strip() or line is written[-1]):
            yield _Piece(name, "\n".join(rows))
            rows = []
        if line.strip():
            name = _name(line)
    if rows:
        yield _Piece(name, "\n".join(rows))


def _scalar(line: str) -> _Piece | None:
    """A number, or a row of them, beside its name."""
    named = _NAMED.match(line.strip())
    if not named:
        return None
    number = _OF_ONE.sub(r"\1", named[2].strip())
    return _Piece(_name(named[1]), number) if _NUMBERS.fullmatch(number) else None


def _name(before: str) -> str:
    """What an array is called, of the text that stands before it."""
    lines = [line for line in before.split("\n") if line.strip(" \t,;{}()")]
    line = re.sub(r"^[\s,;{}()]+|[\s,;=:({]+$", "", lines[-1]) if lines else ""
    if printed := _PRINT.match(line):
        line = printed[1].split(",")[-1]
    line = line.strip(" \t,;:=")
    if line[:1] in "'\"" and line[:1] == line[-1:]:
        line = line[1:-1]
    line = re.sub(r"\s*(?:\\n|shape\b.*|\(\d+(?:, ?\d*)*\).*)$", "", line).strip(" \t:=")
    return line if len(line) <= LONGEST_NAME else (line.split() or [""])[-1][-LONGEST_NAME:]
