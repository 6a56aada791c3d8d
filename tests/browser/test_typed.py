"""A network on a sheet of paper is on the wall, by mouse and by keys, number for number."""

from __future__ import annotations

import itertools
import re
from math import isclose, tanh

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.explorer import Explorer
from tests.paper import Matrix, Paper, sigmoid, sigmoid_slope


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open()


CELLS = "matrix => [...matrix.view.tile.cells]"


def check(explorer: Explorer, expected: dict[str, Matrix]) -> None:
    """Look at every number of the round as the wall has it, and at the last one of each matrix in all its digits."""
    explorer.press("backward")
    for name, matrix in sorted(expected.items(), key=lambda entry: "+" in entry[0]):
        if "+" in name and explorer.step_number() < 16:
            explorer.press("end")
        expect(explorer.tile(name).locator(".shape")).to_have_text(f"{len(matrix)}×{len(matrix[0])}")
        found = explorer.tile(name).locator(".matrix").evaluate(CELLS)
        flat = list(itertools.chain(*matrix))
        assert len(found) == len(flat)
        assert all(isclose(*pair, rel_tol=1e-12, abs_tol=1e-15) for pair in zip(found, flat, strict=True)), name
        explorer.select(name, len(matrix) - 1, len(matrix[0]) - 1)
        assert isclose(read(explorer), flat[-1], rel_tol=1e-12, abs_tol=1e-15), name


def read(explorer: Explorer) -> float:
    return float(explorer.value.inner_text().removeprefix("=").replace("−", "-"))


@pytest.mark.thorough
def test_by_mouse_a_2_2_2_network_is_pasted(explorer: Explorer) -> None:
    page, dialog = explorer.page, explorer.page.get_by_role("dialog")
    before = explorer.picture()
    explorer.click_option("source", "By hand")

    def choose(key: str, option: str) -> None:
        explorer.keyed(f"typed.{key}").get_by_role("combobox").click()
        page.get_by_role("option", name=option, exact=True).click()

    def paste(key: str, text: str, size: str) -> None:
        field = explorer.keyed(f"typed.{key}.paste").locator("textarea")
        field.click()
        page.keyboard.insert_text(text)
        dialog.get_by_text("Start from an example").click()
        expect(heading(dialog, key)).to_contain_text(size)
        expect(field).to_have_value("")

    choose("loss", "squared error")
    explorer.keyed("typed.bias").locator("label").first.click()
    choose("activation.1", "sigmoid")
    choose("activation.2", "sigmoid")
    paste("X1", "[0.05 0.10]", "1 × 2")
    paste("W1", "np.array([[0.15, 0.25],\n          [0.20, 0.30]])", "2 × 2")
    paste("b1", "0,35\t0,35", "1 × 2")
    expect(dialog.get_by_text("W₂ has 3 rows; it would have to have 2, as W₁ has 2 columns")).to_have_count(0)
    expect(dialog.get_by_text("y has 3 rows; it would have to have 1, as X has 1 rows")).to_be_visible()
    paste("y1", r"\begin{bmatrix} 0.01 & 0.99 \end{bmatrix}", "1 × 2")
    expect(dialog.get_by_text("W₂ has 3 rows; it would have to have 2, as W₁ has 2 columns")).to_be_visible()
    paste("W2", "0.40 0.50\n0.45 0.55", "2 × 2")
    paste("b2", "tensor([0.6000, 0.6000], requires_grad=True)", "1 × 2")
    expect(dialog.get_by_text("2-2-2, 1 example")).to_be_visible()
    assert explorer.picture() == before
    dialog.get_by_role("button", name="Use this").click()
    expect(dialog).to_have_count(0)
    explorer.settle()
    paper = Paper((sigmoid, sigmoid), (sigmoid_slope, sigmoid_slope), lambda z, y: z - y)
    first, second = [[0.15, 0.25], [0.20, 0.30], [0.35, 0.35]], [[0.40, 0.50], [0.45, 0.55], [0.60, 0.60]]
    check(explorer, paper.work([[0.05, 0.10]], [[0.01, 0.99]], first, second, 0.5))
    page.reload()
    explorer.settle().press("end")
    explorer.select("W+2", 0, 0)
    assert round(read(explorer), 8) == 0.35891648


