"""The same numbers in four notations, each with its names, its transposes, its scale and its code in one file.

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
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from .lecture import LECTURE
from .notation import Name
from .pytorch import PYTORCH
from .writing import Notation, Writing

ORDER = ("lecture", "homework", "column", "pytorch")
"""How they follow one another in a menu; any other comes after them."""


def _found() -> Iterator[Notation]:
    """The notations of the files beside this one."""
    for file in iter_modules(__path__):
        module = import_module(f"{__name__}.{file.name}")
        yield from (value for value in vars(module).values() if isinstance(value, Notation))


def _place(notation: Notation) -> int:
    return ORDER.index(notation.name) if notation.name in ORDER else len(ORDER)


NOTATIONS: dict[str, Notation] = {notation.name: notation for notation in sorted(_found(), key=_place)}
"""Every notation by its name."""

__all__ = ["LECTURE", "NOTATIONS", "PYTORCH", "Name", "Notation", "Writing"]
