"""Names of arrays are understood as they occur in homework, textbooks and libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop import DataError, Network, Trace, compare, trace
from backprop.clinic import problem_of
from backprop.clinic.names import read
from backprop.clinic.orienting import quantum
from tests.found_names import FOUND
from tests.naming import SCHEMES

Problem = tuple[Network, Trace]


def problem(widths: tuple[int, ...] = (4, 6, 5, 3), rows: int = 7, bias: bool = False) -> Trace:
    rng = np.random.default_rng(0)
    net = Network(widths, bias=bias)
    W = {i: rng.standard_normal(net.weight_shape(i)) for i in range(1, net.layers + 1)}
    return trace(net, W, rng.standard_normal((rows, widths[0])), rng.integers(0, widths[-1], rows))


def named(t: Trace, scheme: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arrays of a trace by the names of a scheme, and what each is."""
    arrays, meant = {}, {}
    for symbol, form in scheme.items():
        base = symbol.removesuffix(".T")
        for i in range(1, t.net.layers + 1):
            name = form.replace("₁₂₃", "₁₂₃"[i - 1 : i]).format(i=i, o=i - 1, e=2 * i - 2, n=i + 1)
            key = base.rstrip("+"), i + base.endswith("+")
            arrays[name], meant[name] = t[key].T if symbol.endswith(".T") else t[key], key
    return arrays, meant


def share(t: Trace) -> tuple[float, int]:
    """The share of names that are understood, and the number of schemes in which all are."""
    hits, schemes = [], 0
    for scheme in SCHEMES.values():
        arrays, meant = named(t, scheme)
        comparison = compare(t, arrays)
        found = {match.name: match.key for match in comparison.matching.matches}
        right = [found.get(name) == key for name, key in meant.items()]
        assert not all(right) or comparison.ok, scheme
        hits += right
        schemes += all(right)
    return float(np.mean(hits)), schemes


def test_nearly_all_schemes_are_understood() -> None:
    assert len(SCHEMES) >= 60
    understood, schemes = share(problem())
    assert understood >= 0.95
    assert schemes >= 0.95 * len(SCHEMES)


def test_they_are_where_all_matrices_are_square() -> None:
    understood, _ = share(problem((4, 4, 4, 4)))
    assert understood >= 0.95


def test_a_wrong_gradient_does_not_change_what_it_is_taken_for() -> None:
    t = problem((4, 4, 4, 4), rows=4)
    for scheme in SCHEMES.values():
        arrays, meant = named(t, scheme)
        wrong = {name: array * 1.7 if meant[name][0] in ("dW", "M", "G") else array for name, array in arrays.items()}
        found = {match.name: match.key for match in compare(t, wrong).matching.matches}
        gradients = [name for name, key in meant.items() if key[0] == "dW"]
        assert [found.get(name) for name in gradients] == [meant[name] for name in gradients], scheme


@pytest.mark.parametrize("bias", [False, True])
def test_a_bias_may_be_part_of_the_weights_or_beside_them(bias: bool) -> None:
    t = problem(bias=True)
    arrays: dict[str, Any] = {}
    for i in (1, 2, 3):
        if bias:
            arrays |= {f"dW{i}": t["dW", i][:-1], f"db{i}": t["dW", i][-1], f"b{i}": t["W", i][-1:]}
        else:
            arrays[f"dW{i}"] = t["dW", i]
    comparison = compare(t, arrays)
    assert comparison.ok
    assert not comparison.matching.unmatched
    wrong = arrays | ({"db2": arrays["db2"] + 1} if bias else {})
    assert compare(t, wrong).first == (("dW", 2) if bias else None)


def test_pytorch_is_recognised_and_said() -> None:
    t = problem(bias=True)
    arrays: dict[str, Any] = {}
    for i, n in ((1, 0), (2, 2), (3, 4)):
        arrays[f"{n}.weight"], arrays[f"{n}.bias"] = t["W", i][:-1].T, t["W", i][-1]
        arrays[f"{n}.weight.grad"], arrays[f"{n}.bias.grad"] = t["dW", i][:-1].T / 7, t["dW", i][-1] / 7
    comparison = compare(t, arrays)
    assert comparison.ok
    assert (comparison.notation, comparison.convention) == ("pytorch", "mean")
    assert "mean over the batch" in str(comparison)


def test_the_homework_and_columns_are_recognised() -> None:
    t = problem()
    homework: dict[str, Any] = {f"G{i}": t["M", i] for i in (1, 2, 3)} | {f"dW{i}": t["dW", i] / 7 for i in (1, 2, 3)}
    comparison = compare(t, homework)
    assert comparison.ok
    assert (comparison.notation, comparison.convention) == ("homework", "homework")
    columns: dict[str, Any] = {f"delta{i}": t["M", i].T for i in (1, 2, 3)}
    comparison = compare(t, columns)
    assert comparison.ok
    assert comparison.notation == "column"


def test_a_matching_can_be_corrected() -> None:
    t = problem((4, 4, 4, 4))
    arrays = {"foo": t["dW", 2], "bar": t["G", 2]}
    comparison = compare(t, arrays)
    assert set(comparison.matching.unmatched) == {"foo", "bar"}
    corrected = compare(t, arrays, keys={"foo": ("dW", 2), "bar": None})
    assert [(step.name, step.key) for step in corrected.steps] == [("foo", ("dW", 2))]
    assert not corrected.matching.unmatched


