"""The Clinic page without a browser: the check, own arrays, their matching, the mistake that is named."""

from __future__ import annotations

import io
import json
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop import Network, check_gradients, record, trace
from backprop.clinic import Verdict
from backprop.clinic.mistakes import planted
from backprop.errors import DataError
from figures.notation import name
from tests.page import address, control, session, sound, walls
from tests.test_clinic_check import kinky
from tests.test_escape import shown
from tests.wire import pictures
from ui import i18n
from ui.clinic import check, words
from ui.clinic.bench import KEY, Bench, Case
from ui.clinic.example import broken, npz
from ui.clinic.reading import read
from ui.clinic.reference import NOTHING, Chosen, reference
from ui.escape import JOINER
from ui.tables.arrays import File

NET = Network((4, 6, 5, 3), "relu", reduction="mean")
BATCH = np.random.default_rng(0)
X, Y = BATCH.normal(size=(7, 4)), BATCH.integers(0, 3, 7)
W = NET.init_weights(seed=1)
RIGHT = trace(NET, W, X, Y)


def mine(**changes: Any) -> dict[str, Any]:
    """The arrays of a right program."""
    weights = {f"W{i}": W[i] for i in (1, 2, 3)}
    return {"X": X, "y": Y, **weights, **{f"dW{i}": RIGHT["dW", i] for i in (3, 2, 1)}, **changes}


def with_mistake(key: str) -> dict[str, Any]:
    plant = next(p for p in planted(NET, 7) if p.mistake.key == key)
    wrong = trace(NET, W, X, Y, plant.rules())
    return mine(**{f"dW{i}": wrong["dW", i] for i in (3, 2, 1)})


@pytest.fixture
def page(app: AppTest) -> AppTest:
    return sound(app.switch_page("pages/clinic.py").run())


def upload(page: AppTest, content: bytes, name: str = "mine.npz") -> AppTest:
    page.file_uploader(key="clinic-upload").set_value([(name, content, "application/octet-stream")]).run()
    return sound(page)


def lying(page: AppTest) -> Bench:
    found: Bench = page.session_state[KEY]
    return found


def click(page: AppTest, tile: str, row: int, column: int) -> AppTest:
    """Select a cell of the strip of the check."""
    inbox = session(page).inbox("clinic.checked")
    inbox.receive([{"n": inbox.done + 1, "do": "select", "tile": tile, "row": row, "column": column}])
    return sound(page.run())


def said(page: AppTest) -> str:
    elements = (*page.markdown, *page.caption, *page.info, *page.success, *page.error, *page.warning)
    return re.sub(r"\\(.)", r"\1", "\n".join(element.value for element in elements)).replace(JOINER, "")


def opened(page: AppTest) -> dict[str, Any]:
    """The matrices of the strip."""
    return pictures(walls(page)[-1].proto.bytes)[-1].matrices


# --- the network on Explore ---


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_entry_of_the_network_on_explore_is_checked(page: AppTest, language: str) -> None:
    page.session_state[i18n.SESSION_KEY] = language
    sound(page.segmented_control(key="clinic.part").set_value("check").run())
    report = lying(page).checked["report"]
    assert report.ok
    assert [key for key in report.verdicts if key[0] == "dW"] == [("dW", 3), ("dW", 2), ("dW", 1)]
    assert len(page.success) == 1
    assert not page.error
    assert opened(page)["verdict"].shape == report.verdicts["dW", 1].shape
    if language == "en":  # AppTest knows an option by its words, and asks for them outside of the session
        sound(control(page.radio, "clinic.matrix").set_value(0).run())
        assert np.array_equal(opened(page)["given"], session(page).trace["dW", 3])


def test_the_check_in_float32_and_the_v_of_the_cell_that_is_clicked(page: AppTest) -> None:
    sound(page.segmented_control(key="clinic.part").set_value("check").run())
    assert lying(page).checked["report"].given["dW", 1].dtype == np.float64
    sound(control(page.segmented_control, "clinic.dtype").set_value("float32").run())
    report = lying(page).checked["report"]
    assert 1e-9 < np.nanmax(report.relative_error(("dW", 1))) < 1e-4
    assert "by differences in float32" in said(page)
    click(page, "error", 2, 3)
    assert "∇W₁[2, 3]" in said(page)
    assert pictures(walls(page)[-1].proto.bytes)[-1].header["selected"] == {"tile": "error", "row": 2, "column": 3}
    sound(control(page.radio, "clinic.matrix").set_value(0).run())
    assert pictures(walls(page)[-1].proto.bytes)[-1].header["selected"] is None


