"""An experiment is a value: whatever cannot be run cannot be made, and a change keeps the rest."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from backprop import BackpropError, DataError, NetworkError, TrainingError
from backprop import experiment as experiment_module
from backprop.experiment import Edit, Experiment, Source


def rest(experiment: Experiment, *changed: str) -> dict[str, Any]:
    """Everything but what was to change."""
    return {name: value for name, value in asdict(experiment).items() if name not in changed}


def test_it_opens_on_iris_4_6_5_3_with_tanh_and_six_rows() -> None:
    experiment = Experiment()
    assert experiment.network.widths == (4, 6, 5, 3)
    assert experiment.network.activations == ("tanh", "tanh", "identity")
    assert experiment.trainer().trace().rows == 6


def test_equal_experiments_train_bitwise_alike_and_other_seeds_do_not() -> None:
    one, same, other = (Experiment(seed=seed).trainer() for seed in (3, 3, 4))
    for trainer in (one, same, other):
        trainer.advance(20)
    assert Experiment(seed=3) == Experiment(seed=3)
    np.testing.assert_array_equal(one.weights[1], same.weights[1])
    assert not np.array_equal(one.weights[1], other.weights[1])
    assert not np.array_equal(one.batch_rows(), other.batch_rows())


@pytest.mark.parametrize(
    "change",
    [
        {"init": "he_uniform"},
        {"init": "normal", "std": 0.7},
        {"dtype": "float32"},
        {"loss": "squared_error"},
        {"reduction": "mean"},
        {"bias": True},
        {"l2": 0.2},
        {"learning_rate": 0.3},
        {"weight_decay": 0.2},
        {"optimizer": "adam"},
        {"batch_size": 9},
        {"shuffle": False},
        {"activations": ("tanh", "relu", "identity")},
        {"hidden": (6, 4)},
        {"source": Source("iris", seed=1)},
        {"source": Source("iris", options=(("test_fraction", 0.3),))},
    ],
    ids=str,
)
def test_every_choice_reaches_the_training(change: dict[str, Any]) -> None:
    plain, changed = (e.trainer() for e in (Experiment(), replace(Experiment(), **change)))
    plain.advance(2)
    changed.advance(2)
    one, other = plain.trace(), changed.trace()
    assert not all(np.array_equal(one["G", i], other["G", i]) for i in (1, 2, 3))


@pytest.mark.parametrize(
    ("layers", "hidden", "activations"),
    [
        (1, (), ("sin",)),
        (2, (6,), ("relu", "sin")),
        (3, (6, 5), ("relu", "tanh", "sin")),
        (5, (6, 5, 5, 5), ("relu", "tanh", "tanh", "tanh", "sin")),
    ],
)
def test_layers_come_and_go_before_the_last_one_which_keeps_its_activation(
    layers: int, hidden: tuple[int, ...], activations: tuple[str, ...]
) -> None:
    experiment = Experiment(activations=("relu", "tanh", "sin"), learning_rate=0.3)
    changed = experiment.with_layers(layers)
    assert (changed.hidden, changed.activations) == (hidden, activations)
    assert rest(changed, "hidden", "activations") == rest(experiment, "hidden", "activations")


def test_a_single_layer_may_grow_again() -> None:
    grown = Experiment().with_layers(1).with_layers(3)
    assert grown.network.layers == 3
    assert grown.network.activations[-1] == "identity"


def test_one_width_or_activation_changes_by_itself() -> None:
    experiment = Experiment()
    assert experiment.with_item("hidden", 1, 9).hidden == (6, 9)
    assert experiment.with_item("activations", 2, "sin").activations == ("tanh", "tanh", "sin")
    assert experiment == Experiment()


def test_other_data_bring_their_own_ends_of_the_network_and_keep_its_middle() -> None:
    experiment = Experiment(bias=True, seed=5)
    changed = experiment.with_source(Source("digits"))
    assert changed.network.widths == (64, 6, 5, 10)
    assert rest(changed, "source") == rest(experiment, "source")


def test_a_batch_never_has_more_rows_than_the_data() -> None:
    small = Experiment(batch_size=120).with_source(Source("xor", options=(("n", 40),)))
    assert small.batch_size == len(small.dataset.X_train) == 32


def test_an_option_of_the_data_keeps_the_others_whatever_the_order() -> None:
    spirals = Experiment().with_source(Source("spirals"))
    one = spirals.with_option("arms", 4).with_option("noise", 0.1)
    other = spirals.with_option("noise", 0.1).with_option("arms", 4)
    assert one == other
    assert one.network.outputs == 4
    assert one.with_option("arms", 2).network.outputs == 2


def test_sessions_share_the_data_they_load() -> None:
    assert Experiment().dataset is Experiment(seed=9).dataset


def test_a_readers_own_table_is_the_data() -> None:
    table = Source("wine").dataset
    experiment = Experiment().with_source(Source("mine.csv", table=table))
    assert experiment.dataset is table
    assert experiment.network.widths == (13, 6, 5, 3)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"hidden": (6, 0)}, NetworkError, "0"),
        ({"activations": ("tanh", "tan", "identity")}, NetworkError, "tan"),
        ({"activations": ("tanh", "identity")}, NetworkError, "2"),
        ({"loss": "hinge"}, NetworkError, "hinge"),
        ({"reduction": "max"}, NetworkError, "max"),
        ({"init": "ones"}, NetworkError, "ones"),
        ({"l2": -0.1}, NetworkError, "-0.1"),
        ({"std": float("nan"), "init": "normal"}, NetworkError, "nan"),
        ({"seed": -1}, NetworkError, "-1"),
        ({"dtype": "float16"}, NetworkError, "float16"),
        ({"batch_size": 0}, TrainingError, "0"),
        ({"batch_size": 121}, TrainingError, "121"),
        ({"learning_rate": 0.0}, TrainingError, "0"),
        ({"learning_rate": float("inf")}, TrainingError, "inf"),
        ({"weight_decay": -0.1}, TrainingError, "-0.1"),
        ({"optimizer": "lbfgs"}, TrainingError, "lbfgs"),
        ({"source": Source("mnist")}, DataError, "mnist"),
        ({"source": Source("xor", options=(("n", 7),))}, DataError, "7"),
    ],
    ids=str,
)
def test_what_cannot_be_run_cannot_be_made(change: dict[str, Any], error: type[BackpropError], message: str) -> None:
    with pytest.raises(error, match=message):
        replace(Experiment(), **change)


def test_an_experiment_is_checked_without_a_trainer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(experiment_module, "Trainer", refuse)
    Experiment(seed=3, optimizer="adam")
    with pytest.raises(TrainingError, match="batch size is 0"):
        Experiment(batch_size=0)


def test_x_is_in_no_other_layer_than_the_first() -> None:
    assert Experiment().with_edit(Edit(0, "X", 1.0, 1, 0, 0)).edits
    with pytest.raises(NetworkError, match="the layer of an edit of X is 5; allowed are whole numbers from 1 to 1"):
        Experiment().with_edit(Edit(0, "X", 1.0, 5, 0, 0))
