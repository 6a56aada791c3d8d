"""Arrays of one's own: which is which, the first that differs, and the mistake that makes these numbers."""

from __future__ import annotations

import streamlit as st

from ui.controls import bound
from ui.escape import plain
from ui.i18n import _, error_text
from ui.limits import LIMITS
from ui.state import session
from ui.tables.framed import is_refused

from . import words
from .bench import Bench, Case, bench
from .diagnosis import diagnosis
from .example import broken, given, npz
from .matching import matching
from .opened import opened

EXAMPLE = "example.npz"


def main() -> None:
    """What one brings, and what is said of it."""
    lying = bench()
    lying.follow()
    _upload(lying)
    if lying.error:
        st.error(error_text(lying.error), icon=":material/error:")
        if lying.case:
            st.caption(_("What was there before stays."))
    if lying.case:
        _case(lying, lying.case)
    else:
        _empty(lying)


def _upload(lying: Bench) -> None:
    st.file_uploader(
        _("Arrays of your program: .npz, several .npy or CSV, JSON"),
        type=["npz", "npy", "json", "csv", "txt", "gz"],
        accept_multiple_files=True,
        max_upload_size=max(1, LIMITS.max_upload_bytes // 1_000_000),
        key="clinic-upload",
        on_change=lambda: lying.take(st.session_state["clinic-upload"]),
        help=_("Called as in your program: X, y, W1, dW1, grad_W1, fc1.weight.grad … JSON maps names to nested lists."),
    )
    if is_refused():
        st.warning(_("This page is shown within another site, and the server takes no files there: open it by itself."))


def _empty(lying: Bench) -> None:
    """What to do, and an example."""
    t = session().trace
    st.markdown(
        _(
            "Is a gradient of yours wrong? Save what your program has: **X**, **y**, the weights **W_i**, and whatever "
            "it computed: gradients dW_i, and, if you have them, pre-activations, activations, G_i. "
            "The clinic finds the first array that differs, and names the mistake that makes exactly these numbers."
        )
    )
    st.code('np.savez("mine.npz", X=X, y=y, W1=W1, W2=W2, dW1=dW1, dW2=dW2)', language="python")
    st.caption(
        _("Arrays without weights are compared with the network on Explore: {network}.").format(
            network=words.network(t.net, t.rows)
        )
    )
    with st.container(horizontal=True):
        st.button(
            _("Try an example"), key="clinic-example", type="primary", icon=":material/play_arrow:",
            on_click=lambda: lying.lay(EXAMPLE, broken(session().trace)),
        )  # fmt: skip
        _downloads()


def _downloads() -> None:
    t = session().trace
    st.download_button(
        _("The example as .npz"), lambda: npz(broken(t)), file_name=EXAMPLE, key="clinic-download",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.download_button(
        _("X, y and W_i of the network on Explore"), lambda: npz(given(t)), file_name="given.npz",
        key="clinic-given", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _case(lying: Bench, case: Case) -> None:
    t = case.problem.trace
    whose = _("the network of your weights") if case.problem.own_network else _("the network on Explore")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(case.name)}** · {whose}: {words.network(t.net, t.rows)}")
        st.button(_("Put it away"), key="clinic-clear", icon=":material/close:", on_click=lying.clear)
        if case.name == EXAMPLE:
            st.download_button(
                _("The example as .npz"), lambda: npz(case.arrays), file_name=EXAMPLE, key="clinic-download",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip
    diagnosis(lying, case)
    list_, picture = st.columns([2, 5], gap="medium")
    steps = [step for step in case.comparison.steps if step.name not in case.problem.given]
    if not steps:
        st.warning(_("Nothing that was computed was recognised: say below which array is which."))
    else:
        first = next((n for n, step in enumerate(steps) if step.key == case.comparison.first), 0)
        n = first if lying.chosen is None else min(lying.chosen, len(steps) - 1)
        with list_:
            bound(
                st.radio, _("Your arrays, in the order of the program"), "clinic.step", n,
                lambda chosen: setattr(lying, "chosen", chosen), options=range(len(steps)),
                format_func=lambda n: words.row(steps[n], n == first),
                captions=[words.entry(step) for step in steps],
            )  # fmt: skip
            st.caption(_("Each is judged given yours so far: what follows from one mistake is no second one."))
        with picture:
            opened(steps[n])
    with st.expander(_("Which array is which"), expanded=bool(case.comparison.matching.unmatched) or not steps):
        matching(lying, case)
