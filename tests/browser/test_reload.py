"""Reload, a second tab, Back and Forward, another page, a server that was killed: nothing is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.serving import free_port
from tests.browser.conftest import started
from tests.browser.explorer import Explorer

BACK_SECONDS = 10
NOTE_DIALOGS = """new MutationObserver(() => {
    if (document.querySelector('.stDialog')) window.dialogSeen = true;
}).observe(document, {childList: true, subtree: true});"""
HERE = re.compile(r"update=110.*cell=dW2\.3\.4")


def work(explorer: Explorer) -> Explorer:
    """A hundred updates, three changes and an edit; until the address, which follows in its own time, says so."""
    explorer.press("end")  # here every choice shows in a matrix
    explorer.choose("optimizer", "adam").fill("hidden.1", 7).toggle("setup.bias")
    explorer.press("backward", "update-100").select("W2", 1, 2)
    edit(explorer, "-0.625")
    explorer.press("update-10").select("dW2", 3, 4)
    expect(explorer.page).to_have_url(HERE)
    return explorer


def edit(explorer: Explorer, value: str) -> None:
    page = explorer.page
    explorer.root.locator(".tool").nth(2).click()
    field = explorer.keyed("typed").locator("input")
    field.fill(value)
    field.press("Enter")
    explorer.after(page.get_by_role("button", name="Type over").click)


@pytest.fixture
def untroubled(browser: Browser, server: str) -> Iterator[Page]:
    """A tab in which a connection may break, and Streamlit may look for the server beside a page."""
    context = browser.new_context(
        base_url=server, viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return work(Explorer(page).open())


def test_the_address_follows_without_a_step_in_the_browsers_history(page: Page) -> None:
    explorer = Explorer(page).open()
    expect(page).to_have_url(re.compile(r"/\?v=1$"))
    length = page.evaluate("history.length")
    explorer.press("update-10").select("W1", 0, 2)
    expect(page).to_have_url(re.compile(r"\?v=1&update=10&cell=W1\.0\.2$"))
    assert page.evaluate("history.length") == length


def test_a_reload_and_a_second_tab_have_the_same_bits(explorer: Explorer) -> None:
    page = explorer.page
    before, url = explorer.everything(), page.url
    page.reload()
    explorer.comes_back_to(before)
    assert page.url == url
    second = Explorer(page.context.new_page())
    second.page.goto(url)
    second.comes_back_to(before)
    explorer.press("update-1")
    assert explorer.everything() != before
    assert second.everything() == before, "each tab goes its own way"


@pytest.mark.thorough
def test_another_page_and_back_by_link_and_by_the_browser(untroubled: Page) -> None:
    explorer = work(Explorer(untroubled).open())
    page, before = untroubled, explorer.everything()
    page.get_by_role("link", name="Derive").click()
    page.get_by_text("2 · Two layers by hand").click()
    expect(page).to_have_url(re.compile(r"/derive\?.*update=110.*part=two_layers"))
    page.go_back()
    expect(explorer.root).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?.*update=110"))
    explorer.comes_back_to(before)
    page.go_forward()
    expect(page.get_by_text("or type it, and press Enter")).to_be_visible()
    page.reload()
    expect(page.get_by_text("or type it, and press Enter")).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    expect(page).to_have_url(re.compile(r"/\?.*update=110"))
    explorer.comes_back_to(before)


def test_back_to_it_from_another_site_has_the_same_bits(explorer: Explorer) -> None:
    page, before = explorer.page, explorer.everything()
    page.goto("about:blank")
    page.go_back()
    explorer.comes_back_to(before)


def test_keys_faster_than_runs_are_all_heard(page: Page) -> None:
    explorer = Explorer(page).open()
    explorer.press("forward")
    explorer.tile("Z1").locator(".matrix").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    expect(explorer.root).to_have_attribute("data-selected", "Z1 5 3")
    expect(page).to_have_url(re.compile(r"cell=Z1\.5\.3"))


def test_a_wrong_address_says_so_and_opens_as_usual(page: Page) -> None:
    page.goto("/?v=1&hidden=0&seed=%3Cb%3E")
    explorer = Explorer(page).settle()
    expect(page.get_by_text("hidden is '0'; allowed are whole numbers from 1 to 1024")).to_be_visible()
    explorer.press("step")
    expect(page).to_have_url(re.compile(r"\?v=1&cursor=1$"))


def test_a_long_way_back_can_be_cancelled(page: Page) -> None:
    page.goto("/?v=1&update=2000000")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    expect(page.get_by_text(re.compile(r"Update \d+ of 2000000"))).to_be_visible()
    cancel.click()
    explorer = Explorer(page).settle()
    expect(cancel).to_be_hidden()
    assert 0 < explorer.here < 2_000_000
    here = explorer.here
    assert explorer.press("update-1").here == here + 1


def test_a_server_that_was_killed_and_started_again_has_the_same_bits(untroubled: Page, tmp_path: Path) -> None:
    port = free_port()
    with started(port, tmp_path / "first.txt") as (url, process):
        untroubled.goto(f"{url}/?v=1&cursor=3&seed=4")  # which Streamlit would ask for again
        explorer = work(Explorer(untroubled).settle())
        before = explorer.everything()
        process.kill()
        process.wait()
    with started(port, tmp_path / "second.txt"):
        up = time.monotonic()
        root = explorer.root.element_handle()
        painted = explorer.painted
        untroubled.wait_for_function(
            "([root, before]) => !root.isConnected || Number(root.dataset.painted) > before",
            arg=[root, painted],
            timeout=1000 * BACK_SECONDS,
        )
        assert time.monotonic() - up <= BACK_SECONDS
        explorer.comes_back_to(before)
        explorer.press("update-1")
        assert explorer.here == 111, "it goes on from there"


@pytest.mark.thorough
def test_who_rests_or_steps_while_the_server_is_away_is_where_that_leads(untroubled: Page, tmp_path: Path) -> None:
    """After a run of the whole page Streamlit asks a new server for nothing, and a step without fragment is lost."""
    port, notice = free_port(), untroubled.locator(".connection-notice")
    untroubled.add_init_script(NOTE_DIALOGS)
    with started(port, tmp_path / "first.txt") as (url, process):
        untroubled.goto(url)
        explorer = Explorer(untroubled).settle().press("forward").choose("optimizer", "adam")
        expect(untroubled).to_have_url(re.compile(r"optimizer=adam&cursor=8$"))
        process.kill()
        process.wait()
        expect(notice).to_have_text(re.compile("No answer from the server"))
        untroubled.keyboard.press("ArrowRight")
        expect(explorer.root).to_have_attribute("data-waits", "1")
        untroubled.wait_for_function("() => window.dialogSeen", timeout=3000 * BACK_SECONDS)
        expect(untroubled.locator(".stDialog")).to_have_count(0)  # Streamlit's own would lie over the page
    with started(port, tmp_path / "second.txt"):
        expect(explorer.root).to_have_attribute("data-step", "9", timeout=3000 * BACK_SECONDS)
        expect(notice).to_have_text(re.compile("The server was started again"))
        expect(untroubled).to_have_url(re.compile(r"optimizer=adam&cursor=9$"))
        untroubled.keyboard.press("ArrowLeft")
        expect(notice).to_be_hidden()
