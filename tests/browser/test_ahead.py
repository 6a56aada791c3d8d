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


def test_steps_are_seen_before_the_server_hears_of_them(page: Page, held: Callable[[bool], None]) -> None:
    explorer = Explorer(page).open()
    seen = [explorer.picture()]

    def press(key: str, there: int) -> None:
        page.keyboard.press(key)
        expect(explorer.root).to_have_attribute("data-step", str(there))

    held(True)
    press("ArrowRight", 1)
    expect(explorer.root).to_have_attribute("data-waits", "1")
    seen.append(explorer.picture())
    held(False)
    explorer.settle()
    assert explorer.picture() == seen[-1], "the answer changes nothing"
    held(True)
    press("ArrowRight", 2)
    seen.append(explorer.picture())
    expect(explorer.root).to_have_attribute("data-waits", "0")
    for there in (3, 4, 5):
        press("ArrowRight", there)
        seen.append(explorer.picture())
    for back in (4, 3, 2, 1):
        press("ArrowLeft", back)
        assert explorer.picture() == seen[back]
    for there in (2, 3, 4, 5):
        press("ArrowRight", there)
        assert explorer.picture() == seen[there]
    held(False)
    explorer.settle()
    assert explorer.picture() == seen[-1], "what it hears late changes nothing"


def test_most_steps_ask_the_server_for_nothing(page: Page) -> None:
    asked = list[str | bytes]()

    def count(message: str | bytes) -> None:
        asked.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", count))
    explorer = Explorer(page).open()
    asked.clear()
    for there in range(1, 25):
        page.keyboard.press("ArrowRight")
        expect(explorer.root).to_have_attribute("data-step", str(there))
        explorer.settle()
    assert len(asked) == 6
    explorer.key("ArrowRight")
    assert (explorer.step_number(), explorer.here, len(asked)) == (0, 1, 7)


def test_who_reloads_or_changes_the_set_up_is_at_the_step_that_was_seen(page: Page) -> None:
    explorer = Explorer(page).open().press("step", "step", "step", "step")
    expect(page).to_have_url(re.compile(r"cursor=4$"))
    seen = explorer.everything()
    page.reload()
    explorer.comes_back_to(seen)
    assert explorer.step_number() == 4
    explorer.press("step", "step", "step", "step").fill("seed", 1)
    assert explorer.step_number() == 8
    explorer.press("step-back", "step-back").blur()
    page.keyboard.press("z")
    expect(explorer.keyed("setup.seed").locator("input").first).to_have_value("0")
    explorer.settle()
    expect(explorer.root).to_have_attribute("data-step", "8")  # undo leads to where that was changed


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
