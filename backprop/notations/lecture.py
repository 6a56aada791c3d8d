"""The lecture's own notation; P, D and M are our names for what it does not name."""

from __future__ import annotations

from backprop._text import N_
from backprop.expression import Equation, Function, Layer, lowered

from .notation import Name, Named, applied, letter, lower, math, numpy, same
from .writing import Notation


def _indexed(letter: str) -> tuple[Named, Named, Named]:
    return (
        lambda i: f"{letter}{lowered(i)}",
        lambda i: f"{letter}{lower(i)}",
        lambda i: f"{letter}{i}",
    )


def _nabla(i: Layer) -> str:
    return rf"\nabla_{{W{lower(i)}}}\ell"


def _called(function: Function, of: str) -> str:
    return rf"\operatorname{{normalize}}(\exp({of}))" if function.by_row else applied(function, of)


AROUND = {"softmax": ("normalize(exp(", "))"), "σ": ("σ(", ")")}

LECTURE = Notation(
    "lecture",
    N_("the lecture"),
    {
        "X": letter("X"),
        "Y": letter("Y"),
        "I": Name(same("I_y"), same("I_y"), same("Y")),
        "Z": Name(*_indexed("Z")),
        "W": Name(*_indexed("W")),
        "P": Name(*_indexed("P"), spelt_out="always"),
        "S": letter("S"),
        "loss": Name(same("ℓ"), same(r"\ell"), same("loss")),
        "G": Name(*_indexed("G")),
        "D": Name(*_indexed("D"), spelt_out="always"),
        "M": Name(*_indexed("M"), spelt_out="too"),
        "dW": Name(lambda i: f"∇W{lowered(i)}", _nabla, lambda i: f"dW{i}"),
        "W+": Name(lambda i: f"W{lowered(i)} new", lambda i: f"W{lower(i)}^{{+}}", lambda i: f"W{i}_new"),
    },
    given=lambda bias: Equation("Z_1", (r"[X\ \mathbf 1]" if bias else "X",)),
    latex=math(function=_called),
    code=numpy(),
    entry=lambda matrix, row, column: f"({matrix})_{{{row},{column}}}",
    batch="X, one example a row, the targets Y",
    first=lambda bias: f"Z1 = {'with_ones(X)' if bias else 'X'}\nm = len(X)",
    around=AROUND,
    also={"seed": lambda i: rf"\nabla_{{Z{lower(i)}}}\ell"},
)
