"""The slate of what is typed by hand: what it becomes, what clashes, and that nothing is used before *Use this*."""

from __future__ import annotations

from dataclasses import replace
from math import tanh
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop.data.pasted import MOST_ENTRIES
from backprop.errors import BackpropError, DataError
from backprop.experiment import Experiment
from backprop.notations import NOTATIONS
from backprop.worked import WORKED
from tests.page import control, matrices, notice, press, session, sound, texts
from tests.paper import Matrix, Paper, sigmoid, sigmoid_slope
from tests.test_escape import shown
from ui.bookmark import START
from ui.limits import LIMITS
from ui.typed.draft import Draft
from ui.typed.making import experiment
from ui.typed.orientation import Key, Orientation, X, Y
from ui.typed.slate import KEY, Slate

LECTURE = Orientation("lecture")
W1: Key = ("W", 1)
W2: Key = ("W", 2)
B1: Key = ("b", 1)


def draft(name: str = "xor") -> Draft:
    return Draft.of(WORKED[name].experiment, has_examples=True)


def problem(found: Draft, orientation: Orientation = LECTURE) -> str:
    with pytest.raises(BackpropError) as caught:
        experiment(found, orientation)
    return str(caught.value)


# --- what it becomes ---


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", WORKED)
def test_every_example_comes_back_as_it_was(name: str, notation: str) -> None:
    found = draft(name)
    assert experiment(found, Orientation(notation)) == WORKED[name].experiment


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_is_pasted_is_read_as_the_notation_shows_it(notation: str) -> None:
    found, orientation = draft("sigmoid"), Orientation(notation)
    made = np.arange(6).reshape(3, 2) / 8
    found.set_width(1, 3)
    found.paste(X, "1 2 3", orientation)
    found.paste(W1, repr(made.T if orientation.is_turned(W1) else made), orientation)
    found.paste(B1, "[7, 8]", orientation)
    assert not found.refused
    assert experiment(found, orientation).weights[0] == (*map(tuple, made.tolist()), (7.0, 8.0))
    assert orientation.is_turned(W1) == (notation in {"column", "pytorch"})


def test_a_matrix_with_the_row_of_its_bias_is_taken_apart() -> None:
    found = draft("xor")
    found.paste(W1, "[1 2; 3 4; 5 6]", LECTURE)
    assert (found.grids[W1], found.grids[B1]) == ([["1", "2"], ["3", "4"]], [["5", "6"]])


