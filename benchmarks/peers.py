"""The networks and the contenders of the engine benchmark, and the process one contender runs in.

``engine.py`` starts ``python peers.py CONTENDER NETWORK`` once for each contender, so that no library's threads wait
in the process of another. The worker answers one line of JSON to each line on its standard input.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Functions = dict[str, Callable[[Array], Array]]

RATE = 0.01
"""α: small, so that thousands of steps on one batch do not end in denormal numbers, which are slow everywhere."""

TOLERANCE = 1e-5
"""How far a weight may be from the lecture's formulas after three steps: float32 accounts for 10⁻⁷, for 6 · 10⁻⁶ where
it puts an entry on the other side of ReLU's kink; a step size wrong by 1 % for 10⁻⁵ and more."""

BATCHES = 10
"""Batches of full data that ours draws from, shuffled anew in every epoch."""


@dataclass(frozen=True)
class Target:
    """``ours ÷ against`` is to be at most ``limit``; 'fastest' is the fastest peer, 'quoted' a figure of others."""

    against: str
    limit: float


@dataclass(frozen=True)
class Net:
    """A network of the table.

    Attributes
    ----------
    widths, rows, hidden
        n_1, …, n_{L+1}; m; σ of the hidden layers.
    last : str
        σ_L.
    loss : str
    targets : tuple of Target
    quoted : float, optional
        What TensorFlow Playground's own loop takes, µs an example.
    """

    widths: tuple[int, ...]
    rows: int
    hidden: str
    targets: tuple[Target, ...] = ()
    last: str = "identity"
    loss: str = "cross_entropy"
    quoted: float | None = None

    @property
    def activations(self) -> tuple[str, ...]:
        """σ_1, …, σ_L."""
        return (self.hidden,) * (len(self.widths) - 2) + (self.last,)


def _playground(*widths: int, quoted: float) -> Net:
    return Net(widths, 10, "tanh", (Target("quoted", 1.0),), "tanh", "squared_error", quoted)


_SMALL = (Target("torch", 1 / 7), Target("jax", 1 / 2.5), Target("jax_wait", 1 / 2.5))
_MEDIUM = (Target("fastest", 1.0),)
_LARGE = (Target("fastest", 1.10), Target("products", 1.15))

NETS = {
    "2-8-8-2": Net((2, 8, 8, 2), 32, "tanh", _SMALL),
    "64-128-64-10": Net((64, 128, 64, 10), 128, "relu", _MEDIUM),
    "64x16-10": Net((64,) * 16 + (10,), 64, "tanh", _MEDIUM),
    "784-512-256-10": Net((784, 512, 256, 10), 256, "relu", _LARGE),
    "1024x4-10": Net((1024,) * 4 + (10,), 512, "relu", _LARGE),
    "2-8-8-2, 10 rows": Net((2, 8, 8, 2), 10, "tanh", (Target("quoted", 1.0),), quoted=2.2),
    "2-4-2-1": _playground(2, 4, 2, 1, quoted=0.66),
    "2-8-8-1": _playground(2, 8, 8, 1, quoted=2.2),
    "2-8x6-1": _playground(2, 8, 8, 8, 8, 8, 8, 1, quoted=6.8),
    "64-128-64-1": _playground(64, 128, 64, 1, quoted=356.0),
}


@dataclass(frozen=True)
class Task:
    """What every contender is given: one batch, or the full data it is the first part of, and initial weights."""

    net: Net
    X: Array
    y: Array
    W: tuple[Array, ...]

    @property
    def m(self) -> int:
        """Rows of a batch."""
        return self.net.rows

    @property
    def batch(self) -> tuple[Array, Array]:
        """The first batch: inputs, and labels or targets."""
        return self.X[: self.m], self.y[: self.m]

    @property
    def classifies(self) -> bool:
        """Whether y holds labels."""
        return self.net.loss == "cross_entropy"


def make_task(net: Net, seed: int = 0) -> Task:
    """Random data and He- or Xavier-scaled weights, float32."""
    random = np.random.default_rng(seed)
    rows, (n, *_, k) = BATCHES * net.rows, net.widths
    X = random.standard_normal((rows, n), dtype=np.float32)
    if net.loss == "cross_entropy":
        y = random.integers(0, k, rows)
    else:
        y = random.choice([-1, 1], (rows, k)).astype(np.float32)
    gain = 2.0 if net.hidden == "relu" else 1.0
    pairs = zip(net.widths, net.widths[1:], strict=False)
    W = tuple(np.sqrt(np.float32(gain / a)) * random.standard_normal((a, b), dtype=np.float32) for a, b in pairs)
    return Task(net, X, y, W)


