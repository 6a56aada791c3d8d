"""What the wall's acts do: each once, in order, and junk nothing at all."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from backprop.experiment import Experiment
from tests.page import act, address, constants, control, drawn, notice, press, send, session, sound, texts, walls
from tests.test_messages import EVERY, WRONG
from ui.acts import carry_out
from ui.bookmark import START
from ui.picture import WALL
from ui.state import Session

PAYLOADS = (os.environ.get("EXPLORER_LONG_TESTS") and 100_000) or 2_000


def test_the_wall_hears_which_acts_were_done_and_by_whom(opened: AppTest) -> None:
    assert drawn(opened)["heard"] == {"done": 0, "of": session(opened).name}
    send(opened, [{"n": 1, "do": "restart"}, {"n": 2, "do": "dance"}])
    assert drawn(opened)["heard"]["done"] == 2, "what can't be read is not sent again for ever"


def test_acts_that_are_sent_again_are_not_done_again(opened: AppTest) -> None:
    queue = [{"n": 1, "do": "train", "updates": 5}]
    send(opened, queue)
    queue.append({"n": 2, "do": "train", "updates": 2})
    send(send(opened, queue), queue)
    assert session(opened).timeline.updates == 7
    assert drawn(opened)["heard"]["done"] == 2


def test_acts_are_done_in_their_order(opened: AppTest) -> None:
    acts = [
        {"do": "cursor", "to": 3},
        {"do": "train", "updates": 4},
        {"do": "step", "by": "operation", "direction": 1},
        {"do": "step", "by": "pass", "direction": -1},
        {"do": "step", "by": "layer", "direction": 1},
        {"do": "go", "update": 9},
    ]
    send(opened, [{"n": n, **one} for n, one in enumerate(acts, 1)])
    assert (session(opened).timeline.updates, session(opened).cursor) == (9, 2)
    assert drawn(opened)["cursor"] == 2
    assert "Update **9**" in texts(opened)


def test_a_cell_is_selected_as_the_wall_shows_it(opened: AppTest) -> None:
    press(opened, "backward")
    act(opened, do="select", tile="dW1", row=3, column=5)
    assert session(opened).selected == (("dW", 1), 3, 5)
    assert drawn(opened)["selected"] == {"tile": "dW1", "row": 3, "column": 5}
    control(opened.selectbox, "view.notation").set_value("column").run()
    act(opened, do="select", tile="dW1", row=5, column=2)
    assert session(opened).selected == (("dW", 1), 2, 5)
    act(opened, do="select")
    assert drawn(opened)["selected"] is None


def test_the_trail_the_pace_and_the_start_again(opened: AppTest) -> None:
    press(opened, "backward")
    act(opened, do="select", tile="dW1", row=0, column=2)
    act(opened, do="select", tile="M1", row=1, column=2)
    assert drawn(opened)["panel"]["at"] == 1
    act(opened, do="trail", at=0)
    assert drawn(opened)["panel"]["at"] == 0
    act(opened, do="pace", updates=10)
    assert session(opened).view.pace == 10
    act(opened, do="pace", updates=7)
    assert "pace is 7; allowed are 0, 1, 10, 100" in notice(opened)
    act(opened, do="train", updates=3)
    act(opened, do="restart")
    assert session(opened).timeline.updates == 0


def test_the_decision_region_is_shown_where_the_data_lie_in_a_plane(opened: AppTest) -> None:
    act(opened, do="region", shown=True)
    assert session(opened).view.region
    assert drawn(opened)["region"] is None, "iris has four features"
    assert constants(opened)["points"] is None
    opened.selectbox(key="setup.source").set_value("moons").run()
    assert drawn(opened)["region"]["shape"] == [48, 48]
    assert "region=1" in address(opened)
    assert len(constants(opened)["points"]["label"]) == len(session(opened).experiment.dataset.X_train)
    act(opened, do="region", shown=False)
    assert drawn(opened)["region"] == {"shape": None}
    assert "region" not in address(opened)


def test_the_axis_is_changed_on_the_curve_and_the_sidebar_says_so(opened: AppTest) -> None:
    act(opened, do="log", shown=True)
    assert drawn(opened)["curve"]["log"]
    assert control(opened.toggle, "view.log").value
    assert "log=1" in address(opened)
    act(opened, do="log", shown=False)
    assert not control(opened.toggle, "view.log").value


def test_another_metric_is_chosen_for_the_large_curve(opened: AppTest) -> None:
    assert constants(opened)["metrics"] == [
        ["loss", "Loss per example"],
        ["accuracy", "Accuracy"],
        ["class_accuracy", "Accuracy of each class"],
    ]
    act(opened, do="log", shown=True)
    act(opened, do="metric", name="class_accuracy")
    header = drawn(opened)
    assert (header["large"]["metric"], header["large"]["log"]) == ("class_accuracy", False)
    assert (header["curve"]["title"], header["curve"]["log"]) == ("Loss per example", True), "the track is the loss"
    assert "metric=class_accuracy" in address(opened)
    for name in ("gradient_size", "<b>", "Loss"):
        act(opened, do="metric", name=name)
        assert f"metric is {name!r}; allowed are accuracy, class_accuracy, loss" in notice(opened)
        assert session(opened).view.metric == "class_accuracy"
    act(opened, do="metric", name="loss")
    assert "large" not in drawn(opened)
    assert "metric" not in address(opened)


def test_a_tool_and_a_large_matrix_open_once(opened: AppTest) -> None:
    act(opened, do="select", tile="W1", row=0, column=0)
    act(opened, do="tool", name="edit")
    assert opened.number_input(key="typed").value == session(opened).trace["W", 1][0, 0]
    press(opened, "forward")
    act(opened, do="open", tile="Z2")
    assert opened.get("plotly_chart")
    assert session(opened).player.wish is None


def test_a_number_that_was_typed_over_says_so_where_it_holds(opened: AppTest) -> None:
    for key, row in (("W1", 1), ("Z1", 2)):
        act(opened, do="select", tile=key, row=row, column=0)
        assert "is given" in drawn(opened)["panel"]["sentence"]
        session(opened).edit(0.5)
        opened.run()
        assert "typed over" in drawn(opened)["panel"]["sentence"]
        act(opened, do="select", tile=key, row=row, column=1)
        assert "is given" in drawn(opened)["panel"]["sentence"]
    act(opened, do="select", tile="W1", row=1, column=0)
    press(opened, "update-1")
    assert "is given" in drawn(opened)["panel"]["sentence"], "by now it has been trained"


@pytest.mark.parametrize(
    "junk",
    [
        {"jump": "W1"},
        [{"n": 1, "do": "select", "tile": "Z1", "row": -1, "column": 0}],
        [{"n": 1, "do": "select", "tile": "Z1", "row": 10**9, "column": 0}],
        [{"n": 1, "do": "select", "tile": "nope", "row": 0, "column": 0}],
        [{"n": 1, "do": "open", "tile": "loss"}],
        [{"n": 1, "do": "jump", "tile": "step"}],
        [{"n": 1, "do": "tool", "name": "paths"}],
        [{"n": 1, "do": "trail", "at": 10**9}],
        [{"n": 1, "do": "play", "playing": "yes", "at": "x"}],
        "W1" * 10**6,
    ],
    ids=lambda junk: repr(junk)[:60],
)
def test_junk_changes_nothing(opened: AppTest, junk: Any) -> None:
    before = session(opened).bookmark
    send(opened, junk)
    sound(opened.run())
    assert session(opened).bookmark.experiment == before.experiment
    assert session(opened).bookmark.trail == before.trail
    assert session(opened).bookmark.update == 0
    assert not session(opened).player.playing
    assert session(opened).inbox(WALL).acts == []


def test_nothing_of_what_the_component_says_is_kept_by_streamlit(opened: AppTest) -> None:
    (wall,) = walls(opened)
    assert wall.proto.json == ""
    send(opened, [{"n": n, **one} for n, one in enumerate(EVERY, 1)])
    assert opened.session_state[WALL] in ({}, {"acts": None, "more": None})


def test_no_act_can_ask_for_more_than_can_be_waited_for(opened: AppTest) -> None:
    act(opened, do="go", update=2**53 - 1)
    assert "update is 9007199254740991; allowed are whole numbers from 0 to " in notice(opened)
    assert session(opened).timeline.updates == 0


SPOILT: tuple[Any, ...] = (None, -1, 0, 1, 7, 2**53, 10**30, 0.5, "W1", "layer", True, [], {})


def payload(rng: random.Random, done: int) -> Any:
    """Acts, now and then spoilt."""
    acts = []
    for n in range(done + 1, done + 1 + rng.randint(0, 4)):
        one = {"n": n, **rng.choice(EVERY + WRONG)}
        for name in list(one):
            if rng.random() < 0.15:
                one[name] = rng.choice(
                    [None, -1, 0, 1, 7, 2**53, 10**30, 0.5, "W1", "layer", True, [], {}, [[dict(one)]]]
                )
        acts.append(one)
    return rng.choice([acts] * 20 + [None, {}, {"acts": acts}, [acts], json.dumps(acts)])


def test_whatever_payloads_come_there_is_no_error_and_the_state_is_whole() -> None:
    rng, state = random.Random(4), Session.at(START)
    for number in range(PAYLOADS):
        inbox = state.inbox(WALL)
        inbox.receive(payload(rng, inbox.done))
        while inbox.acts:
            state.document.give_up()
            carry_out(state, WALL)
        if number % 50 == 0:
            trainer = Experiment().trainer()
            trainer.advance(min(state.timeline.updates, 2000))
            if state.timeline.updates <= 2000:
                assert state.trace["W", 1].tobytes() == trainer.trace()["W", 1].tobytes()
            state.go(0, 5)
        assert state.bookmark.experiment == Experiment()
        assert 0 <= state.cursor <= len(state.trace.steps)
        assert not state.selected or state.document.has(*state.selected)
        assert state.timeline.updates in state.timeline.history
