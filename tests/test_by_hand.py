"""What was typed is used as it is: nothing scaled, all rows, in order, from given weights; also after a link."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop.data import ByHand
from backprop.data.by_hand import MOST_CLASSES, Rows, rows_of
from backprop.errors import BackpropError, DataError, WeightsError
from backprop.experiment import Edit, Experiment, Source
from backprop.timeline import Timeline
from backprop.worked import WORKED
from ui.bookmark import START, Bookmark
from ui.link import LONGEST, decode, encode
from ui.state import Session

XOR = WORKED["xor"].experiment

NUMBERS = st.floats(-1e30, 1e30) | st.integers(-9, 9).map(float)


def matrices(rows: int, columns: int) -> st.SearchStrategy[Rows]:
    row = st.lists(NUMBERS, min_size=columns, max_size=columns).map(tuple)
    return st.lists(row, min_size=rows, max_size=rows).map(tuple)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    m, n, k = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(2, 3))
    hidden, bias = tuple(draw(st.lists(st.integers(1, 3), max_size=2))), draw(st.booleans())
    widths = (n, *hidden, k)
    shapes = [(rows + bias, columns) for rows, columns in pairwise(widths)]
    weights = tuple(draw(matrices(*shape)) for shape in shapes) if draw(st.booleans()) else ()
    if draw(st.booleans()):
        labels = draw(st.lists(st.integers(0, k - 1), min_size=m, max_size=m))
        data, loss = ByHand(draw(matrices(m, n)), tuple(labels), k), "cross_entropy"
    else:
        data, loss = ByHand(draw(matrices(m, n)), targets=draw(matrices(m, k))), "squared_error"
    activations = ("tanh",) * len(hidden) + ("identity",)
    return Experiment(
        Source(by_hand=data), hidden, activations, loss, bias=bias, batch_size=m, shuffle=False, weights=weights
    )


@settings(max_examples=60, deadline=None)
@given(experiments())
def test_a_link_holds_every_bit_of_what_was_typed(experiment: Experiment) -> None:
    bookmark = Bookmark(experiment)
    link = encode(bookmark)
    assert not link.missing
    found, missing = decode(link.text)
    assert (found, missing) == (bookmark, ())
    assert hash(found.experiment.source) == hash(experiment.source)
    assert repr(found) == repr(bookmark), "−0 is another number"


@settings(max_examples=30, deadline=None)
@given(experiments())
def test_what_was_typed_is_what_is_computed_with(experiment: Experiment) -> None:
    trainer, typed = experiment.trainer(), experiment.source.by_hand
    assert typed is not None
    assert trainer.batch_rows().tolist() == list(range(len(typed.X)))
    trace = trainer.trace()
    assert trace["X"].tolist() == [list(row) for row in typed.X]
    for i, W in enumerate(experiment.weights, start=1):
        assert trace["W", i].tolist() == [list(row) for row in W]
    if typed.targets:
        assert trace["Y"].tolist() == [list(row) for row in typed.targets]
    else:
        assert trace["Y"].argmax(axis=1).tolist() == list(typed.labels)
    assert not len(experiment.dataset.X_test)


# --- the examples, by hand ---


def test_the_much_copied_example_has_its_published_numbers() -> None:
    trace = WORKED["sigmoid"].experiment.trainer().trace()
    assert round(float(trace["loss"]), 9) == 0.298371109
    assert np.round(trace["Z", 3], 9).tolist() == [[0.751365070, 0.772928465]]
    assert np.round(trace["W+", 2][:2], 8).tolist() == [[0.35891648, 0.51130127], [0.40866619, 0.56137012]]
    assert np.round(trace["W+", 1][:2], 8).tolist() == [[0.14978072, 0.24975114], [0.19956143, 0.29950229]]


def test_the_lecture_s_two_layers_on_paper() -> None:
    trace = WORKED["two_layers"].experiment.trainer().trace()
    assert trace["P", 1].tolist() == [[1, 1, 2], [-1, 2, 1], [2, -2, 0]]
    assert trace["Z", 2].tolist() == [[1, 1, 2], [0, 2, 1], [2, 0, 0]]
    assert trace["Z", 3].tolist() == [[-1, 3], [-1, 3], [2, 0]]
    p = 1 / (1 + exp(4))
    np.testing.assert_allclose(trace["S"][:2], [[p, 1 - p]] * 2, rtol=1e-15)


def test_symmetric_weights_stay_symmetric() -> None:
    W = WORKED["symmetric"].experiment.trainer()
    W.advance(20)
    assert np.array_equal(W.weights[1][:, 0], W.weights[1][:, 1])
    assert np.array_equal(W.weights[2][0], W.weights[2][1])


def test_xor_is_learnt() -> None:
    assert XOR.trainer().advance(100).loss < 0.25


def test_the_examples_are_all_small_and_have_a_link() -> None:
    for worked in WORKED.values():
        assert worked.experiment.batch_size == len(worked.experiment.dataset.X_train) <= 4
        assert len(encode(Bookmark(worked.experiment)).text) < 250


# --- what does not fit ---

BAD: list[tuple[dict[str, Any], str]] = [
    ({"X": ()}, "X is"),
    ({"X": [[1.0]]}, "X is"),
    ({"X": ((1.0, 2.0), (3.0,))}, "X: row 1 has 1 numbers, row 0 has 2"),
    ({"X": ((1.0,), (float("nan"),))}, r"X\[1, 0\] is nan"),
    ({"X": ((1.0,), (1e31,))}, r"X\[1, 0\] is 1e\+31"),
    ({"X": ((1.0,), (True,))}, r"X\[1, 0\] is True"),
    ({"X": ((1.0,),)}, "y has 2 rows, X has 1"),
    ({"labels": (0, 2)}, r"y\[1\] is 2; labels must be whole numbers from 0 to 1"),
    ({"labels": (0, 0.5)}, r"y\[1\] is 0.5"),
    ({"labels": [0, 1]}, "y is"),
    ({"classes": 1}, "number of classes is 1"),
    ({"classes": MOST_CLASSES + 1}, "number of classes is"),
    ({"labels": ()}, "y is"),
    ({"targets": ((1.0,), (2.0,))}, "labels and targets"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=str)
def test_examples_that_do_not_fit_are_refused(change: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {"X": ((1.0,), (2.0,)), "labels": (0, 1), "classes": 2}
    with pytest.raises(DataError, match=message):
        ByHand(**(good | change))


def test_given_weights_that_do_not_fit_are_named_with_what_would() -> None:
    with pytest.raises(WeightsError, match=r"W_1 3 × 2, W_2 3 × 1; this network takes W_1 2 × 2, W_2 2 × 1"):
        replace(XOR, bias=False)
    with pytest.raises(WeightsError, match="takes W_1 3 × 3, W_2 4 × 1"):
        XOR.with_item("hidden", 0, 3)
    with pytest.raises(DataError, match=r"W_2\[0, 0\] is inf"):
        replace(XOR, weights=(XOR.weights[0], ((float("inf"),),)))


def test_other_data_take_the_given_weights_only_if_they_fit() -> None:
    square = Source("xor", options=(("n", 40),))
    assert XOR.with_source(square).weights == XOR.weights
    iris = XOR.with_source(Source("iris"))
    assert (iris.weights, iris.loss, iris.hidden) == ((), "cross_entropy", (2,))


def test_weights_are_given_for_any_data() -> None:
    drawn = Experiment()
    weights = tuple(rows_of(f"W_{i}", W) for i, W in drawn.initial_weights().items())
    same = replace(drawn, weights=weights, init="zeros")
    here, there = drawn.trainer().trace(), same.trainer().trace()
    assert here["Z", 4].tolist() == there["Z", 4].tolist()
    assert decode(encode(Bookmark(same)).text)[0].experiment == same


def test_a_number_typed_over_holds_from_its_update_on_given_weights() -> None:
    line = Timeline(replace(XOR, edits=(Edit(1, "W", 9.0, 1, 2, 1),)))
    assert line.trace["W", 1][2, 1] == -1
    assert line.go(1).trace["W", 1][2, 1] == 9
    assert line.go(0).trace["W", 1][2, 1] == -1


@pytest.mark.parametrize("part", ["data", "weights", "table"])
def test_a_link_says_what_it_has_no_room_for_and_leads_to_something(part: str) -> None:
    rng = np.random.default_rng(0)
    experiment = {
        "data": Experiment(Source(by_hand=ByHand(rows_of("X", rng.normal(size=(200, 4))), (0, 1) * 100, 2))),
        "weights": replace(
            Experiment(),
            hidden=(60, 5),
            weights=tuple(rows_of("W", rng.normal(size=s)) for s in ((4, 60), (60, 5), (5, 3))),
        ),
        "table": replace(
            Experiment(Source("mine.csv", table=XOR.dataset), (5,), ("tanh", "identity"), batch_size=2),
            weights=(rows_of("W", rng.normal(size=(2, 5))), rows_of("W", rng.normal(size=(5, 2)))),
        ),
    }[part]
    link = encode(Bookmark(experiment, update=5))
    assert len(link.text) < LONGEST
    assert "typed by hand" in str(link.missing[-1])
    found, missing = decode(link.text)
    assert found.update == 0
    assert not found.experiment.weights
    assert found.experiment.source.by_hand is None
    assert found.experiment.hidden == experiment.hidden
    assert "typed=1" in link.text
    assert any("typed by hand" in str(error) or "table" in str(error) for error in missing)


@pytest.mark.parametrize(
    "text",
    ["1", "1~2:5", "1,2_3~1_2", "nan~1", "1e99~1", "1~99999999:0", "~", "1~2:", "1_~1", "1~2:0:0", "x~1", "1~inf"],
)
def test_a_link_with_wrong_numbers_is_refused(text: str) -> None:
    with pytest.raises(BackpropError, match="by_hand is"):
        decode(f"v=1&loss=squared_error&by_hand={text}")


def test_undo_brings_back_what_was_before() -> None:
    state = Session.at(START)
    state.change(lambda _: XOR)
    state.change(lambda e: replace(e, weights=(((0.0, 1.0),) * 3, e.weights[1])))
    assert state.notice is None
    state.undo()
    assert state.experiment == XOR
    state.undo()
    assert state.experiment == START.experiment
    state.redo()
    assert state.trace["W", 1].tolist() == [list(row) for row in XOR.weights[0]]
