"""A step is seen before the server has answered, and its answer changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from backprop.experiment import Experiment
from tests.browser.explorer import Explorer


@pytest.fixture
def held(page: Page) -> Callable[[bool], None]:
    """Holds back what the browser sends from now on, or sends all of it."""
    waiting: list[Callable[[], None]] = []
    is_held = False

    def route(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def send(message: str | bytes) -> None:
            if is_held:
                waiting.append(lambda: server.send(message))
            else:
                server.send(message)

        socket.on_message(send)

    def hold(now: bool) -> None:
        nonlocal is_held
        is_held = now
        while waiting and not now:
            waiting.pop(0)()

    page.route_web_socket(re.compile("_stcore/stream"), route)
    return hold


def test_a_step_is_seen_before_the_server_hears_of_it(page: Page, held: Callable[[bool], None]) -> None:
    explorer = Explorer(page).open()
    seen = [explorer.picture()]
    for there in ("1", "2", "3"):
        held(True)
        page.keyboard.press("ArrowRight")
        expect(explorer.root).to_have_attribute("data-step", there)
        expect(explorer.root).to_have_attribute("data-waits", "1")
        seen.append(explorer.picture())
        held(False)
        explorer.settle()
        assert explorer.picture() == seen[-1], "the answer changes nothing"
    for back in (2, 1, 0):
        held(True)
        page.keyboard.press("ArrowLeft")
        expect(explorer.root).to_have_attribute("data-step", str(back))
        assert explorer.picture() == seen[back]
        held(False)
        explorer.settle()
        assert explorer.picture() == seen[back]


def test_who_is_faster_than_the_server_arrives_where_it_says(page: Page, held: Callable[[bool], None]) -> None:
    explorer = Explorer(page).open()
    held(True)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(explorer.root).to_have_attribute("data-waits", "6")
    expect(explorer.root).to_have_attribute("data-step", "1")
    held(False)
    expect(explorer.root).to_have_attribute("data-step", "4")
    explorer.settle()


def test_another_cell_of_a_matrix_is_taken_apart_before_the_server_hears_of_it(
    page: Page, held: Callable[[bool], None]
) -> None:
    explorer = Explorer(page).open()
    explorer.press("backward")
    explorer.select("dW1", 0, 0)
    held(True)
    explorer.click_cell("dW1", 2, 3)
    magnifier = explorer.root.locator(".magnifier")
    expect(magnifier.locator(".cell")).to_have_value("∇W₁[2, 3]")
    told = magnifier.locator(".number-value, .terms").all_inner_texts()
    value = Experiment().trainer().trace()["dW", 1][2, 3]
    assert told[0] == "= " + repr(float(value)).replace("-", "−")
    assert magnifier.locator(".total").is_hidden(), "it is that of another cell"
    held(False)
    explorer.settle()
    expect(magnifier.locator(".total")).to_be_visible()
    assert magnifier.locator(".number-value, .terms").all_inner_texts() == told, "the answer changes nothing"
