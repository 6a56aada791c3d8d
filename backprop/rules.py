"""The lecture's equations as ONE table: what is displayed, computed, trained, checked and exported.

A quantity is named by a symbol and, if it belongs to a layer, the layer: ``("P", 2)`` is P_2 = Z_2 W_2, ``"S"`` the
softmax. P, D and M are this project's names for factors that the lecture leaves unnamed:

====== ====================== =================
symbol meaning                shape
====== ====================== =================
X, Y   the batch, the targets m × n_1, m × k
Z i    activation, Z_1 = X    m × n_i
W i    weights                n_i × n_{i+1}
P i    Z_i W_i                m × n_{i+1}
D i    σ'_i(Z_i W_i)          m × n_{i+1}
S      softmax of Z_{L+1}     m × k
loss   ℓ                      scalar
G i    ∂ℓ/∂Z_i                m × n_i
M i    G_{i+1} ∘ D_i          m × n_{i+1}
dW i   ∂ℓ/∂W_i                n_i × n_{i+1}
====== ====================== =================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ._text import N_
from .activations import Array
from .network import Network

Key = tuple[str, int] | str
"""A quantity: ``("Z", 2)``, or ``"S"`` for one that belongs to no layer."""

Calls = tuple[Callable[[], Any], ...]
"""NumPy calls with all their arguments bound."""

Step = Callable[[int, Array, Array], Any]
"""What moves W_i in place along ∇W_i: ``(i, W_i, dW_i)``."""

Reference = tuple[str, int | None]
"""A symbol and its layer relative to the rule's; None for a quantity without a layer."""


@dataclass(frozen=True)
class Rule:
    """One equation of the lecture.

    Attributes
    ----------
    name : str
        The name of the operation.
    phase : {"forward", "backward", "update"}
        When it happens.
    latex : str
        The equation, with the indices ``_i``, ``_{i+1}`` and ``_{L+1}``; see `equation`.
    writes : Reference
        The result.
    reads : tuple of Reference
        The operands, in the order of ``compute``.
    calls : callable
        ``(net, i, *operands, out=out)``: the NumPy calls that write the result to ``out``; see `compute`.
    sentence : str
        What it does, in one sentence (translatable).
    section : int
        The section of the lecture it comes from.
    """

    name: str
    phase: str
    latex: str
    writes: Reference
    reads: tuple[Reference, ...]
    calls: Callable[..., Calls]
    sentence: str
    section: int

    def compute(self, net: Network, i: int, *operands: Any, out: Array | None = None) -> Array:
        """The result of this rule in layer i.

        Never changes an operand, returns none of them, and gives bitwise the same with and without ``out``.

        Examples
        --------
        >>> Z, W = np.ones((2, 3)), np.ones((3, 1))
        >>> RULES["product"].compute(Network((3, 1)), 1, Z, W)
        array([[3.],
               [3.]])
        """
        if out is None:
            out = np.empty(shape(net, self.result(i), len(operands[0])), operands[0].dtype)
        for call in self.calls(net, i, *operands, out=out):
            call()
        return out

    def operands(self, i: int) -> tuple[Key, ...]:
        """The keys this rule reads in layer i."""
        return tuple(key(reference, i) for reference in self.reads)

    def result(self, i: int) -> Key:
        """The key this rule writes in layer i."""
        return key(self.writes, i)

    def equation(self, net: Network, i: int, update: str = "") -> str:
        r"""The equation in LaTeX, its indices filled in; an update's is what its optimiser says.

        Examples
        --------
        >>> RULES["signal"].equation(Network((4, 6, 3)), 2)
        "M_2 = G_3 \\circ \\sigma'_2(Z_2W_2)"
        """
        loss = net.loss_function
        mean = r"\tfrac1m" if net.reduction == "mean" else ""
        text = self.latex.replace("<mean>", mean).replace("<seed>", _bracket(loss.seed_latex, mean))
        text = text.replace("<loss>", loss.latex).replace("<activation>", net.activation(i).latex)
        text = text.replace("<slope>", net.activation(i).slope_latex).replace("<update>", update)
        return indexed(text, i, net.layers)


def shape(net: Network, key: Key, m: int) -> tuple[int, ...]:
    """The shape of a quantity when the batch has m rows."""
    symbol, i = key if isinstance(key, tuple) else (key, 0)
    if symbol in ("Z", "G"):
        return m, net.columns(i)
    if symbol in ("P", "D", "M"):
        return m, net.widths[i]
    if symbol in ("W", "W+", "dW"):
        return net.weight_shape(i)
    return () if symbol == "loss" else (m, net.outputs)


