"""What a mistake is: another right-hand side for a rule, with a name and a remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.expression import Apply, Change, Expression, Function, Scale, Sum, Symbol, Units, shape, symbols
from backprop.expression.values import ExpressionError
from backprop.network import Network
from backprop.optimizers import Calls
from backprop.rules import LAMBDA, RULES, Call, Rule, call, shapes


@dataclass(frozen=True)
class Spot:
    """Where a mistake may be made: a rule in one layer of one network, on a batch of so many rows.

    Attributes
    ----------
    net : Network
    i : int
    m : int
    """

    net: Network
    i: int
    m: int

    def has(self, symbol: str, i: int | None = None) -> bool:
        """Whether there is a quantity of that name."""
        return (symbol if i is None else (symbol, i)) in shapes(self.net, self.m)

    def symbol(self, name: str, shift: int = 0) -> Symbol:
        """A quantity of this layer, or of one beside it."""
        return Symbol(name, self.i + shift)

    @property
    def has_ones(self) -> bool:
        """Whether Z_{i+1} and G_{i+1} have a constant column."""
        return self.net.bias and self.i < self.net.layers

    def next_units(self, name: str) -> Expression:
        """A quantity of the next layer, without a constant column."""
        symbol = self.symbol(name, 1)
        return Units(symbol) if self.has_ones else symbol

    def others(self) -> Iterator[int]:
        """The other layers, the nearest first."""
        others = (j for j in range(1, self.net.layers + 1) if j != self.i)
        yield from sorted(others, key=lambda j: abs(j - self.i))


def unchanged(formula: Expression) -> Expression:
    """The formula as it is."""
    return formula


@dataclass(frozen=True)
class Variant:
    """One form of a mistake in one layer.

    Attributes
    ----------
    label : str
        What tells it from the other forms.
    change : callable
        What is made of the formula.
    with_parameter : callable or None
        Where it depends on a number: ``(number) -> change``. What is written is linear in it, so that it can be found.
    by_hand : callable or None
        ``(net, i, *operands) -> array``, where no formula says it: of the operands of the changed formula.
    whole : bool
        Whether a gradient is changed with the λW of its regularisation; else that stays as it is.
    """

    label: str
    change: Change = unchanged
    with_parameter: Callable[[float], Change] | None = None
    by_hand: Callable[..., Array] | None = None
    whole: bool = False


Rewrite = Callable[[Spot], Iterator[Variant]]


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    Attributes
    ----------
    key : str
        The name it is looked up by in `MISTAKES`.
    name : str
        What it is called (translatable).
    line : str
        A typical line of code, with fields for the layer it is in: see `written`.
    remedy : str
        What to do about it (translatable).
    rewrites : dict of callable
        By the name of a rule: the forms it takes there, in one layer.
    together : bool
        Whether it is made in all these rules and all layers at once.
    letter : str
        What the number it depends on is called: λ, α, or c for a limit; empty if it depends on none.
    of_bias : bool
        Whether the line is one of the bias, or has one beside it.
    """

    key: str
    name: str
    line: str
    remedy: str
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict, hash=False)
    together: bool = False
    letter: str = ""
    of_bias: bool = False

    def written(self, i: int = 1) -> str:
        """The line in layer i, with the names that most people give.

        Examples
        --------
        >>> line = Mistake("sign", "", "dW{i} = -{input}.T @ dZ{i}", "")
        >>> line.written(), line.written(2)
        ('dW1 = -X.T @ dZ1', 'dW2 = -A1.T @ dZ2')
        """
        return self.line.format(i=i, next=i + 1, input="X" if i == 1 else f"A{i - 1}")

    @property
    def is_of_layer(self) -> bool:
        """Whether the line is another one in another layer."""
        return self.written(1) != self.written(2)


