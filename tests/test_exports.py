"""What is taken away runs by itself, in a clean interpreter, and comes out at the numbers shown."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop import ACTIVATIONS, LOSSES, Network, Trainer, program, trace
from backprop.errors import NetworkError
from backprop.exports import (
    DATA_FILE,
    MOST_INLINE,
    Script,
    script,
    to_latex,
    to_numpy,
    to_pytorch,
)
from backprop.notations import NOTATIONS
from backprop.passes import Trace

Export = Callable[[Trace], Script]

needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
each_export = pytest.mark.parametrize("export", [to_numpy, pytest.param(to_pytorch, marks=needs_torch)])
each_kind = pytest.mark.parametrize("export", [to_numpy, to_pytorch])

# Every activation in a hidden layer and in the last, with every loss, reduction and bias, each with and without λ.
OPTIONS = list(product(LOSSES, ("sum", "mean"), (False, True)))
NETWORKS = [
    Network((3, 4, 3, LOSSES[loss].outputs(2)), (first, second, last), loss, reduction, bias, l2)
    for (loss, reduction, bias), first, second, last, l2 in zip(
        (OPTIONS * 2)[: max(len(OPTIONS), len(ACTIVATIONS))],
        cycle(ACTIVATIONS),
        cycle([*ACTIVATIONS][3:] + [*ACTIVATIONS][:3]),
        cycle(["identity", *ACTIVATIONS][: len(ACTIVATIONS)]),
        cycle(0.0123456789 * (n.bit_count() % 2) for n in (0, 1, 2, 3, 1, 0, 3, 2)),
        strict=False,
    )
]


def passed(net: Network, dtype: str = "float64", rows: int = 5, size: float = 1.0) -> Trace:
    rng = np.random.default_rng(7)
    X = size * rng.standard_normal((rows, net.widths[0]))
    W = net.init_weights("normal", seed=1, std=0.7, dtype=dtype)
    return trace(net, W, X, rng.integers(0, max(2, net.outputs), rows))


def run(script: Script, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(script.code, encoding="utf-8")
    if script.data:
        (folder / DATA_FILE).write_bytes(script.data)
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", str(folder / "script.py")],
        cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"},
    )  # fmt: skip


def assert_runs(script: Script, folder: Path) -> None:
    result = run(script, folder)
    assert result.returncode == 0, result.stderr
    assert re.match(r"All \d+ quantities agree with those shown", result.stdout)


def label(net: Network) -> str:
    names = *net.activations, net.loss, net.reduction, "bias" if net.bias else "no bias"
    return "-".join((*names, *["l2"] * (net.l2 > 0)))


@each_export
@pytest.mark.parametrize("net", NETWORKS, ids=label)
def test_a_script_comes_out_at_the_numbers_shown(export: Export, net: Network, tmp_path: Path) -> None:
    assert_runs(export(passed(net)), tmp_path)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("net", NETWORKS, ids=label)
def test_so_does_a_script_in_every_notation(net: Network, notation: str, tmp_path: Path) -> None:
    assert_runs(to_numpy(passed(net), notation), tmp_path)


def test_notations_name_and_lay_out_what_is_asserted_as_their_readers_do() -> None:
    t = passed(Network((3, 4, 2), bias=True, reduction="sum"))
    homework, column = NOTATIONS["homework"].of(t.net), NOTATIONS["column"].of(t.net)
    np.testing.assert_allclose(homework.variables(t, [("dW", 1)])["dW1"] * t.rows, t["dW", 1])
    assert homework.variables(t, [("M", 2)])["G2"] is t["M", 2]
    apart = column.variables(t, [("dW", 1)])
    assert {name: part.shape for name, part in apart.items()} == {"dW1": (4, 3), "db1": (4, 1)}
    np.testing.assert_array_equal(apart["db1"][:, 0], t["dW", 1][-1])


def test_the_networks_of_these_tests_have_everything() -> None:
    assert {net.activations[0] for net in NETWORKS} == {net.activations[1] for net in NETWORKS} == set(ACTIVATIONS)
    assert {(net.loss, net.reduction, net.bias) for net in NETWORKS} == set(OPTIONS)
    for option in ("loss", "reduction", "bias"):
        values = {getattr(net, option) for net in NETWORKS}
        assert {(getattr(net, option), net.l2 > 0) for net in NETWORKS} == set(product(values, (False, True)))


@each_export
@pytest.mark.parametrize("bias", [False, True])
def test_so_does_one_in_float32(export: Export, bias: bool, tmp_path: Path) -> None:
    assert_runs(export(passed(Network((3, 4, 2), "gelu", bias=bias), "float32")), tmp_path)


@each_export
def test_large_data_stand_in_a_file_beside_it(export: Export, tmp_path: Path) -> None:
    script = export(passed(Network((40, 60, 3), bias=True)))
    assert script.data
    assert len(script.code) < 10_000
    assert_runs(script, tmp_path)
    small = export(passed(Network((4, 6, 3))))
    assert small.data is None
    assert DATA_FILE not in small.code


@each_export
def test_saturated_numbers_run_without_a_warning(export: Export, tmp_path: Path) -> None:
    net = Network((3,) * (len(ACTIVATIONS) + 1), [*ACTIVATIONS], "squared_error")
    assert_runs(export(passed(net, size=1e3)), tmp_path)


@each_kind
def test_numbers_that_are_not_finite_are_written_too(export: Export) -> None:
    t = passed(Network((3, 4, 2), "identity"), size=1e200)
    W = {1: 1e150 * t["W", 1], 2: 1e200 * t["W", 2]}
    code = export(trace(t.net, W, t["X"], t["Y"])).code
    assert "from math import inf, nan" in code
    compile(code, "script", "exec")


@each_export
@pytest.mark.parametrize(
    ("old", "new"),
    [(r"= tanh\(", "= 1.001 * tanh("), (r"(\w+_1_grad|M1) = (\w+) \* (\w+)", r"\1 = \2 * 1.001 * \3")],
)
def test_a_script_that_computes_something_else_fails(export: Export, old: str, new: str, tmp_path: Path) -> None:
    script = export(passed(Network((3, 4, 2), "tanh")))
    code, changes = re.subn(old, new, script.code)
    assert changes == 1
    result = run(Script(code), tmp_path)
    assert result.returncode == 1
    assert "AssertionError" in result.stderr


@pytest.mark.parametrize(
    ("widths", "line", "message"),
    [
        ((3, 4, 2), "dW2 = Z1.T @ M2", "dW2: the shape is (3, 2), and not (4, 2)"),
        ((4, 4, 2), "dW2 = Z1.T @ M2", r"dW2: 8 of the entries differ; dW2\[0, 0\] is -?[\d.]+, and not -?[\d.]+"),
        ((3, 4, 2), "dW2 = Z2.T @ M2\ndW2[3, 1] = 7.5", r"dW2: 1 of the entries differ; dW2\[3, 1\] is 7.5, and not "),
        ((3, 4, 2), "dW2 = Z2.T @ M2\nloss = loss + 1", r"loss: 1 of the entries differ; loss is \S+, and not \S+"),
    ],
)
def test_a_script_says_in_what_its_numbers_differ(
    widths: tuple[int, ...], line: str, message: str, tmp_path: Path
) -> None:
    code = to_numpy(passed(Network(widths, "tanh"))).code
    assert code.count("dW2 = Z2.T @ M2") == 1
    result = run(Script(code.replace("dW2 = Z2.T @ M2", line)), tmp_path)
    said = result.stderr.splitlines()[-1]
    assert said.startswith("AssertionError: ")
    pattern = message if "\\" in message else re.escape(message)
    assert re.search(pattern, said), said


@each_kind
def test_a_script_without_regularisation_knows_nothing_of_it(export: Export) -> None:
    plain, regularised = (export(passed(Network((3, 4, 2), bias=True, l2=l2))).code for l2 in (0.0, 0.1))
    assert not re.search("lam|penalty|without_bias", plain)
    assert "lam = 0.1  # λ of the L2 regularisation" in regularised
    assert "+ penalty(" in regularised


def test_the_latex_has_the_regularisation() -> None:
    net = Network((4, 6, 3), l2=0.1)
    assert "+ \\tfrac{\\lambda}{2} \\sum_i \\lVert W_i \\rVert^2\n" in to_latex(net)
    assert r"\,M_1 + \lambda\,W_1 && 4 \times 6" in to_latex(net)
    assert "lambda" not in to_latex(replace(net, l2=0.0))
    assert r"\lambda\,W_1^{b=0}" in to_latex(replace(net, bias=True))
    assert r"\tfrac{\lambda}{m}\,\texttt{weight\_1}" in to_latex(net, "pytorch"), "a mean of the whole loss"
    assert r"\lambda\,\texttt{weight\_1}" in to_latex(replace(net, reduction="mean"), "pytorch")


@each_kind
def test_every_digit_survives(export: Export) -> None:
    for dtype in ("float64", "float32"):
        t = passed(Network((3, 4, 2), "sigmoid"), dtype)
        literals = re.search(r"\n[xX] = (?:np\.array|torch\.tensor)\((.*?), dtype", export(t).code, re.DOTALL)
        assert literals
        np.testing.assert_array_equal(np.array(ast.literal_eval(literals[1]), dtype), t["X"])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_numpy_code_of_an_activation_computes_what_the_engine_does(name: str) -> None:
    x = np.linspace(-30.0, 30.0, 1001)
    space: dict[str, Any] = {"np": np}
    activation = ACTIVATIONS[name]
    exec("\n\n".join(script.functions(Network((1, 1), (name,)), "numpy")), space)
    np.testing.assert_allclose(space[name](x), activation.value(x), 1e-13, 1e-13)
    np.testing.assert_allclose(space[f"{name}_slope"](x), activation.slope(x), 1e-13, 1e-13)


@each_kind
@pytest.mark.parametrize("net", NETWORKS, ids=label)
def test_a_script_is_made_of_the_program_of_its_network(export: Export, net: Network) -> None:
    t = passed(net)
    code = export(t).code
    compile(code, "script", "exec")
    assert not re.search("[⟦⟧⟪⟫⟨⟩]|<[in+σ]", code)
    matrix_products = 3 * net.layers
    assert len(re.findall(r"^ *\w+ = .* @ ", code, re.MULTILINE)) == matrix_products


def test_a_trainers_trace_can_be_exported(tmp_path: Path) -> None:
    net = Network((3, 4, 2), bias=True)
    rng = np.random.default_rng(0)
    T = Trainer(
        net, net.init_weights(), rng.standard_normal((9, 3)), rng.integers(0, 2, 9), batch_size=4, optimizer="adam"
    )
    T.advance(5)
    assert_runs(to_numpy(T.trace()), tmp_path)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("net", NETWORKS, ids=label)
def test_the_latex_has_a_line_for_every_call_and_closes_what_it_opens(net: Network, notation: str) -> None:
    latex = to_latex(net, notation)
    body = latex.split(r"\begin{document}")[1]
    lines = [line for line in body.splitlines() if line and not re.match(r"\\(section|begin|end)", line)]
    assert len(lines) == len(program(net, update=True))
    for line in lines:
        assert line.count("{") == line.count("}")
        assert line.count("&") in (1, 3), line
    for environment in ("align*", "document"):
        assert latex.count(rf"\begin{{{environment}}}") == latex.count(rf"\end{{{environment}}}") > 0
    assert latex.isascii()


def test_the_latex_gives_the_networks_own_shapes() -> None:
    net = Network((4, 6, 3), bias=True)
    assert r"\nabla_{W_1}\ell &= Z_1^{\mathsf T}" in to_latex(net)
    assert r"&& 5 \times 6" in to_latex(net)
    assert r"&& 6 \times 5" in to_latex(net, "column")
    assert r"&& 6 \times m" in to_latex(net, "column")


@pytest.mark.parametrize(("rows", "is_inline"), [(221, True), (222, False)])
def test_what_stands_in_a_script_is_counted_with_inputs_and_results(rows: int, is_inline: bool) -> None:
    t = passed(Network((2, 2)), rows=rows)
    numbers = sum(t[key].size for key in t if key != ("Z", 1))
    assert (numbers < MOST_INLINE) == is_inline
    assert abs(numbers - MOST_INLINE) <= 18
    assert (to_numpy(t).data is None) == is_inline


@pytest.mark.parametrize("net", NETWORKS, ids=label)
def test_a_pytorch_script_has_a_bias_where_the_network_has(net: Network) -> None:
    assert ("+ bias_1" in to_pytorch(passed(net)).code) == net.bias


def test_a_notation_that_does_not_exist_is_refused() -> None:
    t = passed(Network((2, 2)))
    with pytest.raises(NetworkError, match="notation is 'row'; allowed are lecture, homework, column, pytorch"):
        to_latex(t.net, "row")
    with pytest.raises(NetworkError, match="notation is 'row'; allowed are lecture, homework, column, pytorch"):
        to_numpy(t, "row")


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_large_float32_script_runs_in_every_notation(notation: str, tmp_path: Path) -> None:
    script = to_numpy(passed(Network((40, 60, 3), "relu", bias=True), "float32"), notation)
    assert script.data
    assert_runs(script, tmp_path)
