"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from hypothesis import settings
from streamlit.testing.v1 import AppTest

from tests.page import sound
from ui import i18n
from ui.allowance import Allowance
from ui.locale import update
from ui.sheets import Sheets

ROOT = Path(__file__).parent.parent

# The same examples on every run and every machine; how long one takes is the benchmarks' business.
EXAMPLES = 100 if os.environ.get("EXPLORER_LONG_TESTS") else 45
settings.register_profile("explorer", max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
settings.load_profile("explorer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("EXPLORER_LONG_TESTS"):
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="with EXPLORER_LONG_TESTS=1"))


def speaking(catalogue: Catalog, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """Chinese is what a catalogue says, and not the real one."""
    where = folder / "zh_CN" / "LC_MESSAGES"
    where.mkdir(parents=True)
    (where / "explorer.mo").write_bytes(update.mo_text(catalogue))
    monkeypatch.setattr(i18n, "LOCALE_DIR", folder)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _nothing_frozen() -> Iterator[None]:
    """Hypothesis asks Python who refers to its objects, and would not hear of those that are frozen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.memory.freeze", lambda: None)
        yield


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session's clock stands still: how far a click gets in half a second is not left to the machine."""
    monkeypatch.setattr("ui.state.document.perf_counter", lambda: 0.0)


@pytest.fixture(autouse=True)
def _no_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told beforehand is not left to how fast the tests go."""
    monkeypatch.setattr("ui.picture.AHEAD", Allowance(1e9))


@pytest.fixture(autouse=True)
def _nobody_was_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture that another test has made is seen."""
    monkeypatch.setattr("ui.picture.SHEETS", Sheets())


@pytest.fixture
def app() -> AppTest:
    """The app, not yet run, without a browser."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


@pytest.fixture
def opened(app: AppTest) -> AppTest:
    """The page as a new reader finds it."""
    return sound(app.run())


@pytest.fixture
def _marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A catalogue in which every text stands between brackets, so that one that is not looked up shows."""
    catalogue = update.collect()
    for message in catalogue:
        if message.id:
            message.string = (
                tuple(f"〈{text}〉" for text in message.id[:1]) if message.pluralizable else f"〈{message.id}〉"
            )
    yield from speaking(catalogue, monkeypatch, tmp_path)
