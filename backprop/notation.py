r"""The same numbers in four notations, as ONE table: what each quantity is called, and how its numbers are shown.

============ ===================== ==================== ========================= =====================
the lecture  the course's homework column vectors       PyTorch                   shown
============ ===================== ==================== ========================= =====================
Z_i          Z_{i-1}, Z_0 = X      a^{(i-1)}            a_{i-1}, a_0 = x          column: transposed
W_i          W_i                   W^{(i)}              weight_i                  both: n_out × n_in
Z_iW_i       Z_{i-1}W_i            z^{(i)}              z_i                       column: transposed
G_i          G_iW_iᵀ, S − I_y      ∇_{a^{(i-1)}} ℓ      a_{i-1}.grad              PyTorch: / m
M_i          G_i                   δ^{(i)}              z_i.grad                  PyTorch: / m
∇_{W_i} ℓ    ∇_{W_i} ℓ, / m        ∂ℓ/∂W^{(i)}          weight_i.grad, / m        both: n_out × n_in
============ ===================== ==================== ========================= =====================

In templates ``<i>`` is the layer, ``<i-1>`` and ``<i+1>`` its neighbours, ``<L>`` the last; what stands in ``⟦ ⟧`` is
only there if the network has a bias, whose weights are the last row of W_i.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ._text import N_
from .activations import Array
from .network import Network
from .rules import RULES, Key, symbol

Scale = Literal["own", "sum", "mean"]
"""Whether ℓ and what is derived from it are summed or averaged over the batch; "own" is as the network says."""


@dataclass(frozen=True)
class Written:
    """How one quantity is written.

    Attributes
    ----------
    title : str
        Template in Unicode.
    latex : str
        Template in LaTeX; empty where it is what `backprop.rules.symbol` says.
    transposed : bool
        Whether its matrix is shown transposed.
    scale : {"own", "sum", "mean"}
        Of ℓ, G, M and ∇W.
    """

    title: str
    latex: str = ""
    transposed: bool = False
    scale: Scale = "own"


@dataclass(frozen=True)
class Notation:
    r"""One way to write the lecture's quantities and equations.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    label : str
        What it is called (translatable).
    batch : str
        Template of what is given before the first step: Z_1, in LaTeX.
    quantities : dict of Written
        By symbol; ``"Z first"`` (i = 1) and ``"Z last"`` (i = L + 1) go before ``"Z"``, and so on.
    equations : dict of str
        Templates by the name of the rule; ``"signal last"`` (i = L) goes before ``"signal"``. A rule that is missing
        is written as `backprop.rules` has it.
    losses : dict of (str, str)
        By name: ℓ and its gradient, summed. Where one is missing it is as `backprop.losses` has it.
    digits : str
        The ten digits of indices in titles.
    aliases : dict of str
        What the input is called instead, in LaTeX and in titles.

    Examples
    --------
    >>> net = Network((4, 6, 3))
    >>> [NOTATIONS[name].title(net, ("M", 1)) for name in NOTATIONS]
    ['M₁', 'G₁', 'δ⁽¹⁾', 'z_1.grad']
    >>> print(NOTATIONS["column"].equation(net, "pull", 2))
    \nabla_{a^{(1)}}\ell = (W^{(2)})^{\mathsf T}\,\delta^{(2)}
    """

    name: str
    label: str
    batch: str
    quantities: dict[str, Written]
    equations: dict[str, str] = field(default_factory=dict)
    losses: dict[str, tuple[str, str]] = field(default_factory=dict)
    digits: str = "0123456789"
    aliases: dict[str, str] = field(default_factory=dict)

    def written(self, net: Network, key: Key) -> Written:
        """The entry of the table for a quantity."""
        name, i = _parts(key)
        places = [f"{name} first"] * (i == 1) + [f"{name} last"] * (i == net.layers + 1)
        return next(self.quantities[place] for place in (*places, name) if place in self.quantities)

    def title(self, net: Network, key: Key) -> str:
        """How a quantity is written where LaTeX can't be."""
        text = self._filled(net, self.written(net, key).title, _parts(key)[1], self.digits)
        targets = "I_y" if net.loss_function.softmax else "Y"
        return text.replace("<targets>", targets)

    def latex(self, net: Network, key: Key) -> str:
        """How a quantity is written in LaTeX."""
        template = self.written(net, key).latex
        return self._filled(net, template, _parts(key)[1]) if template else symbol(net, key)

    def given(self, net: Network) -> str:
        r"""The batch in LaTeX, as it stands before the first step.

        Examples
        --------
        >>> print(NOTATIONS["column"].given(Network((4, 3))))
        a^{(0)} = X^{\mathsf T}
        """
        return self._filled(net, self.batch, 1)

    def equation(self, net: Network, rule: str, i: int, update: str = "") -> str:
        """A rule in layer i in LaTeX.

        Parameters
        ----------
        net : Network
        rule : str
            A name of `RULES`.
        i : int
        update : str
            The optimiser's equation in the lecture's notation, its indices not yet filled in.
        """
        place = f"{rule} last" if i == net.layers and f"{rule} last" in self.equations else rule
        if place not in self.equations:
            return RULES[rule].equation(net, i, self._update(net, update))
        loss, seed = self.losses.get(net.loss, (net.loss_function.latex, net.loss_function.seed_latex))
        fields = {
            "<loss>": loss,
            "<seed>": rf"\tfrac1m({seed})" if self.averages(net, ("G", net.layers + 1)) else seed,
            "<mean>": r"\tfrac1m" if self.averages(net, "loss") else "",
            "<activation>": net.activation(i).latex,
            "<slope>": net.activation(i).slope_latex,
            "<function>": net.activations[i - 1].replace("_", r"\_"),
            "<update>": self._update(net, update),
        }
        text = self.equations[place]
        for name, value in fields.items():
            text = text.replace(name, value)
        return self._filled(net, text, i)

    def factor(self, net: Network, key: Key, m: int) -> float:
        """What the network's own number is multiplied with: 1, 1/m or m (m rows)."""
        wanted = self.written(net, key).scale
        if wanted in ("own", net.reduction):
            return 1.0
        return 1 / m if wanted == "mean" else float(m)

    def value(self, net: Network, key: Key, value: Array, m: int) -> Array:
        """A quantity of a trace, as this notation shows it.

        Examples
        --------
        >>> net, dW = Network((2, 3)), np.ones((2, 3))
        >>> NOTATIONS["pytorch"].value(net, ("dW", 1), dW, m=4).tolist()
        [[0.25, 0.25], [0.25, 0.25], [0.25, 0.25]]
        """
        factor = self.factor(net, key, m)
        scaled = value if factor == 1 else np.multiply(value, value.dtype.type(factor))
        return scaled.T if self.written(net, key).transposed else scaled

    def averages(self, net: Network, key: Key) -> bool:
        """Whether a quantity is shown averaged over the batch, and not summed."""
        scale = self.written(net, key).scale
        return (net.reduction if scale == "own" else scale) == "mean"

    def _update(self, net: Network, latex: str) -> str:
        """The optimiser's equation with this notation's names: the 1/m is gone where ∇W has it already."""
        if self.averages(net, ("dW", 1)):
            latex = latex.replace(r"\tfrac{\alpha}{m}", r"\alpha").replace(r"\tfrac1m", "")
        names = {r"\nabla_{W_i}\ell": self.quantities["dW"].latex, "W_i": self.quantities["W"].latex}
        if not all(names.values()):
            return latex
        return re.sub(r"\\nabla_\{W_i\}\\ell|W_i", lambda found: names[found[0]], latex)

    def _filled(self, net: Network, template: str, i: int, digits: str = "0123456789") -> str:
        text = re.sub("⟦(.*?)⟧", r"\1" if net.bias else "", template)
        numbers = {"<i>": i, "<i-1>": i - 1, "<i+1>": i + 1, "<L>": net.layers}
        for name, number in numbers.items():
            text = text.replace(name, str(number).translate(str.maketrans("0123456789", digits)))
        for name, alias in self.aliases.items():
            text = text.replace(name, alias)
        return text


