"""What a reader types is shown as text: no picture is fetched, nothing is set in bold. Of files: tests/test_desk.py."""

from __future__ import annotations

from tests.test_escape import shown
from ui.answer import Answer
from ui.i18n import error_text


def test_what_is_typed_in_the_exercise_is_quoted_letter_for_letter() -> None:
    answer = Answer().read("$X$")
    assert answer.notice is not None
    assert shown(error_text(answer.notice)).startswith("character 1: '$' is unknown")
