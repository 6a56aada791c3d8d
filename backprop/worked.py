"""Examples whose numbers are small enough for paper."""

from __future__ import annotations

from dataclasses import dataclass

from ._text import N_
from .data.by_hand import ByHand, Rows
from .experiment import Experiment, Source


@dataclass(frozen=True)
class Worked:
    """An example to start from.

    Attributes
    ----------
    title : str
        What it is called (translatable).
    experiment : Experiment
        All its numbers.
    """

    title: str
    experiment: Experiment


def _experiment(
    data: ByHand,
    weights: tuple[Rows, ...],
    activations: tuple[str, ...],
    loss: str = "cross_entropy",
    learning_rate: float = 0.5,
    bias: bool = False,
) -> Experiment:
    """All rows in one batch, in their order; the widths are those of the weights."""
    return Experiment(
        Source(by_hand=data),
        tuple(len(W[0]) for W in weights[:-1]),
        activations,
        loss,
        bias=bias,
        batch_size=len(data.X),
        learning_rate=learning_rate,
        shuffle=False,
        weights=weights,
    )


WORKED: dict[str, Worked] = {
    # Lecture, section 2.
    "two_layers": Worked(
        N_("Two layers of the lecture, 2-3-2"),
        _experiment(
            ByHand(((1.0, 2.0), (-1.0, 1.0), (2.0, 0.0)), (0, 1, 1), classes=2),
            (((1.0, -1.0, 0.0), (0.0, 1.0, 1.0)), ((1.0, 0.0), (0.0, 1.0), (-1.0, 1.0))),
            ("relu", "identity"),
        ),
    ),
    "xor": Worked(
        N_("XOR, 2-2-1"),
        _experiment(
            ByHand(((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)), (0, 1, 1, 0), classes=2),
            (((1.0, 1.0), (1.0, 1.0), (0.0, -1.0)), ((0.5,), (-0.5,), (0.0,))),
            ("tanh", "identity"),
            "binary_cross_entropy",
            1.0,
            bias=True,
        ),
    ),
    # M. Mazur, "A Step by Step Backpropagation Example" (2015), https://mattmazur.com: after one update the weight from
    # the first hidden unit to the first output is 0.35891648; he leaves the biases as they are, which learn here.
    "sigmoid": Worked(
        N_("The much copied one, 2-2-2, sigmoid"),
        _experiment(
            ByHand(((0.05, 0.10),), targets=((0.01, 0.99),)),
            (((0.15, 0.25), (0.20, 0.30), (0.35, 0.35)), ((0.40, 0.50), (0.45, 0.55), (0.60, 0.60))),
            ("sigmoid", "sigmoid"),
            "squared_error",
            bias=True,
        ),
    ),
    # Units that begin alike get the same gradient, and stay alike.
    "symmetric": Worked(
        N_("Symmetric weights, 2-2-2"),
        _experiment(
            ByHand(((1.0, 0.0), (0.0, 1.0)), (0, 1), classes=2),
            (((0.5, 0.5), (0.5, 0.5)), ((0.5, -0.5), (0.5, -0.5))),
            ("tanh", "identity"),
        ),
    ),
}
"""Every example by its name."""
