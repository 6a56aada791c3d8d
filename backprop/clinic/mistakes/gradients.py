"""Mistakes with what a gradient is summed over and scaled by: batch, bias, regularisation, clipping, sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from backprop._text import N_
from backprop.activations import Array
from backprop.expression import Change, Dot, Expression, Scale, Sum, WithoutBias, exchanged, rewritten
from backprop.network import Network
from backprop.rules import RULES

from .mistake import Mistake, Rewrite, Spot, Variant, also_whole, always, applied, each, is_curved, where


def _without_mean(spot: Spot, formula: Expression) -> Expression | None:
    return formula.of if isinstance(formula, Scale) and formula.rows == -1 else None


def _if(reduction: str, rewrite: Rewrite) -> Rewrite:
    return where(lambda spot: spot.net.reduction == reduction and spot.m > 1, rewrite)


def _times(power: int) -> Rewrite:
    """Multiplied by m^power."""
    return always(lambda spot, formula: Scale(formula, rows=power))


_SIGN = always(lambda spot, formula: Scale(formula, by=-1.0))


def _kept(rows: Callable[[int], slice]) -> Callable[[Array], Array]:
    """All rows but some become 0."""

    def value(M: Array) -> Array:
        found = np.zeros_like(M)
        found[rows(len(M))] = M[rows(len(M))]
        return found

    return value


def _only(label: str, words: str, rows: Callable[[int], slice]) -> Rewrite:
    """Only some rows of M count: in one product, or from the seed on."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        def change(formula: Expression) -> Expression:
            if isinstance(formula, Dot):
                return Dot(formula.left, applied(label, _kept(rows), formula.right, words))
            return applied(label, _kept(rows), formula, words)

        if spot.m > 1:
            yield Variant(label, change)
            factor = spot.m / len(range(*rows(spot.m).indices(spot.m)))
            if spot.net.reduction == "mean":
                yield Variant(f"{label}, their mean", lambda formula: Scale(change(formula), by=factor))

    return rewrite