def test_labels_and_the_loss_are_understood() -> None:
    t = problem()
    labels = t["Y"].argmax(axis=1)
    comparison = compare(t, {"y": labels, "loss": t["loss"], "X": t["X"], "probs": t["S"], "logits": t["Z", 4]})
    assert comparison.ok
    assert [step.key for step in comparison.steps] == ["X", "Y", ("Z", 4), "S", "loss"]
    assert compare(t, {"y": np.roll(labels, 1)}).first == "Y"


@pytest.mark.parametrize("name", ["", "colour", "🙂", "x" * 10_000, "1" * 500, "__class__", "W" * 199 + "1"])
def test_names_that_mean_nothing_are_left_out(name: str) -> None:
    assert name in compare(problem(), {name: np.ones((4, 6))}).matching.unmatched


def test_what_is_no_array_of_numbers_is_refused() -> None:
    t = problem()
    bad: tuple[Any, ...] = ("text", [[1], [2, 3]], np.ones(2, complex), np.array([object()]), None)
    for array in bad:
        with pytest.raises(DataError, match="not an array of real numbers"):
            compare(t, {"dW1": array})
    with pytest.raises(DataError, match=r"there is no \('dW', 9\); there are"):
        compare(t, {("dW", 9): np.ones(2)})
    with pytest.raises(DataError, match="allowed is a dict"):
        compare(t, [np.ones(2)])  # type: ignore[arg-type]


def test_decimals_are_seen() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((5, 5))
    assert quantum(x) == 0
    assert quantum(np.round(x, 3)) == 1e-3
    assert quantum(x.astype("float32")) == 0
    assert quantum(np.eye(3)) == 0


def test_what_is_read_of_a_name() -> None:
    assert read("dW1").readings[0].symbol == "dW"
    assert read("dense_1/kernel:0").readings[0].symbol == "W"
    assert read("grads['dA2']").readings[0].symbol == "G"


# As they were found


def values(t: Trace, symbol: str, i: int, *, apart: bool) -> Any:
    """What a name of the table stands for, as it is kept there."""
    kind, L = symbol.removesuffix(".T"), t.net.layers
    if kind in ("W", "dW"):
        array = t[kind, i][:-1] if apart else t[kind, i]
    elif kind in ("b", "db"):
        array = t[{"b": "W", "db": "dW"}[kind], i][-1]
    elif kind in ("X", "y"):
        array = t["X"] if kind == "X" else t["Y"].argmax(axis=1)
    elif kind == "Z+":
        array = t["S"] if i == L else t["Z", i + 1][:, : t.net.widths[i]]
    else:
        array = t["G", i + 1][:, : t.net.widths[i]] if kind == "G+" else t[kind, i]
    return array.T if symbol.endswith(".T") else array


def as_found(scheme: dict[str, str], square: bool) -> tuple[Trace, dict[str, Any], dict[str, Any]]:
    """A pass, its arrays by the names of a scheme, and of those the weights, what they are."""
    L = max(len(names.split()) for names in scheme.values())
    widths = (4,) * (L + 1) if square else (5, 6, 4, 3)[: L + 1]
    t = problem(widths, rows=7, bias="b" in scheme)
    arrays: dict[str, Any] = {}
    weights: dict[str, Any] = {}
    for symbol, names in {"X": "X", "y": "y", **scheme}.items():
        if symbol in ("X", "y") and symbol + ".T" in scheme:
            continue
        for i, name in enumerate(names.split(), 1):
            if name != "-":
                arrays[name] = values(t, symbol, i, apart="b" in scheme)
                weights |= {name: i} if symbol.startswith("W") else {}
    return t, arrays, weights


def stands_for(t: Trace, match: Any, array: Any) -> bool:
    """Whether an array was taken for what it is: for the same numbers, of the right layer."""
    part = np.atleast_2d(t[match.key])[match.region]
    return match.fits and bool(
        np.array_equal(part, np.atleast_2d(array.T if match.transposed else array).reshape(part.shape))
    )


@pytest.mark.parametrize("square", [False, True])
def test_nearly_all_names_that_were_found_are_understood(square: bool) -> None:
    assert len(FOUND) >= 60
    wrong: dict[str, list[str]] = {}
    total = 0
    for title, scheme in FOUND.items():
        t, arrays, _ = as_found(scheme, square)
        found = {match.name: match for match in compare(t, arrays).matching.matches if match.key != "Y"}
        asked = {name for name, array in arrays.items() if array.dtype.kind != "i"}
        total += len(asked)
        missed = [name for name in asked if name not in found or not stands_for(t, found[name], arrays[name])]
        wrong |= {title: sorted(missed)} if missed else {}
    assert sum(map(len, wrong.values())) <= 0.05 * total, wrong
    assert len(wrong) <= 0.05 * len(FOUND), wrong


def test_the_network_is_found_by_names_that_were_found() -> None:
    wrong = {}
    for title, scheme in FOUND.items():
        t, arrays, _ = as_found(scheme, square=False)
        try:
            found = problem_of(arrays, "relu")
        except DataError as error:
            wrong[title] = str(error)
            continue
        same = (found.net.widths, found.net.bias) == (t.net.widths, t.net.bias) and all(
            np.array_equal(found.W[i], t["W", i]) for i in found.W
        )
        if not (same and np.array_equal(found.X, t["X"])):
            wrong[title] = repr(found.net)
    assert len(wrong) <= 0.05 * len(FOUND), wrong
