"""A reader's own file: looked at first, then used; and what it says is shown as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from backprop.data import from_table
from backprop.experiment import Experiment, Source
from tests.page import control, matrices, press, session, sound, texts
from tests.test_escape import shown
from tests.test_table_files import npy
from ui.state.document import Document, begun
from ui.tables import uploading
from ui.tables.desk import KEY, Desk

TABLE = b"a,b,kind\n" + b"".join(b"%.1f,%d,%s\n" % (n / 7, n * n % 7, b"xy"[n % 2 : n % 2 + 1]) for n in range(20))
TITANIC = b"PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked\n" + b"".join(
    b'%d,%d,%d,"Braund, Mr. Owen %d",%s,%s,%d,%d,%s,%.4f,%s,%s\n'
    % (
        *(n + 1, n % 3 % 2, n % 3 + 1, n),
        *((b"male", b"female")[n % 2], b"" if n % 5 == 0 else b"%d" % (20 + n * 7 % 40)),
        *(n * 3 % 4, n % 2, b"A/5 2%d" % n if n % 4 == 0 else b"%d" % (n * 77 % 1000)),
        *(7.25 + n * 13 % 11, b"C85" if n % 9 == 0 else b"", (b"S", b"C", b"Q", b"S")[n % 4]),
    )
    for n in range(60)
)
IMAGE = "![t](http://127.0.0.1:1/t.png)"


def upload(app: AppTest, content: bytes, name: str = "mine.csv") -> AppTest:
    if app.selectbox(key="setup.source").value != "own":
        app.selectbox(key="setup.source").set_value("own").run()
    _field(app).set_value([(name, content, "text/csv")]).run()
    return sound(app)


def _field(app: AppTest) -> Any:
    (found,) = (field for field in app.file_uploader if (field.key or "").startswith("upload-"))
    return found


def use(app: AppTest) -> AppTest:
    return sound(app.button(key="desk-use").click().run())


def lying(app: AppTest) -> Desk:
    found: Desk = app.session_state[KEY]
    return found


def errors(app: AppTest) -> list[str]:
    return [shown(error.value) for error in app.error]


def is_open(app: AppTest) -> bool:
    return any(button.key == "desk-use" for button in app.button)


def test_a_file_that_was_refused_is_not_listed_as_chosen(opened: AppTest) -> None:
    upload(opened, b"\x7fELF\0\0", "bad.csv")
    assert errors(opened)[0].startswith("bad.csv: ")
    assert not _field(opened).value
    upload(opened, TABLE)
    assert [file.name for file in _field(opened).value] == ["mine.csv"]
    assert not opened.error


def test_arrays_stay_listed_since_others_may_come_beside_them(opened: AppTest) -> None:
    upload(opened, npy(np.array(1.0)), "y.npy")
    assert lying(opened).error
    assert [file.name for file in _field(opened).value] == ["y.npy"]


def test_nothing_is_used_before_use_this(opened: AppTest) -> None:
    press(opened, "update-10")
    before = session(opened).bookmark
    upload(opened, TABLE)
    assert is_open(opened)
    assert session(opened).bookmark == before
    sound(opened.button(key="desk-leave").click().run())
    assert not is_open(opened)
    assert session(opened).bookmark == before
    sound(opened.button(key="desk-open").click().run())
    use(opened)
    assert not is_open(opened)
    assert session(opened).experiment.network.widths == (2, 6, 5, 2)
    press(opened, "undo")
    assert session(opened).experiment == Experiment()
    assert session(opened).timeline.updates == 10
    press(opened, "redo")
    assert session(opened).experiment.dataset.name == "mine.csv"


def test_titanics_twelve_columns_get_roles_and_train(opened: AppTest) -> None:
    upload(opened, TITANIC)
    preview = lying(opened).preview
    assert preview is not None
    assert preview.choices.roles == (
        *("out", "label", "number", "out", "category", "number", "number", "number", "out", "number", "out"),
        "category",
    )
    use(opened)
    press(opened, "update-10")
    data = session(opened).experiment.dataset
    assert data.feature_names[1:3] == ("Sex = female", "Sex = male")
    assert len(data.y_train) + len(data.y_test) == preview.cost().rows
    assert session(opened).timeline.updates == 10


def test_a_role_is_changed_and_remembered_by_the_names_of_the_columns(opened: AppTest) -> None:
    upload(opened, TABLE)
    sound(opened.selectbox(key="desk.role.0").set_value("target").run())
    assert lying(opened).preview.choices.roles == ("target", "number", "category")  # type: ignore[union-attr]
    sound(opened.selectbox(key="desk.scaling").set_value("none").run())
    use(opened)
    data = session(opened).experiment.dataset
    assert (data.target_names, data.preparation.scaling) == (("a",), "none")
    assert session(opened).experiment.loss == "squared_error"
    assert "quantities" in texts(opened)
    press(opened, "step", "forward")
    upload(opened, TABLE.replace(b"0.1,1,y", b"9,1,x"), "another.csv")
    assert lying(opened).preview.choices.roles == ("target", "number", "category")  # type: ignore[union-attr]
    upload(opened, TABLE.replace(b"kind", b"sort"), "third.csv")
    assert lying(opened).preview.choices.roles == ("number", "number", "label")  # type: ignore[union-attr]


def test_roles_that_do_not_fit_are_named_and_cannot_be_used(opened: AppTest) -> None:
    upload(opened, TABLE)
    sound(opened.selectbox(key="desk.role.2").set_value("out").run())
    assert "no column is to be predicted: give one the role of the label, or of a quantity" in errors(opened)
    assert opened.button(key="desk-use").disabled


def test_all_rows_as_they_are_and_in_order(opened: AppTest) -> None:
    upload(opened, b"1,2,0\n3,4,1\n5,6,0\n7,8,1\n9,10,0\n2,1,1\n")
    sound(opened.selectbox(key="desk.scaling").set_value("none").run())
    sound(opened.selectbox(key="desk.parting").set_value("all").run())
    use(opened)
    data = session(opened).experiment.dataset
    np.testing.assert_array_equal(data.X_train, [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [2, 1]])
    np.testing.assert_array_equal(data.y_train, [0, 1, 0, 1, 0, 1])
    assert any("X is as it is; all rows in their order" in caption.value for caption in opened.caption)
    press(opened, "update-10", "epoch")
    assert session(opened).timeline.updates == 11


def test_missing_values_are_left_out_or_filled_as_is_chosen(opened: AppTest) -> None:
    upload(opened, TABLE.replace(b"0.3,", b"?,").replace(b",5,", b",NA,", 1))
    assert opened.segmented_control(key="desk.fill").value == "drop"
    assert lying(opened).preview.cost().dropped == 1  # type: ignore[union-attr]
    sound(opened.segmented_control(key="desk.fill").set_value("mean").run())
    assert (lying(opened).preview.cost().rows, lying(opened).preview.cost().filled) == (20, 1)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\x89PNG\0\0", "line 1 is not plain text; save the table as CSV"),
        (b"a,b\n1,2\n3,4,5\n", "row 2 has 3 columns; there are 2"),
        (b"PK\3\4", "the file cannot be unpacked; it may be cut off"),
    ],
    ids=["empty", "binary", "ragged", "zip"],
)
def test_a_file_that_cannot_be_read_says_why_and_the_data_before_stay(
    opened: AppTest, content: bytes, message: str
) -> None:
    press(opened, "update-10")
    before, were = session(opened).bookmark, matrices(opened)["W1"]
    upload(opened, content)
    assert errors(opened)[0].endswith(message)
    assert not is_open(opened)
    assert session(opened).bookmark == before
    np.testing.assert_array_equal(matrices(opened)["W1"], were)
    sound(opened.run())
    assert errors(opened)[0].endswith(message)


def test_a_cell_that_is_no_number_is_named_and_nothing_has_changed(opened: AppTest) -> None:
    upload(opened, TABLE.replace(b"0.3,", b"=1+1,"))
    use(opened)
    assert errors(opened) == ["column a, row 3: '=1+1' is not a finite number"]
    assert session(opened).experiment == Experiment()


def test_a_file_is_read_in_another_way_and_what_was_read_stays_where_that_cannot_be(opened: AppTest) -> None:
    upload(opened, TABLE)
    sound(opened.toggle(key="desk.header").set_value(False).run())
    assert lying(opened).preview.read.table.rows == 21  # type: ignore[union-attr]
    sound(opened.selectbox(key="desk.encoding").set_value("utf-16").run())
    assert any("UTF-16" in error for error in errors(opened))
    assert lying(opened).preview.read.manner.encoding == "utf-8-sig"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["**a**.csv", f"{IMAGE}.csv", ":material_star: $a$ <b>.csv"])
def test_a_file_name_is_shown_letter_for_letter(opened: AppTest, name: str) -> None:
    use(upload(opened, TABLE, name))
    (caption,) = (caption.value for caption in opened.caption if "20 examples" in caption.value)
    assert shown(caption) == f"{name}: 20 examples, 2 features, 2 classes"


@pytest.mark.parametrize("text", [IMAGE, ":red[a]", "**a**", "<b>a</b>", "$x$", "=HYPERLINK(0)"])
def test_names_and_cells_are_shown_letter_for_letter(opened: AppTest, text: str) -> None:
    rows = "".join(f"{n % 4}.5,{text},{'uv'[n % 2]}\n" for n in range(8))
    upload(opened, f"p,{text},kind\n{rows}".encode())
    (about,) = (element.value for element in opened.markdown if "it is the same in every row" in element.value)
    assert shown(about.split("** &ensp;")[0].removeprefix("**")) == text
    cells = about.split(":small[")[1].rsplit("]  \n", 1)[0]
    assert shown(cells) == ", ".join([text[:20]] * 3)


def test_a_message_quotes_a_file_letter_for_letter(opened: AppTest) -> None:
    use(upload(opened, TABLE.replace(b"0.3,", IMAGE.encode() + b",")))
    assert errors(opened) == [f"column a, row 3: '{IMAGE}' is not a finite number"]


def test_a_table_of_numbers_is_predicted_as_quantities(opened: AppTest) -> None:
    rng: Any = np.random.default_rng(0)
    upload(opened, b"".join(b"%.3f,%.3f,%.3f\n" % tuple(rng.normal(size=3)) for _row in range(30)))
    use(opened)
    assert session(opened).experiment.loss == "squared_error"
    assert session(opened).experiment.network.outputs == 1
    assert control(opened.selectbox, "setup.loss").options == ["squared error", "Huber"]
    press(opened, "update-10", "step")
    sound(control(opened.selectbox, "setup.loss").set_value("huber").run())
    assert session(opened).experiment.loss == "huber"


@pytest.mark.parametrize(("cookies", "refused"), [({}, True), ({"_streamlit_xsrf": "2|a|b|0"}, False)])
def test_in_a_frame_that_keeps_the_cookie_back_it_is_said_that_no_file_can_be_uploaded(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, cookies: dict[str, str], refused: bool
) -> None:
    class Context:
        pass

    context = Context()
    context.cookies = cookies  # type: ignore[attr-defined]
    monkeypatch.setattr("ui.tables.uploading.runtime.exists", lambda: True)
    monkeypatch.setattr(uploading, "st", type("Streamlit", (), {"context": context}))
    assert uploading.is_refused() is refused
    monkeypatch.undo()
    monkeypatch.setattr("ui.tables.uploading.is_refused", lambda: refused)
    sound(opened.selectbox(key="setup.source").set_value("own").run())
    assert any("open it by itself" in warning.value for warning in opened.warning) is refused


def test_of_large_tables_only_those_can_be_undone_for_which_there_is_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = [from_table({"p": np.arange(1000.0), "kind": np.arange(1000) % 2}, name=str(n)) for n in range(4)]
    monkeypatch.setattr("ui.state.document.BUDGET", 100 << 20)
    document = Document(begun(Experiment()))
    monkeypatch.setattr("ui.state.document.BUDGET", 2 * tables[0].nbytes)
    for table in tables:
        document.change(lambda e, table=table: e.with_source(Source(table.name, table=table)))  # type: ignore[misc]
    assert [moment.bookmark.experiment.source.name for moment in document.past] == ["1", "2"]
    document.undo()
    assert document.experiment.source.table is tables[2]


def test_undo_of_a_table_shows_the_data_of_before(opened: AppTest) -> None:
    use(upload(opened, TITANIC))
    assert opened.selectbox(key="setup.source").value == "own"
    press(opened, "undo")
    assert opened.selectbox(key="setup.source").value == "iris"
    press(opened, "redo")
    assert opened.selectbox(key="setup.source").value == "own"
