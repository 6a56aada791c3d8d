"""The reader: finds out how a matrix is laid out, and checks that it is one."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from backprop._text import N_
from backprop.checks import checked_kind
from backprop.errors import DataError

from .brackets import brackets
from .cells import Cells, number
from .latex import latex
from .lines import lines

LONGEST = 300_000
"""Characters of a text."""

MOST_ENTRIES = 10_000

_BETWEEN = "[({,;&\t\n\\"
MOST_BETWEEN = 4 * MOST_ENTRIES
"""Signs of one kind: where there are more, there are too many entries, and nothing needs to be taken apart."""

_SIGNS = str.maketrans(
    dict.fromkeys("−–‒﹣－", "-")
    | dict(zip("＋．，；／（）［］｛｝０１２３４５６７８９", "+.,;/()[]{}0123456789", strict=True))
    | dict.fromkeys("\f\v\u00a0\u2007\u2009\u202f\u3000\u200b\ufeff", " ")
    | {"\r": "\n"}
)
"""Other spellings of the same signs: of a word processor, a web page, a Chinese keyboard. One for one: places stay."""

_NAME = re.compile(r"\s*(?:Parameter containing:\s*|(?:>>>\s*)?(?:\$+\s*)?(?:[^\W\d]|[\\∇])[^\[\n,;&=]{0,40}=(?!=))")
"""What the matrix is called, as in W_1 =."""

_LEFT_OUT = re.compile(r"\.\.\.|…|\\[cvdl]?dots")


def read_matrix(
    text: str, rows: int | None = None, columns: int | None = None, *, finite: bool = True
) -> NDArray[np.float64]:
    r"""Read a matrix, however it is written.

    Parameters
    ----------
    text : str
        A literal of NumPy or PyTorch, what they print, rows of numbers with blanks, commas, semicolons or tabs between
        them, a matrix of MATLAB, or one of LaTeX; its name and a = may stand before it. Up to `LONGEST` characters.
    rows, columns : int, optional
        The shape that is wanted, which says of a list of numbers whether it is a row (as it is if nothing is said) or a
        column. What has a shape of its own keeps it.
    finite : bool
        Whether NaN and the infinities are refused.

    Returns
    -------
    float64, shape (rows, columns)
        At least one entry, up to `MOST_ENTRIES`.

    Raises
    ------
    DataError
        Says in which row and column, or line and character, all counted from 1, what was found and what is allowed.

    Examples
    --------
    >>> read_matrix("W = np.array([[1, 2], [3, 4]])")
    array([[1., 2.],
           [3., 4.]])
    >>> read_matrix("[1; 2]").shape, read_matrix("1 2").shape, read_matrix("1 2", columns=1).shape
    ((2, 1), (1, 2), (2, 1))
    >>> read_matrix("1 2\n3 x")
    Traceback (most recent call last):
    backprop.errors.DataError: row 2, column 2: 'x' is not a number; allowed are numbers such as -0.5, 2e-3 and 1/3
    """
    found = _cells(_clean(text))
    _check_shape(found)
    values = [
        [number(cell, row, column, finite=finite) for column, cell in enumerate(line, start=1)]
        for row, line in enumerate(found.rows, start=1)
    ]
    matrix = np.array(values, dtype=np.float64)
    count = matrix.shape[1]
    if found.is_flat and (columns == 1 or (rows == count != columns)):
        return matrix.T
    return matrix


def read_cell(text: str, row: int, column: int) -> float:
    """The number typed into one cell of a grid, spelt as freely as in a matrix; a comma is a decimal sign.

    Examples
    --------
    >>> read_cell(" −0,5", 1, 1), read_cell("1/4", 1, 1)
    (-0.5, 0.25)
    """
    return number(text.translate(_SIGNS).strip().replace(",", "."), row, column)


def _clean(text: str) -> str:
    checked_kind(N_("the text"), text, str)
    if len(text) > LONGEST:
        raise DataError("the text has {given} characters; allowed are {most}", given=len(text), most=LONGEST)
    plain = text.replace("\r\n", "\n").translate(_SIGNS).rstrip()
    if max(map(plain.count, _BETWEEN)) > MOST_BETWEEN:
        raise DataError("the matrix has more than {most} entries", most=MOST_ENTRIES)
    if called := _NAME.match(plain):
        plain = " " * called.end() + plain[called.end() :]
    if not plain.strip():
        raise DataError("there is nothing to read; paste a matrix, as [[1, 2], [3, 4]], or rows of numbers")
    if left_out := _LEFT_OUT.search(plain):
        raise DataError(
            "line {line}: {given} stands for numbers that were left out; print all of them: "
            "np.set_printoptions(threshold=np.inf)",
            line=plain.count("\n", 0, left_out.start()) + 1,
            given=left_out[0],
        )
    return plain


def _cells(text: str) -> Cells:
    if "\\" in text or "&" in text:
        return latex(text)
    return brackets(text) if any(sign in text for sign in "[](){}") else lines(text)


def _check_shape(found: Cells) -> None:
    entries = sum(map(len, found.rows))
    if entries > MOST_ENTRIES:
        raise DataError("the matrix has {given} entries; allowed are {most}", given=entries, most=MOST_ENTRIES)
    allowed = len(found.rows[0])
    for row, line in enumerate(found.rows, start=1):
        if len(line) != allowed:
            raise DataError(
                "row {row} has {given} numbers, row 1 has {allowed}; they must be equal",
                row=row,
                given=len(line),
                allowed=allowed,
            )
