"""*Copy link*, the QR code, a preset, and the file that opens again, in a browser."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import Explorer
from tests.browser.test_axe import both_themes, found

SHADES = """image => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 330, height: 330});
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, 330, 330);
    return [[165, 20], [45, 45]].map(([x, y]) => context.getImageData(x, y, 1, 1).data[0]);
}"""
"""Of a code of 33 modules: how light its margin is, and its first module."""


def copied(page: Page) -> str:
    """What the clipboard holds."""
    page.context.grant_permissions(["clipboard-read"])
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_link_is_copied_by_a_button_and_by_a_key_and_leads_to_the_same(page: Page) -> None:
    explorer = Explorer(page).open().press("backward")
    before = explorer.picture()
    page.locator(".share-copy").click()
    expect(page.locator(".share-copy")).to_have_text("Copied")
    link = copied(page)
    assert link.endswith("/?v=1&cursor=21")
    page.goto(link)
    assert explorer.settle().picture() == before
    explorer.press("step-back").blur()
    page.keyboard.press("k")
    expect(explorer.root.locator(".toast")).to_have_text("The link is copied: whoever opens it sees what you see.")
    assert copied(page).endswith("/?v=1&cursor=20"), "the address was written at once"


def test_without_the_browsers_clipboard_it_is_copied_the_old_way(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    explorer = Explorer(page).open().press("step")
    page.evaluate("addEventListener('copy', event => (window.taken = event.target.value))")
    page.locator(".share-copy").click()
    expect(page.locator(".share-copy")).to_have_text("Copied")
    assert page.evaluate("window.taken").endswith("/?v=1&cursor=1")
    assert explorer.step_number() == 1


@pytest.mark.parametrize("name", ["derive", "clinic", "lab"])
def test_there_is_a_link_on_every_page(page: Page, name: str) -> None:
    page.goto(f"/?v=1&page={name}")
    page.wait_for_url(f"**/{name}?v=1&page={name}")
    page.locator(".share-copy").click()
    expect(page.locator(".share-copy")).to_have_text("Copied")
    assert copied(page).endswith(f"?v=1&page={name}")


@both_themes
def test_the_code_is_large_and_dark_on_light(page: Page) -> None:
    Explorer(page).open()
    page.get_by_role("button", name="Share").focus()
    page.keyboard.press("Enter")
    code = page.get_by_role("img", name="QR code of the link")
    expect(code).to_be_in_viewport(ratio=1)
    box = code.bounding_box()
    assert box
    assert box["width"] == box["height"] > 0.6 * 900
    assert code.evaluate(SHADES) == [255, 0]
    assert found(page) == []


def test_a_preset_takes_controls_and_their_keys_away(page: Page) -> None:
    explorer = Explorer(page)
    page.goto("/?v=1&hide=train-play-cover-network-pages&cursor=3")
    explorer.settle()
    for gone in (".deck-n", ".deck-epoch", ".deck-restart", ".deck-play", ".deck-pace", ".deck-cover"):
        for one in explorer.root.locator(gone).all():
            expect(one).to_be_hidden()
    expect(page.get_by_role("link", name="Derive")).to_be_hidden()
    expect(page.locator(".stSidebar").get_by_text("Layers L")).to_be_hidden()
    painted = explorer.painted
    page.keyboard.press("t")
    page.keyboard.press("p")
    explorer.key("ArrowRight")
    assert (explorer.here, explorer.step_number(), explorer.painted) == (0, 4, painted + 2), "the step, and its answer"


def test_a_file_brings_back_what_no_link_holds(page: Page, tmp_path: Path) -> None:
    from tests.test_parcel import own
    from ui.parcel import pack

    given = tmp_path / "backprop.npz"
    given.write_bytes(pack(own()))
    explorer = Explorer(page).open()
    page.get_by_role("button", name="Share").click()
    page.locator(".st-key-parcel-given input[type=file]").set_input_files(given)
    expect(explorer.root).to_have_attribute("data-here", "7")
    expect(explorer.root).to_have_attribute("data-step", "9")
    page.get_by_role("button", name="Share").click()
    expect(page.locator(".st-key-share")).to_contain_text("cannot hold your own table")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    with np.load(download.value.path()) as saved:
        assert saved["X_train"].shape == (16, 1)
    page.locator(".st-key-parcel-given input[type=file]").set_input_files(
        {"name": "bad.npz", "mimeType": "application/zip", "buffer": b"PK no"}
    )
    expect(page.locator(".st-key-share")).to_contain_text("cannot be unpacked")
