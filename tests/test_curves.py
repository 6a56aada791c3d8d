"""Every metric of the table makes a curve, and the wall can be sent it."""

from __future__ import annotations

from itertools import count
from typing import Any

import numpy as np
import pytest

from backprop.experiment import Experiment
from backprop.history import History
from backprop.metrics import METRICS
from backprop.timeline import Timeline
from figures.wall.curves import curve
from figures.wall.packing import film
from figures.wall.parts import Own, Scene

CHINESE = {
    "training": "训练",
    "test": "测试",
    "update": "更新",
    "layer {i}": "第 {i} 层",
    **{metric.label: f"<{metric.name}>" for metric in METRICS.values()},
}

NAMES = {
    "loss": ["训练", "测试"],
    "accuracy": ["训练", "测试"],
    "class_accuracy": ["训练"] * 3 + ["测试"] * 3,
    "gradient_size": ["第 1 层", "第 2 层", "第 3 层"],
}


def numbered(updates: list[int]) -> History:
    """A history in which every number is another one."""
    numbers, sizes = count(), {"part": (), "class": (3,), "layer": (3,)}

    def values(name: str) -> Any:
        shape = sizes[METRICS[name].per]
        return np.reshape([next(numbers) for _ in range(int(np.prod(shape)))], shape)

    history = History()
    for update in updates:
        point = {part: {name: values(name) for name in METRICS} for part in ("train", "test", "round")}
        history.record(update, lambda point=point: point)  # type: ignore[misc]
    return history


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_a_line_for_each_part_class_or_layer(name: str) -> None:
    history = numbered([0, 2, 5])
    made = curve(history, name, ["a", "update", "c"], 5, False, CHINESE.__getitem__)
    assert (made.title, made.x_label, made.here) == (CHINESE[METRICS[name].label], "更新", 5)
    assert list(np.asarray(made.x)) == [0, 2, 5]
    assert [series.name for series in made.series] == NAMES[name]
    of_classes = METRICS[name].per == "class"
    assert [series.of for series in made.series if series.of is not None] == [0, 1, 2, 0, 1, 2] * of_classes
    assert list(made.classes) == ["a", "update", "c"] * of_classes, "names of the user's are not translated"
    assert (made.metric, made.bounds) == (name, (0, 1) if METRICS[name].high == 1 else None)
    parts = ["round"] if METRICS[name].per == "layer" else ["train", "test"]
    expected = [np.ravel([history[update][part][name] for part in parts]) for update in (0, 2, 5)]
    np.testing.assert_array_equal([series.values for series in made.series], np.transpose(expected))
    assert film([Scene([])], Own(curve=made))


def test_the_curve_of_a_regularised_network_says_what_it_is_without() -> None:
    history = numbered([0])
    titles = [curve(history, name, "abc", 0, False, regularised=True).title for name in ("loss", "accuracy")]
    assert titles == ["Loss per example, without λ/2 ‖W‖²", METRICS["accuracy"].label]


def test_what_it_shows_is_compared_with_no_weights() -> None:
    """Before the first update both networks have the same outputs, so the same curve."""
    plain, regularised = (Timeline(Experiment(l2=l2)) for l2 in (0.0, 0.5))
    for part in ("train", "test"):
        assert plain.history[0][part]["loss"] == regularised.history[0][part]["loss"]
    assert regularised.trace.loss > plain.trace.loss


def test_a_timeline_keeps_what_a_curve_needs() -> None:
    line = Timeline(Experiment(), metrics=METRICS).go(5)
    for name in METRICS:
        made = curve(line.history, name, line.experiment.dataset.class_names, 5, True)
        assert all(np.shape(series.values) == np.shape(made.x) for series in made.series)
