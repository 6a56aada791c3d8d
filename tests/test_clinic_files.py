"""Files and the command: what is kept and read again, exit codes, hostile files, the docs."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop import (
    DataError,
    GradientError,
    Network,
    NetworkError,
    Weights,
    capture_torch,
    compare,
    diagnose,
    record,
    trace,
)
from backprop.clinic import problem_of, recorded
from backprop.clinic.command import RIGHT, UNUSABLE, WRONG, main
from tests.conftest import ROOT


def batch() -> tuple[Weights, Any, Any]:
    rng = np.random.default_rng(0)
    return Network((4, 6, 3), "tanh").init_weights(), rng.standard_normal((5, 4)), np.array([0, 1, 2, 0, 1])


def arrays(right: bool = True) -> dict[str, Any]:
    W, X, y = batch()
    t = trace(Network((4, 6, 3), "tanh"), W, X, y)
    dW1 = t["dW", 1] if right else t["Z", 1].T @ t["G", 2]
    return {"X": X, "y": y, "W1": W[1], "W2": W[2], "dW1": dW1, "dW2": t["dW", 2]}


def written(folder: Path, content: dict[str, Any]) -> str:
    path = folder / "mine.npz"
    np.savez(path, allow_pickle=True, **content)
    return str(path)


def test_the_command_says_right_or_wrong_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", written(tmp_path, arrays()), "--activations", "tanh"]) == RIGHT
    assert "agrees" in capsys.readouterr().out
    assert main(["check", written(tmp_path, arrays(right=False)), "--activations", "tanh"]) == WRONG
    assert main(["check", written(tmp_path, arrays())]) == RIGHT, "σ is found out"
    assert "the slope σ' is left out: M₁" in capsys.readouterr().out


def test_it_is_run_as_a_module(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "backprop",
        "check",
        written(tmp_path, arrays(right=False)),
        "--activations",
        "tanh",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"})
    assert done.returncode == WRONG, done.stderr
    assert "∇W₁" in done.stdout


class Trap:
    """What a pickle would run."""

    def __reduce__(self) -> Any:
        return pytest.fail, ("the file was run",)


@pytest.mark.parametrize(
    "content",
    [
        {**arrays(), "dW1": np.array([Trap()], dtype=object)},
        {"X": np.ones((2, 2))},
        {**arrays(), "W2": np.ones((5, 3))},
        {**arrays(), "dW1": np.array(["text"])},
        {**arrays(), "X": np.ones(3)},
    ],
)
def test_what_can_not_be_used_is_refused(content: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.npz"
    kept = {name: array for name, array in content.items() if not np.asarray(array).dtype.hasobject}
    np.savez(path, **kept)
    if len(kept) < len(content):
        from zipfile import ZipFile

        buffer = io.BytesIO()
        buffer.write(b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }")
        buffer.write(b" " * (128 - buffer.tell() - 1) + b"\n" + b"cposix\nsystem\n(S'true'\ntR.")
        with ZipFile(path, "a") as archive:
            archive.writestr("dZ9.npy", buffer.getvalue())
    assert main(["check", str(path), "--activations", "tanh"]) == UNUSABLE
    assert capsys.readouterr().err.strip()


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for name, content in (("a.npz", b"PK\x03\x04 no archive"), ("b.npz", b""), ("c.npz", b"text")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match="can't be read"):
            recorded(tmp_path / name)
    with pytest.raises(DataError, match="can't be read"):
        recorded(tmp_path / "none.npz")
    np.save(tmp_path / "one.npy", np.ones(3))
    with pytest.raises(DataError, match="holds one array"):
        recorded(tmp_path / "one.npy")


def test_a_loop_is_recorded_up_to_where_it_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "loop.npz"

    def loop() -> None:
        with record(path) as save:
            for n in range(12):
                save(**arrays(right=n != 10))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop()
    updates = recorded(path)
    assert len(updates) == 12
    np.testing.assert_array_equal(updates[3]["W1"], batch()[0][1])
    assert main(["check", str(path), "--activations", "tanh"]) == WRONG
    assert re.findall(r"^update \d+", capsys.readouterr().out, re.MULTILINE) == ["update 10"]


def test_a_name_of_ones_own_that_is_a_key_too_follows_the_others(tmp_path: Path) -> None:
    W, X, y = batch()
    t = trace(Network((4, 6, 3), "tanh", reduction="mean"), W, X, y)
    mine = arrays() | {f"dW{i}": t["dW", i] for i in (1, 2)} | {"loss": t["loss"]}
    assert main(["check", written(tmp_path, mine), "--activations", "tanh"]) == RIGHT, "a mean too"


def test_the_activation_of_each_layer_is_seen_where_its_values_are_given(tmp_path: Path) -> None:
    net = Network((4, 6, 5, 3), ("sigmoid", "relu", "identity"))
    _, X, y = batch()
    t = trace(net, net.init_weights(), X, y)
    mine = {"X": X, "y": y, "a1": t["Z", 2], "a2": t["Z", 3]}
    mine |= {f"{d}W{i}": t[f"{d}W", i] for i in (1, 2, 3) for d in ("", "d")}
    assert main(["check", written(tmp_path, mine)]) == RIGHT


def test_where_sums_or_means_may_be_meant_both_are_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = arrays()
    mine["dW2"] = mine["dW2"] / 5
    assert main(["check", written(tmp_path, mine), "--activations", "tanh"]) == WRONG
    said = capsys.readouterr().out
    assert "1/m too much" in said
    assert "or, if yours are means over the batch:\n→ 1/m is missing" in said
    assert "    dW1 = X.T @ M1 / m" in said


def test_weights_of_either_orientation_and_a_bias_make_a_network() -> None:
    W, X, y = batch()
    torch = {"X": X, "y": y, "0.weight": W[1].T, "0.bias": np.ones(6), "2.weight": W[2].T, "2.bias": np.ones(3)}
    problem = problem_of(torch, "tanh")
    assert problem.net == Network((4, 6, 3), "tanh", bias=True)
    np.testing.assert_array_equal(problem.W[1], np.vstack([W[1], np.ones(6)]))
    with pytest.raises(DataError, match="there is no y among the arrays X, W1"):
        problem_of({"X": X, "W1": W[1]})


@pytest.mark.parametrize("lam", [0.0, 0.3])
def test_a_regularised_pytorch_model_is_right_with_its_own_penalty(lam: float) -> None:
    """PyTorch's gradient of a penalty written by hand, against that of the rule."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Linear(6, 3)).double()
    X, y = torch.randn(7, 4).double(), torch.tensor([0, 1, 2, 0, 1, 2, 0])

    def loss(outputs: Any, labels: Any) -> Any:
        penalty = sum((layer.weight**2).sum() for layer in (model[0], model[2]))
        return torch.nn.functional.cross_entropy(outputs, labels) + lam / 2 * penalty

    captured = capture_torch(model, X, y, loss)
    problem = problem_of(captured, ("tanh", "identity"), reduction="mean", l2=lam)
    t = trace(problem.net, problem.W, problem.X, problem.y)
    assert t.loss == pytest.approx(float(captured["loss"]), rel=1e-12)
    assert compare(t, captured, convention="mean").ok
    wrong = trace(replace(problem.net, l2=0.7), problem.W, problem.X, problem.y)
    assert not compare(wrong, captured, convention="mean").ok


