"""The Clinic page in a browser: from one's own broken arrays to the mistake, and from the mended ones to 'right'."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

DARK = pytest.param(
    "dark",
    "zh-CN",
    marks=pytest.mark.skipif(not os.environ.get("EXPLORER_LONG_TESTS"), reason="with EXPLORER_LONG_TESTS=1"),
)
LANGUAGES = {
    "en-GB": ("The mistake: the slope σ' is left out: M₁", "All 3 arrays are right.", "Clinic"),
    "zh-CN": ("错误是：漏掉了斜率 σ'：M₁", "全部 3 个数组都正确。", "诊所"),
}


def nn_epoch(masked: bool) -> dict[str, Any]:
    """One pass as in the course's homework, with relu; and with its mask, or without."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(12, 5)), rng.integers(0, 3, 12)
    W1, W2 = rng.normal(size=(5, 8)) / 2, rng.normal(size=(8, 3)) / 2
    Z1 = np.maximum(X @ W1, 0)
    E = np.exp(Z1 @ W2)
    G2 = E / E.sum(axis=1, keepdims=True) - np.eye(3)[y]
    G1 = (G2 @ W2.T) * ((Z1 > 0) if masked else 1)
    return {"X": X, "y": y, "W1": W1, "W2": W2, "thing": G1, "grad_W2": Z1.T @ G2 / 12, "grad_W1": X.T @ G1 / 12}


def upload(page: Page, arrays: Mapping[str, Any]) -> None:
    """Hand a file over; a browser's own dialog to choose it can't be driven."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    content: FilePayload = {"name": "mine.npz", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    page.locator("input[type=file]").set_input_files(content)


def menu(page: Page, name: str) -> Locator:
    """The menu that says what an array is."""
    return page.locator(f"[class*=st-key-clinic-is-{name}]").get_by_role("combobox")


def mistake(page: Page, words: str) -> Locator:
    return page.get_by_text(words, exact=True)


def tab_to(page: Page, field: Locator, key: str = "Tab") -> None:
    """Press Tab until a field has the focus."""
    for _ in range(80):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError("the focus never comes there")


def open_clinic(page: Page, name: str = "Clinic") -> None:
    page.goto("/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("[class*=st-key-clinic-example]")).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def test_by_mouse_an_example_leads_to_the_mistake_and_to_the_first_wrong_matrix(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Clinic", exact=True).click()
    page.get_by_role("button", name="Try an example").click()
    expect(page.get_by_text("The mistake: the slope σ' is left out: M₂")).to_be_visible()
    expect(page.get_by_text("M2 = G3 * D2")).to_be_visible()
    first = page.get_by_role("radio", checked=True).and_(page.get_by_role("radio", name="the first to differ"))
    expect(first).to_be_attached()
    yours = page.locator(".wall-root").get_by_role("application").first
    expect(yours).to_be_visible()
    expect(yours).to_have_accessible_name("yours, 6 × 5, −1.41 … 1.73")
    page.get_by_text("∇W₃", exact=True).first.click()
    expect(yours).to_have_accessible_name("yours, 5 × 3, −0.664 … 0.736")


@pytest.mark.parametrize(("color_scheme", "locale"), [("light", "en-GB"), DARK])
def test_by_mouse_from_a_broken_nn_epoch_to_the_mended_one(page: Page, locale: str) -> None:
    wrong, right, link = LANGUAGES[locale]
    open_clinic(page, link)
    upload(page, nn_epoch(masked=False))
    expect(mistake(page, wrong)).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()  # the rest of the page follows it
    menu(page, "thing").click()  # its name says nothing: the list is open
    page.keyboard.type("M₁")  # a long list shows only what there is room for
    page.get_by_role("option", name="M₁", exact=True).click()
    expect(page.get_by_text(re.compile(r"thing = mask1 \* mdZ1"))).to_be_visible()
    expect(mistake(page, wrong)).to_be_visible()
    upload(page, nn_epoch(masked=True))
    expect(page.get_by_text(right)).to_be_visible()
    expect(mistake(page, wrong)).to_have_count(0)


@pytest.mark.thorough
def test_by_keys_what_is_printed_is_pasted_corrected_and_pasted_again(page: Page) -> None:
    wrong, right, _ = LANGUAGES["en-GB"]
    open_clinic(page)
    texts = []
    for masked in (False, True):
        with np.printoptions(threshold=10**6):
            texts.append("\n".join(f"{name} = {array}" for name, array in nn_epoch(masked).items()))
    field = page.get_by_role("textbox", name="Or paste what your program prints")
    tab_to(page, field)
    page.keyboard.insert_text(texts[0])
    page.keyboard.press("Control+Enter")
    expect(mistake(page, wrong)).to_be_visible()
    tab_to(page, menu(page, "thing"))
    page.keyboard.press("ArrowDown")
    page.keyboard.type("M₁")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text(["M₁"])
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"thing = mask1 \* mdZ1"))).to_be_visible()
    tab_to(page, field, "Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(texts[1])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(right)).to_be_visible()
