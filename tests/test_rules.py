"""The table of rules: its laws, and what program() makes of it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import LOSSES, RULES, Network, Trainer, program
from backprop.activations import Array
from backprop.rules import indexed
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
    for key in set(t) - {"step"}:
        assert t[key].shape == documented_shape(problem.net, key, len(problem.X)), key


@settings(max_examples=40)
@given(problems())
def test_every_rule_reads_what_is_there_already_and_writes_something_new(problem: Problem) -> None:
    net = problem.net
    known: set[Any] = {"X", "Y", "step", ("Z", 1), *(("W", i) for i in range(1, net.layers + 1))}
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


@pytest.mark.parametrize("loss", list(LOSSES))
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_equations_have_every_index_filled_in_and_braces_in_balance(loss: str, reduction: str) -> None:
    net = Network((2,) * 12, loss=loss, reduction=reduction)
    for call in program(net):
        text = call.rule.equation(net, call.i)
        assert "<" not in text.replace("<activation>", ""), text
        assert not re.search(r"_i|_\{i|L\+1|_L", text), text
        assert text.count("{") == text.count("}"), text
        assert (r"\tfrac1m" in text) == (reduction == "mean" and call.rule.name in ("loss", "seed")), text


def test_indices_of_two_digits_are_braced() -> None:
    assert indexed(r"G_i = M_iW_i^T, Z_{i+1}, Z_{L+1}", 10, 12) == r"G_{10} = M_{10}W_{10}^T, Z_{11}, Z_{13}"
    assert indexed(r"\sin x_{ij} + _i", 3, 3) == r"\sin x_{ij} + _3"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_says_in_a_sentence_what_it_does_and_where_it_is_from(rule: Any) -> None:
    assert re.fullmatch(r"[A-Z$].{30,}\.", rule.sentence)
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
