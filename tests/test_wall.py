"""The wall as a component: its files, its words, what a picture weighs."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from figures.palette import ACCENTS
from figures.wall.packing import constants, film
from tests.wire import pictures
from ui.bookmark import START
from ui.component import HERE as UI
from ui.component import MANIFEST, full_name
from ui.labels import wall_labels
from ui.picture import board, still
from ui.state import Session
from ui.wall import NAME

HERE = UI / NAME
MODULES = sorted(path.name for path in HERE.glob("*.js"))
STOPS = ("step", "cell", "loop", "go", "train")
PACES = ("operation", "second", "ten", "every", "full")
COMPUTED = {"paths", "nudge", "edit"} | {f"pace_{pace}" for pace in PACES}
COMPUTED |= {f"{part}_{stop}" for part in ("stop", "told") for stop in STOPS}
"""Labels that are looked up by a computed name."""


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    found = shutil.which("node")
    assert found, "the tests of the wall need node"
    return subprocess.run([found, *arguments], capture_output=True, text=True, check=False)


def test_a_browser_is_told_of_all_modules_at_once() -> None:
    named = re.findall(r'"\./(\S+\.js)";', read("index.js"))
    assert sorted(named) == [name for name in MODULES if name != "index.js"]


def test_the_javascript_passes_its_own_tests() -> None:
    tests = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
    assert tests
    run = node("--test", *tests)
    assert run.returncode == 0, run.stdout[-4000:]


def test_every_module_is_reached_from_the_first_and_imports_what_there_is() -> None:
    reached, queue = set(), ["index.js"]
    while queue:
        name = queue.pop()
        if name not in reached:
            reached.add(name)
            queue += re.findall(r'from "\./([^"]+)"', read(name))
    assert sorted(reached) == MODULES


def test_the_words_of_the_component_are_those_that_python_sends() -> None:
    used: set[str] = set()
    for name in MODULES:
        source = read(name)
        used |= set(re.findall(r"labels\.(\w+)", source)) | set(re.findall(r'problem: "(\w+)"', source))
    used |= set(re.findall(r'label: "(\w+)"', read("keys.js"))) | {"forward", "backward", "update"} | COMPUTED
    assert used == set(wall_labels())


def test_colours_and_words_travel_once_and_not_with_each_picture() -> None:
    once = constants(wall_labels())
    assert once["accents"] == ACCENTS
    assert once["labels"]["step"] == "Step"
    (picture,) = pictures(film([board(Session.at(START))]))
    assert not {"labels", "accents", "scale", "zero", "broken", "shares"} & set(picture.header)


def test_a_step_of_the_first_network_is_a_message_of_less_than_25_kB() -> None:
    state, sizes = Session.at(START), []
    for cursor in range(len(state.trace.steps) + 1):
        state.move(cursor)
        sizes.append(len(still(state)))
    assert max(sizes) < 24_000  # and what Streamlit puts around it


def app() -> None:
    import streamlit as st

    from figures.wall.packing import film
    from figures.wall.parts import Scene, Tile
    from ui.messages import decode
    from ui.wall import constants, wall

    def hear() -> None:
        st.session_state["heard"] = decode(st.session_state["wall"].acts, 0)

    constants({"row": "row"}, key="constants")
    wall(film([Scene([Tile("Z1", "Z₁", "Z", (2, 3))])]), key="wall", on_acts=hear)


def test_the_component_is_mounted_by_the_addresses_of_its_files() -> None:
    page = AppTest.from_function(app).run()
    assert not page.exception
    for element in page.get("bidi_component"):
        assert element.proto.component_name == full_name(NAME)
        assert (element.proto.js_source_path, element.proto.css_source_path) == ("index.js", "wall.css")
        assert not element.proto.js_content
        assert not element.proto.css_content


def test_the_folders_that_are_served_hold_nothing_but_the_components() -> None:
    for component in MANIFEST.components:
        folder = UI / str(component.asset_dir)
        assert (folder / "index.js").is_file()
        assert [path.name for path in folder.glob("*.css")] in ([f"{component.name}.css"], []), (
            "one that is seen, or none"
        )
        assert all(path.stat().st_size for path in folder.glob("*.*"))
        assert {path.suffix for path in folder.iterdir() if path.is_file()} <= {".js", ".css", ".py"}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short(name: str) -> None:
    assert len(read(name).splitlines()) < 400


@pytest.mark.parametrize("path", sorted(UI.rglob("*.css")), ids=lambda path: path.name)
def test_no_style_has_the_browser_look_up_a_whole_page_with_each_run(path: Path) -> None:
    """Streamlit gives elements other classes when a run begins and ends."""
    selectors = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    below_a_class = re.compile(r"\[class[^\]]*\][^,]*[ >+~]\S|:has\([^,]*\[class|:has\([^,]*\) > \*")
    assert not [selector.strip() for selector in selectors if below_a_class.search(selector.strip())]
