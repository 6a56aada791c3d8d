"""A Plotly figure on a page. What draws it comes to a browser once, and is large: until then its place says so."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from .i18n import _

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def chart(figure: Figure, key: str) -> None:
    """Show a figure that has a height, in a place of this height from the start: nothing moves when it comes."""
    with st.container():
        words = _("The picture is coming: your browser fetches what draws it, once.")
        st.html(f'<p class="chart-comes" style="height: {figure.layout.height}px">{escape(words)}</p>')
        st.plotly_chart(figure, key=key, config={"displaylogo": False})
