"""Which array was taken for what: shown, and corrected."""

from __future__ import annotations

from typing import Any

import streamlit as st

from backprop import ACTIVATIONS, LOSSES
from backprop.clinic.matching import Match
from backprop.clinic.report import title
from backprop.expression import Key
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _

from .bench import Bench, Case


def matching(lying: Bench, case: Case) -> None:
    """Every array with what it is; and the network, where it is that of the arrays."""
    if case.problem.own_network:
        _network(lying, case)
    conventions = {
        "sum": _("gradients are sums over the batch"),
        "mean": _("gradients are means over the batch"),
        "homework": _("G is a sum and ∇W a mean, as in the homework"),
    }
    st.caption(conventions[case.comparison.convention])
    found = {match.name: match for match in case.comparison.matching.matches}
    options = _options(case)
    columns = st.columns(4, gap="small")
    for n, (name, array) in enumerate(case.arrays.items()):
        with columns[n % 4]:
            _array(lying, name, array.shape, found.get(name), options)


def _array(
    lying: Bench, name: str, shape: tuple[int, ...], match: Match | None, options: dict[Key | None, str]
) -> None:
    size = "×".join(map(str, shape))
    key = _key(match)
    bound(
        st.selectbox, f"{plain(name)} ({size})", f"clinic.is.{name}", key if key in options else None,
        lambda chosen: lying.correct(name, chosen), options=list(options), format_func=options.__getitem__,
        help=_("It came transposed.") if match and match.transposed else None,
    )  # fmt: skip


def _key(match: Match | None) -> Key | None:
    """What an array was taken for: the last row of the weights is a bias."""
    if match is None:
        return None
    if match.region and match.region[0].start and isinstance(match.key, tuple):
        return {"W": "b", "dW": "db"}[match.key[0]], match.key[1]
    return match.key


def _options(case: Case) -> dict[Key | None, str]:
    """All that an array can be, and what each is called."""
    t = case.problem.trace
    keys: list[Any] = [key for key in t if key != "step" and (isinstance(key, str) or not key[0].endswith("+"))]
    names: dict[Key | None, str] = {None: _("left out")} | {key: title(key) for key in keys}
    if t.net.bias:
        for i in range(1, t.net.layers + 1):
            names |= {("b", i): title(("b", i)), ("db", i): title(("db", i))}
    return names


def _network(lying: Bench, case: Case) -> None:
    """σ and ℓ: no array says them."""
    net = case.problem.trace.net
    sigma, loss = st.columns(2, gap="small")
    with sigma:
        bound(
            st.selectbox, _("σ of the hidden layers"), "clinic.sigma", net.activations[0],
            lambda chosen: lying.choose(activation=chosen), options=list(ACTIVATIONS), disabled=net.layers == 1,
        )  # fmt: skip
    with loss:
        labels = {name: _(one.label) for name, one in LOSSES.items()}
        bound(
            st.selectbox, _("Loss"), "clinic.loss", net.loss, lambda chosen: lying.choose(loss=chosen),
            options=list(LOSSES), format_func=labels.__getitem__,
        )  # fmt: skip
