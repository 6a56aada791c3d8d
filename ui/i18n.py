"""Interface texts in the reader's language.

The language belongs to a session, not to the process: one server speaks English and Chinese at once. Texts
are looked up by their English original, in ``ui/locale/<language>/LC_MESSAGES/explorer.mo``.
"""

from __future__ import annotations

import gettext
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from backprop._text import Sentence, Word
from backprop.errors import BackpropError

from .escape import plain

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Every language the interface speaks, each by its own name."""

DOMAIN = "explorer"
LOCALE_DIR = Path(__file__).parent / "locale"
SESSION_KEY = "language"


def match(locale: str | None) -> str:
    """Return the language of `LANGUAGES` nearest to a browser's locale.

    Examples
    --------
    >>> match("zh-Hans-SG"), match("zh-TW"), match("de-DE"), match(None)
    ('zh_CN', 'zh_CN', 'en', 'en')
    """
    spoken = (locale or "").replace("_", "-").split("-")[0].lower()
    return next((name for name in LANGUAGES if name.split("_")[0] == spoken), "en")


def language() -> str:
    """Return the session's language: the one chosen, else the browser's, else English.

    Outside a session (a test, a script) it is English.
    """
    if get_script_run_ctx(suppress_warning=True) is None:
        return "en"
    chosen: str | None = st.session_state.get(SESSION_KEY)
    if chosen is None:
        chosen = st.session_state[SESSION_KEY] = match(st.context.locale)
    return chosen


class _Resolved(threading.local):
    """The catalogue of the run that this thread is at: the state of a session is slow to ask for every text."""

    run: object = None
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


_resolved = _Resolved()


def _spoken() -> gettext.NullTranslations:
    """The catalogue of the session's language."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return _catalogue(language())
    # Streamlit makes new cursors for every run and every fragment: they tell one run of a thread from the next.
    if _resolved.run is not context.cursors:
        _resolved.run, _resolved.catalogue = context.cursors, _catalogue(language())
    return _resolved.catalogue


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    # English is the language of the source: it has no catalogue.
    return gettext.translation(DOMAIN, LOCALE_DIR, [name], fallback=name == "en")


def _(message: str) -> str:
    """Return `message` in the session's language."""
    # Gettext keeps the catalogue's header under the empty message.
    return _spoken().gettext(message) if message else ""


def translator() -> Callable[[str], str]:
    """`_` for many texts of one run: the language is looked up once."""
    gettext_of_the_run = _spoken().gettext
    return lambda message: gettext_of_the_run(message) if message else ""


def translator_to(name: str) -> Callable[[str], str]:
    """To a language of `LANGUAGES`, where there is no session that would have one."""
    return _catalogue(name).gettext


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return `singular` or `plural`, as `n` asks for, in the session's language."""
    return _spoken().ngettext(singular, plural, n)


def error_words(error: BackpropError | Sentence) -> str:
    """Return an engine's error, or its sentence, in the session's language, as plain text.

    Of the values in it only the program's own words are translated: a column may be called what it likes.
    """
    return _(error.template).format(**{name: _value_words(value) for name, value in error.values.items()})


def _value_words(value: object) -> object:
    if isinstance(value, BackpropError | Sentence):
        return error_words(value)
    return _(value) if isinstance(value, Word) else value


def error_text(error: BackpropError | Sentence) -> str:
    r"""Return what `error_words` does, as Markdown that shows it letter for letter.

    Examples
    --------
    >>> from backprop.errors import DataError
    >>> error_text(DataError("column {column}: not a number", column="**row**"))
    'column \\*\\*row\\*\\*: not a number'
    """
    return plain(error_words(error))