def test_a_long_check_waits_to_be_asked_for(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.clinic.check.AT_ONCE", -1)
    sound(page.segmented_control(key="clinic.part").set_value("check").run())
    assert "report" not in lying(page).checked
    sound(page.button(key="clinic-check").click().run())
    assert lying(page).checked["report"].ok
    assert not opened(page)["verdict"].any()


def test_a_kink_is_looked_at_first_and_said_with_its_unit() -> None:
    t = trace(*kinky())
    report = check_gradients(*kinky(), {key: t[key] for key in (("dW", 2), ("G", 1))})
    assert check._first(report) == ("G", 1)
    (found, *_) = report.findings(Verdict.KINK)
    said = words.at_kink(report, found)
    assert said.endswith("the slope of one side: unit 1 of layer 1 in rows 0")


# --- an example ---


def test_a_stranger_sees_the_whole_thing_in_one_click(page: AppTest) -> None:
    sound(page.button(key="clinic-example").click().run())
    assert "The mistake: the slope σ' is left out: M₂" in said(page)
    assert "M2 = G3 * D2  # ←" in page.code[-2].value
    assert "wrong: the first to differ" in page.radio[0].options[1]
    assert "may follow from it" in page.radio[0].options[2]
    assert "agrees" in page.radio[0].options[0]
    assert list(opened(page)) == ["yours", "ours", "difference", "ratio"]
    right = session(page).trace["dW", 2]
    assert np.allclose(opened(page)["ours"], right, rtol=1e-6)
    assert np.allclose(opened(page)["yours"] - opened(page)["ours"], opened(page)["difference"], atol=1e-5)
    page.switch_page("pages/explore.py").run()
    sound(page.switch_page("pages/clinic.py").run())
    assert lying(page).case is not None


def test_the_example_as_a_file_is_read_as_itself(page: AppTest) -> None:
    upload(page, npz(broken(session(page).trace)))
    assert "The mistake: the slope σ' is left out: M₂" in said(page)


# --- own arrays ---


def printed(arrays: dict[str, Any]) -> str:
    with np.printoptions(threshold=10**6):
        return "\n".join(f"{name} = {array}" for name, array in arrays.items())


def test_what_a_program_prints_is_judged_as_its_file_is(page: AppTest) -> None:
    page.text_area(key="clinic-paste").set_value(printed(with_mistake("slope_left_out"))).run()
    sound(page.button(key="clinic-judge").click().run())
    pasted = lying(page)
    assert pasted.found
    assert pasted.case
    assert pasted.found[0][1].mistakes == ("slope_left_out",)
    assert pasted.case.reference.trace.net.activations == ("relu", "relu", "identity")
    case = pasted.case
    page.text_area(key="clinic-paste").set_value("dW1 = [[1 2]\n [3").run()
    assert ["dW1: line 2, character 2: a bracket is not closed" in shown(error.value) for error in page.error] == [True]
    assert lying(page).case is case


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_who_pastes_nothing_is_told_what_can_be_pasted(page: AppTest, text: str) -> None:
    sound(page.text_area(key="clinic-paste").set_value(text).run())
    assert not page.error, "who empties the field asks nothing"
    sound(page.button(key="clinic-judge").click().run())
    assert "write a name, and the numbers as they are printed: dW1 = [[1. 2.] [3. 4.]]" in said(page)


@pytest.mark.thorough
def test_what_no_array_says_can_be_said(page: AppTest) -> None:
    upload(page, npz(mine()))
    fields = ("activation", "last", "loss", "convention")
    found_out = [control(page.selectbox, f"clinic.{name}").value for name in fields]
    assert found_out == ["relu", "identity", "cross_entropy", "mean"]
    sound(control(page.selectbox, "clinic.activation").set_value("tanh").run())
    assert not lying(page).case.comparison.ok  # type: ignore[union-attr]
    sound(control(page.selectbox, "clinic.activation").set_value("relu").run())
    sound(control(page.selectbox, "clinic.convention").set_value("sum").run())
    case = lying(page).case
    assert case
    assert case.comparison.convention == "sum"
    assert np.nanmax(case.comparison["dW3"].ratio) == pytest.approx(1 / 7)
    sound(control(page.selectbox, "clinic.notation").set_value("pytorch").run())
    assert "a_3_grad" in page.code[0].value


def test_yours_is_shown_as_it_came(page: AppTest) -> None:
    """Averaged, and of PyTorch's orientation: the numbers one has on one's own screen."""
    wrong = with_mistake("slope_left_out")
    weights = {f"fc{i}.weight": W[i].T for i in W}
    upload(page, npz({"X": X, "y": Y, **weights, **{f"fc{i}.weight.grad": wrong[f"dW{i}"].T for i in W}}))
    step = lying(page).case.comparison["fc2.weight.grad"]  # type: ignore[union-attr]
    assert step.match.transposed
    assert np.allclose(opened(page)["yours"], wrong["dW2"].T, rtol=1e-6)
    row, column = step.own_place or (0, 0)
    assert f"first at [{row}, {column}]: {wrong['dW2'].T[row, column]:.6g}".replace("-", "−") in said(page)


def test_a_loop_is_opened_at_the_first_update_that_goes_wrong(page: AppTest, tmp_path: Path) -> None:
    path = tmp_path / "loop.npz"
    with record(path) as save:
        for n in range(5):
            save(**(with_mistake("slope_left_out") if n > 2 else mine()))
    upload(page, path.read_bytes())
    assert "Update 3 is the first that goes wrong." in said(page)
    assert "The mistake: the slope σ' is left out" in said(page)
    slider = control(page.select_slider, "clinic.update")
    assert slider.value == 3
    sound(slider.set_value(1).run())
    assert "All 3 arrays are right." in said(page)
    assert "Update 3 is the first that goes wrong." in said(page)
    with record(path) as save:
        for _ in range(70):
            save(**mine())
    upload(page, path.read_bytes())
    assert "All 70 updates are right." in said(page)
    with record(path) as save:
        for _ in range(201):
            save(dW1=X)
    upload(page, path.read_bytes())
    assert "the file holds 201 updates; allowed are 200" in shown(page.error[0].value)


def test_right_arrays_are_right(page: AppTest) -> None:
    upload(page, npz(mine()))
    case = lying(page).case
    assert case is not None
    assert case.reference.trace.net.widths == (4, 6, 5, 3)
    assert case.comparison.ok
    assert "All 3 arrays are right." in said(page)


def test_a_regularised_network_on_explore_is_said_and_is_not_forced_on_arrays(page: AppTest) -> None:
    session(page).set("l2", 0.05)
    sound(page.run())
    assert "cross entropy + 0.05/2 ‖W‖² · 6 rows" in said(page)
    upload(page, npz(mine()))
    assert "All 3 arrays are right." in said(page)
    assert "+ 0.05/2 ‖W‖²" not in said(page)
    assert "judged without the λ = 0.05 of the network on Explore" in said(page)
    regularised = {f"dW{i}": RIGHT["dW", i] + 0.05 * W[i] for i in (3, 2, 1)}
    upload(page, npz(mine(**regularised)), "other.npz")
    assert "All 3 arrays are right." in said(page)
    assert "cross entropy + 0.05/2 ‖W‖² · 7 rows" in said(page)
    assert "judged without" not in said(page)
    assert "all divided by the rows" not in said(page)
    upload(page, npz(mine(**{f"dW{i}": RIGHT["dW", i] + 0.05 / 7 * W[i] for i in (3, 2, 1)})), "divided.npz")
    assert "All 3 arrays are right." in said(page)
    assert "a loss that is all divided by the rows, λ/2 ‖W‖² too" in said(page)
    session(page).set("l2", 0.0)
    upload(page, npz(mine()), "third.npz")
    assert "All 3 arrays are right." in said(page)
    assert "judged without" not in said(page)


@pytest.mark.parametrize("key", ["slope_left_out", "targets_minus_output"])
def test_the_mistake_is_named_with_what_mends_it(page: AppTest, key: str) -> None:
    upload(page, npz(with_mistake(key)))
    found = lying(page).found
    assert found is not None
    assert key in found[0][1].mistakes
    assert "The line that mends it:" in said(page)


def test_a_match_is_corrected_in_the_menu(page: AppTest) -> None:
    arrays = mine(thing=RIGHT["G", 2])
    upload(page, npz(arrays))
    case = lying(page).case
    assert case is not None
    assert "thing" in case.comparison.matching.unmatched
    sound(control(page.selectbox, "clinic.is.thing").set_value(("G", 2)).run())
    case = lying(page).case
    assert case is not None
    assert case.comparison["thing"].verdict == Verdict.AGREES
    assert control(page.selectbox, "clinic.is.thing").value == ("G", 2)
    sound(control(page.selectbox, "clinic.is.thing").select_index(0).run())
    assert "thing" not in [step.name for step in lying(page).case.comparison.steps]  # type: ignore[union-attr]


def test_a_search_that_was_cancelled_waits_to_be_asked_for(page: AppTest) -> None:
    upload(page, npz(with_mistake("slope_left_out")))
    lying(page).found = None
    lying(page).cancel()
    sound(page.run())
    assert lying(page).found is None
    assert "The first to differ is ∇W₂." in said(page)
    sound(page.button(key="clinic-diagnose").click().run())
    assert lying(page).found


@pytest.mark.thorough
def test_what_was_said_of_arrays_holds_for_the_mended_ones(page: AppTest) -> None:
    upload(page, npz(with_mistake("slope_left_out") | {"thing": RIGHT["G", 2]}))
    sound(control(page.selectbox, "clinic.is.thing").set_value(("G", 2)).run())
    sound(control(page.selectbox, "clinic.notation").set_value("column").run())
    upload(page, npz(mine(thing=RIGHT["G", 2])))
    case = lying(page).case
    assert case
    assert case.comparison["thing"].key == ("G", 2)
    assert case.chosen.notation == "column"
    assert "All 4 arrays are right." in said(page)
    upload(page, npz(mine()))
    assert lying(page).case.chosen.notation is None  # type: ignore[union-attr]


def test_a_hostile_file_is_refused_and_what_was_there_stays(page: AppTest) -> None:
    sound(page.button(key="clinic-example").click().run())
    before = lying(page).case
    pickled = io.BytesIO()
    np.save(pickled, np.array([print, {}], dtype=object))
    for content, message in (
        (pickled.getvalue(), "allowed are real numbers"),
        (b"PK\x03\x04 cut", "it may be cut off"),
        (b'{"W1": [[1, 2], [3]]}', "W1 is no array of numbers"),
        (b"\x7fELF\0\0", "not plain text"),
        (npz({"X": X, "y": Y, "W1": W[1], "W2": W[1]}), "do not lead from the 4 features"),
        (npz({"X": np.array(1.0)}), "allowed is one example a row"),
        (npz({"X": X, "y": Y + 5, **{f"W{i}": W[i] for i in (1, 2, 3)}}), "labels must be whole numbers from 0 to 2"),
    ):
        upload(page, content)
        assert [message in shown(error.value) for error in page.error] == [True], message
        assert lying(page).case is before
    assert "The mistake: the slope σ' is left out: M₂" in said(page)


def test_numbers_near_the_largest_are_judged_without_a_warning(page: AppTest) -> None:
    upload(page, npz(mine(dW1=np.full((4, 6), 1e308))))
    case = lying(page).case
    assert case is not None
    assert case.comparison["dW1"].verdict == Verdict.WRONG


def test_names_are_shown_as_they_are(page: AppTest) -> None:
    image = "![t](http://127.0.0.1:1/t.png)"
    upload(page, npz({"dW1": session(page).trace["dW", 1], image: X}))
    labels = [box.label for box in page.selectbox if "127" in box.label]
    assert [shown(label).startswith(image) for label in labels] == [True]


# --- files and networks ---


def test_names_and_numbers_are_the_same_from_every_kind_of_file() -> None:
    files = [File(f"{name}.csv", "\n".join(",".join(map(repr, row)) for row in array.tolist()).encode())
             for name, array in {"X": X, "dW1": RIGHT["dW", 1]}.items()]  # fmt: skip
    from_json = read([File("a.json", json.dumps({"X": X.tolist(), "dW1": RIGHT["dW", 1].tolist()}).encode())])
    saved = io.BytesIO()
    np.save(saved, X)
    for found in (read(files), from_json, read([File("a.npz", npz({"X": X, "dW1": RIGHT["dW", 1]}))])):
        assert list(found) == ["X", "dW1"]
        assert np.array_equal(found["X"], X)
        assert np.array_equal(found["dW1"], RIGHT["dW", 1])
    assert list(read([File("layers.0.weight.npy", saved.getvalue())])) == ["layers.0.weight"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.json", b'{"a":' * 50 + b"1" + b"}" * 50),
        ("deeper.json", b'{"a":' + b"[" * 100_000),
        ("text.json", b'{"a": ["x"]}'),
        ("ragged.csv", b"1,2\n3\n"),
        ("words.csv", b"a,b\n1,x\n"),
        ("empty.csv", b""),
        ("empty.json", b"{}"),
        ("twice.json", b'{"W1": [1], "W1": [2]}'),
        ("twice.json", b'{"g": {"W1": [1]}, "g.W1": [2]}'),
        ("many.json", json.dumps({str(n): [n] for n in range(200)}).encode()),
    ],
)
def test_what_is_no_array_is_said(name: str, content: bytes) -> None:
    with pytest.raises(DataError):
        read([File(name, content)])


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.array(["cat", "dog"]), "mine.npz: y holds texts; allowed are real numbers, and labels as 0, 1, 2, …"),
        (np.array([{}, None]), "mine.npz: y holds objects; allowed are real numbers, each array under its own name"),
        (np.array([1j]), "mine.npz: y is an array of complex128; allowed are real numbers"),
    ],
)
def test_an_array_of_something_else_is_called_by_its_name(page: AppTest, array: Any, words: str) -> None:
    upload(page, npz(mine(y=array)))
    assert words in said(page)


