"""What a notation is described by; each notation is one file beside this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from backprop.expression import (
    TEXT,
    Difference,
    Equation,
    Expression,
    Function,
    Layer,
    Scale,
    Style,
    Sum,
    factors,
    over_rows,
)

Convention = Literal["own", "sum", "mean"]
"""Whether ℓ and what is derived from it are summed or averaged over the batch; "own" is as the network says."""

Named = Callable[[Layer], str]
"""What a quantity is called in layer i."""


TITLES = replace(TEXT, dot="", beside="")


@dataclass(frozen=True)
class Name:
    """How one quantity is written.

    Attributes
    ----------
    title, latex, code : callable
        Its name in Unicode, LaTeX and code, of the layer; of a quantity without a layer the layer does not matter.
    transposed : bool
        Whether its matrix is shown transposed.
    convention : {"own", "sum", "mean"}
        Of ℓ, G, M and ∇W.
    spelt_out : {"never", "always", "too"}
        Whether other equations have, in its place, what it is equal to: its name is then only ours.
    brief : callable or None
        Its title where there is little room; None where the title is as short as can be.
    index : callable
        The number in it that tells it from those of other layers, of the layer; None where there is none.
    is_letter : callable
        Whether it is one letter in LaTeX, of the layer: an index stands right behind it.
    is_compound : bool
        Whether it is of several signs in LaTeX, the last of which would have an index for itself: it gets brackets.
    """

    title: Named
    latex: Named
    code: Named
    transposed: bool = False
    convention: Convention = "own"
    spelt_out: Literal["never", "always", "too"] = "never"
    brief: Named | None = None
    index: Callable[[int], int | None] = lambda i: i
    is_letter: Callable[[Layer], bool] = lambda _layer: False
    is_compound: bool = False


@dataclass(frozen=True, eq=False)
class Description:
    """What a notation consists of.

    Attributes
    ----------
    name : str
        The name it is chosen by.
    label : str
        What it is called (translatable).
    names : dict of Name
        By symbol; ``"b"`` and ``"db"``, the last row of W and ∇W, where the bias is kept apart.
    given : callable
        What is there before the first step, as an `Equation`; of whether there is a bias.
    latex, code : Style
        How formulas are written; the symbols are filled in from the names.
    text : Style
        The same in Unicode.
    around : dict of (str, str)
        What stands before and after what a function is of, where that is not its name and brackets.
    entry : callable
        An entry of a matrix that is no letter, in LaTeX: of the matrix, and its row and column as it is shown.
    batch, first : str or callable
        Of a script: how the batch is laid out, and the code before the first product, of whether there is a bias.
    rewrites : dict of callable
        By the name of a rule: what is made of its formula.
    also : dict of callable
        By the name of a rule: another side of its equation, in LaTeX, of the layer of the result.
    says : dict of str
        By the name of a rule: what it does, where the lecture's words would say another thing than is shown
        (translatable).
    bias_is_flat : bool
        Whether the bias is an array with one axis.
    summed : (callable, callable)
        Where the bias is kept apart, its gradient in LaTeX and in code: M summed over the examples.
    """

    name: str
    label: str
    names: dict[str, Name]
    given: Callable[[bool], Equation]
    latex: Style
    code: Style
    entry: Callable[[str, str, str], str]
    batch: str
    first: Callable[[bool], str]
    text: Style = TITLES
    around: dict[str, tuple[str, str]] = field(default_factory=dict)
    rewrites: dict[str, Callable[[Expression], Expression]] = field(default_factory=dict)
    also: dict[str, Named] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    bias_is_flat: bool = False
    summed: tuple[Callable[[str], str], Callable[[str], str]] = (str, str)

    @property
    def keeps_bias_apart(self) -> bool:
        """Whether the weights of a bias are a matrix of their own."""
        return "b" in self.names


def lower(layer: Layer) -> str:
    """The layer as an index in LaTeX.

    Examples
    --------
    >>> lower(3), lower(12)
    ('_3', '_{12}')
    """
    index = str(layer)
    return f"_{index}" if len(index) == 1 else f"_{{{index}}}"


def same(name: str) -> Named:
    """A name that is the same in every layer."""
    return lambda _layer: name


def letter(sign: str, **more: Any) -> Name:
    """A quantity that is one letter, of no layer."""
    return Name(same(sign), same(sign), same(sign), is_letter=lambda _layer: True, **more)


def behind(matrix: str, row: str, column: str) -> str:
    r"""An entry of a matrix, its index right behind it.

    Examples
    --------
    >>> behind("X", "0", "c")
    'X_{0,c}'
    """
    return f"{matrix}_{{{row},{column}}}"


LETTERS = {"λ": (r"\lambda", "lam")}
"""What the letter of a `Scale` is in LaTeX and in code."""


def multiplier(scale: Scale) -> str:
    r"""What a `Scale` multiplies by, in LaTeX.

    Examples
    --------
    >>> from backprop.expression import Symbol
    >>> W = Symbol("W")
    >>> multiplier(Scale(W, by=0.1, letter="λ")), multiplier(Scale(W, by=0.1, rows=-1, letter="λ"))
    ('\\lambda', '\\tfrac{\\lambda}{m}')
    >>> multiplier(Scale(W, by=2, rows=-1)), multiplier(Scale(W, rows=1))
    ('2\\,\\tfrac1m', 'm')
    """
    above, below = ["m"] * max(scale.rows, 0), "m" * max(-scale.rows, 0)
    if scale.letter:
        letter = LETTERS[scale.letter][0]
        return r"\,".join([*above, rf"\tfrac{{{letter}}}{{{below}}}" if below else letter])
    return r"\,".join([*factors(scale), *above, *[r"\tfrac1m" * len(below)] * bool(below)])


def in_latex(written: str, scale: Scale) -> str:
    r"""A scaled expression.

    Examples
    --------
    >>> from backprop.expression import Symbol
    >>> S, Y = Symbol("S"), Symbol("Y")
    >>> in_latex("(S - I_y)", Scale(Difference(S, Y), rows=-1)), in_latex("Z", Scale(Symbol("Z"), by=2, rows=1))
    ('\\tfrac1m(S - I_y)', '2\\,m\\,Z')
    """
    by = multiplier(scale)
    if scale.letter or scale.rows >= 0:
        return rf"{by}\,{written}" if by else written
    return by + written if isinstance(scale.of, Sum | Difference) else f"{by} {written}"


def in_code(written: str, scale: Scale) -> str:
    """A scaled expression in code.

    Examples
    --------
    >>> from backprop.expression import Symbol
    >>> in_code("W1", Scale(Symbol("W"), by=0.1, rows=-1, letter="λ"))
    'lam * W1 / m'
    """
    return over_rows(written, replace(scale, letter=LETTERS[scale.letter][1]) if scale.letter else scale)


def applied(function: Function, of: str) -> str:
    r"""A function in LaTeX, of something."""
    return f"{sign(function)}({of})"


def sign(function: Function) -> str:
    r"""A function in LaTeX: σ_i by its sign, any other by its name."""
    called = {"σ": r"\sigma", "σ′": r"\sigma'"}.get(function.name, rf"\operatorname{{{function.name}}}")
    return called + (lower(function.layer) if function.layer else "")


def math(**changes: object) -> Style:
    """The usual style of LaTeX, with changes."""
    usual: dict[str, object] = {
        "symbol": lambda symbol: symbol.title,
        "function": applied,
        "transpose": lambda of: of + r"^{\mathsf T}",
        "dot": r"\,",
        "beside": "",
        "hadamard": r" \circ ",
        "scale": in_latex,
        "without_bias": lambda of: rf"{of}^{{b=0}}",
    }
    return Style(**(usual | changes))  # type: ignore[arg-type]


def numpy(**changes: object) -> Style:
    """NumPy, with changes."""
    usual: dict[str, object] = {
        "symbol": lambda symbol: symbol.title,
        "function": lambda function, of: f"{function.code}({of})",
        "transpose": lambda of: of + ".T",
        "dot": " @ ",
        "beside": " @ ",
        "hadamard": " * ",
        "scale": in_code,
        "without_bias": lambda of: f"without_bias({of})",
        "ones": lambda of: f"with_ones({of})",
        "units": lambda of: f"{of}[:, :-1]",
    }
    return Style(**(usual | changes))  # type: ignore[arg-type]
