"""Evaluation and prediction: what is given to them, and what they refuse; the metrics are in test_metrics.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from backprop import DataError, Network, WeightsError, trace
from backprop.evaluation import evaluate, predict
from tests.oracles import Problem, problems


@given(problems(layers=3))
def test_predictions_are_the_outputs_that_are_traced(problem: Problem) -> None:
    outputs = predict(problem.net, problem.W, problem.X)
    t = trace(problem.net, problem.W, problem.X, problem.y)
    np.testing.assert_array_equal(outputs, t["Z", problem.net.layers + 1])


@pytest.mark.parametrize("y", [[0, 1, 2, 2], np.eye(3)[[0, 1, 2, 2]]], ids=["labels", "one-hot"])
def test_accuracy_is_the_share_of_rows_whose_largest_output_is_at_their_label(y: object) -> None:
    net = Network((3, 3))
    X = [[5.0, 1.0, 0.0], [0.0, 5.0, 1.0], [0.0, 1.0, 5.0], [5.0, 0.0, 1.0]]
    assert evaluate(net, {1: np.eye(3)}, X, y)["accuracy"] == 0.75  # type: ignore[arg-type]


def test_nothing_that_was_given_is_changed() -> None:
    net = Network((3, 4, 2), bias=True)
    W, X, y = net.init_weights(), np.ones((2, 3)), np.array([0, 1])
    before = [W[1].copy(), W[2].copy(), X.copy(), y.copy()]
    evaluate(net, W, X, y)
    for array, kept in zip([W[1], W[2], X, y], before, strict=True):
        np.testing.assert_array_equal(array, kept)
        assert array.flags.writeable


def test_what_does_not_fit_is_refused() -> None:
    net = Network((3, 2))
    with pytest.raises(DataError):
        evaluate(net, net.init_weights(), np.ones((2, 4)), [0, 1])
    with pytest.raises(WeightsError):
        predict(net, {1: np.ones((4, 2))}, np.ones((2, 3)))
