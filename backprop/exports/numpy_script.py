"""The algorithm as a NumPy script: one line of code a rule, in the notation of the reader."""

from __future__ import annotations

from backprop.passes import Trace

from .script import Script, notation_of, script_of

_WITH_ONES = '''def with_ones(Z):
    """Z with a constant column: its weights are the bias."""
    return np.hstack([Z, np.ones((len(Z), 1), Z.dtype)])'''

_WITHOUT_BIAS = '''def without_bias(W):
    """W with zeros in the place of its bias, which is not regularised."""
    return np.vstack([W[:-1], np.zeros((1, W.shape[1]), W.dtype)])'''

_SCRIPT = '''"""Forward and backward by hand.

{described}

It ends with an assertion that its numbers are those that were shown when it was made.
"""
{imports}
dtype = np.{dtype}

# The batch {batch}, and the weights.
{inputs}


{definitions}


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
    check(name, computed[name], value)
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
    writing = notation_of(notation).of(t.net)
    together = t.net.bias and not writing.splits
    more = [_WITH_ONES] * together + [_WITHOUT_BIAS] * (together and t.net.l2 > 0)
    return script_of(_SCRIPT, t, writing, "numpy", more)
