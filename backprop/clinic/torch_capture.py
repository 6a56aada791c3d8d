"""``capture_torch``: a PyTorch model's own arrays, by the names that `compare` knows.

PyTorch is imported here alone, and only when the function is called.
"""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from typing import Any

import numpy as np

from backprop.activations import Array
from backprop.errors import NetworkError

ACTIVATIONS = {
    "ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid", "ELU": "elu", "Softplus": "softplus", "SiLU": "silu",
    "GELU": "gelu", "LeakyReLU": "leaky_relu", "Identity": "identity",
}  # fmt: skip
"""Modules of ``torch.nn`` and what they are here."""


def capture_torch(
    model: Any, X: Any, y: Any, loss: Callable[[Any, Any], Any], path: str | PathLike[str] | None = None
) -> dict[str, Array]:
    """Run a model forward and backward once, and take every array along.

    Parameters
    ----------
    model : torch.nn.Sequential
        Of ``Linear`` and known activations, at most one after each ``Linear``.
    X, y : Tensor
        The batch, as the model and the loss take it.
    loss : callable
        ``loss(outputs, y)``, such as ``torch.nn.CrossEntropyLoss()``.
    path : path, optional
        Where to write them, as an ``.npz``.

    Returns
    -------
    dict of ndarray
        X, y, loss; ``0.weight`` and ``0.weight.grad`` as the model calls them; ``z1``, ``a1``, ``z1.grad``,
        ``a1.grad``: the outputs of each ``Linear`` and of each activation, and their gradients. Afterwards the
        gradients of the model are those of this pass alone.

    Raises
    ------
    NetworkError
        The model has a module that is not known here.
    """
    import torch

    _check(model, torch)
    kept: dict[str, Any] = {}
    layer, value = 0, X
    model.zero_grad()
    for module in model:
        value = module(value)
        linear = isinstance(module, torch.nn.Linear)
        layer += linear
        value.retain_grad()
        kept[f"{'z' if linear else 'a'}{layer}"] = value
    total = loss(value, y)
    total.backward()
    arrays = {"X": X, "y": y, "loss": total, **kept}
    arrays |= {f"{name}.grad": tensor.grad for name, tensor in kept.items()}
    for name, parameter in model.named_parameters():
        arrays |= {name: parameter, f"{name}.grad": parameter.grad}
    found = {name: np.asarray(tensor.detach().cpu()) for name, tensor in arrays.items()}
    if path is not None:
        np.savez_compressed(path, allow_pickle=False, **found)
    return found


def _check(model: Any, torch: Any) -> None:
    """Raise an error for a model that is no plain chain of layers."""
    before = None
    for module in model if isinstance(model, torch.nn.Sequential) else [model]:
        name = type(module).__name__
        plain = name != "GELU" or module.approximate == "tanh"
        known = name == "Linear" or (name in ACTIVATIONS and before == "Linear" and plain)
        if not known or not isinstance(model, torch.nn.Sequential):
            raise NetworkError(
                "the model has a {given}; allowed is a Sequential of Linear, each before at most one of {allowed}",
                given=name,
                allowed=", ".join(ACTIVATIONS),
            )
        before = name
