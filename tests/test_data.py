"""Data sets: what is drawn, how it is split and scaled, and which tables are refused."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backprop.data import DATASETS, Dataset, DatasetSpec, from_table, load_dataset, split, standardise
from backprop.data.real import carried, iris
from backprop.errors import DataError

SPECS = list(DATASETS.values())
GENERATED = [spec for spec in SPECS if spec.kind == "generated"]
REAL = {"iris": (150, 4, 3), "wine": (178, 13, 3), "breast_cancer": (569, 30, 2), "digits": (1797, 64, 10)}
FRACTIONS = st.floats(0.1, 0.5)
SEEDS = st.integers(0, 2**64)


def rows(data: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Both parts together."""
    return np.vstack([data.X_train, data.X_test]), np.concatenate([data.y_train, data.y_test])


def values(spec: DatasetSpec) -> st.SearchStrategy[dict[str, Any]]:
    """Options anywhere in the ranges of `spec`."""
    return st.fixed_dictionaries(
        {
            o.name: st.integers(int(o.low), min(int(o.high), 200)) if o.is_whole else st.floats(o.low, o.high)
            for o in spec.options
        }
    )


# The table


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_entry_loads_by_its_name_with_its_defaults(spec: DatasetSpec) -> None:
    data = load_dataset(spec.name)
    X, y = rows(data)
    assert data.name == spec.name
    assert DATASETS[spec.name] is spec
    assert X.shape == (len(y), data.n_features)
    assert X.dtype == np.float64
    assert y.dtype == np.intp
    assert np.isfinite(X).all()
    for part in (data.y_train, data.y_test):
        assert np.unique(part).tolist() == list(range(data.n_classes))
    for option in spec.options:
        assert option.checked(option.default) == option.default
        assert 0 < option.step <= option.high - option.low


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_arrays_cannot_be_written(spec: DatasetSpec) -> None:
    data = load_dataset(spec.name)
    for part in (data.X_train, data.y_train, data.X_test, data.y_test):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 0


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_seed_fixes_every_bit_and_another_seed_does_not(spec: DatasetSpec) -> None:
    one, same, other = (load_dataset(spec.name, seed=seed) for seed in (3, 3, 4))
    assert one.X_train.tobytes() == same.X_train.tobytes()
    assert one.X_test.tobytes() == same.X_test.tobytes()
    assert one.y_train.tobytes() == same.y_train.tobytes()
    assert one.X_train.tobytes() != other.X_train.tobytes()


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_value_just_outside_its_range_is_refused_by_name(spec: DatasetSpec) -> None:
    for option in spec.options:
        wrong: list[Any] = [option.low - option.step, option.high + option.step, float("nan"), True, "1"]
        for value in wrong:
            with pytest.raises(DataError, match=f"^{option.name} is ") as error:
                load_dataset(spec.name, **{option.name: value})
            assert error.value.values["low"] == option.low


def test_a_whole_number_is_not_rounded() -> None:
    with pytest.raises(DataError, match=r"arms is 2\.5; allowed are whole numbers from 2 to 10"):
        load_dataset("spirals", arms=2.5)


def test_unknown_names_and_options_are_refused_with_what_there_is() -> None:
    with pytest.raises(DataError, match="irish does not exist; there are: iris, wine"):
        load_dataset("irish")
    with pytest.raises(DataError, match="iris has no option arms; it has: test_fraction"):
        load_dataset("iris", arms=3)


@pytest.mark.parametrize("seed", [-1, 0.5, True, "0", None])
@pytest.mark.parametrize("name", ["iris", "xor"])
def test_a_seed_is_a_whole_number_from_zero(name: str, seed: Any) -> None:
    with pytest.raises(DataError, match=r"^the seed is "):
        load_dataset(name, seed=seed)


# Generated


