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

Of a network with L2 regularisation ℓ and ∂ℓ/∂W_i are those with λ/2 Σ ‖W_i‖² in ℓ; see `Network`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ._text import N_
from .activations import Array
from .errors import NetworkError
from .expression import (
    Apply,
    Dot,
    Expression,
    Function,
    Hadamard,
    Key,
    Layer,
    Running,
    Scale,
    Sum,
    Symbol,
    Transpose,
    Units,
    WithOnes,
    WithoutBias,
    evaluate,
    rewritten,
    symbols,
)
from .expression import shape as shape_of
from .kernels import activate, gradient, loss, product, pull, seed, signal, slope, softmax, update
from .losses import SOFTMAX
from .network import Network
from .optimizers import Calls

MOVE = "move"
"""What an update reads it by; it is no quantity, and in no trace."""

WEIGHTS = frozenset({"W", "dW", "W+"})
"""The symbols of matrices that do not have a row for each example."""

RENEWS = {"W+": "W"}
"""By the symbol of what an update makes: that of the quantity whose place it takes."""


@dataclass(frozen=True)
class Rule:
    """One equation of the lecture.

    Attributes
    ----------
    name : str
        The name it is looked up by.
    label : str
        What it is called (translatable).
    phase : {"forward", "backward", "update"}
        When it happens.
    writes : Symbol
        The result, for the running layer i.
    formula : Expression or None
        What it is equal to, for the running layer i; None where that depends on the loss or the optimiser.
    by_hand : callable or None
        ``(net, i, *operands, out=out)``: the NumPy calls that write the value of the formula to ``out``, faster than
        evaluating it and bitwise the same; see `compute`.
    sentence : str
        What it does, in one sentence (translatable), with fields for Z_i and σ_i: see `Writing.mentioned`.
    section : int
        The section of the lecture it comes from.
    regularised : str
        What it does besides in a network with L2 regularisation, in one sentence (translatable); empty for nothing.
    """

    name: str
    label: str
    phase: str
    writes: Symbol
    formula: Expression | None
    by_hand: Callable[..., Calls] | None
    sentence: str
    section: int
    regularised: str = ""

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
            rows = len(operands[0]) if self.by_hand else _rows(call_of(net, self, i), operands)
            out = np.empty(shape(net, at(self.writes, i).key, rows), operands[0].dtype)
        for call in self.calls(net, i, *operands, out=out):
            call()
        return out

    def sentences(self, net: Network) -> tuple[str, ...]:
        """What it does in a network, in the lecture's words (translatable)."""
        return (self.sentence, self.regularised) if net.l2 and self.regularised else (self.sentence,)

    def calls(self, net: Network, i: int, *operands: Any, out: Array) -> Calls:
        """The calls that write the result to ``out``, as often as they are made."""
        if self.by_hand:
            return self.by_hand(net, i, *operands, out=out)
        return (partial(_write, call_of(net, self, i), operands, out),)

    def with_formula(self, formula: Expression) -> Rule:
        """The rule with another right-hand side, for the running layer i: a mistake to be found, or to be shown.

        Examples
        --------
        >>> from backprop.expression import text, without
        >>> wrong = RULES["signal"].with_formula(without(RULES["signal"].formula, "D"))
        >>> text(wrong.formula)
        'Gᵢ₊₁'
        """
        return replace(self, formula=formula, by_hand=None)


Rules = Mapping[Any, Rule]
"""Rules in the place of those of the table: by name, or by name and layer."""

Find = Callable[[str, int], Rule]
"""Which rule a name means in a layer."""


def _rows(call: Call, operands: tuple[Array, ...]) -> int:
    """The rows of the batch; a formula may begin with a matrix that has other ones."""
    read = zip(call.reads, operands, strict=True)
    return next((len(value) for key, value in read if key[0] not in WEIGHTS and value.ndim), 1)


def _write(call: Call, operands: tuple[Array, ...], out: Array) -> None:
    """Evaluate the formula of a call on its operands."""
    values = dict(zip(call.reads, operands, strict=True))
    value = evaluate(call.formula, values, _rows(call, operands)) if call.formula else out
    if value.shape != out.shape:
        raise NetworkError(
            "layer {layer}: the rule '{rule}' gives the shape {given}; {symbol} is {allowed}",
            layer=call.i,
            rule=call.rule.label,
            given=value.shape,
            symbol=call.rule.writes.name,
            allowed=out.shape,
        )
    np.copyto(out, value)


def at(expression: Any, i: Layer) -> Any:
    """An expression of the running layer i, for the layer i.

    Examples
    --------
    >>> at(Symbol("G", Running("i") + 1), 2)
    Symbol(name='G', layer=3)
    """

    def change(e: Expression) -> Expression:
        if isinstance(e, Symbol) and isinstance(e.layer, Running):
            return replace(e, layer=i + e.layer.offset)
        return e

    return rewritten(expression, change)


