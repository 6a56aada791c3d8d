"""The large curve: which metric it shows, and that its numbers are those of the network."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, ViewportSize, expect

from backprop.experiment import Experiment
from tests.browser.explorer import Explorer
from tests.browser.test_axe import both_themes, found

LABELS = ["Loss per example", "Accuracy", "Accuracy of each class"]


def right(experiment: Experiment, updates: int, part: str) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """For each row whether a network of tanh layers is right about it, from its weights alone; and its class."""
    trainer, data = experiment.trainer(), experiment.dataset
    trainer.advance(updates)
    X, y = (data.X_train, data.y_train) if part == "train" else (data.X_test, data.y_test)
    W = [np.asarray(trainer.weights[i]) for i in sorted(trainer.weights)]
    for W_i in W[:-1]:
        X = np.tanh(X @ W_i)
    return (X @ W[-1]).argmax(axis=1) == y, y


def said(share: float) -> str:
    """A share as the page says it."""
    return f"{share:.0f}" if share in (0, 1) else f"{share:.3f}"


def of_classes(updates: int) -> list[list[str]]:
    """The accuracy of each class of the first network, in the training part and in the test part."""
    parts = [right(Experiment(), updates, part) for part in ("train", "test")]
    return [[said(found[y == label].mean()) for found, y in parts] for label in range(3)]


def open_curve(page: Page, query: str = "") -> Explorer:
    explorer = Explorer(page)
    page.goto(f"/?v=1{query}")
    explorer.settle().blur().key("l")
    return explorer


def choose(explorer: Explorer, label: str) -> Locator:
    """Go from the metric that is seen to this one, by keys alone."""
    menu = explorer.root.locator(".curve-metric")
    if menu.evaluate("menu => menu !== menu.getRootNode().activeElement"):
        menu.focus()
    seen = menu.evaluate("menu => menu.selectedOptions[0].text")
    for _ in range(LABELS.index(label) - LABELS.index(seen)):
        explorer.key("ArrowDown")
    expect(menu.locator("option:checked")).to_have_text(label)
    return menu


def test_each_metric_is_chosen_by_keys_and_its_numbers_are_those_of_the_network(page: Page) -> None:
    explorer = open_curve(page)
    curve, head = explorer.root.locator(".curve-lines"), explorer.root.locator(".curve-head")
    menu = head.get_by_role("combobox", name="What the curve shows")
    assert menu.locator("option").all_inner_texts() == LABELS
    explorer.press("update-100")
    expect(head.get_by_role("button", name="Logarithmic loss axis")).to_be_visible()
    choose(explorer, "Accuracy")
    expect(curve).to_have_accessible_name("Accuracy")
    shares = {part: right(Experiment(), 100, part)[0].mean() for part in ("train", "test")}
    words = [f"training {said(shares['train'])}", f"test {said(shares['test'])}"]
    assert head.locator(".curve-words > *").all_inner_texts() == words
    assert curve.get_attribute("aria-valuetext") == f"update 100, {', '.join(words)}"
    expect(head.get_by_role("button", name="Logarithmic loss axis")).to_be_hidden()
    choose(explorer, "Accuracy of each class")
    table = explorer.root.get_by_role("table", name="Accuracy of each class")
    expect(table.get_by_role("columnheader")).to_have_text(["class", "training", "test"])
    for name, values in zip(Experiment().dataset.class_names, of_classes(100), strict=True):
        expect(table.get_by_role("row", name=name).get_by_role("cell")).to_have_text(values)
    expect(explorer.root.locator(".track-curve canvas")).to_have_accessible_name("Loss curve")
    expect(page).to_have_url(re.compile(r"metric=class_accuracy"))
    page.reload()
    explorer.settle().blur().key("l")
    expect(table).to_be_visible()


def test_a_key_goes_from_metric_to_metric_and_is_told_under_help(page: Page) -> None:
    explorer = Explorer(page).open().blur()
    curve = explorer.root.locator(".curve-lines")
    for name in ("Accuracy", "Accuracy of each class", "Loss curve"):
        explorer.key("m")
        expect(curve).to_have_accessible_name(name)
    page.keyboard.press("?")
    expect(explorer.root.locator("dialog.help")).to_contain_text(re.compile(r"M\s*The large curve: another metric"))


def test_the_table_follows_the_pointer_and_the_arrows_and_a_row_brings_its_lines_forward(page: Page) -> None:
    explorer = open_curve(page, "&metric=class_accuracy").press("update-100")
    curve, rows = explorer.root.locator(".curve-lines"), explorer.root.locator(".curve-legend tbody tr")
    last = rows.all_inner_texts()
    first = of_classes(0)
    curve.hover(position={"x": 41, "y": 60})
    for row, values in zip(rows.all(), first, strict=True):
        expect(row.get_by_role("cell")).to_have_text(values)
    expect(explorer.root.locator(".tip")).to_contain_text("update 0")
    assert rows.all_inner_texts() != last
    page.mouse.move(5, 5)
    assert rows.all_inner_texts() == last
    curve.focus()
    for _ in range(200):
        page.keyboard.press("ArrowLeft")
    expect(rows.first.get_by_role("cell")).to_have_text(first[0])
    plain = curve.evaluate("canvas => canvas.toDataURL()")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_have_attribute("data-front", "true")
    forward = curve.evaluate("canvas => canvas.toDataURL()")
    assert forward != plain
    rows.nth(2).hover()
    expect(rows.nth(2)).to_have_attribute("data-front", "true")
    assert curve.evaluate("canvas => canvas.toDataURL()") not in (plain, forward)


FITS = """legend => {
    const inside = legend.closest('.stage-left').getBoundingClientRect();
    const outside = [...legend.querySelectorAll('tr')].map((row) => row.getBoundingClientRect())
        .filter((box) => box.top < inside.top - 1 || box.bottom > inside.bottom + 1 || box.right > inside.right + 1);
    return [outside.length, legend.scrollHeight - legend.clientHeight, legend.scrollWidth - legend.clientWidth];
}"""


@pytest.mark.parametrize(
    "viewport",
    [ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844), ViewportSize(width=1920, height=1080)],
    ids=["1440x900", "390x844", "1920x1080"],
)
def test_ten_classes_are_seen_at_once(page: Page, viewport: ViewportSize) -> None:
    explorer = open_curve(page, "&data=digits&hidden=16&metric=class_accuracy&update=30")
    legend = explorer.root.locator(".curve-legend")
    expect(legend.locator("tbody tr")).to_have_count(10)
    assert legend.evaluate(FITS) == [0, 0, 0]
    for row in legend.locator("tbody tr").all():
        expect(row.get_by_role("cell")).to_have_text([re.compile(r"^(0|1|0\.\d{3}|1\.000)$")] * 2)
    if viewport["width"] > 640:
        explorer.blur().key("s")
        assert legend.evaluate(FITS) == [0, 0, 0], "while presenting"


def test_a_long_name_is_cut_and_told_whole(page: Page) -> None:
    """Names of classes are the reader's own."""
    explorer = open_curve(page, "&data=digits&hidden=8&metric=class_accuracy")
    name = explorer.root.locator(".curve-class").first
    name.locator("span").evaluate("span => span.textContent = 'x'.repeat(300)")
    assert name.locator("span").evaluate("span => span.scrollWidth > span.clientWidth")
    assert explorer.root.locator(".curve-legend").evaluate(FITS) == [0, 0, 0]
    expect(name).to_have_attribute("title", "0")


def test_of_quantities_there_is_but_the_loss(page: Page) -> None:
    query = "&by_hand=0,0_0,1_1,0_1,1~0_1_1_3&loss=squared_error&batch=4&metric=class_accuracy"
    explorer = open_curve(page, query)
    expect(explorer.root.locator(".curve-head b")).to_have_text("Loss per example")
    expect(explorer.root.locator(".curve-metric")).to_be_hidden()
    expect(explorer.root.locator(".curve-legend")).to_be_hidden()
    explorer.page.keyboard.press("m")
    expect(explorer.root.locator(".notice")).to_be_hidden()


@both_themes
def test_axe_finds_nothing(page: Page) -> None:
    explorer = open_curve(page, "&data=digits&hidden=16&metric=class_accuracy&update=30")
    explorer.root.locator(".curve-class").nth(3).click()
    assert found(page) == []
