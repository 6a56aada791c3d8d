"""The algorithm as a NumPy script: one line of code a rule, in the notation of the reader."""

from __future__ import annotations

from backprop.expression import Key
from backprop.passes import Trace

from .script import (
    Script,
    assignments,
    described,
    functions,
    imports,
    notation_of,
    statements,
    table,
    tidied,
    tolerances,
)

_WITH_ONES = '''

def with_ones(Z):
    """Z with a constant column: its weights are the bias."""
    return np.hstack([Z, np.ones((len(Z), 1), Z.dtype)])
'''

_SCRIPT = '''"""Forward and backward by hand.

{described}

It ends with an assertion that its numbers are those that were shown when it was made.
"""
{imports}
dtype = np.{dtype}

# The batch {batch}, and the weights.
{inputs}


{functions}
{extra}

# Forward.
{first}
{forward}

# Backward.
{backward}

# The numbers shown.
{shown}

computed = {computed}
{tolerances}
for name, value in shown.items():
    assert computed[name].shape == value.shape, name
    assert np.allclose(computed[name], value, rtol, atol, equal_nan=True), f"{{name}} differs"
print(f"All {{len(shown)}} quantities agree with those shown (rtol {{rtol}}, atol {{atol}}).")
'''


def to_numpy(t: Trace, notation: str = "lecture") -> Script:
    r"""A NumPy script of one pass, made of the rules that the pass is made of.

    Parameters
    ----------
    t : Trace
        Its batch and weights go into the script, and all its results as what is asserted.

    notation : str
        A name of `NOTATIONS`: the names, layout and scale of the script's variables.

    Returns
    -------
    Script
        Needs NumPy only.

    Raises
    ------
    NetworkError
        There is no such notation.

    Examples
    --------
    >>> import numpy as np
    >>> from backprop import Network, trace
    >>> t = trace(Network((2, 2), loss="squared_error"), {1: np.eye(2)}, [[1.0, 2.0]], [[0.0, 0.0]])
    >>> print("\n".join(line for line in to_numpy(t).code.splitlines() if " @ " in line))
    P1 = Z1 @ W1
    dW1 = Z1.T @ M1
    G1 = M1 @ W1.T
    """
    net, chosen = t.net, notation_of(notation)
    writing = chosen.of(net)
    steps = [step for step in t.steps if step.rule.phase != "update"]
    keys: list[Key] = ["X", "Y", *(("W", i) for i in range(1, net.layers + 1))]
    shown = writing.variables(t, [step.writes for step in steps])
    inputs = writing.variables(t, keys)
    given, expected, data = assignments(inputs, shown, "np.array")
    code = _SCRIPT.format(
        described=described(net),
        imports=imports("import numpy as np\n", data, given + expected),
        dtype=t["X"].dtype,
        inputs=given,
        functions=functions(net, "numpy"),
        extra=_WITH_ONES if net.bias and not writing.splits else "",
        batch=chosen.batch,
        first=chosen.first(net.bias),
        forward=statements(writing, "forward"),
        backward=statements(writing, "backward"),
        shown=expected,
        computed=table(shown),
        tolerances=tolerances(str(t["X"].dtype), shown.values()),
    )
    return Script(tidied(code), data)
