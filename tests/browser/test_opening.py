"""What a class sees while the app opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from benchmarks.first_page import DRAWN, WATCH
from benchmarks.serving import serving_a_class
from tests.browser.conftest import ROOT


@pytest.fixture(scope="module")
def class_server() -> Iterator[str]:
    with serving_a_class(ROOT) as running:
        yield running.url


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """Somebody whose browser has none of the app's files."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_while_the_page_opens_nothing_that_is_seen_moves(stranger: Page, class_server: str) -> None:
    stranger.add_init_script(WATCH)
    stranger.goto(class_server)
    stranger.wait_for_function(DRAWN)
    assert stranger.evaluate("shift") < 0.1
    expect(stranger.locator(".opening")).to_be_hidden()


def test_until_streamlits_scripts_run_the_page_is_seen_in_outline(browser: Browser, class_server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(class_server)
    expect(page.locator(".opening").get_by_text("Backprop Explorer")).to_be_visible()
    context.close()


def test_what_is_asked_for_at_once_is_not_asked_for_again(stranger: Page, class_server: str) -> None:
    fetched: list[str] = []
    stranger.on("request", lambda request: fetched.append(request.url))
    stranger.goto(class_server)
    stranger.wait_for_function(DRAWN)
    modules = [url for url in fetched if url.endswith(".js")]
    assert len(modules) == len(set(modules)) > 100
    assert not [url for url in modules if "PlotlyChart" in url], "which is larger than all the rest"


def test_what_draws_a_large_picture_is_fetched_before_it_is_opened_and_its_place_says_so(
    stranger: Page, class_server: str
) -> None:
    held: list[Route] = []
    stranger.route("**/PlotlyChart.*.js", lambda route: held.append(route))  # noqa: PLW0108 - a method of C is no handler
    stranger.goto(class_server)
    stranger.wait_for_function(DRAWN)
    wall = stranger.locator(".wall-root")
    wall.locator(".wall .tile[data-tile=W1] .title").hover()
    opens = wall.locator(".wall .tile[data-tile=W1] .open")
    with stranger.expect_request("**/PlotlyChart.*.js"):
        opens.hover()
    opens.click()
    dialog = stranger.get_by_role("dialog")
    words = dialog.get_by_text("The picture is coming")
    expect(words).to_be_visible()
    place = words.bounding_box()
    for route in held:
        route.continue_()
    expect(dialog.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(words).to_be_hidden()
    assert len(held) == 1
    assert dialog.locator(".js-plotly-plot").bounding_box() == place
