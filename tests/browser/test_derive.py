"""The Derive page in a browser: both exercises, by mouse and from the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PARTS = ("1 · Why not linear", "2 · Two layers by hand", "3 · In general", "4 · The algorithm")

CLICKS = {
    "∇W₂": ("σ(XW₁)", "ᵀ", "(S − I_y)", "·"),
    "∇W₁": ("X", "ᵀ", "σ′(XW₁)", "(S − I_y)", "W₂", "ᵀ", "·", "∘", "·"),
}
KEYS = {"∇W₂": "stem", "∇W₁": "xtdewtmom"}
TYPED = {"∇W₂": "Z2.T @ E", "∇W₁": "X.T @ (D1 * (E @ W2.T))"}


def gradients(one: str) -> pytest.MarkDecorator:
    """One of the two gradients, and the other one where there is time."""
    later = {name: pytest.mark.thorough for name in CLICKS if name != one}
    return pytest.mark.parametrize("gradient", [pytest.param(name, marks=later.get(name, ())) for name in CLICKS])


@pytest.fixture
def derive(page: Page) -> Page:
    """The Derive page, reached as a reader does."""
    page.goto("/")
    page.get_by_role("link", name="Derive", exact=True).click()
    expect(page.get_by_role("radio", name=PARTS[0])).to_be_checked()
    return page


@pytest.fixture
def exercise(derive: Page) -> Page:
    """Its second part, with all that hears keys."""
    derive.get_by_role("radio", name=PARTS[1]).click()
    expect(so_far(derive)).to_contain_text("…")
    expect(derive.get_by_role("button", name="Check")).to_be_visible()
    expect(derive.locator("[data-test-script-state=notRunning]")).to_be_attached()
    return derive


def test_the_first_visitor_of_a_server_may_come_in_by_any_page(browser: Browser, new_server: str) -> None:
    """Streamlit then runs the page without app.py, and knows of no titles."""
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{new_server}/derive")
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_text([re.compile(f"{name}$") for name in ("Explore", "Derive", "Clinic", "Bug lab")])
    expect(page.get_by_text("Two layers by hand")).to_be_visible()
    links.first.click()
    expect(page.locator(".wall-root")).to_be_visible()
    expect(links).to_have_count(4)
    page.context.close()


LINKS = """() => {
    window.links = new Set();
    const note = () => document.querySelectorAll('[data-testid=stSidebarNavLink]').forEach((link) =>
        window.links.add(link.pathname + ' ' + link.textContent));
    new MutationObserver(note).observe(document, { childList: true, characterData: true, subtree: true });
}"""


def test_the_first_visitor_of_a_server_sees_no_other_pages_than_those_of_the_app(
    browser: Browser, new_server: str
) -> None:
    """Streamlit would begin with the names of the files in pages/."""
    page = browser.new_context(locale="en-GB").new_page()
    page.add_init_script(f"({LINKS})()")
    page.goto(new_server)
    expect(page.locator(".wall-root")).to_be_visible()
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_count(4)
    names = [f"{link.get_attribute('href')} {link.text_content()}" for link in links.all()]
    seen = page.evaluate("[...window.links]")
    assert sorted(seen) == sorted(name.removeprefix(new_server) for name in names)
    page.context.close()


def choose(page: Page, gradient: str) -> None:
    page.get_by_role("radio", name=gradient).click()
    expect(so_far(page)).to_contain_text(gradient[-1].translate(str.maketrans("₁₂", "12")))


def so_far(page: Page) -> Locator:
    """What has been built."""
    return page.locator(".st-key-derive-so-far")


def move(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"{name} Shortcut")


def alert(page: Page) -> Locator:
    return page.get_by_test_id("stAlert")


def expect_right(page: Page, gradient: str) -> None:
    expect(alert(page)).to_contain_text("Right: the shape is")
    tiles = page.locator(".wall-root").last.locator(".title")
    expect(tiles).to_have_text(["your answer", gradient])
    expect(page.locator(".wall-root").last.locator(".sign")).to_have_text("=")


@gradients("∇W₂")
def test_a_gradient_is_put_together_with_the_mouse(exercise: Page, gradient: str) -> None:
    choose(exercise, gradient)
    for name in CLICKS[gradient]:
        before = so_far(exercise).inner_text()
        move(exercise, name).click()
        expect(so_far(exercise)).not_to_have_text(before, use_inner_text=True)
    exercise.get_by_role("button", name="Check").click()
    expect_right(exercise, gradient)


@gradients("∇W₁")
def test_a_gradient_is_put_together_from_the_keyboard(exercise: Page, gradient: str) -> None:
    choose(exercise, gradient)
    for key in KEYS[gradient]:
        before = so_far(exercise).inner_text()
        exercise.keyboard.press(key)
        expect(so_far(exercise)).not_to_have_text(before, use_inner_text=True)
    exercise.keyboard.press("k")
    expect_right(exercise, gradient)
    exercise.keyboard.press("Backspace")
    expect(alert(exercise)).to_have_count(0)


@gradients("∇W₂")
def test_a_gradient_is_typed(exercise: Page, gradient: str) -> None:
    choose(exercise, gradient)
    field = exercise.get_by_role("textbox", name="or type it, and press Enter")
    field.fill(TYPED[gradient])
    field.press("Enter")
    expect_right(exercise, gradient)


def test_the_parts_are_reached_by_keys_alone(derive: Page) -> None:
    derive.get_by_role("radio", name=PARTS[0]).focus()
    for name in PARTS[1:]:
        derive.keyboard.press("ArrowRight")
        derive.keyboard.press("Space")
        expect(derive.get_by_role("radio", name=name)).to_be_checked()
    expect(derive.get_by_text("Take it away")).to_be_visible()


def test_a_clash_is_named_and_the_moral_shown(exercise: Page) -> None:
    field = exercise.get_by_role("textbox", name="or type it, and press Enter")
    field.fill("Z2 E")
    field.press("Enter")
    expect(alert(exercise)).to_contain_text("5 × 3 · 5 × 2 does not fit")
    field.fill(TYPED["∇W₂"])
    field.press("Enter")
    exercise.get_by_role("button", name="Try m = k").click()
    expect(exercise.get_by_role("spinbutton", name="m rows")).to_have_value("2")
    exercise.get_by_role("button", name="instead").click()
    expect(alert(exercise)).to_contain_text("The shapes fit only because k = m")
    expect(exercise.locator(".wall-root").last.locator(".sign")).to_have_text("≠")


def test_both_classifiers_are_drawn_and_train(derive: Page) -> None:
    expect(derive.locator(".js-plotly-plot .heatmaplayer image")).to_have_count(2)
    derive.get_by_role("button", name="Train 200 more").click()
    expect(derive.get_by_text("Update 400")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, {"width": 1024, "height": 768}])
def test_no_part_is_wider_than_its_window(derive: Page) -> None:
    for name in PARTS:
        derive.get_by_role("radio", name=name).click()
        expect(derive.get_by_role("radio", name=name)).to_be_checked()
        expect(derive.locator(".katex").first).to_be_visible()
        assert derive.locator(".stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