@lru_cache(maxsize=64)
def shapes(net: Network, m: int) -> dict[Key, Any]:
    """The shape of every quantity when the batch has m rows: the program, carried out on shapes alone.

    Examples
    --------
    >>> shapes(Network((4, 3)), 8)["dW", 1]
    (4, 3)
    """
    known: dict[Key, Any] = {"X": (m, net.widths[0]), "Y": (m, net.outputs), "loss": ()}
    known["Z", 1] = (m, net.columns(1))
    for i in range(1, net.layers + 1):
        known["W", i] = known["W+", i] = net.weight_shape(i)
    for call in program(net):
        if call.formula:
            known[call.writes] = shape_of(call.formula, lambda symbol: known[symbol.key])
    return known


def shape(net: Network, key: Key, m: int) -> tuple[int, ...]:
    """The shape of a quantity when the batch has m rows."""
    size: tuple[int, ...] = shapes(net, m)[key]
    return size


_I = Running("i")
_Z, _W, _P, _D, _M = (Symbol(name, _I) for name in "ZWPDM")
_Z_NEXT, _G_NEXT = Symbol("Z", _I + 1), Symbol("G", _I + 1)
SIGMA, SLOPE = Function("σ", _I), Function("σ′", _I)
LAMBDA = "λ"
"""That of the L2 regularisation, wherever a formula has it: its value is the network's."""

_TABLE = (
    Rule(
        "product", N_("product"), "forward", _P, Dot(_Z, _W), product,
        N_("Every row of {Z}, one example, is multiplied by the weights: one pre-activation for each unit of the layer."),
        4,
    ),
    Rule(
        "activate", N_("activation"), "forward", _Z_NEXT, WithOnes(Apply(SIGMA, _P)), activate,
        N_("{σ} is applied to each element by itself; without it the layers would collapse into one product."),
        1,
    ),
    Rule(
        "softmax", N_("softmax"), "forward", Symbol("S"), Apply(SOFTMAX, _Z_NEXT), softmax,
        N_("Each row of logits becomes probabilities: exponentials, divided by their sum."),
        4,
    ),
    Rule(
        "loss", N_("loss"), "forward", Symbol("loss"), None, loss,
        N_("One number says how far the outputs are from the targets, over all examples of the batch."),
        4, N_("The regularisation adds λ/2 ‖W‖²."),
    ),
    Rule(
        "seed", N_("gradient of the loss"), "backward", _G_NEXT, None, seed,
        N_("The backward pass begins: the gradient of the loss with respect to the outputs."),
        4,
    ),
    Rule(
        "slope", N_("slope"), "backward", _D, Apply(SLOPE, _P), slope,
        N_("How much each activation would change if its pre-activation changed a little; zero where a unit is flat."),
        3,
    ),
    Rule(
        "signal", N_("element-wise product"), "backward", _M, Hadamard(Units(_G_NEXT), _D), signal,
        N_("Element by element: {σ} acts on each entry alone, so the chain rule multiplies each entry alone."),
        3,
    ),
    Rule(
        "gradient", N_("gradient of the weights"), "backward", Symbol("dW", _I),
        Sum(Dot(Transpose(_Z), _M), Scale(WithoutBias(_W), letter=LAMBDA)), gradient,
        N_("Each weight collects, over all examples, its input times the signal at its output."),
        3, N_("The regularisation adds λ times the weight itself."),
    ),
    Rule(
        "pull", N_("gradient of the input"), "backward", Symbol("G", _I), Dot(_M, Transpose(_W)), pull,
        N_("The signal goes back through the same weights, transposed, and becomes the gradient that arrives at {Z}."),
        3,
    ),
    Rule(
        "update", N_("update"), "update", Symbol("W+", _I), None, update,
        N_("The weights take a small step against their gradient; then the next batch begins."),
        4,
    ),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.name: rule for rule in _TABLE}
"""Every rule by its name. What loss and seed read, and the formula of seed, are those of the network's loss."""


@dataclass(frozen=True)
class Call:
    """One rule in one layer of one network.

    Attributes
    ----------
    rule : Rule
    i : int
    formula : Expression or None
        That of the rule, for this layer of this network: with its σ_i, its loss, its λ, and constant columns, biases
        and the regularisation only where the network has them.
    reads : tuple of Key
        The operands, each once, in their order in the formula.
    writes : Key
    """

    rule: Rule
    i: Any
    formula: Expression | None
    reads: tuple[Key, ...]
    writes: Key

    def compute(self, net: Network, values: Mapping[Key, Any], out: Array | None = None) -> Array:
        """What it writes, from the values of what it reads; as `Rule.compute`."""
        return self.rule.compute(net, self.i, *(values[key] for key in self.reads), out=out)


@lru_cache(maxsize=4096)
def call_of(net: Network, rule: Rule, i: Layer) -> Call:
    """A rule in layer i of a network; for the running layer i as in a hidden layer."""
    formula = rule.formula
    if rule.name == "seed" and not formula:
        formula = net.loss_function.seed
        formula = Scale(formula, rows=-1) if net.reduction == "mean" else formula
    formula = formula and _settled(net, at(formula, i), i)
    return Call(rule, i, formula, _operands(net, rule, formula, i), at(rule.writes, i).key)


