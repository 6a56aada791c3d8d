"""The algorithm as a PyTorch script: by hand in PyTorch's layout, against autograd, against the numbers shown."""

from __future__ import annotations

from textwrap import indent

import numpy as np

from backprop.activations import Array
from backprop.network import Network
from backprop.passes import Trace
from backprop.rules import Key

from .script import INDENT, Script, assignments, described, functions, imports, statements, table, tidied, tolerances

RULE_CODE: dict[str, str] = {
    "product": "z_<i> = a_<i-1> @ weight_<i>.T⟦ + bias_<i>⟧",
    "activate": "a_<i> = <σ>(z_<i>)",
    "softmax": "s = torch.softmax(a_<i>, dim=1).detach()",
    "loss cross_entropy": 'loss = torch.nn.functional.cross_entropy(a_<i>, y, reduction="sum")⟨ / m⟩',
    "loss squared_error": "loss = 0.5 * (a_<i> - y).square().sum()⟨ / m⟩",
    "seed cross_entropy": "a_<i>_grad = ⟨(⟩s - y⟨) / m⟩",
    "seed squared_error": "a_<i>_grad = ⟨(⟩a_<i> - y⟨) / m⟩",
    "slope": "\nd_<i> = <σ>_slope(z_<i>)",
    "signal": "z_<i>_grad = a_<i>_grad * d_<i>",
    "gradient": "weight_<i>_grad = z_<i>_grad.T @ a_<i-1>⟦\nbias_<i>_grad = z_<i>_grad.sum(0)⟧",
    "pull": "a_<i-1>_grad = z_<i>_grad @ weight_<i>",
}
"""The code of every rule of the two passes; of one that depends on the loss, for every loss."""

_SCRIPT = '''"""Forward and backward in PyTorch.

{described}

Layout of torch.nn.Linear: weight is n_out × n_in, z = a @ weight.T. The gradients are computed by hand, one line for
each of the lecture's, and by autograd; at the end both are asserted to be those that were shown when this was made.
"""
{imports}
dtype = torch.{dtype}

# The batch x, one example a row, the targets y, and the weights.
{inputs}
m = len(x)
a_0 = x


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


def named(net: Network, key: Key, value: Array) -> dict[str, Array]:
    """A quantity in PyTorch's layout by the name of its variable: a weight and its bias apart, transposed.

    Examples
    --------
    >>> {name: part.tolist() for name, part in named(Network((1, 2), bias=True), ("W", 1), np.eye(2)).items()}
    {'weight_1': [[1.0], [0.0]], 'bias_1': [0.0, 1.0]}
    """
    if isinstance(key, str):
        return {{"S": "s"}.get(key, key.lower()): value}
    symbol, i = key
    if symbol in ("W", "dW"):
        grad, n = "_grad" * (symbol == "dW"), net.widths[i - 1]
        parts = {f"weight_{i}{grad}": np.ascontiguousarray(value[:n].T)}
        return parts | ({f"bias_{i}{grad}": value[n]} if net.bias else {})
    if symbol in ("Z", "G"):
        return {f"a_{i - 1}{'_grad' * (symbol == 'G')}": value[:, : net.widths[i - 1]]}
    return {{"P": f"z_{i}", "D": f"d_{i}", "M": f"z_{i}_grad"}[symbol]: value}


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
    >>> from backprop import Network, trace
    >>> t = trace(Network((2, 2), loss="squared_error"), {1: np.eye(2)}, [[1.0, 2.0]], [[0.0, 0.0]])
    >>> print("\n".join(line for line in to_pytorch(t).code.splitlines() if line.startswith("z_1 =")))
    z_1 = a_0 @ weight_1.T
    """
    net = t.net
    layers = range(1, net.layers + 1)
    steps = [step for step in t.steps if step.rule.phase != "update"]
    shown = {name: part for step in steps for name, part in named(net, step.writes, step.result).items()}
    parameters = {name: part for i in layers for name, part in named(net, ("W", i), t["W", i]).items()}
    given, expected, data = assignments({"x": t["X"], "y": t["Y"]} | parameters, shown, "torch.tensor")
    watched = [*parameters, "a_0", *(f"{name}_{i}" for i in layers for name in "za")]
    code = _SCRIPT.format(
        described=described(net),
        imports=imports("import numpy as np\nimport torch\n" if data else "import torch\n", data, given + expected),
        dtype=t["X"].dtype,
        inputs=given,
        parameters=", ".join(parameters),
        functions=functions(net, "torch"),
        forward=statements(net, [step for step in steps if step.rule.phase == "forward"], RULE_CODE),
        backward=indent(statements(net, [step for step in steps if step.rule.phase == "backward"], RULE_CODE), INDENT),
        watched=table(watched),
        shown=expected,
        computed=table(shown),
        tolerances=tolerances(str(t["X"].dtype), shown.values()),
    )
    return Script(tidied(code), data)
