"""Mistakes that are to be found: each is first seen in its own line, which the disguise does not give away."""

from __future__ import annotations

import re

import numpy as np
import pytest

from backprop import Network, Trainer, program, trace
from backprop.clinic import Verdict, check_gradients
from backprop.clinic.hidden import LEVELS, alike, choices, dealt, disguised, findable, right_call, wrong_call
from backprop.clinic.mistakes import Planted
from backprop.errors import DataError
from backprop.experiment import Experiment, Source
from backprop.expression import Apply, Expression, Key, Units, WithOnes, evaluate, parts, symbols
from backprop.notations import NOTATIONS
from backprop.passes import Trace
from backprop.rules import RULES
from figures.wrong_line import can_be_written, wrong_line
from tests.conftest import ROOT

NETS = [
    Network((4, 6, 5, 3), ("tanh", "tanh", "identity")),
    Network((4, 6, 6, 3), ("relu", "sigmoid", "identity"), reduction="mean", bias=True),
    Network((3, 7, 2), ("silu", "tanh"), loss="squared_error"),
    Network((5, 1), loss="binary_cross_entropy", bias=True),
    Network((4, 5, 2), "tanh", l2=0.2),
]
ROWS = 7

OF_A_PART = ("bias_not_summed", "bias_averaged", "bias_missing", "keepdims_missing")
"""Mistakes that no formula of whole matrices says."""

every_net = pytest.mark.parametrize("net", NETS, ids=lambda net: "-".join(map(str, net.widths)))


