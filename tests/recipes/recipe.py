"""A recipe of CONTRIBUTING.md, carried out in a copy of the tree.

Each is tried in a process of its own, which finds the libraries imported already and this project's modules not.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import shutil
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("backprop", "figures", "ui", "pages")

PARTS = ("app.py", "backprop", "figures", "pages", "ui", ".streamlit", "tests/page.py", "tests/wire.py")
LIBRARIES = ("streamlit.testing.v1", "pandas", "plotly.graph_objects", "msgspec", "babel.messages.frontend")
TRIAL, REPORT = "tried.py", "report.txt"

BEGIN = """
from streamlit.testing.v1 import AppTest

from tests.page import act, drawn, press, session, sound

app = sound(AppTest.from_file("pages/explore.py", default_timeout=120).run())
assert not app.error, app.error
"""


@dataclass(frozen=True)
class Recipe:
    """What is added to which files, and what is tried on a page then.

    Attributes
    ----------
    tried : str
        Python, with ``app`` at its start, and what tests/page.py offers.
    added : dict of str
        By file: the code at its end. A new file has no other content.
    lines : tuple of (str, str, str)
        A file, what stands there, and what stands there instead.
    base : Recipe or None
        One that is carried out before.
    later : tuple of str
        Files that the project's own commands make, and that one then goes on with.
    """

    tried: str
    added: dict[str, str] = field(default_factory=dict)
    lines: tuple[tuple[str, str, str], ...] = ()
    base: Recipe | None = None
    later: tuple[str, ...] = ()

    @property
    def files(self) -> list[str]:
        """The files that one writes in."""
        return sorted({*self.added, *(file for file, _old, _new in self.lines), *self.later})

    def carried_out(self, tree: Path) -> None:
        """Write it into a fresh copy of the tree."""
        for part in PARTS:
            _copy(ROOT / part, tree / part)
        self._written(tree)
        (tree / TRIAL).write_text(BEGIN + self.tried, encoding="utf-8")

    def _written(self, tree: Path) -> None:
        if self.base:
            self.base._written(tree)
        for file, code in self.added.items():
            (tree / file).parent.mkdir(parents=True, exist_ok=True)
            with (tree / file).open("a", encoding="utf-8") as opened:
                opened.write(code)
        for file, old, new in self.lines:
            text = (tree / file).read_text(encoding="utf-8")
            assert text.count(old) == 1, (file, old)
            (tree / file).write_text(text.replace(old, new), encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)  # what is compiled stays valid for what is not changed
    else:
        target.parent.mkdir(exist_ok=True)
        shutil.copy(source, target)


@cache
def _processes() -> Any:
    """Begins processes, each forked from one that has imported the libraries, where the system can."""
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        context.set_forkserver_preload([*LIBRARIES])
    return context


def try_out(tree: Path) -> str:
    """Run the trial in the tree; what went wrong, or nothing."""
    process = _processes().Process(target=_run, args=(str(tree),))
    # A new process begins with the main module, which is any page's script once a test of this worker has run one.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        process.start()
    process.join()
    return (tree / REPORT).read_text(encoding="utf-8") if process.exitcode else ""


def _run(tree: str) -> None:
    sys.stdout = sys.stderr = (Path(tree) / REPORT).open("w", encoding="utf-8")
    os.chdir(tree)
    sys.path[:] = [tree, *(path for path in sys.path if Path(path).resolve() != ROOT)]
    for name in [name for name in sys.modules if name.partition(".")[0] in PACKAGES]:  # those of the tree it came from
        del sys.modules[name]
    runpy.run_path(TRIAL)
