"""A matrix in LaTeX: ``bmatrix`` and its kin, ``array``, or the bare rows."""

from __future__ import annotations

import re

from backprop.errors import DataError

from .cells import Cells

_BEGIN = re.compile(r"\\begin\s*\{((?:[bpvVB]|small)?matrix\*?|array)\}(?:\s*\[[a-z]\])?(?:\s*\{[clr| ]{0,200}\})?")
_AROUND = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)\s*(?:\\[{}|]|[\[\]().|])|\\(?:display|text)style\b|\\[\[\]()]|\$")
_ROW = re.compile(r"\\\\(?:\s*\[[^\]\n]{0,20}\])?|\\cr\b")
_SPACE = re.compile(r"\\(?:[,;:! ]|q?quad\b|hline\b|h?phantom\s*\{[^{}]{0,20}\})|~")
_FRACTION = re.compile(r"\\[tdc]?frac\s*(?:\{([^{}]{1,30})\}|(\d))\s*(?:\{([^{}]{1,30})\}|(\d))")
_POWER = re.compile(r" ?(?:\\cdot|\\times) ?10 ?\^ ?(?:\{ ?([+-]?\d{1,4}) ?\}|(\d))")


def latex(text: str) -> Cells:
    r"""The cells of a matrix in LaTeX.

    Raises
    ------
    DataError
        More than one matrix, or something around it.

    Examples
    --------
    >>> latex(r"\begin{bmatrix} 1 & \frac12 \\ -3 & 4 \cdot 10^{-2} \end{bmatrix}").rows
    [['1', '1/2'], ['-3', '4e-2']]
    """
    body = _body(re.sub(r"\s+", " ", text))
    return Cells([[_cell(cell) for cell in row.split("&")] for row in _rows(body)])


def _body(text: str) -> str:
    begins = list(_BEGIN.finditer(text))
    if len(begins) > 1:
        raise DataError("there are {given} matrices; paste one at a time", given=len(begins))
    if not begins:
        return _AROUND.sub(" ", text)
    (begin,) = begins
    end = f"\\end{{{begin[1]}}}"
    at = text.find(end, begin.end())
    if at < 0:
        raise DataError("{end} is missing after the matrix", end=end)
    if before := _rest(text[: begin.start()]):
        raise DataError("{given} stands before the matrix; paste the matrix alone", given=before)
    if after := _rest(text[at + len(end) :]):
        raise DataError("{given} stands after the matrix; paste the matrix alone", given=after)
    return text[begin.end() : at]


def _rest(around: str) -> str:
    """What stands around a matrix and means something; nothing if it is only how a formula is set."""
    rest = _SPACE.sub("", _AROUND.sub("", around)).strip(" .,;")
    return repr(rest[:20]) if rest else ""


def _rows(body: str) -> list[str]:
    rows = [_SPACE.sub(" ", row) for row in _ROW.split(body)]
    return rows[:-1] if len(rows) > 1 and not rows[-1].strip() else rows


def _cell(written: str) -> str:
    """A cell without what LaTeX needs."""
    plain = written.replace("{,}", ".").replace("{-}", "-").replace("{+}", "+")
    plain = _FRACTION.sub(lambda found: f"{found[1] or found[2]}/{found[3] or found[4]}", plain)
    plain = _POWER.sub(lambda found: f"e{found[1] or found[2]}", plain)
    return re.sub(r"(?<=[+-])\s+", "", plain.strip()).removeprefix("{").removesuffix("}").strip()
