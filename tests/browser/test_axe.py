"""Axe finds nothing on any page in either theme, whatever is open; and what a screen reader is told."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.explorer import Explorer

AXE = Axe()
PARTS = {"linear": "Both see", "two_layers": "S − I_y", "general": "L = 3", "algorithm": "Take it away"}
"""The parts of the Derive page, and words of each."""

STYLED = "[...document.querySelectorAll('style')].some((style) => style.textContent.includes('Less air than'))"
"""Whether the page has its own style."""

both_themes = pytest.mark.parametrize("color_scheme", ["light", "dark"])


CONTRAST = {"runOnly": ["color-contrast"]}
"""What a theme can change: all else is the same in both, and looked for in the light one."""


def found(page: Page) -> list[str]:
    """What axe has against the page, of any weight."""
    page.wait_for_function(STYLED)
    page.evaluate("document.fonts.ready")
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    violations = (AXE.run(page, options=CONTRAST) if is_dark else AXE.run(page)).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]


@both_themes
def test_nothing_is_wrong_with_the_explore_page(page: Page) -> None:
    explorer = Explorer(page).open()
    expect(page.locator(".stSidebar").get_by_text("Logarithmic loss axis")).to_be_visible()  # the last of it
    assert found(page) == [], "before the first step"
    explorer.press("backward", "update-10")
    assert found(page) == [], "after the backward pass"
    explorer.select("dW1", 0, 2)
    explorer.tile("M1").locator(".matrix").press("Escape")
    explorer.blur()
    for key, what in (("c", "covered"), ("l", "the curve")):
        explorer.key(key)
        assert found(page) == [], what
        explorer.key(key)
    page.keyboard.press("?")
    assert found(page) == [], "the keys"


@both_themes
def test_nothing_is_wrong_with_a_decision_region_or_with_pictures(page: Page) -> None:
    explorer = Explorer(page)
    for query in ("data=moons&region=1&cursor=9", "data=digits&hidden=8&cursor=7"):
        page.goto(f"/?v=1&{query}")
        explorer.settle()
        assert found(page) == [], query


@both_themes
@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_wrong_with_the_derive_page(page: Page, part: str) -> None:
    page.goto(f"/?v=1&page=derive&part={part}")
    expect(page.get_by_text(PARTS[part]).first).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    assert found(page) == []


@both_themes
def test_nothing_is_wrong_with_the_clinic(page: Page) -> None:
    page.goto("/?v=1&page=clinic")
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_text("The mistake:")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    assert found(page) == [], "own arrays"
    page.get_by_role("radio", name="Check the network on Explore").click()
    expect(page.get_by_text("Nothing is wrong")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    assert found(page) == [], "the check"


@both_themes
def test_nothing_is_wrong_with_the_bug_lab(page: Page) -> None:
    page.goto("/?v=1&page=lab&cursor=21")
    Explorer(page).settle()
    assert found(page) == [], "before the answer"
    page.get_by_role("button", name="Check the gradients").click()
    expect(page.get_by_text("checked at update 0")).to_be_visible()
    page.get_by_role("radio", name="✗ ∇W₂").click()
    expect(page.get_by_role("application", name=re.compile("^numerically, 6 × 5"))).to_be_attached()
    page.get_by_role("button", name="Show the solution").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    assert found(page) == [], "the check and the solution"
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("Or show a mistake openly")).to_be_visible()
    assert found(page) == [], "the choice"


@pytest.mark.parametrize("viewport", [ViewportSize(width=390, height=844)], ids=["phone"])
def test_nothing_is_wrong_on_a_phone(page: Page) -> None:
    explorer = Explorer(page).open()
    explorer.press("backward")
    assert found(page) == []


def test_every_button_has_a_name_of_its_own_and_there_are_headings(page: Page) -> None:
    explorer = Explorer(page).open().press("backward")
    explorer.select("dW1", 0, 2)
    tree = explorer.root.aria_snapshot()
    buttons = re.findall(r"""^ *- '?button (".+?")""", tree, re.MULTILINE)
    assert len(buttons) > 60
    assert [name for name, count in Counter(buttons).items() if count > 1] == []
    assert "- button\n" not in tree, "one without a name"
    headings = re.findall(r"""- '?heading "(.+?)" \[level=(\d)\]""", tree)
    assert headings == [
        ("M₁ · W₁ᵀ = G₁", "2"),
        ("What made this number", "3"),
        ("Share of each class", "4"),
        ("All matrices", "3"),
        ("Steps and training", "3"),
    ]


