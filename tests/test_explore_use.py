"""The Explore page without a browser, in use: steps, training, cells, and what goes wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, ScriptControlException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from backprop.experiment import Experiment
from tests.page import act, control, drawn, matrices, notice, order, press, session, shown, sound, taken_apart, texts
from ui import explore, i18n
from ui.explore import PICTURES

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
        for key in ("tiles", "equation", "columns", "headline", "panel"):
            assert back[key] == picture[key]
        for name, matrix in matrices(opened).items():
            np.testing.assert_array_equal(matrix, numbers[name])


def test_each_step_says_its_number_its_rule_and_its_layer(opened: AppTest) -> None:
    press(opened, "start", "step")
    first = drawn(opened)["headline"]
    assert (first["index"], first["is_equation"]) == ("1 / 24", True)
    assert 'class="of-P"><msub><mi class="variable">P</mi><mn>1</mn></msub>' in first["html"]
    assert first["sentence"].startswith("Every row of ")
    control(opened.selectbox, "view.notation").set_value("column").run()
    assert drawn(opened)["headline"]["sentence"].startswith("Every column of ")
    control(opened.selectbox, "view.notation").set_value("lecture").run()
    press(opened, "end")
    last = drawn(opened)["headline"]
    assert last["index"] == "24 / 24"
    assert "small step against their gradient" in last["sentence"]


@pytest.mark.parametrize("end", [StopException, lambda: RerunException(RerunData())], ids=["stop", "another click"])
def test_a_run_that_is_ended_while_it_trains_leaves_a_page_that_works(opened: AppTest, end: Any) -> None:
    state = session(opened)

    def ends(share: float) -> None:
        raise end()

    state.document.set_out(100, state.cursor)
    with pytest.raises(ScriptControlException):
        state.arrive(None, ends)
    assert 0 < state.timeline.updates < 100
    assert state.timeline.updates in state.timeline.history
    while state.document.aim:  # the next run goes on to where one wanted to be
        sound(opened.run())
    assert "Update **100**" in texts(opened)
    press(opened, "update-10")
    assert session(opened).timeline.updates == 110


def test_wherever_one_goes_the_panel_shows_the_rates_that_hold_there(opened: AppTest) -> None:
    press(opened, "update-10")
    for name, value in (("learning_rate", 0.5), ("weight_decay", 0.01)):
        sound(control(opened.number_input, f"setup.{name}").set_value(value).run())
    press(opened, "update-1", "start", "step-back", "start", "step-back", "start", "step-back")
    for updates, key in ((8, "end"), (18, "update-10"), (0, "restart")):
        press(opened, key)
        assert session(opened).timeline.updates == updates
        for name in ("learning_rate", "weight_decay"):
            holds = getattr(session(opened).timeline.trainer, name)
            assert control(opened.number_input, f"setup.{name}").value == holds, (updates, name)


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
    assert drawn(opened)["cursor"] == state.cursor


def test_the_scrubber_goes_to_any_step(opened: AppTest) -> None:
    for step in (24, 0, 13):
        act(opened, do="cursor", to=step)
        assert session(sound(opened)).cursor == step


def test_back_at_the_very_beginning_stays_there(opened: AppTest) -> None:
    press(opened, "step-back", "layer-back")
    assert (session(opened).cursor, session(opened).timeline.updates) == (0, 0)


def test_the_end_of_a_round_leads_to_the_next_batch(opened: AppTest) -> None:
    press(opened, "end")
    first = matrices(opened)
    press(opened, "step")
    second = matrices(opened)
    for i in (1, 2, 3):
        np.testing.assert_array_equal(second[f"W{i}"], first[f"W+{i}"])
    assert not np.array_equal(second["Z1"], first["Z1"])
    assert session(opened).timeline.trainer.progress.batch == 1


@pytest.mark.parametrize(("key", "updates"), [("update-1", 1), ("update-10", 10), ("update-100", 100), ("epoch", 20)])
def test_updates_are_done_and_the_curve_follows(opened: AppTest, key: str, updates: int) -> None:
    press(opened, key)
    assert session(opened).timeline.updates == updates
    assert drawn(opened)["curve"]["here"] == updates
    assert f"Update **{updates}**" in texts(opened)
    trainer = Experiment().trainer()
    trainer.advance(updates)
    np.testing.assert_array_equal(matrices(opened)["W1"], trainer.weights[1])


def test_after_a_restart_the_curve_begins_anew_beside_the_run_before(opened: AppTest) -> None:
    press(opened, "update-100")
    assert drawn(opened)["curve"]["earlier"] is None
    press(opened, "restart")
    curve = drawn(opened)["curve"]
    assert (curve["here"], curve["x"]["count"]) == (0, 1), "the axis is that of this run"
    assert curve["earlier"]["count"] > 2
    control(opened.selectbox, "setup.optimizer").set_value("adam").run()
    assert drawn(opened)["curve"]["earlier"], "a run that has not begun takes no other's place"
    control(opened.selectbox, "setup.loss").set_value("squared_error").run()
    assert drawn(opened)["curve"]["earlier"] is None, "another loss can't be compared"


def test_restart_goes_back_to_the_same_initial_weights(opened: AppTest) -> None:
    first = matrices(press(opened, "backward"))
    press(opened, "update-10", "restart")
    np.testing.assert_array_equal(matrices(opened)["W1"], first["W1"])
    np.testing.assert_array_equal(matrices(opened)["dW3"], first["dW3"])


def test_playing_trains_in_every_run_until_it_is_paused(opened: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "LONGEST", 60.0)
    order(opened, True)
    here = []
    for _ in range(3):
        session(opened).player.asked = True
        here += [picture.header["curve"]["here"] for picture in shown(sound(opened.run()))]
        assert len(shown(sound(opened.run()))) == 1, "another run, such as a click's, does not train"
        assert session(opened).timeline.updates == here[-1]
    assert here == sorted(set(here))
    assert len(here) == 3 * PICTURES
    assert here[0] > 0
    session(opened).player.asked = True
    seen = shown(sound(opened.run()))[0]
    order(opened, False)
    (now,) = shown(sound(opened.run()))
    assert now.header["curve"]["here"] == seen.header["curve"]["here"], "what was computed ahead never happened"
    assert max(session(opened).timeline.history.updates) == seen.header["curve"]["here"]
    for name, matrix in seen.matrices.items():
        np.testing.assert_array_equal(now.matrices[name], matrix)


@pytest.mark.parametrize("pace", [1, 10, 100])
def test_playing_may_go_slowly(opened: AppTest, pace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "LONGEST", 60.0)
    act(opened, do="pace", updates=pace)
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
    control(opened.selectbox, "setup.optimizer").set_value("adam").run()
    press(opened, "update-1")
    second = matrices(opened)
    press(opened, "undo")
    assert control(opened.selectbox, "setup.optimizer").value == "sgd"
    assert session(opened).timeline.updates == 10
    np.testing.assert_array_equal(matrices(opened)["W2"], first["W2"])
    press(opened, "redo")
    assert control(opened.selectbox, "setup.optimizer").value == "adam"
    np.testing.assert_array_equal(matrices(opened)["W2"], second["W2"])


# --- what goes wrong ---


def diverging(app: AppTest) -> AppTest:
    control(app.selectbox, "setup.loss").set_value("squared_error").run()
    for i in (1, 2):
        control(app.selectbox, f"setup.activation.{i}").set_value("identity").run()
    control(app.number_input, "setup.learning_rate").set_value(1.0).run()
    return sound(app)


@pytest.mark.parametrize(
    "train", [lambda app: press(app, "update-100"), lambda app: order(app, True)], ids=["updates", "playing"]
)
def test_an_overflow_says_where_and_keeps_the_weights_before_it(opened: AppTest, train: Any) -> None:
    train(diverging(opened))
    assert "update 7: in layer 2 the rule 'product'" in notice(opened)
    assert session(opened).timeline.updates == 6
    assert all(np.isfinite(matrices(opened)[f"W{i}"]).all() for i in (1, 2, 3))
    assert not session(opened).player.playing
    press(opened, "step-back")
    assert not notice(opened)


@pytest.mark.usefixtures("_marked")
def test_an_overflow_is_reported_in_the_readers_language(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "zh_CN")  # AppTest itself formats options, outside the session
    press(diverging(app.run()), "update-100")
    assert notice(app).startswith("〈update 7: in layer 2")


def test_a_selected_cell_that_a_smaller_network_does_not_have_is_no_trouble(opened: AppTest) -> None:
    session(opened).select((("W", 1), 3, 5))
    assert (taken_apart(sound(opened.run())) or [""])[0] == "W₁[3, 5]"
    control(opened.number_input, "setup.hidden.1").set_value(2).run()
    assert taken_apart(sound(opened)) is None


def test_a_selected_row_that_a_smaller_last_batch_does_not_have_comes_back(opened: AppTest) -> None:
    control(opened.number_input, "setup.batch_size").set_value(32).run()
    session(opened).select((("Z", 1), 31, 0))
    before = taken_apart(sound(opened.run()))
    assert before
    press(opened, "update-1", "update-1", "update-1")
    assert drawn(opened)["tiles"]["Z1"]["shape"] == [24, 4]
    assert taken_apart(opened) is None
    press(opened, "update-1")
    assert (taken_apart(opened) or [""])[0] == before[0]


def test_the_value_of_the_selected_cell_is_printed_in_full(opened: AppTest) -> None:
    press(opened, "backward")
    session(opened).select((("dW", 2), 4, 1))
    value = float(Experiment().trainer().trace()["dW", 2][4, 1])
    assert taken_apart(sound(opened.run())) == ("∇W₂[4, 1]", repr(value).replace("-", "−"))


def test_what_the_server_cannot_carry_is_refused_and_the_widget_shows_what_is(opened: AppTest) -> None:
    control(opened.number_input, "setup.hidden.2").set_value(1024).run()
    before = session(sound(opened)).experiment
    control(opened.number_input, "setup.layers").set_value(32).run()
    assert "weights; allowed are up to 4000000" in notice(sound(opened))
    assert session(opened).experiment == before
    assert control(opened.number_input, "setup.layers").value == 3
