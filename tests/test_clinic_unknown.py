"""Mistakes of no catalogue, made by changing a line of a NumPy script by hand: where they are, and what is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import compare, diagnose, trace
from backprop.clinic import problem_of
from backprop.clinic.plausible import most_plausible

SCRIPT = """
z1 = X @ W1 + b1
a1 = np.tanh(z1)
z2 = a1 @ W2 + b2
a2 = np.tanh(z2)
z3 = a2 @ W3 + b3
e = np.exp(z3 - z3.max(axis=1, keepdims=True))
probs = e / e.sum(axis=1, keepdims=True)
loss = -np.log(probs[np.arange(m), y]).mean()
dz3 = (probs - Y) / m
dW3 = a2.T @ dz3
db3 = dz3.sum(axis=0)
da2 = dz3 @ W3.T
dz2 = da2 * (1 - a2**2)
dW2 = a1.T @ dz2
db2 = dz2.sum(axis=0)
da1 = dz2 @ W2.T
dz1 = da1 * (1 - a1**2)
dW1 = X.T @ dz1
db1 = dz1.sum(axis=0)
"""
"""A right program, of the widths 4-5-5-3 on 12 rows."""

SEED = "dz3 = (probs - Y) / m"

MISTAKES: list[tuple[str, str, str, str]] = [
    # What is written, what stands there instead, the first array that differs, and what is said of it.
    ("z2 = a1 @ W2 + b2", "z2 = a1 @ W2", "z2", "added to each column"),
    ("z1 = X @ W1 + b1", "z1 = (X - X.mean(axis=0)) @ W1 + b1", "z1", "added to each column"),
    ("z2 = a1 @ W2 + b2", "z2 = a1 @ W2 + b2; z2 = z2 / z2.std(axis=0)", "z2", "each column is multiplied"),
    ("a2 = np.tanh(z2)", "a2 = np.tanh(np.clip(z2, -0.5, 0.5))", "a2", "cut to the range from -0.462117 to 0.462117"),
    ("a1 = np.tanh(z1)", "a1 = np.tanh(z1).astype(np.float16).astype(float)", "a1", "rounded as in float16"),
    ("a2 = np.tanh(z2)", "a2 = np.tanh(z2) * (np.arange(5) != 3)", "a2", "only 1 of 5 columns (units) are wrong: 3"),
    ("loss = -np.log(", "loss = -np.log2(", "loss", "1.4427 times"),
    (
        "dz3 = (probs - Y) / m",
        "dz3 = (probs - Y) / m * np.array([1, 2, 5])[y][:, None]",
        "dz3",
        "each row is multiplied",
    ),
    (SEED, "dz3 = (probs - (0.9 * Y + 0.1 / 3)) / m", "dz3", "36 of 36 entries differ"),
    (
        "dz3 = (probs - Y) / m",
        "dz3 = (probs - Y) / m; dz3[probs.max(axis=1) > 0.8] = 0",
        "dz3",
        "of 12 rows (examples)",
    ),
    (SEED, "dz3 = np.trunc((probs - Y) * 10) / 10 / m", "dz3", "entries differ"),
    ("dW3 = a2.T @ dz3", "dW3 = 0.1 * a2.T @ dz3", "dW3", "0.1 times"),
    ("dW2 = a1.T @ dz2", "dW2 = a1[1:].T @ dz2[1:]", "dW2", "not every example counts once: 0 (0 times)"),
    ("dW2 = a1.T @ dz2", "dW2 = np.roll(a1, 1, axis=0).T @ dz2", "dW2", "25 of 25 entries differ"),
    ("dW2 = a1.T @ dz2", "dW2 = a2.T @ dz2; dW2[0] = 0", "dW2", "25 of 25 entries differ"),
    ("dW2 = a1.T @ dz2", "dW2 = a1.T @ dz2 + 0.01 * np.sign(W2)", "dW2", "0.01 times the sign of W"),
    ("db2 = dz2.sum(axis=0)", "db2 = -dz2.sum(axis=0)", "db2", "-1 times"),
    ("db1 = dz1.sum(axis=0)", "db1 = dz1.max(axis=0)", "db1", "5 of 5 entries differ"),
    ("dz2 = da2 * (1 - a2**2)", "dz2 = da2 * np.sqrt(1 - a2**2)", "dz2", "60 of 60 entries differ"),
    ("da1 = dz2 @ W2.T", "da1 = np.abs(dz2 @ W2.T)", "da1", "the sign is lost"),
    ("dz1 = da1 * (1 - a1**2)", "dz1 = da1 * (1 - a1**2) + 0.001", "dz1", "0.001 is added to every entry"),
    ("dW1 = X.T @ dz1", "dW1 = X.T @ dz1; dW1 /= np.abs(dW1).max(axis=0)", "dW1", "each column is multiplied"),
    ("dW2 = a1.T @ dz2", "dW2 = W2 * 1.0", "dW2", "these are the numbers of W₂"),
    ("dz1 = da1 * (1 - a1**2)", "dz1 = dz2.copy()", "dz1", "these are the numbers of M₂"),
]


def run(script: str) -> dict[str, Any]:
    """The arrays of a script."""
    rng = np.random.default_rng(8)
    widths = (4, 5, 5, 3)
    names: dict[str, Any] = {"np": np, "X": rng.standard_normal((12, 4)), "y": rng.integers(0, 3, 12), "m": 12}
    names["Y"] = np.eye(3)[names["y"]]
    for i in (1, 2, 3):
        names[f"W{i}"] = rng.standard_normal((widths[i - 1], widths[i]))
        names[f"b{i}"] = rng.standard_normal(widths[i])
    exec(script, names)
    return {name: value for name, value in names.items() if name not in ("np", "m", "Y", "e", "__builtins__")}


def judged(arrays: dict[str, Any]) -> tuple[Any, list[Any]]:
    """What is said, in the convention that is found out."""
    problem = problem_of(arrays, "tanh", reduction="mean")
    where = problem.net, problem.W, problem.X, problem.y
    right = trace(*where)
    _, convention, *_ = most_plausible([right], arrays)
    return compare(right, arrays, convention=convention), diagnose(*where, arrays, convention=convention)


def test_the_script_is_right() -> None:
    comparison, found = judged(run(SCRIPT))
    assert comparison.ok, comparison
    assert not found


@pytest.mark.parametrize(("old", "new", "name", "said"), MISTAKES)
def test_a_mistake_of_no_catalogue_is_placed_and_described_truly(old: str, new: str, name: str, said: str) -> None:
    assert SCRIPT.count(old) == 1
    comparison, found = judged(run(SCRIPT.replace(old, new)))
    assert [step.name for step in comparison.wrong] == [name], comparison
    assert found[0].mistakes == (), found[0]
    assert said in str(found[0].sentence), found[0].sentence
