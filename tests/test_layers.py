"""The house rules of design: who may import whom, and how thin a page is."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SHELL_CALL = "shell.page"
"""What a page calls first: it then works alone, whoever starts it."""

PAGE_LINES = 60
PAGES = sorted((ROOT / "pages").glob("*.py"))
LIBRARY = [path for folder in ("backprop", "figures", "ui") for path in sorted((ROOT / folder).rglob("*.py"))]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*command, "--config", "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_run_one_way() -> None:
    report = lint_imports(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("backprop/memory.py", "import figures", "imports run"),
        ("backprop/memory.py", "import streamlit", "NumPy alone"),
        ("backprop/memory.py", "import plotly.graph_objects", "NumPy alone"),
        ("backprop/memory.py", "def late() -> None:\n    import pandas", "NumPy alone"),
        ("backprop/memory.py", "from .checks import shown", "has its layers"),
        ("backprop/metrics.py", "from .counting import Count", "has its layers"),
        ("backprop/trouble.py", "", "has its layers"),
        ("backprop/explain/terms.py", "def late() -> None:\n    from .equation import joined", "in a circle"),
        ("figures/palette.py", "from ui import i18n", "imports run"),
        ("figures/palette.py", "import streamlit", "know nothing of Streamlit"),
    ],
)
def test_an_import_the_other_way_is_found(module: str, line: str, broken: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("backprop", "figures", "ui"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / module).open("a", encoding="utf-8") as opened:
        opened.write(f"\n{line}\n")
    verdicts = [text for text in lint_imports(tmp_path).stdout.splitlines() if text.endswith(("KEPT", "BROKEN"))]
    assert len(verdicts) == 5
    assert any(broken in text and text.endswith("BROKEN") for text in verdicts), verdicts


def imported(tree: ast.Module) -> set[str]:
    """Return the top-level names of everything a module imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def faults_of_page(source: str) -> list[str]:
    """Return what makes a page more than a thin file."""
    tree = ast.parse(source)
    faults = [f"imports {name}" for name in sorted(imported(tree) & {"numpy", "pandas", "plotly"})]
    if (lines := len(source.splitlines())) > PAGE_LINES:
        faults.append(f"has {lines} lines; {PAGE_LINES} are allowed")
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    statements = [node for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    if not statements or not calls_shell(statements[0]):
        faults.append(f"does not call {SHELL_CALL}(…) first")
    return faults


def calls_shell(statement: ast.stmt) -> bool:
    """Tell whether a statement, or a `with` by its first item, is a call of the shell."""
    if isinstance(statement, ast.With):
        value: ast.expr | None = statement.items[0].context_expr
    else:
        value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func).removeprefix("ui.") == SHELL_CALL


GOOD_PAGE = '"""Explore."""\n\nfrom ui import explore, shell\n\nshell.page("explore")\nexplore.show()\n'


def test_a_thin_page_has_no_faults() -> None:
    assert faults_of_page(GOOD_PAGE) == []
    assert faults_of_page("import ui.shell\nwith ui.shell.page():\n    pass\n") == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (GOOD_PAGE.replace("from ui", "import numpy as np\nfrom ui"), "imports numpy"),
        (GOOD_PAGE + "def late():\n    from plotly import graph_objects\n", "imports plotly"),
        (GOOD_PAGE + "\n" * PAGE_LINES, "has 66 lines; 60 are allowed"),
        (GOOD_PAGE.replace('shell.page("explore")\n', ""), "does not call shell.page(…) first"),
        (GOOD_PAGE.replace("shell.page", "x = 1\nshell.page"), "does not call shell.page(…) first"),
        ("import streamlit as st\n", "does not call shell.page(…) first"),
    ],
)
def test_a_thick_page_is_found(source: str, fault: str) -> None:
    assert faults_of_page(source) == [fault]


def test_there_are_pages() -> None:
    assert PAGES


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_are_thin(path: Path) -> None:
    assert faults_of_page(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_imports_a_page_or_the_app_or_a_test(path: Path) -> None:
    assert not imported(ast.parse(path.read_text(encoding="utf-8"))) & {"app", "pages", "tests"}


BLOCKED = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"streamlit", "plotly", "pandas"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
"""


def run_blocked(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BLOCKED + code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_engine_imports_where_streamlit_plotly_and_pandas_are_absent() -> None:
    modules = [
        re.sub(r"(/__init__)?\.py$", "", path.relative_to(ROOT).as_posix()).replace("/", ".")
        for path in LIBRARY
        if path.is_relative_to(ROOT / "backprop")
    ]
    report = run_blocked("\n".join(f"import {module}" for module in modules))
    assert report.returncode == 0, report.stderr


def test_the_block_blocks() -> None:
    assert "ModuleNotFoundError: plotly" in run_blocked("import plotly.graph_objects").stderr