def _last_batches(spot: Spot) -> Iterator[Variant]:
    """The last b rows, for those b that leave a whole number of batches of a usual size, or a part of the rows."""
    m = spot.m
    sizes = {m // 2, m // 3, m // 4, *(m % b for b in (2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 128, 256))}
    sizes |= set(range(2, min(m, 13)))
    for b in sorted(size for size in sizes if 1 < size < m):
        yield from _only(f"last {b}", N_("last rows of"), lambda n, b=b: slice(n - b, n))(spot)  # type: ignore[misc]


def _bias_row(name: str, value: Callable[[Array, int], Array]) -> Rewrite:
    """Another last row of ∇W, from that row as it should be and m."""

    def change(spot: Spot, formula: Expression) -> Expression:
        return applied(name, lambda dW: np.vstack([dW[:-1], value(dW[-1:], spot.m)]), formula, None)

    return where(lambda spot: spot.net.bias, always(change, name))


def _one_row(label: str, row: int) -> Rewrite:
    """The constant column is 1 in one row alone: the bias gets that row of M, not the sum."""

    def value(Z: Array) -> Array:
        found = Z.copy()
        found[:, -1] = 0
        found[row, -1] = 1
        return found

    def change(spot: Spot, formula: Expression) -> Expression:
        Z = spot.symbol("Z")
        return exchanged(formula, Z, applied(f"{label} row", value, Z, None))

    return where(lambda spot: spot.net.bias and spot.m > 1, always(change, label))


def _wrong_axis(spot: Spot) -> Iterator[Variant]:
    """M summed over its units: as long as the bias where m equals the width."""

    def by_hand(net: Network, i: int, Z: Array, M: Array, *W: Array, parameter: float = 1.0) -> Array:
        found = RULES["gradient"].compute(net, i, Z, M, *W)
        found[-1] = M.sum(axis=1)
        return found

    if spot.net.bias and spot.m == spot.net.widths[spot.i]:
        yield Variant("", by_hand=by_hand)


def _with_its_bias(e: Expression) -> Expression:
    return e.of if isinstance(e, WithoutBias) else e


def weights_without_bias(spot: Spot) -> Expression:
    """W_i with zeros in the place of its bias, if it has one."""
    W = spot.symbol("W")
    return WithoutBias(W) if spot.net.bias else W


def _decay(with_bias: bool) -> Rewrite:
    """λW added, with the bias or without it; of which size, the numbers say if the network does not."""

    def rewrite(spot: Spot) -> Iterator[Variant]:
        W = spot.symbol("W") if with_bias else weights_without_bias(spot)

        def by(rate: float) -> Change:
            return lambda formula: Sum(formula, Scale(W, by=rate))

        if spot.net.l2:
            if spot.net.bias and with_bias:
                yield Variant("", lambda formula: rewritten(formula, _with_its_bias), whole=True)
        elif spot.net.bias or not with_bias:
            yield Variant("", with_parameter=by)

    return rewrite


def _scaled(spot: Spot) -> Iterator[Variant]:
    def by(factor: float) -> Change:
        return lambda formula: Scale(formula, by=factor)

    yield Variant("", with_parameter=by, whole=True)


_DIVIDED = where(lambda spot: spot.m > 1, _scaled)
"""By another number than m: everything, or the gradients."""


def _clipped(spot: Spot) -> Iterator[Variant]:
    def by(limit: float) -> Change:
        return lambda formula: applied("clip", lambda dW: np.clip(dW, -limit, limit), formula)

    yield Variant("clip", with_parameter=by, whole=True)


GRADIENTS = (
    Mistake(
        "mean_missing", N_("1/m is missing: the sum over the batch stands in the place of the mean"), "G = S - Y",
        N_("Divide by m once: G = (S − I_y) / m."),
        {"seed": _if("mean", always(_without_mean)), "gradient": also_whole(_if("mean", _times(1)))},
    ),
    Mistake(
        "mean_extra", N_("1/m too much: the mean stands in the place of the sum over the batch"), "dW{i} = {input}.T @ dZ{i} / m",
        N_("Do not divide by m: here ℓ is summed, and the update divides."),
        {"seed": _if("sum", _times(-1)), "gradient": also_whole(_if("sum", _times(-1)))},
    ),
    Mistake(
        "mean_twice", N_("1/m is there twice"), "G = (S - Y) / m; dW{i} = {input}.T @ dZ{i} / m",
        N_("Divide by m once: where the loss does."),
        {"seed": _if("mean", _times(-1)), "gradient": also_whole(_if("mean", _times(-1)))},
    ),
    Mistake(
        "other_count", N_("it is divided by another number than the m rows of the batch"), "G = (S - Y) / len(X_train)",
        N_("Divide by the rows of this batch: m = len(X)."),
        {"seed": _DIVIDED, "gradient": _DIVIDED}, letter="N",
    ),
    Mistake(
        "sign", N_("the sign is wrong"), "dW{i} = -{input}.T @ dZ{i}",
        N_("Leave the minus to the update: W ← W − α ∇W."),
        {"gradient": also_whole(_SIGN), "pull": _SIGN, "slope": where(is_curved, _SIGN)},
    ),
    Mistake(
        "accumulated", N_("twice the gradient: that of two passes is added up"), "W{i}.grad += dW{i}",
        N_("Set the gradients to zero before each pass: optimizer.zero_grad()."),
        {"gradient": always(lambda spot, formula: Scale(formula, by=2.0), whole=True)},
    ),
    Mistake(
        "first_row_only", N_("only the first row of the batch counts"), "dW{i} = np.outer({input}[0], dZ{i}[0])",
        N_("Sum over all rows: Zᵢᵀ Mᵢ."),
        dict.fromkeys(("gradient", "seed"), _only("first row", N_("first row of"), lambda m: slice(0, 1))),
    ),
    Mistake(
        "last_row_only", N_("only the last row of the batch counts"), "for x in {input}: dW{i} = np.outer(x, dz)",
        N_("Add up, do not overwrite: dW1 += np.outer(x, dz)."),
        dict.fromkeys(("gradient", "seed"), _only("last row", N_("last row of"), lambda m: slice(m - 1, m))),
    ),
    Mistake(
        "last_batch", N_("only the last rows count: the gradient is that of the last batch"),
        "for X, y in batches: grads = backward(X, y)", N_("Use the gradient before the next batch replaces it, or add up."),
        {"gradient": _last_batches, "seed": _last_batches},
    ),
    Mistake(
        "bias_not_summed", N_("the gradient of the bias is not summed over the batch"), "db{i} = dZ{i}[0]",
        N_("Sum over the rows: dZ1.sum(axis=0)."),
        {"gradient": each(_one_row("first", 0), _one_row("last", -1))}, of_bias=True,
    ),
    Mistake(
        "bias_wrong_axis", N_("the gradient of the bias is summed over the wrong axis; m equals the width"),
        "db{i} = dZ{i}.sum(axis=1)", N_("Sum over the rows: dZ1.sum(axis=0)."),
        {"gradient": _wrong_axis}, of_bias=True,
    ),
    Mistake(
        "bias_averaged", N_("the gradient of the bias is averaged where that of the weights is not"),
        "db{i} = dZ{i}.mean(axis=0)", N_("Sum over the rows: dZ1.sum(axis=0)."),
        {"gradient": _bias_row("bias averaged", lambda row, m: row / m)}, of_bias=True,
    ),
    Mistake(
        "bias_missing", N_("the bias has no gradient"), "db{i} = 0",
        N_("Sum over the rows: dZ1.sum(axis=0)."),
        {"gradient": _bias_row("bias zero", lambda row, m: np.zeros_like(row))}, of_bias=True,
    ),
    Mistake(
        "regularization_extra", N_("the gradient holds λW, which is not in the loss here"), "dW{i} += lam * W{i}",
        N_("Put λ/2 ‖W‖² into the loss too, or leave both out."),
        {"gradient": _decay(with_bias=False)}, letter="λ",
    ),
    Mistake(
        "regularization_on_bias", N_("the bias is regularised too"), "dW{i} += lam * W{i}; db{i} += lam * b{i}",
        N_("Leave the bias out of the regularisation."),
        {"gradient": _decay(with_bias=True)}, letter="λ", of_bias=True,
    ),
    Mistake(
        "clip_norm", N_("the gradient is scaled down, as by clipping its norm"), "dW *= c / np.linalg.norm(dW)",
        N_("Compare gradients before they are clipped."),
        {"gradient": _scaled}, letter="c/‖∇W‖",
    ),
    Mistake(
        "clip_value", N_("the gradient is clipped entry by entry"), "np.clip(dW{i}, -c, c)",
        N_("Compare gradients before they are clipped."),
        {"gradient": _clipped}, letter="c",
    ),
)  # fmt: skip
