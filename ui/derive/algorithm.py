"""The algorithm (section 4): the program of the Explore page's network, to be read and to be taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from backprop.exports import DATA_FILE, Script, aligned, to_latex, to_numpy, to_pytorch
from backprop.notations import NOTATIONS
from backprop.passes import Trace
from ui.controls import control
from ui.i18n import _
from ui.labels import phases
from ui.state import session


@dataclass(frozen=True)
class Export:
    """A form in which the algorithm can be taken away.

    Attributes
    ----------
    label, file, language, mime : str
    make : callable
        ``(trace, notation)``.
    """

    label: str
    file: str
    language: str
    mime: str
    make: Callable[[Trace, str], Script]


EXPORTS = {
    "latex": Export(
        "LaTeX", "backprop.tex", "latex", "application/x-tex", lambda t, name: Script(to_latex(t.net, name))
    ),
    "numpy": Export("NumPy", "backprop_numpy.py", "python", "text/x-python", to_numpy),
    "pytorch": Export("PyTorch", "backprop_pytorch.py", "python", "text/x-python", lambda t, name: to_pytorch(t)),
}


def main() -> None:
    """The whole part."""
    state = session()
    net = state.experiment.network
    st.caption(
        _("The network of the Explore page, {widths}, written as in {notation}; at the right, shapes.").format(
            widths="-".join(map(str, net.widths)), notation=_(NOTATIONS[state.view.notation].label)
        )
    )
    with st.container(key="derive-program", horizontal=True, gap="large"):
        for label, equations in zip(phases().values(), _phases(state.view.notation), strict=True):
            with st.container(width="content"):
                st.markdown(f"**{label}**")
                st.latex(equations, width="content")
    st.subheader(_("Take it away"))
    _export(state.trace)


def _phases(notation: str) -> list[str]:
    """Forward, backward and update, each as one block of equations."""
    blocks = aligned(session().experiment.network, notation)
    return [rf"\begin{{aligned}}{block}\end{{aligned}}" for block in blocks.values()]


def _export(trace: Trace) -> None:
    control(
        st.segmented_control,
        _("Form"),
        "form",
        options=list(EXPORTS),
        required=True,
        format_func=lambda name: EXPORTS[name].label,
        label_visibility="collapsed",
    )
    name = session().derive.form
    export = EXPORTS[name]
    script = export.make(trace, session().view.notation)
    st.caption(_states(name, script))
    with st.container(horizontal=True):
        st.download_button(
            _("Download {file}").format(file=export.file),
            script.code,
            export.file,
            export.mime,
            key=f"derive.download.{name}",
            icon=":material/download:",
            on_click="ignore",
        )
        if script.data is not None:
            st.download_button(
                _("Download {file}").format(file=DATA_FILE),
                script.data,
                DATA_FILE,
                mime="application/octet-stream",
                key=f"derive.data.{name}",
                icon=":material/download:",
                on_click="ignore",
            )
    with st.container(height=480, border=False):  # scrolled with its copy button, which the keyboard reaches
        st.code(script.code, language=export.language, line_numbers=True, wrap_lines=True)


def _states(name: str, script: Script) -> str:
    if name == "latex":
        return _("The equations above as a document of its own.")
    text = _(
        "It runs by itself on the batch and the weights of update {update}, and ends by asserting that every number it "
        "computes is the one on the Explore page."
    ).format(update=session().timeline.updates)
    return text if script.data is None else text + " " + _("Put the file {file} beside it.").format(file=DATA_FILE)
