"""All matrices of the equation, and of the loop, lie on one canvas each: every picture lies where its frame is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.explorer import Explorer
from tests.browser.test_screens import close_the_sidebar

PLACES = """root => [...root.querySelectorAll('.matrix')].filter((matrix) => matrix.offsetWidth).map((matrix) => {
    const { context, corner, image, tile } = matrix.view, { width, height } = context.canvas;
    const pixel = (v) => Math.round(v * devicePixelRatio);
    const [frame, canvas] = [matrix, context.canvas].map((element) => element.getBoundingClientRect());
    const lies = [pixel(frame.left) - pixel(canvas.left), pixel(frame.top) - pixel(canvas.top)];
    const inside = context.getImageData(...corner, image.width, image.height).data;
    const cut = Math.max(corner[0] + image.width - width, corner[1] + image.height - height);
    return {
        name: tile.id, lies, corner, cut, size: [image.width - pixel(frame.width), image.height - pixel(frame.height)],
        painted: inside[3 + 4 * (2 * image.width + 2)] === 255, known: Boolean(tile.cells),
    };
})"""


NEAR = {1: 0, 1.25: 1, 2: 0}
"""Pixels by which a picture may lie beside its frame, which covers that: with fractions of pixels both are rounded."""


@pytest.fixture(params=[1, 1.25, pytest.param(2, marks=pytest.mark.thorough)], ids=lambda ratio: f"{ratio} pixels")
def sharp(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab on a screen of so many pixels a CSS pixel."""
    context = browser.new_context(
        base_url=server,
        viewport={"width": 1440, "height": 900},
        device_scale_factor=request.param,
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def misplaced(explorer: Explorer) -> list[dict[str, Any]]:
    """The matrices whose picture is not where their frame is, is cut, or is missing."""
    places, ratio = explorer.root.evaluate(PLACES), explorer.page.evaluate("devicePixelRatio")
    assert places
    return [
        place
        for place in places
        if max(abs(a - b) for a, b in zip(place["lies"], place["corner"], strict=True)) > NEAR[ratio]
        or max(map(abs, place["size"])) > 1
        or place["cut"] > NEAR[ratio]
        or place["painted"] != place["known"]
    ]


def test_every_picture_lies_where_its_frame_is(sharp: Page) -> None:
    explorer = Explorer(sharp).open()
    assert misplaced(explorer) == []
    explorer.press("backward")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowRight"):
        explorer.key(key)
        assert misplaced(explorer) == []
    close_the_sidebar(explorer)
    assert misplaced(explorer) == []
    for width, height in ((1000, 800), (390, 844), (1920, 1080)):
        explorer.after(partial(sharp.set_viewport_size, {"width": width, "height": height}))
        assert misplaced(explorer) == []
    explorer.after(lambda: sharp.keyboard.press("l"))
    expect(explorer.root.locator(".strip")).to_be_hidden()
    explorer.after(lambda: sharp.keyboard.press("ArrowLeft"))
    explorer.after(lambda: sharp.keyboard.press("l"))
    assert misplaced(explorer) == []
    explorer.after(lambda: sharp.keyboard.press("s"))
    assert misplaced(explorer) == []
