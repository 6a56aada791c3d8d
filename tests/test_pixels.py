"""Rows that are pictures: which they are, what they show, and that the wall is sent them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backprop import Network, Trainer, load_dataset
from backprop.data import from_table
from backprop.data.pixels import Pixels, shape_of
from backprop.data.real import carried
from backprop.errors import DataError
from figures.wall.packing import film
from figures.wall.scene import MOST_PICTURES, View, scene
from tests.wire import pictures


def placed(down: int, across: int, form: str = "pixel_{i}_{j}", first: int = 0) -> list[str]:
    places = ((i, j) for i in range(down) for j in range(across))
    return [form.format(i=i + first, j=j + first) for i, j in places]


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        (placed(8, 8), (8, 8)),
        (placed(28, 28, "{i}x{j}", 1), (28, 28)),
        (placed(2, 5), (2, 5)),
        ([f"pixel{i}" for i in range(784)], (28, 28)),
        ([f"pixel{i}" for i in range(1, 10)], (3, 3)),
        ([f"pixel{i}" for i in range(10)], None),
        ([f"pixel{i}" for i in (0, 1, 3, 2)], None),
        (placed(3, 3)[:-1], None),
        (list(reversed(placed(3, 3))), None),
        ([*placed(3, 3)[:-1], "width"], None),
        (placed(1, 9), None),
        (["x1", "x2", "x3", "x4"], None),
        ([], None),
    ],
)
def test_features_are_pixels_if_their_names_say_so(names: list[str], shape: tuple[int, int] | None) -> None:
    assert shape_of(names) == shape


def test_the_pictures_of_the_digits_are_those_that_were_published() -> None:
    data = load_dataset("digits")
    assert data.pixels is not None
    found = data.pixels.of(data.X_train)
    assert found.shape == (len(data.X_train), 8, 8)
    published = {row.astype(np.uint8).tobytes() for row in carried("digits").X}
    assert {np.rint(picture / 255 * 16).astype(np.uint8).tobytes() for picture in found} <= published
    assert load_dataset("iris").pixels is None


def test_a_table_of_pixels_has_pictures_too() -> None:
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (20, 784))
    table = {f"pixel{i}": X[:, i] for i in range(784)} | {"digit": np.arange(20) % 2}
    data = from_table(table)
    assert data.pixels is not None
    assert data.pixels.shape == (28, 28)
    shown = {picture.tobytes() for picture in data.pixels.of(data.X_train)}
    assert shown <= {row.astype(np.uint8).tobytes() for row in X}
    blank = from_table({f"pixel{i}": np.zeros(4) for i in range(9)} | {"digit": [0, 1, 0, 1]})
    assert blank.pixels is None, "all alike: there is nothing to be seen"


def test_pictures_of_another_size_are_refused() -> None:
    data = load_dataset("iris")
    with pytest.raises(DataError, match=r"a picture has the shape \(3, 3\); allowed is one of 4 pixels"):
        replace(data, pixels=Pixels((3, 3), np.zeros(9), np.ones(9)))


@pytest.mark.parametrize("bias", [False, True])
def test_the_wall_is_sent_the_pictures_of_the_batch(bias: bool) -> None:
    data = load_dataset("digits")
    net = Network((64, 10), bias=bias)

    def sent(rows: int, notation: str = "lecture") -> object:
        t = Trainer(net, net.init_weights(), data.X_train[:rows], data.y_train[:rows]).trace()
        (picture,) = pictures(film([scene(t, 0, View(notation=notation, pixels=data.pixels))]))
        found = picture.header["pictures"]
        if found is None:
            return None
        return np.frombuffer(picture.payload, np.uint8, rows * 64, found["offset"]).reshape(found["shape"]).tolist()

    assert data.pixels is not None
    assert sent(5) == data.pixels.of(data.X_train[:5]).tolist()
    assert sent(MOST_PICTURES + 1) is None, "there each row is too low"
    assert sent(5, "column") is None, "there the examples are columns"