@pytest.mark.parametrize("spec", GENERATED, ids=lambda spec: spec.name)
@given(data=st.data())
def test_any_allowed_options_give_the_asked_rows_shared_by_all_classes(spec: DatasetSpec, data: st.DataObject) -> None:
    chosen = data.draw(values(spec))
    made = load_dataset(spec.name, seed=data.draw(SEEDS), **chosen)
    X, y = rows(made)
    counts = np.bincount(y, minlength=made.n_classes)
    assert X.shape == (chosen["n"], 2)
    assert made.n_classes == chosen.get("arms", chosen.get("centers", 2))
    assert counts.max() - counts.min() <= 1
    assert np.abs(X).max() < 1.5 + 6 * chosen.get("noise", 0.0)


def test_xor_without_noise_is_four_points_labelled_by_unlike_signs() -> None:
    X, y = rows(load_dataset("xor", noise=0.0))
    assert {tuple(point) for point in X} == {(-1, -1), (-1, 1), (1, -1), (1, 1)}
    np.testing.assert_array_equal(y, X[:, 0] * X[:, 1] < 0)
    assert np.unique(X, axis=0, return_counts=True)[1].tolist() == [100] * 4


def test_circles_without_noise_have_two_radii() -> None:
    X, y = rows(load_dataset("circles", noise=0.0))
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y == 0, 1.0, 0.5))


def test_moons_without_noise_lie_on_half_circles_that_are_each_other_turned() -> None:
    X, y = rows(load_dataset("moons", noise=0.0))
    turned = np.where(y[:, None] == 0, X, -X) + np.array([0.5, 0.25])
    np.testing.assert_allclose(np.hypot(*turned.T), 1)
    assert (turned[:, 1] >= 0).all()


@pytest.mark.parametrize("arms", [2, 3, 7])
def test_spirals_without_noise_have_equal_arms_turned_against_each_other(arms: int) -> None:
    X, y = rows(load_dataset("spirals", noise=0.0, arms=arms, turns=1.5))
    radius = np.hypot(*X.T)
    angle = np.arctan2(X[:, 1], X[:, 0]) - 2 * np.pi * (1.5 * radius + y / arms)
    np.testing.assert_allclose(np.cos(angle), 1)
    assert radius.min() >= 0.1
    assert radius.max() <= 1


def test_blobs_have_the_asked_centres_and_spread() -> None:
    X, y = rows(load_dataset("blobs", n=5000, centers=5, noise=0.1))
    centres = np.array([X[y == label].mean(axis=0) for label in range(5)])
    np.testing.assert_allclose(np.hypot(*centres.T), 1, atol=0.02)
    np.testing.assert_allclose(np.hypot(*(centres - np.roll(centres, 1, axis=0)).T), 2 * np.sin(np.pi / 5), atol=0.03)
    np.testing.assert_allclose((X - centres[y]).std(axis=0), 0.1, atol=0.005)


@given(seed=SEEDS, margin=st.floats(0.05, 1.0))
def test_a_line_through_the_origin_separates_the_separable_pair(seed: int, margin: float) -> None:
    """A perceptron without bias stops: Novikoff allows it (R / (margin / 2))² mistakes, R² ≤ 2."""
    X, y = rows(load_dataset("separable", seed=seed, margin=margin, n=100))
    signed = np.where(y == 1, 1.0, -1.0)[:, None] * X
    w = np.zeros(2)
    for _ in range(int(2 / (margin / 2) ** 2) + 1):
        wrong = np.flatnonzero(signed @ w <= 0)
        if len(wrong) == 0:
            break
        w += signed[wrong[0]]
    assert (signed @ w > 0).all()


def test_the_gap_between_the_separable_pair_is_the_margin() -> None:
    """The widest gap over all directions is at least the margin, and with many points hardly more."""
    X, y = rows(load_dataset("separable", margin=0.4, n=5000))
    angles = np.linspace(0, 2 * np.pi, 3601)
    heights = X @ np.array([np.cos(angles), np.sin(angles)])
    gap = (heights[y == 1].min(axis=0) - heights[y == 0].max(axis=0)).max()
    assert 0.4 - 1e-3 <= gap <= 0.42


# Real


