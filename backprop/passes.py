"""The two ways to run the program: `trace` keeps every step, `bind` runs the same calls again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .activations import Array
from .checks import shown
from .errors import UnknownQuantityError
from .expression import Key
from .fusion import Plan, fuse
from .network import Network, Weights, checked_network
from .optimizers import Calls
from .rules import MOVE, Call, Rules, program, shape

BUFFER = 1024
"""Elements at a time that NumPy copies through a buffer of its own, where rows have a constant column between them."""


@dataclass(frozen=True)
class TraceStep(Call):
    """A call that has been carried out.

    Attributes
    ----------
    operands : tuple
        The values of what it reads, read-only arrays.
    result : ndarray
        Read-only.
    """

    operands: tuple[Any, ...]
    result: Array


class Trace(Mapping[Key, Array]):
    """Every quantity of one pass by its key, and the steps in their order."""

    def __init__(self, net: Network, values: dict[Key, Any], steps: tuple[TraceStep, ...]) -> None:
        self.net, self._values, self.steps = net, values, steps

    def __getitem__(self, key: Key) -> Array:
        return _look_up(self._values, key)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def weights(self) -> Weights:
        """{1: W_1, …, L: W_L}, as it went through them."""
        return {i: self["W", i] for i in range(1, self.net.layers + 1)}

    @property
    def loss(self) -> float:
        """ℓ, summed or averaged over the batch as the network says."""
        return float(self["loss"])

    @property
    def rows(self) -> int:
        """The number of rows of the batch, m."""
        return len(self["X"])


def trace(net: Network, W: Mapping[int, ArrayLike], X: ArrayLike, y: ArrayLike, rules: Rules | None = None) -> Trace:
    """Run forward and backward once and keep every step.

    Parameters
    ----------
    net : Network
    W : dict
        {1: W_1, …, L: W_L}; their dtype decides the arithmetic. They are copied.
    X : array_like, m × n_1
    y : array_like
        Integer labels (m,), or targets m × k.
    rules : dict of Rule, optional
        Rules in the place of the lecture's, as in `program`.

    Returns
    -------
    Trace
        ``t["Z", 1]``, ``t["P", i]``, ``t["D", i]``, ``t["M", i]``, ``t["G", i]``, ``t["dW", i]``, ``t["S"]``,
        ``t["Y"]``, ``t.loss``, ``t.steps``: read-only arrays, with the shapes of `backprop.rules`. What is not finite
        is kept as it is, without a warning.

    Raises
    ------
    WeightsError, DataError, NetworkError

    Examples
    --------
    >>> net = Network((2, 2), loss="squared_error")
    >>> t = trace(net, {1: np.eye(2)}, [[1.0, 2.0]], [[0.0, 0.0]])
    >>> t["G", 2], t["dW", 1], t.loss
    (array([[1., 2.]]), array([[1., 2.],
           [2., 4.]]), 2.5)
    """
    return run(net, start(net, W, X, y), program(net, rules=rules))


def start(net: Network, W: Mapping[int, ArrayLike], X: ArrayLike, y: ArrayLike) -> dict[Key, Any]:
    """What is known before the first step: X, Y, W_i and Z_1, checked, copied and of one dtype."""
    values = start_forward(net, W, X)
    return values | {"Y": net.check_targets(y, len(values["X"]), values["X"].dtype)}


def start_forward(net: Network, W: Mapping[int, ArrayLike], X: ArrayLike) -> dict[Key, Any]:
    """The same without targets."""
    weights = {i: W_i.copy() for i, W_i in checked_network(net).check_weights(W).items()}
    return inputs(net, net.check_inputs(X, weights[1].dtype)) | {("W", i): W_i for i, W_i in weights.items()}


def inputs(net: Network, X: Array) -> dict[Key, Array]:
    """Z_1, with its constant column if the network has a bias, and X, which is a view of it."""
    Z = np.hstack([X, np.ones((len(X), 1), X.dtype)]) if net.bias else X
    return {("Z", 1): Z, "X": Z[:, : net.widths[0]]}


def run(net: Network, values: dict[Key, Any], calls: tuple[Call, ...]) -> Trace:
    """Carry the calls out one after the other, from values that the trace then owns."""
    steps = []
    _freeze(values.values())
    with np.errstate(all="ignore"):
        for call in calls:
            operands = tuple(values[key] for key in call.reads)
            result = call.rule.compute(net, call.i, *operands)
            _freeze([result])
            values[call.writes] = result
            steps.append(TraceStep(call.rule, call.i, call.formula, call.reads, call.writes, operands, result))
    values.pop(MOVE, None)
    return Trace(net, values, tuple(steps))


class Bound:
    """A program bound to its buffers: `run` carries it out again without allocating.

    Attributes
    ----------
    X, Y, W : ndarray, ndarray, dict of ndarray
        What every run reads anew; write into them to change the batch or the weights.
    """

    def __init__(self, net: Network, values: dict[Key, Any], plan: Plan) -> None:
        self.net, self._values, self._shares = net, dict(values), plan.shares
        self.X: Array = values["X"]
        self.Y: Array = values["Y"]
        self.W: Weights = {i: values["W", i] for i in range(1, net.layers + 1)}
        self._calls = tuple((call.rule.name, self._bind(call)) for call in plan.calls)
        self.calls = self._thunks(lambda name: True)

    def _thunks(self, chosen: Callable[[str], bool]) -> Calls:
        return tuple(thunk for name, thunks in self._calls if chosen(name) for thunk in thunks)

    def without(self, rule: str) -> Calls:
        """All calls but those of one rule."""
        return self._thunks(lambda name: name != rule)

    def _bind(self, call: Call) -> Calls:
        operands = (self._buffer(key) for key in call.reads)
        return call.rule.calls(self.net, call.i, *operands, out=self._buffer(call.writes))

    def _buffer(self, key: Key) -> Array:
        owner = key
        while owner in self._shares:
            owner = self._shares[owner]
        if owner not in self._values:
            self._values[owner] = np.zeros(shape(self.net, owner, len(self.X)), self.X.dtype)
        buffer: Array = self._values[owner]
        self._values[key] = buffer
        return buffer

    def __getitem__(self, key: Key) -> Array:
        return _look_up(self._values, key)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """All that it computes with; some share a buffer."""
        return tuple(self._values.values())

    @property
    def loss(self) -> float:
        """ℓ of the last run."""
        return float(self["loss"])

    def run(self) -> Bound:
        """Carry the program out on what X, Y and W hold now."""
        with np.errstate(all="ignore"):  # which ends the small buffers too
            if self.net.bias:
                np.setbufsize(BUFFER)
            for thunk in self.calls:
                thunk()
        return self


def bind(
    net: Network,
    W: Mapping[int, ArrayLike],
    X: ArrayLike,
    y: ArrayLike,
    fused: bool = False,
    rules: Rules | None = None,
) -> Bound:
    """Bind the program to buffers and run it once.

    Parameters
    ----------
    net, W, X, y, rules
        As for `trace`; copied, see `Bound` for how to change them.
    fused : bool
        Rewrite the program by `backprop.fusion`: sooner, bitwise the same ℓ and ∇W, but of the other
        quantities only those that are still computed.

    Raises
    ------
    WeightsError, DataError

    Examples
    --------
    >>> net = Network((2, 3, 2))
    >>> W, X, y = net.init_weights(), np.eye(2), [0, 1]
    >>> b = bind(net, W, X, y)
    >>> bool((b["dW", 1] == trace(net, W, X, y)["dW", 1]).all())
    True
    >>> b.W[1][:] = 0
    >>> b.run().loss == trace(net, {**W, 1: 0 * W[1]}, X, y).loss
    True
    """
    values, calls = start(net, W, X, y), program(net, rules=rules)
    plan = fuse(net, calls, ("loss", "dW")) if fused else Plan(calls, {})
    return Bound(net, values, plan).run()


def _look_up(values: Mapping[Key, Any], key: Key) -> Array:
    if not isinstance(key, str | tuple) or not all(isinstance(part, str | int) for part in key) or key not in values:
        raise UnknownQuantityError(
            "there is no {given}; there are {allowed}", given=shown(key), allowed=", ".join(map(repr, values))
        )
    array: Array = values[key]
    return array


def _freeze(arrays: Iterable[Any]) -> None:
    for array in arrays:
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
