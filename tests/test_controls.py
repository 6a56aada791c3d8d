"""Widgets that show a value which the session owns."""

from __future__ import annotations

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.page import control, press, session, sound
from ui import setup


def test_what_the_browser_says_before_it_has_heard_of_another_value_is_not_listened_to(opened: AppTest) -> None:
    """A report that was under way when the session changed the value would have put the old one back."""
    control(opened.selectbox, "setup.optimizer").set_value("adam").run()
    before = control(opened.selectbox, "setup.optimizer").key
    press(opened, "undo")
    after = control(opened.selectbox, "setup.optimizer")
    assert (after.value, session(opened).experiment.optimizer) == ("sgd", "sgd")
    assert after.key != before


def test_a_widget_that_is_used_stays_the_same(opened: AppTest) -> None:
    """Another one would take the focus away, with each value that is typed."""
    before = control(opened.number_input, "setup.batch_size").key
    for value in (7, 8):
        control(opened.number_input, "setup.batch_size").set_value(value).run()
        assert session(opened).experiment.batch_size == value
        assert control(opened.number_input, "setup.batch_size").key == before


def test_a_value_that_is_refused_is_not_shown(opened: AppTest) -> None:
    field = control(opened.number_input, "setup.hidden.1")
    session(opened).set("hidden", (1024, 1024))
    opened.run()
    control(opened.number_input, "setup.layers").set_value(32).run()
    assert session(opened).notice
    assert control(sound(opened).number_input, "setup.layers").value == 3
    assert control(opened.number_input, "setup.hidden.1").key != field.key


def test_a_field_that_shows_its_value_is_not_told_it_again(opened: AppTest) -> None:
    """The answer to an earlier change would put back what is being typed since."""
    control(opened.number_input, "setup.batch_size").set_value(7).run()
    press(opened, "update-1")
    field = control(opened.number_input, "setup.batch_size")
    assert field.value == 7
    assert not field.proto.set_value


def chooser() -> None:
    from typing import Any

    import streamlit as st

    from ui.controls import bound

    def reporting(_label: str, key: str, on_change: Any, **_options: Any) -> None:
        for given in ("one", "a word of before", ["two", "a word of before"], "two", "one"):
            st.session_state[key] = given
            on_change()

    chosen: list[str] = []
    bound(reporting, "Which", "which", "one", chosen.append, options=["one", "two"])
    st.session_state["chosen"] = chosen


def test_a_word_that_is_offered_no_more_is_no_choice() -> None:
    """A browser that has not heard of new words sends the one of before; and nobody chooses what there is."""
    assert sound(AppTest.from_function(chooser).run()).session_state["chosen"] == ["two", "one"]


def test_the_name_of_a_data_set_in_another_language_chooses_nothing(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that has not heard of the switch yet says what its menu shows."""
    state = session(opened)
    monkeypatch.setattr(setup, "session", lambda: state)
    monkeypatch.setattr(streamlit, "session_state", {"setup.source": "鸢尾花"})
    setup._choose_source()
    assert (state.notice, state.experiment.source.name) == (None, "iris")