def lecture(task: Task, steps: int) -> list[Array]:
    """W after some steps on the first batch: the lecture's algorithm in float64, which all are compared with."""
    X, y = task.batch
    W = [W_i.astype(float) for W_i in task.W]
    value: Functions = {"tanh": np.tanh, "relu": lambda P: np.maximum(P, 0), "identity": lambda P: P}
    slope: Functions = {"tanh": lambda P: 1 - np.tanh(P) ** 2, "relu": lambda P: P > 0, "identity": np.ones_like}
    for _ in range(steps):
        Z, P = [X.astype(float)], []
        for name, W_i in zip(task.net.activations, W, strict=True):
            P.append(Z[-1] @ W_i)
            Z.append(value[name](P[-1]))
        if task.classifies:
            S = np.exp(Z[-1] - Z[-1].max(axis=1, keepdims=True))
            G = S / S.sum(axis=1, keepdims=True) - np.eye(task.net.widths[-1])[y]
        else:
            G = Z[-1] - y
        for i in reversed(range(len(W))):
            M = G * slope[task.net.activations[i]](P[i])
            G, W[i] = M @ W[i].T, W[i] - RATE / task.m * (Z[i].T @ M)
    return W


@dataclass(frozen=True)
class Contender:
    """A training loop that is ready to run.

    Attributes
    ----------
    run : callable
        ``run(n)`` does n steps.
    three_steps : callable or None
        The weights after three steps on the first batch from the initial ones; None where they cannot be compared.
    version : str
    threads : int or None
    """

    run: Callable[[int], object]
    three_steps: Callable[[], list[Any]] | None
    version: str
    threads: int | None


def _repeat(step: Callable[[], object]) -> Callable[[int], None]:
    def run(n: int) -> None:
        for _ in range(n):
            step()

    return run


def _blas_threads() -> int | None:
    try:
        pools = import_module("threadpoolctl").threadpool_info()
    except ImportError:
        return None
    return max((pool["num_threads"] for pool in pools if pool["user_api"] == "blas"), default=None)


def _ours(task: Task) -> tuple[Any, Any, dict[int, Array]]:
    backprop = import_module("backprop")
    net = backprop.Network(task.net.widths, activations=task.net.activations, loss=task.net.loss)
    return backprop, net, dict(enumerate(task.W, 1))


def trainer(task: Task) -> Contender:
    """The whole path of ours: shuffled batches of the full data, passes, update, watch for what is not finite."""
    backprop, net, W = _ours(task)

    def three_steps() -> list[Any]:
        once = backprop.Trainer(net, W, *task.batch, learning_rate=RATE)
        once.advance(3)
        return list(once.weights.values())

    full = backprop.Trainer(net, W, task.X, task.y, batch_size=task.m, learning_rate=RATE)
    return Contender(full.advance, three_steps, f"NumPy {np.__version__}", _blas_threads())


def bound(task: Task) -> Contender:
    """The bound pass of ours alone: ℓ and every ∇W on one batch, without an update."""
    backprop, net, W = _ours(task)

    def three_steps() -> list[Any]:
        once = backprop.bind(net, W, *task.batch, fused=True)
        for _ in range(3):
            once.run()
            for i in once.W:
                once.W[i] -= RATE / task.m * once["dW", i]
        return list(once.W.values())

    ready = backprop.bind(net, W, *task.batch, fused=True)
    return Contender(_repeat(ready.run), three_steps, f"NumPy {np.__version__}", _blas_threads())


