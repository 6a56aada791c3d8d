"""From an entry of ∇W₁ down to an entry of X: by clicks, and by keys alone; and what the tools open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from backprop.experiment import Experiment
from tests.browser.explorer import Explorer


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open()


def title(explorer: Explorer) -> str:
    return explorer.cell


def test_every_factor_leads_on_down_to_the_data_by_clicks(explorer: Explorer) -> None:
    panel = explorer.press("backward").select("dW1", 1, 2).root.locator(".magnifier")
    gradient = Experiment().trainer().trace()["dW", 1]
    assert title(explorer) == "∇W₁[1, 2]"
    expect(panel.locator(".number-value")).to_contain_text(repr(float(gradient[1, 2])).replace("-", "−"))
    for factor in (1, 1, 0, 0):
        explorer.after(panel.locator(".terms button:visible").nth(factor).click)
    expect(panel.locator(".facts")).to_contain_text("sepal length")
    expect(panel.locator(".crumbs li")).to_have_count(5)
    explorer.after(panel.locator(".crumbs li").first.get_by_role("button").click)
    assert title(explorer) == "∇W₁[1, 2]"


def test_the_same_with_keys_only(explorer: Explorer) -> None:
    page = explorer.page
    explorer.press("backward").tab_to(lambda: explorer.focused()[1] != "")
    while explorer.focused()[1] != "dW1":
        page.keyboard.press("PageDown")
    explorer.key("ArrowRight")
    start = title(explorer)
    assert start.startswith("∇W₁")
    page.keyboard.press("e")
    page.keyboard.press("ArrowRight")
    explorer.key("Enter")
    assert title(explorer).startswith("M₁")
    page.keyboard.press("ArrowRight")
    explorer.key("Enter")
    assert title(explorer).startswith("σ′₁")
    explorer.key("Enter")
    assert "Z₁W₁" in title(explorer)
    explorer.key("Enter")
    expect(explorer.root.locator(".magnifier .facts")).to_contain_text("sepal length")
    explorer.key("Backspace")
    assert "Z₁W₁" in title(explorer)


def test_a_weight_is_nudged_and_typed_over_and_undone(explorer: Explorer) -> None:
    explorer.select("W1", 1, 1)
    tools = explorer.root.locator(".magnifier .tools")
    for name in ("Paths", "Nudge"):
        tools.get_by_role("button", name=name).click()
        expect(explorer.page.get_by_role("dialog").locator(".js-plotly-plot")).to_be_visible()
        explorer.page.keyboard.press("Escape")
        expect(explorer.page.get_by_role("dialog")).to_have_count(0)
    value = explorer.root.locator(".magnifier .number-value")
    before = value.inner_text()
    tools.get_by_role("button", name="Edit").click()
    typed = explorer.keyed("typed").locator("input")
    expect(typed).to_be_focused()
    assert typed.input_value().replace("-", "−") in before, "in all its digits"
    page = explorer.page
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    explorer.after(explorer.keyed("type-over").get_by_role("button").click)
    expect(value).to_contain_text("3.0")
    expect(explorer.tile("W1").locator(".title")).to_contain_text("✎")
    expect(explorer.root.locator(".magnifier")).to_contain_text("typed over by hand")
    explorer.press("undo")
    expect(value).to_have_text(before)


def test_a_panel_that_has_more_below_says_so_and_fades_where_it_ends(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/?v=1&cursor=20&cell=dW1.0.2")
    panel = Explorer(page).settle().root.locator(".magnifier")
    body, arrow = panel.locator(".magnifier-body"), "panel => getComputedStyle(panel, '::after').opacity"
    assert body.evaluate("body => body.scrollHeight > body.clientHeight + 40"), "nothing to tell"
    assert panel.evaluate(arrow) == "1"
    expect(body).not_to_have_css("mask-image", "none")
    body.evaluate("body => body.scrollTo(0, body.scrollHeight)")
    expect(body).to_have_css("mask-image", "none")
    assert panel.evaluate(arrow) == "0"
