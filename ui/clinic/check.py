"""Every entry of the gradients of the network on Explore, against slopes that no backward pass has found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from time import perf_counter

import numpy as np
import streamlit as st

from backprop.clinic import Report, Verdict, check_gradients
from backprop.clinic.checking import CLOSE
from backprop.clinic.report import title
from backprop.clinic.step_lengths import step_errors
from backprop.expression import Key
from backprop.network import DTYPES
from backprop.passes import Trace, trace
from figures.notation import name
from figures.verdicts import codes, names
from figures.wall.parts import Cell, Operand
from ui.chart import chart
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _, ngettext
from ui.patience import patiently
from ui.state import session
from ui.state.document import AT_ONCE
from ui.strip import strip, tile
from ui.turns import TURNS

from . import words
from .bench import Bench, bench, where


class _LongError(Exception):
    """It takes longer than one waits without a word."""


def main() -> None:
    """The check: a list of matrices, and one of them beside it."""
    lying = bench()
    t = _pass(lying)
    report = _report(t, lying)
    if report is None:
        return
    _summary(report)
    list_, beside = st.columns([2, 5], gap="medium")
    keys = list(report.verdicts)
    chosen = session().clinic.matrix
    key = next((key for key in keys if name(key) == chosen), None) or _first(report)
    with list_:
        bound(
            st.radio, _("Matrices, in the order of the backward pass"), "clinic.matrix", keys.index(key),
            lambda n: _look_at(lying, keys[n]),
            options=range(len(keys)),
            format_func=lambda n: f"**{title(keys[n])}** &ensp;{words.counted(report, keys[n])}",
            captions=[words.worst(report, one) for one in keys],
        )  # fmt: skip
    with beside:
        lying.checked["cell"] = picture(report, key, "clinic.checked", lying.checked.get("cell"))
        _steps(t, report, key, lying.checked["cell"])


def _pass(lying: Bench) -> Trace:
    """The pass on Explore, computed in the dtype that is wanted."""
    t, dtypes = session().trace, list(DTYPES)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        where = _("update {n}").format(n=session().timeline.updates)
        st.markdown(f"**{words.network(t.net, t.rows)}** · {where}")
        bound(
            st.segmented_control, _("Gradients computed in"), "clinic.dtype", lying.dtype or str(t["X"].dtype),
            lambda dtype: setattr(lying, "dtype", dtype), options=dtypes, required=True, label_visibility="collapsed",
        )  # fmt: skip
    if lying.dtype in (None, str(t["X"].dtype)):
        return t
    return trace(t.net, {i: W.astype(lying.dtype) for i, W in t.weights.items()}, t["X"], t["Y"])


def _first(report: Report) -> Key:
    """What is looked at first: a matrix with something wrong, else with a kink, else ∇W_1."""
    told = ((Verdict.WRONG, key) for key in report.verdicts), ((Verdict.KINK, key) for key in report.verdicts)
    return next((key for verdict, key in chain(*told) if (report.verdicts[key] == verdict).any()), ("dW", 1))


def _look_at(lying: Bench, key: Key) -> None:
    lying.checked.pop("cell", None)
    session().set("clinic.matrix", name(key))


def _report(t: Trace, lying: Bench) -> Report | None:
    """The report, at once if that is soon done; else a button, and then how far it is, and a way out."""
    checked = lying.checked
    of = (*where(), t["X"].dtype)
    if checked.get("of") != of:
        checked.clear()
        checked["of"] = of
        began = perf_counter()

        def watch(_share: float) -> None:
            if perf_counter() - began > AT_ONCE:
                raise _LongError

        with suppress(_LongError), TURNS.first(session().name) as turn:
            checked["report"] = _checked(t, turn.watching(watch))
    found: Report | None = checked.get("report")
    return found or _asked(t, checked)


def _checked(t: Trace, watch: Callable[[float], object]) -> Report:
    return check_gradients(t.net, t.weights, t["X"], t["Y"], watch=watch)


def _asked(t: Trace, checked: dict[str, object]) -> Report | None:
    place = st.empty()
    with place.container():
        st.info(_("The check of this network takes a few seconds. Of large matrices a sample is checked."))
        wanted = st.button(_("Check"), key="clinic-check", type="primary")
    if not wanted:
        return None
    place.empty()
    report = patiently(lambda watch: _checked(t, watch), _("Checking"), "clinic-cancel", checked.clear)
    checked["report"] = report
    return report


def _summary(report: Report) -> None:
    entries = sum(verdict.size for verdict in report.verdicts.values())
    left = sum(int((verdict == Verdict.UNCHECKED).sum()) for verdict in report.verdicts.values())
    method = _("by the complex step") if report.method == "complex step" else _("by central differences")
    wrong = report.findings()
    if wrong:
        said = ngettext("{n} entry is wrong", "{n} entries are wrong", len(wrong)).format(n=len(wrong))
        st.error(f"{said}: {words.finding(wrong[0])}", icon=":material/cancel:")
    else:
        said = _("Nothing is wrong: {n} entries were checked {method}.").format(n=entries - left, method=method)
        st.success(said, icon=":material/check_circle:")
    if left:
        st.caption(
            _("A sample, drawn with a seed: {n} of {all} entries. All would take too long.").format(
                n=entries - left, all=entries
            )
        )


def picture(report: Report, key: Key, place: str, cell: Cell | None) -> Cell | None:
    """The matrix, what was found without a backward pass, their relative error, and the verdicts.

    Returns the cell that is selected; ``place`` is the key of the strip.
    """
    signs = names(words.verdicts())
    tiles = [
        tile("given", title(key), key, report.given[key], index=str(key[1]) if isinstance(key, tuple) else ""),
        tile("numeric", _("numerically"), key, report.numeric[key]),
        tile("error", _("relative error"), key, np.minimum(report.relative_error(key), 1), "error"),
        tile("verdict", _("verdict"), key, codes(report.verdicts[key]), "verdict", names=signs),
    ]
    equation: list[Operand | str] = [Operand("given"), "≈", Operand("numeric"), Operand("error"), Operand("verdict")]
    cell = strip(tiles, equation, place, cell)
    st.caption(" &emsp; ".join(plain(one) for one in signs))
    for found in [one for one in report.findings(Verdict.KINK) if one.key == key][:3]:
        st.caption(words.marked(Verdict.KINK, words.at_kink(report, found)))
    return cell


def _steps(t: Trace, report: Report, key: Key, cell: Cell | None) -> None:
    """The V of one entry: that which was clicked, else the one with the largest error."""
    errors = report.relative_error(key)
    place = (cell.row, cell.column) if cell else np.unravel_index(np.argmax(np.nan_to_num(errors)), errors.shape)
    row, column = map(int, place)
    slope = report.numeric[key][row, column]
    entry = plain(f"{title(key)}[{row}, {column}]")
    if np.isnan(slope):
        st.caption(_("{entry} was not checked.").format(entry=entry))
        return
    found = step_errors(t.net, t.weights, t["X"], t["Y"], key, (row, column), float(slope))  # type: ignore[arg-type]
    said = _("**{entry}** by differences in {dtype}: a long step cuts the curve off, a short one is lost in rounding.")
    st.markdown(said.format(entry=entry, dtype=t["X"].dtype))
    from figures.step_lengths import step_curve
    from ui.tools import theme
    from ui.warming import settle

    settle()
    close = CLOSE[t["X"].dtype]
    chart(step_curve(found, close, theme(), _), "clinic.steps")
    st.caption(_("Click a cell of a matrix to see another one. Below the dashed line two numbers agree."))
