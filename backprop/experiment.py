"""``Experiment``: everything that decides what happens, as one small frozen value.

Together with the number of updates done it determines every matrix, bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._text import N_
from .checks import (
    checked_count,
    checked_entry,
    checked_kind,
    checked_name,
    checked_rates,
    checked_training,
    shown,
)
from .data import Dataset, checked_options, load_dataset
from .data.by_hand import ByHand, Rows, checked_rows
from .errors import DataError, NetworkError, WeightsError
from .evaluation import OF_ROWS
from .losses import LOSSES
from .metrics import METRICS
from .network import Network, Weights, checked_init
from .rules import Rules
from .training import Trainer

RATES = {"learning_rate": "α", "weight_decay": "κ"}
"""What may change in the middle of a training, and how it is written."""

MOST_LAYERS = 10_000
"""That can be asked for by their number: one choice a layer is made at once."""


@dataclass(frozen=True)
class Source:
    """Where the examples come from: a name of `DATASETS` with its options, a table of the user's own, or by hand.

    Attributes
    ----------
    name : str
    seed : int
        Decides what is drawn and how it is split.
    options : tuple of (str, float)
        As in ``DATASETS[name].options``.
    table : Dataset or None
        The user's own.
    by_hand : ByHand or None
        What the user typed.
    """

    name: str = "iris"
    seed: int = 0
    options: tuple[tuple[str, float], ...] = ()
    table: Dataset | None = None
    by_hand: ByHand | None = None

    @property
    def dataset(self) -> Dataset:
        """The examples; sessions share what they load.

        Raises
        ------
        DataError
            What can't be loaded.
        """
        if self.table is not None:
            table: Dataset = checked_kind(N_("the table"), self.table, Dataset)
            return table
        if self.by_hand is not None:
            typed: ByHand = checked_kind(N_("what was typed"), self.by_hand, ByHand)
            return typed.dataset
        seed = checked_count(N_("the seed"), self.seed, 0, error=DataError)
        return _load(self.name, seed, checked_options(self.name, self._given_options()))

    def _given_options(self) -> dict[str, float]:
        pairs = self.options
        if not isinstance(pairs, tuple) or not all(map(_is_option, pairs)):
            raise DataError("options are {given}; allowed is a tuple of (name, number)", given=shown(pairs))
        return dict(pairs)


def _is_option(pair: Any) -> bool:
    return isinstance(pair, tuple) and len(pair) == 2 and isinstance(pair[0], str)


@lru_cache(maxsize=32)
def _load(name: str, seed: int, options: tuple[tuple[str, float], ...]) -> Dataset:
    return load_dataset(name, seed=seed, **dict(options))


def losses_for(data: Dataset) -> list[str]:
    """The names of the losses that these data can be trained with.

    Examples
    --------
    >>> losses_for(load_dataset("iris"))
    ['cross_entropy', 'squared_error', 'huber']
    """
    if data.is_quantity:
        return [name for name, loss in LOSSES.items() if loss.takes_quantities]
    return [name for name, loss in LOSSES.items() if loss.targets != "binary" or data.n_classes == 2]


def metrics_for(data: Dataset) -> list[str]:
    """The names of the metrics of rows that say something about these data.

    Examples
    --------
    >>> metrics_for(load_dataset("iris"))
    ['loss', 'accuracy', 'class_accuracy']
    """
    return [name for name in OF_ROWS if not (data.is_quantity and METRICS[name].of_classes)]


@dataclass(frozen=True)
class Edit:
    """One number typed over by hand.

    Attributes
    ----------
    update : int
        How many updates were done when it was typed: from there on it holds.
    symbol : {"W", "X", "α", "κ"}
    value : float
    layer : int
        i of W_i; 1 for X.
    row, column : int
        Of W_i, or the row of the training part and the feature.
    """

    update: int
    symbol: str
    value: float
    layer: int = 0
    row: int = 0
    column: int = 0


def _update_of(edit: Edit) -> int:
    checked_kind(N_("the edit"), edit, Edit, NetworkError)
    return checked_count(N_("the update of an edit"), edit.update, 0, error=NetworkError)


@dataclass(frozen=True)
class Experiment:
    """Data, network, initial weights and training.

    Attributes
    ----------
    source : Source
    hidden : tuple of int
        n_2, …, n_L; n_1 and n_{L+1} follow from the data.
    activations : tuple of str
        σ_1, …, σ_L.
    loss, reduction, bias, l2
        As in `Network`.
    init, std, seed, dtype
        As in `Network.init_weights`; the seed also draws the batches.
    batch_size, learning_rate, optimizer, weight_decay, shuffle
        As in `Trainer`; the rates are those of update 0.
    edits : tuple of Edit
        In the order of their updates. Another network or other data begin without.
    weights : tuple of Rows
        W_1, …, W_L as they were given by hand, with a bias its row the last of each; or none, and ``init`` draws them.

    Raises
    ------
    BackpropError
        Whatever does not fit is reported when the experiment is made: there is none that can't be run.

    Examples
    --------
    >>> e = Experiment()
    >>> e.network.widths, e.trainer().advance(2).step
    ((4, 6, 5, 3), 2)
    >>> e.with_layers(1).network.widths
    (4, 3)
    """

    source: Source = field(default_factory=Source)
    hidden: tuple[int, ...] = (6, 5)
    activations: tuple[str, ...] = ("tanh", "tanh", "identity")
    loss: str = "cross_entropy"
    reduction: str = "sum"
    bias: bool = False
    l2: float = 0.0
    init: str = "xavier_normal"
    std: float = 0.1
    seed: int = 0
    dtype: str = "float64"
    batch_size: int = 6
    learning_rate: float = 0.1
    optimizer: str = "sgd"
    weight_decay: float = 0.0
    shuffle: bool = True
    edits: tuple[Edit, ...] = ()
    weights: tuple[Rows, ...] = ()

    def __post_init__(self) -> None:
        checked_kind(N_("the source"), self.source, Source)
        for name in ("hidden", "activations", "edits", "weights"):
            checked_kind(name, getattr(self, name), tuple, NetworkError)
        data, net = self.dataset, self.network
        dtype = checked_init(self.init, self.seed, self.dtype, self.std)
        for X, y in ((data.X_train, data.y_train), (data.X_test, data.y_test)):
            if len(X) or X is data.X_train:  # all rows may be for training
                net.check_targets(y, len(net.check_inputs(X, dtype)), dtype)
        checked_training(len(data.X_train), self.batch_size, self.optimizer, self.seed, self.shuffle)
        checked_rates(self.learning_rate, self.weight_decay)
        self._check_weights()
        self._check_edits()

    @property
    def dataset(self) -> Dataset:
        """The examples."""
        return self.source.dataset

    @cached_property
    def network(self) -> Network:
        """The network between these data's features and classes."""
        data = self.dataset
        loss = LOSSES[checked_name(N_("loss"), self.loss, LOSSES)]
        if data.is_quantity and not loss.takes_quantities:
            raise NetworkError(
                "the loss {loss} is for classes; for quantities allowed are {allowed}",
                loss=loss.name,
                allowed=", ".join(losses_for(data)),
            )
        outputs = len(data.target_names) or loss.outputs(data.n_classes)
        widths = (data.n_features, *self.hidden, outputs)
        return Network(widths, self.activations, self.loss, self.reduction, self.bias, self.l2)

    def initial_weights(self) -> Weights:
        """The weights of update 0, given by hand or drawn."""
        if self.weights:
            return {i: np.array(W, self.dtype) for i, W in enumerate(self.weights, start=1)}
        return self.network.init_weights(self.init, self.seed, self.dtype, self.std)

    def trainer(self, rules: Rules | None = None) -> Trainer:
        """A trainer at update 0; with rules in the place of the lecture's, as `Trainer`."""
        data = self.dataset
        return Trainer(
            self.network,
            self.initial_weights(),
            data.X_train,
            data.y_train,
            self.batch_size,
            self.learning_rate,
            self.optimizer,
            self.seed,
            self.shuffle,
            self.weight_decay,
            rules,
        )

    def with_layers(self, layers: int) -> Experiment:
        """As many layers as asked for: the last hidden layer is repeated, or the last ones go."""
        count = checked_count(N_("layers"), layers, 1, MOST_LAYERS, NetworkError)
        hidden, activations = self.hidden[: count - 1], self.activations[:-1][: count - 1]
        missing = count - 1 - len(hidden)
        hidden += (hidden[-1:] or (5,)) * missing
        activations += (activations[-1:] or ("tanh",)) * missing
        return replace(self, hidden=hidden, activations=(*activations, self.activations[-1]), edits=())

    def with_item(self, name: str, index: int, value: Any) -> Experiment:
        """One entry of ``hidden`` or ``activations`` changed."""
        checked_name(N_("the list"), name, ("hidden", "activations"))
        items = list(getattr(self, name))
        items[checked_count(N_("the index"), index, 0, len(items) - 1, NetworkError)] = value
        change: dict[str, Any] = {name: tuple(items)}
        return replace(self, **change, edits=self.edits if name == "activations" else ())

    def with_option(self, name: str, value: float) -> Experiment:
        """One option of the data changed."""
        options = {**dict(self.source.options), checked_kind(N_("the option"), name, str): value}
        return self.with_source(replace(self.source, options=tuple(sorted(options.items()))))

    def with_source(self, source: Source) -> Experiment:
        """Other data, and everything else kept that fits them: the loss, the batch size, weights given by hand."""
        data = checked_kind(N_("the source"), source, Source).dataset
        possible, rows = losses_for(data), len(data.X_train)
        loss = self.loss if self.loss in possible else possible[0]
        changes: dict[str, Any] = {
            "source": source,
            "loss": loss,
            "batch_size": min(self.batch_size, rows),
            "edits": (),
        }
        drawn = replace(self, **changes, weights=())
        return replace(drawn, weights=self.weights) if drawn.takes(self.weights) else drawn

    def rates(self, update: int) -> tuple[float, float]:
        """α and κ when that many updates are done.

        Examples
        --------
        >>> e = Experiment().with_edit(Edit(10, "α", 0.5))
        >>> e.rates(9), e.rates(10)
        ((0.1, 0.0), (0.5, 0.0))
        """
        checked_count(N_("update"), update, 0)
        found = {"α": self.learning_rate, "κ": self.weight_decay}
        found |= {edit.symbol: edit.value for edit in self.edits if edit.symbol in found and edit.update <= update}
        return found["α"], found["κ"]

    def inputs(self, update: int) -> NDArray[np.float64]:
        """The training part's X when that many updates are done, what was typed over included."""
        X = self.dataset.X_train.copy()
        for edit in self.edits:
            if edit.symbol == "X" and edit.update <= update:
                X[edit.row, edit.column] = edit.value
        return X

    def with_edit(self, edit: Edit) -> Experiment:
        """One number more typed over; what was typed later than this is gone."""
        update = _update_of(edit)
        return replace(self, edits=(*(e for e in self.edits if e.update <= update), edit))

    def _check_weights(self) -> None:
        if not self.weights:
            return
        for i, W in enumerate(self.weights, start=1):
            checked_rows(f"W_{i}", W)
        if not self.takes(self.weights):
            raise WeightsError(
                "the initial weights given by hand are {given}; this network takes {allowed}: give others, or choose "
                "an initialiser",
                given=_listed(_shapes(self.weights)),
                allowed=_listed(self._weight_shapes()),
            )

    def takes(self, weights: tuple[Rows, ...]) -> bool:
        """Whether weights have the shapes of this network."""
        return _shapes(weights) == self._weight_shapes()

    def _weight_shapes(self) -> list[tuple[int, int]]:
        return [self.network.weight_shape(i) for i in range(1, self.network.layers + 1)]

    def _check_edits(self) -> None:
        last = 0
        for edit in self.edits:
            update = _update_of(edit)
            if update < last:
                raise NetworkError(
                    "an edit at update {given} comes after one at update {last}; allowed is the order of the updates",
                    given=update,
                    last=last,
                )
            last = update
            self._check_edit(edit)

    def _check_edit(self, edit: Edit) -> None:
        if not isinstance(edit.symbol, str) or edit.symbol not in ("W", "X", *RATES.values()):
            raise NetworkError("an edit is of {given}; allowed are W, X, α, κ", given=shown(edit.symbol))
        if edit.symbol in RATES.values():
            now = dict(zip(RATES.values(), (self.learning_rate, self.weight_decay), strict=True))
            checked_rates(*(now | {edit.symbol: edit.value}).values())
            return
        if edit.symbol == "X":
            checked_count(N_("the layer of an edit of X"), edit.layer, 1, 1, error=NetworkError)
        shape = self.dataset.X_train.shape if edit.symbol == "X" else self.network.weight_shape(edit.layer)
        checked_entry((shape[0], shape[1]), edit.row, edit.column, edit.value)


def _shapes(weights: tuple[Rows, ...]) -> list[tuple[int, int]]:
    return [(len(W), len(W[0])) for W in weights]


def _listed(shapes: list[tuple[int, int]]) -> str:
    """As "W_1 2 × 3, W_2 3 × 2"; of many layers the first."""
    listed = [f"W_{i} {rows} × {columns}" for i, (rows, columns) in enumerate(shapes[:8], start=1)]
    return ", ".join([*listed, "…"] if len(shapes) > 8 else listed)
