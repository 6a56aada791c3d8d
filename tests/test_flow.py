"""The flow of the strongest paths, and the curve of a nudge: true to the engine's numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from backprop.expression import Key
from backprop.network import Network
from backprop.nudge import nudge
from backprop.passes import Trace, trace
from backprop.paths import Paths, paths
from figures.flow import flow
from figures.nudge import nudge_curve
from figures.palette import THEMES


@pytest.fixture(scope="module")
def t() -> Trace:
    net = Network((4, 5, 3, 2), "tanh", bias=True)
    random = np.random.default_rng(5)
    return trace(net, net.init_weights(), random.normal(size=(6, 4)), random.integers(0, 2, 6))


SOURCES: list[tuple[Key, tuple[int, int]]] = [
    ("X", (2, 1)),
    (("Z", 3), (0, 2)),
    (("Z", 4), (0, 1)),
    (("W", 1), (0, 2)),
    (("W", 3), (1, 1)),
]


def drawn(t: Trace, source: tuple[Key, tuple[int, int]], k: int = 12, **more: Any) -> tuple[Any, Paths]:
    found = paths(t, source, k)
    return flow(t.net, found, "light", **more), found


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_every_band_is_as_wide_as_the_paths_through_it(t: Trace, source: tuple[Key, tuple[int, int]]) -> None:
    figure, found = drawn(t, source)
    (sankey,) = figure.data
    whole = sum(abs(path.value) for path in found.strongest)
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    for start, end, value in zip(sankey.link.source, sankey.link.target, sankey.link.value, strict=True):
        out[sankey.node.label[start]] += value
        into[sankey.node.label[end]] += value
    first = sankey.node.label[0]
    assert out[first] == pytest.approx(whole)
    assert into["ℓ"] == pytest.approx(whole)
    assert all(into[unit] == pytest.approx(out[unit]) for unit in sankey.node.label if unit not in (first, "ℓ"))
    positive = sum(path.value for path in found.strongest if path.value > 0)
    last = list(sankey.node.label).index("ℓ")
    ends = zip(sankey.link.target, sankey.link.value, sankey.link.customdata, strict=True)
    assert sum(value for target, value, sign in ends if target == last and sign == "+") == pytest.approx(positive)
    assert len(set(zip(sankey.link.color, sankey.link.customdata, strict=True))) == len(set(sankey.link.color))


def test_the_stages_are_called_as_on_the_wall(t: Trace) -> None:
    def layers(source: tuple[Key, tuple[int, int]]) -> set[str]:
        return {label.split("[")[0] for label in drawn(t, source)[0].data[0].node.label}

    assert layers(("X", (2, 1))) == {"X", "Z₂", "Z₃", "Z₄", "ℓ"}
    assert layers((("Z", 3), (0, 2))) == {"Z₃", "Z₄", "ℓ"}
    assert layers((("W", 1), (0, 2))) == {"W₁", "Z₂", "Z₃", "Z₄", "ℓ"}
    assert "Z₂[2, 0]" in drawn(t, ("X", (2, 1)), 99)[0].data[0].node.label, "of that example"
    assert "Z₂[r, 2]" in drawn(t, (("W", 1), (0, 2)))[0].data[0].node.label, "of all examples"


def test_a_long_path_never_runs_back_to_its_source(t: Trace) -> None:
    link = drawn(t, ("X", (2, 1)), 99)[0].data[0].link
    assert 0 not in link.target


def test_the_title_states_the_share(t: Trace) -> None:
    figure, found = drawn(t, ("X", (2, 1)), 3)
    text = figure.layout.title.text
    assert "3 of 30 paths" in text
    assert f"{found.share:.0%}" in text
    assert "100%" not in text
    assert "100%" in drawn(t, ("X", (2, 1)), 99)[0].layout.title.text


def test_nothing_flows_through_dead_units_and_the_title_says_so() -> None:
    net = Network((2, 3, 2), "relu")
    dead = trace(net, {1: -np.ones((2, 3)), 2: np.ones((3, 2))}, np.ones((1, 2)), [0])
    figure, _ = drawn(dead, ("X", (0, 0)))
    assert len(figure.data[0].link.value) == 0
    assert "Nothing flows" in figure.layout.title.text


def test_the_words_of_both_pictures_are_translated(t: Trace) -> None:
    assert drawn(t, ("X", (2, 1)), translate=lambda text: "∗")[0].layout.title.text.count("∗") == 2
    figure = curve(t, "light", translate=lambda text: "∗")
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("∗", "∗")
    assert [line.name for line in figure.data[:2]] == ["∗", "∗"]


def curve(t: Trace, theme: Any, **more: Any) -> Any:
    W = {i: t["W", i] for i in range(1, t.net.layers + 1)}
    y = t["Y"].argmax(axis=1)
    found = nudge(t.net, W, t["X"], y, ("W", 1), (0, 2), np.linspace(-1, 1, 5))
    return nudge_curve(t.net, found, ("W", 1), (0, 2), theme, **more)


def test_the_tangent_touches_the_loss_where_nothing_is_changed(t: Trace) -> None:
    real, tangent, here = curve(t, "light").data
    assert real.y[2] == pytest.approx(t.loss)
    assert tangent.y[2] == real.y[2] == here.y[0]
    assert tangent.y[3] - tangent.y[2] == pytest.approx(0.5 * t["dW", 1][0, 2])
    assert real.y[3] != tangent.y[3]
    assert "W₁[0, 2]" in here.name


def test_the_axes_say_what_they_are(t: Trace) -> None:
    layout = curve(t, "light").layout
    assert "W₁[0, 2]" in layout.xaxis.title.text
    assert "ℓ" in layout.yaxis.title.text


def test_each_theme_has_its_own_colours(t: Trace) -> None:
    light, dark = (curve(t, theme).data[0].line.color for theme in THEMES)
    assert light != dark
    found = paths(t, ("X", (2, 1)), 5)
    light, dark = (flow(t.net, found, theme).data[0].link.color for theme in THEMES)
    assert set(light).isdisjoint(dark)
