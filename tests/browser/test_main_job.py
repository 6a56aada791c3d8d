"""The main job by mouse, as somebody new does it: set up, step forward and back, look, train."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from backprop import Trace
from backprop.experiment import Experiment
from backprop.expression import Key
from tests.browser.explorer import CHOSEN, Explorer
from ui.i18n import _catalogue

EVERYTHING = [
    *(f"{symbol}{i}" for symbol in ("Z", "G") for i in (1, 2, 3, 4)),
    *(f"{symbol}{i}" for symbol in ("W", "P", "D", "M", "dW") for i in (1, 2, 3)),
    "S",
    "Y",
]


@pytest.fixture
def explorer(page: Page) -> Explorer:
    return Explorer(page).open()


def trace_of(experiment: Experiment, updates: int = 0) -> Trace:
    trainer = experiment.trainer()
    trainer.advance(updates)
    return trainer.trace()


def test_a_new_user_sees_a_network_on_real_data_and_every_matrix(explorer: Explorer) -> None:
    assert set(EVERYTHING) <= set(explorer.states())
    assert explorer.step_number() == 0
    expect(explorer.root.locator(".headline-sentence")).to_contain_text("network 4-6-5-3")
    explorer.press("backward")
    states = explorer.states()
    assert not {"empty", "next"} & {states[name] for name in EVERYTHING}
    assert [explorer.tile(f"W{i}").locator(".shape").inner_text() for i in (1, 2, 3)] == ["4×6", "6×5", "5×3"]
    assert len({pixels for _tile, _state, _label, pixels in explorer.picture()}) >= len(EVERYTHING) - 1, "all differ"
    expect(explorer.root.locator(".track-curve canvas")).to_be_visible()
    expect(explorer.page.get_by_text("150 flowers")).to_be_visible()
    expect(explorer.root.locator(".headline math").first).to_be_visible()


def test_every_choice_by_mouse_keeps_the_ones_before(explorer: Explorer) -> None:
    explorer.press("end")  # here every choice shows in a matrix
    explorer.choose("source", "Wine").fill("layers", 4).fill("hidden.1", 7)
    explorer.choose("activation.2", "relu").choose("loss", "squared error").choose("init", "he_normal")
    explorer.fill("seed", 3).choose("optimizer", "adam").fill("learning_rate", 0.01)
    explorer.toggle("setup.bias").pick("setup.reduction", "mean (1/m)").pick("setup.dtype", "float32")
    explorer.fill("batch_size", 16).fill("weight_decay", 0.001).fill("l2", 0.005).toggle("setup.shuffle")
    explorer.press("backward")
    shapes = [
        (explorer.tile(f"W{i}").locator(".matrix").get_attribute("aria-label") or "").split(", ")[1]
        for i in (1, 2, 3, 4)
    ]
    assert shapes == ["14 × 7", "8 × 5", "6 × 5", "6 × 3"]
    explorer.press("update-10").select("dW2", 3, 4)
    value = trace_of(CHOSEN, 10)["dW", 2][3, 4]
    expect(explorer.value).to_have_text(explorer.full(value))
    assert [explorer.value_of(name) for name in ("batch_size", "layers", "hidden.1", "seed")] == ["16", "4", "7", "3"]


def test_back_before_a_change_of_the_step_size_the_one_of_then_is_shown(explorer: Explorer) -> None:
    explorer.press("update-10", "end").fill("learning_rate", 0.5).press("update-1")
    for _ in range(3):
        explorer.press("start", "step-back")
    explorer.press("start")
    expect(explorer.root).to_have_attribute("data-here", "8")
    expect(explorer.keyed("setup.learning_rate").locator("input").first).to_have_value("0.1")
    explorer.press("update-10")
    expect(explorer.keyed("setup.learning_rate").locator("input").first).to_have_value("0.5")


def test_operations_layers_and_passes_forward_and_back(explorer: Explorer) -> None:
    explorer.press("start")
    assert set(explorer.states().values()) == {"empty", "known", "next"}
    places = []
    for key in ("step", "step", "layer", "step-back", "layer-back", "forward", "backward", "update", "start", "end"):
        explorer.press(key)
        places.append(explorer.step_number())
    assert places == [1, 2, 4, 3, 2, 8, 21, 24, 0, 24]


def test_what_was_just_computed_is_marked_with_what_it_came_from(explorer: Explorer) -> None:
    explorer.press("start", "step")
    states = explorer.states()
    assert {tile for tile, state in states.items() if state == "fresh"} == {"P1"}
    assert {tile for tile, state in states.items() if state == "operand"} == {"Z1", "W1"}
    assert (states["Z2"], states["dW1"]) == ("next", "empty")
    strip = explorer.root.locator(".strip .tile")
    assert [tile.get_attribute("data-tile") for tile in strip.all()] == ["Z1", "W1", "P1"]


def test_a_click_on_a_title_goes_to_the_step_that_makes_the_matrix(explorer: Explorer) -> None:
    for name, step in (("dW2", 16), ("Z3", 4), ("W2", 0)):
        explorer.after(explorer.tile(name).locator(".title").click)
        assert explorer.step_number() == step


def test_a_click_into_a_matrix_that_is_not_made_yet_makes_it(explorer: Explorer) -> None:
    explorer.press("start")
    assert explorer.states()["P2"] == "empty"
    explorer.after(explorer.tile("P2").locator(".matrix").click)
    assert explorer.fresh() == "P2"


def test_the_scrubber_goes_through_the_round(explorer: Explorer) -> None:
    track = explorer.root.locator(".track-marks").bounding_box()
    assert track
    mouse, y = explorer.page.mouse, track["y"] + track["height"] / 2
    mouse.move(track["x"] + track["width"] - 3, y)
    explorer.after(mouse.down)
    assert explorer.step_number() == 24
    explorer.after(lambda: mouse.move(track["x"] + track["width"] / 2, y))
    assert 10 <= explorer.step_number() <= 14, "the picture follows while one drags"
    assert explorer.page.evaluate("getSelection().type") == "None", "and no word of it is marked"
    mouse.up()
    assert "empty" in explorer.states().values()


def test_the_update_ends_a_round_and_back_restores_the_very_same_wall(explorer: Explorer) -> None:
    explorer.press("end")
    assert explorer.tile("W+3").is_visible()
    pictures = [explorer.picture()]
    explorer.press("step")
    assert (explorer.here, explorer.step_number()) == (1, 0)
    pictures.append(explorer.picture())
    explorer.press("forward")
    pictures.append(explorer.picture())
    explorer.press("end", "step", "layer")
    assert explorer.here == 2
    explorer.press("layer-back", "step-back", "forward")
    assert explorer.picture() == pictures[2]
    explorer.press("start")
    assert explorer.picture() == pictures[1]
    explorer.press("step-back")
    assert explorer.picture() == pictures[0]
    assert explorer.here == 0
    assert pictures[0] != pictures[1] != pictures[2]


def test_updates_move_the_curve_and_restart_takes_them_back(explorer: Explorer) -> None:
    first = explorer.picture()
    counts = []
    for key in ("update-1", "update-10", "update-100", "epoch"):
        explorer.press(key)
        counts.append(explorer.here)
    assert counts == [1, 11, 111, 131]
    expect(explorer.root.locator(".place")).to_contain_text("Update 131")
    assert explorer.picture() != first
    explorer.press("restart")
    assert explorer.here == 0
    assert explorer.picture() == first


def test_while_it_plays_wall_and_curve_move_and_pause_stops_them(explorer: Explorer) -> None:
    page, button = explorer.page, explorer.player
    before = explorer.picture()
    painted = explorer.painted
    explorer.play()
    root = explorer.root.element_handle()
    page.wait_for_function("([root, before]) => Number(root.dataset.painted) > before + 8", arg=[root, painted])
    page.wait_for_function("root => Number(root.dataset.here) > 20", arg=root)
    states = explorer.states()
    assert not {"empty", "next"} & {states[name] for name in EVERYTHING}, "from the start of a round too"
    button.click()
    expect(button).to_contain_text("Play")
    explorer.settle()
    here, picture = explorer.here, explorer.picture()
    assert picture != before
    explorer.press("step-back")
    explorer.press("step")
    assert (explorer.here, explorer.picture()) == (here, picture), "nothing moved since"


def test_while_it_plays_everything_else_can_be_used(explorer: Explorer) -> None:
    explorer.play().press("start", "step", "layer").select("W1", 1, 2)
    explorer.fill("learning_rate", 0.02).toggle("view.log")
    here = explorer.here
    explorer.page.wait_for_function(
        "([root, here]) => Number(root.dataset.here) > here", arg=[explorer.root.element_handle(), here]
    )
    expect(explorer.player).to_contain_text("Pause")
    explorer.after(explorer.player.click)
    assert explorer.step_number() == 2
    assert explorer.value_of("learning_rate") == "0.02"
    expect(explorer.button("restart")).to_be_enabled()


def test_a_click_on_a_cell_shows_its_place_and_its_exact_value(explorer: Explorer) -> None:
    trace = trace_of(Experiment())
    cells: list[tuple[str, Key, int, int]] = [
        ("Z1", ("Z", 1), 0, 0),
        ("dW2", ("dW", 2), 5, 4),
        ("S", "S", 5, 2),
        ("W3", ("W", 3), 2, 1),
    ]
    explorer.press("backward")
    for name, key, row, column in cells:
        explorer.select(name, row, column)
        assert explorer.root.get_attribute("data-selected") == f"{name} {row} {column}"
        assert explorer.cell.endswith(f"[{row}, {column}]")
        expect(explorer.value).to_have_text(explorer.full(float(trace[key][row, column])))


def test_a_matrix_opens_large_as_a_table_and_as_a_file_with_every_digit(explorer: Explorer, tmp_path: Path) -> None:
    page = explorer.press("backward").page
    explorer.tile("dW1").hover()
    explorer.tile("dW1").locator(".open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".js-plotly-plot .heatmaplayer, .js-plotly-plot .cbaxis").first).to_be_attached()
    dialog.get_by_role("tab", name="Table").click()
    expect(dialog.locator("[data-testid=stDataFrame]")).to_be_visible()
    with page.expect_download() as download:
        dialog.locator("[data-testid=stDownloadButton] button").click()
    assert download.value.suggested_filename == "dW1.csv"
    download.value.save_as(tmp_path / "dW1.csv")
    with (tmp_path / "dW1.csv").open(encoding="utf-8") as file:
        rows = [[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]]
    assert rows == trace_of(Experiment())["dW", 1].tolist()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_changes_are_undone_and_made_again(explorer: Explorer) -> None:
    explorer.press("update-10")
    first = explorer.picture()
    explorer.fill("hidden.1", 9)
    second = explorer.picture()
    explorer.press("undo")
    assert (explorer.value_of("hidden.1"), explorer.here) == ("6", 10)
    assert explorer.picture() == first
    explorer.press("redo")
    assert (explorer.value_of("hidden.1"), explorer.here) == ("9", 0)
    assert explorer.picture() == second


def test_a_reloaded_page_works(explorer: Explorer) -> None:
    explorer.press("update-10")
    explorer.page.reload()
    explorer.settle().press("start", "step")
    assert explorer.fresh() == "P1"


# --- what goes wrong ---


def test_a_far_too_large_step_size_is_reported_and_loses_nothing(explorer: Explorer) -> None:
    explorer.press("end").choose("loss", "squared error").choose("activation.1", "identity").choose(
        "activation.2", "identity"
    )
    explorer.fill("learning_rate", 1).press("update-100")
    diverges = replace(Experiment(), loss="squared_error", activations=("identity",) * 3, learning_rate=1.0)
    alert = explorer.root.locator(".notice")
    expect(alert).to_contain_text("update 7")
    expect(alert).to_contain_text("layer 2")
    expect(explorer.page.locator("[data-testid=stException]")).to_have_count(0)
    assert explorer.here == 6
    explorer.press("backward").select("W1", 1, 1)
    value = float(trace_of(diverges, 6)["W", 1][1, 1])
    expect(explorer.value).to_have_text(explorer.full(value))


# --- language ---


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_the_language_is_the_browsers_and_can_be_switched(explorer: Explorer) -> None:
    chinese = _catalogue("zh_CN").gettext
    undo = explorer.keyed("undo")
    expect(undo).to_contain_text(chinese("Undo"))
    expect(explorer.keyed("setup.loss").first).to_contain_text(chinese("Loss"))
    numbers = [pixels for *_names, pixels in explorer.picture()]
    chosen = explorer.page.get_by_role("combobox", name="记法")
    expect(chosen).to_have_value("讲义")
    explorer.keyed("language").get_by_text("English", exact=True).click()
    expect(explorer.page.get_by_role("combobox", name="Notation")).to_have_value("the lecture")
    expect(undo).to_contain_text("Undo")
    assert [pixels for *_names, pixels in explorer.picture()] == numbers
    explorer.press("step")
    expect(undo).to_contain_text("Undo")
