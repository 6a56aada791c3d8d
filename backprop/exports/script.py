"""What the scripts have in common: their data, as literals or in a file beside them, and the templates' fields.

Nothing in a script is text that somebody typed: it is made of templates, of layer numbers and of floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from backprop.activations import Array
from backprop.network import Network
from backprop.rules import Call

MOST_INLINE = 4000
"""Numbers up to which the data stand in the script itself."""

DATA_FILE = "backprop_data.npz"
"""The file beside a script whose data are larger."""

WIDTH = 100

TOLERANCES = {"float64": ("1e-9", "1e-12"), "float32": ("1e-3", "1e-5")}
"""rtol, and atol as a share of the largest entry: another order of the same sums, and another library's exp."""


@dataclass(frozen=True)
class Script:
    """A program that runs by itself.

    Attributes
    ----------
    code : str
        The program.
    data : bytes or None
        What belongs beside it as the file `DATA_FILE` (.npz), if its numbers are too many to stand in it.
    """

    code: str
    data: bytes | None = None


def assembled(parts: Iterable[str]) -> str:
    """The parts of a script, with an empty line between each two."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def filled(template: str, net: Network, call: Call) -> str:
    """Fill the layer i, its neighbours, the widths and what belongs to this network into a template.

    What stands in ``⟦ ⟧`` remains only if the network has a bias, in ``⟪ ⟫`` only if Z_{i+1} gets a constant column,
    in ``⟨ ⟩`` only if ℓ is averaged.
    """
    i = call.i
    keep = {
        "⟦(.*?)⟧": net.bias,
        "⟪(.*?)⟫": net.bias and i < net.layers,
        "⟨(.*?)⟩": net.reduction == "mean",
    }
    for pattern, is_kept in keep.items():
        template = re.sub(pattern, r"\1" if is_kept else "", template)
    fields = {"<i>": i, "<i-1>": i - 1, "<i+1>": i + 1, "<n>": net.widths[i], "<σ>": net.activations[i - 1]}
    for name, value in fields.items():
        template = template.replace(name, str(value))
    return template


def literal(array: Array, name: str, function: str) -> str:
    """An assignment of an array, row by row, with every digit it takes to get the same numbers back.

    Examples
    --------
    >>> print(literal(np.array([[0.1, 2.0], [-np.inf, np.nan]]), "X", "array"))
    X = array([
        [0.1, 2.0],
        [-inf, nan],
    ])
    """
    if array.ndim == 0:
        return f"{name} = {function}({_digits(array[()])})"
    rows = ",\n".join(_row(row) for row in array)
    return f"{name} = {function}([\n{rows},\n])"


def _row(row: Array) -> str:
    numbers = [_digits(number) for number in np.atleast_1d(row)]
    text = f"    [{', '.join(numbers)}]"
    if len(text) <= WIDTH:
        return text
    lines, line = [], "     "
    for number in numbers:
        if len(line) + len(number) + 2 > WIDTH:
            lines.append(line.rstrip())
            line = "     "
        line += f"{number}, "
    return "\n".join(["    [" + lines[0].lstrip(), *lines[1:], line.rstrip().rstrip(",") + "]"])


def _digits(number: np.floating) -> str:  # type: ignore[type-arg]
    """The shortest decimal that is this number and no other of its dtype.

    Examples
    --------
    >>> _digits(np.float32(0.1)), _digits(np.float64(1e22)), _digits(np.float64(-0.0))
    ('0.1', '1e+22', '-0.0')
    """
    return str(number)


def count(arrays: Mapping[str, Array]) -> int:
    """How many numbers there are."""
    return sum(array.size for array in arrays.values())


def packed(arrays: Mapping[str, Array]) -> bytes:
    """The arrays as the bytes of an .npz file."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
