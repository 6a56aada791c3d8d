"""In general (section 3): the chains of all layers, their shared heads, and what sharing them saves."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from backprop.counting import Measured, chain_factors, measure
from backprop.expression import Running
from backprop.network import Network
from backprop.notations import NOTATIONS
from backprop.rules import RULES, call_of
from figures.palette import Theme, accent
from ui.address import address
from ui.bookmark import UNITS
from ui.chart import chart
from ui.controls import control
from ui.i18n import _
from ui.state import session

MOST_LINES = 6
"""Layers up to which every chain is written out."""

ROWS = 32
"""Of the batch whose multiplications are counted."""

MEASURED = (1, 2, 4, 6, 8, 10, 12, 14, 16)
"""The depths that are timed."""

KEY = "derive.measured"


def main() -> None:
    """The whole part."""
    L = session().experiment.network.layers
    st.caption(_("The network of the Explore page has L = {layers} layers: so many chains.").format(layers=L))
    control(st.toggle, _("Give the shared heads a name: $G$"), "general.named")
    folds = session().derive.general.named
    with st.container(key="derive-chains"):
        st.latex(folded(L, _theme()) if folds else chains(L, _theme()))
    if folds:
        _rules()
    else:
        st.caption(_("Coloured: what already stands in the line above, and would be computed again."))
    st.fragment(_savings)()


def chains(layers: int, theme: Theme = "light") -> str:
    r"""All chains under each other, i = L, …, 1; what a line shares with the one above is coloured.

    Examples
    --------
    >>> print(chains(1))
    \begin{aligned}
    \frac{\partial\ell}{\partial W_{1}} = {}&\frac{\partial\ell}{\partial Z_{2}}
    &&{}\cdot\frac{\partial Z_{2}}{\partial W_{1}}
    \end{aligned}
    """
    lines = [_line(layers, i, theme) if i else r"\vdots\;" for i in _lines(layers)]
    return _aligned(lines)


def folded(layers: int, theme: Theme = "light") -> str:
    """The same with each shared head as one factor, G_{i+1}, and how it comes from the one before."""
    lines = []
    for i in _lines(layers):
        if not i:
            lines.append(r"\vdots\;")
            continue
        *head, last = chain_factors(layers, i)
        name = _coloured(f"G_{{{i + 1}}}", theme)
        lines.append(
            rf"\frac{{\partial\ell}}{{\partial W_{{{i}}}}} = {{}}&{name}\cdot{last}"
            rf"&&\qquad {name} = {_made_of(head, i, layers, theme)}"
        )
    return _aligned(lines)


def _made_of(head: list[str], i: int, layers: int, theme: Theme) -> str:
    return head[-1] if i == layers else _coloured(f"G_{{{i + 2}}}", theme) + rf"\cdot{head[-1]}"


def _lines(layers: int) -> list[int]:
    """The layers whose chains are written out, 0 standing for those left out."""
    every = list(range(layers, 0, -1))
    return every if layers <= MOST_LINES else [*every[:3], 0, 1]


def _line(layers: int, i: int, theme: Theme) -> str:
    *head, last = chain_factors(layers, i)
    shared = [_coloured(factor, theme) for factor in head[:-1]]
    if layers > MOST_LINES and len(shared) > 3:
        shared = [*shared[:3], _coloured(r"\cdots", theme)]
    product = r" &&{}\cdot".join([*shared, head[-1], last])
    return rf"\frac{{\partial\ell}}{{\partial W_{{{i}}}}} = {{}}&{product}"


def _coloured(latex: str, theme: Theme) -> str:
    return rf"\textcolor{{{accent('G', theme)}}}{{{latex}}}"


def _aligned(lines: list[str]) -> str:
    body = " \\\\[0.9em]\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _rules() -> None:
    """What the factors are, with the dimensions put right."""
    st.caption(_("With the dimensions put right, as in the exercise, one line a layer is all there is:"))
    state = session()
    net, chosen = state.experiment.network, state.view.notation
    for name in dict.fromkeys(("lecture", chosen)):
        if name != "lecture":
            st.caption(_("In the notation of {notation}:").format(notation=_(NOTATIONS[name].label)))
        for rule in ("pull", "gradient"):
            st.latex(NOTATIONS[name].of(net).equation(call_of(net, RULES[rule], Running("i"))).latex)


def _savings() -> None:
    """The count against depth, and the times of this machine."""
    from figures.growth import Depths, growth

    st.subheader(_("What the name saves"))
    width_column, button = st.columns([3, 1], vertical_alignment="bottom", gap="medium")
    with width_column:
        control(st.select_slider, _("Units in every layer"), "general.units", options=UNITS)
        width = session().derive.general.units
    depths = Depths(width, ROWS)
    times: dict[int, dict[int, Measured]] = st.session_state.setdefault(KEY, {})
    with button:
        if st.button(_("Measure here"), key="derive.measure", icon=":material/timer:"):
            times[width] = _measured(depths.network)
    chart(growth(depths, times.get(width), _theme(), _), "derive.growth")
    frame = depths.counts(_)
    deepest = frame.iloc[-1]
    st.caption(
        _(
            "A batch of {m} rows. With {layers} layers the chains, each computed anew, take {ratio:.1f} times the "
            "multiplications: without sharing they grow with L², with it only with L."
        ).format(m=ROWS, layers=frame.index[-1], ratio=deepest.iloc[-1])
    )
    with st.expander(_("Table")):
        st.dataframe(frame)
    address("savings")


def _measured(network: Callable[[int], Network]) -> dict[int, Measured]:
    bar = st.progress(0.0)
    times = {}
    for number, layers in enumerate(MEASURED, start=1):
        times[layers] = measure(network(layers), ROWS)
        bar.progress(number / len(MEASURED))
    bar.empty()
    return times


def _theme() -> Theme:
    return "dark" if st.context.theme.type == "dark" else "light"
