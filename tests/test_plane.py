"""The small picture of the plane: what the network answers there, and where the examples lie."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop import Network, Trace, Trainer, load_dataset
from backprop.evaluation import predict
from backprop.losses import classes_of
from figures.wall.packing import film
from figures.wall.parts import Region, Scene
from figures.wall.plane import BROKEN, CELLS, LEVELS, MOST_POINTS, WHOLE, axes, fits, points, region
from tests.wire import pictures

DATA = load_dataset("blobs", centers=3)
NET = Network((2, 6, 3), bias=True)


def a_round(net: Network = NET, scale: float = 1.0) -> Trace:
    W = {i: scale * W_i for i, W_i in net.init_weights(seed=3).items()}
    y = DATA.y_train[:6] % max(2, net.outputs)
    return Trainer(net, W, DATA.X_train[:6], y, learning_rate=5.0).trace()


def cells_of(found: Region) -> NDArray[np.uint8]:
    assert found.cells is not None
    return found.cells


@pytest.mark.parametrize("net", [NET, Network((2, 6, 1), loss="binary_cross_entropy")], ids=["three", "one output"])
def test_each_point_has_the_class_that_the_network_answers_there(net: Network) -> None:
    t = a_round(net)
    found = region(t, 0, DATA)
    cells = cells_of(found)
    across, up = axes(DATA, CELLS)
    assert found.bounds == (across[0], across[-1], up[0], up[-1])
    W = {i: t["W", i] for i in range(1, net.layers + 1)}
    for row, column in np.ndindex(CELLS, CELLS):
        if (row + column) % 7 == 0:
            answer = classes_of(predict(net, W, [[across[column], up[CELLS - 1 - row]]]), threshold=0)
            assert cells[row, column] // LEVELS == answer, "the first row is the highest"
    assert len(np.unique(cells // LEVELS)) > 1, "a picture of one class would prove nothing"


def test_new_weights_divide_the_plane_as_soon_as_they_are_there() -> None:
    t = a_round()
    last = len(t.steps)
    before, at_the_end, one_layer, after = (
        cells_of(region(t, cursor, DATA)) for cursor in (0, last - NET.layers, last - 1, last)
    )
    np.testing.assert_array_equal(at_the_end, before)
    assert not np.array_equal(before, after)
    assert not np.array_equal(one_layer, before)
    assert not np.array_equal(one_layer, after)


def test_where_the_answer_is_no_number_no_class_is_claimed() -> None:
    t = a_round(scale=1e308)
    for cursor in (0, len(t.steps)):
        assert (cells_of(region(t, cursor, DATA)) == BROKEN).any(), (
            "the outputs overflow; after an update the weights do"
        )
    assert len(DATA.class_names) * LEVELS <= BROKEN


def test_a_large_network_is_asked_at_fewer_points() -> None:
    cells = cells_of(region(a_round(Network((2, 128, 128, 3))), 0, DATA))
    assert cells.shape == (CELLS // 2, CELLS // 2)


def test_the_examples_lie_where_the_plane_has_them() -> None:
    found = points(DATA)
    across, up = axes(DATA, 2)
    assert found["label"] == DATA.y_train.tolist()
    for x, y, (first, second) in zip(found["x"], found["y"], DATA.X_train, strict=True):
        assert 0 < x < WHOLE
        assert 0 < y < WHOLE
        assert abs(across[0] + x / WHOLE * (across[1] - across[0]) - first) < 0.002
        assert abs(up[1] - y / WHOLE * (up[1] - up[0]) - second) < 0.002


def test_of_many_examples_some_are_shown() -> None:
    assert len(points(load_dataset("moons", n=5000))["label"]) <= MOST_POINTS
    assert not fits(load_dataset("spirals", arms=6)), "more classes than colours"
    assert not fits(load_dataset("iris"))


def test_a_region_is_sent_as_bytes_and_nothing_where_it_is_not_shown() -> None:
    found = region(a_round(), 0, DATA)
    (picture,) = pictures(film([Scene([], region=found)]))
    header = picture.header["region"]
    sent = np.frombuffer(picture.payload, np.uint8, CELLS * CELLS, header["offset"])
    np.testing.assert_array_equal(sent.reshape(CELLS, CELLS), cells_of(found))
    assert (header["features"], header["classes"]) == (list(DATA.feature_names), list(DATA.class_names))
    (other,) = pictures(film([Scene([], region=Region())]))
    assert (other.header["region"], other.payload) == ({"shape": None}, b"")
