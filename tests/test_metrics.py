"""Each metric of the table against what is counted by hand, and the history that keeps them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from backprop import Network, trace
from backprop import evaluation as evaluation_module
from backprop import history as history_module
from backprop.data import ByHand, Dataset
from backprop.evaluation import OF_ROWS, evaluate, measure, predict
from backprop.experiment import Experiment, Source, metrics_for
from backprop.history import History
from backprop.metrics import METRICS
from backprop.rules import RULES
from backprop.timeline import Timeline
from tests import oracles
from tests.oracles import Problem, problems

LAYERED = [name for name, metric in METRICS.items() if metric.per == "layer"]


def chosen(entries: list[float], threshold: float) -> int:
    """The class that a row stands for: of one entry, whether it is above the threshold."""
    if len(entries) == 1:
        return int(entries[0] > threshold)
    return max(range(len(entries)), key=entries.__getitem__)


def counted(Z: Any, Y: Any) -> tuple[float, list[float]]:
    """Accuracy, and that of each class, row by row."""
    rows = [(chosen(outputs, 0), chosen(targets, 0.5)) for outputs, targets in zip(Z, Y, strict=True)]
    right = [found == label for found, label in rows]
    by_class = []
    for c in range(max(2, len(Y[0]))):
        mine = [found == label for found, label in rows if label == c]
        by_class.append(float(Fraction(sum(mine), len(mine))) if mine else float("nan"))
    return sum(right) / len(right), by_class


@given(problems())
def test_the_metrics_of_rows_are_what_is_counted_row_by_row(problem: Problem) -> None:
    net, m = problem.net, len(problem.X)
    Z = problem.activations()[net.layers + 1]
    total = float(oracles.loss(net, Z, problem.targets))
    found = evaluate(net, problem.W, problem.X, problem.y)
    accuracy, by_class = counted(predict(net, problem.W, problem.X).tolist(), problem.targets.tolist())
    assert found["loss"] == pytest.approx(total if net.reduction == "mean" else total / m, rel=1e-9, abs=1e-12)
    assert found["accuracy"] == pytest.approx(accuracy, rel=1e-15)
    np.testing.assert_allclose(found["class_accuracy"], by_class, rtol=1e-15)


@given(problems())
def test_the_size_of_a_gradient_is_its_root_mean_square(problem: Problem) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    found = measure(lambda: t, METRICS)
    assert list(found) == LAYERED
    expected = [float(np.linalg.norm(t["dW", i]) / np.sqrt(t["dW", i].size)) for i in problem.W]
    np.testing.assert_allclose(found["gradient_size"], expected, rtol=1e-12)


@pytest.mark.parametrize(("scale", "expected"), [(1e200, 1e200), (np.inf, np.inf), (np.nan, np.nan), (0.0, 0.0)])
def test_a_gradient_of_any_size_has_one(scale: float, expected: float) -> None:
    """The square of 1e200 is infinite."""

    class Scaled(dict[Any, Any]):
        net = Network((2, 2))

    t: Any = Scaled({("dW", 1): np.array([[scale, -scale], [scale, scale]])})
    np.testing.assert_allclose(measure(lambda: t, LAYERED)["gradient_size"], [expected])


def test_a_rare_class_that_is_never_found_shows() -> None:
    """380 rows to 20: an accuracy of 95 %."""
    X, y = np.ones((400, 1)), np.repeat([0, 1], [380, 20])
    found = evaluate(Network((1, 2)), {1: np.array([[1.0, 0.0]])}, X, y)
    assert found["accuracy"] == 0.95
    assert found["class_accuracy"].tolist() == [1.0, 0.0]
    data = Dataset("rare", X, y, X[:40], y[:40], ("x",), ("often", "rare"))
    history = Timeline(Experiment(Source(table=data), hidden=(), activations=("identity",))).go(3).history
    assert history.series("train", "class_accuracy")[-1].tolist() == [1.0, 0.0]
    np.testing.assert_array_equal(history.series("test", "class_accuracy")[-1], [1.0, np.nan])


def test_where_quantities_are_predicted_there_is_no_accuracy() -> None:
    X = ((0.0, 1.0), (1.0, 0.0))
    labels, targets = ByHand(X, (0, 1), classes=2), ByHand(X, targets=((0.5,), (2.0,)))
    assert metrics_for(labels.dataset) == ["loss", "accuracy", "class_accuracy"]
    assert metrics_for(targets.dataset) == ["loss"]


@pytest.mark.parametrize("name", METRICS)
def test_values_are_within_the_range_of_the_table(name: str) -> None:
    metric = METRICS[name]
    assert name == metric.name
    line = Timeline(Experiment(), metrics=[name]).go(20)
    values = line.history.series("round" if metric.per == "layer" else "train", name)
    shape = {"part": (), "class": (3,), "layer": (line.trainer.net.layers,)}[metric.per]
    assert values.shape == (len(line.history.updates), *shape)
    assert ((metric.low <= values) & (values <= metric.high)).all()


def test_all_metrics_of_rows_take_one_forward_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    products: list[int] = []
    compute = type(RULES["product"]).compute

    def noting(rule: Any, net: Network, i: int, *operands: Any, out: Any = None) -> Any:
        products.extend([i] if rule.name == "product" else [])
        return compute(rule, net, i, *operands, out=out)

    monkeypatch.setattr(type(RULES["product"]), "compute", noting)
    net = Network((3, 4, 4, 2))
    assert set(evaluate(net, net.init_weights(), np.ones((2, 3)), [0, 1])) == set(OF_ROWS)
    assert products == [1, 2, 3]


def test_a_layer_takes_memory_only_while_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    compute = type(RULES["product"]).compute
    values: dict[Any, Any] = {}
    given = evaluation_module._given

    def noting(rule: Any, net: Network, i: int, *operands: Any, out: Any = None) -> Any:
        held.append(sum(key[0] in "ZP" for key in values))
        return compute(rule, net, i, *operands, out=out)

    def watched(*args: Any) -> Any:
        values.update(given(*args))
        return values

    monkeypatch.setattr(type(RULES["product"]), "compute", noting)
    monkeypatch.setattr(evaluation_module, "_given", watched)
    net = Network((3, 4, 4, 4, 4, 2))
    predict(net, net.init_weights(), np.ones((2, 3)))
    assert max(held) == 1, "the operand; and its result"


def test_a_trace_is_made_for_the_history_only_if_a_metric_needs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Timeline(Experiment()).go(5)
    assert line._trace is None
    line = Timeline(Experiment(), metrics=["gradient_size"]).go(5)
    assert line._trace is not None
    np.testing.assert_array_equal(
        line.history[5]["round"]["gradient_size"], measure(lambda: line.trace, LAYERED)["gradient_size"]
    )


def filled(updates: range) -> History:
    history = History()
    for update in updates:
        history.record(update, lambda n=update: {"train": {"loss": float(n)}})  # type: ignore[misc]
    return history


def test_a_series_follows_the_updates_in_order() -> None:
    history = filled(range(9, -1, -1))
    assert history.updates == list(range(10))
    assert history.series("train", "loss").tolist() == list(range(10))
    assert history.nbytes == 80
    assert history.before(4).updates == [0, 1, 2, 3]
    assert history.updates == list(range(10)), "the other is another one"


def test_what_could_not_be_measured_leaves_no_point() -> None:
    def fails() -> Any:
        raise MemoryError

    history = History()
    with pytest.raises(MemoryError):
        history.record(3, fails)
    assert 3 not in history
    assert history.updates == []


def test_every_second_point_goes_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_module, "MOST_POINTS", 6)
    assert filled(range(7)).updates == [0, 2, 4, 6]
    history = filled(range(0, 60, 10))
    history.record(5, lambda: {"train": {"loss": 5.0}})
    assert history.updates == [0, 5, 10, 30, 50], "the first, and the one that was measured last"
