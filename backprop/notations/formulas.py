"""What is computed, of the matrices as a notation shows them: transposed, summed or averaged."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.expression import (
    Apply,
    Expression,
    Key,
    Scale,
    Sum,
    Symbol,
    Transpose,
    name_of,
    rewritten,
    scaled,
    settled,
    summands,
    symbols,
)
from backprop.network import Network
from backprop.rules import RULES, Call, call_of

from .notation import Description, Name

_AVERAGED = ("loss", "G", "M", "dW")
_MAKERS = {rule.writes.name: rule for rule in RULES.values() if rule.name != "seed"}
"""What makes the quantity of each symbol; of G_{L+1} it is the seed."""


class Formulas:
    """A notation for one network: its numbers, and the formulas that hold for them."""

    def __init__(self, notation: Description, net: Network) -> None:
        self.notation, self.net = notation, net

    def _name(self, key: Key) -> Name:
        symbol = name_of(key)
        return self.notation.names["I" if symbol == "Y" and self.net.loss_function.softmax else symbol]

    @property
    def splits(self) -> bool:
        """Whether there is a bias that is kept apart from the weights."""
        return self.net.bias and self.notation.keeps_bias_apart

    def transposed(self, key: Key) -> bool:
        """Whether a quantity is shown transposed."""
        return self._name(key).transposed

    def turned(self, key: Key, row: Any, column: Any) -> tuple[Any, Any]:
        """Row and column of an entry, from the lecture's orientation to the one shown, or back."""
        return (column, row) if self.transposed(key) else (row, column)

    def averages(self, key: Key) -> bool:
        """Whether a quantity is shown averaged over the batch, and not summed."""
        convention = self._name(key).convention
        return (self.net.reduction if convention == "own" else convention) == "mean"

    def factor(self, key: Key, m: int) -> float:
        """What the network's own number is multiplied with: 1, 1/m or m (m rows)."""
        wanted = self._name(key).convention
        if wanted in ("own", self.net.reduction):
            return 1.0
        return 1 / m if wanted == "mean" else float(m)

    def value(self, key: Key, value: Array, m: int) -> Array:
        """A quantity of a trace, as this notation shows it.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> NOTATIONS["pytorch"].of(Network((2, 3))).value(("dW", 1), np.ones((2, 3)), m=4).tolist()
        [[0.25, 0.25], [0.25, 0.25], [0.25, 0.25]]
        """
        own = self.converted(key, value, m)
        return own.T if self.transposed(key) else own

    def converted(self, key: Key, value: Array, m: int) -> Array:
        """Numbers of a quantity, summed or averaged as this notation has them, in the lecture's orientation."""
        factor = self.factor(key, m)
        return value if factor == 1 else np.multiply(value, value.dtype.type(factor))

    def formula(self, call: Call) -> Expression:
        """What a call computes, of the matrices as this notation shows them.

        Examples
        --------
        >>> from backprop.expression import text
        >>> from backprop.notations import NOTATIONS
        >>> from backprop.rules import call
        >>> net = Network((4, 6, 3))
        >>> text(NOTATIONS["column"].of(net).formula(call(net, "gradient", 1)))
        'M₁ Z₁ᵀ'
        """
        return self._as_shown(self.in_its_convention(call), call.writes)

    def in_its_convention(self, call: Call) -> Expression:
        """What a call computes, of the lecture's matrices, each summed or averaged as this notation has it."""
        formula = call.formula
        if formula is None:
            raise TypeError(f"the rule {call.rule.name} has no formula")
        rewrite = self.notation.rewrites.get(call.rule.name)
        return self._converted(rewrite(formula) if rewrite else formula, self._power(call.writes))

    def _power(self, key: Key) -> int:
        """The power of m that a quantity is multiplied by, to be summed or averaged as this notation has it."""
        follows = name_of(key) in _AVERAGED
        return (self.net.reduction == "mean") - self.averages(key) if follows else 0

    def _converted(self, e: Expression, power: int) -> Expression:
        """The same, of quantities in the conventions of this notation, where the result gets the factor m^power."""
        if isinstance(e, Scale):
            return scaled(self._converted(e.of, power), e)
        missing = {power - sum(self._power(symbol.key) for symbol in symbols(_linear(term))) for term in summands(e)}
        if len(missing) == 1:
            return scaled(e, Scale(e, rows=missing.pop()))
        assert isinstance(e, Sum)  # noqa: S101 - of several summands
        return Sum(self._converted(e.left, power), self._converted(e.right, power))

    def _as_shown(self, formula: Expression, result: Key) -> Expression:
        def turned(e: Expression) -> Expression:
            return Transpose(e) if isinstance(e, Symbol) and self.transposed(e.key) else e

        formula = rewritten(formula, turned)
        return settled(Transpose(formula) if self.transposed(result) else formula)

    def _spelt_out(self, expression: Expression, too: bool = False) -> Expression:
        """What its quantities are equal to, in the place of names that this notation does not have."""

        def change(e: Expression) -> Expression:
            if not isinstance(e, Symbol):
                return e
            how = self._name(e.key).spelt_out
            return (
                self._spelt_out(self.formula(self._maker(e)), too) if how == "always" or (too and how == "too") else e
            )

        return rewritten(expression, change)

    def _maker(self, symbol: Symbol) -> Call:
        """The call that makes a quantity."""
        if symbol.key == ("G", self.net.layers + 1):
            return call_of(self.net, RULES["seed"], self.net.layers)
        rule = _MAKERS[symbol.name]
        offset = getattr(rule.writes.layer, "offset", 0)
        return call_of(self.net, rule, symbol.layer - offset if symbol.layer is not None else self.net.layers)


def _linear(formula: Expression) -> Expression:
    """The formula without what stands within a σ or a σ': that is not scaled with it."""

    def change(e: Expression) -> Expression:
        return Symbol("") if isinstance(e, Apply) and e.function.layer is not None else e

    return rewritten(formula, change)