def _parts(key: Key) -> tuple[str, int]:
    return key if isinstance(key, tuple) else (key, 0)


_T = r"^{\mathsf T}"

_LECTURE = Notation(
    "lecture",
    N_("the lecture"),
    r"Z_1 = ⟦[⟧X⟦\ \mathbf 1]⟧",
    {
        "X": Written("X"),
        "Y": Written("<targets>"),
        "Z first": Written("Z₁ = ⟦[⟧X⟦ 1]⟧"),
        "Z": Written("Z<i>"),
        "W": Written("W<i>"),
        "P": Written("Z<i>W<i>"),
        "S": Written("S"),
        "loss": Written("ℓ"),
        "G": Written("G<i>"),
        "D": Written("σ′<i>(Z<i>W<i>)"),
        "M": Written("M<i>"),
        "dW": Written("∇W<i>"),
        "W+": Written("W<i> new"),
    },
    digits="₀₁₂₃₄₅₆₇₈₉",
)

_HOMEWORK = Notation(
    "homework",
    N_("the course's homework"),
    r"⟦[⟧X⟦\ \mathbf 1]⟧",
    {
        "X": Written("X"),
        "Y": Written("<targets>"),
        "Z": Written("Z<i-1>", "Z_{<i-1>}"),
        "W": Written("W<i>", "W_{<i>}"),
        "P": Written("Z<i-1>W<i>", "Z_{<i-1>}W_{<i>}"),
        "S": Written("S"),
        "loss": Written("ℓ", scale="mean"),
        "G last": Written("m ∇Z<L>", r"m\,\nabla_{Z_{<L>}}\ell", scale="sum"),
        "G": Written("G<i>W<i>ᵀ", rf"G_{{<i>}}W_{{<i>}}{_T}", scale="sum"),
        "D": Written("σ′<i>(Z<i-1>W<i>)", r"\sigma'_{<i>}(Z_{<i-1>}W_{<i>})"),
        "M": Written("G<i>", "G_{<i>}", scale="sum"),
        "dW": Written("∇W<i>", r"\nabla_{W_{<i>}}\ell", scale="mean"),
        "W+": Written("W<i> new", "W_{<i>}^{+}"),
    },
    {
        "product": r"Z_{<i-1>}W_{<i>}",
        "activate": r"Z_{<i>} = \sigma_{<i>}(Z_{<i-1>}W_{<i>}),\quad \sigma_{<i>}(x) = <activation>",
        "softmax": r"S = \operatorname{normalize}(\exp(Z_{<L>}))",
        "loss": r"\ell = <mean><loss>",
        "seed": r"m\,\nabla_{Z_{<L>}}\ell = <seed>",
        "slope": r"\sigma'_{<i>}(Z_{<i-1>}W_{<i>}),\quad \sigma'_{<i>}(x) = <slope>",
        "signal": rf"G_{{<i>}} = \sigma'_{{<i>}}(Z_{{<i-1>}}W_{{<i>}}) \circ (G_{{<i+1>}}W_{{<i+1>}}{_T})",
        "signal last": r"G_{<L>} = \sigma'_{<L>}(Z_{<i-1>}W_{<L>}) \circ (<seed>)",
        "gradient": rf"\nabla_{{W_{{<i>}}}}\ell = \tfrac1m Z_{{<i-1>}}{_T}\,G_{{<i>}}",
        "pull": rf"G_{{<i>}}W_{{<i>}}{_T}",
        "update": "<update>",
    },
    {
        "cross_entropy": (
            r"\sum_r \big(\log \sum_j e^{(Z_{<L>})_{rj}} - (Z_{<L>})_{r\,y_r}\big)",
            "S - I_y",
        ),
        "squared_error": (r"\tfrac12 \lVert Z_{<L>} - Y \rVert^2", "Z_{<L>} - Y"),
    },
    digits="₀₁₂₃₄₅₆₇₈₉",
    aliases={"Z_{0}": "X", "Z₀": "X"},
)

