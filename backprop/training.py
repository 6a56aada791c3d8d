"""``Trainer``: W_i ← W_i − (α/m) ∇W_i, batch after batch (lecture, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._text import N_
from .activations import Array
from .checks import checked_count, checked_entry, checked_kind, checked_rates, checked_training
from .errors import DataError, NotFiniteError, TrainingError
from .expression import Key
from .flat import FlatPass, views
from .memory import held
from .network import Network, Weights, checked_network
from .optimizers import OPTIMIZERS, Calls, Clock, NextMove, Settings
from .passes import Trace, inputs, run
from .rules import MOVE, RULES, Rules, program

CHECK_EVERY = 256
"""Updates between two looks at whether the weights are finite, and the most that has to be done again."""


_Update = tuple[FlatPass, Calls, Calls]
"""The pass on a batch, all calls of the update, and the same with ℓ, which is of the weights before they move."""


@dataclass(frozen=True)
class Progress:
    """Where a training is.

    Attributes
    ----------
    step : int
        Updates done.
    epoch : int
        Epochs completed.
    batch : int
        Batches done of the epoch under way.
    loss : float
        ℓ of the last batch before its update, as in the trace; NaN before the first.
    """

    step: int
    epoch: int
    batch: int
    loss: float


@dataclass(frozen=True)
class Snapshot:
    """All that an update changes: enough to go on from here, bit for bit."""

    update: int
    loss: float
    state: Array = field(repr=False)


class Trainer:
    """Trains copies of the weights, resumably: `advance` may be called again and again.

    Parameters
    ----------
    net : Network
    W : dict
        Initial weights {1: W_1, …, L: W_L}; their dtype decides the arithmetic.
    X : array_like, rows × n_1
    y : array_like
        Labels (rows,) or targets rows × k.
    batch_size : int, optional
        m, 1 to rows; all rows by default. The last batch of an epoch may be smaller.
    learning_rate : float
        α > 0.
    optimizer : str
        A name of `OPTIMIZERS`.
    seed : int
        The order of epoch e is drawn by (seed, e).
    shuffle : bool
        Draw a new order for each epoch; a batch of all rows keeps theirs.
    weight_decay : float
        κ ≥ 0: the update takes ακ W_i away too, or what the optimiser makes of that; ℓ and ∇W_i know nothing of it.
    rules : dict of Rule, optional
        Rules in the place of the lecture's, as in `program`; the update is the optimiser's.

    Raises
    ------
    WeightsError, DataError, TrainingError, NetworkError

    Examples
    --------
    >>> net = Network((2, 3, 2))
    >>> X, y = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]), [0, 1, 1, 0]
    >>> T = Trainer(net, net.init_weights(), X, y, batch_size=3, learning_rate=0.5)
    >>> p = T.advance(3)
    >>> p.step, p.epoch, p.batch
    (3, 1, 1)
    """

    def __init__(
        self,
        net: Network,
        W: Mapping[int, ArrayLike],
        X: ArrayLike,
        y: ArrayLike,
        batch_size: int | None = None,
        learning_rate: float = 0.1,
        optimizer: str = "sgd",
        seed: int = 0,
        shuffle: bool = True,
        weight_decay: float = 0.0,
        rules: Rules | None = None,
    ) -> None:
        weights = checked_network(net).check_weights(W)
        self._program = program(net, update=True, rules=rules)
        self.net, self.dtype = net, weights[1].dtype
        self._X = net.check_inputs(X, self.dtype)
        self._Y = net.check_targets(y, len(self._X), self.dtype)
        self.rows = len(self._X)
        self.batch_size, self.optimizer, self.seed, self.shuffle = checked_training(
            self.rows, self.rows if batch_size is None else batch_size, optimizer, seed, shuffle
        )
        self._optimizer = OPTIMIZERS[self.optimizer]
        self.batches = -(-self.rows // self.batch_size)
        self._allocate()
        for i, W_i in weights.items():
            self._W[i][:] = W_i
        self._loss = float("nan")
        self._saved = self._copied()
        self.set_rates(learning_rate, weight_decay)

    def _allocate(self) -> None:
        """One array holds all that an update changes: the weights, then each slot of the optimiser."""
        self._shapes = {i: self.net.weight_shape(i) for i in range(1, self.net.layers + 1)}
        size = sum(rows * columns for rows, columns in self._shapes.values())
        self._state = np.zeros((1 + len(self._optimizer.slots), size), self.dtype)
        self._W, *self._slots = (views(flat, self._shapes) for flat in self._state)
        self._epoch, self._drawn = -1, np.arange(self.rows)  # which epoch's order of the rows is drawn
        self._clock = Clock()
        self.rest()

    def _bind(self) -> None:
        """The calls of every update of an epoch: the batch, the pass on it, the move of all weights at once."""
        Z = inputs(self.net, self._X)["Z", 1]
        gradient = np.zeros_like(self._state[0])
        dW = views(gradient, self._shapes)
        passes: dict[int, FlatPass] = {}
        updates: list[_Update] = []
        for start in range(0, self.rows, self.batch_size):
            rows = self._drawn[start : start + self.batch_size]
            m = len(rows)
            if m not in passes:
                passes[m] = FlatPass(self.net, self._program, self._X[:m], self._Y[:m], self._W, dW)
            pairs = ((Z, passes[m]["Z", 1]), (self._Y, passes[m].Y)) if self.batches > 1 else ()
            loads = tuple(partial(source.take, rows, 0, buffer, "clip") for source, buffer in pairs)
            move = self._move(m, gradient)
            plain, measured = (loads + calls + move for calls in (passes[m].update_calls, passes[m].calls))
            updates.append((passes[m], plain, measured))
        self._updates = updates

    def _move(self, m: int, dW: Array) -> Calls:
        """The calls of the optimiser, for all weights at once. They compute in the array of the gradients."""
        W, slots = self._state[0], self._state[1:]
        move = self._optimizer.bind(W, dW, slots, self._settings, self._divisor(m), self._clock)
        return (self._clock.tick, *move)

    def _order(self, epoch: int) -> NDArray[np.intp]:
        """The order of the rows in an epoch."""
        if not self.shuffle or self.batches == 1:
            return np.arange(self.rows)
        # A counter-based generator is at any epoch at once: Salmon et al., 2011.
        bits = np.random.Philox(key=self.seed + (epoch << 64))
        return np.random.Generator(bits).permutation(self.rows)

    def _draw(self) -> int:
        """Which batch of its epoch the next update takes; the rows of that epoch are then drawn."""
        epoch, batch = divmod(self._clock.t, self.batches)
        if epoch != self._epoch:
            self._epoch, self._drawn[:] = epoch, self._order(epoch)
        return batch

    def _next(self) -> _Update:
        """The next update."""
        return self._updates[self._draw()]

    @property
    def weights(self) -> Weights:
        """Copies of the weights as they are now."""
        return {i: W_i.copy() for i, W_i in self._W.items()}

    @property
    def progress(self) -> Progress:
        """Where the training is."""
        epoch, batch = divmod(self._clock.t, self.batches)
        return Progress(self._clock.t, epoch, batch, self._loss)

    def batch_rows(self) -> NDArray[np.intp]:
        """The rows of X that make up the next batch, in their order."""
        start = self._draw() * self.batch_size
        return self._drawn[start : start + self.batch_size].copy()

    def advance(self, n: int = 1) -> Progress:
        """Do n updates.

        Raises
        ------
        NotFiniteError
            A value stopped being finite. ``values`` says in which update (counted from one), rule and layer;
            the trainer is then where it was before that update.
        TrainingError
            n is not a whole number from 0.
        """
        target = self._clock.t + checked_count("n", n, 0)
        if not self._updates:
            self._bind()
        try:
            with np.errstate(all="ignore"):
                self._run_checked(target)
        except BaseException:
            self.restore(self._saved)  # whatever ended it, these are the weights of an update and nothing between
            raise
        return self.progress

    def _run_checked(self, target: int) -> None:
        while self._clock.t < target:
            stop = min(target, self._saved.update + CHECK_EVERY)
            if not self._run(stop):
                self.restore(self._saved)
                self._run_carefully(stop)
            if self._clock.t - self._saved.update >= CHECK_EVERY:
                self.snapshot()

    def _run(self, stop: int) -> bool:
        """Go on until ``stop``; False as soon as something may not be finite any more.

        What is not finite shows in ∇W_i, hence stays in the weights for good, except a pre-activation that
        tanh or ReLU hides: so P is looked at in every step, the weights once at the end.
        """
        clock, following, last = self._clock, self._next, stop - 1
        while clock.t < stop:
            current, plain, measured = following()
            for thunk in plain if clock.t < last else measured:
                thunk()
            P = current.P
            if not isfinite(P.dot(P)):
                break
        self._loss = current.loss
        numbers = P, self._state.ravel()
        return all(isfinite(flat.dot(flat)) for flat in numbers) and isfinite(self._loss)

    def _run_carefully(self, stop: int) -> None:
        """The same updates, but with a look at every result: says which is the first that is not finite."""
        while self._clock.t < stop:
            following = self.snapshot().update + 1
            for step in self.trace().steps:
                if not np.isfinite(step.result).all():
                    raise _not_finite(following, step.rule.label, step.i)
            self._run(following)
            for i in self._W:  # the weights are finite, or the trace would have said so
                if not all(np.isfinite(slot[i]).all() for slot in self._slots):
                    raise _not_finite(following, RULES["update"].label, i)

    def trace(self) -> Trace:
        """Every step of the next update, on the next batch, up to the new weights ``W+``; changes nothing."""
        rows = self.batch_rows()
        X = self._X[rows]
        W, *slots = (views(flat, self._shapes) for flat in self.snapshot().state)
        remembered = {i: tuple(slot[i] for slot in slots) for i in W}
        move = NextMove(self._optimizer, self._settings, self._divisor(len(X)), self._clock.t + 1, remembered)
        values: dict[Key, Any] = {"Y": self._Y[rows], **inputs(self.net, X), MOVE: move}
        values |= {("W", i): W_i for i, W_i in W.items()}
        return run(self.net, values, self._program)

    def _divisor(self, m: int) -> int:
        """What ∇W is still to be divided by: m, or 1 where the loss is a mean already."""
        return 1 if self.net.reduction == "mean" else m

    def set_rates(self, learning_rate: float, weight_decay: float) -> None:
        """Go on with these α > 0 and κ ≥ 0; what the optimiser remembers stays.

        Raises
        ------
        TrainingError
        """
        self.learning_rate, self.weight_decay = checked_rates(learning_rate, weight_decay)
        self._settings = Settings(self.learning_rate, self.weight_decay, self.dtype)
        self._go_on_anew()

    def use_inputs(self, X: ArrayLike) -> None:
        """Go on with other examples, as many and as wide as those before.

        Raises
        ------
        DataError
        """
        inputs = self.net.check_inputs(X, self.dtype)
        if len(inputs) != self.rows:
            raise DataError("X has {given} rows; y has {rows}", given=len(inputs), rows=self.rows)
        self._X = inputs
        self._go_on_anew()

    def _go_on_anew(self) -> None:
        """Bind the calls again, and never again return to before this update: there something else held."""
        self.rest()
        self.snapshot()

    def rest(self) -> None:
        """Let go of the buffers of the batches until it trains again."""
        self._updates = []

    def set_weight(self, i: int, row: int, column: int, value: float) -> None:
        """Type W_i[row, column] over; rows and columns count from zero.

        Raises
        ------
        TrainingError
            There is no such weight, or the value is not a finite number up to 1e30. Nothing is changed.
        """
        W_i = self._W[checked_count(N_("layer"), i, 1, self.net.layers)]
        W_i[row, column] = checked_entry(self.net.weight_shape(i), row, column, value)
        self._saved = self._copied()

    @property
    def nbytes(self) -> int:
        """Bytes that it takes: the state and a snapshot of it, the examples, and the buffers of the batches."""
        buffers = (array for bound, *_calls in self._updates for array in bound.arrays)
        return held([self._state, self._saved.state, self._X, self._Y, *buffers])

    def snapshot(self) -> Snapshot:
        """All that an update changes, for `restore`; the examples and the rates are not in it."""
        if self._saved.update != self._clock.t:
            self._saved = self._copied()
        return self._saved

    def _copied(self) -> Snapshot:
        return Snapshot(self._clock.t, self._loss, self._state.copy())

    def restore(self, snapshot: Snapshot) -> None:
        """Go back, or forward, to where the snapshot was taken by this trainer or a copy of it.

        Raises
        ------
        TrainingError
            A snapshot of another kind of training.
        """
        checked_kind(N_("the snapshot"), snapshot, Snapshot, TrainingError)
        if snapshot.state.shape != self._state.shape or snapshot.state.dtype != self._state.dtype:
            raise TrainingError("the snapshot was taken by a training of another network, optimiser or dtype")
        self._clock.t, self._loss = snapshot.update, snapshot.loss
        self._state[:] = snapshot.state
        self._saved = snapshot

    def copy(self) -> Trainer:
        """An independent trainer that goes on from here in the same way."""
        other = copy(self)
        other._allocate()
        other.restore(self.snapshot())
        return other


def _not_finite(step: int, rule: str, layer: int) -> NotFiniteError:
    return NotFiniteError(
        "update {step}: in layer {layer} the rule '{rule}' gives a value that is not finite; "
        "the weights before this update are kept. A smaller step size usually helps",
        step=step,
        rule=rule,
        layer=layer,
    )
