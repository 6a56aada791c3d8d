"""The next operation is told with the picture before it, and is then what Python shows."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backprop import Trace
from backprop.data import from_table
from backprop.experiment import Experiment, Source
from figures.wall.parts import Scene
from figures.wall.scene import scene
from tests.wire import Picture, pictures, to_come
from ui.acts import do
from ui.allowance import Allowance
from ui.bookmark import START, Bookmark
from ui.choices import Lab
from ui.link import decode
from ui.messages import Arrive, Cursor, Step, Train
from ui.picture import FULL, still
from ui.rooms.seat import begun
from ui.sheets import Sheets
from ui.state import Session
from ui.state.player import FARTHEST

ROOT = Path(__file__).parents[1]

READER = """
import { decodeScene, picturesOf } from "./ui/wall/decode.js";
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const plain = (key, value) => (ArrayBuffer.isView(value) ? [...value].map(String) : value);
const told = JSON.parse(Buffer.concat(chunks)).map((text) => {
  const { film, next } = picturesOf(new Uint8Array(Buffer.from(text, "base64")));
  const scenes = [decodeScene(film[0])];
  for (const change of next) scenes.push(decodeScene(change, scenes.at(-1)));
  return scenes;
});
console.log(JSON.stringify(told, plain));
"""

PLACES = {
    "the first network": Bookmark(Experiment()),
    "the homework, a cell selected": replace(
        Bookmark(Experiment(l2=0.1), 1),
        view=replace(START.view, notation="homework"),
        trail=((("dW", 1), 0, 1),),
    ),
    "a plane with its region": replace(
        Bookmark(Experiment(Source("spirals"), hidden=(3,), activations=("tanh", "identity"))),
        view=replace(START.view, region=True, shared=True),
    ),
    "another metric than the loss": replace(Bookmark(update=1), view=replace(START.view, metric="class_accuracy")),
}


def read(messages: list[bytes]) -> list[list[dict[str, Any]]]:
    """What the wall makes of each message: the scene, and those that come next."""
    node = shutil.which("node")
    assert node, "the tests of the wall need node"
    texts = json.dumps([b64encode(message).decode() for message in messages]).encode()
    run = subprocess.run(
        [node, "--input-type=module", "-e", READER], input=texts, capture_output=True, cwd=ROOT, check=True
    )
    found: list[list[dict[str, Any]]] = json.loads(run.stdout)
    return found


def without(scene: dict[str, Any]) -> dict[str, Any]:
    """But for where things lie in a message, and for what Python says once it has been asked."""
    tiles = {name: {k: v for k, v in tile.items() if k != "offset"} for name, tile in scene["tiles"].items()}
    places = {name: {**(scene[name] or {}), "offset": 0} for name in ("region", "pictures")}
    curves = {
        name: {k: v for k, v in scene[name].items() if k not in ("x", "series")}
        for name in ("curve", "large")
        if name in scene
    }
    return {k: v for k, v in scene.items() if k not in ("heard", "address")} | {"tiles": tiles} | curves | places


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_what_is_foreseen_is_what_is_seen(place: Bookmark) -> None:
    state = Session.at(place)
    messages, last = list[bytes](), len(state.trace.steps)
    for cursor in range(last + 1):
        state.move(cursor)
        state.player.walks, state.player.reached, state.foreseen = True, FARTHEST, ()  # all is made anew
        messages.append(still(state))
    told = read(messages)
    seen = [scenes[0] for scenes in told]
    assert [scene["cursor"] for scene in seen] == list(range(last + 1))
    for cursor, (_, *foreseen) in enumerate(told):
        assert len(foreseen) == min(FARTHEST, last - cursor), "the next update is not made unasked"
        for found, expected in zip(foreseen, seen[cursor + 1 :], strict=False):
            assert without(found) == without(expected)
            assert found["address"] == expected["address"]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps of which a scene was made."""
    steps = list[int]()

    def counted(trace: Trace, cursor: int, *more: Any) -> Scene:
        steps.append(cursor)
        return scene(trace, cursor, *more)

    monkeypatch.setattr("ui.picture.scene", counted)
    return steps


