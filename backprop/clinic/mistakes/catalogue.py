"""``MISTAKES``: every known mistake by its key."""

from __future__ import annotations

from backprop._text import N_

from .gradients import GRADIENTS
from .mistake import Mistake
from .outputs import OUTPUTS
from .products import PRODUCTS
from .regularization import REGULARIZATION
from .slopes import SLOPES

PRECISION = Mistake(
    "float32",
    N_("the numbers are rounded as in float32"),
    "X.astype(np.float32)",
    N_("That is no mistake; for a check compute in float64."),
)
"""No rewrite: it is seen by how large the differences are."""

AFTER_UPDATE = Mistake(
    "saved_after_update",
    N_("the weights were saved after the update, the gradients before it"),
    "W{i} -= lr * dW{i}; np.savez(…, W{i}=W{i}, dW{i}=dW{i})",
    N_("Save all of it before the weights are changed, or save copies of the weights: W1.copy()."),
    letter="α",
)
"""No rewrite either: the pass is right, and goes through other weights (`backprop.clinic.after_update`)."""

MISTAKES: dict[str, Mistake] = {
    mistake.key: mistake
    for mistake in (*OUTPUTS, *SLOPES, *PRODUCTS, *GRADIENTS, *REGULARIZATION, AFTER_UPDATE, PRECISION)
}
"""Every mistake by its key; of several that give the same numbers, the first one is named first."""
