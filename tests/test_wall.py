"""The modules of the wall, joined into the one string that Streamlit takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.wall import HERE, MODULES, joined_script


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    found = shutil.which("node")
    assert found, "the tests of the wall need node"
    return subprocess.run([found, *arguments], capture_output=True, text=True, check=False)


def test_every_module_is_joined_once() -> None:
    assert sorted(MODULES) == sorted(path.name for path in HERE.glob("*.js"))
    assert len(set(MODULES)) == len(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_comes_after_those_it_imports(name: str) -> None:
    imports = re.findall(r"^import\b[^;]*;", read(name), flags=re.MULTILINE)
    imported = [line.rpartition('"./')[2].rstrip('";') for line in imports]
    assert all(MODULES.index(other) < MODULES.index(name) for other in imported)
    assert not any(" as " in line for line in imports), "joining cannot change a name"


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_exports_is_in_the_script_once(name: str) -> None:
    lines = joined_script().splitlines()
    exports = re.findall(r"^export (?!default)(.*)", read(name), flags=re.MULTILINE)
    assert [lines.count(line) for line in exports] == [1] * len(exports)


def test_the_script_is_a_valid_module_with_one_export(tmp_path: Path) -> None:
    lines = joined_script().splitlines()
    assert [line for line in lines if line.startswith("export")] == ["export default function render(component) {"]
    assert not [line for line in lines if line.startswith(("import ", "//"))]
    (tmp_path / "wall.mjs").write_text(joined_script(), encoding="utf-8")
    run = node("--check", tmp_path / "wall.mjs")
    assert run.returncode == 0, run.stderr


def test_no_template_spans_lines_because_indentation_is_dropped() -> None:
    for name in MODULES:
        for line in read(name).splitlines():
            assert line.count("`") % 2 == 0, f"{name}: {line}"


def test_the_javascript_passes_its_own_tests() -> None:
    tests = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
    assert tests
    run = node("--test", *tests)
    assert run.returncode == 0, run.stdout[-4000:]


def app() -> None:
    import streamlit as st

    from figures.parts import Scene, Tile
    from ui.wall import wall

    wall([Scene([Tile("Z1", "Z₁", "Z", (2, 3))])], key="wall")
    st.text(f"{st.session_state.wall.acts} {st.session_state.wall.more}")


def test_a_page_shows_the_wall_and_knows_its_events() -> None:
    page = AppTest.from_function(app).run()
    assert not page.exception
    assert page.text[0].value == "None None"
