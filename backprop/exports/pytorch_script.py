"""The algorithm as a PyTorch script: by hand in PyTorch's layout, against autograd, against the numbers shown."""

from __future__ import annotations

from textwrap import indent

from backprop.notations import PYTORCH
from backprop.passes import Trace

from .script import INDENT, Script, assignments, described, functions, imports, statements, table, tidied, tolerances

_SCRIPT = '''"""Forward and backward in PyTorch.

{described}

Layout of torch.nn.Linear: weight is n_out × n_in, z = a @ weight.T. The gradients are computed by hand, one line for
each of the lecture's, and by autograd; at the end both are asserted to be those that were shown when this was made.
"""
{imports}
dtype = torch.{dtype}

# The batch x, one example a row, the targets y, and the weights.
{inputs}
{first}


{functions}


for leaf in (a_0, {parameters}):
    leaf.requires_grad_()

# Forward.
{forward}

# Backward, by autograd.
watched = {watched}
for tensor in watched.values():
    tensor.retain_grad()
loss.backward()

# Backward, by hand.
with torch.no_grad():
{backward}

# The numbers shown.
{shown}

computed = {computed}
{tolerances}
for name, value in shown.items():
    assert computed[name].shape == value.shape, name
    assert torch.allclose(computed[name], value, rtol, atol, equal_nan=True), f"{{name}} differs"
for name, tensor in watched.items():
    by_hand = computed[name + "_grad"]
    assert torch.allclose(tensor.grad, by_hand, rtol, atol, equal_nan=True), f"{{name}}.grad differs"
print(f"All {{len(shown)}} quantities agree with those shown, and {{len(watched)}} gradients with autograd")
print(f"(rtol {{rtol}}, atol {{atol}}).")
'''


def to_pytorch(t: Trace) -> Script:
    r"""A PyTorch script of one pass, made of the rules that the pass is made of.

    Parameters
    ----------
    t : Trace
        Its batch and weights go into the script, and all its results as what is asserted.

    Returns
    -------
    Script
        Needs PyTorch, and NumPy if there is a file of data.

    Examples
    --------
    >>> import numpy as np
    >>> from backprop import Network, trace
    >>> t = trace(Network((2, 2), loss="squared_error"), {1: np.eye(2)}, [[1.0, 2.0]], [[0.0, 0.0]])
    >>> print("\n".join(line for line in to_pytorch(t).code.splitlines() if line.startswith("z_1 =")))
    z_1 = a_0 @ weight_1.T
    """
    net, writing = t.net, PYTORCH.of(t.net)
    layers = range(1, net.layers + 1)
    shown = writing.variables(t, [step.writes for step in t.steps if step.rule.phase != "update"])
    parameters = writing.variables(t, [("W", i) for i in layers])
    given, expected, data = assignments(writing.variables(t, ["X", "Y"]) | parameters, shown, "torch.tensor")
    watched = [*parameters, "a_0", *(f"{name}_{i}" for i in layers for name in "za")]
    code = _SCRIPT.format(
        described=described(net),
        imports=imports("import numpy as np\nimport torch\n" if data else "import torch\n", data, given + expected),
        dtype=t["X"].dtype,
        inputs=given,
        first=PYTORCH.first(net.bias),
        parameters=", ".join(parameters),
        functions=functions(net, "torch"),
        forward=statements(writing, "forward"),
        backward=indent(statements(writing, "backward"), INDENT),
        watched=table(watched),
        shown=expected,
        computed=table(shown),
        tolerances=tolerances(str(t["X"].dtype), shown.values()),
    )
    return Script(tidied(code), data)
