"""A reader's own table, by mouse and by keys: chosen, looked at, a role changed, used, and on the wall."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.explorer import Explorer

TABLE = "size,weight,colour,kind\n" + "".join(
    f"{n * 7 % 40 / 8},{n * n % 11},{n % 3},{'ab'[n % 2]}\n" for n in range(40)
)


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open()


def choose(explorer: Explorer, content: bytes) -> None:
    """Hand a file over; a browser's own dialog to choose it can't be driven."""
    upload = explorer.keyed("upload").locator("input[type=file]")
    expect(upload).to_have_count(1)  # one that was refused has gone
    upload.set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": content})


def type_choice(explorer: Explorer, key: str, typed: str, option: str) -> None:
    """Choose in the menu that has the focus once one has come to it."""
    page = explorer.page
    explorer.tab_to(lambda: explorer.focused()[0] == key)
    page.keyboard.press("ArrowDown")
    page.keyboard.type(typed)
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text([option])
    page.keyboard.press("Enter")


def role(dialog: Locator, column: str) -> Locator:
    return dialog.get_by_role("combobox", name=f"Role of {column}")


def test_by_mouse_a_bad_file_is_refused_and_a_good_one_looked_at_and_used(explorer: Explorer) -> None:
    page, dialog = explorer.page, explorer.page.get_by_role("dialog")
    explorer.press("update-10")
    before = explorer.picture()
    explorer.click_option("source", "Your own table")
    choose(explorer, b"\x7fELF\0\0")
    expect(page.locator(".stSidebar").get_by_text("line 1 is not plain text; save the table as CSV")).to_be_visible()
    choose(explorer, TABLE.encode())
    expect(dialog.get_by_text("40 examples · 3 features · 2 classes")).to_be_visible()
    role(dialog, "weight").click()
    page.get_by_role("option", name="left out").click()
    expect(dialog.get_by_text("40 examples · 2 features · 2 classes")).to_be_visible()
    assert explorer.here == 10
    assert explorer.picture() == before
    explorer.after(dialog.get_by_role("button", name="Use this").click)
    expect(dialog).not_to_be_visible()
    expect(explorer.tile("W1").locator(".shape")).to_have_text("2×6")
    expect(explorer.tile("W3").locator(".shape")).to_have_text("5×2")
    explorer.after(explorer.keyed("undo").get_by_role("button").click)
    assert explorer.picture() == before


@pytest.mark.thorough
def test_by_keys_alone(explorer: Explorer) -> None:
    page, dialog = explorer.page, explorer.page.get_by_role("dialog")
    type_choice(explorer, "setup-source", "own table", "Your own table")
    expect(explorer.keyed("upload")).to_be_visible()
    choose(explorer, TABLE.encode())
    expect(dialog.get_by_role("button", name="Use this")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    explorer.tab_to(lambda: explorer.focused()[0] == "desk-open")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Use this")).to_be_visible()
    type_choice(explorer, "desk-role-3", "left", "left out")
    expect(dialog.get_by_text("no column is to be predicted")).to_be_visible()
    type_choice(explorer, "desk-role-0", "quantity", "quantity to be predicted")
    expect(dialog.get_by_text("40 examples · 2 features · 1 quantity")).to_be_visible()
    explorer.tab_to(lambda: explorer.focused()[0] == "desk-use")
    explorer.after(lambda: page.keyboard.press("Enter"))
    expect(explorer.tile("W3").locator(".shape")).to_have_text("5×1")
    expect(explorer.keyed("setup.loss").get_by_role("combobox").first).to_have_value("squared error")
