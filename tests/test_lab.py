"""The Bug lab without a browser: a mistake that is dealt, seen, answered, graded and explained."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import MISTAKES, trace
from backprop.clinic import Verdict
from backprop.data.by_hand import ByHand
from backprop.errors import DataError
from backprop.experiment import Edit, Experiment, Source
from figures.notation import name
from tests.conftest import ROOT
from tests.page import act, address, control, drawn, matrices, press, session, sound, walls
from tests.wire import pictures
from ui.choices import Lab
from ui.escape import JOINER
from ui.explore import _around as around
from ui.lab.dealing import go_over
from ui.lab.hunts import KEY, Hunt, Try
from ui.lab.race import race
from ui.planting import Plant, plant

WRONG = ("dW1", "slope_left_out"), ("M2", "sign")
"""Answers to the first deal of which the mistake is right, or the step."""


def planted(page: AppTest) -> Plant:
    found = session(page).document.plant
    assert found
    return found


def in_the_lab(app: AppTest, **fields: str) -> AppTest:
    app.query_params.update({"v": "1", "page": "lab", **fields})
    return sound(app.run().switch_page("pages/lab.py").run())


@pytest.fixture
def page(app: AppTest) -> AppTest:
    return in_the_lab(app, cursor="21")


def said(page: AppTest) -> str:
    elements = (*page.markdown, *page.caption, *page.warning, *page.latex)
    return re.sub(r"\\(.)", r"\1", "\n".join(element.value for element in elements)).replace(JOINER, "")


def choose(page: AppTest, kind: Any, key: str, value: Any) -> AppTest:
    control(kind, key).set_value(value)
    return sound(page.run())


def press_button(page: AppTest, key: str) -> AppTest:
    return sound(page.button(key=key).click().run())


def answer(page: AppTest, step: str, mistake: str) -> AppTest:
    choose(page, page.selectbox, "lab.answer.step", step)
    choose(page, page.selectbox, "lab.answer.mistake", mistake)
    return press_button(page, "lab-answer")


def solve(page: AppTest) -> AppTest:
    bug = planted(page).bug
    assert bug
    return answer(page, name(bug.places[0]), bug.mistake.key)


def mine(page: AppTest) -> Hunt:
    hunts: dict[object, Hunt] = page.session_state[KEY]
    (found,) = (one for one in hunts.values() if one.plant is planted(page))
    return found


# --- the wrong pass ---


def test_the_first_deal_is_the_slope_that_is_left_out(page: AppTest) -> None:
    assert "One line of this backward pass is wrong." in said(page)
    bug = planted(page).bug
    assert bug
    assert (bug.mistake.key, bug.places) == ("slope_left_out", (("M", 2),)), "a link to a deal stays what it was"


def test_the_wall_has_the_numbers_of_the_wrong_pass_and_the_equations_of_the_lecture(page: AppTest) -> None:
    shown, t = matrices(page), session(page).trace
    np.testing.assert_array_equal(shown["M2"], shown["G3"])
    act(page, do="jump", tile="M2")
    parts = [part.get("sign") or part["tile"] for part in drawn(page)["equation"]]
    assert parts == ["G3", "∘", "D2", "=", "M2"]
    act(page, do="select", tile="M2", row=0, column=1)
    assert drawn(page)["panel"]["total"] == "", "whether the terms give the cell is to be found out"
    right = trace(t.net, {i: t["W", i] for i in (1, 2, 3)}, t["X"], t["Y"])
    assert not np.allclose(t["dW", 1], right["dW", 1])


def test_training_is_done_with_the_mistake_and_on_explore_without(page: AppTest) -> None:
    press(page, "update-10")
    wrong = session(page).timeline.trainer.weights[1]
    sound(page.switch_page("pages/explore.py").run())
    right = session(page).experiment.trainer()
    right.advance(10)
    np.testing.assert_array_equal(session(page).timeline.trainer.weights[1], right.weights[1])
    act(page, do="select", tile="M2", row=0, column=1)
    assert drawn(page)["panel"]["total"] != ""
    sound(page.switch_page("pages/lab.py").run())
    np.testing.assert_array_equal(session(page).timeline.trainer.weights[1], wrong)
    assert not np.allclose(wrong, right.weights[1])


def test_a_rate_that_was_changed_on_explore_holds_on_the_way_back_as_well(opened: AppTest) -> None:
    press(opened, "update-10")
    session(opened).set_rate("learning_rate", 0.5)
    sound(opened.run().switch_page("pages/lab.py").run())
    act(opened, do="go", update=3)
    assert session(opened).timeline.trainer.learning_rate == 0.1


def test_what_is_typed_over_changes_nothing_about_the_mistake() -> None:
    experiment, lab = Experiment(), Lab()
    nothing = tuple(Edit(0, "W", 0.0, 3, row, column) for row in range(5) for column in range(3))
    bugs = [plant(one, lab).bug for one in (experiment, replace(experiment, edits=nothing))]
    assert bugs[0] is bugs[1], "though without W₃ nothing of layers 1 and 2 would be seen"


def test_a_room_that_goes_over_to_another_deal_asks_for_all_of_the_page(page: AppTest) -> None:
    before = around(session(page))
    session(page).set("lab", 2)
    assert around(session(page)) != before


def test_undo_brings_the_network_back_with_its_mistake(page: AppTest) -> None:
    first = matrices(page)["M2"]
    session(page).change(lambda experiment: replace(experiment, hidden=(4,), activations=("relu", "identity")))
    sound(page.run())
    assert planted(page).bug
    session(page).undo()
    sound(page.run())
    np.testing.assert_array_equal(matrices(page)["M2"], first)


def test_undo_on_explore_of_what_was_changed_in_the_lab_has_no_mistake(page: AppTest) -> None:
    session(page).set("seed", 3)
    sound(page.run().switch_page("pages/explore.py").run())
    session(page).undo()
    sound(page.run())
    t = session(page).trace
    right = trace(t.net, {i: t["W", i] for i in (1, 2, 3)}, t["X"], t["Y"])
    np.testing.assert_array_equal(t["dW", 1], right["dW", 1])


# --- the link ---


def test_the_link_deals_the_same_and_names_nothing(page: AppTest) -> None:
    press_button(page, "lab-another")
    solve(page)
    link = address(page)
    assert dict(parse_qsl(link)) == {"v": "1", "cursor": "21", "page": "lab", "lab": "2"}
    other = in_the_lab(AppTest.from_file(str(ROOT / "app.py"), default_timeout=30), **dict(parse_qsl(link)))
    there, here = planted(other).bug, planted(page).bug
    assert there
    assert here
    assert (there.mistake.key, there.places, there.label) == (here.mistake.key, here.places, here.label)
    assert not mine(other).tries, "the answer does not travel"


def test_what_the_browser_is_sent_does_not_tell(page: AppTest) -> None:
    elements = [element.proto.SerializeToString() for element in (*page.selectbox, *page.button, *page.markdown)]
    assert not any(b"slope_left_out" in sent for sent in elements)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("lab", "0", "lab is '0'; allowed are whole numbers from 1 to 9999"),
        ("lab.level", "update", "lab.level is 'update'; allowed are backward, everything"),
        ("lab.mistake", "typo", "lab.mistake is 'typo'; allowed are W_not_transposed, W_transposed"),
    ],
)
def test_a_link_that_is_not_allowed_says_what_is(app: AppTest, field: str, text: str, words: str) -> None:
    page = in_the_lab(app, **{field: text})
    assert words in drawn(page)["notice"]


# --- the answer ---


def test_one_cannot_answer_half(page: AppTest) -> None:
    choose(page, page.selectbox, "lab.answer.step", "M2")
    assert page.button(key="lab-answer").disabled


def test_the_answer_is_graded_and_tries_are_counted_once_each(page: AppTest) -> None:
    answer(page, *WRONG[0])
    assert "The mistake is right; it is made at another step." in said(page)
    press_button(page, "lab-answer")
    assert len(mine(page).tries) == 1, "the same again is no try"
    choice = next(one.key for one in planted(page).choices if one.key != "slope_left_out")
    answer(page, "M2", choice)
    words = "The step is right; the mistake is another one.** Tries since the page was loaded: 2."
    assert words in said(page).replace("]", "")
    answer(page, "G4", choice)
    assert "Neither the step nor the mistake is right." in said(page)
    solve(page)
    assert "Right, the step and the mistake, at try 4 since the page was loaded." in said(page)
    assert page.button(key="lab-answer").disabled


def test_the_solution_has_both_lines_the_remedy_and_both_trainings(page: AppTest) -> None:
    assert not mine(page).race
    solve(page)
    assert "at the first try" in said(page)
    lines = [one.value.strip("$\n") for one in page.latex]
    assert lines == [r"M_2 = G_3 \circ \sigma'_2(Z_2W_2)", "M_2 = G_3"]
    assert MISTAKES["slope_left_out"].remedy in said(page)
    assert page.code[0].value == "M2 = G3"
    run = mine(page).race
    assert run
    assert run.right.history.updates[-1] == run.wrong.history.updates[-1] == 500
    assert run.right.loss < run.wrong.loss
    (chart,) = page.get("plotly_chart")
    assert chart


SPITE, NEITHER = "It learns in spite of it", "Neither learns here"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, SPITE),
        ({"data": "iris", "loss": "squared_error", "alpha": "0.01"}, SPITE),
        ({"data": "xor", "hidden": "4"}, NEITHER),
        ({"l2": "0.5", "reduction": "mean", "bias": "1"}, NEITHER),
    ],
)
def test_that_it_learns_is_said_only_where_it_does(app: AppTest, fields: dict[str, str], words: str) -> None:
    page = in_the_lab(app, **fields)
    press_button(page, "lab-tell")
    assert [text for text in (SPITE, NEITHER) if text in said(page)] == [words]


def test_what_is_had_without_learning_is_one_output_for_all_rows() -> None:
    def watch(_share: float) -> None:
        pass

    for source in (Source("xor"), Source("iris")):
        run = race(Experiment().with_source(source), {}, watch)
        assert run.unlearnt == pytest.approx(np.log(run.experiment.dataset.n_classes), rel=0.01)
    alike = Source(by_hand=ByHand(((0.05, 0.10), (0.3, 0.2)), targets=((0.01, 0.99), (0.01, 0.99))))
    run = race(Experiment().with_source(alike), {}, watch)
    assert run.unlearnt == run.right.history.series("train", "loss")[0]


def test_a_mistake_that_makes_the_same_numbers_is_right_too(app: AppTest) -> None:
    page = in_the_lab(app, batch="3", **{"lab.mistake": "mean_extra", "lab.place": "G4"})
    assert "The same numbers come from: the mean is taken over all entries, not over the rows." in said(page)
    assert Hunt(planted(page)).is_mistake(Try("G4", "mean_over_entries"))


def test_who_asks_for_the_solution_has_not_found_it(page: AppTest) -> None:
    press_button(page, "lab-tell")
    assert "Shown, and not found. Tries since the page was loaded: 0." in said(page)
    assert len(page.latex) == 2


def test_the_answer_stays_for_the_session(page: AppTest) -> None:
    solve(page)
    press_button(page, "lab-another")
    assert not mine(page).tries
    sound(page.switch_page("pages/derive.py").run())
    sound(page.switch_page("pages/lab.py").run())
    choose(page, page.number_input, "lab.deal", 1)
    assert "at the first try" in said(page)


def test_what_is_said_of_tries_holds_after_a_reload_as_well(page: AppTest) -> None:
    answer(page, *WRONG[0])
    assert "Tries since the page was loaded: 1." in said(page)
    again = in_the_lab(AppTest.from_file(str(ROOT / "app.py"), default_timeout=30), **dict(parse_qsl(address(page))))
    solve(again)
    assert "at the first try since the page was loaded." in said(again), "it was the second one"


def test_the_step_on_the_wall_is_taken(page: AppTest) -> None:
    act(page, do="jump", tile="D2")
    press_button(page, "lab-here")
    assert mine(page).place == "D2"
    act(page, do="cursor", to=1)
    press_button(page, "lab-here")
    assert mine(page).place == "D2", "no step of the backward pass"


def test_another_deal_begins_at_the_first_weights(page: AppTest) -> None:
    press(page, "update-10")
    press_button(page, "lab-another")
    assert (session(page).timeline.updates, session(page).lab.deal) == (0, 2)


def test_long_training_can_be_ended_and_asked_for_again(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.patience.AT_ONCE", -1)  # everything takes long
    mine(page).waits = True  # as after a click on Cancel
    press_button(page, "lab-tell")
    assert not mine(page).race
    press_button(page, "lab-race")
    assert mine(page).race
    assert "After 500 updates" in said(page)


def test_a_preset_can_take_the_solution_away(app: AppTest) -> None:
    page = in_the_lab(app, hide="solution")
    assert "lab-tell" not in [button.key for button in page.button]
    solve(page)
    assert len(page.latex) == 2


@pytest.mark.parametrize("junk", [None, 0, 10_000, True])
def test_a_deal_that_there_is_not_changes_nothing(page: AppTest, junk: object) -> None:
    before = session(page).bookmark
    with pytest.raises(DataError, match="lab is"):
        go_over(session(page), {"deal": junk})
    assert session(page).bookmark == before


# --- the check ---


def test_the_check_says_which_gradients_are_wrong(page: AppTest) -> None:
    press_button(page, "lab-check")
    report = mine(page).report
    assert report
    wrong = {name(key) for key in report.verdicts if Verdict.WRONG in report.counts(key)}
    assert wrong == {"dW2", "G2", "dW1", "G1"}
    offered = [re.sub(r":\w+\[(.)\]", r"\1", option) for option in control(page.pills, "lab.checked").options]
    assert offered == ["✓ G₄", "✓ ∇W₃", "✓ G₃", "✗ ∇W₂", "✗ G₂", "✗ ∇W₁", "✗ G₁"]
    choose(page, page.pills, "lab.checked", "dW2")
    assert "wrong 30" in said(page)
    strip = pictures(walls(page)[0].proto.bytes)[-1].matrices
    np.testing.assert_array_equal(strip["given"], matrices(page)["dW2"])
    assert not np.allclose(strip["given"], strip["numeric"])
    assert session(page).trace.steps[session(page).cursor - 1].writes == ("dW", 2), "the wall is there"
    press_button(page, "lab-another")
    assert not any(one.report for one in page.session_state[KEY].values())


# --- openly, and at another level ---


def test_a_mistake_is_shown_openly(page: AppTest) -> None:
    choose(page, page.selectbox, "lab.mistake", "sign")
    assert "**Shown openly:** the sign is wrong" in said(page)
    assert len(page.latex) == 2
    places = control(page.selectbox, "lab.place").options
    assert len(places) > 3
    choose(page, page.selectbox, "lab.place", "G2")
    assert planted(page).place == ("G", 2)
    link = dict(parse_qsl(address(page)))
    assert (link["lab.mistake"], link["lab.place"]) == ("sign", "G2")
    press_button(page, "lab-deal")
    assert "One line of this backward pass is wrong." in said(page)


def test_on_the_second_level_the_forward_pass_may_be_wrong_too(app: AppTest) -> None:
    page = in_the_lab(app, **{"lab.level": "everything"})
    assert "One line of this pass, forward or backward, is wrong." in said(page)
    assert len(control(page.selectbox, "lab.answer.step").options) == 21
    bug = planted(page).bug
    assert bug
    assert bug.places == ("S",)
    solve(page)
    assert "Right" in said(page)


def test_where_nothing_can_be_planted_it_is_said_and_the_wall_is_right(app: AppTest) -> None:
    page = in_the_lab(app, data="digits", hidden="1024-1024", batch="256", cursor="3")
    assert "is too large for the bug lab" in said(page)
    assert drawn(page)["cursor"] == 3
    assert not session(page).timeline.rules
    session(page).set("lab.mistake", "tanh_not_squared")
    session(page).change(lambda experiment: replace(experiment, hidden=(4,), activations=("relu", "identity")))
    assert "the mistake can't be made so that it is seen: 1 − tanh instead of 1 − tanh²" in said(sound(page.run()))


def test_where_no_mistake_could_be_seen_none_is_dealt(app: AppTest) -> None:
    page = in_the_lab(app, init="zeros")
    assert "no mistake of one line could be seen in this network" in said(page)
    assert not session(page).timeline.rules


@pytest.mark.parametrize("notation", ["homework", "column", "pytorch"])
def test_it_can_be_done_in_every_notation(app: AppTest, notation: str) -> None:
    page = in_the_lab(app, notation=notation, cursor="21")
    answer(page, *WRONG[0])
    solve(page)
    assert "at try 2" in said(page)


def test_hunts_that_are_long_ago_are_forgotten(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.lab.hunts.MOST_HUNTS", 2)
    for _ in range(3):
        press_button(page, "lab-another")
    assert len(page.session_state[KEY]) == 2
