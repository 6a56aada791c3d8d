"""A notation for one network: every name, formula, equation, line of code and number of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from backprop.activations import Array, X
from backprop.expression import (
    Apply,
    Equation,
    Expression,
    Function,
    Key,
    Layer,
    Running,
    Sum,
    Symbol,
    Units,
    WithOnes,
    WithoutBias,
    parts,
    rewritten,
)
from backprop.network import Network
from backprop.optimizers import OPTIMIZERS, NextMove
from backprop.passes import Trace, TraceStep
from backprop.rules import Call, Rule

from .naming import Naming, layer_of
from .notation import Description, applied, sign


class Writing(Naming):
    """A notation for one network: its names and numbers, and its equations and lines of code."""

    # --- equations ---

    def given(self) -> Equation:
        """The batch, as it stands before the first step."""
        return self.notation.given(self.net.bias)

    def equation(self, call: Call) -> Equation:
        r"""A call as an equation; of an update that has been carried out, that of its optimiser.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> from backprop.rules import call
        >>> net = Network((4, 6, 3))
        >>> NOTATIONS["lecture"].of(net).equation(call(net, "gradient", 1)).latex
        "\\nabla_{W_1}\\ell = Z_1^{\\mathsf T}\\,(G_2 \\circ \\sigma'_1(Z_1W_1)) = Z_1^{\\mathsf T}\\,M_1"
        >>> NOTATIONS["column"].of(net).equation(call(net, "pull", 2)).latex
        '\\nabla_{a^{(1)}}\\ell = (W^{(2)})^{\\mathsf T}\\,\\delta^{(2)}'
        """
        if call.rule.phase == "update":
            return self._update(call)
        if call.rule.name == "loss":
            return self._loss()
        also = self.notation.also.get(call.rule.name)
        sides = [also(layer_of(call.writes))] if also else []
        sides += dict.fromkeys(self._side(call, too) for too in (True, False))
        name = self._name(call.writes).latex(layer_of(call.writes))
        return Equation(name, tuple(sides), more=(*self._functions(call), *self._of_bias(call)))

    def side(self, call: Call, **changes: Any) -> str:
        r"""The right-hand side of a call in LaTeX, also where its rule is not the lecture's.

        Parameters
        ----------
        call : Call
        changes : optional
            Of the style, such as how a function is written.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> from backprop.rules import call
        >>> net = Network((4, 6, 3))
        >>> NOTATIONS["column"].of(net).side(call(net, "pull", 2), dot=" @ ")
        '(W^{(2)})^{\\mathsf T} @ \\delta^{(2)}'
        """
        return replace(self.latex_style, **changes).write(self._spelt_out(self.formula(call)))

    def _side(self, call: Call, too: bool) -> str:
        return self.latex_style.write(self._apart(call, self._spelt_out(self.formula(call), too), WithoutBias))

    def _apart(self, call: Call, formula: Expression, *signs: type[Any]) -> Expression:
        """The formula where W_i is the weights without their bias, which needs no such signs then."""
        if not self.splits:
            return formula
        formula = rewritten(formula, lambda e: e.of if isinstance(e, signs) else e)
        return Sum(formula, Symbol("b", call.i)) if call.rule.name == "product" else formula

    def _functions(self, call: Call) -> tuple[Equation, ...]:
        """What the σ_i and σ'_i of a formula are."""
        found = [part.function for part in parts(call.formula) if isinstance(part, Apply)] if call.formula else []
        return tuple(Equation(applied(f, X), (f.written(X),)) for f in found if f.layer is not None and f.written)

    def _of_bias(self, call: Call) -> tuple[Equation, ...]:
        if not (self.splits and call.rule.name == "gradient"):
            return ()
        name, signal = self._name(("db", call.i)), self.latex(("M", call.i))
        return (Equation(name.latex(call.i), (self.notation.summed[0](signal),)),)

    def _loss(self) -> Equation:
        def entry(symbol: str, *index: str) -> str:
            shown = Symbol("Z", self.net.layers + 1) if symbol == "Z" else Symbol(symbol)
            matrix = self.latex_style.write(shown)
            return self.notation.entry(matrix, *self.turned(shown.key, *index)) if index else matrix

        loss = self.net.loss_function
        written = (r"\tfrac1m" if self.averages("loss") else "") + loss.written(entry) + self._penalty()
        return Equation(self.latex("loss"), (written,), more=(loss.where,) if loss.where else ())

    def _penalty(self) -> str:
        """What the L2 regularisation adds to ℓ, in LaTeX."""
        if not self.net.l2:
            return ""
        return rf" + {self.half_lambda} \sum_i {self.squared(Running('i'))}"

    @property
    def half_lambda(self) -> str:
        """What the square of the weights is multiplied with in ℓ, in LaTeX."""
        above, below = (sign + "m" * (self._power("loss") == power) for sign, power in ((r"\lambda", 1), ("2", -1)))
        return rf"\tfrac{{{above}}}{{{below}}}"

    def squared(self, i: Layer) -> str:
        r"""‖W_i‖² of the L2 regularisation, in LaTeX.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> NOTATIONS["lecture"].of(Network((4, 6, 3), bias=True)).squared(2)
        '\\lVert W_2^{b=0} \\rVert^2'
        """
        return rf"\lVert {self.latex_style.write(self._of_weights(Symbol('W', i)))} \rVert^2"

    def _of_weights(self, W: Expression) -> Expression:
        """Of W_i what is regularised."""
        return WithoutBias(W) if self.net.bias and not self.splits else W

    def _update(self, call: Call) -> Equation:
        W, dW, averages = self.latex(("W", call.i)), self.latex(("dW", call.i)), self.averages(("dW", call.i))
        if not isinstance(call, TraceStep):
            return OPTIMIZERS["sgd"].equation(W, dW, averages)
        move: NextMove = call.operands[-1]
        return move.optimizer.equation(W, dW, averages or move.divisor == 1, move.settings.decays)

    def sentences(self, rule: Rule) -> tuple[str, ...]:
        """What a rule does, in words for what this notation shows (translatable).

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> from backprop.rules import RULES
        >>> NOTATIONS["column"].of(Network((4, 3))).sentences(RULES["softmax"])
        ('Each column of logits becomes probabilities: exponentials, divided by their sum.',)
        """
        first, *more = rule.sentences(self.net)
        return (self.notation.says.get(rule.name, first), *more)

    def mentioned(self, i: int) -> dict[str, str]:
        r"""What the sentence of a rule mentions of layer i, in LaTeX.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> NOTATIONS["homework"].of(Network((4, 6, 3))).mentioned(2)
        {'Z': 'Z_1', 'σ': '\\sigma_2'}
        """
        return {"Z": self.latex(("Z", i)), "σ": sign(Function("σ", i))}

    # --- code ---

    def statements(self, call: Call) -> list[str]:
        """A call in code: one line, or two where the bias is kept apart.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> from backprop.rules import call
        >>> net = Network((4, 6, 3), bias=True)
        >>> NOTATIONS["column"].of(net).statements(call(net, "product", 1))
        ['z1 = W1 @ a0 + b1']
        """
        name = self.code(call.writes)
        if call.rule.name == "loss":
            over = " / m" if self.averages("loss") else ""
            value = f"{self.net.loss}({self._by_row(('Z', call.i + 1))}, {self._by_row('Y')}){over}"
            return [f"{name} = {value}{self._penalty_in_code()}"]
        formula = self._apart(call, self.formula(call), WithoutBias, WithOnes, Units)
        lines = [f"{name} = {self.code_style.write(formula)}"]
        if self.splits and call.rule.name == "gradient":
            lines.append(f"{self.code(('db', call.i))} = {self.notation.summed[1](self.code(('M', call.i)))}")
        return lines

    def _penalty_in_code(self) -> str:
        if not self.net.l2:
            return ""
        weights = (self._of_weights(Symbol("W", i)) for i in range(1, self.net.layers + 1))
        given = ", ".join(map(self.code_style.write, weights))
        return f" + penalty({given})" + {-1: " / m", 0: "", 1: " * m"}[self._power("loss")]

    def _by_row(self, key: Key) -> str:
        return self.code(key) + ".T" * self.transposed(key)

    def variables(self, t: Trace, keys: Iterable[Key]) -> dict[str, Array]:
        """Quantities of a trace as this notation has them, by the names of their variables."""
        return {name: part for key in keys for name, part in self._variables(key, self.value(key, t[key], t.rows))}

    def _variables(self, key: Key, shown: Array) -> Iterator[tuple[str, Array]]:
        """One variable; of weights whose bias is kept apart, two."""
        if not self.splits or isinstance(key, str) or key[0] not in ("W", "dW", "Z", "G"):
            yield self.code(key), shown
            return
        symbol, i = key
        n = self.net.widths[i - 1]
        yield self.code(key), shown[:n] if symbol in "ZG" and self.transposed(key) else shown[:, :n]
        if symbol in ("W", "dW"):
            yield (
                self.code(("b" if symbol == "W" else "db", i)),
                shown[:, n] if self.notation.bias_is_flat else shown[:, n:],
            )


class Notation(Description):
    """One way to write the lecture's quantities and equations."""

    @lru_cache(maxsize=256)  # noqa: B019  # notations live as long as the program
    def of(self, net: Network) -> Writing:
        """The notation for one network.

        Examples
        --------
        >>> from backprop import Network
        >>> from backprop.notations import NOTATIONS
        >>> [NOTATIONS[name].of(Network((4, 6, 3))).title(("M", 1)) for name in NOTATIONS]
        ['M₁', 'G₁', 'δ⁽¹⁾', 'z_1.grad']
        """
        return Writing(self, net)