def test_who_goes_from_operation_to_operation_is_told_of_more_and_more(made: list[int]) -> None:
    state = Session.at(START)
    assert len(to_come(still(state))) == 1
    for act, told in ((Arrive(1, 1), 4), (Arrive(1, 3), 6), (Step(1, "operation", 1), 6)):
        do(act, state)
        assert len(to_come(still(state))) == told
    assert made == list(range(4 + FARTHEST + 1)), "each once"
    assert len(to_come(still(state))) == 6, "told again, it is the same"
    for other in (Step(1, "layer", 1), Cursor(1, 3), Train(1, 1)):
        do(other, state)
        assert len(to_come(still(state))) == 1


def test_in_a_crowd_the_next_operation_is_told_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.picture.AHEAD", Allowance(4, clock=lambda: 0.0))
    told = []
    for seed in range(3):
        state = Session.at(Bookmark(Experiment(seed=seed)))
        do(Arrive(1, 1), state)
        told.append(len(to_come(still(state))))
    assert told == [4, 2, 1]


def test_as_much_is_told_beforehand_as_a_message_may_hold() -> None:
    state = Session.at(
        Bookmark(Experiment(Source("digits"), hidden=(128, 64), activations=("tanh",) * 3, batch_size=64))
    )
    state.player.reached = FARTHEST
    do(Arrive(1, 1), state)
    *told, last = map(_size, to_come(still(state)))
    assert told
    assert sum(told) <= FULL < sum(told) + last


def _size(picture: Picture) -> int:
    return len(picture.payload)


def test_in_a_room_where_each_step_is_told_one_operation_is() -> None:
    state = Session.at(START)
    state.seat = begun()
    do(Arrive(1, 1), state)
    assert len(to_come(still(state))) == 1


def test_two_who_see_the_same_have_it_made_once_and_what_is_their_own_apart(made: list[int]) -> None:
    first, second = Session.at(START), Session.at(START)
    second.advance(3)
    second.restart()
    second.set("hidden", (0,))
    (one,), (other,) = pictures(still(first)), pictures(still(second))
    assert made == [0, 1]
    assert {name for name in one.header if one.header[name] != other.header[name]} == {"curve", "heard", "notice"}
    assert (one.header["curve"]["earlier"], other.header["curve"]["earlier"]["count"]) == (None, 4)
    assert one.matrices["W1"].tobytes() == other.matrices["W1"].tobytes()
    second.set("notation", "column")
    still(second)
    assert made == [0, 1, 0, 1]


