"""The course's homework: Z_0 = X; its G_i carries the mask, that is, it is the lecture's G_{i+1} ∘ σ'_i(Z_iW_i)."""

from __future__ import annotations

from backprop._text import N_
from backprop.expression import Equation, Expression, Hadamard, Layer, lowered

from .lecture import LECTURE
from .notation import Name, lower, numpy, same
from .writing import Notation


def _mask_first(formula: Expression) -> Expression:
    return Hadamard(formula.right, formula.left) if isinstance(formula, Hadamard) else formula


def _input(i: Layer) -> str:
    return "X" if i == 1 else f"Z{lower(i - 1)}"


_SHARED = {symbol: LECTURE.names[symbol] for symbol in ("X", "Y", "I", "S", "W", "W+")}

HOMEWORK = Notation(
    "homework",
    N_("the course's homework"),
    _SHARED
    | {
        "Z": Name(
            lambda i: "X" if i == 1 else f"Z{lowered(i - 1)}",
            _input,
            lambda i: f"Z{i - 1}",
            index=lambda i: i - 1 or None,
            is_letter=lambda i: i == 1,
        ),
        "P": LECTURE.names["P"],
        "loss": Name(same("ℓ"), same(r"\ell"), same("loss"), convention="mean"),
        "G": Name(
            lambda i: f"m ∇Z{lowered(i - 1)}",
            lambda i: rf"m\,\nabla_{{{_input(i)}}}\ell",
            lambda i: f"mdZ{i - 1}",
            convention="sum",
            spelt_out="always",
        ),
        "D": Name(lambda i: f"D{lowered(i)}", lambda i: f"D{lower(i)}", lambda i: f"mask{i}", spelt_out="always"),
        "M": Name(lambda i: f"G{lowered(i)}", lambda i: f"G{lower(i)}", lambda i: f"G{i}", convention="sum"),
        "dW": Name(lambda i: f"∇W{lowered(i)}", LECTURE.names["dW"].latex, lambda i: f"dW{i}", convention="mean"),
    },
    given=lambda bias: Equation("Z_0", (r"[X\ \mathbf 1]" if bias else "X",)),
    latex=LECTURE.latex,
    code=numpy(),
    entry=LECTURE.entry,
    batch=LECTURE.batch,
    first=lambda bias: f"Z0 = {'with_ones(X)' if bias else 'X'}\nm = len(X)",
    around=LECTURE.around,
    rewrites={"signal": _mask_first},
)
