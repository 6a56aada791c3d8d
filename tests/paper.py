"""Two layers with a bias, as one would do them on paper: plain Python, no array, one number after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp

Matrix = list[list[float]]
Scalar = Callable[[float], float]


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def sigmoid_slope(x: float) -> float:
    return sigmoid(x) * (1 - sigmoid(x))


@dataclass(frozen=True)
class Paper:
    """σ_1, σ_2 and their slopes; and what the loss gives back for an output and its target."""

    sigma: tuple[Scalar, Scalar]
    slope: tuple[Scalar, Scalar]
    seed: Callable[[float, float], float]

    def work(self, X: Matrix, Y: Matrix, W1: Matrix, W2: Matrix, alpha: float) -> dict[str, Matrix]:
        """Every matrix of one round, by its name on the wall; the last row of each W is the bias."""
        Z1 = [[*row, 1.0] for row in X]
        P1 = product(Z1, W1)
        Z2 = [[*map(self.sigma[0], row), 1.0] for row in P1]
        P2 = product(Z2, W2)
        Z3 = [[*map(self.sigma[1], row)] for row in P2]
        G3 = [[self.seed(z, y) for z, y in zip(*rows, strict=True)] for rows in zip(Z3, Y, strict=True)]
        D2 = [[*map(self.slope[1], row)] for row in P2]
        M2 = times(G3, D2)
        dW2, G2 = product(turned(Z2), M2), product(M2, turned(W2))
        D1 = [[*map(self.slope[0], row)] for row in P1]
        M1 = times([row[:-1] for row in G2], D1)  # the constant 1 has nothing before it
        dW1, G1 = product(turned(Z1), M1), product(M1, turned(W1))
        new = {f"W+{i}": stepped(W, dW, alpha / len(X)) for i, W, dW in ((1, W1, dW1), (2, W2, dW2))}
        return {
            "Z1": Z1, "W1": W1, "P1": P1, "Z2": Z2, "W2": W2, "P2": P2, "Z3": Z3, "Y": Y, "G3": G3, "D2": D2, "M2": M2,
            "dW2": dW2, "G2": G2, "D1": D1, "M1": M1, "dW1": dW1, "G1": G1, **new,
        }  # fmt: skip


def product(A: Matrix, B: Matrix) -> Matrix:
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in turned(B)] for row in A]


def times(A: Matrix, B: Matrix) -> Matrix:
    return [[a * b for a, b in zip(*rows, strict=True)] for rows in zip(A, B, strict=True)]


def turned(A: Matrix) -> Matrix:
    return [list(column) for column in zip(*A, strict=True)]


def stepped(W: Matrix, dW: Matrix, rate: float) -> Matrix:
    return [[w - rate * d for w, d in zip(*rows, strict=True)] for rows in zip(W, dW, strict=True)]