def test_of_several_files_the_one_that_is_wrong_is_named() -> None:
    with pytest.raises(DataError, match=r"^W2\.csv: row 1, column 2: 'x' is no number"):
        read([File("W1.csv", b"1, 2"), File("W2.csv", b"1, x")])


def test_a_name_that_is_in_two_files_is_said() -> None:
    files = [File("a.npz", npz({"W1": W[1], "W2": W[2]})), File("b.npz", npz({"W2": W[2], "X": X}))]
    with pytest.raises(DataError, match=r"^W2 is in more than one of the files"):
        read(files)
    long = "x" * 100
    with pytest.raises(DataError, match="two arrays have names with the same beginning: x"):
        read([File("a.npz", npz({long + "1": W[1], long + "2": W[2]}))])


def test_what_is_empty_is_said() -> None:
    with pytest.raises(DataError, match=r"X is empty, of shape \(0, 4\); allowed is at least one row"):
        read([File("a.npz", npz({"X": X[:0], "W1": W[1]}))])
    assert list(read([File("a.npz", npz({"history": X[:0], "W1": W[1]}))])) == ["W1"]


def test_a_network_is_that_of_the_weights_as_they_lie() -> None:
    standing = trace(Network((2, 2)), Network((2, 2)).init_weights(), np.eye(2), [0, 1])
    torch = {"X": X, "y": Y.astype(float)[:, None]}
    torch |= {f"fc{i}.weight": W[i].T for i in (1, 2, 3)} | {
        f"fc{i}.bias": np.full(W[i].shape[1], 0.5) for i in (1, 2, 3)
    }
    found = reference(torch, standing, {}, Chosen("tanh")).trace
    assert found.net == Network((4, 6, 5, 3), "tanh", bias=True)
    assert np.array_equal(found["W", 2][:-1], W[2])
    assert (found["W", 3][-1] == 0.5).all()
    plain = reference({"X": X, "y": Y, **{f"W{i}": W[i] for i in (1, 2, 3)}}, standing, {}, NOTHING).trace
    assert np.array_equal(plain["W", 1], W[1])
    assert reference({"dW1": X}, standing, {}, NOTHING).trace.net == standing.net


