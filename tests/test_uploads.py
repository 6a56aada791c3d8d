"""Uploaded files: honest ones in all their dialects, and hostile ones."""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backprop.data import Dataset
from backprop.errors import DataError
from ui.limits import LIMITS
from ui.uploads import read_columns, read_csv

MAX_BYTES = LIMITS.max_upload_bytes

ROWS = [("1.5", "-2", "a"), ("2.5", "3e1", "b"), ("3", "0", "a"), ("4", "1", "b")]


def written(rows: Sequence[tuple[str, ...]], delimiter: str = ",", end: str = "\n") -> bytes:
    return "".join(delimiter.join(row) + end for row in rows).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_dialect_gives_the_same_columns(delimiter: str, end: str, mark: bytes) -> None:
    content = mark + written([("p", "q", "kind"), *ROWS], delimiter, end)
    assert read_columns(content) == [
        ("p", ["1.5", "2.5", "3", "4"]),
        ("q", ["-2", "3e1", "0", "1"]),
        ("kind", ["a", "b", "a", "b"]),
    ]


def test_a_file_without_header_loses_no_row() -> None:
    for rows in (ROWS, [(p, q, str(i % 2)) for i, (p, q, _) in enumerate(ROWS)]):
        columns = read_columns(written(rows))
        assert [name for name, _ in columns] == ["x1", "x2", "x3"]
        assert list(zip(*(cells for _, cells in columns), strict=True)) == rows


def test_a_header_with_a_single_number_in_it_is_a_header() -> None:
    assert [name for name, _ in read_columns(written([("2024", "width", "kind"), *ROWS]))] == [
        "2024",
        "width",
        "kind",
    ]


def test_quoted_cells_may_hold_separators_quotes_and_line_ends() -> None:
    content = b'"a;b;c",kind\n1,"x, ""y"""\n2,"z\nz"\n'
    assert read_columns(content) == [("a;b;c", ["1", "2"]), ("kind", ['x, "y"', "z\nz"])]


def test_numbers_with_decimal_commas_do_not_hide_the_semicolons() -> None:
    assert read_columns(b"5,1;3,5;a\n4,9;3,0;b\n")[2] == ("x3", ["a", "b"])


def test_blank_lines_are_not_rows() -> None:
    assert read_columns(b"\n\np,kind\n\n1,a\n\n\n2,b\n\n") == [("p", ["1", "2"]), ("kind", ["a", "b"])]


def test_texts_that_stand_for_missing_values_elsewhere_are_kept_as_labels() -> None:
    assert read_csv(b"p,kind\n1,NA\n2,None\n3,NA\n4,None\n").class_names == ("NA", "None")


def test_a_file_object_is_read_from_its_beginning_every_time() -> None:
    file = io.BytesIO(written([("p", "q", "kind"), *ROWS]))
    assert read_columns(file) == read_columns(file)


def test_a_csv_becomes_a_data_set_with_the_chosen_label() -> None:
    data = read_csv(written([("kind", "p", "q"), *[(c, p, q) for p, q, c in ROWS]]), "kind", name="花.csv", seed=1)
    assert isinstance(data, Dataset)
    assert (data.name, data.feature_names, data.class_names) == ("花.csv", ("p", "q"), ("a", "b"))
    assert len(data.y_train) + len(data.y_test) == 4


def test_the_columns_of_chinese_files_keep_their_names() -> None:
    assert read_columns("长度,种类\n1,甲\n2,乙\n".encode()) == [("长度", ["1", "2"]), ("种类", ["甲", "乙"])]


WIDE = ",".join(f"c{i}" for i in range(10_000))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n  \n", "the file is empty"),
        (b"1,a\n" * (MAX_BYTES // 4 + 1), "more than 5 MB"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "line 1 is not UTF-8|not plain text"),
        ("p,kind\n1,a\n".encode("utf-16"), "not plain text"),
        (b"p,kind\n1\0,a\n", "not plain text"),
        ("p,kind\n1,甲\n".encode("gbk"), "line 2 is not UTF-8 text"),
        (b"x" * 4_000_000, "one column only"),
        (b"p\n1\n2\n", "one column only"),
        (b"," * 4_000_000, "4000001 columns; allowed are 1024"),
        (WIDE.encode() + b"\n", "10000 columns; allowed are 1024"),
        (b"p,kind\n" + b"," * 4_000_000, "line 2 has 4000001 columns; the first line has 2"),
        (b"p,kind\n1,a\n2,b,c\n", "line 3 has 3 columns; the first line has 2"),
        (b"p,kind\n1,a\n2\n", "column kind, row 2: the label is missing"),
        (b"p,q,kind\n1,2,a\n,2,b\n", "column p, row 2: the number is missing"),
        (b'p,kind\n"1,a\n2,b\n', "a quotation mark is opened and never closed"),
        (b"p,kind\n1,a\n=HYPERLINK(0),b\n", r"column p, row 2: '=HYPERLINK\(0\)' is not a finite number"),
        (b"p,kind\n__import__('os'),a\n1,b\n", 'column p, row 1: "__import__'),
        (b"p,kind\n1,a\n\n2e999,b\n", "column p, row 2: '2e999' is not a finite number"),
        (b"p,p,kind\n1,2,a\n", "two columns are called p"),
        (b",p,kind\n0,1,a\n", "the name of column 1 has 0 characters"),
        (b"p,kind\n", "the table has 0 rows"),
        (b"1,0\n" * 100_001, "the table has 100001 rows; allowed are 100000"),
        (
            b"p,kind\n" + b"".join(b"1,c%d\n" % (n % 101) for n in range(202)),
            "101 different labels; allowed are up to 100",
        ),
        (b"x" * 101 + b",kind\n1,a\n2,b\n", "row 1, column 1: the cell has 101 characters"),
        (b"5,1;3,5;a\n4,9;3,0;b\n", "column x1, row 1: '5,1' is not a finite number"),
        (
            b"p,kind\n1," + b"a" * 1_000_000 + b"\n2,b\n",
            "row 2, column 2: the cell has 1000000 characters; allowed are 100",
        ),
    ],
    ids=itertools.count(),
)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(content: bytes, message: str) -> None:
    started = time.perf_counter()
    with pytest.raises(DataError, match=message) as error:
        read_csv(content)
    assert len(str(error.value)) < 300
    assert time.perf_counter() - started < 5


def test_no_more_than_the_limit_is_read_of_an_endless_file() -> None:
    class Endless(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size >= 0, "asked for everything"
            self.taken += size
            return b"1" * size

    file = Endless()
    with pytest.raises(DataError, match="more than 5 MB"):
        read_columns(file)
    assert file.taken <= MAX_BYTES + 1


def outcome(content: bytes) -> str:
    """Say how reading ended; anything but a data set or a DataError is raised."""
    try:
        read_csv(content)
    except DataError:
        return "refused"
    return "read"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert outcome(content) in {"read", "refused"}


@given(st.text(alphabet="01.,;\t\n\r\"'ab =-\u2028\x1a甲", max_size=120))
@example("a,b\n\x1a")
def test_anything_like_a_csv_is_read_or_refused(text: str) -> None:
    assert outcome(text.encode()) in {"read", "refused"}


@given(st.data())
def test_a_good_file_with_a_few_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(written([("p", "q", "kind"), *ROWS]))
    for _ in range(3):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content)) in {"read", "refused"}
