"""At a matrix it is said what stops the learning, and a saturated unit is not called dead."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import Network, trace
from backprop.experiment import Experiment
from figures.wall.remarks import remark
from figures.wall.scene import View, scene


def test_a_layer_of_which_nothing_comes_is_said_at_its_matrix() -> None:
    """Iris, ReLU, bias, all rows in a batch, α = 10: after ten updates nothing moves."""
    experiment = Experiment(activations=("relu", "relu", "identity"), bias=True, batch_size=120, learning_rate=10.0)
    trainer = experiment.trainer()
    trainer.advance(10)
    t = trainer.trace()
    assert not t["Z", 3][:, :5].any()
    drawn = scene(t, len(t.steps), View())
    said = {tile.id: tile.remark for tile in drawn.tiles if tile.remark}
    assert said["Z3"] == "layer 2: all 5 units are 0 for every example"
    assert not {tile.remark for tile in scene(t, 0, View()).tiles} - {""}, "it is not computed yet"


@pytest.mark.parametrize(("name", "at", "said"), [("tanh", 20.0, True), ("sigmoid", 40.0, True), ("relu", -1.0, False)])
def test_a_saturated_unit_is_called_so_and_a_dead_one_is_not(name: str, at: float, said: bool) -> None:
    net = Network((1, 1, 2), name)
    t = trace(net, {1: np.array([[at]]), 2: np.ones((1, 2))}, [[1.0]], [0])
    assert t["D", 1][0, 0] == 0
    words = "saturated, not dead: 1 of 1 slopes are so small that they round to 0"
    assert remark(t, ("D", 1)) == (words if said else "")


def test_nothing_is_said_of_what_learns() -> None:
    t = Experiment().trainer().trace()
    assert {remark(t, key) for key in t} == {""}
