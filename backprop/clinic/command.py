"""``python -m backprop check mine.npz``: the verdict on a file, and an exit code that a script can ask for."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from backprop.activations import ACTIVATIONS
from backprop.errors import BackpropError
from backprop.losses import LOSSES
from backprop.network import REDUCTIONS
from backprop.passes import trace

from .comparing import compare
from .diagnosing import diagnose
from .plausible import most_plausible
from .problem import problem_of
from .recording import recorded

RIGHT, WRONG, UNUSABLE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the arrays of a file with the right pass.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line.

    Returns
    -------
    int
        0 if nothing is wrong, 1 if something is, 2 if the file can't be used.
    """
    parser = ArgumentParser("python -m backprop", description="Find the mistake in gradients of one's own.")
    check = parser.add_subparsers(required=True).add_parser("check", help="the verdict on a file of arrays")
    check.add_argument("file", help=".npz with X, y, W1, W2, …, and what was computed: dW1, delta1, grad_W1, …")
    check.add_argument(
        "--activations", nargs="+", choices=list(ACTIVATIONS), metavar="NAME", help="found out by default"
    )
    check.add_argument("--loss", default="cross_entropy", choices=list(LOSSES))
    check.add_argument("--reduction", default="sum", choices=REDUCTIONS)
    check.add_argument("--l2", type=float, default=0.0, metavar="λ", help="where λ/2 ‖W‖² is in the loss")
    options = parser.parse_args(arguments)
    try:
        updates = recorded(options.file)
        verdicts = [_said(arrays, n, len(updates), options) for n, arrays in enumerate(updates)]
    except BackpropError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command speaks
        return UNUSABLE
    return WRONG if any(verdicts) else RIGHT


def _said(arrays: Mapping[str, Any], n: int, count: int, options: Namespace) -> bool:
    """Print what is said of one update, if it is the only one or wrong; whether it is wrong."""
    given = options.activations or []
    tried: list[str | list[str]] = [given[0] if len(given) == 1 else given] if given else list(ACTIVATIONS)
    tried.sort(key=lambda name: name != "relu")  # the usual one first
    problems = [problem_of(arrays, names, options.loss, options.reduction, options.l2) for names in tried]
    passes = [trace(one.net, one.W, one.X, one.y) for one in problems]
    place, convention, *_ = most_plausible(passes, arrays)
    problem = problems[place]
    where = (problem.net, problem.W, problem.X, problem.y)
    comparison = compare(passes[place], problem.arrays, convention=convention)
    if count == 1 or not comparison.ok:
        lines = [f"update {n}"] * (count > 1) + [f"activations: {', '.join(problem.net.activations)}"] * (not given)
        lines += [str(comparison)]
        lines += [f"→ {diagnosis}" for diagnosis in diagnose(*where, problem.arrays, convention=convention)]
        print("\n".join(lines))  # noqa: T201
    return not comparison.ok
