"""Every public function of the engine with whatever one may hand it: one of our errors, or a result; nothing raw."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from backprop import (
    BackpropError,
    DataError,
    Network,
    NetworkError,
    Trainer,
    TrainingError,
    WeightsError,
    bind,
    evaluate,
    explain,
    load_dataset,
    nudge,
    paths,
    predict,
    trace,
)
from backprop.data import Dataset, from_table, split, standardise
from backprop.derivation import parse
from backprop.experiment import Edit, Experiment, Source
from backprop.timeline import Timeline

sparse: Any = importlib.import_module("scipy.sparse")
NET = Network((3, 4, 2), "tanh")
W = NET.init_weights()
X = np.arange(15.0).reshape(5, 3) / 7
Y = np.array([0, 1, 1, 0, 1])
T = trace(NET, W, X, Y)
DATA = load_dataset("xor", n=40)
TABLE = {"p": [1, 2, 3, 4], "kind": ["a", "b", "a", "b"]}


class Contrary:
    """It can be asked nothing."""

    def __repr__(self) -> str:
        raise RuntimeError("no")

    def __array__(self, *_given: Any, **_more: Any) -> Any:
        raise RuntimeError("no")


def cyclic() -> list[Any]:
    endless: list[Any] = []
    endless.append(endless)
    return endless


MASKED = np.ma.masked_array(X, mask=X > 1)
JUNK: dict[str, Any] = {
    "None": None, "True": True, "minus one": -1, "zero": 0, "huge": 10**5000, "float": 0.5, "whole float": 1.0,
    "nan": np.nan, "inf": np.inf, "complex": 1j, "empty text": "", "text": "{nope} **x**", "bytes": b"\0x",
    "list": [], "ragged": [[1.0, 2.0], [3.0]], "nested": [[[[1]]]], "texts": ["a", "b"], "dict": {},
    "other dict": {"a": 1},
    "set": {1, 2}, "tuple": (0.0, 1), "pair": ("W", []), "type": int, "function": len, "object": object(),
    "contrary": Contrary(), "cyclic": cyclic(), "range": range(3), "generator": iter([]),
    "masked": MASKED,
    "masked labels": np.ma.masked_array([0, 1, 1, 0, 1], mask=[False, True, False, False, False]),
    "masked rows": [np.ma.masked_array([1.0, 2, 3], mask=[True, False, False])] * 5,
    "a masked entry": [np.ma.masked, 1.0],
    "sparse": sparse.csr_matrix(X), "objects": X.astype(object), "no dimensions": np.array(1.0),
    "empty": np.zeros((0, 3)),
    "dates": np.array(["2020-01-01"], "datetime64[D]"), "record": np.zeros(3, "i4,f8"), "complex array": X + 0j,
    "truth": X > 1, "NumPy whole": np.int64(1), "NumPy real": np.float32(1.5), "strings": np.array(["a", "b"]),
}  # fmt: skip


def trainer() -> Trainer:
    return Trainer(NET, W, X, Y)


def one_of(function: Callable[..., Any], good: dict[str, Any]) -> dict[str, Callable[[Any], Any]]:
    """Calls of a function with all arguments good but one."""
    name = getattr(function, "__qualname__", repr(function))
    return {f"{name}({argument})": functools.partial(_with, function, good, argument) for argument in good}


def _with(function: Callable[..., Any], good: dict[str, Any], argument: str, junk: Any) -> Any:
    return function(**{**good, argument: junk})


def parts() -> dict[str, Any]:
    return {field.name: getattr(DATA, field.name) for field in fields(Dataset)}


def edited(**edit: Any) -> Timeline:
    return Timeline(Experiment()).edited(Edit(**edit))


PASS = {"net": NET, "W": W, "X": X, "y": Y}
CALLS: dict[str, Callable[[Any], Any]] = {
    **one_of(Network, {"widths": (3, 4, 2), "activations": "tanh", "loss": "squared_error", "reduction": "sum",
        "bias": True, "l2": 0.1}),
    **one_of(NET.init_weights, {"init": "normal", "seed": 0, "dtype": "float64", "std": 0.1}),
    **one_of(NET.activation, {"i": 1}),
    **one_of(NET.weight_shape, {"i": 1}),
    **one_of(NET.columns, {"i": 1}),
    **one_of(trace, PASS),
    **one_of(bind, PASS),
    **one_of(evaluate, {**PASS, "metrics": ["loss"]}),
    **one_of(predict, {"net": NET, "W": W, "X": X}),
    **one_of(Trainer, {**PASS, "batch_size": 2, "learning_rate": 0.1, "optimizer": "sgd", "seed": 0, "shuffle": True,
                       "weight_decay": 0.1}),
    **one_of(explain, {"trace": T, "key": ("dW", 1), "index": (0, 1)}),
    **one_of(paths, {"trace": T, "source": (("W", 1), (0, 1)), "k": 3}),
    **one_of(nudge, {**PASS, "key": ("W", 1), "index": (0, 1), "deltas": [-1.0, 1.0]}),
    **one_of(load_dataset, {"name": "xor", "seed": 0, "n": 40, "noise": 0.1, "test_fraction": 0.2}),
    **one_of(from_table, {"columns": TABLE, "label": "kind", "name": "t", "seed": 0, "test_fraction": 0.5}),
    **one_of(split, {"y": [0, 0, 1, 1], "test_fraction": 0.5, "seed": 0}),
    **one_of(standardise, {"X_train": X, "X_test": X}),
    **one_of(Dataset, parts()),
    **one_of(parse, {"typed": "X"}),
    **one_of(Experiment, {field.name: getattr(Experiment(), field.name) for field in fields(Experiment)}),
    **one_of(Experiment().with_layers, {"layers": 2}),
    **one_of(Experiment().with_item, {"name": "hidden", "index": 0, "value": 3}),
    **one_of(Experiment().with_option, {"name": "test_fraction", "value": 0.2}),
    **one_of(Experiment().with_source, {"source": Source()}),
    **one_of(Experiment().with_edit, {"edit": Edit(3, "α", 0.5)}),
    **one_of(Experiment().rates, {"update": 3}),
    "W_1 of trace": lambda junk: trace(NET, {**W, 1: junk}, X, Y),
    "W_1 of Trainer": lambda junk: Trainer(NET, {**W, 1: junk}, X, Y),
    "a layer of W": lambda junk: trace(NET, {**keyed(junk), 2: W[2]}, X, Y),
    "a width": lambda junk: Network((3, junk, 2)),
    "an activation": lambda junk: Network((3, 4, 2), ("tanh", junk)),
    "a key": lambda junk: T[junk],
    "a layer in a key": lambda junk: T["W", junk],
    "an index": lambda junk: explain(T, ("dW", 1), (0, junk)),
    "a column": lambda junk: from_table({**TABLE, "p": junk}),
    "labels": lambda junk: from_table({**TABLE, "kind": junk}),
    "a cell": lambda junk: from_table({**TABLE, "p": [1, junk, 2, 3]}),
    "a label": lambda junk: from_table({**TABLE, "kind": ["a", junk, "a", "b"]}),
    "the name of a column": lambda junk: from_table([(junk, [1, 2, 3, 4]), *TABLE.items()]),
    "Source.name": lambda junk: Experiment(Source(junk)),
    "Source.seed": lambda junk: Experiment(Source("iris", junk)),
    "Source.options": lambda junk: Experiment(Source("iris", 0, junk)),
    "Source.table": lambda junk: Experiment(Source("iris", table=junk)),
    "an option": lambda junk: Experiment(Source("iris", 0, (("test_fraction", junk),))),
    "an entry of hidden": lambda junk: Experiment(hidden=(junk, 5)),
    "an entry of activations": lambda junk: Experiment(activations=("tanh", junk, "identity")),
    "an edit": lambda junk: Experiment(edits=(junk,)),
    **one_of(edited, {"update": 0, "symbol": "W", "value": 1.0, "layer": 1, "row": 0, "column": 0}),
    "advance": lambda junk: trainer().advance(junk) if junk is not JUNK["huge"] else None,
    "set_rates, α": lambda junk: trainer().set_rates(junk, 0.0),
    "set_rates, κ": lambda junk: trainer().set_rates(0.1, junk),
    "set_weight, i": lambda junk: trainer().set_weight(junk, 0, 0, 1.0),
    "set_weight, row": lambda junk: trainer().set_weight(1, junk, 0, 1.0),
    "set_weight, column": lambda junk: trainer().set_weight(1, 0, junk, 1.0),
    "set_weight, value": lambda junk: trainer().set_weight(1, 0, 0, junk),
    "use_inputs": lambda junk: trainer().use_inputs(junk),
    "restore": lambda junk: trainer().restore(junk),
    "go": lambda junk: Timeline(Experiment()).go(junk) if junk is not JUNK["huge"] else None,
    "take_back": lambda junk: Timeline(Experiment()).take_back(junk) if junk is not JUNK["huge"] else None,
    "play": lambda junk: Timeline(Experiment()).play(junk if not isinstance(junk, float) else min(junk, -1.0)),
    "Timeline": Timeline,
}  # fmt: skip


def keyed(junk: Any) -> dict[Any, Any]:
    try:
        return {junk: W[1]}
    except TypeError:
        return {1: W[1]}


@pytest.mark.parametrize("call", CALLS)
def test_junk_gives_our_error_or_a_result(call: str) -> None:
    raw = {}
    for name, junk in JUNK.items():
        try:
            CALLS[call](junk)
        except BackpropError as error:
            if len(str(error)) > 700:
                raw[name] = str(error)
        except Exception as error:  # noqa: BLE001 - it is what the test is about
            raw[name] = f"{type(error).__name__}: {str(error)[:90]}"
    assert not raw


def wild(junk: Any) -> Any:
    """Something of a type that is not allowed."""
    return junk


TAKES_ARRAYS = (
    *("(X)", "(y)", "(W)", "use_inputs", "(deltas)", "a column", "labels", "W_1 of trace", "W_1 of Trainer"),
    *("(X_train)", "(X_test)", "(y_train)", "(y_test)"),
)


@pytest.mark.parametrize("call", [call for call in CALLS if call.endswith(TAKES_ARRAYS) and "name" not in call])
@pytest.mark.parametrize(
    "junk", ["masked", "masked labels", "masked rows", "a masked entry", "sparse", "objects", "complex array"]
)
def test_no_array_is_taken_for_what_it_is_not(call: str, junk: str) -> None:
    with pytest.raises(BackpropError):
        CALLS[call](JUNK[junk])


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: trace(NET, W, MASKED, Y), DataError, "X is a masked array; allowed are plain arrays"),
        (lambda: trace(NET, W, X, JUNK["masked labels"]), DataError, "y is a masked array"),
        (lambda: trace(NET, {**W, 1: np.ma.masked_array(W[1])}, X, Y), WeightsError, "W_1 is a masked array"),
        (lambda: predict(NET, W, sparse.csr_matrix(X)), DataError, "X is not an array of real numbers"),
        (lambda: explain(T, ("dW", 1), wild((0.0, 1))), BackpropError, r"no entry \(0.0, 1\).* whole numbers"),
        (lambda: paths(T, ("X", wild((0.0, 1)))), BackpropError, "no entry"),
        (lambda: nudge(NET, W, X, Y, "X", wild((0.0, 1)), [1]), BackpropError, "no entry"),
        (lambda: load_dataset(wild([])), DataError, r"data set \[\] does not exist; there are: iris"),
        (lambda: from_table(wild(5)), DataError, "the table is 5; allowed is a mapping"),
        (lambda: parse(wild(None)), BackpropError, "the expression is None; allowed is a text"),
        (lambda: trainer().set_weight(1, 0, 0, np.nan), TrainingError, "the value is nan; allowed are finite numbers"),
        (lambda: Experiment(hidden=wild(-1)), NetworkError, "hidden is -1; allowed is a tuple"),
        (lambda: Experiment(activations=wild(["tanh"])), NetworkError, r"activations is \['tanh'\]; allowed"),
        (lambda: Experiment(seed=wild(0.5)), NetworkError, "seed is 0.5; allowed are whole numbers from 0"),
        (lambda: Experiment(shuffle=wild("no")), BackpropError, "shuffle is 'no'; allowed are True and False"),
        (lambda: Experiment(edits=(Edit(3, "α", 1.0), Edit(2, "α", 1.0))), NetworkError, "the order of the updates"),
        (lambda: Experiment(Source(options=(("n", 1),))), DataError, "iris has no option n"),
        (lambda: NET.weight_shape(0), NetworkError, "layer is 0; allowed are whole numbers from 1 to 2"),
        (lambda: Network(10**5000), NetworkError, "widths are <16610 bits>"),
    ],
)  # fmt: skip
def test_the_error_says_what_is_allowed(call: Callable[[], Any], kind: type[BackpropError], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_an_experiment_is_checked_without_a_trainer(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: Any, **_more: Any) -> None:
        raise AssertionError("built a trainer")

    monkeypatch.setattr("backprop.experiment.Trainer", never)
    assert Experiment(hidden=(10**9, 10**9), activations=("tanh", "tanh", "identity")).network.widths[1] == 10**9


def test_an_option_of_another_type_is_checked_though_its_equal_was_loaded() -> None:
    assert Experiment(Source("xor", options=(("n", 40),))).dataset.n_features == 2
    with pytest.raises(DataError, match="n is True"):
        Experiment(Source("spirals", options=(("n", True),)))
    with pytest.raises(DataError, match=r"n is 40\.0; allowed are whole numbers"):
        Experiment(Source("xor", options=(("n", 40.0),)))