def symbol(net: Network, key: Key) -> str:
    r"""A quantity in LaTeX, P and D as what they stand for; W+ are the weights after the update.

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> symbol(net, ("dW", 1)), symbol(net, ("P", 2)), symbol(net, ("W+", 12)), symbol(net, "Y")
    ('\\nabla_{W_1}\\ell', 'Z_2W_2', 'W_{12}^{+}', 'I_y')
    """
    if isinstance(key, str):
        return {"loss": r"\ell", "Y": "I_y" if net.loss_function.softmax else "Y"}.get(key, key)
    name, i = key
    spelt_out = {"P": "Z_iW_i", "D": r"\sigma'_i(Z_iW_i)", "dW": r"\nabla_{W_i}\ell", "W+": "W_i^{+}"}
    return indexed(spelt_out.get(name, f"{name}_i"), i, net.layers)


def key(reference: Reference, i: int) -> Key:
    """The quantity that a reference means in layer i."""
    symbol, offset = reference
    return symbol if offset is None else (symbol, i + offset)


def indexed(latex: str, i: int, layers: int) -> str:
    r"""Fill the indices i, i+1 and L+1 in.

    Examples
    --------
    >>> indexed(r"Z_{i+1} = \sigma_i(Z_iW_i)", 9, 12)
    'Z_{10} = \\sigma_9(Z_9W_9)'
    """
    values = {"i": i, "{i+1}": i + 1, "{L+1}": layers + 1, "L": layers}
    return re.sub(r"_(\{i\+1\}|\{L\+1\}|i\b|i(?=[A-Z])|L\b)", lambda found: _subscript(values[found[1]]), latex)


def _subscript(index: int) -> str:
    return f"_{index}" if index < 10 else f"_{{{index}}}"


def _bracket(latex: str, factor: str) -> str:
    return rf"{factor}({latex})" if factor else latex


# What carries a rule out: NumPy calls, bound once to operands and a result, to be made as often as needed. That is
# what lets the pass that is trained be the pass that is shown, and as fast as a loop written by hand.


def product(net: Network, i: int, Z: Array, W: Array, out: Array) -> Calls:
    return (partial(Z.dot, W, out),)


def activate(net: Network, i: int, P: Array, out: Array) -> Calls:
    """σ_i(P_i), and behind it the constant column if a next layer has a bias."""
    value = net.activation(i).value
    if net.bias and i < net.layers:
        return partial(value, P, out[:, :-1]), partial(out[:, -1].fill, 1)
    return (partial(value, P, out),)


def softmax(net: Network, i: int, Z: Array, out: Array) -> Calls:
    function = net.loss_function.softmax
    if function is None:
        raise TypeError(f"the loss {net.loss} has no softmax")
    return (function(Z, out),)


def loss(net: Network, i: int, *operands: Array, out: Array) -> Calls:
    return (partial(net.loss_function.value, *operands, out), *_mean(net, len(operands[0]), out))


def seed(net: Network, i: int, *operands: Array, out: Array) -> Calls:
    return (partial(net.loss_function.seed, *operands, out), *_mean(net, len(out), out))


def _mean(net: Network, m: int, out: Array) -> Calls:
    return (partial(np.divide, out, np.array(m, out.dtype), out),) if net.reduction == "mean" else ()


def slope(net: Network, i: int, P: Array, out: Array) -> Calls:
    return (partial(net.activation(i).slope, P, out),)


def slope_of_value(net: Network, i: int, Z: Array, out: Array) -> Calls:
    """σ'_i from Z_{i+1}: what `slope` gives, bitwise, where the activation allows it."""
    function = net.activation(i).slope_of_value
    if function is None:
        raise TypeError(f"the slope of {net.activations[i - 1]} can't be taken from its value")
    return (partial(function, Z[:, : net.widths[i]], out),)


def signal(net: Network, i: int, G: Array, D: Array, out: Array) -> Calls:
    return (partial(np.multiply, G[:, : net.widths[i]], D, out),)  # nothing flows into a constant column


def gradient(net: Network, i: int, Z: Array, M: Array, out: Array) -> Calls:
    return (partial(Z.T.dot, M, out),)


def pull(net: Network, i: int, M: Array, W: Array, out: Array) -> Calls:
    return (partial(M.dot, W.T, out),)


def update(net: Network, i: int, W: Array, dW: Array, step: Step, out: Array) -> Calls:
    return partial(np.copyto, out, W), partial(step, i, out, dW)