def test_what_pytorch_computes_is_right() -> None:
    torch = pytest.importorskip("torch")
    nn = torch.nn
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 3))
    X, y = torch.randn(7, 4), torch.tensor([0, 1, 2, 0, 1, 2, 0])
    captured = capture_torch(model, X, y, nn.CrossEntropyLoss())
    problem = problem_of(captured, ("tanh", "relu", "identity"), reduction="mean")
    comparison = compare(trace(problem.net, problem.W, problem.X, problem.y), captured)
    assert comparison.ok, comparison
    assert not comparison.matching.unmatched
    assert comparison.notation == "pytorch"
    captured["2.weight.grad"] = 2 * captured["2.weight.grad"]
    best = diagnose(problem.net, problem.W, problem.X, problem.y, captured)[0]
    assert best.places == (("dW", 2),)
    with pytest.raises(NetworkError, match="the model has a Dropout"):
        capture_torch(nn.Sequential(nn.Linear(4, 3), nn.Dropout()), X, y, nn.CrossEntropyLoss())


# The docs


def blocks(kind: str) -> list[str]:
    text = (ROOT / "docs" / "clinic.md").read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def my_backward(W: Weights, X: Any, y: Any) -> dict[int, Any]:
    t = trace(Network((4, 6, 3), "tanh"), W, X, y)
    return {1: t["dW", 1], 2: t["dW", 2]}


def broken(W: Weights, X: Any, y: Any) -> dict[int, Any]:
    t = trace(Network((4, 6, 3), "tanh"), W, X, y)
    return {1: t["Z", 1].T @ t["G", 2], 2: t["dW", 2]}


def test_the_example_of_the_docs_passes_and_fails_as_it_should() -> None:
    source = blocks("python")[0]
    assert len(source.strip().splitlines()) <= 6
    for backward in (my_backward, broken):
        names: dict[str, Any] = {"batch": batch, "my_backward": backward}
        exec(source, names)
        if backward is my_backward:
            names["test_gradients"]()
        else:
            with pytest.raises(GradientError, match="entries are wrong"):
                names["test_gradients"]()


def test_the_docs_print_what_they_say(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"batch": batch, "broken": broken, "Network": Network}
    exec(blocks("python")[1], names)
    assert capsys.readouterr().out == blocks("text")[0]


def test_the_loop_of_the_docs_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    W, X, y = batch()
    exec(blocks("python")[2], {"W": W, "batches": [(X, y), (X, y)], "my_backward": my_backward})
    assert main(["check", "mine.npz", "--activations", "tanh"]) == RIGHT