@pytest.mark.parametrize("name", REAL)
def test_real_data_have_their_published_sizes_and_no_row_is_lost(name: str) -> None:
    m, n, k = REAL[name]
    data, published = load_dataset(name), carried(name)
    X, y = rows(data)
    assert (len(y), data.n_features, data.n_classes) == (m, n, k)
    np.testing.assert_array_equal(np.bincount(y), np.bincount(published.y))
    # Undo the scaling: the rows are the published ones, in another order, each with its own label.
    train, test = split(published.y)
    raw = published.X[np.concatenate([train, test])]
    fitted = published.X[train]
    constant = np.ptp(fitted, axis=0) == 0
    back = X * np.where(constant, 1, fitted.std(axis=0)) + fitted.mean(axis=0)
    np.testing.assert_allclose(back, raw, atol=1e-9)
    np.testing.assert_array_equal(y, published.y[np.concatenate([train, test])])


@pytest.mark.parametrize("name", REAL)
def test_real_data_are_standardised_by_the_training_part_alone(name: str) -> None:
    data = load_dataset(name)
    std = data.X_train.std(axis=0)
    np.testing.assert_allclose(data.X_train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(std[std > 0], 1)
    assert np.abs(data.X_test.mean(axis=0)).max() > 1e-3


def test_iris_has_the_names_of_its_flowers_and_measurements() -> None:
    data = load_dataset("iris")
    assert data.class_names == ("setosa", "versicolor", "virginica")
    assert data.feature_names[0] == "sepal length (cm)"
    assert all(type(name) is str for name in data.class_names + data.feature_names)


def test_iris_is_scikit_learns_bit_for_bit() -> None:
    ours, theirs = iris(), carried("iris")
    assert ours.X.tobytes() == theirs.X.tobytes()
    assert ours.y.tobytes() == theirs.y.tobytes()
    assert ours[2:] == theirs[2:]


def test_pixels_of_digits_that_are_always_blank_stay_zero() -> None:
    blank = np.ptp(load_dataset("digits").X_train, axis=0) == 0
    assert blank.any()
    assert (load_dataset("digits").X_train[:, blank] == 0).all()


def test_the_first_eight_rows_of_iris_show_every_class() -> None:
    """The interface opens on them."""
    assert set(load_dataset("iris").y_train[:8].tolist()) == {0, 1, 2}


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    carried.cache_clear()
    with pytest.raises(DataError, match="wine needs scikit-learn: pip install scikit-learn"):
        load_dataset("wine")
    assert load_dataset("moons").n_classes == 2
    iris.cache_clear()
    assert load_dataset("iris").n_classes == 3


# Split


@given(y=st.lists(st.integers(0, 5), min_size=2, max_size=80), fraction=FRACTIONS, seed=SEEDS)
def test_each_row_is_in_one_part_and_each_class_in_proportion(y: list[int], fraction: float, seed: int) -> None:
    counts = np.bincount(y)
    if counts.max() == 1:
        with pytest.raises(DataError, match="one row only"):
            split(y, fraction, seed)
        return
    train, test = split(y, fraction, seed)
    assert sorted([*train, *test]) == list(range(len(y)))
    for label, count in enumerate(counts):
        in_test = int((np.array(y)[test] == label).sum())
        if count < 2:
            assert in_test == 0
        else:
            assert 1 <= in_test <= count - 1
            assert abs(in_test - count * fraction) <= 1
    again = split(y, fraction, seed)
    np.testing.assert_array_equal(again[0], train)
    np.testing.assert_array_equal(again[1], test)


def test_the_parts_are_in_random_order() -> None:
    for part in split(np.zeros(100, dtype=int), 0.5):
        assert (np.diff(part) < 0).sum() > 10


@pytest.mark.parametrize("fraction", [0.0, 0.09, 0.51, float("nan")])
def test_a_test_fraction_out_of_range_is_refused(fraction: float) -> None:
    with pytest.raises(DataError, match=r"the test fraction is .*; allowed is 0\.1 to 0\.5"):
        split([0, 0, 1, 1], fraction)


# Standardise


@given(
    X=arrays(np.float64, (12, 3), elements=st.floats(-100, 100)),
    scale=st.sampled_from([1e-300, 1e-200, 1.0, 1e200, 1e300]),
)
def test_numbers_of_any_magnitude_get_mean_zero_and_deviation_one(X: np.ndarray, scale: float) -> None:
    train, test = standardise(X * scale, X * scale)
    constant = np.ptp(X * scale, axis=0) == 0
    assert (train[:, constant] == 0).all()
    np.testing.assert_allclose(train[:, ~constant].mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(train[:, ~constant].std(axis=0), 1, atol=1e-6)
    np.testing.assert_array_equal(test, train)


def test_a_column_of_tenths_is_constant_although_its_computed_mean_is_not_a_tenth() -> None:
    X = np.full((3, 1), 0.1)
    assert X.mean() != 0.1
    train, test = standardise(X, [[1.1]])
    assert (train == 0).all()
    assert test[0, 0] == 1.0


def test_standardise_leaves_what_it_was_given() -> None:
    X = np.arange(6.0).reshape(3, 2)
    standardise(X, X)
    np.testing.assert_array_equal(X, np.arange(6.0).reshape(3, 2))


def test_a_test_value_out_of_all_proportion_is_refused() -> None:
    with pytest.raises(DataError, match="feature 2: a value lies too far"):
        standardise([[0.0, 1e-300], [1.0, 2e-300]], [[0.0, 1e300]])


@pytest.mark.parametrize("train", [[1.0, 2.0], np.empty((0, 2)), [[1.0]]])
def test_parts_that_do_not_match_are_refused(train: Any) -> None:
    with pytest.raises(DataError, match="the parts have shapes"):
        standardise(train, [[1.0, 2.0]])


# Tables

FEATURE = [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (["b", "a", "b", "a"], ("a", "b")),
        ([" b", "a ", "b", "a"], ("a", "b")),
        ([10, 9, 10, 9], ("9", "10")),
        (["10", "9", "10", "9"], ("9", "10")),
        ([1.0, -1.0, 1.0, -1.0], ("-1", "1")),
        (["2.0", "1", "2", "1"], ("1", "2")),
        ([True, False, True, False], ("False", "True")),
        (np.array([True, False, True, False]), ("False", "True")),
        (np.array([3, 2, 3, 2], dtype=np.uint8), ("2", "3")),
        (["7", "10", "7", "10"], ("7", "10")),
        (["7", "x", "7", "x"], ("7", "x")),
        ([2**60 + 1, 2**60, 2**60 + 1, 2**60], (str(2**60), str(2**60 + 1))),
        (["=1+1", "<b>", "=1+1", "<b>"], ("<b>", "=1+1")),
    ],
)
def test_labels_become_sorted_classes(labels: Any, classes: tuple[str, str]) -> None:
    """The row tells its own number, so each row's class can be checked after the shuffle."""
    data = from_table({"row": FEATURE, "kind": labels}, test_fraction=0.5)
    X, y = rows(data)
    assert data.class_names == classes
    texts = [
        str(label).strip().removesuffix(".0") for label in (labels.tolist() if hasattr(labels, "dtype") else labels)
    ]
    order = np.argsort(X[:, 0])
    assert [data.class_names[label] for label in y[order]] == texts


@given(
    X=arrays(np.float64, (10, 3), elements=st.floats(-1e6, 1e6)),
    y=st.lists(st.integers(-3, 3), min_size=10, max_size=10).filter(lambda y: len(set(y)) > 1),
)
def test_numbers_and_their_spelling_give_the_same_data_set(X: np.ndarray, y: list[int]) -> None:
    numbers = {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "kind": np.array(y)}
    texts = {name: [str(cell) for cell in column.tolist()] for name, column in numbers.items()}
    for one, other in zip(rows(from_table(numbers)), rows(from_table(texts)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_label_column_may_be_any_and_the_others_keep_their_order() -> None:
    data = from_table({"kind": ["a", "b", "a", "b"], "p": FEATURE, "q": FEATURE}, label="kind", name="mine")
    assert data.feature_names == ("p", "q")
    assert data.class_names == ("a", "b")
    assert data.name == "mine"


def test_a_table_is_standardised() -> None:
    data = from_table({"p": np.arange(100.0, 140.0), "kind": np.arange(40) % 3})
    np.testing.assert_allclose(data.X_train.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(data.X_train.std(), 1)


def test_a_table_may_be_pairs_or_a_data_frame() -> None:
    columns: dict[str, Any] = {"p": FEATURE, "on": [True, False, True, False], "kind": ["a", "b", "a", "b"]}
    tables: tuple[Any, ...] = (list(columns.items()), pd.DataFrame(columns))
    for table in tables:
        one, other = from_table(columns), from_table(table)
        np.testing.assert_array_equal(one.X_train, other.X_train)
        assert other.class_names == ("a", "b")


def test_a_class_of_one_row_is_trained_on_and_not_tested_on() -> None:
    kinds = ["a", "a", "b", "b", "rare"]
    data = from_table({"p": np.arange(5), "kind": kinds})
    assert data.class_names[2] == "rare"
    assert 2 in data.y_train
    assert 2 not in data.y_test


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "the table has 0 columns; allowed are 2 or more"),
        ({"kind": ["a", "b"]}, "the table has 1 columns"),
        ({"p": [], "kind": []}, "the table has 0 rows"),
        ({"p": FEATURE, "q": [1.0], "kind": FEATURE}, "column q has 1 rows, column p has 4"),
        ([("p", FEATURE), (" p", FEATURE), ("kind", FEATURE)], "two columns are called p"),
        ({"p": FEATURE, " ": FEATURE}, "the name of column 2 has 0 characters"),
        ({"p": [[1.0], [2.0]], "kind": [0, 1]}, "column p is not a plain list"),
        ({"p": [[1.0], [2.0, 3.0]], "kind": [0, 1]}, r"column p, row 1: \[1.0\] is not a finite number"),
        ({"p": ["1", "two"], "kind": [0, 1]}, "column p, row 2: 'two' is not a finite number"),
        ({"p": ["1", "1_000"], "kind": [0, 1]}, "column p, row 2: '1_000' is not"),
        ({"p": ["1", "=1+1"], "kind": [0, 1]}, "column p, row 2: '=1.1' is not"),
        ({"p": ["1", "x" * 5000], "kind": [0, 1]}, "column p, row 2: 'x{99}… is not"),
        ({"p": [1j, 2j], "kind": [0, 1]}, "column p, row 1: 1j is not"),
        ({"p": [10**400, 2], "kind": [0, 1]}, "column p, row 1: 1000*[.]{3}0*1?0* is not"),
        ({"p": [1.0, float("inf")], "kind": [0, 1]}, "column p, row 2: inf is not"),
        ({"p": np.array([1.0, np.nan]), "kind": [0, 1]}, "column p, row 2: the number is missing"),
        ({"p": ["1", "-1e999"], "kind": [0, 1]}, "column p, row 2: '-1e999' is not"),
        ({"p": ["1", ""], "kind": [0, 1]}, "column p, row 2: the number is missing"),
        ({"p": [None, 1.0], "kind": [0, 1]}, "column p, row 1: the number is missing"),
        ({"p": [pd.NA, 1.0], "kind": [0, 1]}, "column p, row 1: the number is missing"),
        ({"p": FEATURE, "kind": ["a", "b", " ", "a"]}, "column kind, row 3: the label is missing"),
        ({"p": FEATURE, "kind": np.array([1, 1, 0, np.nan])}, "column kind, row 4: the label is missing"),
        ({"p": FEATURE, "kind": [1.5, 1, 2, 2]}, r"column kind, row 1: the label 1\.5 is neither"),
        ({"p": FEATURE, "kind": [1, float("inf"), 2, 2]}, "column kind, row 2: the label inf is neither"),
        ({"p": FEATURE, "kind": ["a"] * 4}, "column kind has 1 different labels; allowed are 2 or more"),
        ({"p": FEATURE, "kind": ["a", "b", "c", "d"]}, "every class has one row only"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_place(columns: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        from_table(columns)


def test_an_unknown_label_column_is_refused_with_what_there_is() -> None:
    with pytest.raises(DataError, match="there is no column sort for the labels; there are: p, kind"):
        from_table({"p": FEATURE, "kind": FEATURE}, label="sort")
