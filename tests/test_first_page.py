"""The first page of a server waits for nothing that takes seconds to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from ui import warming

FIRST_PAGE = """
import sys
from streamlit.testing.v1 import AppTest
from ui import warming
warming.DELAY = 3600.0
app = AppTest.from_file("app.py", default_timeout=60).run()
assert not app.exception, app.exception
assert app.get("bidi_component")
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"sklearn", "scipy", "pandas"}))
"""


def run(script: str) -> str:
    """What a Python of its own prints."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout


def test_the_first_page_imports_none_of_the_large_libraries_but_numpy() -> None:
    assert run(FIRST_PAGE).split() == []


def test_what_is_slow_is_there_once_it_has_been_warmed() -> None:
    script = "import sys\nfrom ui import warming\nwarming.DELAY = 0\nwarming.warm_up().join()\nprint(*sys.modules)"
    assert {*warming.CHARTS, *warming.LAST} <= set(run(script).split())


def test_what_a_chart_needs_is_there_whole_before_the_background_has_begun_to_import_it() -> None:
    script = "import sys\nfrom ui import warming\nwarming.warm_up()\nwarming.settle()\nprint(*sys.modules)"
    assert set(warming.CHARTS) <= set(run(script).split())


LATE = """
import threading, time
while not threading._SHUTTING_DOWN:
    time.sleep(0.01)
threading._register_atexit(print)
"""
"""A module that needs what Python refuses once the process ends, as some do."""

ENDS = """
import sys, threading, time
from ui import warming
warming.DELAY, warming.LAST = 0, ("late",)
warming.warm_up()
while "late" not in sys.modules:
    time.sleep(0.01)
threading.Thread(target=warming.warm_up().join).start()  # the process ends after it
"""


def test_a_process_may_end_while_it_imports(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text(LATE)
    command = [sys.executable, "-c", f"import sys\nsys.path.append({str(tmp_path)!r})\n{ENDS}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
