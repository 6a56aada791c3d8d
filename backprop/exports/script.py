"""What the scripts have in common: their data, as literals or in a file beside them, and the templates' fields.

Nothing in a script is text that somebody typed: it is made of templates, of layer numbers and of floats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import fill, indent
from typing import Literal

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.checks import checked_name
from backprop.expression import Apply, parts
from backprop.network import Network
from backprop.notations import NOTATIONS, Notation, Writing
from backprop.passes import Trace
from backprop.rules import program

MOST_INLINE = 4000
"""Numbers up to which the data stand in the script itself."""

DATA_FILE = "backprop_data.npz"
"""The file beside a script whose data are larger."""

WIDTH, INDENT = 100, "    "

TOLERANCES = {"float64": (1e-9, 1e-12), "float32": (1e-3, 1e-5)}
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


def notation_of(name: str) -> Notation:
    """The notation of that name, or `NetworkError` saying which there are."""
    return NOTATIONS[checked_name(N_("notation"), name, NOTATIONS)]


_CHECK = '''def check(name, found, value):
    """Say in what two arrays differ, if they do."""
    sizes = [tuple(array.shape) for array in (found, value)]
    assert sizes[0] == sizes[1], f"{name}: the shape is {sizes[0]}, and not {sizes[1]}"
    wrong = <library>.argwhere(~<library>.isclose(found, value, rtol, atol, equal_nan=True)).tolist()
    places = [tuple(place) for place in wrong]
    assert not wrong, (
        f"{name}: {len(wrong)} of the entries differ; "
        f"{name}{wrong[0] or ''} is {found[places[0]].item()}, and not {value[places[0]].item()}"
    )'''


def script_of(
    template: str,
    t: Trace,
    writing: Writing,
    library: Literal["numpy", "torch"],
    more: Sequence[str] = (),
    **others: str,
) -> Script:
    """The script of one pass: a template, its fields filled with what every script has, and with the others.

    Parameters
    ----------
    template : str
        With the fields that stand here.
    t : Trace
        Its batch and weights go into the script, and all its results as what is asserted.
    writing : Writing
        Decides the names, the layout and the scale of the variables.
    library : {"numpy", "torch"}
    more : sequence of str
        More definitions, behind those of the functions.
    **others
        More fields.
    """
    net, called = t.net, {"numpy": "np", "torch": "torch"}[library]
    shown = writing.variables(t, [step.writes for step in t.steps if step.rule.phase != "update"])
    inputs = writing.variables(t, ["X", "Y", *(("W", i) for i in range(1, net.layers + 1))])
    given, expected, data = assignments(inputs, shown, {"numpy": "np.array", "torch": "torch.tensor"}[library])
    definitions = [*functions(net, library), *more, _CHECK.replace("<library>", called)]
    code = template.format(
        described=described(net),
        imports=imports(library, data, [*inputs.values(), *shown.values()]),
        dtype=t["X"].dtype,
        batch=writing.notation.batch,
        inputs=given + f"\nlam = {net.l2}  # λ of the L2 regularisation" * (net.l2 > 0),
        first=writing.notation.first(net.bias),
        definitions="\n\n\n".join(definitions),
        forward=statements(writing, "forward"),
        backward=statements(writing, "backward"),
        shown=expected,
        computed=table(shown),
        tolerances=tolerances(str(t["X"].dtype), shown.values()),
        **others,
    )
    return Script(code, data)


def statements(writing: Writing, phase: str) -> str:
    """The calls of a phase as code; a slope begins a layer of the backward pass."""
    lines = []
    for call in program(writing.net):
        if call.rule.phase == phase:
            lines += [""] * (call.rule.name == "slope") + writing.statements(call)
    return "\n".join(lines)


def functions(net: Network, library: Literal["numpy", "torch"]) -> list[str]:
    """The definitions of the functions that the formulas of the network call, and of its loss."""
    found = [
        part.function
        for call in program(net)
        if call.formula
        for part in parts(call.formula)
        if isinstance(part, Apply)
    ]
    bodies = {f"{function.code}(x)": getattr(function, library) for function in found}
    bodies[f"{net.loss}(Z, Y)"] = getattr(net.loss_function, library)
    if net.l2:
        bodies["penalty(*weights)"] = "return lam / 2 * sum((W**2).sum() for W in weights)"
    return [f"def {head}:\n{indent(body, INDENT)}" for head, body in bodies.items()]


def imports(library: str, data: bytes | None, numbers: Iterable[Array]) -> str:
    """The library, and what else the data need."""
    written = [] if data else list(numbers)
    names = (("inf", np.isinf), ("nan", np.isnan))
    found = [name for name, is_it in names if any(is_it(array).any() for array in written)]
    lines = [f"from math import {', '.join(found)}"] * bool(found) + ["from pathlib import Path"] * bool(data)
    lines += [""] * bool(lines) + ["import numpy as np"] * (library == "numpy" or bool(data))
    return "\n".join([*lines, *["import torch"] * (library == "torch"), ""])


def described(net: Network) -> str:
    """The head of a script: which network it is."""
    widths = "-".join(map(str, net.widths))
    options = [net.loss, f"{net.reduction} over the batch", *["with bias"] * net.bias]
    options += [f"L2 regularisation {net.l2}"] * (net.l2 > 0)
    return f"Widths {widths}; {', '.join(net.activations)}; {', '.join(options)}."


def literal(array: Array, function: str) -> str:
    """An array row by row, with every digit it takes to get the same numbers back.

    Examples
    --------
    >>> print(literal(np.array([[0.1, 2.0], [-np.inf, np.nan]]), "np.array"))
    np.array([
        [0.1, 2.0],
        [-inf, nan],
    ], dtype=dtype)
    >>> literal(np.float32(0.1), "np.array"), literal(np.array([1e22, -0.0]), "np.array")
    ('np.array(0.1, dtype=dtype)', 'np.array([1e+22, -0.0], dtype=dtype)')
    """
    if array.ndim == 2:
        rows = "".join(f"{wrapped(_row(row))},\n" for row in array)
        return f"{function}([\n{rows}], dtype=dtype)"
    return f"{function}({_row(array) if array.ndim else str(array[()])}, dtype=dtype)"


def _row(row: Array) -> str:
    # str of a NumPy number is the shortest decimal that is this number and no other of its dtype.
    return f"[{', '.join(map(str, row))}]"


def wrapped(text: str) -> str:
    """The text, indented, in lines that one can read."""
    return fill(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)


def table(names: Iterable[str]) -> str:
    """A dict of variables by their names."""
    return "{\n" + wrapped(", ".join(f'"{name}": {name}' for name in names)) + "\n}"


def assignments(
    inputs: Mapping[str, Array], shown: Mapping[str, Array], function: str
) -> tuple[str, str, bytes | None]:
    """The code that makes the inputs, the code that makes ``shown``, and the file that it reads, if any.

    Parameters
    ----------
    inputs, shown : dict
        Arrays by the name of their variable.
    function : str
        What makes an array of numbers: ``np.array`` or ``torch.tensor``.
    """
    if sum(array.size for array in (*inputs.values(), *shown.values())) < MOST_INLINE:
        known = (f"{name} = {literal(array, function)}" for name, array in inputs.items())
        entries = (f'shown["{name}"] = {literal(array, function)}' for name, array in shown.items())
        return "\n".join(known), "\n".join(["shown = {}", *entries]), None
    load = f'data = np.load(Path(__file__).with_name("{DATA_FILE}"))'
    known = (f'{name} = {function}(data["{name}"], dtype=dtype)' for name in inputs)
    entries = (f'    "{name}": {function}(data["shown {name}"], dtype=dtype),' for name in shown)
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **inputs, **{f"shown {name}": array for name, array in shown.items()})
    return "\n".join([load, *known]), "\n".join(["shown = {", *entries, "}"]), file.getvalue()


def tolerances(dtype: str, arrays: Iterable[Array]) -> str:
    """The code of rtol and atol: shares of an entry, and of the largest entry of all."""
    rtol, share = TOLERANCES[dtype]
    finite = (np.abs(array[np.isfinite(array)]).max(initial=1) for array in map(np.asarray, arrays))
    return f"rtol, atol = {rtol}, {share * float(max(finite)):.1g}"
