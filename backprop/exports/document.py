"""The algorithm of one network as a LaTeX document."""

from __future__ import annotations

from backprop.network import Network
from backprop.notations import Writing
from backprop.rules import Call, program, shape

from .script import notation_of

PHASES = {"forward": "Forward", "backward": "Backward", "update": "Update"}

_HEAD = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\usepackage[margin=2.5cm]{geometry}
\allowdisplaybreaks
\begin{document}
"""


def to_latex(net: Network, notation: str = "lecture") -> str:
    r"""Forward, backward and update of a network, every equation with the shape of its result.

    Parameters
    ----------
    net : Network
    notation : str
        A name of `NOTATIONS`.

    Returns
    -------
    str
        A whole document; it needs amsmath, and m is the number of rows.

    Raises
    ------
    NetworkError
        There is no such notation.
    """
    blocks = aligned(net, notation)
    sections = [
        f"\\section*{{{title}}}\n\\begin{{align*}}\n{blocks[phase]}\n\\end{{align*}}\n"
        for phase, title in PHASES.items()
    ]
    return f"{_HEAD}{chr(10).join(sections)}\\end{{document}}\n"


def aligned(net: Network, notation: str = "lecture") -> dict[str, str]:
    r"""The equations of each phase below each other, for an environment that aligns at ``&``.

    Examples
    --------
    >>> print(aligned(Network((4, 3)))["forward"].splitlines()[0])
    P_1 &= Z_1W_1 && m \times 3 \\
    """
    writing = notation_of(notation).of(net)
    calls = program(net, update=True)
    return {
        phase: " \\\\\n".join(_line(net, writing, call) for call in calls if call.rule.phase == phase)
        for phase in PHASES
    }


def _line(net: Network, writing: Writing, call: Call) -> str:
    equation, size = writing.equation(call).cut("&"), _shape(net, writing, call)
    return f"{equation} && {size}" if size else equation


def _shape(net: Network, writing: Writing, call: Call) -> str:
    m = -1  # no width is negative
    sizes = shape(net, call.writes, m)
    if writing.transposed(call.writes):
        sizes = sizes[::-1]
    return r" \times ".join("m" if size == m else str(size) for size in sizes)