@pytest.mark.thorough
def test_by_keys_a_2_2_1_network_is_typed(explorer: Explorer) -> None:
    page, dialog = explorer.page, explorer.page.get_by_role("dialog")
    keys = page.keyboard

    def to(key: str) -> None:
        explorer.tab_to(lambda: explorer.focused()[0].startswith(key), most=120)

    def choose(key: str, option: str) -> None:
        to(key)
        keys.press("ArrowDown")
        keys.type(option)
        keys.press("Enter")

    def size(key: str, value: int) -> None:
        to(f"typed-{key}")
        keys.press("Control+A")
        keys.type(str(value))
        keys.press("Enter")

    def cells(name: str, *columns: list[str]) -> None:
        """Down the columns: the focus arrives at the first cell, Enter goes on to the next."""
        to(f"typed-{name}-grid")
        for cell in itertools.chain(*columns):
            keys.type(cell)
            keys.press("Enter")

    choose("setup-source", "By hand")
    expect(dialog.get_by_role("button", name="Use this")).to_be_visible()
    choose("typed-loss", "binary")
    to("typed-bias")
    keys.press("Space")
    size("rows", 2)
    choose("typed-activation-1", "tanh")
    size("width-2", 2)
    size("width-3", 1)
    expect(heading(dialog, "W2")).to_contain_text("2 × 1")
    cells("X1", ["0", "-1"], ["1", "1/2"])
    cells("y1", ["1", "0"])
    cells("W1", ["1", "-0.5"], ["0,5", "1"])
    cells("b1", ["0"], ["-1"])
    cells("W2", ["0.5", "-0.5"])
    cells("b2", ["0.25"])
    to("typed-use")
    keys.press("Enter")
    expect(dialog).to_have_count(0)
    explorer.settle()
    paper = Paper((tanh, lambda x: x), (lambda x: 1 - tanh(x) ** 2, lambda x: 1), lambda z, y: sigmoid(z) - y)
    first, second = [[1.0, 0.5], [-0.5, 1.0], [0.0, -1.0]], [[0.5], [-0.5], [0.25]]
    check(explorer, paper.work([[0, 1], [-1, 0.5]], [[1], [0]], first, second, 0.5))


def test_a_block_of_a_spreadsheet_fills_the_cells_from_where_it_is_pasted(explorer: Explorer) -> None:
    page, dialog = explorer.page, explorer.page.get_by_role("dialog")
    explorer.click_option("source", "By hand")

    def paste(cell: str, text: str) -> None:
        field = dialog.get_by_label(cell, exact=True)
        field.click()
        field.evaluate(
            """(field, text) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                const pasted = { clipboardData, bubbles: true, composed: true, cancelable: true };
                field.dispatchEvent(new ClipboardEvent("paste", pasted));
            }""",
            text,
        )

    before = heading(dialog, "W1").inner_text()
    paste("W₁[1, 0]", "7\t8,5\n")
    expect(dialog.get_by_label("W₁[1, 1]", exact=True)).to_have_value("8,5")
    expect(heading(dialog, "W1")).to_have_text(before)
    paste("W₁[1, 0]", "[[1, 2, 3],\n [4, 5, 6], [7, 8, 9], [10, 11, 12]]")
    expect(heading(dialog, "W1")).to_contain_text("4 × 3")
    expect(dialog.get_by_label("W₁[3, 2]", exact=True)).to_have_value("12")
    expect(dialog.get_by_label("W₁[1, 0]", exact=True)).to_be_focused()
    paste("W₁[1, 0]", "[[1, oops]]")
    expect(dialog.get_by_text("'oops' is not a number")).to_be_visible()
    expect(dialog.get_by_label("W₁[3, 2]", exact=True)).to_have_value("12")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def heading(dialog: Locator, key: str) -> Locator:
    """What stands above a grid."""
    title = key.translate(str.maketrans("12", "₁₂")) if key[0] in "Wb" else key[0]
    return dialog.locator("[data-testid=stMarkdown]").filter(has_text=re.compile(rf"^{title} \d"))
