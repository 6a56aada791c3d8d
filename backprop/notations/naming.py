"""What a notation calls the quantities of one network, and the entries of their matrices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from backprop.expression import Key, Layer, Running, Style, Symbol, symbols
from backprop.network import Network
from backprop.rules import RENEWS

from .formulas import Formulas
from .notation import Description, behind


def once(write: Callable[[Naming, Key], str]) -> Callable[[Naming, Key], str]:
    """A picture has some fifty names, the same in each: written once for every quantity of a network."""

    @wraps(write)
    def written(self: Naming, key: Key) -> str:
        known = self._known.setdefault(write.__name__, {})
        if key not in known:
            known[key] = write(self, key)
        return known[key]

    return written


class Naming(Formulas):
    """The same, with the names: in Unicode, LaTeX and code."""

    def __init__(self, notation: Description, net: Network) -> None:
        super().__init__(notation, net)
        self.latex_style = replace(
            notation.latex, symbol=lambda symbol: self._name(symbol.key).latex(layer_of(symbol.key))
        )
        self.code_style = replace(notation.code, symbol=lambda symbol: self.code(symbol.key))
        self._text_style = replace(notation.text, symbol=lambda s: self._name(s.key).title(layer_of(s.key)))
        self._short_style = replace(
            self._text_style,
            symbol=lambda s: (self._name(s.key).brief or self._name(s.key).title)(layer_of(s.key)),
            function=lambda function, _of: function.title,
        )
        self._known: dict[str, dict[Key, str]] = {}

    @once
    def title(self, key: Key) -> str:
        """How a quantity is written where LaTeX can't be.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> lecture = NOTATIONS["lecture"].of(Network((4, 6, 3)))
        >>> lecture.title(("D", 2)), lecture.title(("dW", 1)), lecture.title("Y")
        ('σ′₂(Z₂W₂)', '∇W₁', 'I_y')
        """
        return self._written(key, self._text_style, "[{0}{2}{1}]", ("; ", " "))

    def letter(self, symbol: str) -> str:
        """A quantity's name in the layer i, also where other equations have in its place what it is equal to.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> [NOTATIONS[name].of(Network((4, 6, 3))).letter("P") for name in ("lecture", "column")]
        ['Pᵢ', 'z⁽ⁱ⁾']
        """
        return self.notation.names[symbol].title(Running("i"))

    @once
    def short(self, key: Key) -> str:
        """The title where there is little room: a function without what it is of, weights without bias, brief names.

        Examples
        --------
        >>> from backprop.notations import NOTATIONS
        >>> net = Network((4, 6, 3), bias=True)
        >>> NOTATIONS["lecture"].of(net).short(("D", 2)), NOTATIONS["column"].of(net).short(("W+", 1))
        ('σ′₂', 'W⁽¹⁾')
        >>> [NOTATIONS["pytorch"].of(net).short((symbol, 1)) for symbol in ("P", "M", "dW", "G")]
        ['z₁', '∇z₁', '∇w₁', '∇x']
        """
        symbol = Symbol.of(key)
        symbol = replace(symbol, name=RENEWS.get(symbol.name, symbol.name))
        return self._short_style.write(self._spelt_out(symbol) if self.spells_out(key) else symbol)

    @once
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

    @once
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
        if name.is_letter(layer_of(key)):
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
        return self._name(key).code(layer_of(key))


def layer_of(key: Key) -> Layer:
    """The layer of a quantity; 0 where it does not matter, for there is none."""
    return 0 if isinstance(key, str) else key[1]
