"""What CONTRIBUTING.md says one writes for something new, written into a copy of the tree: a page runs with it."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.recipes import engine, interface
from tests.recipes.recipe import ROOT, try_out

RECIPES = engine.RECIPES | interface.RECIPES


@pytest.mark.parametrize("name", RECIPES)
def test_a_page_runs_with_what_the_recipe_adds(name: str, tmp_path: Path) -> None:
    RECIPES[name].carried_out(tmp_path)
    report = try_out(tmp_path)
    assert not report, report


def places(name: str) -> tuple[int, list[str]]:
    """How many places CONTRIBUTING.md names for something new, and which: a line of its table."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^\| an? {name} \| (\d+) \| (.*) \|$", text, re.MULTILINE)
    return int(found[0]), re.findall(r"`([^`]+)`", found[1])


@pytest.mark.parametrize("name", RECIPES)
def test_the_text_says_the_true_number_of_places(name: str) -> None:
    count, named = places(name)
    files = RECIPES[name].files
    assert count == len(files)
    assert [place for place in named if not any(fnmatch(file, place) for file in files)] == []
    assert [file for file in files if not any(fnmatch(file, place) for place in named)] == []


def test_one_place_is_enough_for_all_but_a_rule_and_a_language() -> None:
    assert {name for name in RECIPES if places(name)[0] > 1} == {"rule", "language"}
