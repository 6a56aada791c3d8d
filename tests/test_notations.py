"""The numbers are the same numbers: each notation's are those of a program written in that notation."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from backprop import LOSSES, OPTIMIZERS, Network, Trainer, program, trace
from backprop.activations import Array
from backprop.expression import Key, Transpose, Units, WithOnes, WithoutBias, evaluate, parts, symbols
from backprop.notations import NOTATIONS, Notation
from backprop.passes import Trace
from backprop.rules import call
from tests import oracles
from tests.oracles import Problem, problems

each_notation = pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS.keys())


def shown(notation: Notation, t: Trace) -> dict[Key, Array]:
    return {key: notation.of(t.net).value(key, value, t.rows) for key, value in t.items()}


def assert_same(t: Trace, name: str, expected: dict[Key, Array]) -> None:
    numbers = shown(NOTATIONS[name], t)
    for key, value in expected.items():
        assert numbers[key].shape == np.shape(value), key
        np.testing.assert_allclose(numbers[key], value, rtol=1e-9, atol=1e-12, err_msg=str(key))


def slope(net: Network, i: int, x: Array) -> Array:
    result: Array = oracles.slopes(net.activations[i - 1], x)
    return result


def value(net: Network, i: int, x: Array) -> Array:
    result: Array = oracles.VALUES[net.activations[i - 1]](x)
    return result


def seed(net: Network, outputs: Array, targets: Array) -> Array:
    """The summed loss's gradient, one example a row."""
    shown = {"cross_entropy": oracles.softmax, "binary_cross_entropy": oracles.sigmoid}
    difference: Array = shown.get(net.loss, np.asarray)(outputs) - targets
    return np.clip(difference, -1, 1) if net.loss == "huber" else difference


def homework(problem: Problem) -> dict[Key, Array]:
    """nn_epoch, for L layers: Z_0 = X, G carries the mask, 1/m in ∇W."""
    net, L, m = problem.net, problem.net.layers, len(problem.X)
    Z = {0: problem.X}
    for i in range(1, L + 1):
        Z[i] = value(net, i, Z[i - 1] @ problem.W[i])
    G = {L: slope(net, L, Z[L - 1] @ problem.W[L]) * seed(net, Z[L], problem.targets)}
    for i in range(L - 1, 0, -1):
        G[i] = slope(net, i, Z[i - 1] @ problem.W[i]) * (G[i + 1] @ problem.W[i + 1].T)
    numbers: dict[Key, Array] = {("G", L + 1): seed(net, Z[L], problem.targets)}
    for i in range(1, L + 1):
        numbers |= {
            ("Z", i): Z[i - 1],
            ("M", i): G[i],
            ("dW", i): (1 / m if net.reduction == "sum" else 1) * problem.penalty_gradient(i)
            + 1 / m * (Z[i - 1].T @ G[i]),
            ("G", i): G[i] @ problem.W[i].T,
        }
    return numbers


def columns(problem: Problem) -> dict[Key, Array]:
    """One example after the other, each a column: z = W a + b, δ."""
    net, L, m = problem.net, problem.net.layers, len(problem.X)
    sizes = dict(enumerate(net.widths, 1))
    W = {i: problem.W[i][: sizes[i]].T for i in range(1, L + 1)}
    b = {i: problem.W[i][sizes[i] :].sum(axis=0) for i in W}
    each: list[dict[Key, Array]] = []
    for x, y in zip(problem.X, problem.targets, strict=True):
        a, z = {0: x}, {}
        for i in range(1, L + 1):
            z[i] = W[i] @ a[i - 1] + b[i]
            a[i] = value(net, i, z[i])
        scale = 1 / m if net.reduction == "mean" else 1
        numbers: dict[Key, Array] = {}
        back = seed(net, a[L], y) * scale
        for i in range(L, 0, -1):
            delta = back * slope(net, i, z[i])
            numbers |= {("P", i): z[i], ("M", i): delta, ("Z", i + 1): a[i], ("D", i): slope(net, i, z[i])}
            inputs = np.append(a[i - 1], 1) if net.bias else a[i - 1]
            numbers["dW", i] = np.outer(delta, inputs)
            back = W[i].T @ delta
            if not net.bias:
                numbers["G", i] = back
        each.append({key: number for key, number in numbers.items() if not (net.bias and key[0] == "Z")})
    return {
        key: sum(one[key] for one in each) + problem.penalty_gradient(key[1]).T  # type: ignore[arg-type]
        if key[0] == "dW"
        else np.stack([one[key] for one in each], axis=1)
        for key in each[0]
    }


