"""The table of rules: its laws, and what program() makes of it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import RULES, Network, NetworkError, Trainer, bind, program, trace
from backprop.activations import Array
from backprop.expression import (
    Dot,
    Expression,
    Running,
    Scale,
    ShapeClashError,
    Symbol,
    Transpose,
    evaluate,
    rewritten,
    without,
)
from backprop.rules import MOVE, call_of
from tests.oracles import Problem, problems


def traced(problem: Problem) -> Any:
    """Every step of one update."""
    return Trainer(problem.net, problem.W, problem.X, problem.y, optimizer="adam", weight_decay=0.01).trace()


def documented_shape(net: Network, key: Any, m: int) -> tuple[int, ...]:
    """The shapes of the lecture; a bias is one more column of Z_i and one more row of W_i."""
    if isinstance(key, str):
        return {"X": (m, net.widths[0]), "Y": (m, net.widths[-1]), "S": (m, net.widths[-1]), "loss": ()}[key]
    symbol, i = key
    constant = int(net.bias and i <= net.layers)
    if symbol in ("Z", "G"):
        return m, net.widths[i - 1] + constant
    if symbol in ("W", "W+", "dW"):
        return net.widths[i - 1] + constant, net.widths[i]
    return {"P": (m, net.widths[i]), "D": (m, net.widths[i]), "M": (m, net.widths[i])}[symbol]


def copies(operands: tuple[Any, ...]) -> list[Any]:
    return [operand.copy() if isinstance(operand, np.ndarray) else operand for operand in operands]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@settings(max_examples=60)
@given(data=st.data())
def test_the_laws_of_every_rule(dtype: str, data: st.DataObject) -> None:
    """No operand is changed or returned; with and without out the bits are the same; shape and dtype are right."""
    problem = data.draw(problems(widest=40, rows=40, layers=4, dtype=dtype))
    net, m = problem.net, len(problem.X)
    for step in traced(problem).steps:
        operands = copies(step.operands)
        kept = copies(step.operands)
        where = f"{step.rule.name} {step.i}"

        result = step.rule.compute(net, step.i, *operands)
        assert result.shape == documented_shape(net, step.writes, m), where
        assert result.dtype == dtype, where

        out = np.full_like(result, np.nan)
        assert step.rule.compute(net, step.i, *operands, out=out) is out, where
        np.testing.assert_array_equal(out, result, err_msg=where)
        np.testing.assert_array_equal(result, step.result, err_msg=where)

        arrays = [(a, b) for a, b in zip(operands, kept, strict=True) if isinstance(a, np.ndarray)]
        for operand, before in arrays:
            np.testing.assert_array_equal(operand, before, err_msg=where)
            assert not np.shares_memory(result, operand), where


@settings(max_examples=40)
@given(problems(layers=4))
def test_every_quantity_has_its_documented_shape(problem: Problem) -> None:
    t = traced(problem)
    for key in t:
        assert t[key].shape == documented_shape(problem.net, key, len(problem.X)), key


@settings(max_examples=40)
@given(problems())
def test_every_rule_reads_what_is_there_already_and_writes_something_new(problem: Problem) -> None:
    net = problem.net
    known: set[Any] = {"X", "Y", MOVE, ("Z", 1), *(("W", i) for i in range(1, net.layers + 1))}
    for call in program(net, update=True):
        assert set(call.reads) <= known, call
        assert call.writes not in known, call
        known.add(call.writes)
    assert {("G", i) for i in range(1, net.layers + 2)} <= known


def test_the_program_is_the_algorithm_of_section_4() -> None:
    names = [f"{call.rule.name} {call.i}" for call in program(Network((4, 3, 2)), update=True)]
    assert names == [
        *("product 1", "activate 1", "product 2", "activate 2", "softmax 2", "loss 2", "seed 2"),
        *("slope 2", "signal 2", "gradient 2", "pull 2", "slope 1", "signal 1", "gradient 1", "pull 1"),
        *("update 1", "update 2"),
    ]
    without_softmax = [call.rule.name for call in program(Network((4, 3), loss="squared_error"))]
    assert without_softmax == [*("product", "activate", "loss", "seed", "slope", "signal", "gradient", "pull")]


def test_phases_follow_one_another() -> None:
    phases = [call.rule.phase for call in program(Network((2, 2, 2)), update=True)]
    order = ["forward", "backward", "update"]
    assert phases == sorted(phases, key=order.index)
    assert set(phases) == set(order)


@settings(max_examples=60)
@given(problems(layers=4))
def test_evaluating_the_formula_is_computing_bit_for_bit(problem: Problem) -> None:
    t = traced(problem)
    for step in t.steps:
        formula = call_of(t.net, step.rule, step.i).formula
        if formula is not None:
            where = f"{step.rule.name} {step.i}"
            np.testing.assert_array_equal(evaluate(formula, t, t.rows), step.result, err_msg=where)


def test_every_rule_but_the_loss_and_the_update_has_a_formula() -> None:
    net = Network((2, 2))
    assert [call.rule.name for call in program(net, update=True) if call.formula is None] == ["loss", "update"]


# Rewritten rules


def formula_of(name: str) -> Expression:
    formula = RULES[name].formula
    assert formula is not None
    return formula


def run(problem: Problem, name: str, formula: Expression) -> Any:
    return trace(problem.net, problem.W, problem.X, problem.y, rules={name: RULES[name].with_formula(formula)})


@settings(max_examples=30)
@given(problems(layers=3).filter(lambda problem: problem.net.loss == "cross_entropy"))
def test_a_rule_rewritten_as_itself_changes_no_bit(problem: Problem) -> None:
    plain = trace(problem.net, problem.W, problem.X, problem.y)
    for name in ("product", "signal", "gradient", "pull"):
        again = run(problem, name, formula_of(name))
        assert all(np.array_equal(again[key], plain[key]) for key in plain), name


def small(layers: int = 2) -> Problem:
    net = Network((3,) * (layers + 1), "tanh")
    rng = np.random.default_rng(5)
    return Problem(net, net.init_weights(), rng.standard_normal((4, 3)), np.array([0, 1, 2, 0]))


def test_classic_mistakes_are_rewrites() -> None:
    problem = small()
    right = trace(problem.net, problem.W, problem.X, problem.y)
    no_mask = run(problem, "signal", without(formula_of("signal"), "D"))
    np.testing.assert_array_equal(no_mask["M", 1], no_mask["G", 2])
    lost = run(problem, "pull", rewritten(formula_of("pull"), lambda e: e.of if isinstance(e, Transpose) else e))
    np.testing.assert_array_equal(lost["G", 2], lost["M", 2] @ lost["W", 2])
    mean = run(problem, "gradient", Scale(formula_of("gradient"), rows=-1))
    np.testing.assert_array_equal(mean["dW", 1], right["dW", 1] / 4)


def test_a_rule_is_rewritten_in_one_layer_alone() -> None:
    problem = small()
    wrong = RULES["gradient"].with_formula(Scale(formula_of("gradient"), by=2.0))
    right = trace(problem.net, problem.W, problem.X, problem.y)
    t = trace(problem.net, problem.W, problem.X, problem.y, rules={("gradient", 1): wrong})
    np.testing.assert_array_equal(t["dW", 1], 2 * right["dW", 1])
    np.testing.assert_array_equal(t["dW", 2], right["dW", 2])


def test_what_is_shown_with_a_rewritten_rule_is_what_trains() -> None:
    problem = small()
    rules = {"signal": RULES["signal"].with_formula(without(formula_of("signal"), "D"))}
    T = Trainer(problem.net, problem.W, problem.X, problem.y, rules=rules)
    bound = bind(problem.net, problem.W, problem.X, problem.y, fused=True, rules=rules)
    for n in range(3):
        t = T.trace()
        if not n:
            assert all(np.array_equal(bound["dW", i], t["dW", i]) for i in problem.W)
        T.advance(1)
        for i in problem.W:
            np.testing.assert_array_equal(T.weights[i], t["W+", i])


def test_a_rule_that_can_not_be_run_says_why() -> None:
    problem = small()
    i = Running("i")
    with pytest.raises(NetworkError, match=r"layer 1: the rule 'product' reads \('G', 2\), which is not computed"):
        run(problem, "product", Symbol("G", i + 1))
    with pytest.raises(NetworkError, match=r"there is no rule 'pul' to replace; allowed are product, activate"):
        trace(problem.net, problem.W, problem.X, problem.y, rules={"pul": RULES["pull"]})
    with pytest.raises(ShapeClashError, match="does not fit"):
        run(problem, "gradient", Dot(Symbol("Z", i), Symbol("M", i)))
    with pytest.raises(NetworkError, match=r"'gradient of the weights' gives the shape \(4, 3\); dW is \(3, 3\)"):
        run(problem, "gradient", Symbol("Z", i))


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_says_in_a_sentence_what_it_does_and_where_it_is_from(rule: Any) -> None:
    assert re.fullmatch(r"[A-Z{].{30,}\.", rule.sentence)
    assert rule.sentences(Network((2, 2))) == (rule.sentence,)
    assert rule.sentences(Network((2, 2), l2=0.1))[1:] == ((rule.regularised,) if rule.regularised else ())
    assert bool(rule.regularised) == (rule.name in ("loss", "gradient"))
    assert 1 <= rule.section <= 4
    assert RULES[rule.name] is rule


def test_a_constant_column_is_one_in_z_and_gets_no_signal() -> None:
    rng = np.random.default_rng(0)
    net = Network((3, 4, 2), "sin", bias=True)
    W: dict[int, Array] = {i: rng.standard_normal(net.weight_shape(i)) for i in (1, 2)}
    t = traced(Problem(net, W, rng.standard_normal((5, 3)), np.zeros(5, int)))
    assert (t["Z", 1][:, -1] == 1).all()
    assert (t["Z", 2][:, -1] == 1).all()
    np.testing.assert_array_equal(t["M", 1], t["G", 2][:, :-1] * t["D", 1])
    np.testing.assert_array_equal(t["dW", 1][-1], np.ones(5) @ t["M", 1])