@pytest.mark.parametrize("turned", [False, True])
def test_whether_square_weights_are_turned_is_found_by_their_numbers(turned: bool) -> None:
    standing = trace(Network((2, 2)), Network((2, 2)).init_weights(), np.eye(2), [0, 1])
    net = Network((4, 4, 4), "tanh")
    own = net.init_weights(seed=2)
    t = trace(net, own, X, Y)
    mine = {f"W{i}": own[i].T if turned else own[i] for i in own}
    mine |= {f"dW{i}": t["dW", i].T if turned else t["dW", i] for i in own}
    found = reference({"X": X, "y": Y, **mine}, standing, {}, NOTHING).trace
    assert np.array_equal(found["W", 1], own[1])
    assert found.net.activations[0] == "tanh"


def test_what_is_missing_is_said_where_that_on_explore_does_not_fit(page: AppTest) -> None:
    for missing in ("X", "y"):
        upload(page, npz({name: array for name, array in mine().items() if name != missing}))
        assert [f"there is no {missing} among the arrays" in shown(error.value) for error in page.error] == [True]
    upload(page, npz({"dW1": np.ones((7, 9))}))
    assert "bring X, y, W1, W2, … as well" in said(page)


def test_where_nothing_agrees_the_last_batch_of_a_mean_is_found() -> None:
    standing = trace(Network((2, 2)), Network((2, 2)).init_weights(), np.eye(2), [0, 1])
    rng = np.random.default_rng(2)
    inputs, labels = rng.normal(size=(12, 4)), rng.integers(0, 3, 12)
    last = trace(NET, W, inputs[-4:], labels[-4:])
    arrays = {"X": inputs, "y": labels, **{f"W{i}": W[i] for i in W}, **{f"dW{i}": last["dW", i] for i in W}}
    found = reference(arrays, standing, {}, NOTHING)
    assert (found.trace.net.activations[0], found.convention) == ("relu", "mean")