def test_what_no_link_says_is_not_taken_for_what_one_says(made: list[int]) -> None:
    experiments = [
        Experiment(Source("own", table=from_table({"x": [n, 1, 2, 5, 6, 7, 8, 9], "y": [*"abababab"]})), batch_size=2)
        for n in (0, 9)
    ]
    (one,), (other,) = (pictures(still(Session.at(Bookmark(experiment)))) for experiment in experiments)
    assert made == [0, 1, 0, 1]
    assert one.matrices["Z1"].tobytes() != other.matrices["Z1"].tobytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.set("notation", "column"),
        lambda state: state.set("alpha", 0.2),
        lambda state: state.select((("W", 1), 0, 0)),
        lambda state: state.advance(1),
        lambda state: state.move(5),
    ],
    ids=["notation", "set-up", "cell", "update", "step"],
)
def test_what_was_foreseen_does_not_outlive_a_change(
    change: Callable[[Session], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    state = Session.at(START)
    still(state)
    change(state)
    state.document.cursor = 1  # where it was foreseen
    seen = pictures(still(state))[0]
    monkeypatch.setattr("ui.picture.SHEETS", Sheets())
    assert seen == pictures(still(state))[0]


def test_what_is_planted_is_not_shared_with_a_page_that_plants_nothing(made: list[int]) -> None:
    state = Session.at(replace(START, page="lab", lab=Lab(1)))
    assert state.document.plant
    state.page = "explore"  # a moment before what was planted is taken away
    (wrong,) = pictures(still(state))
    state.settle()
    state.arrive()
    state.step(1, "step")
    (right,) = pictures(still(state))
    assert made == [0, 1, 1, 2], "not shared"
    assert wrong != right


def test_nothing_is_foreseen_while_it_plays() -> None:
    state = Session.at(START)
    state.play(True, 0)
    assert not to_come(still(state))
    state.play(False, 0)
    assert to_come(still(state))


# --- what is large ---


def test_the_loss_is_sent_once_and_as_it_was() -> None:
    (picture,) = pictures(still(Session.at(START)))
    assert "large" not in picture.header
    assert set(picture.header["curve"]) == {"title", "x", "series", "here", "log", "earlier"}
    assert [set(line) for line in picture.header["curve"]["series"]] == [{"name", "role", "offset"}] * 2


def test_another_metric_is_sent_beside_the_loss_as_it_was_measured() -> None:
    state = Session.at(replace(START, update=20, view=replace(START.view, metric="class_accuracy")))
    ((scene, _next),) = read([still(state)])
    history = state.timeline.history
    assert scene["curve"]["metric"] == "loss", "which the track is always of"
    assert scene["curve"]["series"][0]["values"][-1] == str(history[20]["train"]["loss"])
    large = scene["large"]
    assert (large["title"], large["bounds"]) == ("Accuracy of each class", [0, 1])
    assert large["classes"] == ["setosa", "versicolor", "virginica"]
    assert [(line["name"], line["of"]) for line in large["series"]] == [
        (name, of) for name in ("training", "test") for of in range(3)
    ]
    for line in large["series"]:
        found = [history[update][line["role"]]["class_accuracy"][line["of"]] for update in history.updates]
        assert [float(text) for text in line["values"]] == found


def test_the_run_before_is_compared_by_the_metric_that_is_seen() -> None:
    state = Session.at(replace(START, view=replace(START.view, metric="accuracy")))
    state.advance(3)
    before = state.timeline.history.series("train", "accuracy").tolist()
    state.restart()
    state.set("seed", 5)
    ((scene, _next),) = read([still(state)])
    assert [float(text) for text in scene["large"]["earlier"]["values"]] == before
    state.set("metric", "class_accuracy")
    ((scene, _next),) = read([still(state)])
    assert scene["large"]["earlier"] is None, "too many lines to be compared"


def test_of_quantities_the_loss_is_seen_whatever_a_link_says() -> None:
    bookmark, _missing = decode("v=1&by_hand=0,0_0,1_1,0_1,1~0_1_1_3&loss=squared_error&batch=4&metric=accuracy")
    state = Session.at(bookmark)
    assert state.experiment.dataset.is_quantity
    (picture,) = pictures(still(state))
    assert (picture.header["notice"], "large" in picture.header) == ("", False)
    state.change(lambda experiment: experiment.with_source(Source("iris")))
    (picture,) = pictures(still(state))
    assert picture.header["large"]["metric"] == "accuracy", "it is kept for data that have it"


def test_a_small_loss_is_not_printed_as_zero() -> None:
    state = Session.at(Bookmark(Experiment(Source("wine"), learning_rate=0.5), 4000))
    while not state.arrive():
        pass
    loss = state.timeline.history[4000]["train"]["loss"]
    assert 0 < loss < 0.0005
    (picture,) = pictures(still(state))
    shown = picture.header["player"]["place"].rpartition("loss ")[2].strip("*").replace("−", "-")
    assert float(shown) == pytest.approx(loss, rel=0.005)
