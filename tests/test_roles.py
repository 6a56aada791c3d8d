"""What each column is taken for, and what is made of them; and the scale and order that stay with the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backprop.data import Dataset, Preparation
from backprop.data.choices import Choices, cost, dataset, proposed
from backprop.data.columns import LONGEST_WORD, MOST_WORDS, Column, Table
from backprop.data.preparing import part, scaled
from backprop.data.roles import recognise
from backprop.errors import DataError, NetworkError
from backprop.experiment import Experiment, Source, losses_for
from backprop.timeline import Timeline
from figures.wall.curves import curve

RNG = np.random.default_rng(0)
SIZES = [f"{x:.3f}" for x in RNG.normal(size=24)]
KINDS = ["oak", "fir", "elm"] * 8
KEEP = Preparation(parting="all")


def table(**columns: list[str]) -> Table:
    return Table(tuple(Column.of(name.strip("_"), cells) for name, cells in columns.items()))


def roles(**columns: list[str]) -> list[str]:
    return [proposal.role for proposal in recognise(table(**columns))]


def texts(numbers: Any) -> list[str]:
    return [str(number) for number in numbers]


@pytest.mark.parametrize(
    ("cells", "role", "reason"),
    [
        (texts(range(24)), "out", "it counts the rows"),
        (texts(range(5, 77, 3)), "out", "it looks like an identifier: all values differ, in order"),
        ([f"tree {n}" for n in range(24)], "out", "it has another text in every row"),
        (["7"] * 24, "out", "it is the same in every row"),
        ([""] * 24, "out", "it is empty"),
        (["1.5", "", "", ""] * 6, "out", "18 of 24 cells are missing"),
        ([f"2020-01-{n:02}" for n in range(1, 13)] * 2, "out", "dates are no numbers; write a number instead"),
        (["3/14/2020 10:00", "4/1/2020"] * 12, "out", "dates are no numbers"),
        ([f"w{n % 22}" for n in range(24)], "out", "more than 20 different texts: too many for a column each"),
        (["red", "blue"] * 12, "category", "2 different texts: a column each"),
        (["3", "9", "4"] * 8, "out", "it says the same as the label, in every row"),
        (["red", "green", "blue"] * 8, "out", "it says the same as the label, in every row"),
        (["A/5", "17", "3", "17"] * 6, "category", "3 different texts: a column each"),
        (["=1+1", *SIZES[1:]], "number", "numbers, but for 1 cells such as '=1+1'"),
        (["", *SIZES[1:]], "number", "numbers"),
    ],
)
def test_a_column_is_taken_for_what_it_looks_like(cells: list[str], role: str, reason: str) -> None:
    proposal = recognise(table(it=cells, size=SIZES, label=KINDS))[0]
    assert proposal.role == role
    assert str(proposal.reason).startswith(reason)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"size": SIZES, "kind": KINDS}, ["number", "label"]),
        ({"kind": KINDS, "colour": ["red", "blue"] * 12, "size": SIZES}, ["label", "category", "number"]),
        ({"trees": KINDS, "size": SIZES}, ["label", "number"]),
        ({"size": SIZES, "it": texts([0, 1, 2] * 8)}, ["number", "label"]),
        ({"it": texts([0, 1, 2] * 8), "size": SIZES}, ["label", "number"]),
        ({"a": SIZES, "b": SIZES[::-1]}, ["number", "target"]),
        ({"a": SIZES, "y": SIZES[::-1], "b": SIZES}, ["number", "target", "number"]),
        ({"id": texts(RNG.permutation(24)), "size": SIZES, "kind": KINDS}, ["out", "number", "label"]),
        ({"Tree_ID": texts(RNG.permutation(24)), "size": SIZES, "kind": KINDS}, ["out", "number", "label"]),
        ({"humid": texts(RNG.permutation(24)), "size": SIZES, "kind": KINDS}, ["number", "number", "label"]),
        ({"p": texts([1, 0, 0] * 8), "q": texts([0, 1, 0] * 8), "r": texts([0, 0, 1] * 8), "size": SIZES},
         ["labels", "labels", "labels", "number"]),
        ({"p": texts([1, 0] * 12), "q": texts([0, 1] * 12), "kind": KINDS}, ["number", "number", "label"]),
        ({"n": texts(range(1, 25)), "y": texts(range(2, 50, 2))}, ["number", "target"]),
        ({"n": texts(range(1, 25)), "kind": KINDS}, ["number", "label"]),
    ],
    ids=range(14),
)  # fmt: skip
def test_what_is_to_be_predicted_is_found(columns: dict[str, list[str]], expected: list[str]) -> None:
    assert roles(**columns) == expected


def test_pixels_that_are_always_blank_stay_where_they_are() -> None:
    columns = {f"p{n}": ["0"] * 24 if n % 2 else texts(RNG.integers(0, 256, 24)) for n in range(70)}
    assert set(roles(**columns, label=KINDS)[:-1]) == {"number"}


def test_a_pixel_at_the_rim_is_no_label_beside_digits_that_count() -> None:
    columns = {f"p{n}": texts(RNG.integers(0, 256, 40)) for n in range(70)}
    found = roles(digits=texts([*range(10)] * 4), **columns, rim=texts([0, 0, 7, 0] * 10))
    assert (found[0], set(found[1:])) == ("label", {"number"})


def test_what_python_alone_reads_as_a_number_is_a_text() -> None:
    column = Column.of("a", ["1_000", "2", "1_000"])
    assert (column.words, column.texts) == (("1_000",), 2)


def test_the_mean_fills_in_and_rows_without_a_label_go() -> None:
    given = table(size=["1", "?", "5", "6"], colour=["red", "red", "", "blue"], kind=["a", "b", "a", ""])
    choices = Choices(("number", "category", "label"), "mean", KEEP)
    data = dataset(given, choices)
    np.testing.assert_allclose(data.X_train, [[1, 0, 1], [3, 0, 1], [5, 0, 1]])
    assert data.feature_names == ("size", "colour = blue", "colour = red")
    found = cost(given, choices)
    assert (found.rows, found.dropped, found.filled, found.features) == (3, 1, 2, 3)
    dropped = cost(given, replace(choices, fill="drop"))
    assert (dropped.rows, dropped.dropped, dropped.filled) == (1, 3, 0)


def test_one_hot_columns_become_classes_in_their_order() -> None:
    given = table(x=SIZES[:3], b=["0", "1", "0"], a=["1", "0", "1"])
    data = dataset(given, Choices(("number", "labels", "labels"), preparation=KEEP))
    assert (data.class_names, data.y_train.tolist()) == (("b", "a"), [1, 0, 1])
    with pytest.raises(DataError, match="row 2: of the label columns b, a exactly one must hold 1"):
        dataset(table(x=SIZES[:2], b=["0", "1"], a=["1", "1"]), Choices(("number", "labels", "labels")))


def test_labels_are_sorted_numbers_by_size_and_then_texts() -> None:
    given = table(x=SIZES[:4], kind=["10", "b", "9.0", "a"])
    data = dataset(given, Choices(("number", "label"), preparation=KEEP))
    assert (data.class_names, data.y_train.tolist()) == (("9", "10", "a", "b"), [1, 3, 0, 2])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("number", "number", "number"), "no column is to be predicted"),
        (("label", "out", "out"), "no column is a feature"),
        (("number", "label", "target"), "labels and quantities at once"),
        (("number", "label", "label"), "two columns are labels, b and c; leave one of them out"),
        (("number", "number", "labels"), "c is one of several label columns; there must be others"),
        (("number", "label"), "there are 2 roles for 3 columns"),
        (("number", "out", "label"), "column c has 1 different labels; allowed are 2 or more"),
        (("number", "out", "target"), "column c, row 1: 'x' is not a finite number"),
    ],
)
def test_roles_that_do_not_fit_are_refused_with_what_to_do(given: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        dataset(table(a=["1", "2"], b=["3", "4"], c=["x", "x"]), Choices(given))


def test_choices_that_do_not_exist_are_refused() -> None:
    with pytest.raises(DataError, match="the role of a column is 'king'; allowed are number, category"):
        Choices(("king",))  # type: ignore[arg-type]
    with pytest.raises(DataError, match="what is done with missing values is 'pray'"):
        Choices(("number",), "pray")  # type: ignore[arg-type]
    for wrong, message in (
        ({"scaling": "log"}, "the scaling is 'log'"),
        ({"parting": "first"}, "the split is 'first'"),
        ({"test_fraction": 0.6}, "the test fraction is 0.6"),
        ({"seed": -1}, "the seed is -1"),
    ):
        given: dict[str, Any] = wrong
        with pytest.raises(DataError, match=message):
            Preparation(**given)


def test_texts_that_are_too_many_or_too_long_are_no_classes() -> None:
    for words in ([f"w{n}" for n in range(MOST_WORDS + 2)] * 2, ["x" * (LONGEST_WORD + 1), "y"] * 9):
        column = Column.of("note", words)
        assert column.is_cut
        assert column.cell(len(words) - 2 if len(words) < 20 else MOST_WORDS + 1) == "…"
        given = Table((column, Column.of("kind", ["a", "b"] * (len(words) // 2))))
        assert proposed(given).roles == ("out", "label")
        with pytest.raises(DataError, match="column note has too many different texts, or too long ones"):
            dataset(given, Choices(("category", "label")))


@pytest.mark.parametrize("scaling", ["none", "standard", "unit", "byte"])
def test_the_training_part_alone_decides_the_scale(scaling: str) -> None:
    train, test = RNG.uniform(3, 9, (10, 2)), RNG.uniform(-9, 90, (4, 2))
    train[:, 1] = 5
    found, other = scaled(train, test, scaling)
    again, _none = scaled(train, test[:0], scaling)
    np.testing.assert_array_equal(found, again)
    slope, shift = {
        "none": (1, 0),
        "standard": (1 / train[:, 0].std(), train[:, 0].mean()),
        "unit": (1 / np.ptp(train[:, 0]), train[:, 0].min()),
        "byte": (1 / 255, 0),
    }[scaling]
    np.testing.assert_allclose(found[:, 0], (train[:, 0] - shift) * slope)
    np.testing.assert_allclose(other[:, 0], (test[:, 0] - shift) * slope)
    assert np.ptp(found[:, 1]) == 0
    assert not np.shares_memory(found, train)


def test_the_last_rows_are_for_testing_or_none() -> None:
    y = np.arange(10) % 2
    train, test = part(y, Preparation(parting="last", test_fraction=0.3))
    assert (train.tolist(), test.tolist()) == ([*range(7)], [7, 8, 9])
    train, test = part(y, Preparation(parting="all"))
    assert (train.tolist(), test.tolist()) == ([*range(10)], [])
    with pytest.raises(DataError, match="there is one row only"):
        part(y[:1], Preparation(parting="last"))


def quantities() -> Dataset:
    X = RNG.normal(size=(30, 2))
    columns = zip("abuv", np.column_stack([X, X @ [[1, 2], [3, -1]]]).T, strict=True)
    given = Table(tuple(Column.of_numbers(name, column) for name, column in columns))
    return dataset(given, Choices(("number", "number", "target", "target"), preparation=Preparation("unit")))


def test_quantities_are_learned_with_losses_for_numbers_and_no_other() -> None:
    data = quantities()
    assert (data.target_names, data.n_classes, data.y_train.shape) == (("u", "v"), 0, (24, 2))
    assert (data.y_train.min(), data.y_train.max()) == (0, 1)
    assert losses_for(data) == ["squared_error", "huber"]
    experiment = Experiment().with_source(Source("mine", table=data))
    assert (experiment.loss, experiment.network.outputs) == ("squared_error", 2)
    trainer = replace(experiment, loss="huber", learning_rate=0.5).trainer()
    first = trainer.trace().loss
    trainer.advance(200)
    assert trainer.trace().loss < first / 10
    with pytest.raises(NetworkError, match="cross_entropy is for classes; for quantities allowed are squared_error, h"):
        replace(experiment, loss="cross_entropy")
    assert experiment.with_source(Source("iris")).network.outputs == 3


def test_two_classes_are_learned_with_one_output_too() -> None:
    given = table(size=SIZES, kind=["a", "b"] * 12)
    experiment = Experiment().with_source(Source("mine", table=dataset(given, proposed(given))))
    assert "binary_cross_entropy" in losses_for(experiment.dataset)
    assert replace(experiment, loss="binary_cross_entropy").network.outputs == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"y_train": np.zeros((24, 1))}, r"X has shape \(24, 2\), y has shape \(24, 1\); allowed are \(m, 2\)"),
        ({"y_train": np.zeros(24, np.intp)}, "(?s)y is .*; allowed is an array of float64"),
        ({"y_train": np.full((24, 2), np.nan)}, "y holds a value that is not finite"),
        ({"preparation": 5}, "the preparation is 5; allowed is a Preparation"),
    ],
    ids=range(4),
)
def test_quantities_that_are_none_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        replace(quantities(), **wrong)


def test_a_history_without_a_test_part_has_one_line() -> None:

    given = table(size=SIZES, kind=KINDS)
    data = dataset(given, Choices(("number", "label"), preparation=KEEP))

    line = Timeline(Experiment().with_source(Source("mine", table=data)), 1 << 20)
    line.go(3)
    assert [series.role for series in curve(line.history, "loss", data.class_names, 3, False).series] == ["train"]