def _settled(net: Network, formula: Expression, i: Layer) -> Expression:
    """The formula with the functions of layer i and the network's λ, and without what that layer does not have."""
    constant = net.bias and (isinstance(i, Running) or i < net.layers)

    def change(e: Expression) -> Expression:
        match e:
            case Apply() if e.function in (SIGMA, SLOPE):
                return Apply(_function(net, e.function, i), e.of)
            case WithOnes() | Units() if not constant:
                return e.of
            case WithoutBias() if not net.bias:
                return e.of
            case Scale() if e.letter == LAMBDA:
                return replace(e, by=net.l2)
            case Sum(right=Scale(letter=letter)) if letter == LAMBDA and not net.l2:
                return e.left
        return e

    return rewritten(formula, change)


def _function(net: Network, function: Function, i: Layer) -> Function:
    """σ_i or σ'_i."""
    if isinstance(i, Running):
        return replace(function, layer=i)
    sigma, of_slope = net.activation(i), function == SLOPE
    return Function(
        function.name,
        i,
        sigma.name + "_slope" * of_slope,
        sigma.slope if of_slope else sigma.value,
        sigma.slope_written if of_slope else sigma.written,
        sigma.numpy[of_slope],
        sigma.torch[of_slope],
        sigma.in_full,
    )


def _operands(net: Network, rule: Rule, formula: Expression | None, i: Layer) -> tuple[Key, ...]:
    if formula:
        return tuple(dict.fromkeys(symbol.key for symbol in symbols(formula)))
    if rule.name == "update":
        return Symbol("W", i).key, Symbol("dW", i).key, MOVE
    outputs = tuple(Symbol(name, i + 1 if name == "Z" else None).key for name in net.loss_function.reads)
    return outputs + tuple(("W", j) for j in range(1, net.layers + 1) if net.l2)


def call(net: Network, name: str, i: int) -> Call:
    """The call of a rule of the table in layer i."""
    return call_of(net, RULES[name], i)


def program(net: Network, update: bool = False, rules: Rules | None = None) -> tuple[Call, ...]:
    """The algorithm (lecture, section 4) for one network: every call in its order.

    Parameters
    ----------
    net : Network
    update : bool
        Whether the updates W_i ← … follow.
    rules : dict of Rule, optional
        Rules in the place of those of the table, by name or by ``(name, i)``: see `Rule.with_formula`.

    Raises
    ------
    NetworkError
        There is no rule of that name, or it reads what is not computed before it.

    Examples
    --------
    >>> [f"{c.rule.name} {c.i}" for c in program(Network((4, 3)))]
    ['product 1', 'activate 1', 'softmax 1', 'loss 1', 'seed 1', 'slope 1', 'signal 1', 'gradient 1', 'pull 1']
    """
    return _program(net, update) if not rules else _checked(net, _made(net, update, _replacing(rules)))


def _replacing(rules: Rules) -> Find:
    """What finds the rule of a name and a layer, given those that replace the table's."""
    for place, rule in rules.items():
        name = place if isinstance(place, str) else place[0]
        if name not in RULES or not isinstance(rule, Rule) or rule.name != name:
            raise NetworkError(
                "there is no rule {given} to replace; allowed are {allowed}, each by a rule of that name",
                given=repr(place),
                allowed=", ".join(RULES),
            )
    return lambda name, i: rules.get((name, i), rules.get(name, RULES[name]))


@lru_cache(maxsize=64)
def _program(net: Network, update: bool) -> tuple[Call, ...]:
    return _made(net, update, _of_table)


def _made(net: Network, update: bool, find: Find) -> tuple[Call, ...]:
    L = net.layers
    order = [("loss", L), ("seed", L)]
    order += [(name, i) for i in range(L, 0, -1) for name in ("slope", "signal", "gradient", "pull")]
    order += [("update", i) for i in range(1, L + 1)] if update else []
    return (*forward(net, find), *(call_of(net, find(name, i), i) for name, i in order))


def _checked(net: Network, calls: tuple[Call, ...]) -> tuple[Call, ...]:
    """The same calls, if each reads only what is there already, or `NetworkError`."""
    known: set[Key] = {"X", "Y", MOVE, ("Z", 1), *(("W", i) for i in range(1, net.layers + 1))}
    for call in calls:
        missing = [key for key in call.reads if key not in known]
        if missing:
            raise NetworkError(
                "layer {layer}: the rule '{rule}' reads {missing}, which is not computed before it",
                layer=call.i,
                rule=call.rule.label,
                missing=", ".join(map(repr, missing)),
            )
        known.add(call.writes)
    return calls


def _of_table(name: str, i: int) -> Rule:
    return RULES[name]


def forward(net: Network, find: Find = _of_table) -> tuple[Call, ...]:
    """The calls of the forward pass, up to Z_{L+1} and, if the loss has one, the softmax."""
    L = net.layers
    order = [(name, i) for i in range(1, L + 1) for name in ("product", "activate")]
    order += [("softmax", L)] if net.loss_function.softmax else []
    return tuple(call_of(net, find(name, i), i) for name, i in order)
