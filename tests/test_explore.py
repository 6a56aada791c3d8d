"""The Explore page without a browser, set up: every choice runs, changes what it says, and keeps the rest."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import ACTIVATIONS, DATASETS, INITS, LOSSES, OPTIMIZERS
from backprop.experiment import Experiment, Source
from backprop.notations import NOTATIONS
from tests.conftest import ROOT
from tests.page import constants, control, drawn, matrices, press, session, sound, texts
from ui.i18n import LANGUAGES

PAGES = sorted((ROOT / "pages").glob("*.py"))


def differences(one: Experiment, other: Experiment) -> set[str]:
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


# --- opening ---


def test_it_opens_on_real_data_before_the_first_step_and_says_what_it_is(opened: AppTest) -> None:
    picture = drawn(opened)
    tiles = picture["tiles"]
    assert (picture["cursor"], session(opened).timeline.updates) == (0, 0)
    assert {tile for tile, made in tiles.items() if made["offset"] is not None} == {"Z1", "Y", "W1", "W2", "W3"}
    assert "6 examples run through the network 4-6-5-3" in texts(opened)
    press(opened, "backward")
    tiles = drawn(opened)["tiles"]
    assert tiles["Z1"]["shape"] == [6, 4]
    assert [tiles[f"W{i}"]["shape"] for i in (1, 2, 3)] == [[4, 6], [6, 5], [5, 3]]
    assert len(tiles) == 4 + 3 + 1 + 3 + 1 + 3 + 4 + 3 + 3
    assert all(tile["state"] != "empty" for tile in tiles.values())
    assert "Update **0**" in texts(opened)


def test_what_the_wall_is_sent_is_what_the_engine_computes(opened: AppTest) -> None:
    trace = Experiment().trainer().trace()
    sent = matrices(press(opened, "backward"))
    for i in (1, 2, 3):
        for symbol in ("Z", "W", "P", "D", "G", "M", "dW"):
            np.testing.assert_array_equal(sent[f"{symbol}{i}"], trace[symbol, i])
    np.testing.assert_array_equal(sent["S"], trace["S"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_runs_by_itself_in_every_language(page: Path, language: str) -> None:
    """A browser that reconnects after a restart runs the page without app.py."""
    app = AppTest.from_file(str(page), default_timeout=30)
    app.session_state["language"] = language
    sound(app.run())
    assert texts(app)


@pytest.mark.usefixtures("_marked")
def test_the_language_switch_changes_every_text_and_no_number(opened: AppTest) -> None:
    numbers = matrices(opened)
    opened.segmented_control(key="language").set_value("zh_CN").run()
    plain = {line for line in texts(sound(opened)).splitlines() if line and "〈" not in line}
    assert {line for line in plain if not line.startswith("σ")} == {"**Backprop Explorer**"}
    for name, matrix in matrices(opened).items():
        np.testing.assert_array_equal(matrix, numbers[name])
    assert all("〈" in label for label in constants(opened)["labels"].values())


def test_the_language_follows_the_browser(monkeypatch: pytest.MonkeyPatch, app: AppTest) -> None:
    import streamlit as st

    monkeypatch.setattr(type(st.context), "locale", "zh-CN")
    assert sound(app.run()).segmented_control(key="language").value == "zh_CN"


# --- set-up ---


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_can_be_chosen(opened: AppTest, name: str) -> None:
    control(opened.number_input, "setup.hidden.1").set_value(7).run()
    control(opened.selectbox, "setup.source").set_value(name).run()
    experiment = session(sound(opened)).experiment
    assert experiment.source.name == name
    assert experiment.hidden == (7, 5)
    data = experiment.dataset
    assert drawn(opened)["tiles"]["W1"]["shape"] == [data.n_features, 7]
    press(opened, "update-1")


def test_what_a_browser_reports_of_a_page_that_is_left_chooses_no_data(opened: AppTest) -> None:
    """It says what the field holds; to Streamlit, which has forgotten the page, that is new."""
    state = session(opened)
    state.change(lambda experiment: experiment.with_source(Source("moons", 3)).with_option("noise", 0.25))
    before, past = state.bookmark, len(state.document.past)
    sound(opened.selectbox(key="setup.source").set_value("moons").run())
    assert session(opened).bookmark == before, "the options of the data too"
    assert len(session(opened).document.past) == past
    sound(opened.selectbox(key="setup.source").set_value("iris").run())
    assert session(opened).experiment.source == Source("iris", 3), "who chooses does"


@pytest.mark.parametrize(
    ("widget", "name", "values"),
    [
        ("selectbox", "loss", [name for name in LOSSES if name != "binary_cross_entropy"]),
        ("selectbox", "init", list(INITS)),
        ("selectbox", "optimizer", list(OPTIMIZERS)),
        ("segmented_control", "reduction", ["mean", "sum"]),
        ("segmented_control", "dtype", ["float32", "float64"]),
        ("toggle", "bias", [True, False]),
        ("toggle", "shuffle", [False, True]),
        ("number_input", "seed", [1, 12345]),
        ("number_input", "batch_size", [1, 120]),
        ("number_input", "l2", [0.01, 2.0]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_choice_is_taken_and_keeps_the_rest(opened: AppTest, widget: str, name: str, values: list[Any]) -> None:
    control(opened.number_input, "setup.seed").set_value(7).run()
    before = session(opened).experiment
    for value in values:
        getattr(opened, widget)(key=f"setup.{name}").set_value(value).run()
        experiment = session(sound(opened)).experiment
        assert getattr(experiment, name) == value
        assert differences(experiment, before) <= {name}
        assert getattr(opened, widget)(key=f"setup.{name}").value == value
        press(opened, "step", "update-1")


@pytest.mark.parametrize(("name", "value"), [("learning_rate", 0.5), ("weight_decay", 0.01)])
def test_a_rate_holds_from_the_update_on_at_which_it_is_set(opened: AppTest, name: str, value: float) -> None:
    field = control(opened.number_input, f"setup.{name}")
    first = field.value
    press(opened, "update-10")
    field = control(opened.number_input, f"setup.{name}").set_value(value)
    sound(field.run())
    assert session(opened).timeline.updates == 10
    before = matrices(opened)
    press(opened, "update-1")
    trainer = Experiment().trainer()
    trainer.advance(10)
    trainer.set_rates(**{"learning_rate": 0.1, "weight_decay": 0.0, name: value})
    trainer.advance(1)
    np.testing.assert_array_equal(matrices(opened)["W1"], trainer.weights[1])
    press(opened, *["layer-back"] * 9)
    assert session(opened).timeline.updates == 10
    np.testing.assert_array_equal(matrices(opened)["W1"], before["W1"])
    press(opened, "undo")
    assert control(opened.number_input, f"setup.{name}").value == first
    assert session(opened).timeline.updates == 10
    press(opened, "redo", "restart")
    assert control(opened.number_input, f"setup.{name}").value == value, "as the reader left it"
    assert getattr(session(opened).experiment, name) == value
    assert session(opened).timeline.updates == 0


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_chosen_in_every_layer(opened: AppTest, name: str) -> None:
    for i in (1, 2, 3):
        control(opened.selectbox, f"setup.activation.{i}").set_value(name).run()
        sound(opened)
    assert session(opened).experiment.activations == (name,) * 3
    assert {column["note"] for column in drawn(opened)["columns"] if "note" in column} == {name}
    press(opened, "update-1")


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_notation_can_be_chosen_at_every_step(opened: AppTest, notation: str) -> None:
    control(opened.selectbox, "view.notation").set_value(notation).run()
    press(sound(opened), "start")
    for _ in range(len(session(opened).trace.steps) + 1):
        press(opened, "step")
    assert session(opened).timeline.updates == 1


def test_layers_and_widths_change_one_by_one(opened: AppTest) -> None:
    control(opened.number_input, "setup.layers").set_value(5).run()
    control(opened.number_input, "setup.hidden.4").set_value(9).run()
    control(opened.selectbox, "setup.activation.2").set_value("sin").run()
    experiment = session(sound(opened)).experiment
    assert experiment.hidden == (6, 5, 5, 9)
    assert experiment.activations == ("tanh", "sin", "tanh", "tanh", "identity")
    control(opened.number_input, "setup.layers").set_value(1).run()
    assert session(sound(opened)).experiment.network.widths == (4, 3)


def test_sixteen_layers_are_shown_and_stepped_through(opened: AppTest) -> None:
    control(opened.number_input, "setup.layers").set_value(16).run()
    assert len(drawn(sound(opened))["columns"]) == 2 * 16 + 2
    press(opened, "start", *["layer"] * (16 + 1 + 16 + 1))
    assert session(opened).cursor == len(session(opened).trace.steps)


def test_wide_matrices_are_sent_as_blocks_and_say_so(opened: AppTest) -> None:
    control(opened.selectbox, "setup.source").set_value("digits").run()
    control(opened.number_input, "setup.hidden.1").set_value(128).run()
    control(opened.number_input, "setup.hidden.2").set_value(64).run()
    control(opened.number_input, "setup.batch_size").set_value(64).run()
    tile = drawn(sound(opened))["tiles"]["W2"]
    assert tile["shape"] == [128, 64]
    assert tile["block"] == [3, 1]
    assert tile["sent"] == [43, 64]


def test_the_rows_of_the_wall_can_be_hidden(opened: AppTest) -> None:
    control(opened.pills, "view.rows").set_value(["Z", "W"]).run()
    assert [head["quantity"] for head in drawn(sound(opened))["heads"]] == ["W", "Z"]
    control(opened.pills, "view.rows").set_value([]).run()
    assert drawn(sound(opened))["columns"] == []


def test_one_scale_a_row_and_a_logarithmic_axis(opened: AppTest) -> None:
    control(opened.toggle, "view.shared").set_value(True).run()
    tiles = drawn(sound(opened))["tiles"]
    assert len({tiles[f"W{i}"]["limit"] for i in (1, 2, 3)}) == 1
    assert not drawn(opened)["curve"]["log"]
    control(opened.toggle, "view.log").set_value(True).run()
    assert drawn(sound(opened))["curve"]["log"]


def test_an_option_of_the_data_changes_the_data_alone(opened: AppTest) -> None:
    control(opened.selectbox, "setup.source").set_value("spirals").run()
    control(opened.number_input, "setup.data.arms").set_value(5).run()
    experiment = session(sound(opened)).experiment
    assert experiment.network.widths == (2, 6, 5, 5)
    assert drawn(opened)["tiles"]["W3"]["shape"] == [5, 5]