_TABLE = (
    Rule(
        "product", "forward", r"P_i = Z_iW_i", ("P", 0), (("Z", 0), ("W", 0)), product,
        N_("Every row of $Z_i$, one example, is multiplied by the weights: one pre-activation for each unit of the layer."),
        4,
    ),
    Rule(
        "activate", "forward", r"Z_{i+1} = \sigma_i(Z_iW_i),\quad \sigma_i(x) = <activation>", ("Z", 1), (("P", 0),), activate,
        N_("$σ_i$ is applied to each element by itself; without it the layers would collapse into one product."),
        1,
    ),
    Rule(
        "softmax", "forward", r"S = \operatorname{normalize}(\exp(Z_{L+1}))", ("S", None), (("Z", 1),), softmax,
        N_("Each row of logits becomes probabilities: exponentials, divided by their sum."),
        4,
    ),
    Rule(
        "loss", "forward", r"\ell = <mean><loss>", ("loss", None), (), loss,
        N_("One number says how far the outputs are from the targets, over all rows of the batch."),
        4,
    ),
    Rule(
        "seed", "backward", r"G_{L+1} = \nabla_{Z_{L+1}}\ell = <seed>", ("G", 1), (), seed,
        N_("The backward pass begins: the gradient of the loss with respect to the outputs."),
        4,
    ),
    Rule(
        "slope", "backward", r"D_i = \sigma'_i(Z_iW_i),\quad \sigma'_i(x) = <slope>", ("D", 0), (("P", 0),), slope,
        N_("How much each activation would change if its pre-activation changed a little; zero where a unit is flat."),
        3,
    ),
    Rule(
        "signal", "backward", r"M_i = G_{i+1} \circ \sigma'_i(Z_iW_i)", ("M", 0), (("G", 1), ("D", 0)), signal,
        N_("Element by element: $σ_i$ acts on each entry alone, so the chain rule multiplies each entry alone."),
        3,
    ),
    Rule(
        "gradient", "backward", r"\nabla_{W_i}\ell = Z_i^{\mathsf T}\,(G_{i+1} \circ \sigma'_i(Z_iW_i)) = Z_i^{\mathsf T}\, M_i", ("dW", 0), (("Z", 0), ("M", 0)), gradient,
        N_("Each weight collects, over all examples, its input times the signal at its output."),
        3,
    ),
    Rule(
        "pull", "backward", r"G_i = (G_{i+1} \circ \sigma'_i(Z_iW_i))\,W_i^{\mathsf T} = M_i\, W_i^{\mathsf T}", ("G", 0), (("M", 0), ("W", 0)), pull,
        N_("The signal goes back through the same weights, transposed, and becomes the gradient that arrives at $Z_i$."),
        3,
    ),
    Rule(
        "update", "update", r"<update>", ("W+", 0), (("W", 0), ("dW", 0), ("step", None)), update,
        N_("The weights take a small step against their gradient; then the next batch begins."),
        4,
    ),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.name: rule for rule in _TABLE}
"""Every rule by its name. The operands of loss and seed are those that the network's loss reads."""


@dataclass(frozen=True)
class Call:
    """One rule in one layer of one network."""

    rule: Rule
    i: int
    reads: tuple[Key, ...]
    writes: Key


def call(net: Network, name: str, i: int) -> Call:
    """The call of a rule in layer i."""
    rule = RULES[name]
    reads = rule.operands(i)
    loss = net.loss_function
    of_loss = {"loss": loss.reads, "seed": loss.seed_reads}
    if name in of_loss:
        reads = tuple(("Z", i + 1) if symbol == "Z" else symbol for symbol in of_loss[name])
    return Call(rule, i, reads, rule.result(i))


def program(net: Network, update: bool = False) -> tuple[Call, ...]:
    """The algorithm (lecture, section 4) for one network: every call in its order.

    Parameters
    ----------
    net : Network
    update : bool
        Whether the updates W_i ← … follow.

    Examples
    --------
    >>> [f"{c.rule.name} {c.i}" for c in program(Network((4, 3)))]
    ['product 1', 'activate 1', 'softmax 1', 'loss 1', 'seed 1', 'slope 1', 'signal 1', 'gradient 1', 'pull 1']
    """
    L = net.layers
    calls = (*forward(net), call(net, "loss", L), call(net, "seed", L))
    for i in range(L, 0, -1):
        calls += tuple(call(net, name, i) for name in ("slope", "signal", "gradient", "pull"))
    if update:
        calls += tuple(call(net, "update", i) for i in range(1, L + 1))
    return calls


def forward(net: Network) -> tuple[Call, ...]:
    """The calls of the forward pass, up to Z_{L+1} and, if the loss has one, the softmax."""
    L = net.layers
    calls = tuple(call(net, name, i) for i in range(1, L + 1) for name in ("product", "activate"))
    return calls + ((call(net, "softmax", L),) if net.loss_function.softmax else ())
