"""The main job with the keyboard alone: no click, no mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from backprop.experiment import Experiment
from tests.browser.explorer import CHOSEN, Explorer


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open()


NAMED = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute('aria-label') ?? '';
}"""


def on(explorer: Explorer, name: str) -> bool:
    """Whether the focus is on what has this name."""
    return str(explorer.page.evaluate(NAMED)) == name


def in_the_wall(explorer: Explorer) -> Explorer:
    return explorer.tab_to(lambda: bool(explorer.focused()[1]))


def test_the_whole_job_set_up_step_look_and_train(explorer: Explorer) -> None:
    page = explorer.page
    explorer.tab_to(lambda: explorer.focused()[0] == "setup-hidden-1")
    page.keyboard.press("Control+A")
    page.keyboard.type("7")
    explorer.key("Enter")
    expect(explorer.tile("W1").locator(".shape")).to_have_text("4×7")
    explorer.tab_to(lambda: explorer.focused()[0] == "setup-activation-1")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("relu")
    explorer.key("Enter")
    expect(explorer.tile("Z2").locator(".note")).to_have_text("relu")
    explorer.blur()
    assert explorer.step_number() == 0
    explorer.key("ArrowRight", "ArrowRight", "ArrowDown", "End", "ArrowRight", "F", "B", "U", "ArrowUp", "ArrowLeft")
    assert explorer.here == 1
    assert explorer.step_number() == 20
    explorer.tab_to(lambda: on(explorer, "Train 10"))
    explorer.key("Enter")
    assert explorer.here == 11
    in_the_wall(explorer)
    explorer.key("ArrowRight")
    tile, row, column = (explorer.root.get_attribute("data-selected") or "").split()
    assert (row, column) == ("0", "0")
    trainer = Experiment(hidden=(7, 5), activations=("relu", "tanh", "identity")).trainer()
    trainer.advance(11)
    value = float(trainer.trace()[tile[:-1], int(tile[-1])][0, 0])
    expect(explorer.value).to_have_text(explorer.full(value))


@pytest.mark.thorough
def test_every_choice_of_the_set_up_by_keys(explorer: Explorer) -> None:
    """In the order of the page, so that Tab alone leads from each to the next."""
    keyboard = explorer.page.keyboard

    def reach(name: str) -> None:
        explorer.tab_to(lambda: explorer.focused()[0] == f"setup-{name}")

    def in_a_field() -> bool:  # and not at the explanation beside its label
        return bool(explorer.page.evaluate("document.activeElement.tagName === 'INPUT'"))

    def type_over(name: str, value: object) -> None:
        reach(name)
        explorer.tab_to(in_a_field)
        keyboard.press("Control+A")
        keyboard.type(str(value))
        explorer.key("Enter")

    def pick(name: str, option: str) -> None:
        reach(name)
        keyboard.press("ArrowDown")
        keyboard.type(option)
        explorer.key("Enter")

    def next_of(name: str) -> None:
        reach(name)
        keyboard.press("ArrowRight")
        explorer.key("Space")

    explorer.key("End")  # here every choice shows in a matrix
    pick("source", "Wine")
    type_over("batch_size", 16)
    type_over("layers", 4)
    type_over("hidden-1", 7)
    pick("activation-2", "relu")
    pick("loss", "squared error")
    next_of("reduction")
    reach("bias")
    explorer.key("Space")
    pick("init", "he_normal")
    type_over("seed", 3)
    next_of("dtype")
    pick("optimizer", "adam")
    type_over("learning_rate", 0.01)
    type_over("weight_decay", 0.001)
    type_over("l2", 0.005)
    reach("shuffle")
    explorer.key("Space")
    explorer.tab_to(lambda: on(explorer, "Train 10"))
    explorer.key("Enter")
    explorer.tab_to(lambda: on(explorer, "Cell to look at"))
    keyboard.type("dW2[3, 4]")
    explorer.key("Enter")
    trainer = CHOSEN.trainer()
    trainer.advance(10)
    expect(explorer.value).to_have_text(explorer.full(trainer.trace()["dW", 2][3, 4]))