def products(task: Task) -> Contender:
    """The 3L − 1 matrix products of a step, into arrays that are there already, and nothing else."""
    X, _ = task.batch
    Z = [X] + [np.random.default_rng(1).standard_normal((task.m, W.shape[1]), dtype=np.float32) for W in task.W]
    M = [Z_i.copy() for Z_i in Z[1:]]
    calls = [(Z_i.dot, W_i, np.empty_like(M_i)) for Z_i, W_i, M_i in zip(Z, task.W, M, strict=False)]
    for i in reversed(range(len(task.W))):
        calls.append((Z[i].T.dot, M[i], np.empty_like(task.W[i])))
        if i:
            calls.append((M[i].dot, task.W[i].T, np.empty_like(Z[i])))

    def step() -> None:
        for dot, operand, out in calls:
            dot(operand, out)

    return Contender(_repeat(step), None, f"NumPy {np.__version__}", _blas_threads())


def _torch(task: Task, optimizer: bool) -> Contender:
    torch = import_module("torch")
    X, y = (torch.from_numpy(part) for part in task.batch)
    value = {"tanh": torch.tanh, "relu": torch.relu, "identity": lambda P: P}
    activations = [value[name] for name in task.net.activations]
    linear, cross_entropy = torch.nn.functional.linear, torch.nn.functional.cross_entropy

    def loss(W: list[Any]) -> Any:
        Z = X
        for W_i, activation in zip(W, activations, strict=True):
            Z = activation(linear(Z, W_i) if optimizer else Z.mm(W_i))
        if task.classifies:
            return cross_entropy(Z, y, reduction="sum") / task.m
        return 0.5 * (Z - y).square().sum() / task.m

    def loop() -> tuple[Callable[[], None], list[Any]]:
        W = [torch.from_numpy((W_i.T if optimizer else W_i).copy()).requires_grad_() for W_i in task.W]
        if not optimizer:

            def lean() -> None:
                gradients = torch.autograd.grad(loss(W), W)
                with torch.no_grad():
                    torch._foreach_add_(W, gradients, alpha=-RATE)

            return lean, W
        sgd = torch.optim.SGD(W, lr=RATE)

        def usual() -> None:
            sgd.zero_grad()
            loss(W).backward()
            sgd.step()

        return usual, W

    def three_steps() -> list[Any]:
        step, W = loop()
        _repeat(step)(3)
        return [(W_i.T if optimizer else W_i).detach().numpy() for W_i in W]

    return Contender(_repeat(loop()[0]), three_steps, torch.__version__, torch.get_num_threads())


def torch_sgd(task: Task) -> Contender:
    """PyTorch eager as one usually writes it: ``linear``, ``backward``, ``torch.optim.SGD``."""
    return _torch(task, optimizer=True)


def torch_lean(task: Task) -> Contender:
    """PyTorch eager with as little as possible: ``mm``, ``autograd.grad`` and one update of all weights at once."""
    return _torch(task, optimizer=False)


def _jax(task: Task, donate: bool = False, wait: bool = False) -> Contender:
    jax = import_module("jax")
    jnp = jax.numpy
    X, y = (jnp.asarray(part) for part in task.batch)
    value = {"tanh": jnp.tanh, "relu": lambda P: jnp.maximum(P, 0), "identity": lambda P: P}

    def loss(W: list[Any], X: Any, y: Any) -> Any:
        Z = X
        for W_i, name in zip(W, task.net.activations, strict=True):
            Z = value[name](Z @ W_i)
        if task.classifies:
            return -jnp.take_along_axis(jax.nn.log_softmax(Z), y[:, None], 1).sum()
        return 0.5 * jnp.square(Z - y).sum()

    def update(W: list[Any], X: Any, y: Any) -> list[Any]:
        return [W_i - RATE / task.m * dW_i for W_i, dW_i in zip(W, jax.grad(loss)(W, X, y), strict=True)]

    step = jax.jit(update, donate_argnums=(0,) if donate else ())

    def loop(W: list[Any], n: int) -> list[Any]:
        for _ in range(n):
            W = step(W, X, y)
            if wait:
                jax.block_until_ready(W)
        return list(jax.block_until_ready(W))

    def weights() -> list[Any]:
        return [jnp.array(W_i) for W_i in task.W]

    state = weights()

    def run(n: int) -> None:
        state[:] = loop(list(state), n)

    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Contender(run, lambda: [np.asarray(W_i) for W_i in loop(weights(), 3)], jax.__version__, threads)


def jax_jit(task: Task) -> Contender:
    """Gradients and update in one ``jax.jit`` function, waited for once at the end of a repeat."""
    return _jax(task)