def test_a_matrix_is_reached_with_its_name_its_shape_and_the_value_of_its_cell(page: Page) -> None:
    explorer = Explorer(page).open().press("backward")
    gradient = explorer.tile("dW1").locator(".matrix")
    expect(gradient).to_have_role("application")
    expect(gradient).to_have_accessible_name(re.compile(r"^∇W₁, 4 × 6, −2\.04 … 1\.26$"))
    gradient.focus()
    explorer.key("Home", "ArrowRight", "ArrowRight")
    value = explorer.value.inner_text().removeprefix("= ")
    expect(gradient).to_have_accessible_name(f"∇W₁, 4 × 6, −2.04 … 1.26, from unit 0, to unit 2, {value}")
    expect(explorer.root.locator(".live[aria-live=polite]")).to_have_text(f"∇W₁  from unit 0 · to unit 2, {value}")
    explorer.key("Escape")
    expect(gradient).to_have_accessible_name("∇W₁, 4 × 6, −2.04 … 1.26")


HEARD = """root => {
    window.heard = [];
    const lives = [...root.querySelectorAll('[aria-live], [role=status], [role=alert]')];
    const note = (records) => window.heard.push(...new Set(records.map(({ target }) => lives.find((live) =>
        live.contains(target)).textContent)));
    const observer = new MutationObserver(note);
    for (const live of lives) observer.observe(live, { childList: true, characterData: true, subtree: true });
}"""


def test_a_step_is_heard_once_and_so_is_a_number_that_is_looked_at(page: Page) -> None:
    explorer = Explorer(page).open().press("step")
    explorer.root.evaluate(HEARD)
    explorer.press("step").blur()
    explorer.root.locator(".magnifier .cell").fill("P1[2, 3]")
    explorer.after(lambda: page.keyboard.press("Enter"))
    expect(explorer.root.locator(".magnifier .cell")).to_have_value("(Z₁W₁)[2, 3]")
    number = f"(Z₁W₁)[2, 3] {explorer.value.inner_text()}"
    page.wait_for_function("number => window.heard.at(-1) === number", arg=number)
    step, *others = page.evaluate("window.heard")
    assert step.startswith("Operation 2 of 24: Z₂.")
    assert others == [number]


def test_a_place_for_files_is_a_group_wherever_and_whenever_it_comes(page: Page) -> None:
    """Streamlit says that it is nothing, though it has the focus and a name."""
    page.goto("/?v=1&page=clinic")
    zone = page.get_by_test_id("stFileUploaderDropzone")
    expect(zone.first).to_have_role("group")
    page.get_by_role("link", name="Explore", exact=True).click()
    Explorer(page).settle()
    expect(zone).to_have_count(0)
    Explorer(page).click_option("source", "Your own table")
    expect(zone).to_have_role("group")


def test_what_a_step_made_is_announced(page: Page) -> None:
    explorer = Explorer(page).open()
    live = explorer.root.locator(".live[aria-live=polite]")
    expect(live).to_be_empty()
    explorer.press("step")
    expect(live).to_have_text("Operation 1 of 24: Z₁W₁. Z₁W₁, 6 × 6, −1.24 … 1.25. Update 0 · loss 0.9864")
    explorer.press("update-10")
    expect(live).to_have_text(re.compile(r"^Operation 1 of 24: Z₁W₁\. .* Update 10 · loss 0\.\d{3,4}$"))
    explorer.press("start")
    expect(live).to_have_text(re.compile(r"^Update 10 · loss 0\.\d{3,4}\. What is given$"))
    explorer.key("c")
    explorer.press("step")
    expect(live).to_have_text(re.compile(r"Z₁W₁, 6 × 6, covered\. Update 10"))
