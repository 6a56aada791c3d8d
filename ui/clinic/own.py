"""Arrays of one's own: which is which, the first that differs, and the mistake that makes these numbers."""

from __future__ import annotations

import streamlit as st

from backprop.clinic import MISTAKES
from ui.controls import bound
from ui.escape import plain
from ui.i18n import _, error_text
from ui.limits import LIMITS
from ui.state import session
from ui.tables.uploading import uploader

from . import words
from .bench import PASTED, Bench, Case, Loop, bench
from .diagnosis import diagnosis
from .example import broken, given, npz, printed_code
from .matching import left_open, matching
from .opened import opened

EXAMPLE = "example.npz"
PASTE = "clinic-paste"
SAMPLE = "dW1 = [[ 0.126 -0.147]\n       [ 0.175  0.333]]\ny = [0 1 1]"


def main() -> None:
    """What one brings, and what is said of it."""
    lying = bench()
    lying.follow()
    above = st.container()  # always there: what is below stays the same element, and the uploader keeps its file
    if not lying.case:
        with above:
            _introduction()
    upload, paste = st.columns(2, gap="medium")
    with upload:
        _upload(lying)
    with paste:
        _paste(lying)
    if lying.error:
        st.error(error_text(lying.error), icon=":material/error:")
        if lying.case:
            st.caption(_("What was there before stays."))
    if lying.case:
        _case(lying, lying.case)
    else:
        _empty(lying)


def _introduction() -> None:
    st.markdown(
        _(
            "**Is a gradient of yours wrong?** Bring **X**, **y**, the weights **W1, W2, …**, and what your program "
            "computed: gradients, and if you have them activations and G. You are told which array is the first to "
            "differ, and which mistake makes exactly these numbers."
        )
    )


def _upload(lying: Bench) -> None:
    uploader(
        _("A file: .npz, several .npy or .csv, .json"),
        type=["npz", "npy", "json", "csv", "txt", "gz"],
        accept_multiple_files=True,
        key="clinic-upload",
        on_change=lambda: lying.take(st.session_state["clinic-upload"]),
        help=_("Called as in your program: X, y, W1, dW1, grad_W1, fc1.weight.grad … JSON maps names to nested lists."),
    )
    if not lying.case:
        st.caption(_("Put this line into your program, before the weights are changed; run it, and upload the file:"))
        st.code('np.savez("mine.npz", X=X, y=y, W1=W1, W2=W2, dW1=dW1, dW2=dW2)', language="python", wrap_lines=True)


def _paste(lying: Bench) -> None:
    def judge() -> None:
        lying.paste(st.session_state[PASTE])

    def take() -> None:
        if st.session_state[PASTE].strip():  # who empties the field asks nothing
            judge()

    st.text_area(
        _("Or paste what your program prints"), key=PASTE, height=100, on_change=take,
        placeholder=SAMPLE, max_chars=LIMITS.max_pasted,
        help=_("Several arrays at once, each with its name before it: as NumPy or PyTorch print them, or as lists."),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Judge what is pasted"), key="clinic-judge", on_click=judge)
        most = f"{LIMITS.max_pasted:,}"
        st.caption(_("At most {most} characters are taken; more is uploaded as a file.").format(most=most))
    if not lying.case:
        st.caption(
            _("Put these lines into your program, before the weights are changed; run it, and paste what they print:")
        )
        st.code(printed_code(), language="python", wrap_lines=True)


def _empty(lying: Bench) -> None:
    """An example; and what stands in for what one leaves out."""
    t = session().trace
    with st.container(horizontal=True):
        st.button(
            _("Try an example"), key="clinic-example", type="primary", icon=":material/play_arrow:",
            on_click=lambda: lying.lay(EXAMPLE, broken(session().trace)),
        )  # fmt: skip
        _downloads()
    st.caption(
        _("Arrays without weights are compared with the network on Explore: {network}.").format(
            network=words.network(t.net, t.rows)
        )
    )
    _catalogue()


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
    _headline(lying, case)
    if case.loop:
        _updates(lying, case.loop)
    left_open(lying, case)
    if not case.reference.own_network and not all(step.fits for step in case.steps):
        st.warning(
            _("Without weights your arrays are compared with the network on Explore: bring X, y, W1, W2, … as well.")
        )
    diagnosis(lying, case)
    list_, picture = st.columns([2, 5], gap="medium")
    steps = case.steps
    if not steps:
        st.warning(_("Nothing that was computed was recognised: say below which array is which."))
    else:
        first = next((n for n, step in enumerate(steps) if step.key == case.comparison.first), None)
        n = (first or 0) if lying.chosen is None else min(lying.chosen, len(steps) - 1)
        with list_:
            bound(
                st.radio, _("Your arrays, in the order of the program"), "clinic.step", n,
                lambda chosen: setattr(lying, "chosen", chosen), options=range(len(steps)),
                format_func=lambda n: words.row(steps[n], steps[n].key == case.comparison.first),
                captions=[words.entry(step) for step in steps],
            )  # fmt: skip
            st.caption(_("Each is judged given yours so far: what follows from one mistake is no second one."))
        with picture:
            opened(steps[n])
    with st.expander(_("Which array is which"), expanded=bool(case.comparison.matching.unmatched) or not steps):
        matching(lying, case)


def _updates(lying: Bench, loop: Loop) -> None:
    """Which update of a loop is looked at, and which is the first that goes wrong."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        bound(
            st.select_slider, _("Update of your loop"), "clinic.update", loop.at, lying.go_to,
            options=range(len(loop.updates)), width=505,
        )  # fmt: skip
        if loop.wrong is None:
            st.caption(_("All {n} updates are right.").format(n=len(loop.updates)))
        else:
            st.caption(_("Update {n} is the first that goes wrong.").format(n=loop.wrong))


def _headline(lying: Bench, case: Case) -> None:
    t = case.reference.trace
    whose = _("the network of your weights") if case.reference.own_network else _("the network on Explore")
    name = _("What was pasted") if case.name == PASTED else plain(case.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{name}** · {whose}: {words.network(t.net, t.rows)}")
        st.button(_("Put it away"), key="clinic-clear", icon=":material/close:", on_click=lying.clear)
        if case.name == EXAMPLE:
            st.download_button(
                _("The example as .npz"), lambda: npz(case.arrays), file_name=EXAMPLE, key="clinic-download",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def _catalogue() -> None:
    """Every mistake that is recognised."""
    title = _("The mistakes that are recognised: {n}").format(n=len(MISTAKES))
    with st.expander(title, icon=":material/list:", expanded=True):
        rows = [(_(one.name), one.written(), _(one.remedy)) for one in MISTAKES.values()]
        names = (_("Mistake"), _("As it is written"), _("What to do"))
        st.dataframe(dict(zip(names, zip(*rows, strict=True), strict=True)), height=420)
