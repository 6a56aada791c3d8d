"""The page on two screens, light and dark: nothing overlaps, nothing sticks out, what matters is in view."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import FloatRect, Page, ViewportSize, expect

from tests.browser.explorer import Explorer

BUTTONS = ("start", "layer-back", "step-back", "step", "layer", "end", "forward", "backward", "update")
TRAINING = ("update-1", "update-10", "update-100", "epoch", "restart")
SIZES = ({"width": 1440, "height": 900}, {"width": 1024, "height": 768})

PLACES = """root => ['.player', '.strip', '.wall', '.wall .tile[data-tile=dW3]']
    .map((part) => root.querySelector(part).getBoundingClientRect().top)"""

WIDER = """() => [document.scrollingElement, ...document.querySelectorAll('.stMain, .stMainBlockContainer')]
    .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.className)"""

COVERED = """([button, at]) => {
    const box = button.getBoundingClientRect();
    const found = button.getRootNode().elementFromPoint(box.x + at[0] * box.width, box.y + at[1] * box.height);
    return !button.contains(found);
}"""
POINTS = ((0.5, 0.5), (0.1, 0.2), (0.9, 0.2), (0.1, 0.8), (0.9, 0.8))


def overlap(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] + 1 < other["x"] + other["width"]
        and other["x"] + 1 < one["x"] + one["width"]
        and one["y"] + 1 < other["y"] + other["height"]
        and other["y"] + 1 < one["y"] + one["height"]
    )


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", SIZES, ids=["large", "small"])
def test_everything_has_its_place(page: Page, viewport: ViewportSize, color_scheme: str) -> None:
    explorer = Explorer(page).open()
    expect(explorer.root).to_have_attribute("data-theme", color_scheme)
    boxes: dict[str, FloatRect] = {}
    buttons = {key: explorer.keyed(key).get_by_role("button") for key in (*BUTTONS, *TRAINING)}
    for key, button in {**buttons, "play": explorer.player}.items():
        expect(button).to_be_in_viewport(ratio=1)
        covered = [at for at in POINTS if page.evaluate(COVERED, [button.element_handle(), at])]
        assert not covered, f"something lies over {key} at {covered}"
        box = button.bounding_box()
        assert box
        boxes[key] = box
    expect(explorer.keyed("scrubber").get_by_role("group")).to_be_in_viewport()
    for name, locator in (
        ("equation", page.locator(".stMain .katex-display").first),
        ("strip", explorer.root.locator(".strip")),
    ):
        expect(locator).to_be_in_viewport()
        box = locator.bounding_box()
        assert box
        boxes[name] = box
    assert [(a, b) for a, b in combinations(boxes, 2) if overlap(boxes[a], boxes[b])] == []
    assert page.evaluate(WIDER) == []
    expect(explorer.tile("Z1").locator(".matrix")).to_be_in_viewport()
    explorer.press("start", "step")


@pytest.mark.parametrize("viewport", SIZES, ids=["large", "small"])
def test_a_step_moves_nothing(page: Page, viewport: ViewportSize) -> None:
    explorer = Explorer(page).open().press("start")
    places = {0: explorer.root.evaluate(PLACES)}
    for step in range(1, 25):
        explorer.press("step")
        places[step] = explorer.root.evaluate(PLACES)
    assert [step for step, place in places.items() if place != places[0]] == []


@pytest.mark.parametrize("viewport", SIZES, ids=["large", "small"])
def test_selecting_a_cell_moves_nothing(page: Page, viewport: ViewportSize) -> None:
    explorer = Explorer(page).open()
    matrix = explorer.tile("W1").locator(".matrix")
    matrix.scroll_into_view_if_needed()
    before = matrix.bounding_box()
    explorer.select("W1", 1, 2)
    expect(explorer.value).to_be_in_viewport()
    assert matrix.bounding_box() == before


@pytest.mark.parametrize("viewport", [SIZES[1]], ids=["small"])
def test_sixteen_layers_scroll_inside_the_wall_and_not_the_page(page: Page) -> None:
    explorer = Explorer(page).open().fill("layers", 16)
    assert page.evaluate(WIDER) == []
    explorer.press("forward")
    expect(explorer.tile("S").locator(".matrix")).to_be_attached()
    for key, name in (("layer", "G17"), ("start", "Z1"), ("step", "P1")):
        explorer.press(key)
        box, wall = explorer.tile(name).bounding_box(), explorer.root.locator(".wall").bounding_box()
        assert box
        assert wall
        assert wall["x"] <= box["x"]
        assert box["x"] + box["width"] <= wall["x"] + wall["width"] + 1, "the wall follows the step"
    assert page.evaluate(WIDER) == []


def test_an_uncomputed_matrix_looks_unlike_one_of_zeros(page: Page) -> None:
    explorer = Explorer(page).open().choose("init", "zeros").press("start")
    pictures = {tile: pixels for tile, _state, _label, pixels in explorer.picture()}
    states = explorer.states()
    assert states["W1"] != "empty" == states["dW1"]
    assert pictures["W1"] != pictures["dW1"], "4 × 6 both"