def always(change: Callable[[Spot, Expression], Expression | None], label: str = "", whole: bool = False) -> Rewrite:
    """A rewrite of one form, which ``change`` makes of the formula; None where it can't be made."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        yield Variant(label, lambda formula: change(spot, formula) or formula, whole=whole)

    return rewrite


def where(holds: Callable[[Spot], bool], rewrite: Rewrite) -> Rewrite:
    """The rewrite, at those spots alone of which something holds."""

    def chosen(spot: Spot) -> Iterator[Variant]:
        if holds(spot):
            yield from rewrite(spot)

    return chosen


def is_curved(spot: Spot) -> bool:
    """Whether σ_i is not the identity: nobody writes a slope that is 1."""
    return spot.net.activations[spot.i - 1] != "identity"


def also_whole(rewrite: Rewrite) -> Rewrite:
    """The same of a gradient with its regularisation too, where there is one."""

    def both(spot: Spot) -> Iterator[Variant]:
        for variant in rewrite(spot):
            yield variant
            if spot.net.l2:
                yield replace(variant, label=f"{variant.label} of all", whole=True)

    return both


def each(*rewrites: Rewrite) -> Rewrite:
    """The forms of several rewrites."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        for one in rewrites:
            yield from one(spot)

    return rewrite


def function(name: str, value: Callable[[Array], Array], words: str | None = "", code: str = "") -> Function:
    """A function of a matrix that a mistake needs; in code by its name, if it has no other there."""
    return Function(name, code=code or name, value=value, words=words)


def applied(
    name: str, value: Callable[[Array], Array], of: Expression, words: str | None = "", code: str = ""
) -> Apply:
    """Such a function of an expression."""
    return Apply(function(name, value, words, code), of)


def loss_of(net: Network, operands: Sequence[Array]) -> Array:
    """ℓ of a network, from what its rule reads; with a regularisation if weights are among it."""
    out = np.zeros((), operands[0].dtype)
    for write in RULES["loss"].calls(net, net.layers, *operands, out=out):
        write()
    return out


def replaced(rule: Rule, net: Network, i: int, m: int, variant: Variant, parameter: float = 1.0) -> Rule | None:
    """The rule with a mistake in it; None where that changes nothing or does not fit.

    Parameters
    ----------
    rule : Rule
        The rule as it is in layer i: the table's, or one that has a mistake already.
    """
    at: Call = call(net, rule.name, i)
    formula = at.formula if rule is RULES[rule.name] else rule.formula
    if formula is None and variant.by_hand is None:
        return None
    change = variant.with_parameter(parameter) if variant.with_parameter else variant.change
    change = change if variant.whole else _of_data(change)
    reads = formula if formula is not None else _operands(at)
    new = change(reads)
    if variant.by_hand:
        if rule is not RULES[rule.name]:
            return None
        return replace(rule, formula=new, by_hand=partial(_by_hand, partial(variant.by_hand, parameter=parameter)))
    if new == formula or not _fits(net, m, new, at):
        return None
    return rule.with_formula(new)


def is_penalty(e: Expression) -> bool:
    """Whether it is the λW of a gradient, or so many times that."""
    return isinstance(e, Scale) and (e.letter == LAMBDA or is_penalty(e.of))


def _of_data(change: Change) -> Change:
    """A change of what comes from the examples alone."""

    def changed(formula: Expression) -> Expression:
        if isinstance(formula, Sum) and is_penalty(formula.right):
            return Sum(change(formula.left), formula.right)
        return change(formula)

    return changed


def _operands(at: Call) -> Expression:
    """A formula that reads what a rule without one does; never evaluated."""
    first, *rest = map(Symbol.of, at.reads)
    formula: Expression = first
    for symbol in rest:
        formula = Sum(formula, symbol)
    return formula


def _by_hand(made: Callable[..., Array], net: Network, i: int, *operands: Array, out: Array) -> Calls:
    def write() -> None:
        np.copyto(out, made(net, i, *operands))

    return (write,)


def _fits(net: Network, m: int, formula: Expression, at: Call) -> bool:
    """Whether the formula has the shape of what the rule writes."""
    known = shapes(net, m)
    if any(symbol.key not in known for symbol in symbols(formula)):
        return False
    try:
        found: Any = shape(formula, lambda symbol: known[symbol.key])
    except ExpressionError:
        return False
    return bool(found == known[at.writes])
