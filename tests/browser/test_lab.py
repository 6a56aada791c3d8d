"""The Bug lab in a browser: from a dealt mistake, over a wrong answer, to the right one and what it does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.explorer import Explorer
from tests.browser.test_clinic import tab_to
from tests.browser.test_screens import WIDER

STEP, MISTAKE = "Which step is wrong?", "Which mistake is it?"


def choose(page: Page, menu: str, option: str) -> None:
    page.get_by_role("combobox", name=menu).click()
    page.get_by_role("option", name=option).click()


def opened(page: Page, query: str = "") -> Explorer:
    page.goto(f"/?v=1&page=lab{query}")
    return Explorer(page).settle()


def test_by_mouse_from_the_check_over_a_wrong_answer_to_the_right_one(page: Page) -> None:
    explorer = opened(page)
    expect(page.get_by_text("One line of this backward pass is wrong.")).to_be_visible()
    explorer.press("backward")
    page.get_by_role("button", name="Check the gradients").click()
    expect(page.get_by_role("radio", name="✗ ∇W₂")).to_be_visible()
    expect(page.get_by_role("radio", name="✓ ∇W₃")).to_be_visible()
    slopes = page.get_by_role("application", name=re.compile("^numerically, 6 × 5"))
    page.get_by_role("radio", name="✗ ∇W₂").click()
    expect(slopes).to_be_visible()
    page.get_by_role("radio", name="✗ ∇W₂").click()
    expect(slopes).to_have_count(0)
    assert explorer.settle().fresh() == "dW2", "the wall is at its step"
    choose(page, STEP, "∇W₂ · gradient of the weights")
    choose(page, MISTAKE, "the slope σ' is left out")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("The mistake is right; it is made at another step.")).to_be_visible()
    explorer.after(explorer.root.get_by_role("button", name="Go to the step that makes M₂").first.click)
    page.get_by_role("button", name="The step on the wall").click()
    expect(page.get_by_role("combobox", name=STEP)).to_have_value("M₂ · element-wise product")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Right, the step and the mistake, at try 2 since the page was loaded.")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    page.get_by_role("button", name="Deal another").click()
    expect(page.get_by_text("Deal 2", exact=True)).to_be_visible()
    page.wait_for_url("**/lab?v=1&cursor=21&page=lab&lab=2")
    expect(page.get_by_role("combobox", name=STEP)).to_have_value("")


def test_by_keys_an_answer_is_given(page: Page) -> None:
    opened(page, "&cursor=21")
    tab_to(page, page.get_by_role("combobox", name=STEP))
    page.keyboard.type("M₂")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name=STEP)).to_have_value("M₂ · element-wise product")
    tab_to(page, page.get_by_role("combobox", name=MISTAKE))
    page.keyboard.type("left out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name=MISTAKE)).to_have_value("the slope σ' is left out")
    tab_to(page, page.get_by_role("button", name="Answer"))
    page.keyboard.press("Enter")
    found = page.get_by_text("Right, the step and the mistake, at the first try since the page was loaded.")
    expect(found).to_be_visible()


@pytest.mark.parametrize(
    "viewport",
    [ViewportSize(width=390, height=844), ViewportSize(width=1280, height=720)],
    ids=["390x844", "1280x720"],
)
def test_nothing_is_cut_or_wider_than_the_window(page: Page) -> None:
    explorer = opened(page, "&cursor=21")
    assert page.evaluate(WIDER) == []
    page.get_by_role("button", name="Show the solution").click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    explorer.settle()
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("viewport", [ViewportSize(width=1024, height=768)], ids=["1024x768"])
def test_in_a_small_window_the_task_and_the_wall_are_seen_whole(page: Page) -> None:
    explorer = opened(page)
    expect(explorer.root.locator(".deck")).to_be_in_viewport(ratio=1)
    buttons = page.locator(".st-key-lab-buttons button")
    expect(buttons).to_have_count(3)
    assert len({box["y"] for button in buttons.all() if (box := button.bounding_box())}) == 1, "in one line"
    assert len({box["height"] for button in buttons.all() if (box := button.bounding_box())}) == 1, "and none wraps"