def frameworks(problem: Problem) -> dict[Key, Array]:
    """torch.nn.Linear's layout, weight n_out × n_in beside a bias, and a mean loss."""
    net, L, m = problem.net, problem.net.layers, len(problem.X)
    weight = {i: np.ascontiguousarray(problem.W[i][: net.widths[i - 1]].T) for i in range(1, L + 1)}
    bias = {i: problem.W[i][-1] if net.bias else np.zeros(net.widths[i]) for i in weight}
    a, z = {0: problem.X}, {}
    for i in range(1, L + 1):
        z[i] = a[i - 1] @ weight[i].T + bias[i]
        a[i] = value(net, i, z[i])
    a_grad = seed(net, a[L], problem.targets) / m
    share = 1 / m if net.reduction == "sum" else 1  # of a sum the regularisation is averaged like everything
    losses, _ = oracles.loss_from(replace(net, reduction="mean", l2=0), L + 1, a[L], {}, problem.targets)
    losses += share * net.l2 / 2 * sum((weight[i] ** 2).sum() for i in weight)
    numbers: dict[Key, Array] = {"loss": losses, ("G", L + 1): a_grad}
    for i in range(L, 0, -1):
        z_grad = a_grad * slope(net, i, z[i])
        weight_grad = z_grad.T @ a[i - 1] + share * net.l2 * weight[i]
        both = np.column_stack([weight_grad, z_grad.sum(axis=0)]) if net.bias else weight_grad
        numbers |= {("P", i): z[i], ("M", i): z_grad, ("dW", i): both}
        a_grad = z_grad @ weight[i]
        if not net.bias:
            numbers["G", i] = a_grad
    return numbers


@given(problems(layers=4).filter(lambda problem: not problem.net.bias))
def test_the_homeworks_numbers_are_those_of_its_code(problem: Problem) -> None:
    assert_same(trace(problem.net, problem.W, problem.X, problem.y), "homework", homework(problem))


@given(problems(layers=4))
def test_the_column_vectors_numbers_are_those_of_one_example_after_the_other(problem: Problem) -> None:
    assert_same(trace(problem.net, problem.W, problem.X, problem.y), "column", columns(problem))


@given(problems(layers=4))
def test_pytorchs_numbers_are_those_of_its_layout(problem: Problem) -> None:
    assert_same(trace(problem.net, problem.W, problem.X, problem.y), "pytorch", frameworks(problem))


@given(problems(layers=3))
def test_the_lectures_numbers_are_those_of_the_trace(problem: Problem) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    for key, number in shown(NOTATIONS["lecture"], t).items():
        assert number is t[key]


def networks() -> list[Network]:
    options = product(LOSSES, ("sum", "mean"), (False, True))
    return [
        Network((4, 6, 5, LOSSES[loss].outputs(2)), ("tanh", "leaky_relu", "identity"), loss, reduction, bias)
        for loss, reduction, bias in options
    ]


def quantities(net: Network) -> list[Key]:
    calls = program(net, update=True)
    layers = range(1, net.layers + 1)
    return ["X", "Y", ("Z", 1), *(("W", i) for i in layers), *(call.writes for call in calls)]


@each_notation
def test_every_quantity_and_every_rule_is_written_with_nothing_left_open(notation: Notation) -> None:
    for net in networks():
        writing = notation.of(net)
        texts = [write(key) for key in quantities(net) for write in (writing.title, writing.latex)]
        texts += [writing.equation(call).latex for call in program(net, update=True)]
        assert all(writing.equation(call).left for call in program(net, update=True))
        for text in texts:
            assert text
            assert not re.search(r"<[\w+ -]+>|[⟦⟧]|_i\b", text), text
            assert text.count("{") == text.count("}"), text
            assert not re.search(r"\^\{[^{}]*\}\^", text), text  # LaTeX allows one superscript


@each_notation
def test_different_quantities_have_different_titles(notation: Notation) -> None:
    for net in networks():
        keys = [key for key in quantities(net) if key not in ("X", ("Z", 1))]
        titles = [notation.of(net).title(key) for key in keys]
        assert len(set(titles)) == len(titles), titles


@each_notation
@given(problem=problems(layers=4))
def test_the_equation_that_is_displayed_holds_for_the_numbers_that_are_shown(
    notation: Notation, problem: Problem
) -> None:
    t = trace(problem.net, problem.W, problem.X, problem.y)
    writing, numbers = notation.of(t.net), shown(notation, t)
    for one in program(t.net):
        if one.formula is None or (one.rule.name == "softmax" and writing.transposed("S")):
            continue  # a function of rows is applied to columns
        formula = writing.formula(one)
        values = {symbol.key: numbers[symbol.key] for symbol in symbols(formula)}
        if any(isinstance(part, WithOnes | Units | WithoutBias) for part in parts(formula)) and writing.transposed(
            one.writes
        ):
            continue  # a constant column is a row there: tested where the bias is apart
        result = evaluate(formula, values, t.rows)
        np.testing.assert_allclose(result, numbers[one.writes], rtol=1e-12, atol=1e-300, err_msg=one.rule.name)


