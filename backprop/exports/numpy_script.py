"""The algorithm as a NumPy script: one line of code a rule, in the notation of the reader."""

from __future__ import annotations

from backprop.passes import Trace
from backprop.rules import Key

from .dialects import DIALECTS
from .script import (
    Script,
    assignments,
    described,
    filled,
    functions,
    imports,
    look_up,
    statements,
    table,
    tidied,
    tolerances,
)

LOSS_CODE: dict[str, str] = {
    "cross_entropy": """

def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Z, Y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(shifted).sum(axis=1)) - np.sum(Y * shifted, axis=1))
""",
    "squared_error": "",
}
"""The functions that the code of a loss calls."""

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
        A name of `DIALECTS`: the names, layout and scale of the script's variables.

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
    net, dialect = t.net, look_up(DIALECTS, notation)
    steps = [step for step in t.steps if step.rule.phase != "update"]
    shown = {name: part for step in steps for name, part in dialect.named(t, step.writes).items()}
    keys: list[Key] = ["X", "Y", *(("W", i) for i in range(1, net.layers + 1))]
    inputs = {name: part for key in keys for name, part in dialect.named(t, key).items()}
    given, expected, data = assignments(inputs, shown, "np.array")
    code = _SCRIPT.format(
        described=described(net),
        imports=imports("import numpy as np\n", data, given + expected),
        dtype=t["X"].dtype,
        inputs=given,
        functions=functions(net, "numpy"),
        extra=LOSS_CODE[net.loss] + (_WITH_ONES if net.bias and "with_ones" in dialect.first else ""),
        batch=dialect.batch,
        first=filled(dialect.first, net, 1),
        forward=statements(net, [step for step in steps if step.rule.phase == "forward"], dialect.rules),
        backward=statements(net, [step for step in steps if step.rule.phase == "backward"], dialect.rules),
        shown=expected,
        computed=table(shown),
        tolerances=tolerances(str(t["X"].dtype), shown.values()),
    )
    return Script(tidied(code), data)
