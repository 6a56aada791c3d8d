"""``Network``: the frozen description of Z_{i+1} = σ_i(Z_i W_i), i = 1, …, L (lecture, section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._text import N_
from .activations import ACTIVATIONS, Activation, Array
from .checks import (
    LARGEST,
    checked_count,
    checked_flag,
    checked_kind,
    checked_l2,
    checked_name,
    is_real,
    is_whole,
    listed,
    numeric,
    plain_array,
    shown,
)
from .errors import DataError, NetworkError, WeightsError
from .initializers import INITS
from .losses import LOSSES, Loss

REDUCTIONS = ("sum", "mean")
DTYPES = ("float64", "float32")

Weights = dict[int, Array]
"""{1: W_1, …, L: W_L}: layers count from one."""


@dataclass(frozen=True)
class Network:
    """Widths, activations and loss; weights are kept apart.

    Parameters
    ----------
    widths : sequence of int
        n_1, …, n_{L+1}: features, hidden units, outputs. At least two, each at least 1.
    activations : str or sequence of str
        σ_1, …, σ_L, names of `ACTIVATIONS`. One name stands for all hidden layers, with σ_L = identity.
    loss : str
        A name of `LOSSES`.
    reduction : {"sum", "mean"}
        ``"sum"`` is the lecture's; ``"mean"`` puts 1/m into ℓ and G_{L+1}.
    bias : bool
        Append a constant column of ones to every Z_i, i = 1..L: W_i is then (n_i + 1) × n_{i+1}.
    l2 : float
        λ ≥ 0 of the L2 regularisation: λ/2 Σ_i ‖W_i‖² is added to ℓ, once for a batch, whether ℓ is a sum over it or a
        mean, and λ W_i to ∇W_i; the biases are left out of both. So where ℓ is a sum, the 1/m of the update divides
        λ W_i too. The weight decay of a `Trainer` is another thing: it is in no gradient.

    Raises
    ------
    NetworkError
        A width, name or count that is not allowed; says which layer.

    Examples
    --------
    >>> net = Network((4, 6, 5, 3), "tanh")
    >>> net.layers, net.activations
    (3, ('tanh', 'tanh', 'identity'))
    >>> net.weight_shape(2)
    (6, 5)
    """

    widths: tuple[int, ...]
    activations: tuple[str, ...] = ("tanh",)
    loss: str = "cross_entropy"
    reduction: str = "sum"
    bias: bool = False
    l2: float = 0.0

    def __init__(
        self,
        widths: Any,
        activations: Any = "tanh",
        loss: str = "cross_entropy",
        reduction: str = "sum",
        bias: bool = False,
        l2: float = 0.0,
    ) -> None:
        widths = _checked_widths(widths)
        checked_name(N_("loss"), loss, LOSSES)
        checked_name(N_("reduction"), reduction, REDUCTIONS)
        bias = checked_flag(N_("bias"), bias)
        for name, value in (
            ("widths", widths),
            ("activations", _checked_activations(activations, len(widths) - 1)),
            ("loss", loss),
            ("reduction", reduction),
            ("bias", bias),
            ("l2", checked_l2(l2)),
        ):
            object.__setattr__(self, name, value)
        if self.loss_function.targets == "binary" and self.outputs != 1:
            raise NetworkError(
                "the loss {loss} takes 1 output, for two classes; the network has {given}",
                loss=self.loss,
                given=self.outputs,
            )

    @property
    def layers(self) -> int:
        """The number of weight matrices, L."""
        return len(self.widths) - 1

    @property
    def outputs(self) -> int:
        """The number of outputs, k = n_{L+1}."""
        return self.widths[-1]

    def activation(self, i: int) -> Activation:
        """The activation σ_i of layer i = 1..L, an entry of `ACTIVATIONS`."""
        return ACTIVATIONS[self.activations[self._checked_layer(i) - 1]]

    @property
    def loss_function(self) -> Loss:
        """The loss ℓ and its gradient, an entry of `LOSSES`."""
        return LOSSES[self.loss]

    def columns(self, i: int) -> int:
        """The number of columns of Z_i, i = 1..L+1: n_i, and with a bias one more up to layer L."""
        checked_count(N_("layer"), i, 1, self.layers + 1, NetworkError)
        return self.widths[i - 1] + (self.bias and i <= self.layers)

    def weight_shape(self, i: int) -> tuple[int, int]:
        """The shape of W_i, i = 1..L; with a bias its last row is the bias."""
        self._checked_layer(i)
        return self.columns(i), self.widths[i]

    def _checked_layer(self, i: int) -> int:
        return checked_count(N_("layer"), i, 1, self.layers, NetworkError)

    def init_weights(
        self, init: str = "xavier_normal", seed: int = 0, dtype: Any = "float64", std: float = 0.1
    ) -> Weights:
        """Draw initial weights: in float64, the same for the same arguments, and then rounded to the dtype.

        Parameters
        ----------
        init : str
            A name of `INITS`.
        seed : int
            At least 0.
        dtype : {"float64", "float32"}
            The arithmetic of everything that is computed with these weights.
        std : float
            For ``"normal"`` the standard deviation, for ``"equal"`` the common value.

        Returns
        -------
        dict
            {1: W_1, …, L: W_L}; the row of a bias begins at zero.

        Raises
        ------
        NetworkError
            Unknown name or dtype, a negative seed, or a ``std`` that is not finite.
        """
        dtype = checked_init(init, seed, dtype, std)
        rng = np.random.default_rng(int(seed))
        weights = {}
        for i in range(1, self.layers + 1):
            W = np.zeros(self.weight_shape(i))
            W[: self.widths[i - 1]] = INITS[init].draw(rng, self.widths[i - 1], self.widths[i], float(std))
            weights[i] = W.astype(dtype)
        return weights

    def check_weights(self, W: Mapping[int, ArrayLike]) -> Weights:
        """The same weights as arrays, or `WeightsError` saying which layer has what wrong."""
        if not isinstance(W, Mapping):
            raise WeightsError(
                "weights are a {given}; allowed is a dict {{1: W_1, …, {layers}: W_{layers}}}",
                given=type(W).__name__,
                layers=self.layers,
            )
        expected = list(range(1, self.layers + 1))
        if set(W) != set(expected):
            raise WeightsError(
                "weights are given for the layers {given}; the network has the layers 1 to {layers}",
                given=", ".join(map(shown, W)) or "(none)",
                layers=self.layers,
            )
        arrays = {i: plain_array(f"W_{i}", W[i], WeightsError) for i in expected}
        for i, array in arrays.items():
            self._check_weight(i, array, arrays[1].dtype)
        return arrays

    def _check_weight(self, i: int, array: Array, dtype: np.dtype[Any]) -> None:
        if str(array.dtype) not in DTYPES:
            raise WeightsError(
                "layer {layer}: W_{layer} has dtype {given}; allowed are float32 and float64",
                layer=i,
                given=str(array.dtype),
            )
        if array.dtype != dtype:
            raise WeightsError(
                "layer {layer}: W_{layer} has dtype {given}, but W_1 has {first}; all must be the same",
                layer=i,
                given=str(array.dtype),
                first=str(dtype),
            )
        if array.shape != self.weight_shape(i):
            raise WeightsError(
                "layer {layer}: W_{layer} has shape {given}; the widths ask for {expected}",
                layer=i,
                given=array.shape,
                expected=self.weight_shape(i),
            )
        if not np.isfinite(array).all():
            row, column = map(int, np.argwhere(~np.isfinite(array))[0])
            raise WeightsError(
                "layer {layer}: W_{layer}[{row}, {column}] is {given}; weights must be finite",
                layer=i,
                row=row,
                column=column,
                given=float(array[row, column]),
            )

    def check_inputs(self, X: ArrayLike, dtype: Any) -> Array:
        """X in the given dtype, or `DataError`."""
        array = numeric("X", X)
        if array.ndim != 2 or array.shape[1] != self.widths[0] or not len(array):
            raise DataError(
                "X has shape {given}; allowed is (m, {features}) with m at least 1, one example a row",
                given=array.shape,
                features=self.widths[0],
            )
        return _cast_finite("X", array, dtype)

    def check_targets(self, y: ArrayLike, rows: int, dtype: Any) -> Array:
        """The m × k targets (I_y for integer labels), or `DataError`."""
        array = plain_array("y", y)
        if array.dtype.kind not in "biuf":
            raise DataError(
                "y is {given}; allowed are labels, whole numbers from 0 to {last}, "
                "or targets of the shape ({rows}, {outputs})",
                given=shown(y),
                last=self._last_label,
                rows=rows,
                outputs=self.outputs,
            )
        kind = self.loss_function.targets
        if array.ndim == 1:
            return self._of_labels(array, rows, dtype)
        if array.shape != (rows, self.outputs):
            raise DataError(
                "y has shape {given}; allowed are labels ({rows},) or targets ({rows}, {outputs})",
                given=array.shape,
                rows=rows,
                outputs=self.outputs,
            )
        targets = _cast_finite("y", array, dtype)
        if kind == "binary" and not (targets.min() >= 0 and targets.max() <= 1):
            raise DataError(
                "y has targets from {low} to {high}; for {loss} they are from 0 to 1",
                low=float(targets.min()),
                high=float(targets.max()),
                loss=self.loss,
            )
        if kind == "distributions" and not _rows_are_distributions(targets):
            raise DataError("y has a row that is no distribution; for cross-entropy every row must be ≥ 0 and sum to 1")
        return targets

    @property
    def _last_label(self) -> int:
        return 1 if self.loss_function.targets == "binary" else self.outputs - 1

    def _of_labels(self, labels: Array, rows: int, dtype: Any) -> Array:
        """The one-hot rows I_y; for a binary loss the labels themselves, as a column."""
        last = self._last_label
        if len(labels) != rows:
            raise DataError("y has {given} labels; X has {rows} rows", given=len(labels), rows=rows)
        if labels.dtype.kind not in "iub":
            raise DataError(
                "y has dtype {given}; labels must be whole numbers from 0 to {last}",
                given=str(labels.dtype),
                last=last,
            )
        wrong = np.flatnonzero((labels < 0) | (labels > last))
        if len(wrong):
            raise DataError(
                "y[{row}] is {given}; labels must be whole numbers from 0 to {last}",
                row=int(wrong[0]),
                given=int(labels[wrong[0]]),
                last=last,
            )
        if self.loss_function.targets == "binary":
            return labels.astype(dtype)[:, None]
        one_hot = np.zeros((rows, self.outputs), dtype)
        one_hot[np.arange(rows), labels.astype(np.intp)] = 1
        return one_hot


def checked_network(given: Any) -> Network:
    """A network, or `NetworkError`."""
    network: Network = checked_kind(N_("the network"), given, Network, NetworkError)
    return network


def checked_init(init: Any, seed: Any, dtype: Any, std: Any) -> np.dtype[Any]:
    """The dtype of the weights, if they can be drawn like that, or `NetworkError`."""
    checked_name(N_("initialiser"), init, INITS)
    checked_count(N_("seed"), seed, 0, error=NetworkError)
    if not is_real(std) or not 0 <= std <= LARGEST:
        raise NetworkError(
            "std is {given}; allowed are finite numbers from 0 to {largest}", given=shown(std), largest=LARGEST
        )
    return _checked_dtype(dtype)


def _checked_widths(widths: Any) -> tuple[int, ...]:
    given = listed(widths)
    if given is None:
        raise NetworkError("widths are {given}; allowed is a sequence of whole numbers", given=shown(widths))
    if len(given) < 2:
        raise NetworkError("widths are {given}; at least two are needed, features and outputs", given=shown(widths))
    for i, width in enumerate(given, 1):
        if not is_whole(width) or width < 1:
            raise NetworkError(
                "width n_{layer} is {given}; allowed are whole numbers from 1", layer=i, given=shown(width)
            )
    return tuple(map(int, given))


def _checked_activations(activations: Any, layers: int) -> tuple[str, ...]:
    if isinstance(activations, str):
        activations = (activations,) * (layers - 1) + ("identity",)
    given = listed(activations)
    if given is None:
        raise NetworkError("activations are {given}; allowed is a name or one name a layer", given=shown(activations))
    if len(given) != layers:
        raise NetworkError(
            "{given} activations for {layers} layers; allowed is one name, or one a layer",
            given=len(given),
            layers=layers,
        )
    for i, name in enumerate(given, 1):
        if not isinstance(name, str) or name not in ACTIVATIONS:
            raise NetworkError(
                "layer {layer}: activation is {given}; allowed are {allowed}",
                layer=i,
                given=shown(name),
                allowed=", ".join(ACTIVATIONS),
            )
    return given


def _checked_dtype(dtype: Any) -> np.dtype[Any]:
    try:
        checked = np.dtype(dtype if isinstance(dtype, str | type | np.dtype) else object)
    except (TypeError, ValueError, SyntaxError):  # the last for a text that looks like a list of types
        checked = np.dtype(object)
    if str(checked) not in DTYPES:
        raise NetworkError("dtype is {given}; allowed are float64 and float32", given=shown(dtype))
    return checked


def _cast_finite(what: str, values: Array, dtype: Any) -> Array:
    with np.errstate(over="ignore"):  # what float32 can't hold becomes infinite, and is reported below
        array = values.astype(dtype)
    finite = np.isfinite(array)
    if not finite.all():  # looking for the place takes ten times as long
        row, column = map(int, np.argwhere(~finite)[0])
        raise DataError(
            "{what}[{row}, {column}] is {given}; the data must be finite in {dtype}",
            what=what,
            row=row,
            column=column,
            given=float(values[row, column]),
            dtype=str(array.dtype),
        )
    return array


def _rows_are_distributions(targets: Array) -> bool:
    return bool((targets >= 0).all() and np.allclose(targets.sum(axis=1), 1, rtol=0, atol=1e-5))
