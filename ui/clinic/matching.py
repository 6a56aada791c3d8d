"""Which array was taken for what: shown, and corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from backprop import ACTIVATIONS, LOSSES
from backprop.clinic.match import Match
from backprop.clinic.report import title
from backprop.expression import Key
from backprop.notations import NOTATIONS
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _
from ui.state import session

from .bench import Bench, Case


def left_open(lying: Bench, case: Case) -> None:
    """What no array says: found out, shown, and corrected."""
    net, comparison = case.reference.trace.net, case.comparison
    own = case.reference.own_network
    conventions = {
        "sum": _("sums over the batch"),
        "mean": _("means over the batch"),
        "homework": _("∇W means, G sums"),
    }
    notations = {name: _(notation.label) for name, notation in NOTATIONS.items()}
    losses = {name: _(one.label) for name, one in LOSSES.items()}
    sigma = {name: name for name in ACTIVATIONS}
    fields = (
        ("activation", _("σ of the hidden layers"), net.activations[0] if net.layers > 1 else None, sigma, own),
        ("last", _("σ of the last layer"), net.activations[-1], sigma, own),
        ("loss", _("Loss"), net.loss, losses, own),
        ("convention", _("Your gradients are"), comparison.convention, conventions, True),
        ("notation", _("Code is written as in"), case.chosen.notation or comparison.notation, notations, True),
    )
    with st.container(horizontal=True, gap="small"):
        for name, label, value, labels, is_free in fields:
            if is_free and value is not None:
                bound(
                    st.selectbox, label, f"clinic.{name}", value,
                    _chooses(lying, name), options=list(labels),
                    format_func=labels.__getitem__, width=165,
                )  # fmt: skip
    if not case.chosen.activation and own:
        st.caption(_("Found out from your numbers; say so where it is not what your program does."))
    _left_out(case)
    if any(match.bias_first for match in comparison.matching.matches):
        st.caption(_("In your matrices the bias comes first; they are compared with it as the last row, or column."))
    if comparison.matching.penalty == "divided":
        said = _(
            "Your arrays are judged as gradients of a loss that is all divided by the rows, λ/2 ‖W‖² too; if λ/2 ‖W‖² "
            "is added to it as it is, ∇W has to contain λW."
        )
        st.info(said, icon=":material/info:")


def _left_out(case: Case) -> None:
    """Who has forgotten λW learns that it is not looked for."""
    standing = session().trace.net
    if standing.l2 and not case.reference.trace.net.l2:
        said = _(
            "Your arrays are judged without the λ = {rate} of the network on Explore; if λ/2 ‖W‖² is in your loss, "
            "∇W has to contain λW."
        )
        st.info(said.format(rate=f"{standing.l2:g}"), icon=":material/info:")


def _chooses(lying: Bench, name: str) -> Callable[[Any], None]:
    return lambda chosen: lying.choose(**{name: chosen})


def matching(lying: Bench, case: Case) -> None:
    """Every array with what it is."""
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
    key = match.part if match else None
    bound(
        st.selectbox, f"{plain(name)} ({size})", f"clinic.is.{name}", key if key in options else None,
        lambda chosen: lying.correct(name, chosen), options=list(options), format_func=options.__getitem__,
        help=_("It came transposed.") if match and match.transposed else None,
    )  # fmt: skip


def _options(case: Case) -> dict[Key | None, str]:
    """All that an array can be, and what each is called."""
    t = case.reference.trace
    keys: list[Any] = [key for key in t if key[0] != "W+"]
    names: dict[Key | None, str] = {None: _("left out")} | {key: title(key) for key in keys}
    if t.net.bias:
        for i in range(1, t.net.layers + 1):
            names |= {("b", i): title(("b", i)), ("db", i): title(("db", i))}
    return names
