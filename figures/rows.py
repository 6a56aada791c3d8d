"""The rows of the wall: a table of quantities, each with where its matrices lie in the loop, and a word for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from backprop._text import N_

Band = Literal["above", "forward", "between", "back", "below"]


@dataclass(frozen=True)
class Row:
    """One row of the wall.

    Attributes
    ----------
    quantity : str
        The symbol of its matrices.
    band : {"above", "forward", "between", "back", "below"}
        The band of the loop that they lie in.
    column : {"activation", "product"}
        The column: that of Z_i, for i up to L + 1, or that of Z_iW_i.
    word : str
        What is said beside its symbol (translatable).
    follows_loss : bool
        Whether it is summed over the batch, or averaged, as the loss is.
    """

    quantity: str
    band: Band
    column: Literal["activation", "product"]
    word: str
    follows_loss: bool = False


TABLE = (
    Row("W", "above", "product", N_("weights")),
    Row("Z", "forward", "activation", N_("activations")),
    Row("P", "forward", "product", N_("before σ")),
    Row("D", "between", "product", N_("slopes of σ")),
    Row("G", "back", "activation", N_("gradient"), follows_loss=True),
    Row("M", "back", "product", N_("gradient ∘ slope"), follows_loss=True),
    Row("dW", "below", "product", N_("gradient of W"), follows_loss=True),
)
"""All rows, from top to bottom. In a column each band has room for one matrix."""
