"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent

# The same examples on every run and every machine; how long one takes is the benchmarks' business.
settings.register_profile("explorer", derandomize=True, deadline=None, database=None)
settings.load_profile("explorer")


@pytest.fixture
def app() -> AppTest:
    """The app, not yet run, without a browser."""
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
