"""``python -m backprop check mine.npz``: the verdict on a file, and an exit code that a script can ask for."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from backprop.activations import ACTIVATIONS
from backprop.errors import BackpropError
from backprop.losses import LOSSES
from backprop.network import REDUCTIONS
from backprop.passes import Trace, trace

from .comparing import compare
from .diagnosing import diagnose
from .plausible import most_plausible, seen_activations
from .problem import Problem, problem_of
from .readings import under
from .recording import recorded

RIGHT, WRONG, UNUSABLE = 0, 1, 2

MEANT = {"sum": "sums over the batch", "mean": "means over the batch", "homework": "means of ∇W, and sums of G"}
"""What is meant under each convention."""


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
    problems = _problems(arrays, options)
    passes = [_pass(one) for one in problems]
    place, convention, *rivals = most_plausible(passes, arrays)
    problem = problems[place]
    comparison = compare(passes[place], arrays, convention=convention)
    if count == 1 or not comparison.ok:
        sigma = ", ".join(problem.net.activations)
        lines = [f"update {n}"] * (count > 1) + [f"activations: {sigma}"] * (not options.activations)
        lines += [str(comparison), *_explained(problem, convention)]
        for other in rivals if not comparison.ok else ():
            lines += [f"or, if yours are {MEANT[other]}:", *_explained(problem, other)]
        print("\n".join(lines))  # noqa: T201
    return not comparison.ok


def _problems(arrays: Mapping[str, Any], options: Namespace) -> list[Problem]:
    """With the activations that were named; else those that the forward values say, and each of them everywhere."""
    given = options.activations or ["relu"]
    first = problem_of(arrays, given[0] if len(given) == 1 else given, options.loss, options.reduction, options.l2)
    if options.activations:
        return [first]
    seen = seen_activations(_pass(first), arrays)
    said = [_with(first, [name or usual for name, usual in zip(seen, first.net.activations, strict=True)])] * any(seen)
    hidden = first.net.layers - 1
    return [*said, first, *(_with(first, [name] * hidden + ["identity"]) for name in ACTIVATIONS if name != "relu")]


def _with(problem: Problem, activations: Sequence[str]) -> Problem:
    return replace(problem, net=replace(problem.net, activations=tuple(activations)))


def _pass(problem: Problem) -> Trace:
    return trace(problem.net, problem.W, problem.X, problem.y)


def _explained(problem: Problem, convention: str) -> list[str]:
    """What explains the numbers, of a network that takes sums, or means, as their gradients are."""
    net = under(_pass(problem), convention).net
    found = diagnose(net, problem.W, problem.X, problem.y, problem.arrays, convention=convention)
    return [f"→ {diagnosis}" for diagnosis in found]
