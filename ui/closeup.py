"""One matrix, large: as a picture to zoom into, and as a table to take away."""

from __future__ import annotations

import streamlit as st

from backprop.expression import Key
from figures.notation import name, title
from figures.palette import Theme

from .chart import chart
from .i18n import _
from .state import session
from .warming import settle


def closeup(key: Key) -> None:
    """Open the dialog of a matrix that has been computed."""
    trace = session().trace
    st.dialog(title(trace.net, key), width="large")(_contents)(key)


def _contents(key: Key) -> None:
    settle()
    from figures.heatmap import heatmap
    from figures.table import table

    trace = session().trace
    picture, numbers = st.tabs([_("Picture"), _("Table")])
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    with picture:
        chart(heatmap(trace, key, theme, translate=_), "closeup")
    with numbers:
        frame = table(trace, key, translate=_)
        st.dataframe(frame)
        st.download_button(
            _("Download as CSV"),
            frame.to_csv().encode(),
            file_name=f"{name(key)}.csv",
            mime="text/csv",
            icon=":material/download:",
        )
