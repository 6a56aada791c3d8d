"""Backprop Explorer: page configuration and navigation, nothing else."""

import streamlit as st

from ui.shell import configure, navigation

configure()
st.navigation(navigation()).run()
