"""A metric of a training as a curve over the updates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite

from backprop._text import N_
from backprop.history import History
from backprop.metrics import METRICS, Metric

from .parts import Curve, EarlierRun, Series

PARTS = {"train": N_("training"), "test": N_("test")}
"""What the metrics of rows are measured on."""

WITHOUT_PENALTY = N_("Loss per example, without λ/2 ‖W‖²")
"""What the curve of the loss is called where training minimises more than the loss of the examples."""


def curve(
    history: History,
    metric: str,
    classes: Sequence[str],
    here: int,
    log: bool,
    translate: Callable[[str], str] = str,
    earlier: History | None = None,
    regularised: bool = False,
) -> Curve:
    """One line for each part of the data, for each class in it, or for each layer, as the metric says.

    Parameters
    ----------
    history : History
        One in which the metric was measured.
    metric : str
        A name of `METRICS`.
    classes : sequence of str
        The names of the classes, which are not translated.
    here : int
        The update that is marked.
    log : bool
        Whether the axis is logarithmic.
    translate : callable
    earlier : History, optional
        The run before, in which the metric was measured on the same data.
    regularised : bool
        Whether the network has an L2 regularisation, which is in no metric.
    """
    chosen = METRICS[metric]
    own = classes if chosen.per == "class" else ()
    series = _layers(history, chosen, translate) if chosen.per == "layer" else _parts(history, chosen, own, translate)
    before = _before(earlier, chosen, translate) if earlier and chosen.per == "part" else None
    title = WITHOUT_PENALTY if regularised and metric == "loss" else chosen.label
    bounds = (chosen.low, chosen.high) if isfinite(chosen.high) else None
    return Curve(
        translate(title), translate(N_("update")), history.updates, series, here, log, before, metric, bounds, own
    )


def _before(history: History, metric: Metric, translate: Callable[[str], str]) -> EarlierRun:
    return EarlierRun(translate(N_("training before")), history.updates, history.series("train", metric.name))


def _layers(history: History, metric: Metric, translate: Callable[[str], str]) -> list[Series]:
    values = history.series("round", metric.name)
    words = translate(N_("layer {i}"))
    return [Series(words.format(i=i), "dW", layer) for i, layer in enumerate(values.T, 1)]


def _parts(history: History, metric: Metric, classes: Sequence[str], translate: Callable[[str], str]) -> list[Series]:
    series = []
    for part, name in PARTS.items():
        if not history.has(part):
            continue
        values = history.series(part, metric.name)
        if metric.per == "part":
            series.append(Series(translate(name), part, values))
        else:
            lines = zip(range(len(classes)), values.T, strict=True)
            series += [Series(translate(name), part, line, of) for of, line in lines]
    return series