@each_notation
def test_every_notation_names_every_quantity(notation: Notation) -> None:
    assert notation.names.keys() - {"b", "db", "b+"} == NOTATIONS["lecture"].names.keys()


@pytest.mark.parametrize(
    ("name", "rule", "i", "equation"),
    [
        ("homework", "gradient", 1, r"\nabla_{W_1}\ell = \tfrac1m X^{\mathsf T}\,G_1"),
        ("homework", "signal", 1, r"G_1 = \sigma'_1(XW_1) \circ (G_2\,W_2^{\mathsf T})"),
        ("homework", "signal", 2, r"G_2 = \sigma'_2(Z_1W_2) \circ (S - I_y)"),
        ("homework", "seed", 2, r"m\,\nabla_{Z_2}\ell = S - I_y"),
        ("column", "gradient", 2, r"\frac{\partial\ell}{\partial W^{(2)}} = \delta^{(2)}\,(a^{(1)})^{\mathsf T}"),
        ("pytorch", "product", 1, r"\texttt{z\_1} = \texttt{x}\ \texttt{@}\ \texttt{weight\_1}\texttt{.T}"),
        ("pytorch", "seed", 2, r"\texttt{a\_2.grad} = \tfrac1m(\texttt{s} - \texttt{y})"),
    ],
)
def test_equations_as_their_readers_know_them(name: str, rule: str, i: int, equation: str) -> None:
    net = Network((4, 6, 3))
    assert NOTATIONS[name].of(net).equation(call(net, rule, i)).latex == equation


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("lecture", (r"Z_1 = X", r"Z_1 = [X\ \mathbf 1]")),
        ("homework", (r"Z_0 = X", r"Z_0 = [X\ \mathbf 1]")),
        ("column", (r"a^{(0)} = X^{\mathsf T}", r"[a^{(0)};\,\mathbf 1^{\mathsf T}] = [X\ \mathbf 1]^{\mathsf T}")),
        ("pytorch", (r"\texttt{a\_0} = \texttt{x}",) * 2),
    ],
)
def test_what_is_given_is_written_with_its_constant_column(name: str, given: tuple[str, str]) -> None:
    assert tuple(NOTATIONS[name].given(bias).latex for bias in (False, True)) == given


def test_a_column_reader_sees_the_bias_apart() -> None:
    net = Network((4, 6, 3), bias=True)
    column = NOTATIONS["column"].of(net)
    assert column.equation(call(net, "product", 1)).latex == "z^{(1)} = W^{(1)}a^{(0)} + b^{(1)}"
    assert column.title(("W", 1)) == "[W⁽¹⁾ b⁽¹⁾]"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_averaged_gradient_is_not_averaged_again_in_the_update(optimizer: str) -> None:
    net = Network((4, 6, 3))
    step = Trainer(net, net.init_weights(), np.eye(4), [0, 1, 2, 0], optimizer=optimizer).trace().steps[-1]
    assert "m" in NOTATIONS["lecture"].of(net).equation(step).latex.replace("mathsf", "")
    written = NOTATIONS["pytorch"].of(net).equation(step).latex
    assert "1m" not in written
    assert "{m}" not in written
    assert r"\texttt{weight\_2.grad}" in written
    assert "W_" not in written


@each_notation
def test_sentences_speak_of_rows_columns_and_transposes_as_they_are_shown(notation: Notation) -> None:
    writing = notation.of(Network((4, 3, 2), l2=0.1))
    across = "row" if writing.transposed(("Z", 1)) else "column"
    for step in program(writing.net):
        said = " ".join(writing.sentences(step.rule))
        assert not re.search(rf"\b{across}s?\b", said)
    pull = call(writing.net, "pull", 2)
    turned = any(isinstance(part, Transpose) for part in parts(writing.formula(pull)))
    assert turned == bool(re.search(r"(?<!not )transposed", writing.sentences(pull.rule)[0]))


@each_notation
@pytest.mark.parametrize("bias", [False, True])
def test_the_index_is_the_last_number_of_the_title(notation: Notation, bias: bool) -> None:
    net = Network((2,) * 13, bias=bias)
    writing = notation.of(net)
    plain = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")
    for key in {key for one in program(net, update=True) for key in (*one.reads, one.writes)} - {"move"}:
        numbers = re.findall(r"\d+", writing.short(key).translate(plain))
        assert writing.index(key) == (numbers[-1] if numbers else ""), key
