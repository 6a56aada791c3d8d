"""The diagnosis: the true mistake is named where it is made; what is in no catalogue is described truly."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from backprop import MISTAKES, Network, Trace, Weights, check_gradients, compare, diagnose, trace
from backprop.clinic import Verdict
from backprop.clinic.mistakes import Planted, planted
from backprop.clinic.patterns import PATTERNS, described
from backprop.clinic.sight import Sight
from backprop.clinic.wrong_code import wrong_code
from backprop.errors import DataError
from backprop.notations import NOTATIONS
from backprop.rules import program
from benchmarks.clinic import GIVEN, Case, Score, case, pairs, singles

NETWORKS = 40 if os.environ.get("EXPLORER_LONG_TESTS") else 1


def score(cases: Iterator[Case], given: str) -> Score:
    found = Score()
    for one in cases:
        found.add(one, GIVEN[given])
    assert found.cases > 20 * min(NETWORKS, 2)
    return found


@pytest.mark.parametrize("given", list(GIVEN))
def test_every_mistake_is_placed_and_named(given: str) -> None:
    found = score(singles(np.random.default_rng(5), NETWORKS), given)
    assert found.placed == found.cases, found.missed
    assert found.tied >= 0.98 * found.cases, found.missed


@pytest.mark.parametrize("given", list(GIVEN))
def test_of_a_regularised_network_too(given: str) -> None:
    found = score(singles(np.random.default_rng(7), NETWORKS, l2=0.2), given)
    assert found.placed == found.cases, found.missed
    assert found.tied >= 0.98 * found.cases, found.missed


def test_pairs_are_named() -> None:
    found = score(pairs(np.random.default_rng(6), 3 * NETWORKS), "everything")
    assert found.placed == found.cases, found.missed
    assert found.tied >= 0.9 * found.cases, found.missed


def plants_of(key: str, net: Network, m: int) -> list[Planted]:
    return [plant for plant in planted(net, m) if plant.mistake.key == key]


def test_every_mistake_can_be_made_somewhere() -> None:
    nets = [
        Network((3, 3, 3, 3), ("relu", "tanh", "identity"), bias=True),
        Network((3, 3, 3), "sigmoid", reduction="mean"),
        Network((3, 3, 2), loss="squared_error"),
        Network((3, 3, 3), l2=0.1),
    ]
    seen = {plant.mistake.key for net in nets for plant in planted(net, 3)}
    assert set(MISTAKES) - seen == {"float32", "saved_after_update"}
    for key, mistake in MISTAKES.items():
        assert mistake.key == key
        assert mistake.name[0].islower() or mistake.name[0] in "1239sWZσλ½≥"
        assert mistake.remedy.endswith(".")
        assert mistake.line


def problem(activation: str = "tanh", reduction: str = "sum", bias: bool = False) -> tuple[Network, Weights, Any, Any]:
    rng = np.random.default_rng(1)
    net = Network((4, 6, 5, 3), activation, reduction=reduction, bias=bias)
    W: Weights = {i: rng.standard_normal(net.weight_shape(i)) / 2 for i in (1, 2, 3)}
    return net, W, rng.standard_normal((9, 4)), rng.integers(0, 3, 9)


def all_of(t: Trace, symbols: tuple[str, ...] = ("dW",)) -> dict[Any, Any]:
    return {key: t[key] for key in t if (key if isinstance(key, str) else key[0]) in symbols}


def test_nothing_is_said_of_what_is_right() -> None:
    for reduction in ("sum", "mean"):
        net, W, X, y = problem("relu", reduction)
        t = trace(net, W, X, y)
        assert diagnose(net, W, X, y, all_of(t, GIVEN["everything"])) == []
        other = {f"dW{i}": t["dW", i] * (1 / 9 if reduction == "sum" else 9) for i in (1, 2, 3)}
        assert diagnose(net, W, X, y, other) == []


def test_the_line_that_mends_it_is_in_the_notation_of_the_arrays() -> None:
    net, W, X, y = problem()
    wrong = trace(net, W, X, y, plants_of("slope_left_out", net, 9)[0].rules())
    arrays = {f"fc{i}.weight.grad": wrong["dW", i].T for i in (1, 2, 3)}
    best = diagnose(net, W, X, y, arrays)[0]
    assert (best.mistakes, best.places) == (("slope_left_out",), (("M", 2),))
    assert best.remedy[-1].startswith("z_2_grad = a_2_grad * ")
    assert "slope" in str(best)


def test_a_bias_beside_its_weights_is_diagnosed() -> None:
    net, W, X, y = problem(bias=True)
    t = trace(net, W, X, y)
    arrays = {f"dW{i}": t["dW", i][:-1] for i in (1, 2, 3)} | {f"db{i}": t["dW", i][-1] for i in (1, 2, 3)}
    arrays["db2"] = arrays["db2"] / 9
    best = diagnose(net, W, X, y, arrays)[0]
    assert (best.mistakes, best.places) == (("bias_averaged",), (("dW", 2),))
    arrays["db2"] = t["M", 2]
    (best,) = diagnose(net, W, X, y, arrays)
    assert (best.mistakes, best.pattern) == ((), "shape")
    assert str(best.sentence) == "∇b₂: the shape is 9 × 5, it should be 1 × 5: it is not summed over the batch"
    step = compare(t, arrays)["db2"]
    assert step.said == "has shape (9, 5), expected (1, 5)"
    assert step.part == ("db", 2)
    arrays |= {"db2": t["dW", 2][-1], "dW2": t["dW", 2][:-1, :4]}
    assert compare(t, arrays)["dW2"].said == "has shape (6, 4), expected (6, 5)", "without its bias"


def test_one_over_m_that_is_missing_in_one_layer_is_in_the_line_that_mends_it() -> None:
    net, W, X, y = problem(reduction="mean")
    t = trace(net, W, X, y)
    mine = {"X": X, "dW3": t["dW", 3], "dW2": t["dW", 2], "dW1": 9 * t["dW", 1]}
    best = diagnose(net, W, X, y, mine)[0]
    assert (best.mistakes, best.places) == (("mean_missing",), (("dW", 1),))
    assert "/ m" in best.remedy[-1]
    assert best.remedy[-1].startswith("dW1 = ")
    averaged = {f"dZ{i}": t["M", i] for i in (1, 2, 3)}
    (best, *_) = diagnose(net, W, X, y, mine | averaged, keys={f"dZ{i}": ("M", i) for i in (1, 2, 3)})
    assert best.remedy == ("dW1 = X.T @ dZ1",), "whose G is a mean divides there"


def test_exponentials_that_overflow_in_float32_alone_are_named() -> None:
    net, W, X, y = problem()
    W = {i: W_i.astype("float32") for i, W_i in W.items()}
    W[3] = W[3] * np.float32(100 / np.abs(trace(net, W, X, y)["Z", 4]).max())
    t = trace(net, W, X, y)
    with np.errstate(all="ignore"):
        E = np.exp(t["Z", 4])
        S = E / E.sum(axis=1, keepdims=True)
    assert np.isnan(S).any()
    assert np.isfinite(np.exp(t["Z", 4].astype("float64"))).all()
    mine = {"S": S, "dW3": t["Z", 3].T @ (S - t["Y"]).astype("float32")}
    best = diagnose(net, W, X, y, mine)[0]
    assert (best.mistakes, best.places, best.explains) == (("softmax_unshifted",), ("S",), True)


@pytest.mark.parametrize("given", [{"dW1", "dW2", "dW3"}, {"dW1"}])
@pytest.mark.thorough
def test_a_common_factor_is_no_clipping_unless_the_norm_is_one_that_is_written(given: set[str]) -> None:
    net, W, X, y = problem(reduction="mean")
    right = {f"dW{i}": dW for i, dW in ((i, trace(net, W, X, y)["dW", i]) for i in (3, 2, 1))}

    def best(factor: float) -> Any:
        return diagnose(net, W, X, y, {n: a * (factor if n in given else 1) for n, a in right.items()})[0]

    hundred = best(9 / 100)
    assert (hundred.mistakes, hundred.explains) == (("other_count",), True)
    assert str(hundred.sentence).endswith("with N = 100")
    assert best(0.1234567).mistakes == ()
    assert best(0.1234567).pattern == "constant factor"
    norm = np.sqrt(sum(np.square(right[name]).sum() for name in given))
    clipped = best(0.05 / norm)
    assert (clipped.mistakes, clipped.explains) == (("clip_norm",), True)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("digits", [None, 6])
@pytest.mark.thorough
def test_weights_that_were_saved_after_the_update_are_recognised(activation: str, digits: int | None) -> None:
    net, W, X, y = problem(activation, reduction="mean", bias=True)
    t = trace(net, W, X, y)
    mine = {f"dW{i}": t["dW", i][:-1] for i in (1, 2, 3)} | {f"db{i}": t["dW", i][-1] for i in (1, 2, 3)}
    after = {i: W[i] - 0.2 * t["dW", i] for i in W}
    mine |= {f"W{i}": after[i][:-1] for i in W} | {f"b{i}": after[i][-1] for i in W}
    mine = {name: array if digits is None else np.round(array, digits) for name, array in mine.items()}
    W = {i: np.vstack([mine[f"W{i}"], mine[f"b{i}"]]) for i in W}
    (best,) = diagnose(net, W, X, y, mine)
    assert (best.mistakes, best.explains) == (("saved_after_update",), True)
    assert best.places == (("W", 1), ("W", 2), ("W", 3))
    assert best.parameters == pytest.approx((0.2,), rel=1e-3)
    mine["dW1"] = mine["dW1"] + 0.1
    assert ("saved_after_update",) not in [one.mistakes for one in diagnose(net, W, X, y, mine)]


def test_units_at_exactly_zero_tell_greater_or_equal() -> None:
    net = Network((2, 2, 2), "relu")
    W: Weights = {1: np.array([[1.0, 1.0], [1.0, -1.0]]), 2: np.array([[1.0, 0.5], [-1.0, 2.0]])}
    X, y = np.array([[1.0, 1.0], [2.0, 0.5]]), [0, 1]
    t = trace(net, W, X, y)
    D = (t["P", 1] >= 0).astype(float)
    mine = {("dW", 2): t["dW", 2], ("dW", 1): X.T @ (t["G", 2] * D)}
    for arrays in (mine, {**mine, ("D", 1): D}):
        comparison = compare(t, arrays)
        assert comparison.ok
        assert Verdict.KINK in comparison.verdicts.values()
        (found,) = diagnose(net, W, X, y, arrays)
        assert (found.mistakes, found.places, found.explains) == (("mask_with_equal",), (("D", 1),), True)
    neither = {**mine, ("dW", 1): X.T @ (t["G", 2] * (D + t["D", 1]) / 2)}
    assert compare(t, neither).ok, "between the slopes of the two sides"
    assert diagnose(net, W, X, y, neither) == []
    inside = {("dW", 1): trace(net, W, X + 0.1, y)["dW", 1]}
    assert diagnose(net, W, X + 0.1, y, inside) == []


@pytest.mark.parametrize("net_reduction", ["sum", "mean"])
@pytest.mark.parametrize("key", ["regularization_extra", "updated_weights"])
def test_the_number_that_is_said_is_that_of_their_program(net_reduction: str, key: str) -> None:
    """Their ∇W are means, whatever the network of the comparison takes: λ and α are what they wrote."""
    net, W, X, y = problem(reduction="mean")
    t = trace(net, W, X, y)
    mine = {f"dW{i}": t["dW", i] for i in (1, 2, 3)}
    if key == "regularization_extra":
        mine |= {f"dW{i}": t["dW", i] + 0.25 * W[i] for i in (1, 2, 3)}
    else:
        G = {2: t["M", 3] @ (W[3] - 0.25 * t["dW", 3]).T}
        mine |= {"dW2": t["Z", 2].T @ (G[2] * t["D", 2])}
        mine |= {"dW1": t["Z", 1].T @ (((G[2] * t["D", 2]) @ W[2].T) * t["D", 1])}
    other = Network(net.widths, net.activations, reduction=net_reduction)
    found = [one for one in diagnose(other, W, X, y, mine, convention="mean") if one.mistakes == (key,)]
    letter = "λ" if key == "regularization_extra" else "α"
    assert any(str(one.sentence).endswith(f"with {letter} = 0.25") for one in found), found


def test_an_array_that_is_changed_in_place_is_named() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    mine = {"S": t["S"] - t["Y"], "dW3": t["dW", 3], "dW2": t["dW", 2], "dW1": t["dW", 1]}
    (found,) = diagnose(net, W, X, y, mine)
    assert (found.mistakes, found.explains) == (("softmax_overwritten",), True)


def test_the_search_tells_how_far_it_is_and_can_be_stopped() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    mine = {("dW", 1): t["dW", 1] + np.random.default_rng(0).standard_normal((4, 6))}
    shares: list[float] = []
    diagnose(net, W, X, y, mine, watch=shares.append)
    assert len(shares) > 10
    assert min(shares) == 0
    assert max(shares) <= 1

    def stop(share: float) -> None:
        if share:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        diagnose(net, W, X, y, mine, watch=stop)


def test_what_is_no_pattern_is_counted_and_measured() -> None:
    rng = np.random.default_rng(0)
    expected = rng.standard_normal((6, 5))
    yours = expected * (1 + rng.choice([-1, 1], (6, 5)) * (0.2 + rng.random((6, 5))))
    right = rng.permutation(30)[:8]
    yours.ravel()[right] = expected.ravel()[right]
    kind, _, values = described(Sight(("G", 1), yours, expected, np.full((6, 5), 1e-12), {}, 6))
    wrong = yours != expected
    error = np.median(np.abs(yours - expected)[wrong] / np.abs(expected)[wrong])
    assert (kind, values) == ("other", {"count": 22, "all": 30, "error": f"{error:.2g}"})
    with np.errstate(all="ignore"):
        huge = Sight(("G", 1), yours * 1e308, -expected * 1e308, np.zeros((6, 5)), {}, 6)
        assert PATTERNS[-1](huge)[2]["error"] == "∞"  # type: ignore[index]


def test_an_overflow_is_named() -> None:
    net, W, X, y = problem()
    W = {**W, 3: W[3] * 2000}
    wrong = trace(net, W, X, y, plants_of("softmax_unshifted", net, 9)[0].rules())
    assert np.isnan(wrong["S"]).any()
    assert diagnose(net, W, X, y, {"S": wrong["S"]})[0].mistakes == ("softmax_unshifted",)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("broken", [{1}, {2}, {3}, {1, 2, 3}])
def test_no_mistake_is_claimed_for_what_is_no_number(broken: set[int], value: float) -> None:
    net, W, X, y = problem("tanh")
    t = trace(net, W, X, y)
    arrays = {("dW", i): np.full_like(t["dW", i], value) if i in broken else t["dW", i] for i in (1, 2, 3)}
    found = diagnose(net, W, X, y, arrays)
    assert found[0].places == (("dW", max(broken)),)
    assert {(one.mistakes, one.pattern) for one in found} == {((), "not finite")}


@pytest.mark.parametrize("number", [0.1, -0.01, 0.001, 2.0])
@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.thorough
def test_one_number_everywhere_is_no_mistake_however_few_decimals_it_has(layer: int, number: float) -> None:
    net, W, X, y = problem("tanh")
    arrays = all_of(trace(net, W, X, y))
    arrays["dW", layer] = np.full_like(arrays["dW", layer], number)
    (found,) = diagnose(net, W, X, y, arrays)
    assert (found.mistakes, found.pattern) == ((), "all alike"), found.sentence
    arrays["dW", layer][::2] *= -1
    assert {one.mistakes for one in diagnose(net, W, X, y, arrays)} == {()}


def test_an_infinity_is_no_nan() -> None:
    net, W, X, y = problem()
    W = {**W, 3: W[3] * 2000}
    S = trace(net, W, X, y, plants_of("softmax_unshifted", net, 9)[0].rules())["S"]
    assert diagnose(net, W, X, y, {"S": np.where(np.isnan(S), np.inf, S)})[0].mistakes == ()


def test_float32_is_said_to_be_no_mistake() -> None:
    net, W, X, y = problem()
    coarse = trace(net, {i: W_i.astype("float32") for i, W_i in W.items()}, X, y)
    for arrays in (all_of(coarse), {key: a.astype("float64") for key, a in all_of(coarse).items()}):
        (found,) = diagnose(net, W, X, y, arrays)
        assert found.mistakes == ("float32",)
        assert check_gradients(net, W, X, y, arrays).ok
    right = {i: W_i.astype("float32") for i, W_i in W.items()}
    assert diagnose(net, right, X, y, all_of(coarse)) == []


def test_numbers_that_a_mistake_depends_on_are_found() -> None:
    net, W, X, y = problem(bias=True)
    norm = np.sqrt(sum(np.square(trace(net, W, X, y)["dW", i]).sum() for i in (1, 2, 3)))
    for key, number in (("regularization_extra", 0.01), ("clip_norm", 5 / norm), ("updated_weights", 0.1)):
        wrong = trace(net, W, X, y, plants_of(key, net, 9)[-1].rules(number))
        best = diagnose(net, W, X, y, all_of(wrong))[0]
        assert best.mistakes == (key,)
        assert best.parameters == pytest.approx((number,))
        assert f" = {number:.6g}" in str(best.sentence)


def test_mistakes_that_make_the_same_numbers_are_said_together() -> None:
    net, W, X, y = problem()
    wrong = trace(net, W, X, y, plants_of("targets_minus_output", net, 9)[0].rules())
    found = diagnose(net, W, X, y, all_of(wrong))
    assert {diagnosis.mistakes for diagnosis in found if diagnosis.explains} >= {("targets_minus_output",), ("sign",)}


def test_three_mistakes_are_named_one_by_one() -> None:
    net, W, X, y = problem()
    rules: Any = {}
    for key, place in (("slope_left_out", ("M", 2)), ("accumulated", ("dW", 3)), ("sign", ("dW", 1))):
        plant = next(plant for plant in plants_of(key, net, 9) if plant.places == (place,))
        rules = plant.rules(1.0, rules)
    wrong = trace(net, W, X, y, rules)
    found = diagnose(net, W, X, y, all_of(wrong, ("M", "G", "dW")))
    assert {d.mistakes[0]: d.places[0] for d in found if d.mistakes} == {
        "accumulated": ("dW", 3),
        "slope_left_out": ("M", 2),
        "sign": ("dW", 1),
    }


def test_wrong_inputs_are_said_first() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    found = diagnose(net, W, X, y, {"X": X[::-1], "W1": W[1], **{f"dW{i}": t["dW", i] for i in (1, 2, 3)}})
    assert found[0].places == ("X",)
    assert found[0].pattern == "permuted rows"


def test_a_diagnosis_can_be_sent_to_another_process() -> None:
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    found = diagnose(net, W, X, y, {"dW2": t["dW", 2] * 3})
    again = pickle.loads(pickle.dumps(found))
    assert [str(one) for one in again] == [str(one) for one in found]
    assert again[0].sentence.template == found[0].sentence.template


# Outside the catalogue

Change = Callable[[Trace, dict[Any, Any]], None]


def put(key: Any, change: Callable[[Any], Any]) -> Change:
    """One array changed."""

    def make(t: Trace, arrays: dict[Any, Any]) -> None:
        arrays[key] = change(arrays[key].copy())

    return make


def entry(array: Any, place: Any, value: float) -> Any:
    array[place] = value
    return array


def rows_times(t: Trace, arrays: dict[Any, Any]) -> None:
    weights = np.ones(t.rows)
    weights[[2, 5]] = 3, 0
    arrays["dW", 2] = (t["Z", 2] * weights[:, None]).T @ t["M", 2]


def lagged(t: Trace, arrays: dict[Any, Any]) -> None:
    arrays["dW", 1] = t["Z", 1][:-1].T @ t["M", 1][1:]


def missing_pair(t: Trace, arrays: dict[Any, Any]) -> None:
    """One unit of the layer is left out of the sum."""
    arrays["G", 2] = t["M", 2][:, 1:] @ t["W", 2].T[1:]


NOISE = np.random.default_rng(3)

OUTSIDE: list[tuple[Change, Any, str]] = [
    (put(("dW", 2), lambda a: a * 3), ("dW", 2), "constant factor"),
    (put(("G", 3), lambda a: a / 7.5), ("G", 3), "constant factor"),
    (put(("dW", 2), lambda a: a + 0.25), ("dW", 2), "additive constant"),
    (put(("dW", 2), lambda a: entry(a, (1, 2), 9.0)), ("dW", 2), "some entries"),
    (put(("dW", 1), lambda a: entry(a, (3, slice(None)), 0.0)), ("dW", 1), "last of the rows"),
    (put(("dW", 1), lambda a: entry(a, (slice(None), 0), 7.0)), ("dW", 1), "some columns"),
    (put(("M", 2), lambda a: entry(a, 8, 0.0)), ("M", 2), "last of the rows"),
    (put(("G", 2), lambda a: entry(a, (slice(0, 3), slice(None)), 1.0)), ("G", 2), "some rows"),
    (put(("dW", 2), lambda a: a[::-1]), ("dW", 2), "permuted rows"),
    (put(("dW", 2), lambda a: a[:, [1, 0, 2, 4, 3]]), ("dW", 2), "permuted columns"),
    (put(("dW", 2), lambda a: a * np.arange(1, 6)), ("dW", 2), "factor by column"),
    (put(("M", 2), lambda a: a * np.arange(1, 10)[:, None]), ("M", 2), "factor by row"),
    (put(("G", 2), lambda a: np.clip(a, -0.1, 0.1)), ("G", 2), "clipped"),
    (put(("dW", 2), lambda a: a.astype(np.float16).astype(float)), ("dW", 2), "precision"),
    (put(("dW", 2), lambda a: a * (1 + 1e-4 * NOISE.standard_normal(a.shape))), ("dW", 2), "precision"),
    (put(("dW", 2), lambda a: a + np.outer(np.arange(6), np.ones(5))), ("dW", 2), "added to rows"),
    (put(("dW", 2), lambda a: a + np.outer(np.arange(6), np.arange(5) + 1)), ("dW", 2), "low rank"),
    (missing_pair, ("G", 2), "low rank"),
    (rows_times, ("dW", 2), "some examples"),
    (put(("dW", 3), lambda a: a[:4]), ("dW", 3), "shape"),
    (put(("dW", 2), lambda a: entry(a, (0, 0), np.nan)), ("dW", 2), "not finite"),
    (put(("M", 1), np.abs), ("M", 1), "signs"),
    (lagged, ("dW", 1), "other"),
]


@pytest.mark.parametrize("n", range(len(OUTSIDE)))
def test_what_is_in_no_catalogue_gets_its_place_and_a_true_description(n: int) -> None:
    change, place, pattern = OUTSIDE[n]
    net, W, X, y = problem()
    t = trace(net, W, X, y)
    arrays = all_of(t, ("Z", "P", "D", "M", "G", "dW"))
    change(t, arrays)
    assert compare(t, arrays).first == place
    found = diagnose(net, W, X, y, arrays)
    assert found[0].places == (place,)
    assert (found[0].mistakes, found[0].pattern) == ((), pattern), found[0].sentence


def test_only_where_the_slope_is_zero() -> None:
    net, W, X, y = problem("relu")
    t = trace(net, W, X, y)
    M = t["M", 1] + 0.3 * (t["D", 1] == 0) * np.arange(1, 7)
    (found, *_) = diagnose(net, W, X, y, all_of(t, ("P", "D", "G", "M")) | {("M", 1): M})
    assert found.pattern == "flat"


def test_planting_does_what_the_tables_say() -> None:
    net, W, X, y = problem()
    right = trace(net, W, X, y)
    for plant in planted(net, 9):
        one = case(net, W, X, y, (plant,))
        if one and not plant.has_parameter:
            first = next(step.writes for step in one.wrong.steps if not np.array_equal(step.result, right[step.writes]))
            assert first in plant.places, plant.mistake.key


@pytest.mark.parametrize("size", [1e76, 1e160, 1e300])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_numbers_out_of_range_are_said_to_be_and_no_mistake_is(size: float, activation: str) -> None:
    net, W, X, y = problem(activation)
    t = trace(net, W, X * size, y)
    for arrays in (all_of(t), {("dW", 1): -t["dW", 1], ("dW", 3): t["dW", 3]}):
        for judge in (lambda a: compare(t, a), lambda a: diagnose(net, W, X * size, y, a)):
            with pytest.raises(DataError, match=r"X is out of range, first at \[0, 0\].*allowed are .*1e\+75"):
                judge(arrays)


def test_what_leaves_the_range_on_the_way_is_named() -> None:
    net, W, X, y = problem("relu")
    t = trace(net, {**W, 2: W[2] * 1e50}, X * 1e50, y)
    with pytest.raises(DataError, match=r"^P₂ is out of range, first at \[0, \d\]"):
        compare(t, {("P", 1): t["P", 1]})


def test_one_array_out_of_range_is_described_and_no_mistake_is_named() -> None:
    net, W, X, y = problem("tanh")
    t = trace(net, W, X, y)
    found = diagnose(net, W, X, y, {("dW", 1): t["dW", 1] * 1e200, ("dW", 2): t["dW", 2], ("dW", 3): t["dW", 3]})
    assert {(one.mistakes, one.pattern, one.places) for one in found} == {((), "not finite", (("dW", 1),))}
    assert "out of range" in str(found[0].sentence)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_near_the_largest_float32_right_is_right_and_a_sign_is_a_sign(activation: str) -> None:
    net, W, X, y = problem(activation)
    W, X = {i: W_i.astype("float32") for i, W_i in W.items()}, (X * 1e36).astype("float32")
    t = trace(net, W, X, y)
    assert all(np.isfinite(t["dW", i]).all() for i in (1, 2, 3))
    assert compare(t, all_of(t)).ok
    wrong = {("dW", i): -t["dW", i] if i == 3 else t["dW", i] for i in (1, 2, 3)}
    assert "sign" in {key for one in diagnose(net, W, X, y, wrong) for key in one.mistakes}


def test_what_overflows_in_float32_is_said_to_where_it_does_first() -> None:
    net, W, X, y = problem("relu")
    W, X = {i: W_i.astype("float32") for i, W_i in W.items()}, (X * 1e20).astype("float32")
    W[2] *= np.float32(1e20)
    t = trace(net, W, X, y)
    assert not np.isfinite(t["P", 2]).all()
    (found,) = diagnose(net, W, X, y, {("dW", i): t["dW", i] for i in (1, 2, 3)})
    assert (found.mistakes, found.places, found.pattern) == ((), (("P", 2),), "out of range")


@pytest.mark.parametrize(
    "key", ["slope_left_out", "value_for_slope", "first_row_only", "sign", "wrong_Z", "accumulated"]
)
def test_the_wrong_line_is_of_the_layer_where_it_is_and_in_the_names_that_were_given(key: str) -> None:
    net, W, X, y = problem("tanh")
    plant = next(p for p in plants_of(key, net, 9) if p.places in ((("M", 2),), (("D", 2),), (("dW", 2),)))
    t = trace(net, W, X, y, plant.rules())
    found = diagnose(net, W, X, y, {f"grad_W{i}": t["dW", i] for i in (3, 2, 1)})
    one = next(one for one in found if one.mistakes == (key,) and one.places == plant.places)
    assert one.written
    assert not any("1" in line and "2" not in line for line in one.written), one.written
    assert "grad_W2" in "".join(one.written) or plant.places[0][0] != "dW" or key == "first_row_only"


def test_no_line_that_is_right_in_a_notation_is_said_to_be_wrong() -> None:
    for net in (
        Network((4, 6, 5, 3)),
        Network((5, 5, 5), "relu", reduction="mean", bias=True),
        Network((4, 3, 1), l2=0.1),
    ):
        writings = [notation.of(net) for notation in NOTATIONS.values()]
        right = {line for call in program(net) if call.formula for one in writings for line in one.statements(call)}
        for plant in planted(net, 9):
            for writing in writings:
                lines = wrong_code(writing, plant, 0.3)
                assert right.isdisjoint(lines)
                if plant.mistake.key in ("wrong_Z", "slope_left_out", "mean_missing", "wrong_W"):
                    assert plant.mistake.written() not in lines


def test_every_mistake_has_a_line_that_says_it() -> None:
    net = Network((4, 6, 5, 3))
    silent = {p.mistake.key for p in planted(net, 9) if not wrong_code(NOTATIONS["lecture"].of(net), p, 0.3)}
    assert silent <= {"first_row_only", "last_row_only", "wrong_Z", "regularization_missing", "updated_weights"}