def jax_donate(task: Task) -> Contender:
    """The same with the old weights' memory given to the new ones."""
    return _jax(task, donate=True)


def jax_wait(task: Task) -> Contender:
    """The same, every step waited for: as who looks at the weights after each step must."""
    return _jax(task, wait=True)


def autograd(task: Task) -> Contender:
    """HIPS autograd."""
    package, anp = import_module("autograd"), import_module("autograd.numpy")
    X, y = task.batch
    one_hot = np.eye(task.net.widths[-1], dtype=np.float32)[y] if task.classifies else y
    value = {"tanh": anp.tanh, "relu": lambda P: anp.maximum(P, 0), "identity": lambda P: P}

    def loss(W: list[Any]) -> Any:
        Z = X
        for W_i, name in zip(W, task.net.activations, strict=True):
            Z = value[name](anp.dot(Z, W_i))
        if not task.classifies:
            return 0.5 * anp.sum((Z - one_hot) ** 2)
        shifted = Z - anp.max(Z, axis=1, keepdims=True)
        return anp.sum(anp.log(anp.sum(anp.exp(shifted), axis=1))) - anp.sum(shifted * one_hot)

    gradient = package.grad(loss)
    rate = np.float32(RATE / task.m)

    def loop() -> tuple[Callable[[], None], list[Any]]:
        W = [W_i.copy() for W_i in task.W]

        def step() -> None:
            for W_i, dW_i in zip(W, gradient(W), strict=True):
                np.subtract(W_i, rate * dW_i, out=W_i)

        return step, W

    def three_steps() -> list[Any]:
        step, W = loop()
        _repeat(step)(3)
        return W

    version = import_module("importlib.metadata").version("autograd")
    return Contender(_repeat(loop()[0]), three_steps, version, _blas_threads())


def sklearn(task: Task) -> Contender:
    """scikit-learn's perceptron: it has biases, and one logistic output for two classes; so it is not compared."""
    package, models = import_module("sklearn"), import_module("sklearn.neural_network")
    X, y = task.batch
    kind = models.MLPClassifier if task.classifies else models.MLPRegressor
    model = kind(
        hidden_layer_sizes=task.net.widths[1:-1],
        activation=task.net.hidden,
        solver="sgd",
        alpha=0.0,
        batch_size=task.m,
        learning_rate_init=RATE,
        shuffle=False,
        momentum=0.0,
        nesterovs_momentum=False,
        random_state=0,
    )
    more = {"classes": np.arange(task.net.widths[-1])} if task.classifies else {}
    targets = y if task.classifies else y.ravel()
    step = partial(model.partial_fit, X, targets, **more)
    return Contender(_repeat(step), None, package.__version__, _blas_threads())


CONTENDERS: dict[str, Callable[[Task], Contender]] = {
    function.__name__: function
    for function in (trainer, bound, products, torch_sgd, torch_lean, jax_jit, jax_donate, jax_wait, autograd, sklearn)
}

PEERS = {
    "torch": ("torch_sgd", "torch_lean"),
    "jax": ("jax_jit", "jax_donate"),
    "jax_wait": ("jax_wait",),
    "autograd": ("autograd",),
    "sklearn": ("sklearn",),
}
"""The variants of each peer: the faster one counts."""


def difference(contender: Contender, task: Task) -> float | None:
    """The largest difference of any weight after three steps from the lecture's formulas; None if incomparable."""
    if contender.three_steps is None:
        return None
    pairs = zip(contender.three_steps(), lecture(task, 3), strict=True)
    return max(float(np.abs(given - expected).max()) for given, expected in pairs)


def serve(name: str, network: str) -> None:
    """Answer 'what are you' at once, then a number of steps with the seconds and the CPU seconds they took."""
    task = make_task(NETS[network])
    try:
        contender = CONTENDERS[name](task)
    except ModuleNotFoundError as error:
        print(json.dumps({"missing": error.name}), flush=True)
        return
    about = {"version": contender.version, "threads": contender.threads, "difference": difference(contender, task)}
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        steps = int(line)
        cpu = time.process_time()
        contender.run(1 + steps // 4)
        start = time.perf_counter()
        contender.run(steps)
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "cpu": time.process_time() - cpu}), flush=True)


if __name__ == "__main__":
    serve(*sys.argv[1:])