_COLUMN = Notation(
    "column",
    N_("column vectors"),
    rf"⟦[⟧a^{{(0)}}⟦;\,\mathbf 1{_T}]⟧ = ⟦[⟧X⟦\ \mathbf 1]⟧{_T}",
    {
        "X": Written("a⁽⁰⁾", "a^{(0)}", transposed=True),
        "Y": Written("y", "y", transposed=True),
        "Z last": Written("a⁽<i-1>⁾", "a^{(<i-1>)}", transposed=True),
        "Z": Written("⟦[⟧a⁽<i-1>⁾⟦; 1]⟧", "⟦[⟧a^{(<i-1>)}⟦;\\,1]⟧", transposed=True),
        "W": Written("⟦[⟧W⁽<i>⁾⟦ b⁽<i>⁾]⟧", "⟦[⟧W^{(<i>)}⟦\\ b^{(<i>)}]⟧", transposed=True),
        "P": Written("z⁽<i>⁾", "z^{(<i>)}", transposed=True),
        "S": Written("ŷ", r"\hat y", transposed=True),
        "loss": Written("ℓ", r"\ell"),
        "G": Written("∇a⁽<i-1>⁾", r"\nabla_{a^{(<i-1>)}}\ell", transposed=True),
        "D": Written("σ′(z⁽<i>⁾)", r"\sigma'_{<i>}(z^{(<i>)})", transposed=True),
        "M": Written("δ⁽<i>⁾", r"\delta^{(<i>)}", transposed=True),
        "dW": Written(
            "⟦[⟧∂ℓ/∂W⁽<i>⁾⟦ ∂ℓ/∂b⁽<i>⁾]⟧",
            r"⟦\Big[⟧\frac{\partial\ell}{\partial W^{(<i>)}}⟦\ \frac{\partial\ell}{\partial b^{(<i>)}}\Big]⟧",
            transposed=True,
        ),
        "W+": Written("⟦[⟧W⁽<i>⁾⟦ b⁽<i>⁾]⟧ new", r"{⟦[⟧W^{(<i>)}⟦\ b^{(<i>)}]⟧}^{+}", transposed=True),
    },
    {
        "product": r"z^{(<i>)} = W^{(<i>)}a^{(<i-1>)}⟦ + b^{(<i>)}⟧",
        "activate": r"a^{(<i>)} = \sigma_{<i>}(z^{(<i>)}),\quad \sigma_{<i>}(x) = <activation>",
        "softmax": r"\hat y = \operatorname{softmax}(a^{(<L>)})",
        "loss": r"\ell = <mean><loss>",
        "seed": r"\nabla_{a^{(<L>)}}\ell = <seed>",
        "slope": r"\sigma'_{<i>}(z^{(<i>)}),\quad \sigma'_{<i>}(x) = <slope>",
        "signal": r"\delta^{(<i>)} = \nabla_{a^{(<i>)}}\ell \circ \sigma'_{<i>}(z^{(<i>)})",
        "gradient": (
            rf"\frac{{\partial\ell}}{{\partial W^{{(<i>)}}}} = \delta^{{(<i>)}}\,(a^{{(<i-1>)}}){_T}"
            r"⟦,\quad \frac{\partial\ell}{\partial b^{(<i>)}} = \delta^{(<i>)}\,\mathbf 1⟧"
        ),
        "pull": rf"\nabla_{{a^{{(<i-1>)}}}}\ell = (W^{{(<i>)}}){_T}\,\delta^{{(<i>)}}",
        "update": "<update>",
    },
    {
        "cross_entropy": (
            r"\sum_r \big(\log \sum_j e^{a^{(<L>)}_{jr}} - a^{(<L>)}_{y_r\,r}\big)",
            r"\hat y - y",
        ),
        "squared_error": (r"\tfrac12 \lVert a^{(<L>)} - y \rVert^2", "a^{(<L>)} - y"),
    },
    digits="⁰¹²³⁴⁵⁶⁷⁸⁹",
)