def test_a_text_that_is_too_long_is_refused_and_what_was_there_stays() -> None:
    found = draft("xor")
    before = found.grids[W1]
    found.paste(W1, "1 " * (LIMITS.max_pasted // 2 + 1), LECTURE)
    assert "more than 500000 characters" in str(found.refused[W1])
    assert found.grids[W1] == before


def test_sizes_follow_from_what_is_pasted_and_can_be_chosen() -> None:
    found = draft("two_layers")
    found.paste(X, "1 2 3 4\n5 6 7 8", LECTURE)
    found.paste(Y, "0 1", LECTURE)
    found.paste(W1, "[1;2;3;4]", LECTURE)
    found.paste(W2, "[[1, 2]]", LECTURE)
    made = experiment(found, LECTURE)
    assert (made.network.widths, made.batch_size) == ((4, 1, 2), 2)
    found.set_rows(3)
    found.set_width(2, 2)
    assert found.grids[X][2] == [""] * 4
    assert found.grids[W1] == [["1", ""], ["2", ""], ["3", ""], ["4", ""]]
    assert found.grids[W2] == [["1", "2"], ["", ""]]
    found.set_width(2, 1)
    found.set_rows(2)
    assert experiment(found, LECTURE) == made


def test_layers_and_a_bias_are_added_and_taken_away() -> None:
    found = draft("symmetric")
    before = experiment(found, LECTURE)
    found.set_bias(True)
    assert [len(W) for W in experiment(found, LECTURE).weights] == [3, 3]
    assert experiment(found, LECTURE).weights[0][-1] == (0.0, 0.0)
    found.set_layers(3)
    assert (found.widths, found.activations) == ([2, 2, 2, 2], ["tanh", "tanh", "identity"])
    assert problem(found).startswith("W₃[0, 0] is empty")
    found.set_bias(False)
    found.set_layers(2)
    assert experiment(found, LECTURE) == before
    found.set_layers(1)
    assert experiment(found, LECTURE).network.widths == (2, 2)


def test_y_holds_labels_one_hot_rows_or_targets() -> None:
    found = draft("symmetric")
    labels = experiment(found, LECTURE)
    found.paste(Y, "[[1, 0], [0, 1]]", LECTURE)
    assert experiment(found, LECTURE) == labels
    found.loss = "squared_error"
    typed = experiment(found, LECTURE).source.by_hand
    assert typed
    assert typed.targets == ((1.0, 0.0), (0.0, 1.0))
    found.paste(Y, "0.5, 1", LECTURE)
    assert problem(found) == "y[0] is 0.5; labels must be whole numbers from 0 to 1"
    found.set_width(3, 1)
    typed = experiment(found, LECTURE).source.by_hand
    assert typed
    assert typed.targets == ((0.5,), (1.0,))


def test_a_cell_is_spelt_freely() -> None:
    found = draft("symmetric")
    found.type(X, [["−1/2", "0,25"], [" 2e-3 ", "+1"]])
    typed = experiment(found, LECTURE).source.by_hand
    assert typed
    assert typed.X == ((-0.5, 0.25), (0.002, 1.0))


# --- what clashes ---

CLASHES: list[tuple[str, Key, str, str, str]] = [
    ("lecture", X, "1 2 3", "sigmoid", "W₁ has 2 rows; it would have to have 3, as X has 3 columns"),
    ("lecture", Y, "0\n1\n1", "xor", "y has 3 rows; it would have to have 4, as X has 4 rows"),
    ("lecture", W1, "[1 2 3; 4 5 6]", "xor", "b₁ has 2 columns; it would have to have 3, as W₁ has 3 columns"),
    ("lecture", W1, "[1 2 3; 4 5 6]", "symmetric", "W₂ has 2 rows; it would have to have 3, as W₁ has 3 columns"),
    ("lecture", B1, "[1; 2]", "xor", "b₁ has 1 columns; it would have to have 2, as W₁ has 2 columns"),
    ("lecture", B1, "[1 2; 3 4]", "xor", "b₁ has 2 rows; it would have to have 1"),
    ("lecture", Y, "1 0 0; 0 1 0", "symmetric", "y has 3 columns; it would have to have 2, as W₂ has 2 columns"),
    ("column", W1, "[1 2; 3 4; 5 6]", "symmetric", "W⁽²⁾ has 2 columns; it would have to have 3, as W⁽¹⁾ has 3 rows"),
    (
        "pytorch",
        W1,
        "[1 2 3; 4 5 6]",
        "symmetric",
        "weight_1 has 3 columns; it would have to have 2, as x has 2 columns",
    ),
]


@pytest.mark.parametrize(("notation", "key", "text", "name", "message"), CLASHES, ids=str)
def test_a_clash_names_the_side_and_what_it_would_have_to_be(
    notation: str, key: Key, text: str, name: str, message: str
) -> None:
    found, orientation = draft(name), Orientation(notation)
    found.paste(key, text, orientation)
    assert not found.refused
    assert problem(found, orientation) == message


def test_a_loss_for_two_classes_asks_for_one_output() -> None:
    found = draft("symmetric")
    found.loss = "binary_cross_entropy"
    assert problem(found) == "W₂ has 2 columns; it would have to have 1"


@pytest.mark.parametrize(
    ("key", "cell", "message"),
    [
        (X, "", "X[1, 0] is empty; write 0 if it is zero"),
        (X, "one", "X[1, 0] is 'one'; allowed are numbers such as -0.5, 2e-3 and 1/3"),
        (W2, "1e31", "W_2[1, 0] is 1e+31; allowed are finite numbers"),
        (Y, "2", "y[1] is 2; labels must be whole numbers from 0 to 1"),
    ],
)
def test_a_wrong_cell_is_named(key: Key, cell: str, message: str) -> None:
    found = draft("symmetric")
    found.type(
        key,
        [[cell if (r, c) == (1, 0) else old for c, old in enumerate(row)] for r, row in enumerate(found.grids[key])],
    )
    assert problem(found).startswith(message)


def test_rows_that_are_neither_labels_nor_one_hot_are_named() -> None:
    found = draft("symmetric")
    for text in ("1 0\n1 1", "1 0\n0.5 0.5", "1 0\n2 -1", "1 0\n0 0"):
        found.paste(Y, text, LECTURE)
        assert problem(found).startswith("example 1: y is neither a label nor one-hot")


def test_what_cannot_be_read_changes_nothing_and_is_said_until_something_else_is_pasted() -> None:
    found = draft()
    before = dict(found.grids)
    found.paste(W1, "[[1, 2], [3]]", LECTURE)
    assert "row 2 has 1 numbers" in str(found.refused[W1])
    assert found.grids == before
    found.paste(W1, "[[1, 2], [3, 4]]", LECTURE)
    assert not found.refused


def test_the_weights_alone_are_typed_for_any_data() -> None:
    drawn = Experiment(hidden=(2,), activations=("tanh", "identity"), bias=True)
    found = Draft.of(drawn, has_examples=False)
    made = experiment(found, LECTURE)
    assert made.trainer().trace()["Z", 3].tolist() == drawn.trainer().trace()["Z", 3].tolist()
    assert replace(made, weights=()) == drawn
    found.paste(W1, "1 2\n3 4", LECTURE)
    assert problem(found) == "W₁ has 2 rows; it would have to have 4"
    found.set_width(1, 4)
    found.paste(W2, "1\n2", LECTURE)
    found.set_bias(False)
    assert problem(found) == "W₂ has 1 columns; it would have to have 3"
    with pytest.raises(DataError, match=f"up to {MOST_ENTRIES}"):
        Draft.of(Experiment(hidden=(900, 900), activations=("tanh",) * 2 + ("identity",)), has_examples=False)


# --- on the page ---


def lying(app: AppTest) -> Slate:
    found: Slate = app.session_state[KEY]
    return found


def is_open(app: AppTest) -> bool:
    return any(button.key == "typed-use" for button in app.button)


def start(app: AppTest) -> AppTest:
    return sound(app.selectbox(key="setup.source").set_value("by-hand").run())


def paste(app: AppTest, **given: str) -> AppTest:
    for name, text in given.items():
        sound(app.text_area(key=f"typed.{name}.paste").set_value(text).run())
    return app


def errors(app: AppTest) -> list[str]:
    return [shown(error.value) for error in app.error]


def use(app: AppTest) -> AppTest:
    return sound(app.button(key="typed-use").click().run())


def test_nothing_is_used_before_use_this_and_undo_takes_it_back(opened: AppTest) -> None:
    press(opened, "update-10")
    before = session(opened).bookmark
    paste(start(opened), X1="1 2\n3 4\n5 6")
    assert session(opened).bookmark == before
    sound(opened.button(key="typed-leave").click().run())
    assert not is_open(opened)
    assert opened.selectbox(key="setup.source").value == "iris"
    assert session(opened).bookmark == before
    start(opened)
    found = lying(opened).draft
    assert found
    assert found.grids[X][2] == ["5", "6"], "what was typed is still there"
    use(opened)
    assert not is_open(opened)
    assert session(opened).experiment.dataset.X_train.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert opened.selectbox(key="setup.source").value == "by-hand"
    assert "X is as it is; all rows in their order" in texts(opened)
    press(opened, "undo")
    assert session(opened).bookmark == before


def test_a_clash_keeps_it_from_being_used_and_is_said(opened: AppTest) -> None:
    paste(start(opened), W1="1 2\n3 4\n5 6")
    assert errors(opened) == ["W₁ has 3 rows; it would have to have 2, as X has 2 columns"]
    use(opened)
    assert is_open(opened)
    assert session(opened).bookmark == START
    paste(opened, W1="[[1, oops]]")
    assert errors(opened)[0].startswith("row 1, column 2: 'oops' is not a number")
    assert opened.text_area(key="typed.W1.paste").value == "[[1, oops]]", "to be corrected"
    paste(opened, W1="1 2 3\n4 5 6")
    assert not errors(opened)
    assert opened.text_area(key="typed.W1.paste").value == ""


def test_every_number_of_the_wall_is_that_of_the_paper(opened: AppTest) -> None:
    sound(start(opened).selectbox(key="typed.start").set_value("sigmoid").run())
    control(opened.number_input, "typed.rows").set_value(2).run()
    paste(opened, X1="0.05 0.10; 0.5, -1", y1="0.01 0.99\n1/2 0")
    use(opened)
    paper = Paper((sigmoid, sigmoid), (sigmoid_slope, sigmoid_slope), lambda z, y: z - y)
    first, second = [[0.15, 0.25], [0.20, 0.30], [0.35, 0.35]], [[0.40, 0.50], [0.45, 0.55], [0.60, 0.60]]
    expected = paper.work([[0.05, 0.10], [0.5, -1.0]], [[0.01, 0.99], [0.5, 0.0]], first, second, 0.5)
    check(opened, expected)


def test_xor_is_that_of_the_paper(opened: AppTest) -> None:
    use(sound(start(opened).selectbox(key="typed.start").set_value("xor").run()))
    paper = Paper((tanh, lambda x: x), (lambda x: 1 - tanh(x) ** 2, lambda x: 1), lambda z, y: sigmoid(z) - y)
    first, second = [[1.0, 1.0], [1.0, 1.0], [0.0, -1.0]], [[0.5], [-0.5], [0.0]]
    check(opened, paper.work([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]], first, second, 1.0))


def check(app: AppTest, expected: dict[str, Matrix]) -> None:
    """Compare every matrix of the round with the wall's: before the weights move, and after."""
    on_the_wall = matrices(press(app, "backward")) | matrices(press(app, "end"))
    assert expected.keys() <= on_the_wall.keys()
    for name, matrix in expected.items():
        np.testing.assert_allclose(on_the_wall[name], matrix, rtol=1e-6, atol=1e-8, err_msg=name)


def test_initial_weights_are_given_for_iris(opened: AppTest) -> None:
    first: Any = session(opened).trace["W", 2]
    sound(control(opened.selectbox, "setup.init").set_value("given").run())
    assert is_open(opened)
    assert control(opened.number_input, "typed.width.1").disabled
    paste(opened, W1=repr(np.ones((4, 6)).tolist()))
    use(opened)
    assert session(opened).experiment.dataset.name == "iris"
    assert (session(opened).trace["W", 1] == 1).all()
    assert np.array_equal(session(opened).trace["W", 2], first)
    assert control(opened.selectbox, "setup.init").value == "given"
    control(opened.number_input, "setup.hidden.1").set_value(7).run()
    assert "W_1 4 × 6" in notice(opened)
    assert session(opened).experiment.hidden == (6, 5)
    sound(opened.selectbox(key="setup.source").set_value("wine").run())
    assert "do not fit these data" in notice(opened)
    assert not session(opened).experiment.weights
    press(opened, "undo")
    sound(control(opened.selectbox, "setup.init").set_value("zeros").run())
    assert not session(opened).trace["W", 1].any()


def test_a_network_too_large_to_be_typed_says_so(opened: AppTest) -> None:
    for i in (1, 2):
        sound(control(opened.number_input, f"setup.hidden.{i}").set_value(200).run())
    sound(control(opened.selectbox, "setup.init").set_value("given").run())
    assert "by hand are up to" in errors(opened)[0]
    assert not session(opened).experiment.weights
