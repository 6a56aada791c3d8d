"""A matrix is read as it was meant, however it was written; what is none is refused by its place, in bounded time."""

from __future__ import annotations

import os
import re
import string
from time import process_time
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backprop.data.pasted import LONGEST, MOST_ENTRIES, read_cell, read_matrix
from backprop.errors import DataError

MUTATIONS = (int(os.environ.get("EXPLORER_LONG_TESTS", "0")) and 20_000) or 300

TWO = [[1.0, 2.0], [3.0, 4.0]]

SAME = {
    "literal": "np.array([[1, 2], [3, 4]])",
    "list": "[[1,2],[3,4]]",
    "tuples": "((1, 2), (3, 4))",
    "named": "W_1 = np.array([[1, 2],\n                [3, 4]], dtype=np.float32)",
    "prompt": ">>> W = numpy.asarray([[1., 2.], [3., 4.],])",
    "print": "[[1. 2.]\n [3. 4.]]",
    "repr": "array([[1., 2.],\n       [3., 4.]])",
    "tensor": "tensor([[1.0000, 2.0000],\n        [3.0000, 4.0000]], device='cuda:0', grad_fn=<AddBackward0>)",
    "parameter": "Parameter containing:\ntensor([[1., 2.],\n        [3., 4.]], requires_grad=True)",
    "braces": "{{1, 2}, {3, 4}}",
    "blanks": "1 2\n3 4",
    "aligned": "   1.0    2.0 \n\n   3.0    4.0\n",
    "commas": "1,2\r\n3,4\r\n",
    "commas and blanks": "1, 2\n3, 4",
    "semicolons": "1;2\n3;4",
    "decimal comma, semicolons": "1,0;2,0\n3,0;4,0",
    "spreadsheet": "1\t2\r\n3\t4\r\n",
    "decimal comma, spreadsheet": "1,0\t2,0\n3,0\t4,0",
    "matlab": "[1 2; 3 4]",
    "matlab, commas": "A = [1, 2; 3, 4];",
    "matlab, lines": "A = [1 2\n     3 4]",
    "matlab, both": "[1 2;\n 3 4;\n]",
    "no brackets": "1 2; 3 4",
    "bmatrix": r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    "pmatrix in a sentence": "$$W_1 = \\begin{pmatrix}\n 1 & \\frac{4}{2} \\\\[2pt]\n 3 & 4\n\\end{pmatrix}.$$",
    "array": r"W^{(1)} = \left[\begin{array}{cc} 1 & \tfrac42 \\ 3 & 0{,}4 \cdot 10^{1} \\ \hline \end{array}\right]",
    "bare rows of LaTeX": r"1 & 2 \\ 3 & 4",
    "fractions": "2/2 4/2\n9/3 8/2",
    "full width": "［［１，２］，［３，４］］",
    "exponents": "1e0 .2E1\n30e-1 +4",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_one_matrix_in_every_layout(text: str) -> None:
    assert read_matrix(text).tolist() == TWO


def test_a_minus_may_be_any_of_those_that_programs_write() -> None:
    assert read_matrix("−1 –2\n-3 －4").tolist() == [[-1, -2], [-3, -4]]
    assert read_matrix(r"\begin{bmatrix} -1 & - 2 \\ {-}3 & -\frac{8}{2} \end{bmatrix}").tolist() == [
        [-1, -2],
        [-3, -4],
    ]


@pytest.mark.parametrize("text", ["[1 2 3]", "1 2 3", "np.array([1, 2, 3])", "1, 2, 3", "1;2;3", "1\t2\t3"])
def test_a_list_is_a_row_or_the_column_that_is_wanted(text: str) -> None:
    assert read_matrix(text).shape == (1, 3)
    assert read_matrix(text, rows=1).shape == (1, 3)
    assert read_matrix(text, columns=1).shape == (3, 1)
    assert read_matrix(text, rows=3).shape == (3, 1)
    assert read_matrix(text, rows=3, columns=3).shape == (1, 3)  # no guess: what does not fit is said elsewhere


@pytest.mark.parametrize("text", ["[[1, 2, 3]]", r"\begin{bmatrix} 1 & 2 & 3 \end{bmatrix}"])
def test_a_row_that_says_so_stays_one(text: str) -> None:
    assert read_matrix(text, columns=1).shape == (1, 3)


@pytest.mark.parametrize(
    "text", ["[1; 2; 3]", "1\n2\n3", r"\begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}", "[[1],[2],[3]]"]
)
def test_a_column_that_says_so_stays_one(text: str) -> None:
    assert read_matrix(text, rows=1).shape == (3, 1)


REFUSED = {
    "": "there is nothing to read",
    " \n\t ": "there is nothing to read",
    "W =": "there is nothing to read",
    "[]": "row 1, column 1: there is no number",
    "[[1, 2], [3]]": "row 2 has 1 numbers, row 1 has 2",
    "1 2\n3": "row 2 has 1 numbers, row 1 has 2",
    "[[1,,2]]": "row 1, column 2: there is no number",
    "1\t\t3": "row 1, column 2: there is no number",
    "1 2\n3 x": "row 2, column 2: 'x' is not a number",
    "1_000": "'1_000' is not a number",
    "0x1F": "'0x1F' is not a number",
    "1+2j": "'1+2j' is not a number",
    "1/0": "'1/0' is not a number",
    "True": "'True' is not a number",
    "1 NaN": "row 1, column 2: 'NaN' is not a finite number",
    "1e999": "'1e999' is not a finite number",
    "0." + "1" * 100: "has 102 characters; allowed are 64",
    "[[1, 2, ..., 3]]": "line 1: ... stands for numbers that were left out",
    "[[1. 2.]\n ...\n [3. 4.]]": "line 2: ... stands for",
    r"\begin{bmatrix} 1 & \cdots & 2 \end{bmatrix}": r"\cdots stands for",
    "[[[1, 2]]]": "line 1, character 3: the brackets are 3 deep",
    "[[1, 2],\n [3, 4]": "line 1, character 1: a bracket is not closed",
    "[[1, 2],\n [3, 4)]": "line 2, character 7: ) closes a bracket",
    "1 2]": "character 4: ] closes",
    "[[1], 2]": "', 2' stands outside the brackets of the rows",
    "[1, [2]]": "'1,' stands outside",
    "np.array([1, 2]) * 2": "'* 2' stands after the matrix",
    "[[1, 2]].T": "'.T' stands after the matrix",
    "__import__('os').system('true')": "'__import__' stands before the matrix",
    "1,5 2,5": "the comma in 1,5 may be a decimal sign or stand between two numbers: write 1.5, or 1, 5",
    "[1,5 2,5; 3,5 4,5]": "may be a decimal sign",
    "0,05": "may be a decimal sign",
    "1,000\t2,000": "may be a decimal sign or divide thousands: write 1.000, or 1000",
    r"\begin{bmatrix}1\end{bmatrix} \begin{bmatrix}2\end{bmatrix}": "there are 2 matrices",
    r"2 \begin{bmatrix}1\end{bmatrix}": "'2' stands before the matrix",
    r"\begin{bmatrix}1\end{bmatrix}^T": "'^T' stands after the matrix",
    r"\begin{bmatrix} 1": r"\end{bmatrix} is missing",
    "1 " * (MOST_ENTRIES + 1): f"has {MOST_ENTRIES + 1} entries; allowed are {MOST_ENTRIES}",
    "1" * (LONGEST + 1): f"allowed are {LONGEST}",
}


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_is_no_matrix_is_refused_by_its_place(text: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_matrix(text)
    assert message in str(caught.value)


def test_numbers_that_are_not_finite_can_be_wanted() -> None:
    found = read_matrix("[[nan -inf]\n [inf 1]]", finite=False)
    np.testing.assert_array_equal(found, [[np.nan, -np.inf], [np.inf, 1]])


def test_an_object_that_is_no_text_is_refused() -> None:
    bad: Any = np.eye(2)
    with pytest.raises(DataError, match="the text is"):
        read_matrix(bad)


def test_a_long_list_that_was_printed_over_several_lines_is_one_list() -> None:
    values = np.random.default_rng(0).standard_normal(23)
    printed = np.array2string(values, floatmode="unique", separator=" ")
    assert printed.count("\n") >= 3
    assert read_matrix(printed).tolist() == [values.tolist()]
    even = np.array2string(values[:6], floatmode="unique")
    with pytest.raises(DataError, match="the brackets hold 2 lines with 3 numbers each"):
        read_matrix(even)


def test_a_cell_of_a_grid_takes_a_decimal_comma() -> None:
    assert [read_cell(text, 1, 1) for text in ("0,5", " −0.5 ", "1/4", "５")] == [0.5, -0.5, 0.25, 5]
    with pytest.raises(DataError, match=r"row 2, column 3: there is no number"):
        read_cell("  ", 2, 3)


# --- print and read ---

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
MATRICES = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(NUMBERS, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def _latex(rows: list[list[float]]) -> str:
    body = r" \\ ".join(" & ".join(map(repr, row)) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _joined(between: str, end: str) -> Any:
    return lambda rows: end.join(between.join(map(repr, row)) for row in rows)


def _printed(rows: list[list[float]]) -> str:
    return np.array2string(np.array(rows), floatmode="unique", threshold=10**6)


WRITERS = {
    "python": repr,
    "numpy": lambda rows: f"np.array({rows!r})",
    "print": _printed,
    "matlab": lambda rows: f"[{_joined(' ', '; ')(rows)}]",
    "latex": _latex,
    "lines": _joined(" ", "\n"),
    "csv": _joined(",", "\n"),
    "tabs": _joined("\t", "\n"),
    "semicolons": _joined(";", "\n"),
    "decimal commas": lambda rows: _joined("\t", "\n")(rows).replace(".", ","),
}


THOUSANDS = re.compile(r"-?[1-9]\d{0,2},\d{3}")


def _with_comma(text: str) -> list[str]:
    return [cell for cell in text.split() if "," in cell]


@settings(max_examples=MUTATIONS // 6, deadline=None)
@given(rows=MATRICES, writer=st.sampled_from(sorted(WRITERS)))
def test_what_is_written_is_read_bit_for_bit(rows: list[list[float]], writer: str) -> None:
    assume(writer != "decimal commas" or len(rows[0]) > 1)  # without a tab a comma is not known to be one
    text = WRITERS[writer](rows)
    if writer == "decimal commas" and "," in text and all(map(THOUSANDS.fullmatch, _with_comma(text))):
        with pytest.raises(DataError, match="thousands"):
            read_matrix(text)
        return
    found = read_matrix(text, rows=len(rows), columns=len(rows[0]))
    assert found.tobytes() == np.array(rows).tobytes()


ALPHABET = "[](){}0123456789.,;:+-eE \t\n\\&$_=/abinf…−" + string.ascii_lowercase


@settings(max_examples=MUTATIONS, deadline=None)
@given(
    st.text(ALPHABET, max_size=60)
    | st.tuples(st.sampled_from(sorted(SAME.values())), st.integers(0, 80), st.text(ALPHABET, max_size=3)).map(
        lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + 1 :]
    )
)
def test_any_text_is_a_matrix_of_finite_numbers_or_refused(text: str) -> None:
    found = _read_or_refused(text)
    if isinstance(found, str):
        assert 0 < len(found) < 400
    else:
        assert found.ndim == 2
        assert found.size
        assert np.isfinite(found).all()


def _read_or_refused(text: str) -> NDArray[np.float64] | str:
    try:
        return read_matrix(text)
    except DataError as error:
        return str(error)


HOSTILE = [
    "[" * LONGEST,
    "[[1]," * (LONGEST // 5),
    "x" + " " * (LONGEST - 2) + "1",
    "1," * (LONGEST // 2),
    "," * LONGEST,
    ";" * LONGEST,
    "\\" * LONGEST,
    "&" * LONGEST,
    "\\frac" * (LONGEST // 5),
    "\\frac{" + " " * (LONGEST - 10),
    "\\begin{matrix}" * (LONGEST // 14),
    "1" + " \\cdot" * (LONGEST // 8),
    "1e" + "9" * (LONGEST - 2),
    "array(" + "[1]" + ", a=b" * (LONGEST // 6),
    "a" * 30 + "=" * (LONGEST - 30),
    "1\t" * (LONGEST // 2),
    "\0" * LONGEST,
    "(" + "1\n" * (LONGEST // 3) + ")",
    "[" + "1;" * MOST_ENTRIES + "x]",
    "1 " * (LONGEST // 2),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_made_to_be_slow_is_refused_fast(text: str) -> None:
    began = process_time()
    with pytest.raises(DataError) as caught:
        read_matrix(text)
    assert process_time() - began < 1
    assert len(str(caught.value)) < 400
