"""Results that are covered until they are predicted, operations that are played, and the tour."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from backprop.experiment import Experiment
from tests.browser.explorer import Explorer


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open()


def test_a_covered_result_is_predicted_by_keys_cell_by_cell(explorer: Explorer) -> None:
    page, root = explorer.page, explorer.root
    made = Experiment().trainer().trace()["P", 1]
    page.keyboard.press("c")
    explorer.key("ArrowRight")
    expect(root.locator(".ask-question")).to_have_text("What sign has Z₁W₁[0, 0]?")
    expect(root.locator(".number-value")).to_be_hidden()
    expect(explorer.tile("P1").locator(".curtain")).to_be_visible()
    assert "covered" in (explorer.tile("P1").locator(".matrix").get_attribute("aria-label") or "")
    page.keyboard.press("+" if made[0, 0] > 0 else "-")
    expect(root.locator(".ask-verdict")).to_have_text(f"Right: Z₁W₁[0, 0] = {made[0, 0]:.3f}.".replace("-", "−"))
    page.keyboard.press("0")
    expect(root.locator(".ask-verdict")).to_contain_text("Not so: Z₁W₁[0, 1]")
    expect(root.locator(".ask")).to_contain_text("Told of this result: 1 right, 1 not.")
    expect(explorer.tile("P1").locator(".mark.wrong:visible")).to_have_count(1)


@pytest.mark.parametrize("viewport", [ViewportSize(width=390, height=844)], ids=["phone"])
def test_on_a_phone_what_is_asked_is_in_view(explorer: Explorer) -> None:
    explorer.page.keyboard.press("c")
    explorer.key("ArrowRight")
    ask, deck = (explorer.root.locator(name).bounding_box() for name in (".ask-row", ".deck"))
    assert ask
    assert deck
    assert ask["y"] + ask["height"] <= deck["y"]


def test_a_value_counts_to_its_decimals_and_uncovering_is_for_one_result(explorer: Explorer) -> None:
    page, root = explorer.page, explorer.root
    made = Experiment().trainer().trace()["P", 1]
    root.get_by_role("button", name="Cover what a step makes").click()
    explorer.key("ArrowRight")
    field = root.get_by_role("textbox", name="or type a value")
    field.fill("many")
    field.press("Enter")
    expect(root.locator(".ask-verdict")).to_contain_text("Write a sign or a number")
    field.fill(f"{made[0, 0]:.1f}")
    field.press("Enter")
    expect(root.locator(".ask-verdict")).to_contain_text("Right")
    root.get_by_role("button", name="Uncover").click()
    expect(explorer.tile("P1").locator(".curtain")).to_be_hidden()
    root.locator(".headline").click()
    explorer.key("ArrowRight")
    expect(explorer.tile("Z2").locator(".curtain")).to_be_visible()
    page.keyboard.press("c")
    expect(explorer.tile("Z2").locator(".curtain")).to_be_hidden()
    expect(root.locator(".number-value")).to_be_visible()
    expect(root).to_have_attribute("data-selected", "")
    explorer.settle().select("P1", 1, 1).blur().key("Escape")
    expect(root).to_have_attribute("data-selected", "")


def test_played_operations_are_seen_to_be_made(explorer: Explorer) -> None:
    page, root = explorer.page, explorer.root
    page.emulate_media(reduced_motion="no-preference")
    matrix = explorer.tile("P1").locator(".matrix").element_handle()
    page.keyboard.press("p")
    page.wait_for_function("matrix => !matrix.querySelector('.curtain').hidden", arg=matrix)
    expect(root).to_have_attribute("data-step", "2", timeout=15_000)
    expect(explorer.tile("P1").locator(".curtain")).to_be_hidden()
    page.keyboard.press("p")


def test_the_tour_has_five_stops_in_the_window_and_is_left_with_escape(explorer: Explorer) -> None:
    page, root = explorer.page, explorer.root
    root.get_by_role("button", name="Tour: five stops").click()
    tour = root.locator("dialog.tour")
    for stop in range(1, 6):
        expect(tour).to_contain_text(f"{stop} of 5")
        expect(tour).to_be_in_viewport(ratio=1)
        expect(root).to_have_attribute("data-step", "21")
        if stop < 5:
            page.keyboard.press("ArrowRight")
    for button in (".deck-step", ".deck-play"):
        over, under = tour.bounding_box(), root.locator(button).bounding_box()
        assert over
        assert under
        assert over["y"] + over["height"] <= under["y"]
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()
    expect(root.locator(".tour-ring")).to_be_hidden()
    expect(root).to_have_attribute("data-step", "0")
    page.keyboard.press("?")
    keys = root.locator("dialog.help")
    expect(keys).to_contain_text(re.compile("Cover what a step makes"))
    keys.get_by_role("button", name="Tour: five stops").click()
    expect(tour).to_contain_text("1 of 5")
