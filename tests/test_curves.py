"""Every metric of the table makes a curve, and the wall can be sent it."""

from __future__ import annotations

import numpy as np
import pytest

from backprop.experiment import Experiment
from backprop.metrics import METRICS
from backprop.timeline import Timeline
from figures.curves import curve
from figures.packing import film
from figures.parts import Scene

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
    "class_accuracy": [f"{part}, {name}" for part in ("训练", "测试") for name in ("a", "update", "c")],
    "gradient_size": ["第 1 层", "第 2 层", "第 3 层"],
}


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_a_line_for_each_part_class_or_layer(name: str) -> None:
    line = Timeline(Experiment(), metrics=METRICS).go(5)
    made = curve(line.history, name, ["a", "update", "c"], line.updates, False, CHINESE.__getitem__)
    assert (made.title, made.x_label, made.here) == (CHINESE[METRICS[name].label], "更新", 5)
    assert list(np.asarray(made.x)) == line.history.updates
    assert [series.name for series in made.series] == NAMES[name], "names of the user's are not translated"
    for n, series in enumerate(made.series):
        point = line.history[5]["round" if series.role == "dW" else series.role]
        assert np.asarray(series.values)[-1] == np.atleast_1d(point[name])[n % np.size(point[name])]
    assert film([Scene([], curve=made)])
