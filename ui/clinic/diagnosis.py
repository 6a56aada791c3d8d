"""The mistake that makes these numbers, and the line that mends it."""

from __future__ import annotations

import streamlit as st

from backprop.clinic import Diagnosis
from backprop.clinic.report import title
from ui.i18n import _, error_text, ngettext
from ui.patience import patiently

from . import words
from .bench import Bench, Case


def diagnosis(lying: Bench, case: Case) -> None:
    """What is wrong, in words; looked for at once, or when asked where that takes long."""
    comparison, judged = case.comparison, len(case.steps)
    if comparison.first is None and judged:
        said = ngettext("{n} array is right.", "All {n} arrays are right.", judged).format(n=judged)
        st.success(said, icon=":material/check_circle:")
    if lying.found is None:
        waits = comparison.first is not None and (lying.waits or not case.reference.is_quick)
        if waits and not _wanted(title(comparison.first or "")):
            return
        lying.found = patiently(case.explained, _("Looking for the mistake"), "clinic-diagnose-cancel", lying.cancel)
    _all(lying.found, case)


def _wanted(first: str) -> bool:
    """Whether the mistake is to be looked for, where that takes long; who wants it is asked no longer."""
    place = st.empty()
    with place.container():
        wanted = _asked(first)
    if wanted:
        place.empty()
    return wanted


def _asked(first: str) -> bool:
    st.error(_("The first to differ is {name}.").format(name=first), icon=":material/cancel:")
    wanted: bool = st.button(_("Look for the mistake"), key="clinic-diagnose", type="primary")
    if not wanted:
        st.caption(_("It may take some seconds for a network of this size."))
    return wanted


def _all(found: list[tuple[str, Diagnosis]], case: Case) -> None:
    exact = [one for one in found if one[1].explains]
    if len(exact) > 1:
        st.markdown(_("These mistakes make the same numbers:"))
    for convention, one in exact or found:
        _said(one, case.comparison.ok, "" if convention == case.comparison.convention else convention)


def _said(one: Diagnosis, is_right: bool, convention: str) -> None:
    with st.container(border=True):
        if is_right:
            st.markdown(error_text(one.sentence))
        elif one.explains:
            head = _("The mistake: {sentence}").format(sentence=error_text(one.sentence))
            st.markdown(f":red[:material/cancel:] **{head}**")
        elif one.mistakes:
            st.markdown(_("In part it is: {sentence}").format(sentence=error_text(one.sentence)))
        else:
            head = _("No known mistake makes these numbers.")
            st.markdown(f":red[:material/cancel:] {head} {error_text(one.sentence)}")
        if convention:
            st.caption(words.meant(convention))
        for remedy in words.remedies(one):
            st.markdown(f":green[:material/build:] {remedy}")
        if one.listing:
            _code(one)


def _code(one: Diagnosis) -> None:
    """The right lines beside a line that has the mistake."""
    right, wrong = st.columns([3, 2], gap="small")
    with right:
        st.caption(_("The line that mends it:"))
        st.code(words.listing(one.listing), language="python", wrap_lines=True)
    with wrong:
        if one.written:
            st.caption(_("Somewhere you may have written:"))
            st.code("\n".join(one.written), language="python", wrap_lines=True)
