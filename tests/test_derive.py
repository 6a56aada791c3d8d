"""The Derive page: its four parts, without a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from backprop.counting import Measured
from backprop.derivation import DERIVATIONS, TwoLayers, check, moves
from backprop.derivation.moves import MOST_MOVES
from backprop.notations import NOTATIONS
from tests.page import control, sound
from ui import bookmark, i18n
from ui.answer import Answer
from ui.choices import Derive, Hand
from ui.derive import general, two_layers
from ui.state import KEY, Session

PARTS = ("linear", "two_layers", "general", "algorithm")


@pytest.fixture
def page(app: AppTest) -> AppTest:
    """The Derive page, its first part open."""
    return at(app, "linear")


def at(app: AppTest, part: str) -> AppTest:
    """The Derive page as a link to one of its parts opens it: no other page and part is run before."""
    app.query_params.update({"v": "1", "page": "derive", "part": part})
    return app.switch_page("pages/derive.py").run()


def go(page: AppTest, part: str) -> AppTest:
    return sound(control(page.segmented_control, "derive.part").set_value(part).run())


def press(page: AppTest, *keys: str) -> AppTest:
    for key in keys:
        page.button(key=f"derive.{key}").click().run()
    return page


def put(page: AppTest, *names: str) -> AppTest:
    return press(page, *(f"move.{name}" for name in names))


def enter(page: AppTest, typed: str) -> AppTest:
    return sound(control(page.text_input, "derive.typed").set_value(typed).run())


def verdicts(page: AppTest) -> tuple[list[str], list[str], list[str]]:
    """Texts of what is right, of what is nearly right, of what is wrong."""
    return [e.value for e in page.success], [e.value for e in page.warning], [e.value for e in page.error]


def hand(page: AppTest) -> Hand:
    found: Session = page.session_state[KEY]
    return found.derive.hand


def said(page: AppTest) -> str:
    return "\n".join(element.value for element in (*page.markdown, *page.caption, *page.info))


@pytest.fixture
def exercise(app: AppTest) -> AppTest:
    """The second part, ∇W_2 in front."""
    return at(app, "two_layers")


# --- every part ---


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_runs_in_every_language(app: AppTest, part: str, language: str) -> None:
    app.session_state[i18n.SESSION_KEY] = language
    page = at(app, part)
    assert not page.exception
    assert not page.error
    assert page.segmented_control(key=i18n.SESSION_KEY).value == language


def test_only_the_chosen_part_runs(page: AppTest) -> None:
    assert page.get("plotly_chart")
    assert not go(page, "two_layers").get("plotly_chart")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_part_runs_in_every_notation(app: AppTest, part: str, notation: str) -> None:
    app.query_params["notation"] = notation
    assert not at(app, part).exception
    assert app.session_state[KEY].view.notation == notation


def test_what_was_built_is_still_there_after_another_page(exercise: AppTest) -> None:
    put(exercise, "Z2", "ᵀ")
    control(exercise.number_input, "derive.hand.m").set_value(7).run()
    exercise.switch_page("pages/explore.py").run()
    back = exercise.switch_page("pages/derive.py").run()
    assert control(back.text_input, "derive.typed").value == "σ(XW₁)ᵀ"
    assert control(back.number_input, "derive.hand.m").value == 7


# --- 1: why not linear ---


def accuracies(page: AppTest) -> list[float]:
    """Training accuracies of the linear and of the two-layer classifier, in percent."""
    lines = [element.value for element in page.markdown if element.value.startswith("training accuracy")]
    return [float(line.split("**")[1].rstrip("%")) for line in lines]


def test_two_layers_do_what_one_can_not(page: AppTest) -> None:
    linear, deep = accuracies(page)
    assert linear < 80
    assert deep >= 95
    assert "No straight line" in page.info[0].value


@pytest.mark.parametrize("data", ["blobs", "separable"])
def test_where_a_line_is_enough_the_page_says_so(page: AppTest, data: str) -> None:
    control(page.selectbox, "derive.linear.data").set_value(data).run()
    assert min(accuracies(page)) >= 95
    assert "enough" in page.info[0].value


def test_training_goes_on_and_starts_again(page: AppTest) -> None:
    assert "Update **200**" in said(page)
    assert "Update **400**" in said(press(page, "train"))
    assert "Update **0**" in said(press(page, "restart"))
    assert "nothing has been learnt" in page.info[0].value
    control(page.number_input, "derive.linear.units").set_value(3).run()
    assert "Update **200**" in said(page)


def test_two_linear_layers_are_one(page: AppTest) -> None:
    control(page.selectbox, "derive.linear.sigma").set_value("identity").run()
    assert "X(W_1W_2)" in page.info[0].value
    assert max(accuracies(page)) < 80


def test_without_a_bias_circles_stay_together(page: AppTest) -> None:
    control(page.selectbox, "derive.linear.data").set_value("circles").run()
    assert max(accuracies(page)) >= 95
    control(page.toggle, "derive.linear.bias").set_value(False).run()
    assert max(accuracies(page)) < 80
    assert "bias" in page.info[0].value


def test_more_arms_than_there_are_colours_can_not_be_asked_for(page: AppTest) -> None:
    control(page.selectbox, "derive.linear.data").set_value("spirals").run()
    arms = control(page.number_input, "derive.linear.arms")
    assert arms.max == 5
    arms.set_value(5).run()
    assert not page.exception


# --- 2: two layers by hand ---


def test_the_exercise_begins_without_a_verdict(exercise: AppTest) -> None:
    assert verdicts(exercise) == ([], [], [])


@pytest.mark.parametrize(
    ("before", "key", "words"),
    [
        ((), "move.ᵀ", "ᵀ needs 1 expressions to work on; there are 0"),
        (("E",), "move.∘", "∘ needs 2 expressions to work on; there are 1"),
        (("E", "Z2"), "check", "there are 2 expressions"),
        ((), "check", "there are 0 expressions"),
        (("E",) * MOST_MOVES, "move.E", "61 moves"),
    ],
)
def test_a_move_that_can_not_be_made_is_explained_and_loses_nothing(
    exercise: AppTest, before: tuple[str, ...], key: str, words: str
) -> None:
    exercise.session_state[KEY].derive = bookmark.put(Derive(part="two_layers"), ("hand", "second", "done"), before)
    press(exercise.run(), key)
    assert not exercise.exception
    assert words in exercise.error[0].value
    assert hand(exercise).second.done == before
    assert not press(exercise, "undo").error


@pytest.mark.parametrize("i", DERIVATIONS)
def test_the_solution_put_together_by_clicks_is_right(exercise: AppTest, i: int) -> None:
    control(exercise.segmented_control, "derive.hand.gradient").set_value(i).run()
    put(exercise, *moves(DERIVATIONS[i].solution))
    assert verdicts(exercise) == ([], [], [])
    press(exercise, "check")
    right, nearly, wrong = verdicts(exercise)
    assert len(right) == 1
    assert right[0].startswith("Right")
    assert not nearly + wrong


@pytest.mark.parametrize(
    ("typed", "kind", "words"),
    [
        ("Z2.T @ E", 0, "Right"),
        ("(E^T Z2)^T", 0, "Right"),
        ("Z2 @ E", 2, "5 × 3 · 5 × 2 does not fit"),
        ("Z2 * E", 2, "∘ needs two equal shapes"),
        ("E.T @ Z2", 2, "The shape is 2 × 3; ∇W₂ is 3 × 2."),
        ("D1.T @ E", 1, "with wrong numbers"),
    ],
)
def test_each_kind_of_verdict_looks_different(exercise: AppTest, typed: str, kind: int, words: str) -> None:
    found = verdicts(enter(exercise, typed))
    assert [len(texts) for texts in found] == [int(place == kind) for place in range(3)]
    assert words in found[kind][0]


def test_a_verdict_goes_when_the_answer_changes(exercise: AppTest) -> None:
    enter(exercise, "E.T @ Z2")
    assert verdicts(exercise)[2]
    assert verdicts(put(exercise, "ᵀ")) == ([], [], [])
    assert verdicts(press(exercise, "check"))[0]


def test_what_is_typed_can_be_gone_on_with_by_clicks(exercise: AppTest) -> None:
    enter(exercise, "E.T @ Z2")
    put(exercise, "ᵀ")
    assert control(exercise.text_input, "derive.typed").value == "((S − I_y)ᵀ σ(XW₁))ᵀ"
    press(exercise, "undo", "undo")
    assert r"\underbrace{\sigma(XW_1)}_{5\times 3}" in exercise.latex[1].value
    press(exercise, "clear")
    assert r"\dots" in exercise.latex[1].value


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("E +", "'+' is unknown"),
        ("(E", "a bracket is not closed"),
        ("X" * 99, "197 moves"),
        ("X" * 300, "300 characters"),
    ],
)
def test_what_can_not_be_read_is_explained_and_loses_nothing(exercise: AppTest, typed: str, words: str) -> None:
    put(exercise, "Z2", "ᵀ")
    enter(exercise, typed)
    assert not exercise.exception
    assert words in exercise.error[0].value
    assert control(exercise.text_input, "derive.typed").value == typed
    assert r"\sigma(XW_1)^{\mathsf T}" in exercise.latex[1].value
    assert not put(exercise, "E").error


def test_a_verdict_goes_with_what_it_was_about(exercise: AppTest) -> None:
    enter(exercise, "Z2.T @ E")
    assert verdicts(exercise)[0]
    enter(exercise, "foo bar")
    right, _nearly, wrong = verdicts(exercise)
    assert (bool(right), len(wrong)) == (False, 1)


def test_hints_come_one_by_one_and_the_solution_after(exercise: AppTest) -> None:
    hints = DERIVATIONS[2].hints
    for shown in range(1, len(hints) + 1):
        press(exercise, "hint")
        assert [hint in said(exercise) for hint in hints] == [n < shown for n in range(len(hints))]
    assert exercise.button(key="derive.hint").disabled
    assert len(exercise.latex) == 2
    assert r"\sigma(XW_1)^{\mathsf T}\,(S - I_y)" in press(exercise, "solution").latex[2].value


def test_with_two_sizes_equal_a_wrong_product_fits(exercise: AppTest) -> None:
    enter(exercise, "Z2.T @ E")
    press(exercise, "try.mk")
    assert [control(exercise.number_input, f"derive.hand.{size}").value for size in "mk"] == [2, 2]
    assert verdicts(exercise)[0], "the answer stays right"
    press(exercise, "tempt.mk")
    right, nearly, wrong = verdicts(exercise)
    assert "wrong numbers" in nearly[0]
    assert "k = m" in nearly[0]
    assert not right + wrong


def of(sizes: dict[str, int]) -> TwoLayers:
    return TwoLayers(sizes["m"], sizes["n"], sizes["d"], sizes["k"])


@pytest.mark.parametrize("i", two_layers.TEMPTING)
def test_every_tempting_product_fits_only_with_its_sizes_equal(i: int) -> None:
    for a, b, product in two_layers.TEMPTING[i]:
        sizes = Hand().sizes
        assert check(product, i, of(sizes)).kind in ("clash", "shape")
        verdict = check(product, i, of(sizes | {a: sizes[b]}))
        assert verdict.kind == "number"
        assert verdict.coincidences == (tuple(sorted((a, b))),)


def test_the_matrices_have_the_sizes_asked_for(exercise: AppTest) -> None:
    control(exercise.number_input, "derive.hand.d").set_value(16).run()
    assert "3 × 2" not in verdicts(enter(exercise, "E.T @ Z2"))[2][0]
    assert "∇W₂ is 16 × 2" in verdicts(exercise)[2][0]


def test_each_gradient_keeps_its_own_answer(exercise: AppTest) -> None:
    put(exercise, "Z2")
    control(exercise.segmented_control, "derive.hand.gradient").set_value(1).run()
    assert control(exercise.text_input, "derive.typed").value == ""
    put(exercise, "X")
    control(exercise.segmented_control, "derive.hand.gradient").set_value(2).run()
    assert control(exercise.text_input, "derive.typed").value == "σ(XW₁)"


def test_the_next_move_takes_the_place_of_what_could_not_be_read() -> None:
    given = Answer().read("E.T").read("E +")
    assert (given.done, given.typed, given.notice is None) == (("E", "ᵀ"), "E +", False)
    given = given.undo()
    assert (given.done, given.typed, given.notice is None) == (("E",), "(S − I_y)", True)


# --- 3: in general ---


@pytest.mark.parametrize("layers", [1, 2, 6])
def test_every_chain_is_written_out_and_all_but_its_last_two_factors_are_coloured(layers: int) -> None:
    lines = general.chains(layers).split("\\\\[0.9em]")
    assert len(lines) == layers
    for i, line in zip(range(layers, 0, -1), lines, strict=True):
        assert line.count(r"\frac") == 1 + layers - i + 2
        assert line.count(r"\textcolor") == layers - i


def test_many_chains_are_abridged() -> None:
    lines = general.chains(32).split("\\\\[0.9em]")
    assert len(lines) == 5
    assert r"\partial W_{1}" in lines[-1]
    assert r"\cdots" in lines[-1]


def test_folded_each_line_is_one_product_with_g() -> None:
    top, below = general.folded(2).split("\\\\[0.9em]")
    assert r"{G_{3}} = \frac{\partial\ell}{\partial Z_{3}}" in top
    assert r"{G_{2}} = \textcolor{#b92846}{G_{3}}\cdot\frac{\partial Z_{3}}{\partial Z_{2}}" in below


def test_folding_ends_in_the_lectures_two_formulas(app: AppTest) -> None:
    page = at(app, "general")
    assert len(page.latex) == 1
    control(page.toggle, "derive.general.named").set_value(True).run()
    assert [r"G_i = (G_{i+1} \circ \sigma'_i(Z_iW_i))\,W_i^{\mathsf T}" in e.value for e in page.latex].count(True) == 1


def test_what_is_measured_is_drawn(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(general, "measure", lambda net, m: Measured(1.0, 2.0 * net.layers))
    page = at(app, "general")
    assert "measured here" not in page.get("plotly_chart")[0].proto.spec
    press(page, "measure")
    assert "measured here" in page.get("plotly_chart")[0].proto.spec
    control(page.select_slider, "derive.general.units").set_value(64).run()
    assert "measured here" not in page.get("plotly_chart")[0].proto.spec, "that was another width"


# --- 4: the algorithm ---


def script(page: AppTest, form: str) -> str:
    control(page.segmented_control, "derive.form").set_value(form).run()
    return page.code[0].value


def files(page: AppTest) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


def test_the_numpy_script_of_this_update_runs_by_itself(app: AppTest, tmp_path: Path) -> None:
    app.query_params["update"] = "3"
    page = at(app, "algorithm")
    code = script(page, "numpy")
    assert "update 3" in said(page)
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", tmp_path / "script.py"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "agree" in run.stdout


def test_each_form_is_what_it_says(app: AppTest) -> None:
    page = at(app, "algorithm")
    assert script(page, "latex").startswith(r"\documentclass")
    assert "import torch" in script(page, "pytorch")
    assert files(page) == ["Download backprop_pytorch.py"]


def test_a_large_network_needs_its_file_as_well(app: AppTest) -> None:
    app.query_params.update({"data": "digits", "batch": "64"})
    page = at(app, "algorithm")
    script(page, "numpy")
    assert files(page) == ["Download backprop_numpy.py", "Download backprop_data.npz"]
    assert "backprop_data.npz beside it" in said(page)


def test_the_program_follows_the_notation(app: AppTest) -> None:
    page = at(app, "algorithm")
    forward = page.latex[0].value
    assert "Z_2 &= " in forward
    page.session_state["session"].set("notation", "column")
    assert "a^{(1)}" in page.run().latex[0].value


def test_there_is_no_answer_of_moves_that_can_not_be_made(page: AppTest) -> None:
    state: Session = page.session_state[KEY]
    for junk in (["nope"], ["·"], ["E"] * (MOST_MOVES + 1)):
        state.set("hand.moves2", junk)
        assert state.notice
        assert state.derive.hand.second.done == ()
