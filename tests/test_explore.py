"""The Explore page without a browser: every choice runs, changes what it says, and keeps the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from streamlit.testing.v1 import AppTest

from backprop import ACTIVATIONS, DATASETS, INITS, LOSSES, OPTIMIZERS
from backprop.experiment import Experiment
from backprop.notation import NOTATIONS
from tests.wire import Picture, pictures
from ui import i18n
from ui.explore import PICTURES
from ui.i18n import LANGUAGES
from ui.locale import update
from ui.state import KEY, Session

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "pages").glob("*.py"))


@pytest.fixture
def opened(app: AppTest) -> AppTest:
    """The page as a new reader finds it."""
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def session(app: AppTest) -> Session:
    found: Session = app.session_state[KEY]
    return found


def press(app: AppTest, *keys: str) -> AppTest:
    for key in keys:
        app.button(key=key).click().run()
        sound(app)
    return app


def shown(app: AppTest) -> list[Picture]:
    """What the wall was sent: one picture, while playing a few."""
    (wall,) = app.get("bidi_component")
    return pictures(wall.proto.bytes)


def drawn(app: AppTest) -> dict[str, Any]:
    """The header of the last picture."""
    return shown(app)[-1].header


def matrices(app: AppTest) -> dict[str, NDArray[Any]]:
    """The matrices of the last picture that were sent whole."""
    return shown(app)[-1].matrices


def order(app: AppTest, playing: bool) -> AppTest:
    """Play, or pause, as the wall orders it: at the first picture that it was sent."""
    state = session(app)
    state.play(playing, state.play_order + 1, shown(app)[0].header["curve"]["here"])
    return sound(app.run())


def differences(one: Experiment, other: Experiment) -> set[str]:
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


def texts(app: AppTest) -> str:
    elements = (*app.caption, *app.markdown, *app.subheader, *app.error, *app.info)
    labels = (widget.label for widget in (*app.button, *app.selectbox, *app.number_input, *app.toggle))
    places = [drawn(app)["player"]["place"]] if app.get("bidi_component") else []
    return "\n".join([*(element.value for element in elements), *labels, *places])


def taken_apart(app: AppTest) -> tuple[str, str] | None:
    """The cell that the panel is about, and its value."""
    panel = drawn(app)["panel"]
    return panel and (panel["title"], panel["value"])


# --- opening ---


def test_it_opens_on_real_data_with_every_matrix_there(opened: AppTest) -> None:
    tiles = drawn(opened)["tiles"]
    assert tiles["Z1"]["shape"] == [8, 4]
    assert [tiles[f"W{i}"]["shape"] for i in (1, 2, 3)] == [[4, 6], [6, 5], [5, 3]]
    assert len(tiles) == 4 + 3 + 1 + 3 + 1 + 3 + 4 + 3 + 3
    assert all(tile["state"] != "empty" for tile in tiles.values())
    assert "Update **0**" in texts(opened)


def test_what_the_wall_is_sent_is_what_the_engine_computes(opened: AppTest) -> None:
    trace = Experiment().trainer().trace()
    sent = matrices(opened)
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


@pytest.fixture
def _marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A catalogue in which every text stands between brackets, so that one that is not looked up shows."""
    catalogue = update.collect()
    for message in catalogue:
        if message.id:
            message.string = (
                tuple(f"〈{text}〉" for text in message.id[:1]) if message.pluralizable else f"〈{message.id}〉"
            )
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "explorer.mo").write_bytes(update.mo_text(catalogue))
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    i18n._catalogue.cache_clear()
    yield
    i18n._catalogue.cache_clear()


@pytest.mark.usefixtures("_marked")
def test_the_language_switch_changes_every_text_and_no_number(opened: AppTest) -> None:
    numbers = matrices(opened)
    opened.segmented_control(key="language").set_value("zh_CN").run()
    plain = {line for line in texts(sound(opened)).splitlines() if "〈" not in line}
    assert {line for line in plain if not line.startswith("σ")} == {"**Backprop Explorer**"}
    for name, matrix in matrices(opened).items():
        np.testing.assert_array_equal(matrix, numbers[name])
    assert all("〈" in label for label in drawn(opened)["labels"].values())


