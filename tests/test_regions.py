"""The pictures of the Derive page: decision regions, and what sharing saves."""

from __future__ import annotations

import numpy as np
import pytest

from backprop import Dataset, Network, load_dataset
from backprop.counting import Measured, multiplications
from backprop.errors import DataError
from backprop.evaluation import predict
from figures.growth import DEEPEST, Depths, growth
from figures.palette import CLASSES, SYMBOLS, THEMES, Theme
from figures.regions import PAGE, POINTS, regions, scale
from figures.wall.plane import axes, certainty

NET = Network((2, 6, 3), "tanh", bias=True)
BLOBS = load_dataset("blobs", centers=3)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def test_a_region_is_of_the_class_that_the_network_answers() -> None:
    W = NET.init_weights(seed=3)
    across, down = axes(BLOBS, POINTS)
    found = np.floor(certainty(NET, W, across, down))
    for row, column in ((0, 0), (7, 93), (50, 50), (99, 3)):
        answer = predict(NET, W, [[across[column], down[row]]]).argmax()
        assert found[row, column] == answer
    assert len(set(found.ravel())) > 1, "a picture of one class would prove nothing"


def test_a_toss_up_is_pale_and_a_sure_answer_full() -> None:
    net = Network((2, 3))
    W = {1: np.array([[50.0, 0.0, 0.0], [0.0, 0.0, 0.0]])}
    toss_up, sure = certainty(net, W, np.array([0.0, 1.0]), np.array([0.0]))[0]
    assert toss_up == 0
    assert 0.99 < sure < 1


def test_the_grid_leaves_no_example_out() -> None:
    across, down = axes(BLOBS, POINTS)
    X = np.concatenate([BLOBS.X_train, BLOBS.X_test])
    assert across[0] < X[:, 0].min()
    assert X[:, 0].max() < across[-1]
    assert down[0] < X[:, 1].min()
    assert X[:, 1].max() < down[-1]


def test_every_example_is_drawn_once() -> None:
    figure = regions(NET, NET.init_weights(), BLOBS)
    drawn = sum(len(trace.x) for trace in figure.data[1:])
    assert drawn == len(BLOBS.X_train) + len(BLOBS.X_test)


def test_training_and_test_examples_look_different_in_the_same_colour() -> None:
    training, test = regions(NET, NET.init_weights(), BLOBS).data[1:3]
    assert training.marker.color == test.marker.line.color
    assert training.marker.color != test.marker.color
    assert training.marker.symbol == test.marker.symbol


@pytest.mark.parametrize("theme", THEMES)
def test_every_class_stands_out_from_the_page_and_from_its_own_region(theme: Theme) -> None:
    stops = scale(len(CLASSES), theme)
    for label, pair in enumerate(CLASSES):
        colour = luminance(pair[THEMES.index(theme)])
        for ground, least in ((PAGE[theme], 3.0), (stops[2 * label + 1][1], 1.5)):
            low, high = sorted((colour, luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= least, (label, ground)
    assert len(set(SYMBOLS)) == len(CLASSES)


@pytest.mark.parametrize("data", [load_dataset("iris"), load_dataset("spirals", arms=6)], ids=lambda data: data.name)
def test_data_that_can_not_be_drawn_are_refused(data: Dataset) -> None:
    net = Network((data.n_features, data.n_classes))
    with pytest.raises(DataError, match=f"{data.name} has {data.n_features} features and {data.n_classes} classes"):
        regions(net, net.init_weights(), data)


def test_the_growth_is_what_the_counting_says() -> None:
    depths = Depths(width=8, m=5)
    shared, anew, ratio = (trace.y for trace in growth(depths).data)
    for layers in (1, 7, DEEPEST):
        count = multiplications(Network((8,) * (layers + 1)), 5)
        assert (shared[layers - 1], anew[layers - 1]) == (count.shared, count.anew)
        assert ratio[layers - 1] == count.anew / count.shared


def test_measured_times_are_drawn_as_their_ratio_at_their_depth() -> None:
    figure = growth(Depths(8, 1), {2: Measured(shared=2.0, anew=3.0), 9: Measured(shared=1.0, anew=4.0)})
    assert (figure.data[-1].x, figure.data[-1].y) == ((2, 9), (1.5, 4.0))
