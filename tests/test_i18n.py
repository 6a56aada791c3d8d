"""A text is looked up in the language of the session it is shown in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest
import streamlit as st
from babel.messages.catalog import Catalog
from streamlit.testing.v1 import AppTest

from backprop._text import N_
from backprop.errors import DataError
from tests.conftest import speaking
from ui import i18n


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A catalogue with three texts in place of the real one."""
    catalogue = Catalog(locale="zh_CN")
    catalogue.add("Loss", "损失")
    catalogue.add("row {row} is bad", "第 {row} 行有误")
    catalogue.add(("{n} row", "{n} rows"), ("{n} 行",))
    yield from speaking(catalogue, monkeypatch, tmp_path)


def speak() -> None:
    """A tiny app (its body runs as a script of its own)."""
    import streamlit as st

    from backprop.errors import DataError
    from ui.i18n import LANGUAGES, SESSION_KEY, _, error_text, language, ngettext

    st.session_state[SESSION_KEY] = language()
    st.segmented_control("Language", LANGUAGES, key=SESSION_KEY)
    texts = [
        _("Loss"),
        ngettext("{n} row", "{n} rows", 2),
        error_text(DataError("row {row} is bad", row=3)),
        _(""),
    ]
    st.text("|".join([language(), *texts]))


ENGLISH = "en|Loss|{n} rows|row 3 is bad|"
CHINESE = "zh_CN|损失|{n} 行|第 3 行有误|"


@pytest.mark.usefixtures("chinese")
def test_a_session_speaks_the_language_it_chose() -> None:
    app = AppTest.from_function(speak).run()
    assert app.text[0].value == ENGLISH
    app.segmented_control(key=i18n.SESSION_KEY).set_value("zh_CN").run()
    assert app.text[0].value == CHINESE
    app.run()
    assert app.text[0].value == CHINESE


@pytest.mark.usefixtures("chinese")
def test_two_sessions_speak_two_languages_at_once() -> None:
    one, other = AppTest.from_function(speak).run(), AppTest.from_function(speak).run()
    one.segmented_control(key=i18n.SESSION_KEY).set_value("zh_CN").run()
    other.run()
    assert (one.text[0].value, other.text[0].value) == (CHINESE, ENGLISH)


def many_texts() -> None:
    """A tiny app with two texts."""
    import streamlit as st

    from ui.i18n import _

    st.text(_("Loss") + _("Loss"))


@pytest.mark.usefixtures("chinese")
def test_the_language_is_asked_for_once_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    language = Mock(side_effect=["en", "zh_CN"])
    monkeypatch.setattr(i18n, "language", language)
    app = AppTest.from_function(many_texts).run()
    assert app.text[0].value == "LossLoss"
    app.run()
    assert app.text[0].value == "损失损失"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("locale", "spoken"),
    [("zh-CN", CHINESE), ("zh-Hans-CN", CHINESE), ("zh-TW", CHINESE), ("fr-FR", ENGLISH)],
)
def test_a_new_session_speaks_the_browsers_language(locale: str, spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(st.context), "locale", locale)
    assert AppTest.from_function(speak).run().text[0].value == spoken


def test_outside_a_session_the_language_is_english() -> None:
    assert i18n.language() == "en"
    assert i18n.error_text(DataError("row {row} is bad", row=3)) == "row 3 is bad"


@pytest.mark.usefixtures("chinese")
def test_in_an_error_the_programs_words_are_translated_and_the_users_names_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "zh_CN")
    assert i18n.error_text(DataError("row {row} is bad", row=N_("Loss"))) == "第 损失 行有误"
    assert i18n.error_text(DataError("row {row} is bad", row="Loss")) == "第 Loss 行有误"
