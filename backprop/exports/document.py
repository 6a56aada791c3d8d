"""The algorithm of one network as a LaTeX document."""

from __future__ import annotations

import re

import numpy as np

from backprop.network import Network
from backprop.notation import NOTATIONS
from backprop.optimizers import OPTIMIZERS, Settings
from backprop.rules import Call, program, shape

from .script import look_up

_HEAD = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\usepackage[margin=2.5cm]{geometry}
\allowdisplaybreaks
\begin{document}
"""

_SECTIONS = {"forward": "Forward", "backward": "Backward", "update": "Update"}


def to_latex(net: Network, notation: str = "lecture", standalone: bool = True) -> str:
    r"""Forward, backward and update of a network, every equation with the shape of its result.

    Parameters
    ----------
    net : Network
    notation : str
        A name of `NOTATIONS`.
    standalone : bool
        A whole document, or only what stands in it.

    Returns
    -------
    str
        LaTeX that needs amsmath; m is the number of rows.

    Raises
    ------
    NetworkError
        There is no such notation.

    Examples
    --------
    >>> print(to_latex(Network((4, 3)), standalone=False).splitlines()[2])
    P_1 &= Z_1W_1 && m \times 3 \\
    """
    look_up(NOTATIONS, notation)
    calls = program(net, update=True)
    sections = [
        f"\\section*{{{title}}}\n" + _aligned(net, notation, [call for call in calls if call.rule.phase == phase])
        for phase, title in _SECTIONS.items()
    ]
    body = "\n".join(sections)
    return f"{_HEAD}{body}\\end{{document}}\n" if standalone else body


def _aligned(net: Network, notation: str, calls: list[Call]) -> str:
    lines = " \\\\\n".join(_line(net, notation, call) for call in calls)
    return f"\\begin{{align*}}\n{lines}\n\\end{{align*}}\n"


def _line(net: Network, notation: str, call: Call) -> str:
    equation = NOTATIONS[notation].equation(net, call.rule.name, call.i, _descent(net))
    left, right = _sides(equation)
    return f"{left}&{right} && {_shape(net, notation, call)}".rstrip(" &")


def _sides(equation: str) -> tuple[str, str]:
    r"""The equation, cut before the relation that it is: not one in braces, nor one behind a comma.

    Examples
    --------
    >>> _sides(r"W_{i=1} = 2"), _sides(r"\texttt{z = a}"), _sides(r"W \leftarrow 2")
    (('W_{i=1} ', '= 2'), ('', '\\texttt{z = a}'), ('W ', '\\leftarrow 2'))
    """
    for found in re.finditer(r"= |\\leftarrow ", equation):
        left, right = equation[: found.start()], equation[found.start() :]
        if left.count("{") == left.count("}") and "," not in left:
            return left, right
    return "", equation


def _shape(net: Network, notation: str, call: Call) -> str:
    m = -1  # no width is negative
    sizes = shape(net, call.writes, m)
    if NOTATIONS[notation].written(net, call.writes).transposed:
        sizes = sizes[::-1]
    return r" \times ".join("m" if size == m else str(size) for size in sizes)


def _descent(net: Network) -> str:
    return OPTIMIZERS["sgd"].equation(Settings(1, 0, np.dtype("float64")), 1 if net.reduction == "mean" else 2)
