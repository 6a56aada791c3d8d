"""The algorithm of one network as a LaTeX document."""

from __future__ import annotations

import re

from backprop.network import Network
from backprop.notation import NOTATIONS
from backprop.optimizers import OPTIMIZERS, Settings
from backprop.rules import Call, program, shape

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

    Examples
    --------
    >>> print(to_latex(Network((4, 3)), standalone=False)[:82])
    \section*{Forward}
    \begin{align*}
    P_1 &= Z_1W_1 && m \times 3 \\
    Z_2 &= \sig
    """
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
    equation = NOTATIONS[notation].equation(net, call.rule.name, call.i, _sgd(net))
    left, sign, right = re.split(r"( = |\\leftarrow )", equation, maxsplit=1) if _has_sign(equation) else ("", "", equation)
    return f"{left.rstrip()} &{sign.rstrip()} {right.strip()} && {_shape(net, notation, call)}".strip()


def _has_sign(equation: str) -> bool:
    # Not the = of a code, nor that of a condition behind the equation: those stand in brackets or behind a comma.
    return bool(re.match(r"[^,]*?( = |\\leftarrow )", equation)) and not equation.startswith(r"\texttt{z\_")


def _sgd(net: Network) -> str:
    import numpy as np

    return OPTIMIZERS["sgd"].equation(Settings(1, 0, np.dtype("float64")), 1 if net.reduction == "mean" else 2)
