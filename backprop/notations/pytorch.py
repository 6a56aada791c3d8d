"""PyTorch: weight is n_out × n_in beside a bias, z = a @ weight.T + bias, and ℓ is a mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from backprop._text import N_
from backprop.expression import Equation, Function, Layer, lowered

from .notation import TITLES, Convention, Name, Named, applied, math, numpy, same
from .writing import Notation


def _typed(text: str) -> str:
    return rf"\texttt{{{text.replace('_', chr(92) + '_')}}}"


def _name(
    in_code: Callable[[Layer], str],
    on_screen: Callable[[Layer], str] | None = None,
    transposed: bool = False,
    convention: Convention = "own",
    spelt_out: bool = False,
    brief: Named | None = None,
    index: Callable[[int], int | None] = lambda i: i,
) -> Name:
    shown = on_screen or in_code
    spelt = "always" if spelt_out else "never"
    return Name(shown, lambda i: _typed(shown(i)), in_code, transposed, convention, spelt, brief, index)  # type: ignore[arg-type]


def _input(i: Layer) -> str:
    return "x" if i == 1 else f"a_{i - 1}"


def _brief(letter: str) -> Named:
    """A letter with the layer below it; ∇ is what .grad says."""
    return lambda i: f"{letter}{lowered(i)}"


def _brief_input(sign: str = "") -> Named:
    return lambda i: f"{sign}x" if i == 1 else f"{sign}a{lowered(i - 1)}"


def _of_input(i: int) -> int | None:
    return i - 1 or None


def _called(function: Function, of: str) -> str:
    if function.layer is None or function.name == "σ′":
        return applied(function, of) if function.layer else _typed(function.name) + f"({of})"
    return rf"{_typed(function.code)}({of})" if function.code else applied(function, of)


PYTORCH = Notation(
    "pytorch",
    N_("PyTorch"),
    {
        "X": _name(same("x")),
        "Y": _name(same("y")),
        "I": _name(same("y")),
        "Z": _name(lambda i: f"a_{i - 1}", _input, brief=_brief_input(), index=_of_input),
        "W": _name(lambda i: f"weight_{i}", transposed=True, brief=_brief("w")),
        "b": _name(lambda i: f"bias_{i}", transposed=True),
        "P": _name(lambda i: f"z_{i}", brief=_brief("z")),
        "S": _name(same("s")),
        "loss": _name(same("loss"), convention="mean"),
        "G": _name(
            lambda i: f"a_{i - 1}_grad",
            lambda i: f"{_input(i)}.grad",
            convention="mean",
            brief=_brief_input("∇"),
            index=_of_input,
        ),
        "D": _name(lambda i: f"d_{i}", spelt_out=True),
        "M": _name(lambda i: f"z_{i}_grad", lambda i: f"z_{i}.grad", convention="mean", brief=_brief("∇z")),
        "dW": _name(lambda i: f"weight_{i}_grad", lambda i: f"weight_{i}.grad", True, "mean", brief=_brief("∇w")),
        "db": _name(lambda i: f"bias_{i}_grad", lambda i: f"bias_{i}.grad", True, "mean"),
        "W+": _name(lambda i: f"weight_{i}_new", lambda i: f"weight_{i} new", transposed=True),
        "b+": _name(lambda i: f"bias_{i}_new", lambda i: f"bias_{i} new", transposed=True),
    },
    given=lambda bias: Equation(_typed("a_0"), (_typed("x"),)),
    latex=math(
        function=_called,
        transpose=lambda of: of + _typed(".T"),
        dot=rf"\ {_typed('@')}\ ",
        beside=rf"\ {_typed('@')}\ ",
    ),
    code=numpy(),
    entry=lambda matrix, row, column: rf"{matrix}{_typed('[')}{row}, {column}{_typed(']')}",
    batch="x, one example a row, the targets y",
    first=lambda bias: "m = len(x)\na_0 = x",
    says={
        "pull": N_(
            "The signal goes back through the same weights, this time not transposed, "
            "and becomes the gradient that arrives at {Z}."
        ),
    },
    text=replace(TITLES, transpose=lambda of: f"{of}.T"),
    bias_is_flat=True,
    summed=(lambda m: m + _typed(".sum(0)"), lambda m: f"{m}.sum(0)"),
)