@pytest.mark.thorough
def test_the_activation_that_a_known_mistake_fits_is_found_beside_a_rate_on_explore() -> None:
    standing = Network((2, 3, 2), "relu", l2=0.2)
    net = Network((4, 5, 3), "tanh")
    W = net.init_weights(seed=3)
    t = trace(net, W, X, Y)
    arrays = {"X": X, "y": Y, "W1": W[1], "W2": W[2]}
    arrays |= {f"dW{i}": np.clip(t["dW", i], -0.2, 0.2) for i in (1, 2)}
    case = Case.of("mine", arrays, trace(standing, standing.init_weights(), np.ones((4, 2)), [0, 1, 0, 1]))
    assert case.reference.trace.net == net
    assert case.explained()[0][1].mistakes == ("clip_value",)


def test_an_example_may_be_a_column() -> None:
    standing = trace(Network((2, 2)), Network((2, 2)).init_weights(), np.eye(2), [0, 1])
    mine = {"X": X.T, "Y": Y[None, :], **{f"W{i}": W[i].T for i in W}, "dW1": RIGHT["dW", 1].T}
    found = reference(mine, standing, {}, NOTHING)
    assert np.array_equal(found.trace["X"], X)
    assert np.array_equal(found.trace["Y"].argmax(axis=1), Y)
    assert found.convention == "mean"


