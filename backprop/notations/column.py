"""Column vectors: one example a column, W of shape n_out × n_in, the bias apart, δ for the lecture's M."""

from __future__ import annotations

from backprop._text import N_
from backprop.expression import Equation, Function, Layer, raised

from .notation import Name, applied, behind, letter, math, numpy, same
from .writing import Notation


def _up(i: Layer) -> str:
    return f"^{{({i})}}"


def _above(i: Layer) -> str:
    return f"⁽{raised(i)}⁾"


def _nabla(i: Layer) -> str:
    return rf"\nabla_{{a{_up(i - 1)}}}\ell"


def _by(parameter: str, i: Layer) -> str:
    return rf"\frac{{\partial\ell}}{{\partial {parameter}{_up(i)}}}"


def _in_code(function: Function, of: str) -> str:
    return f"{function.code}({of}.T).T" if function.by_row else f"{function.code}({of})"


COLUMN = Notation(
    "column",
    N_("column vectors"),
    {
        "X": Name(same("a⁽⁰⁾"), same("a^{(0)}"), same("x"), True),
        "Y": letter("y", transposed=True),
        "I": letter("y", transposed=True),
        "Z": Name(
            lambda i: f"a{_above(i - 1)}",
            lambda i: f"a{_up(i - 1)}",
            lambda i: f"a{i - 1}",
            True,
            index=lambda i: i - 1,
        ),
        "W": Name(lambda i: f"W{_above(i)}", lambda i: f"W{_up(i)}", lambda i: f"W{i}", True),
        "b": Name(lambda i: f"b{_above(i)}", lambda i: f"b{_up(i)}", lambda i: f"b{i}", True),
        "P": Name(lambda i: f"z{_above(i)}", lambda i: f"z{_up(i)}", lambda i: f"z{i}", True),
        "S": Name(same("ŷ"), same(r"\hat y"), same("yhat"), True),
        "loss": Name(same("ℓ"), same(r"\ell"), same("loss")),
        "G": Name(
            lambda i: f"∇a{_above(i - 1)}",
            _nabla,
            lambda i: f"da{i - 1}",
            True,
            index=lambda i: i - 1,
            is_compound=True,
        ),
        "D": Name(
            lambda i: f"D{_above(i)}",
            lambda i: f"D{_up(i)}",
            lambda i: f"slope{i}",
            True,
            spelt_out="always",
            is_compound=True,
        ),
        "M": Name(lambda i: f"δ{_above(i)}", lambda i: rf"\delta{_up(i)}", lambda i: f"delta{i}", True),
        "dW": Name(
            lambda i: f"∂ℓ/∂W{_above(i)}",
            lambda i: _by("W", i),
            lambda i: f"dW{i}",
            True,
            brief=lambda i: f"∇W{_above(i)}",
            is_compound=True,
        ),
        "db": Name(lambda i: f"∂ℓ/∂b{_above(i)}", lambda i: _by("b", i), lambda i: f"db{i}", True, is_compound=True),
        "W+": Name(lambda i: f"W{_above(i)} new", lambda i: f"{{W{_up(i)}}}^{{+}}", lambda i: f"W{i}_new", True),
        "b+": Name(lambda i: f"b{_above(i)} new", lambda i: f"{{b{_up(i)}}}^{{+}}", lambda i: f"b{i}_new", True),
    },
    given=lambda bias: Equation(
        r"[a^{(0)};\,\mathbf 1^{\mathsf T}]" if bias else "a^{(0)}",
        (r"[X\ \mathbf 1]^{\mathsf T}" if bias else r"X^{\mathsf T}",),
    ),
    latex=math(transpose=lambda of: rf"({of})^{{\mathsf T}}", function=applied),
    code=numpy(function=_in_code),
    entry=behind,
    batch="x, one example a column, the targets y",
    first=lambda bias: "a0 = x\nm = x.shape[1]",
    says={
        "product": N_(
            "Every column of {Z}, one example, is multiplied by the weights: "
            "one pre-activation for each unit of the layer."
        ),
        "softmax": N_("Each column of logits becomes probabilities: exponentials, divided by their sum."),
    },
    summed=(lambda m: rf"{m}\,\mathbf 1", lambda m: f"{m}.sum(axis=1, keepdims=True)"),
)