def batch(net: Network) -> tuple[dict[int, np.ndarray], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    y = rng.integers(0, max(net.outputs, 2), ROWS)
    targets = rng.normal(size=(ROWS, net.outputs)) if net.loss == "squared_error" else y
    return net.init_weights("xavier_normal", seed=1), rng.normal(size=(ROWS, net.widths[0])), targets


def wrong(net: Network, bug: Planted) -> Trace:
    return trace(net, *batch(net), rules=bug.rules())


@every_net
def test_the_first_difference_is_in_the_line_itself(net: Network) -> None:
    right = trace(net, *batch(net))
    found = findable(right, "everything")
    assert found
    for bug in found:
        made = wrong(net, bug)
        differing = [call.writes for call in program(net) if not np.allclose(made[call.writes], right[call.writes])]
        assert differing[0] == bug.places[0], (bug.mistake.key, bug.label)
        assert any(key[0] == "dW" for key in differing), "the training goes by it"


@every_net
def test_disguised_every_step_is_the_lectures_and_only_that_one_does_not_fit(net: Network) -> None:
    for bug in findable(trace(net, *batch(net)), "everything"):
        made = wrong(net, bug)
        shown = disguised(made)
        assert all(step.rule is RULES[step.rule.name] for step in shown.steps)
        assert dict(shown) == dict(made)
        assert [step.writes for step in shown.steps if not _fits(shown, step.writes)] == [bug.places[0]]


def _fits(t: Trace, key: Key) -> bool:
    """Whether a quantity is what its equation says of the others."""
    (step,) = (step for step in t.steps if step.writes == key)
    if step.formula is None:
        return True
    values = dict(zip(step.reads, step.operands, strict=True))
    with np.errstate(all="ignore"):
        return np.allclose(evaluate(step.formula, values, t.rows), step.result)


@every_net
def test_a_level_says_in_which_pass_it_is(net: Network) -> None:
    right = trace(net, *batch(net))
    phases = {level: {wrong_call(bug).rule.phase for bug in findable(right, level)} for level in LEVELS}
    assert phases == {"backward": {"backward"}, "everything": {"forward", "backward"}}
    with pytest.raises(DataError, match="level"):
        findable(right, "update")


@every_net
def test_nothing_is_hidden_where_no_training_looks(net: Network) -> None:
    places = {bug.places[0] for bug in findable(trace(net, *batch(net)), "everything")}
    assert not places & {"loss", ("G", 1)}


@pytest.mark.parametrize(("init", "bias"), [("equal", False), ("equal", True), ("zeros", True)])
def test_what_is_hidden_is_more_than_rounding_and_found_by_the_check(init: str, bias: bool) -> None:
    """Units that are all alike: some ∇W are zero, or what rounding makes of that."""
    t = Experiment(init=init, bias=bias).trainer().trace()
    gradients = [("dW", i) for i in range(1, t.net.layers + 1)]
    assert min(float(np.abs(t[key]).max()) for key in gradients) < 1e-15, "the case it is about"
    found, W = findable(t), {i: t["W", i] for i in range(1, t.net.layers + 1)}
    assert found
    for bug in found:
        made = trace(t.net, W, t["X"], t["Y"], rules=bug.rules())
        assert max(float(np.abs(made[key] - t[key]).max()) for key in gradients) > 1e-4, (bug.mistake.key, bug.places)
        report = check_gradients(t.net, W, t["X"], t["Y"], rules=bug.rules())
        assert any(Verdict.WRONG in report.counts(key) for key in report.verdicts), (bug.mistake.key, bug.places)


def test_where_no_gradient_is_another_one_nothing_is_hidden() -> None:
    """From weights that are zero, tanh gives zero, and every ∇W is zero whatever the backward pass does."""
    assert findable(Experiment(init="zeros").trainer().trace()) == ()


@every_net
def test_it_trains_on_a_last_batch_that_is_smaller(net: Network) -> None:
    W, X, y = batch(net)
    found = findable(trace(net, W, X[:4], y[:4]), "everything", [ROWS % 4])
    assert found
    for bug in found:
        trainer = Trainer(net, W, X, y, batch_size=4, learning_rate=1e-3, rules=bug.rules())
        assert trainer.advance(4).step == 4


@every_net
def test_numbers_that_follow_one_another_deal_every_mistake_once(net: Network) -> None:
    found = findable(trace(net, *batch(net)))
    keys = {bug.mistake.key for bug in found}
    lap = range(len(keys), 2 * len(keys))
    assert sorted(dealt(found, n).mistake.key for n in lap) == sorted(keys)
    assert [dealt(found, n) for n in lap] == [dealt(found[::-1], n) for n in lap], "the order is its own"


@every_net
def test_among_the_names_is_its_own_and_no_other_for_the_same_numbers(net: Network) -> None:
    right = trace(net, *batch(net))
    found = findable(right, "everything")
    for bug in found:
        same = alike(right, found, bug)
        names = [mistake.key for mistake in choices(found, bug, same, 3)]
        assert len(set(names)) == len(names) <= 7
        assert set(names) & same == {bug.mistake.key}


@every_net
def test_the_wrong_line_is_another_one_in_every_notation(net: Network) -> None:
    for notation in NOTATIONS.values():
        writing = notation.of(net)
        for bug in findable(trace(net, *batch(net)), "everything"):
            written = wrong_line(writing, bug)
            right = writing.equation(right_call(bug))
            assert written not in [f"{right.left} = {side}" for side in right.right]
            assert not written or written.partition(" = ")[0] not in right.right, "x = −x says nothing"
            line = wrong_call(bug)
            assert bool(written) == bool(line.formula and not line.rule.by_hand and can_be_written(line.formula))
            assert line.formula is None or can_be_written(line.formula) == (bug.mistake.key not in OF_A_PART)


@every_net
def test_the_wrong_line_holds_for_the_numbers_that_are_shown(net: Network) -> None:
    for notation in NOTATIONS.values():
        writing = notation.of(net)
        for bug in findable(trace(net, *batch(net)), "everything"):
            line = wrong_call(bug)
            formula = line.formula and writing.formula(line)
            if not wrong_line(writing, bug) or formula is None or bug.mistake.key == "mask_of_gradient":
                continue  # no formula says it; it is that of numbers on the network's own scale
            if writing.transposed(line.writes) and _is_not_by_entry(formula):
                continue  # a function of rows is applied to columns
            made = wrong(net, bug)
            shown = {key: writing.value(key, value, ROWS) for key, value in made.items()}
            values = {symbol.key: shown[symbol.key] for symbol in symbols(formula)}
            result = evaluate(formula, values, ROWS)
            assert np.allclose(result, shown[line.writes]), (notation.name, bug.mistake.key, bug.label, bug.places)


def _is_not_by_entry(formula: Expression) -> bool:
    return any(
        isinstance(part, WithOnes | Units) or (isinstance(part, Apply) and part.function.layer is None)
        for part in parts(formula)
    )


def test_mistakes_that_make_the_same_numbers_are_told() -> None:
    """As many rows as classes: the mean over the rows is that over the entries of a row."""
    W, X, y = batch(NETS[0])
    t = trace(NETS[0], W, X[:3], y[:3])
    found = findable(t)
    extra = next(bug for bug in found if bug.mistake.key == "mean_extra" and bug.places == (("G", 4),))
    assert alike(t, found, extra) == {"mean_extra", "mean_over_entries"}


def test_a_network_that_is_too_large_is_refused() -> None:
    large = Experiment(Source("digits"), hidden=(1024, 1024), activations=("relu", "relu", "identity"), batch_size=256)
    with pytest.raises(DataError, match="64-1024-1024-10 with a batch of 256 rows is too large for the bug lab"):
        findable(large.trainer().trace())


def test_the_example_of_the_docs_prints_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "lab.md").read_text(encoding="utf-8")
    (source,), (printed,) = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL) for kind in ("python", "text"))
    names: dict[str, object] = {"batch": lambda: batch(Network((4, 6, 3), "tanh"))}
    exec(source, names)
    assert capsys.readouterr().out == printed
