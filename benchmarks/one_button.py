"""The smallest Streamlit app with a step in it: what the benchmarks measure the explorer against."""

import streamlit as st

st.session_state.setdefault("n", 0)


def count() -> None:
    """Take the step."""
    st.session_state.n += 1


st.button("Step", key="step", on_click=count)
st.text(f"n = {st.session_state.n}")
