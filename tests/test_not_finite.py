"""What is not finite is shown: the notice, the wall, and panels that say where it comes from."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Network, NotFiniteError, Trainer
from backprop.experiment import Experiment
from backprop.explain import explain
from backprop.expression import Key, Place
from backprop.passes import Trace
from backprop.timeline import Timeline
from figures.notation import title
from figures.wall.packing import film
from figures.wall.panel import Panel
from figures.wall.parts import Scene
from figures.wall.provenance import lit, panel
from figures.wall.scene import View, scene
from tests.page import drawn, press, session, sound, texts
from tests.wire import pictures
from ui import i18n

SQUARED = Experiment(
    batch_size=8, loss="squared_error", learning_rate=1.0, activations=("identity", "identity", "identity")
)
HUGE = Experiment(dtype="float32", init="normal", std=1e20, activations=("relu", "relu", "identity"))
TRAINED = {
    "identity": SQUARED,
    "leaky_relu": replace(SQUARED, activations=("leaky_relu", "leaky_relu", "identity"), learning_rate=3.0),
    "elu": replace(SQUARED, activations=("elu", "elu", "identity"), learning_rate=3.0),
}
BROKEN = {**TRAINED, "float32": HUGE, "float32, mean": replace(HUGE, reduction="mean", bias=True)}


def broken(name: str) -> Timeline:
    """The experiment when it can't go on."""
    timeline = Timeline(BROKEN[name])
    if name in TRAINED:
        with pytest.raises(NotFiniteError):
            timeline.go(1000)
    return timeline


def places(trace: Trace) -> Iterator[Place]:
    """A few cells of every matrix, those that are not finite before others."""
    for key, matrix in trace.items():
        if np.ndim(matrix) == 2 and key != "step":
            order = np.argsort(np.isfinite(matrix), axis=None, kind="stable")
            for flat in order[:: max(1, len(order) // 12)]:
                row, column = divmod(int(flat), matrix.shape[1])
                yield key, row, column


def header(timeline: Timeline, place: Place) -> tuple[Panel, dict[str, Any]]:
    """The panel of a cell, and what the browser is sent with it."""
    key, *index = place
    made = panel(timeline.trace, [place])
    whole = scene(
        timeline.trace, len(timeline.trace.steps), View(selected=place), lit(explain(timeline.trace, key, index))
    )
    (picture,) = pictures(film([replace(whole, panel=made)]))
    return made, picture.header


@pytest.mark.parametrize("name", BROKEN)
def test_every_cell_of_a_broken_round_has_its_wall_and_its_panel(name: str) -> None:
    timeline = broken(name)
    trace = timeline.trace
    assert any(not np.isfinite(step.result).all() for step in trace.steps)
    told = 0
    for place in places(trace):
        made, sent = header(timeline, place)
        json.dumps(sent, allow_nan=False)
        assert sent["panel"]["title"] == made.title
        facts = dict(made.facts)
        value = float(trace[place[0]][place[1:]])
        terms = [number for terms in made.terms for number in terms.values]
        assert ("not finite" in facts) == (not all(map(math.isfinite, [value, *terms])))
        told += "not finite" in facts
    assert told


def fact(name: str, key: Key, row: int, column: int) -> str:
    return dict(panel(broken(name).trace, [(key, row, column)]).facts)["not finite"]


def test_a_panel_names_the_factors_that_are_not_finite_or_says_that_all_are() -> None:
    trace = broken("float32").trace
    infinite = np.argwhere(~np.isfinite(trace["P", 2]))
    row, column = map(int, infinite[0])
    assert np.isfinite(trace["Z", 2]).all()
    assert fact("float32", ("P", 2), row, column) == (
        "all factors are finite, but a term is beyond the largest number of float32"
    )
    assert fact("float32", ("Z", 3), *map(int, np.argwhere(np.isinf(trace["Z", 3]))[0])).endswith("] = ∞")
    logit = fact("float32", ("P", 3), row, 0)
    assert title(trace.net, ("Z", 3)) in logit
    assert logit.count("=") <= 3


def test_numbers_that_are_not_finite_are_spelled_and_a_name_like_them_is_not() -> None:
    shown = Panel("NaN", "Infinity", rest=(1, -math.inf), facts=[("NaN", "Infinity")])
    (picture,) = pictures(film([Scene([], panel=shown)]))
    sent = picture.header["panel"]
    assert (sent["title"], sent["value"], sent["facts"]) == ("NaN", "Infinity", [["NaN", "Infinity"]])
    assert sent["rest"] == {"count": 1, "value": {"float": "-Infinity"}}


@pytest.mark.parametrize("name", BROKEN)
def test_the_page_keeps_its_wall_and_says_what_is_wrong(opened: AppTest, name: str) -> None:
    state = session(opened)
    state.change(lambda _before: BROKEN[name])
    state.select((("dW", 1), 0, 0))
    sound(opened.run())
    press(opened, "backward", "update-10", "update-100")
    assert drawn(opened)["panel"]["title"] == "∇W₁[0, 0]"
    assert drawn(opened)["tiles"]["W1"]["offset"] is not None
    assert "gives a value that is not finite" in texts(opened)
    assert "not finite" in dict(drawn(opened)["panel"]["facts"])


def test_the_error_names_the_operation_in_the_words_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Network((1, 1, 1), "identity", "squared_error")
    trainer = Trainer(net, {1: np.full((1, 1), 1e200), 2: np.ones((1, 1))}, [[1e200]], [[0.0]])
    with pytest.raises(NotFiniteError, match="in layer 1 the rule 'product' gives") as error:
        trainer.advance()
    monkeypatch.setattr(i18n, "_spoken", lambda: i18n._catalogue("zh_CN"))
    assert "“矩阵乘积”" in i18n.error_text(error.value)
