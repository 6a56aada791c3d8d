"""Several arrays in one text: as programs print them, and texts that are none."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from backprop.clinic.pasting import LONGEST, read_pasted
from backprop.errors import DataError

MATRIX = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dW1 = [[1. 2.]\n [3. 4.]]", ["dW1"]),
        ("dW1: [[1 2]\n [3 4]]\ndW2 [[1 2]\n [3 4]]", ["dW1", "dW2"]),
        ("dW1\n[[1 2]\n [3 4]]\nthe gradient of W2:\n[[1 2]\n [3 4]]", ["dW1", "the gradient of W2"]),
        (">>> dW1\narray([[1., 2.],\n       [3., 4.]], dtype=float32)\n>>> print(W2)\n[[1 2]\n [3 4]]", ["dW1", "W2"]),
        ("In [3]: dW1\nOut[3]: \narray([[1., 2.],\n       [3., 4.]])", ["dW1"]),
        ("{'dW1': array([[1., 2.], [3., 4.]]), 'grads.W2': array([[1., 2.], [3., 4.]])}", ["dW1", "grads.W2"]),
        (("W1 = tensor([[1., 2.],\n        [3., 4.]], requires_grad=True)\n"
         "x.grad tensor([[1., 2.], [3., 4.]], device='cuda:0')"),
         ["W1", "x.grad"]),
        ("W[1] = np.array([[1, 2], [3, 4]]); grads['W1'] = [[1, 2], [3, 4]]", ["W[1]", "grads['W1']"]),
        ("dW1 =\n\n   1   2\n   3   4\n\ndW2 =\n\n   1   2\n   3   4\n", ["dW1", "dW2"]),
        (r"W_1 = \begin{bmatrix}1 & 2\\3&4\end{bmatrix}, W_2 = \begin{bmatrix}1 & 2\\3&4\end{bmatrix}", ["W_1", "W_2"]),
        ("import numpy\nX = [[1, 2], [3, 4]]\nfor i in range(3):\n    pass\nW = [[1, 2], [3, 4]]  # a", ["X", "W"]),
        ("dW1 (2, 2) float64\n[[1 2]\n [3 4]]", ["dW1"]),
        ("[[1 2]\n [3 4]]", ["array 1"]),
    ],
)  # fmt: skip
def test_every_way_to_print_a_matrix_is_read(text: str, names: list[str]) -> None:
    found = read_pasted(text)
    assert list(found) == names
    for array in found.values():
        assert array.tolist() == MATRIX


def test_what_numpy_prints_is_read_back() -> None:
    rng = np.random.default_rng(0)
    arrays: dict[str, Any] = {
        "X": rng.normal(size=(7, 30)),
        "y": np.arange(40) % 3,
        "loss": np.float64(0.25),
        "b1": rng.normal(size=(1, 30)),
    }
    with np.printoptions(floatmode="unique", threshold=10**6):
        found = read_pasted("\n".join(f"{name} = {array}" for name, array in arrays.items()))
    assert {name: array.shape for name, array in found.items()} == {n: np.shape(a) for n, a in arrays.items()}
    for name, array in arrays.items():
        assert np.array_equal(found[name], array)


def test_numbers_that_are_not_finite_are_numbers_here() -> None:
    assert np.isnan(read_pasted("dW1 [[nan -inf]]")["dW1"]).tolist() == [[True, False]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no array"),
        ("my gradient is wrong, please help", "there is no array"),
        ("dW1 = [[1 2]\n [3", "dW1: line 2, character 2: a bracket is not closed"),
        ("dW1 = [[1 x]]", "dW1: row 1, column 2: 'x' is not a number"),
        ("dW1 = [[1 2] [3]]", "dW1: row 2 has 1 numbers, row 1 has 2"),
        ("dW1 = [[1. ... 2.]]", "np.set_printoptions(threshold=np.inf)"),
        ("dW1 = [[1]]\ndW1 = [[2]]", "dW1 is there twice"),
        ("a = [[[1]]]", "3 deep"),
        ("\n".join(f"a{n} = [1]" for n in range(99)), "more than 64 arrays"),
        ("1" * (LONGEST + 1), "allowed are"),
    ],
)
def test_what_is_no_array_is_said(text: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        read_pasted(text)
    assert words in str(caught.value)


@pytest.mark.parametrize("sign", ["[", "]", "[[", "=", "a=", "array(", "\n", "1 ", ",)", "In [1]:", "\\begin{a}", " "])
def test_no_text_takes_long(sign: str) -> None:
    began = time.process_time()
    with suppress(DataError):
        read_pasted(sign * (200_000 // len(sign)))
    assert time.process_time() - began < 5


def test_any_text_is_read_or_refused() -> None:
    rng = np.random.default_rng(1)
    pieces = [
        "[",
        "]",
        "\n",
        " ",
        "1.5",
        "-",
        "=",
        ":",
        "W1",
        "dW1",
        "array(",
        ")",
        ",",
        "tensor(",
        "{",
        "}",
        "'",
        ">>> ",
        "nan",
    ]
    for _ in range(3000):
        text = "".join(rng.choice(pieces, rng.integers(1, 30)))
        try:
            found = read_pasted(text)
        except DataError:
            continue
        assert all(array.dtype == np.float64 for array in found.values()), text
