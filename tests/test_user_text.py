"""What a reader's file says is shown as text on every page: no picture is fetched, nothing is set in bold."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.page import notice, session, sound
from tests.test_escape import shown
from ui.answer import Answer
from ui.i18n import error_text

IMAGE = "![t](http://127.0.0.1:1/t.png)"
NAMED = b"a,b,kind\n" + b"1,2,x\n2,3,y\n3,4,x\n4,5,y\n"


def upload(app: AppTest, content: bytes, name: str = "mine.csv") -> AppTest:
    app.selectbox(key="setup.source").set_value("own").run()
    app.file_uploader(key="upload").set_value((name, content, "text/csv")).run()
    return sound(app)


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        (f"a,kind\n{IMAGE},x\n2,y\n".encode(), f"column a, row 1: '{IMAGE}' is not a finite number"),
        (f"{IMAGE},kind\n?,x\n2,y\n".encode(), f"column {IMAGE}, row 1: '?' is not a finite number"),
        (b":red[a],kind\n$x$,x\n2,y\n", "column :red[a], row 1: '$x$' is not a finite number"),
        (b"**a**,**a**,kind\n1,1,x\n2,2,y\n", "two columns are called **a**; allowed are different names"),
    ],
    ids=["cell", "column", "directive", "twice"],
)
def test_a_message_quotes_a_file_letter_for_letter(opened: AppTest, content: bytes, quoted: str) -> None:
    assert notice(upload(opened, content)) == quoted


@pytest.mark.parametrize("name", ["**a**.csv", f"{IMAGE}.csv", ":material_star: $a$ <b>.csv"])
def test_a_file_name_is_shown_letter_for_letter(opened: AppTest, name: str) -> None:
    upload(opened, NAMED, name)
    (caption,) = (caption.value for caption in opened.caption if "4 examples" in caption.value)
    assert shown(caption) == f"{name}: 4 examples, 2 features, 2 classes"


def test_what_is_typed_is_quoted_letter_for_letter(opened: AppTest) -> None:
    upload(opened, NAMED)
    opened.text_input(key="label-column").set_value("_kind_").run()
    assert notice(sound(opened)) == "there is no column _kind_ for the labels; there are: a, b, kind"
    assert session(opened).experiment.network.widths == (2, 6, 5, 2)


def test_what_is_typed_in_the_exercise_is_quoted_letter_for_letter() -> None:
    answer = Answer().read("$X$")
    assert answer.notice is not None
    assert shown(error_text(answer.notice)).startswith("character 1: '$' is unknown")
