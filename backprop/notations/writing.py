"""A notation for one network: every name, formula, equation, line of code and number of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from backprop.activations import Array, X
from backprop.expression import (
    Apply,
    Equation,
    Expression,
    Function,
    Key,
    Layer,
    Running,
    Scale,
    Style,
    Sum,
    Symbol,
    Transpose,
    Units,
    WithOnes,
    WithoutBias,
    name_of,
    parts,
    rewritten,
    scaled,
    settled,
    summands,
    symbols,
)
from backprop.network import Network
from backprop.optimizers import OPTIMIZERS, NextMove
from backprop.passes import Trace, TraceStep
from backprop.rules import RENEWS, RULES, Call, Rule, call_of

from .notation import Description, Name, applied, behind, sign

_AVERAGED = ("loss", "G", "M", "dW")
_MAKERS = {rule.writes.name: rule for rule in RULES.values() if rule.name != "seed"}
"""What makes the quantity of each symbol; of G_{L+1} it is the seed."""


class Writing:
    """A notation for one network."""

    def __init__(self, notation: Description, net: Network) -> None:
        self.notation, self.net = notation, net
        self.latex_style = replace(
            notation.latex, symbol=lambda symbol: self._name(symbol.key).latex(_layer(symbol.key))
        )
        self.code_style = replace(notation.code, symbol=lambda symbol: self.code(symbol.key))
        self._text_style = replace(notation.text, symbol=lambda s: self._name(s.key).title(_layer(s.key)))
        self._short_style = replace(self._text_style, function=lambda function, _of: function.title)
        # A picture has some fifty titles, the same in each.
        self._titles: dict[Key, str] = {}
        self._shorts: dict[Key, str] = {}

    # --- names ---

    def _name(self, key: Key) -> Name:
        symbol = name_of(key)
        return self.notation.names["I" if symbol == "Y" and self.net.loss_function.softmax else symbol]

    @property
    def splits(self) -> bool:
        """Whether there is a bias that is kept apart from the weights."""
        return self.net.bias and self.notation.keeps_bias_apart

    def title(self, key: Key) -> str:
        """How a quantity is written where LaTeX can't be.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> lecture = NOTATIONS["lecture"].of(Network((4, 6, 3)))
        >>> lecture.title(("D", 2)), lecture.title(("dW", 1)), lecture.title("Y")
        ('σ′₂(Z₂W₂)', '∇W₁', 'I_y')
        """
        if key not in self._titles:
            self._titles[key] = self._written(key, self._text_style, "[{0}{2}{1}]", ("; ", " "))
        return self._titles[key]

    def letter(self, symbol: str) -> str:
        """A quantity's name in the layer i, also where other equations have in its place what it is equal to.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> [NOTATIONS[name].of(Network((4, 6, 3))).letter("P") for name in ("lecture", "column")]
        ['Pᵢ', 'z⁽ⁱ⁾']
        """
        return self.notation.names[symbol].title(Running("i"))

    def short(self, key: Key) -> str:
        """The title where there is little room: a function without what it is of, weights without their bias.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> net = Network((4, 6, 3), bias=True)
        >>> NOTATIONS["lecture"].of(net).short(("D", 2)), NOTATIONS["column"].of(net).short(("W+", 1))
        ('σ′₂', 'W⁽¹⁾')
        """
        if key not in self._shorts:
            symbol = Symbol.of(key)
            symbol = replace(symbol, name=RENEWS.get(symbol.name, symbol.name))
            self._shorts[key] = self._short_style.write(self._spelt_out(symbol) if self.spells_out(key) else symbol)
        return self._shorts[key]

    def index(self, key: Key) -> str:
        """The number in the title that tells a quantity from those of other layers; empty where there is none.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> net = Network((4, 6, 3))
        >>> [NOTATIONS[name].of(net).index(("Z", 2)) for name in ("lecture", "column")]
        ['2', '1']
        """
        if isinstance(key, str):
            return ""
        if self.spells_out(key):
            found = [self.index(symbol.key) for symbol in symbols(self._spelt_out(Symbol.of(key)))]
            return next(filter(None, reversed(found)), "")
        index = self._name(key).index(key[1])
        return "" if index is None else str(index)

    def heading(self, key: Key) -> str:
        """The title; of Z_1 also what it is made of.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> NOTATIONS["lecture"].of(Network((4, 3))).heading(("Z", 1))
        'Z₁ = X'
        """
        batch, title = self.title("X"), self.title(key)
        if key != ("Z", 1) or batch in title:
            return title
        return f"{title} = [{batch} 1]" if self.net.bias else f"{title} = {batch}"

    def latex(self, key: Key) -> str:
        r"""How a quantity is written in LaTeX.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> lecture = NOTATIONS["lecture"].of(Network((4, 6, 3)))
        >>> lecture.latex(("dW", 1)), lecture.latex(("P", 2)), lecture.latex(("W+", 12)), lecture.latex("Y")
        ('\\nabla_{W_1}\\ell', 'Z_2W_2', 'W_{12}^{+}', 'I_y')
        """
        return self._written(key, self.latex_style, r"\left[{0}{2}{1}\right]", (r";\,", r"\ "))

    def entry(self, key: Key, *index: int | str) -> str:
        r"""An entry of a quantity in LaTeX; row and column in the lecture's orientation, none of the loss.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> net = Network((4, 3))
        >>> [NOTATIONS[name].of(net).entry(("dW", 1), 0, "c") for name in ("lecture", "pytorch")]
        ['(\\nabla_{W_1}\\ell)_{0,c}', '\\texttt{weight\\_1.grad}\\texttt{[}c, 0\\texttt{]}']
        """
        name, matrix = self._name(key), self.latex(key)
        if not index:
            return matrix
        row, column = map(str, self.turned(key, *index))
        if name.is_letter(_layer(key)):
            return behind(matrix, row, column)
        return self.notation.entry(f"({matrix})" if name.is_compound else matrix, row, column)

    def spells_out(self, key: Key) -> bool:
        """Whether a quantity has no name, and is written as what it is equal to."""
        return self._name(key).spelt_out == "always"

    def _written(self, key: Key, style: Style, brackets: str, signs: tuple[str, str]) -> str:
        name, symbol = self._name(key), Symbol.of(key)
        if name.spelt_out == "always":
            return style.write(self._spelt_out(symbol))
        if not self.splits or isinstance(key, str):
            return style.write(symbol)
        beside = {"W": "b", "W+": "b+", "dW": "db"}.get(key[0])
        if beside:
            return brackets.format(style.write(symbol), style.write(Symbol(beside, key[1])), signs[1])
        if key[0] == "Z" and key[1] != self.net.layers + 1:
            return brackets.format(style.write(symbol), "1", signs[0 if name.transposed else 1])
        return style.write(symbol)

    def code(self, key: Key) -> str:
        """The name of a variable."""
        return self._name(key).code(_layer(key))

    # --- numbers ---

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

    # --- formulas ---

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
        sides = [also(_layer(call.writes))] if also else []
        sides += dict.fromkeys(self._side(call, too) for too in (True, False))
        name = self._name(call.writes).latex(_layer(call.writes))
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


def _linear(formula: Expression) -> Expression:
    """The formula without what stands within a σ or a σ': that is not scaled with it."""

    def change(e: Expression) -> Expression:
        return Symbol("") if isinstance(e, Apply) and e.function.layer is not None else e

    return rewritten(formula, change)


def _layer(key: Key) -> Layer:
    return 0 if isinstance(key, str) else key[1]