def test_what_is_examined_is_in_the_link(page: AppTest) -> None:
    sound(control(page.segmented_control, "clinic.part").set_value("check").run())
    radio = control(page.radio, "clinic.matrix")
    sound(radio.set_value(0).run())
    shown = lying(page).checked["report"]
    assert "clinic=check" in address(page)
    name_ = re.search(r"clinic\.matrix=(\w+)", address(page))
    assert name_
    assert name_[1] == name(next(iter(shown.verdicts)))
    state = session(page)
    state.set("clinic.matrix", "dW77")
    sound(page.run())
    assert control(page.radio, "clinic.matrix").value == 2, "a matrix that is not there is none"


@pytest.mark.parametrize("name", ["mine.npy", "mine.NPZ"])
def test_what_is_called_an_array_of_numpys_and_is_none_is_refused_as_such(name: str) -> None:
    with pytest.raises(DataError, match="no array of numbers as NumPy saves it; what is pickled is not read"):
        read([File(name, pickle.dumps([1, 2]))])


def test_a_bias_that_comes_first_is_said(page: AppTest) -> None:
    net = Network((4, 6, 3), "relu", reduction="mean", bias=True)
    weights = net.init_weights(seed=2)
    t = trace(net, weights, X, Y)
    own = {f"Theta{i}": np.roll(weights[i], 1, axis=0).T for i in (1, 2)}
    own |= {f"Theta{i}_grad": np.roll(t["dW", i], 1, axis=0).T for i in (1, 2)}
    upload(page, npz({"X": X, "y": Y, **own}))
    assert "All 2 arrays are right." in said(page)
    assert "In your matrices the bias comes first" in said(page)
