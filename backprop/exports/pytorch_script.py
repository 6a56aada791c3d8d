"""The algorithm as a PyTorch script: by hand in PyTorch's layout, against autograd, against the numbers shown."""

from __future__ import annotations

from backprop.notations import PYTORCH
from backprop.passes import Trace

from .script import Script, script_of, table

_SCRIPT = '''"""Forward and backward in PyTorch.

{described}

Layout of torch.nn.Linear: weight is n_out × n_in, z = a @ weight.T. The gradients are computed by hand, one line for
each of the lecture's, and by autograd; at the end both are asserted to be those that were shown when this was made.
"""
{imports}
dtype = torch.{dtype}

# The batch {batch}, and the weights.
{inputs}
{first}


{definitions}


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
torch.set_grad_enabled(False)
{backward}

# The numbers shown.
{shown}

computed = {computed}
{tolerances}
for name, value in shown.items():
    check(name, computed[name], value)
for name, tensor in watched.items():
    check(name + ".grad", tensor.grad, computed[name + "_grad"])
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
    writing, layers = PYTORCH.of(t.net), range(1, t.net.layers + 1)
    parameters = list(writing.variables(t, [("W", i) for i in layers]))
    watched = [*parameters, "a_0", *(f"{name}_{i}" for i in layers for name in "za")]
    return script_of(_SCRIPT, t, writing, "torch", parameters=", ".join(parameters), watched=table(watched))
