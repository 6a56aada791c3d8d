"""The Clinic page in a browser: from one click to the mistake and the first wrong matrix."""

from __future__ import annotations

from playwright.sync_api import Page, expect


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
