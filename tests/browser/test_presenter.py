"""The presenter: the equation fills the screen, is read from the last row, and a press is a step."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.explorer import Explorer
from tests.browser.test_axe import both_themes, found

LEAST = 0.0265
"""Of the window's height: the type of a digit that is seen under 10 minutes of arc from six heights away."""

WRITTEN = """root => [...root.querySelectorAll('.strip .matrix')].map(matrix => matrix.view.written?.size ?? 0)"""
BOXES = """root => Object.fromEntries(['headline', 'strip', 'presenter-line', 'wall', 'deck'].map(name => {
    const {left, top, right, bottom} = root.querySelector(`.${name}`).getBoundingClientRect();
    return [name, {left, top, right, bottom}];
}))"""
COVERED = "root => [...root.querySelectorAll('.curtain')].filter(curtain => !curtain.hidden).length"
SCREENS = [ViewportSize(width=1920, height=1080), ViewportSize(width=1280, height=720)]
both_screens = pytest.mark.parametrize("viewport", SCREENS, ids=["1920x1080", "1280x720"])


@pytest.fixture
def explorer(page: Page) -> Explorer:
    explorer = Explorer(page).open().blur()
    explorer.key("s")
    return explorer


@both_screens
def test_every_step_fills_the_screen_in_type_that_the_last_row_reads(page: Page, viewport: ViewportSize) -> None:
    page.goto("/?v=1&update=20")  # here the terms of a step have most digits
    explorer = Explorer(page).settle().blur()
    explorer.key("s")
    first: Any = None
    for step in range(1, 25):
        explorer.key("PageDown")
        assert explorer.step_number() == step
        sizes = explorer.root.evaluate(WRITTEN)
        assert min(sizes, default=1000) >= LEAST * viewport["height"], (step, sizes)
        boxes = explorer.root.evaluate(BOXES)
        strip = boxes["strip"]
        assert 0 <= strip["left"] < strip["right"] <= viewport["width"]
        fixed = {name: box for name, box in boxes.items() if name != "strip"}
        assert first in (None, fixed), "nothing moves"
        first = fixed
        assert explorer.root.locator(".wall").evaluate("wall => wall.scrollHeight <= wall.clientHeight + 1")
        assert explorer.root.locator(".presenter-line").evaluate("line => line.scrollWidth <= line.clientWidth + 1")
    boxes = list(first.values())
    assert all(above["bottom"] <= below["top"] + 1 for above, below in pairwise(boxes))
    assert boxes[-1]["bottom"] <= viewport["height"]
    assert first["deck"]["right"] - first["deck"]["left"] > 0.95 * viewport["width"]


def test_it_is_entered_by_the_button_walked_with_a_clicker_and_left_with_escape(page: Page) -> None:
    explorer = Explorer(page).open()
    sidebar = page.get_by_role("button", name="Copy link")
    explorer.after(explorer.root.get_by_role("button", name="Present: the equation fills the screen").click)
    expect(explorer.root.locator(".deck-step")).to_be_hidden()
    hit = "box => document.elementFromPoint(box.x + 5, box.y + 5).closest('.stSidebar') === null"
    assert page.evaluate(hit, sidebar.bounding_box()), "the sidebar is behind it"
    for key, step in (("PageDown", 1), ("ArrowRight", 2), (" ", 3), ("PageUp", 2), ("ArrowLeft", 1), ("ArrowDown", 2)):
        explorer.key(key)
        assert explorer.step_number() == step, key
    explorer.key("l")
    words = explorer.root.locator(".curve-words")
    assert words.evaluate("words => parseFloat(getComputedStyle(words).fontSize)") >= 20, "read from afar"
    explorer.key("l")
    expect(words).to_be_hidden()
    page.keyboard.press("?")
    expect(explorer.root.locator("dialog.help")).to_contain_text("Leave the presentation")
    page.keyboard.press("Escape")
    expect(explorer.root.locator("dialog.help")).to_be_hidden()
    expect(explorer.root).to_have_attribute("data-presenter", "true")
    explorer.key("Escape")
    expect(explorer.root).to_have_attribute("data-presenter", "false")
    expect(explorer.root.locator(".deck-step")).to_be_visible()
    explorer.tile("W1").locator(".matrix").focus()
    page.keyboard.press("PageDown")
    assert explorer.focused()[1] == "P1", "from matrix to matrix again"
    assert explorer.step_number() == 2
    explorer.blur().key("s")
    explorer.key("s")
    expect(explorer.root).to_have_attribute("data-presenter", "false")


def test_a_result_is_covered_until_the_next_press(explorer: Explorer) -> None:
    line = explorer.root.locator(".presenter-line")
    explorer.key("c", "PageDown")
    for step, tile in ((1, "P1"), (2, "Z2")):
        assert (explorer.step_number(), explorer.fresh()) == (step, tile)
        assert explorer.root.evaluate(COVERED) == 2, "in the equation and in the loop"
        expect(line).to_contain_text("What sign has")
        explorer.key("PageDown")
        assert (explorer.step_number(), explorer.root.evaluate(COVERED)) == (step, 0)
        expect(line).to_contain_text("=")
        explorer.key("PageDown")
    explorer.key("PageUp")
    assert (explorer.step_number(), explorer.root.evaluate(COVERED)) == (2, 2)


def test_the_line_is_about_a_number_of_the_step(explorer: Explorer) -> None:
    explorer.key("PageDown", "PageDown")
    explorer.select("Z2", 1, 2)
    before = explorer.root.get_attribute("data-selected")
    assert before == "Z2 1 2"
    explorer.key("PageDown")
    assert explorer.root.get_attribute("data-selected") == ""


@both_themes
@pytest.mark.parametrize("viewport", SCREENS[1:], ids=["1280x720"])
def test_nothing_is_wrong_with_it(explorer: Explorer) -> None:
    explorer.key("PageDown", "c")
    assert found(explorer.page) == []