_PYTORCH = Notation(
    "pytorch",
    N_("PyTorch"),
    r"\texttt{x}",
    {
        "X": Written("x", r"\texttt{x}"),
        "Y": Written("y", r"\texttt{y}"),
        "Z last": Written("a_<i-1>", r"\texttt{a\_<i-1>}"),
        "Z": Written("⟦[⟧a_<i-1>⟦ 1]⟧", r"\texttt{⟦[⟧a\_<i-1>⟦ 1]⟧}"),
        "W": Written("⟦[⟧weight_<i>⟦ bias_<i>]⟧", r"\texttt{⟦[⟧weight\_<i>⟦ bias\_<i>]⟧}", transposed=True),
        "P": Written("z_<i>", r"\texttt{z\_<i>}"),
        "S": Written("softmax(a_<L>)", r"\texttt{softmax(a\_<L>)}"),
        "loss": Written("loss", r"\texttt{loss}", scale="mean"),
        "G": Written("a_<i-1>.grad", r"\texttt{a\_<i-1>.grad}", scale="mean"),
        "D": Written("σ′(z_<i>)", r"\sigma'_{<i>}(\texttt{z\_<i>})"),
        "M": Written("z_<i>.grad", r"\texttt{z\_<i>.grad}", scale="mean"),
        "dW": Written(
            "⟦[⟧weight_<i>.grad⟦ bias_<i>.grad]⟧",
            r"\texttt{⟦[⟧weight\_<i>.grad⟦ bias\_<i>.grad]⟧}",
            transposed=True,
            scale="mean",
        ),
        "W+": Written("⟦[⟧weight_<i>⟦ bias_<i>]⟧ new", r"\texttt{⟦[⟧weight\_<i>⟦ bias\_<i>]⟧}^{+}", transposed=True),
    },
    {
        "product": r"\texttt{z\_<i> = a\_<i-1> @ weight\_<i>.T⟦ + bias\_<i>⟧}",
        "activate": r"\texttt{a\_<i> = <function>(z\_<i>)},\quad \sigma_{<i>}(x) = <activation>",
        "softmax": r"\texttt{s = softmax(a\_<L>, dim=1)}",
        "loss": r"\texttt{loss} = <mean><loss>",
        "seed": r"\texttt{a\_<L>.grad} = <seed>",
        "slope": r"\sigma'_{<i>}(\texttt{z\_<i>}),\quad \sigma'_{<i>}(x) = <slope>",
        "signal": r"\texttt{z\_<i>.grad} = \texttt{a\_<i>.grad} \circ \sigma'_{<i>}(\texttt{z\_<i>})",
        "gradient": (
            r"\texttt{weight\_<i>.grad = z\_<i>.grad.T @ a\_<i-1>}⟦,\quad \texttt{bias\_<i>.grad = z\_<i>.grad.sum(0)}⟧"
        ),
        "pull": r"\texttt{a\_<i-1>.grad = z\_<i>.grad @ weight\_<i>}",
        "update": "<update>",
    },
    {
        "cross_entropy": (
            r"\sum_r \big(\log \sum_j e^{\texttt{a\_<L>[}r, j\texttt{]}} - \texttt{a\_<L>[}r, y_r\texttt{]}\big)",
            r"\texttt{s} - \texttt{y}",
        ),
        "squared_error": (r"\tfrac12 \lVert \texttt{a\_<L>} - \texttt{y} \rVert^2", r"\texttt{a\_<L>} - \texttt{y}"),
    },
    aliases={r"a\_0": "x", "a_0": "x"},
)

NOTATIONS: dict[str, Notation] = {notation.name: notation for notation in (_LECTURE, _HOMEWORK, _COLUMN, _PYTORCH)}
"""Every notation by its name."""