def test_the_track_and_the_tools_by_keys(explorer: Explorer) -> None:
    page = explorer.page
    explorer.press("backward").tab_to(lambda: on(explorer, "Program of the round"))
    step = explorer.step_number()
    explorer.key("ArrowLeft")
    assert explorer.step_number() == step - 1
    in_the_wall(explorer)
    while explorer.focused()[1] != "W1":
        page.keyboard.press("PageUp")
    explorer.key("ArrowRight")
    assert explorer.root.get_attribute("data-selected") == "W1 0 0"
    tools = explorer.root.locator(".tool:visible")
    page.keyboard.press("e")
    for _ in range(20):
        if tools.last.evaluate("tool => tool.getRootNode().activeElement === tool"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_every_shortcut_steps(explorer: Explorer) -> None:
    places = []
    for key in ("Home", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "F", "B", "U"):
        explorer.key(key)
        places.append(explorer.step_number())
    assert places == [0, 1, 2, 1, 0, 24, 8, 21, 24]


def test_a_field_gives_the_keys_back_when_a_choice_is_made(explorer: Explorer) -> None:
    field = explorer.keyed("setup.batch_size").locator("input").first
    field.fill("7")
    explorer.after(lambda: field.press("Enter"))
    explorer.key("ArrowRight")
    assert (field.input_value(), explorer.step_number()) == ("7", 1)
    explorer.choose("optimizer", "adam")
    explorer.key("ArrowRight")
    assert explorer.step_number() == 2


def test_arrow_keys_in_the_wall_move_the_cell_and_not_the_round(explorer: Explorer) -> None:
    in_the_wall(explorer)
    step = explorer.step_number()
    explorer.tile("Z1").locator(".matrix").focus()
    explorer.key("ArrowRight", "ArrowRight", "ArrowDown")
    tile = explorer.focused()[1]
    assert explorer.root.get_attribute("data-selected") == f"{tile} 1 1"
    explorer.key("End")
    assert explorer.root.get_attribute("data-selected") == f"{tile} 1 3"
    explorer.key("ArrowUp", "Home")
    assert explorer.root.get_attribute("data-selected") == f"{tile} 0 0"
    assert (explorer.step_number(), explorer.here) == (step, 0)
    explorer.key("Escape")
    assert explorer.root.get_attribute("data-selected") == ""


def test_page_keys_go_to_another_matrix_and_enter_to_its_step(explorer: Explorer) -> None:
    in_the_wall(explorer)
    keyboard = explorer.page.keyboard
    while explorer.focused()[1] != "W1":
        keyboard.press("PageDown")
    for key, tile in (
        ("PageDown", "P1"),
        ("PageUp", "W1"),
        ("PageDown", "P1"),
        ("Control+ArrowRight", "Z2"),
        ("Control+ArrowRight", "P2"),
    ):
        keyboard.press(key)
        assert explorer.focused()[1] == tile
    explorer.key("Enter")
    assert explorer.step_number() == 3
    assert explorer.fresh() == "P2"
    assert explorer.focused()[1] == "P2", "the focus stays where it was"


def test_o_opens_a_matrix_and_escape_closes_it(explorer: Explorer) -> None:
    in_the_wall(explorer)
    explorer.page.keyboard.press("o")
    dialog = explorer.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".js-plotly-plot").first).to_be_visible()
    explorer.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_while_one_types_in_a_field_the_shortcuts_rest(explorer: Explorer) -> None:
    explorer.press("backward").tab_to(lambda: explorer.focused()[0] == "setup-seed")
    keyboard = explorer.page.keyboard
    step = explorer.step_number()
    for key in ("Home", "ArrowRight", "ArrowLeft", "End", "p", "f", "z"):
        keyboard.press(key)
    keyboard.press("Control+A")
    keyboard.type("12")
    explorer.key("Enter")
    assert explorer.value_of("seed") == "12"
    assert (explorer.step_number(), explorer.here) == (step, 0)
    expect(explorer.player).to_contain_text("Play")
    expect(explorer.keyed("redo").get_by_role("button")).to_be_disabled()


def test_play_pause_undo_and_redo_have_keys(explorer: Explorer) -> None:
    page = explorer.page
    explorer.root.locator(".deck-pace").select_option("full")
    page.keyboard.press("p")
    page.wait_for_function("root => Number(root.dataset.here) > 5", arg=explorer.root.element_handle())
    page.keyboard.press("p")
    expect(explorer.player).to_contain_text("Play")
    here = explorer.settle().here
    explorer.tab_to(lambda: explorer.focused()[0] == "setup-hidden-1")
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    explorer.key("Enter")
    explorer.blur().key("z")
    assert (explorer.value_of("hidden.1"), explorer.here) == ("6", here)
    explorer.key("y")
    assert explorer.value_of("hidden.1") == "3"