def test_the_language_follows_the_browser(monkeypatch: pytest.MonkeyPatch, app: AppTest) -> None:
    import streamlit as st

    monkeypatch.setattr(type(st.context), "locale", "zh-CN")
    assert sound(app.run()).segmented_control(key="language").value == "zh_CN"


# --- set-up ---


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_can_be_chosen(opened: AppTest, name: str) -> None:
    opened.number_input(key="setup.hidden.1").set_value(7).run()
    opened.selectbox(key="setup.source").set_value(name).run()
    experiment = session(sound(opened)).experiment
    assert experiment.source.name == name
    assert experiment.hidden == (7, 5)
    data = experiment.dataset
    assert drawn(opened)["tiles"]["W1"]["shape"] == [data.n_features, 7]
    press(opened, "update-1")


@pytest.mark.parametrize(
    ("widget", "name", "values"),
    [
        ("selectbox", "loss", list(LOSSES)),
        ("selectbox", "init", list(INITS)),
        ("selectbox", "optimizer", list(OPTIMIZERS)),
        ("segmented_control", "reduction", ["mean", "sum"]),
        ("segmented_control", "dtype", ["float32", "float64"]),
        ("toggle", "bias", [True, False]),
        ("toggle", "shuffle", [False, True]),
        ("number_input", "seed", [1, 12345]),
        ("number_input", "batch_size", [1, 120]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_choice_is_taken_and_keeps_the_rest(opened: AppTest, widget: str, name: str, values: list[Any]) -> None:
    opened.number_input(key="setup.seed").set_value(7).run()
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
    field = opened.number_input(key=f"setup.{name}")
    first = field.value
    press(opened, "update-10")
    field = opened.number_input(key=f"setup.{name}").set_value(value)
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
    assert opened.number_input(key=f"setup.{name}").value == first
    assert session(opened).timeline.updates == 10
    press(opened, "redo", "restart")
    assert opened.number_input(key=f"setup.{name}").value == value, "as the reader left it"
    assert getattr(session(opened).experiment, name) == value
    assert session(opened).timeline.updates == 0


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_chosen_in_every_layer(opened: AppTest, name: str) -> None:
    for i in (1, 2, 3):
        opened.selectbox(key=f"setup.activation.{i}").set_value(name).run()
        sound(opened)
    assert session(opened).experiment.activations == (name,) * 3
    assert drawn(opened)["wall"]["columns"][0] == f"layer 1 · {name}"
    press(opened, "update-1")


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_notation_can_be_chosen_at_every_step(opened: AppTest, notation: str) -> None:
    opened.selectbox(key="notation").set_value(notation).run()
    press(sound(opened), "start")
    for _ in range(len(session(opened).trace.steps) + 1):
        press(opened, "step")
    assert session(opened).timeline.updates == 1


def test_layers_and_widths_change_one_by_one(opened: AppTest) -> None:
    opened.number_input(key="setup.layers").set_value(5).run()
    opened.number_input(key="setup.hidden.4").set_value(9).run()
    opened.selectbox(key="setup.activation.2").set_value("sin").run()
    experiment = session(sound(opened)).experiment
    assert experiment.hidden == (6, 5, 5, 9)
    assert experiment.activations == ("tanh", "sin", "tanh", "tanh", "identity")
    opened.number_input(key="setup.layers").set_value(1).run()
    assert session(sound(opened)).experiment.network.widths == (4, 3)


def test_sixteen_layers_are_shown_and_stepped_through(opened: AppTest) -> None:
    opened.number_input(key="setup.layers").set_value(16).run()
    assert len(drawn(sound(opened))["wall"]["columns"]) == 17
    press(opened, "start", *["layer"] * (16 + 1 + 16 + 1))
    assert session(opened).cursor == len(session(opened).trace.steps)


def test_wide_matrices_are_sent_as_blocks_and_say_so(opened: AppTest) -> None:
    opened.selectbox(key="setup.source").set_value("digits").run()
    opened.number_input(key="setup.hidden.1").set_value(128).run()
    opened.number_input(key="setup.hidden.2").set_value(64).run()
    opened.number_input(key="setup.batch_size").set_value(64).run()
    tile = drawn(sound(opened))["tiles"]["W2"]
    assert tile["shape"] == [128, 64]
    assert tile["block"] == [3, 1]
    assert tile["sent"] == [43, 64]


def test_the_rows_of_the_wall_can_be_hidden(opened: AppTest) -> None:
    opened.pills(key="view.rows").set_value(["Z", "W"]).run()
    assert [row["quantity"] for row in drawn(sound(opened))["wall"]["rows"]] == ["Z", "W"]
    opened.pills(key="view.rows").set_value([]).run()
    assert drawn(sound(opened))["wall"]["rows"] == []


def test_one_scale_a_row_and_a_logarithmic_axis(opened: AppTest) -> None:
    opened.toggle(key="view.shared").set_value(True).run()
    tiles = drawn(sound(opened))["tiles"]
    assert len({tiles[f"W{i}"]["limit"] for i in (1, 2, 3)}) == 1
    assert not drawn(opened)["curve"]["log"]
    opened.toggle(key="view.log").set_value(True).run()
    assert drawn(sound(opened))["curve"]["log"]


def test_an_option_of_the_data_changes_the_data_alone(opened: AppTest) -> None:
    opened.selectbox(key="setup.source").set_value("spirals").run()
    opened.number_input(key="setup.data.arms").set_value(5).run()
    experiment = session(sound(opened)).experiment
    assert experiment.network.widths == (2, 6, 5, 5)
    assert drawn(opened)["tiles"]["W3"]["shape"] == [5, 5]


# --- steps ---


def test_a_whole_round_forward_and_back_sends_the_same_bytes(opened: AppTest) -> None:
    press(opened, "start")
    there = []
    for _ in range(len(session(opened).trace.steps) + 3):
        there.append((drawn(opened), matrices(opened)))
        press(opened, "step")
    assert session(opened).timeline.updates == 1
    for picture, numbers in reversed(there):
        press(opened, "step-back")
        back = drawn(opened)
        for key in ("tiles", "equation", "wall"):
            assert back[key] == picture[key]
        for name, matrix in matrices(opened).items():
            np.testing.assert_array_equal(matrix, numbers[name])


def test_each_step_says_its_number_its_rule_and_its_layer(opened: AppTest) -> None:
    press(opened, "start", "step")
    assert opened.latex[0].value.strip("$\n") == r"\textstyle P_1 = Z_1W_1"
    assert "Step 1 of 24, product in layer 1" in texts(opened)
    press(opened, "step")
    assert r"Z_2 = \sigma_1(Z_1W_1)" in opened.latex[0].value
    press(opened, "end")
    assert "Step 24 of 24, update in layer 3" in texts(opened)


@pytest.mark.parametrize(
    ("keys", "quantity"),
    [
        (["start"], None),
        (["start", "layer"], ("Z", 2)),
        (["start", "layer", "layer-back"], None),
        (["forward"], "loss"),
        (["forward", "layer"], ("G", 4)),
        (["backward"], ("G", 1)),
        (["backward", "step-back"], ("dW", 1)),
        (["update"], ("W+", 3)),
        (["end"], ("W+", 3)),
        (["end", "step"], None),
        (["end", "step", "step-back"], ("W+", 3)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else None,
)
def test_a_button_stops_where_it_says(opened: AppTest, keys: list[str], quantity: Any) -> None:
    press(opened, *keys)
    state = session(opened)
    focus = state.trace.steps[state.cursor - 1].writes if state.cursor else None
    assert focus == quantity
    assert opened.slider(key="scrubber").value == state.cursor


def test_the_scrubber_goes_to_any_step(opened: AppTest) -> None:
    for step in (24, 0, 13):
        opened.slider(key="scrubber").set_value(step).run()
        assert session(sound(opened)).cursor == step


def test_back_at_the_very_beginning_is_off(opened: AppTest) -> None:
    press(opened, "start")
    assert opened.button(key="step-back").disabled
    assert opened.button(key="layer-back").disabled
    press(opened, "step")
    assert not opened.button(key="step-back").disabled


def test_the_end_of_a_round_leads_to_the_next_batch(opened: AppTest) -> None:
    press(opened, "end")
    first = matrices(opened)
    press(opened, "step")
    second = matrices(opened)
    for i in (1, 2, 3):
        np.testing.assert_array_equal(second[f"W{i}"], first[f"W+{i}"])
    assert not np.array_equal(second["Z1"], first["Z1"])
    assert "batch 2 of 15" in texts(opened)


@pytest.mark.parametrize(("key", "updates"), [("update-1", 1), ("update-10", 10), ("update-100", 100), ("epoch", 15)])
def test_updates_are_done_and_the_curve_follows(opened: AppTest, key: str, updates: int) -> None:
    press(opened, key)
    assert session(opened).timeline.updates == updates
    assert drawn(opened)["curve"]["here"] == updates
    assert f"Update **{updates}**" in texts(opened)
    trainer = Experiment().trainer()
    trainer.advance(updates)
    np.testing.assert_array_equal(matrices(opened)["W1"], trainer.weights[1])


def test_restart_goes_back_to_the_same_initial_weights(opened: AppTest) -> None:
    first = matrices(opened)
    assert opened.button(key="restart").disabled
    press(opened, "update-10", "restart")
    np.testing.assert_array_equal(matrices(opened)["W1"], first["W1"])
    np.testing.assert_array_equal(matrices(opened)["dW3"], first["dW3"])


def test_playing_trains_in_every_run_until_it_is_paused(opened: AppTest) -> None:
    order(opened, True)
    here = []
    for _ in range(3):
        session(opened).asked = True
        here += [picture.header["curve"]["here"] for picture in shown(sound(opened.run()))]
        assert len(shown(sound(opened.run()))) == 1, "another run, such as a click's, does not train"
        assert session(opened).timeline.updates == here[-1]
    assert here == sorted(set(here))
    assert len(here) == 3 * PICTURES
    assert here[0] > 0
    session(opened).asked = True
    seen = shown(sound(opened.run()))[0]
    order(opened, False)
    (now,) = shown(sound(opened.run()))
    assert now.header["curve"]["here"] == seen.header["curve"]["here"], "what was computed ahead never happened"
    assert max(session(opened).timeline.points) == seen.header["curve"]["here"]
    for name, matrix in seen.matrices.items():
        np.testing.assert_array_equal(now.matrices[name], matrix)


@pytest.mark.parametrize("pace", [1, 10, 100])
def test_playing_may_go_slowly(opened: AppTest, pace: int) -> None:
    opened.selectbox(key="pace").set_value(pace).run()
    order(opened, True)
    here = [picture.header["curve"]["here"] for picture in shown(opened)]
    assert here == [pace * n for n in range(1, PICTURES + 1)]
    trainer = Experiment().trainer()
    trainer.advance(here[-1])
    np.testing.assert_array_equal(matrices(opened)["W1"], trainer.weights[1])


def test_undo_and_redo_bring_experiment_update_and_numbers_back(opened: AppTest) -> None:
    press(opened, "update-10")
    assert opened.button(key="undo").disabled
    first = matrices(opened)
    opened.selectbox(key="setup.optimizer").set_value("adam").run()
    press(opened, "update-1")
    second = matrices(opened)
    press(opened, "undo")
    assert opened.selectbox(key="setup.optimizer").value == "sgd"
    assert session(opened).timeline.updates == 10
    np.testing.assert_array_equal(matrices(opened)["W2"], first["W2"])
    press(opened, "redo")
    assert opened.selectbox(key="setup.optimizer").value == "adam"
    np.testing.assert_array_equal(matrices(opened)["W2"], second["W2"])


# --- what goes wrong ---


def diverging(app: AppTest) -> AppTest:
    app.selectbox(key="setup.loss").set_value("squared_error").run()
    for i in (1, 2):
        app.selectbox(key=f"setup.activation.{i}").set_value("identity").run()
    app.number_input(key="setup.learning_rate").set_value(1.0).run()
    return sound(app)


@pytest.mark.parametrize(
    "train", [lambda app: press(app, "update-100"), lambda app: order(app, True)], ids=["updates", "playing"]
)
def test_an_overflow_says_where_and_keeps_the_weights_before_it(opened: AppTest, train: Any) -> None:
    train(diverging(opened))
    (error,) = opened.error
    assert "update 10: in layer 3 the rule 'product'" in error.value
    assert session(opened).timeline.updates == 9
    assert all(np.isfinite(matrices(opened)[f"W{i}"]).all() for i in (1, 2, 3))
    assert not session(opened).playing
    press(opened, "step-back")
    assert not opened.error


@pytest.mark.usefixtures("_marked")
def test_an_overflow_is_reported_in_the_readers_language(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "zh_CN")  # AppTest itself formats options, outside the session
    press(diverging(app.run()), "update-100")
    (error,) = app.error
    assert error.value.startswith("〈update 10: in layer 3")


def test_a_selected_cell_that_a_smaller_network_does_not_have_is_no_trouble(opened: AppTest) -> None:
    session(opened).select((("W", 1), 3, 5))
    assert (taken_apart(sound(opened.run())) or [""])[0] == "W₁[3, 5]"
    opened.number_input(key="setup.hidden.1").set_value(2).run()
    assert taken_apart(sound(opened)) is None


def test_a_selected_row_that_a_smaller_last_batch_does_not_have_comes_back(opened: AppTest) -> None:
    opened.number_input(key="setup.batch_size").set_value(32).run()
    session(opened).select((("Z", 1), 31, 0))
    before = taken_apart(sound(opened.run()))
    assert before
    press(opened, "update-1", "update-1", "update-1")
    assert drawn(opened)["tiles"]["Z1"]["shape"] == [24, 4]
    assert taken_apart(opened) is None
    press(opened, "update-1")
    assert (taken_apart(opened) or [""])[0] == before[0]


def test_the_value_of_the_selected_cell_is_printed_in_full(opened: AppTest) -> None:
    session(opened).select((("dW", 2), 4, 1))
    value = float(Experiment().trainer().trace()["dW", 2][4, 1])
    assert taken_apart(sound(opened.run())) == ("∇W₂[4, 1]", repr(value).replace("-", "−"))


TABLE = b"a,b,kind\n" + b"".join(b"%d,%d,%s\n" % (n, n * n % 7, b"xy"[n % 2 : n % 2 + 1]) for n in range(20))


def upload(app: AppTest, content: bytes) -> AppTest:
    app.selectbox(key="setup.source").set_value("own").run()
    app.file_uploader(key="upload").set_value(("mine.csv", content, "text/csv")).run()
    return sound(app)


def test_a_readers_own_table_is_used(opened: AppTest) -> None:
    upload(opened, TABLE)
    assert not opened.error
    assert session(opened).experiment.network.widths == (2, 6, 5, 2)
    opened.text_input(key="label-column").set_value("colour").run()
    (error,) = sound(opened).error
    assert "colour" in error.value
    assert session(opened).experiment.network.widths == (2, 6, 5, 2)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\x89PNG\0\0", "not plain text"),
        (b"a,b\n1,2\n3,4,5\n", "line 3"),
        (b"a,b,kind\n1,x,u\n2,3,v\n", "x"),
        ("a,b,é\n".encode("latin-1"), "UTF-8"),
    ],
    ids=["empty", "binary", "ragged", "text for a number", "encoding"],
)
def test_a_file_that_cannot_be_used_says_why_and_the_data_before_stay(
    opened: AppTest, content: bytes, message: str
) -> None:
    press(opened, "update-10")
    before = matrices(opened)
    upload(opened, content)
    (error,) = opened.error
    assert message in error.value
    assert session(opened).experiment == Experiment()
    assert session(opened).timeline.updates == 10
    np.testing.assert_array_equal(matrices(opened)["W1"], before["W1"])


def test_what_the_server_cannot_carry_is_refused_and_the_widget_shows_what_is(opened: AppTest) -> None:
    opened.number_input(key="setup.hidden.2").set_value(1024).run()
    before = session(sound(opened)).experiment
    opened.number_input(key="setup.layers").set_value(32).run()
    (error,) = sound(opened).error
    assert "weights; allowed are up to 4000000" in error.value
    assert session(opened).experiment == before
    assert opened.number_input(key="setup.layers").value == 3
