"""How well the clinic finds mistakes: every one of the catalogue, planted in random networks, alone and in pairs.

It prints how often the first divergent step is right, how often the true mistake is named (first, or among those that
give the same numbers), false alarms on correct gradients, what is confused with what, and how long a verdict takes.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop import Network, Trace, compare, diagnose, trace
from backprop.clinic import MISTAKES
from backprop.clinic.comparing import in_float64
from backprop.clinic.mistakes import Planted, planted
from backprop.errors import BackpropError
from backprop.expression import Key

ACTIVATIONS = ("relu", "tanh", "sigmoid", "gelu", "softplus", "sin", "leaky_relu", "elu", "silu")
GIVEN = {
    "everything": ("P", "Z", "S", "loss", "G", "D", "M", "dW"),
    "G and ∇W": ("loss", "G", "dW"),
    "∇W alone": ("dW",),
}
"""What is brought: more of it places a mistake better."""

VISIBLE = 1e-3
"""A mistake that changes nothing by more than this, relative to the largest entry, is none here: it does nothing."""

PARAMETERS = {"updated_weights": 0.05}


@dataclass(frozen=True)
class Case:
    """A network, a batch, and a pass with mistakes in it."""

    net: Network
    W: Mapping[int, Any]
    X: Any
    y: Any
    plants: tuple[Planted, ...]
    wrong: Trace
    right: Trace

    def arrays(self, symbols: tuple[str, ...]) -> dict[Key, Any]:
        """What is brought of the wrong pass."""
        return {key: self.wrong[key] for key in self.wrong if (key if isinstance(key, str) else key[0]) in symbols}

    def first(self, symbols: tuple[str, ...], least: float = VISIBLE) -> Key | None:
        """The first of these that differs, in the order of the program."""
        order = [step.writes for step in self.right.steps]
        given = self.arrays(symbols)
        return next((key for key in order if key in given and differ(self.wrong[key], self.right[key], least)), None)

    def placed(self, symbols: tuple[str, ...]) -> bool:
        """Whether the comparison says what differs first: as much as rounding at the least, visibly at the latest."""
        order = [step.writes for step in self.right.steps]
        said, visible = compare(self.right, self.arrays(symbols)).first, self.first(symbols)
        real = self.first(symbols, 1e-9 if self.right["X"].dtype == np.float64 else 1e-6)
        if said is None or visible is None or real is None:
            return said == visible
        return order.index(real) <= order.index(said) <= order.index(visible)


def differ(a: Any, b: Any, least: float = VISIBLE) -> bool:
    """Whether two matrices are visibly different."""
    with np.errstate(all="ignore"):
        return not bool(np.abs(a - b).max(initial=0) <= least * np.abs(b).max(initial=0))


def networks(
    rng: np.random.Generator, count: int, l2: float = 0.0
) -> Iterator[tuple[Network, Mapping[int, Any], Any, Any]]:
    """Depth 2 to 5, mixed activations, both losses of classification, square and not, m equal to a width and not."""
    for n in range(count):
        L, square = int(rng.integers(2, 6)), n % 2 == 0
        loss = "binary_cross_entropy" if n % 5 == 4 else "cross_entropy"
        widths = [int(rng.integers(3, 6))] * (L + 1) if square else [int(w) for w in rng.integers(2, 8, L + 1)]
        widths[-1] = 1 if loss == "binary_cross_entropy" else widths[-1]
        activations = [*(str(name) for name in rng.choice(ACTIVATIONS, L - 1)), "identity"]
        net = Network(widths, activations, loss, "mean" if n % 3 == 0 else "sum", bool(n % 4 == 1), l2)
        m = widths[1] if n % 4 < 2 else int(rng.integers(3, 12))
        dtype = "float32" if n % 3 == 1 else "float64"
        shapes = {i: net.weight_shape(i) for i in range(1, L + 1)}
        W = {i: (1.3 * rng.standard_normal(s) / np.sqrt(s[0])).astype(dtype) for i, s in shapes.items()}
        classes = 2 if loss == "binary_cross_entropy" else net.outputs
        yield net, W, rng.standard_normal((m, widths[0])), rng.integers(0, classes, m)


def parameter(plant: Planted, right: Trace) -> float:
    """A plausible number for a mistake that depends on one."""
    if plant.mistake.key == "clip_value":
        return 0.6 * float(max(np.abs(right[key]).max() for key in plant.places))
    if plant.mistake.key == "clip_norm":  # down to a norm that one writes
        norm = float(np.sqrt(sum(np.sum(np.square(right[key])) for key in plant.places)))
        return float(f"{norm / 2:.0e}") / norm if norm else 0.0
    if plant.mistake.key == "other_count":
        return (right.rows if plant.net.reduction == "mean" else 1) / 130
    return PARAMETERS.get(plant.mistake.key, 0.03)


def case(net: Network, W: Any, X: Any, y: Any, plants: tuple[Planted, ...]) -> Case | None:
    """The case; None if the mistakes do not fit together, or do nothing."""
    right = trace(net, W, X, y)
    rules: Any = {}
    try:
        wrong = right
        for plant in sorted(plants, key=lambda plant: plant.mistake.key == "clip_norm"):
            rules = plant.rules(parameter(plant, wrong), rules)
            if rules is None:
                return None
            wrong = trace(net, W, X, y, rules)
    except BackpropError:
        return None
    one = Case(net, W, X, y, plants, wrong, right)
    return one if one.first(GIVEN["everything"]) else None


@dataclass
class Score:
    """What was found of the cases of one kind."""

    cases: int = 0
    placed: int = 0
    first: int = 0
    tied: int = 0
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    ties: Counter[int] = field(default_factory=Counter)

    def add(self, one: Case, symbols: tuple[str, ...]) -> None:
        """Judge one case by what is brought of it."""
        place = one.first(symbols)
        if place is None:
            return
        arrays, truth = one.arrays(symbols), {plant.mistake.key for plant in one.plants}
        found = diagnose(one.net, one.W, one.X, one.y, arrays)
        named = [set(diagnosis.mistakes) for diagnosis in found if diagnosis.explains]
        self.cases += 1
        self.placed += one.placed(symbols)
        self.first += named[:1] == [truth]
        hit = truth in named or any(single and single < truth for single in named)
        self.tied += hit
        self.ties[len(named)] += 1
        if named[:1] != [truth]:
            best = " + ".join(sorted(named[0])) if named else "a pattern" if found else "nothing"
            self.missed[" + ".join(sorted(truth)), best + ("" if hit else " (missed)")] += 1

    def __str__(self) -> str:
        shares = [f"{100 * part / max(1, self.cases):6.2f} %" for part in (self.placed, self.first, self.tied)]
        return f"{self.cases:6} cases: place {shares[0]}, named first {shares[1]}, first or in the tie {shares[2]}"


def singles(rng: np.random.Generator, count: int, l2: float = 0.0) -> Iterator[Case]:
    """One form of every mistake in every network."""
    for net, W, X, y in networks(rng, count, l2):
        by_key: dict[str, list[Planted]] = {}
        for plant in planted(net, len(X)):
            by_key.setdefault(plant.mistake.key, []).append(plant)
        for plants in by_key.values():
            found = case(net, W, X, y, (plants[int(rng.integers(len(plants)))],))
            if found:
                yield found


def pairs(rng: np.random.Generator, count: int, each: int = 12) -> Iterator[Case]:
    """Two mistakes of different kinds in each network, both visible."""
    for net, W, X, y in networks(rng, count):
        plants = planted(net, len(X))
        for _ in range(each):
            one, other = (plants[int(n)] for n in rng.integers(len(plants), size=2))
            if one.mistake.key == other.mistake.key or one.mistake.together or other.mistake.together:
                continue
            alone = [case(net, W, X, y, (plant,)) for plant in (one, other)]
            both = case(net, W, X, y, (one, other))
            if both and all(alone) and all(both_differ(both, single) for single in alone if single):
                yield both


def both_differ(both: Case, single: Case) -> bool:
    """Whether the second mistake is visible beside the first."""
    return any(differ(both.wrong[key], single.wrong[key]) for key in both.wrong if key[0] == "dW")


def false_alarms(rng: np.random.Generator, count: int) -> tuple[int, int]:
    """How often correct gradients in float32 are said to be wrong, of networks up to 16 layers."""
    alarms = 0
    for n in range(count):
        L = int(rng.integers(1, 17))
        net = Network([int(w) for w in rng.integers(1, 9, L + 1)], [str(a) for a in rng.choice(ACTIVATIONS, L)])
        W = {i: rng.standard_normal(net.weight_shape(i)).astype("float32") for i in range(1, L + 1)}
        X, y = rng.standard_normal((7, net.widths[0])).astype("float32"), rng.integers(0, net.outputs, 7)
        right = trace(net, W, X, y)
        arrays = {key: right[key] for key in right if key[0] in ("dW", "G")[: 1 + n % 2]}
        found = diagnose(net, W, X, y, arrays)
        alarms += bool(compare(in_float64(right), arrays).first or found)
    return alarms, count


def verdict_seconds() -> float:
    """How long a diagnosis takes for 784-512-256-10 with 256 rows."""
    rng = np.random.default_rng(0)
    net = Network((784, 512, 256, 10), "relu")
    W, X, y = net.init_weights(dtype="float32"), rng.standard_normal((256, 784)), rng.integers(0, 10, 256)
    wrong = trace(net, W, X, y, next(p for p in planted(net, 256) if p.mistake.key == "slope_left_out").rules())
    arrays = {f"dW{i}": wrong["dW", i] for i in (1, 2, 3)}
    start = time.perf_counter()
    diagnose(net, W, X, y, arrays)
    return time.perf_counter() - start


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="*", default=["singles", "pairs"])
    parser.add_argument("--most", type=int, default=40, help="lines of the table of what is confused with what")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    alarms, count = false_alarms(rng, 8 * options.networks)
    print(f"false alarms: {alarms} of {count}")
    print(f"784-512-256-10, 256 rows, ∇W alone: {verdict_seconds():.2f} s")
    for title, cases in (
        ("one mistake", singles(rng, options.networks)),
        ("one mistake, with λ", singles(rng, options.networks, 0.2)),
        ("two mistakes", pairs(rng, options.networks)),
    ):
        scores, seconds, number = {name: Score() for name in GIVEN}, 0.0, 0
        seen = set()
        for one in cases:
            seen |= {plant.mistake.key for plant in one.plants}
            for name, symbols in GIVEN.items():
                start = time.perf_counter()
                scores[name].add(one, symbols)
                seconds, number = seconds + time.perf_counter() - start, number + 1
        print(f"\n{title}: {1000 * seconds / max(1, number):.0f} ms each; never seen: {sorted(set(MISTAKES) - seen)}")
        for name, score in scores.items():
            print(f"{name:<12}{score}; ties {dict(sorted(score.ties.items()))}")
        print("\nnot named first: the truth, what is named first, how often")
        total: Counter[tuple[str, str]] = Counter()
        for score in scores.values():
            total += score.missed
        for (truth, best), times in total.most_common(options.most):
            print(f"{times:5}  {truth:<40} {best}")


if __name__ == "__main__":
    main()
