"""The modules of the wall, joined into the one string that Streamlit takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui.wall import HERE, MODULES, joined_script


def test_every_module_is_joined_once() -> None:
    assert sorted(MODULES) == sorted(path.name for path in HERE.glob("*.js"))
    assert len(set(MODULES)) == len(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_comes_after_those_it_imports_and_is_in_the_script(name: str) -> None:
    source = (HERE / name).read_text(encoding="utf-8")
    imported = re.findall(r'^import [^;]*"\./([\w.]+)";$', source, flags=re.MULTILINE)
    assert len(imported) == len(re.findall(r"^import\b", source, flags=re.MULTILINE)), "imports end in ;"
    assert all(MODULES.index(other) < MODULES.index(name) for other in imported)
    assert " as " not in "".join(re.findall(r"^import [^;]*;", source, flags=re.MULTILINE)), "no name is changed"
    for exported in re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", source, flags=re.MULTILINE):
        assert len(re.findall(rf"^(?:function|class|const) {exported}\b", joined_script(), flags=re.MULTILINE)) == 1


def test_the_script_is_a_valid_module_with_one_export(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "the tests of the wall need node"
    script = joined_script()
    assert re.findall(r"^export.*", script, flags=re.MULTILINE) == ["export default function render(component) {"]
    assert not re.search(r"^(import|//)", script, flags=re.MULTILINE)
    (tmp_path / "wall.mjs").write_text(script, encoding="utf-8")
    run = subprocess.run([node, "--check", tmp_path / "wall.mjs"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_no_template_spans_lines_because_indentation_is_dropped() -> None:
    for name in MODULES:
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            assert line.count("`") % 2 == 0, f"{name}: {line}"


def test_the_javascript_passes_its_own_tests() -> None:
    node = shutil.which("node")
    assert node, "the tests of the wall need node"
    tests = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
    assert tests
    run = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4000:]


def app() -> None:
    import streamlit as st

    from figures.packing import Scene, Tile
    from ui.wall import wall

    result = wall(Scene([Tile("Z1", "Z₁", "Z", (2, 3))]).to_bytes(), key="wall")
    st.text(f"{result.selected} {result.jump} {result.open}")


def test_a_page_shows_the_wall_and_knows_its_events() -> None:
    page = AppTest.from_function(app).run()
    assert not page.exception
    assert page.text[0].value == "None None None"
