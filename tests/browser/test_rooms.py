"""A lecturer and a student, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.explorer import Explorer
from tests.browser.test_axe import found


@pytest.fixture
def student_page(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(base_url=server, locale="en-GB", viewport={"width": 1280, "height": 720})
    yield context.new_page()
    context.close()


def opened_room(lecturer: Explorer) -> tuple[str, str]:
    """Open a room: the link for the class, and the secret one."""
    page = lecturer.page
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Open a room").click()
    links = page.locator(".st-key-share code")
    expect(links.nth(1)).to_contain_text("?room=")
    page.get_by_role("button", name="The secret link").click()
    secret = page.locator("[data-testid=stPopoverBody] code")
    expect(secret).to_contain_text("&lead=")
    both = links.nth(1).inner_text(), secret.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-share")).to_be_hidden()
    lecturer.settle().blur()
    return both


def enter(page: Page, link: str) -> Explorer:
    page.goto(link)
    return Explorer(page).settle().blur()


def test_a_student_follows_steps_away_and_returns(page: Page, student_page: Page) -> None:
    lecturer = Explorer(page).open()
    link, _secret = opened_room(lecturer)
    assert link[:-4].endswith("/?room=")
    student = enter(student_page, link)
    sign = student.root.locator(".room > span")
    expect(sign).to_have_text(f"Room {link[-4:]}: you follow")
    for step in (1, 2, 3):
        lecturer.key("ArrowRight")
        expect(student.root).to_have_attribute("data-step", str(step))
    assert student.picture() == lecturer.picture() or student.states() == lecturer.states()
    assert student_page.url.endswith(f"&room={link[-4:]}")
    student.key("ArrowRight")
    expect(sign).to_contain_text("you have stepped away")
    lecturer.key("Home")
    expect(student.root).to_have_attribute("data-step", "4")
    student.root.get_by_role("button", name="Return to the lecturer").click()
    expect(student.root).to_have_attribute("data-step", "0")
    expect(sign).to_have_text(f"Room {link[-4:]}: you follow")
    lecturer.choose("init", "zeros")
    field = student.keyed("setup.init").locator("input").first
    expect(field).to_have_count(1)  # the one of before goes when the run has ended
    expect(field).to_have_value("zeros")
    student_page.reload()
    student.settle()
    lecturer.blur().key("ArrowRight")
    expect(student.root).to_have_attribute("data-step", "1")
    assert found(page) == []


# Counts the frames in which the magnifier tells what is covered.
WATCH = """root => {
  window.leaks = 0;
  const look = () => {
    const covered = [...root.querySelectorAll(".curtain")].some((curtain) => curtain.offsetParent);
    if (covered && root.querySelector(".magnifier .number-value").offsetParent) window.leaks += 1;
    requestAnimationFrame(look);
  };
  look();
}"""


def test_the_class_predicts_and_the_lecturer_sees_how_many_and_reveals(page: Page, student_page: Page) -> None:
    lecturer = Explorer(page).open()
    link, _secret = opened_room(lecturer)
    student = enter(student_page, link)
    student.root.evaluate(WATCH)
    lecturer.key("s", "c", "PageDown")
    expect(lecturer.root.locator(".presenter-line")).to_contain_text("What sign has Z₁W₁[0, 0]?")
    expect(student.root.locator(".ask-question")).to_have_text("What sign has Z₁W₁[0, 0]?")
    student_page.keyboard.press("+")
    expect(lecturer.root.get_by_role("img", name="Predicted by the room: − 0, 0 0, + 1")).to_be_visible()
    sign, sentence = (lecturer.root.locator(name).bounding_box() for name in (".room", ".headline-sentence"))
    assert sign
    assert sentence
    assert sign["y"] + sign["height"] <= sentence["y"], "the presenter's sign covers no word"
    expect(student.root.locator(".room")).to_contain_text("you follow")
    expect(student.tile("P1").locator(".curtain")).to_be_visible()
    lecturer.page.keyboard.press("PageDown")
    expect(student.tile("P1").locator(".curtain")).to_be_hidden()
    expect(lecturer.tile("P1").locator(".curtain")).to_be_hidden()
    lecturer.key("PageDown")
    expect(student.root).to_have_attribute("data-step", "2")
    expect(student.tile("Z2").locator(".curtain")).to_be_visible()
    expect(student.root.locator(".ask-question")).to_have_text("What sign has Z₂[0, 0]?")
    assert student_page.evaluate("window.leaks") == 0


@pytest.mark.thorough
def test_the_secret_link_leads_and_does_not_stay_in_the_address(page: Page, student_page: Page) -> None:
    first = Explorer(page).open()
    _link, secret = opened_room(first)
    second = enter(student_page, secret)
    expect(second.root.locator(".room")).to_contain_text("you lead")
    second.key("ArrowRight")
    student_page.wait_for_function("!location.search.includes('lead=')")
    assert "lead" not in student_page.url


@pytest.mark.thorough
def test_a_reload_neither_takes_the_lead_nor_gives_a_second_vote(page: Page, student_page: Page) -> None:
    lecturer = Explorer(page).open()
    link, _secret = opened_room(lecturer)
    student = enter(student_page, link)
    lecturer.key("s", "c", "PageDown")
    expect(student.root.locator(".ask-question")).to_be_visible()
    student_page.keyboard.press("+")
    counted = lecturer.root.get_by_role("img", name="Predicted by the room: − 0, 0 0, + 1")
    expect(counted).to_be_visible()
    page.reload()
    expect(lecturer.settle().root.locator(".room")).to_contain_text("you lead")
    expect(counted).to_be_visible()
    student_page.reload()
    expect(student.settle().root.locator(".ask-question")).to_be_visible()
    student.blur()
    student_page.keyboard.press("-")
    expect(student.root.locator(".room")).to_contain_text("you follow")
    lecturer.blur().key("ArrowRight", "ArrowLeft")
    expect(student.root).to_have_attribute("data-step", "1")
    expect(counted).to_be_visible()
