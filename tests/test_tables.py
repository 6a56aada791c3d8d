"""Files as tables: honest ones in all their dialects and formats, the cases that were found, and hostile ones."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import struct
import threading
import time
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backprop.data import Dataset
from backprop.data.choices import Choices, dataset
from backprop.data.preparing import Preparation
from backprop.errors import DataError
from ui.limits import LIMITS
from ui.tables.arrays import File
from ui.tables.desk import Preview
from ui.tables.manner import Manner, Read
from ui.tables.reading import read, taken
from ui.tables.sampling import allowed_rows

ROWS = [("1.5", "-2", "a"), ("2.5", "3e1", "b"), ("3", "0", "a"), ("4", "1", "b")]
HEADED = [("p", "q", "kind"), *ROWS]


def opened(content: bytes, name: str = "mine.csv", **manner: Any) -> Read:
    return read([File(name, content)], Manner(**manner))


def seen(content: bytes, name: str = "mine.csv", **manner: Any) -> Preview:
    return Preview.of(name, opened(content, name, **manner))


def cells(found: Read) -> dict[str, list[str]]:
    table = found.table
    return {column.name: [column.cell(row) for row in range(table.rows)] for column in table.columns}


def written(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\n") -> bytes:
    return "".join(delimiter.join(row) + end for row in rows).encode()


# --- dialects ---


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", "  \t "])
def test_every_dialect_gives_the_same_columns(delimiter: str, end: str) -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        assert cells(opened(mark + written(HEADED, delimiter, end))) == {
            "p": ["1.5", "2.5", "3", "4"],
            "q": ["-2", "30", "0", "1"],
            "kind": ["a", "b", "a", "b"],
        }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_chinese_is_read_in_every_encoding_it_comes_in(encoding: str) -> None:
    text = "长度,种类\n1.5,甲等\n2.5,乙等\n"
    content = text.encode(encoding) if encoding != "utf-16-le" else b"\xff\xfe" + text.encode(encoding)
    assert cells(opened(content)) == {"长度": ["1.5", "2.5"], "种类": ["甲等", "乙等"]}


@pytest.mark.parametrize("word", ["Größe", "Länge", "señal", "élève", "ÜBER", "Straße"])
def test_accents_of_windows_are_not_taken_for_chinese(word: str) -> None:
    found = opened(f"{word};Sorte\n1;a\n2;b\n".encode("cp1252"))
    assert (found.manner.encoding, found.table.names[0]) == ("cp1252", word)


def test_an_encoding_can_be_chosen() -> None:
    content = "Länge;Sorte\n1;a\n2;b\n".encode("cp1252")
    assert opened(content, encoding="gb18030").table.names[0] != "Länge"
    with pytest.raises(DataError, match="line 1 or one of the next is no text in UTF-8; choose another encoding"):
        opened(content, encoding="utf-8-sig")


def test_quoted_cells_may_hold_separators_quotes_and_line_ends() -> None:
    content = b'"a;b;c",kind\n1,"x, ""y"""\n2,"z\nz"\n'
    assert cells(opened(content)) == {"a;b;c": ["1", "2"], "kind": ['x, "y"', "z\nz"]}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a;kind\n1,5;x\n2,25;y\n", ["1.5", "2.25"]),
        ("a;kind\n1.234,5;x\n2;y\n", ["1234.5", "2"]),
        ('a,kind\n"1,234.5",x\n"12,000",y\n', ["1234.5", "12000"]),
        ("a;kind\n1 234,5;x\n2;y\n", ["1234.5", "2"]),
        ("a,kind\n1'234.5,x\n−2,y\n", ["1234.5", "-2"]),
        ('a,kind\n"1,5",x\n"2,25",y\n', ["1.5", "2.25"]),
        ("sep=;\na;kind\n1,5;x\n2;y\n", ["1.5", "2"]),
        ("sep=,\n\na,kind\n1.5,x\n2,y\n", ["1.5", "2"]),
    ],
    ids=itertools.count(),
)
def test_numbers_are_read_as_they_are_written_where_they_come_from(text: str, values: list[str]) -> None:
    assert cells(opened(text.encode())) == {"a": values, "kind": ["x", "y"]}


@pytest.mark.parametrize("mark", ["", "?", "NA", "n/a", "NaN", "null", "None", "-", ".", "#N/A", " "])
def test_missing_values_in_the_usual_spellings_are_missing(mark: str) -> None:
    found = opened(f"a,b,kind\n1,2,x\n{mark},3,y\n5,{mark},x\n".encode()).table
    assert [column.missing for column in found.columns] == [1, 1, 0]


def test_short_rows_and_separators_at_the_end_are_no_columns() -> None:
    assert cells(opened(b"a,b,kind,\n1,2,x,\n3,4,y\n")) == {"a": ["1", "3"], "b": ["2", "4"], "kind": ["x", "y"]}


def test_names_that_come_again_are_told_apart() -> None:
    assert opened(b"a,a,,kind\n1,2,3,x\n4,5,6,y\n").table.names == ("a", "a (2)", "", "kind")


def test_rows_named_as_r_writes_them_have_a_column_without_a_name() -> None:
    found = opened(b'"a","kind"\n"1",1.5,"x"\n"2",2.5,"y"\n"3",2.5,"y"\n')
    assert found.table.names == ("", "a", "kind")


# --- what was found ---


def test_a_header_of_numbers_and_a_label_is_a_header() -> None:
    rows = [(f"{n / 7:.3f}", f"{n * n % 11}", ("cat", "dog")[n % 2]) for n in range(40)]
    data = seen(written([("0", "1", "label"), *rows])).dataset()
    assert len(data.y_train) + len(data.y_test) == 40
    assert (data.feature_names, data.class_names) == (("0", "1"), ("cat", "dog"))


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        (",0\n0,5\n1,7\n2,9\n", ("", "0"), 3),
        ("0,1,2\n5,6,7\n3,4,1\n", ("0", "1", "2"), 2),
        ("0,1\n1,0\n1,1\n", ("x1", "x2"), 3),
        ("a,x\nb,y\na,x\nb,y\na,y\n", ("x1", "x2"), 5),
        ("a,x\nb,y\na,z\nb,y\na,z\nb,y\n", ("x1", "x2"), 6),
        ("size,kind\nbig,y\nsmall,x\nbig,y\nsmall,x\n", ("size", "kind"), 4),
        ("country,1990,1991\na,5,7\nb,3,4\na,5,5\nb,1,1\n", ("country", "1990", "1991"), 4),
    ],
    ids=itertools.count(),
)
def test_names_and_examples_are_told_apart(text: str, names: tuple[str, ...], rows: int) -> None:
    found = opened(text.encode()).table
    assert (found.names, found.rows) == (names, rows)


def test_a_year_above_numbers_is_a_name_beside_a_kind() -> None:
    found = seen(b"2020,kind\n1,a\n2,b\n3,a\n4,b\n")
    assert found.read.table.names == ("2020", "kind")
    assert found.dataset().class_names == ("a", "b")


def test_an_index_without_a_name_is_left_out_and_that_is_said() -> None:
    found = seen(b",a,b,kind\n0,1.5,2,x\n1,0.5,4,y\n2,3,3,x\n3,2,1,y\n")
    assert str(found.proposals[0].reason) == "it counts the rows"
    assert found.dataset().feature_names == ("a", "b")


def test_two_columns_of_which_one_holds_1_are_labels_and_no_features() -> None:
    rng = np.random.default_rng(0)
    rows = [
        (f"{x:.4f}", str(y), str(1 - y)) for x, y in zip(rng.normal(size=200), rng.integers(0, 2, 200), strict=True)
    ]
    data = seen(written([("x", "is_a", "is_b"), *rows])).dataset()
    assert (data.feature_names, data.class_names) == (("x",), ("is_a", "is_b"))


def test_decimal_commas_are_decimals() -> None:
    for encoding, name in (("utf-8", "Laenge"), ("cp1252", "Länge"), ("gb18030", "长度")):
        found = opened(f"{name};Breite;Sorte\n1,1;2,2;a\n".encode(encoding))
        assert cells(found) == {name: ["1.1"], "Breite": ["2.2"], "Sorte": ["a"]}


def test_a_first_row_with_a_missing_value_is_an_example() -> None:
    content = b"5.1,?,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n6.4,3.2,versicolor\n6.3,3.3,virginica\n"
    found = opened(content)
    assert found.table.rows == 5
    assert found.table.columns[1].missing == 1
    others = opened(content.replace(b"4.9,3.0,setosa\n", b""))
    assert others.table.rows == 4


def test_blanks_before_quotes_are_no_part_of_a_name() -> None:
    assert opened(b'a, " x", "kind"\n1, 2, "u, v"\n3, 4, "w"\n').table.names == ("a", "x", "kind")


def test_the_label_of_pictures_is_found_at_their_beginning() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 201, (1900, 784)) * (np.arange(784) > 50)
    lines = [",".join(map(str, [n % 10, *row])) for n, row in enumerate(pixels.tolist())]
    found = seen(("\n".join(lines) + "\n").encode())
    assert found.choices.roles[0] == "label"
    assert set(found.choices.roles[1:]) == {"number"}
    data = found.dataset()
    assert (data.n_features, data.n_classes, data.preparation.scaling) == (784, 10, "byte")


def test_small_matrices_stay_as_they_are_on_request() -> None:
    found = seen(b"1,2,0\n3,4,1\n5,6,0\n7,8,1\n9,10,0\n2,1,1\n")
    asked = Choices(found.choices.roles, preparation=Preparation(parting="all"))
    data = dataset(found.read.table, asked)
    np.testing.assert_array_equal(data.X_train, [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [2, 1]])
    assert data.y_train.tolist() == [0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    "content", [b"1,2\n" * 1_250_000, b'"' * 5_000_000, b'"\n' * 2_500_000, b"," * 5_000_000], ids=itertools.count()
)
def test_a_large_file_is_read_or_refused_soon(content: bytes) -> None:
    began = time.process_time()
    try:
        found = opened(content)
    except DataError:
        found = None
    assert time.process_time() - began < 2
    if found:
        assert (found.rows, found.table.rows) == (1_250_000, LIMITS.max_rows)


class Other(threading.Thread):
    """Another session: it wants the interpreter every millisecond, and notes how much work it had to wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time.pthread_getcpuclockid(threading.get_ident())
        self.longest, self.is_done = 0.0, False

    def run(self) -> None:
        while not self.is_done:
            before = time.clock_gettime(self.clock)
            time.sleep(0.001)
            self.longest = max(self.longest, time.clock_gettime(self.clock) - before)


def waited(content: bytes) -> float:
    other = Other()
    other.start()
    try:
        opened(content)
    except DataError:
        pass
    finally:
        other.is_done = True
        other.join()
    return other.longest


@pytest.mark.parametrize("content", [b"1,2\n" * 1_250_000, b'"' * 5_000_000], ids=["rows", "quotes"])
def test_meanwhile_no_other_session_waits_for_more_than_50_ms_of_work(content: bytes) -> None:
    assert min(waited(content) for _attempt in range(3)) < 0.05


def test_a_file_above_the_limit_is_refused_unread() -> None:
    class Huge:
        name, size = "huge.csv", LIMITS.max_upload_bytes + 1

        def getvalue(self) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(DataError, match="the file has more than 25 MB"):
        taken([Huge()])


class Upload:
    """As Streamlit has it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content, self.size = name, content, len(content)

    def getvalue(self) -> bytes:
        return self.content


def test_several_files_are_arrays_or_the_last_one_counts() -> None:
    texts = [Upload("a.csv", b"a,b\n1,2\n"), Upload("b.csv", b"c,d\n1,2\n")]
    assert [file.name for file in taken(texts)] == ["b.csv"]
    arrays = [Upload("X.npy", npy(np.eye(2))), Upload("y.npy", npy(np.arange(2)))]
    assert [file.name for file in taken(arrays)] == ["X.npy", "y.npy"]
    with pytest.raises(DataError, match="5 files at once; allowed are 4"):
        taken(arrays[:1] * 5)


# --- formats ---


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


PICTURES = np.random.default_rng(0).integers(0, 256, (40, 8, 8)).astype(np.uint8)
DIGITS = (np.arange(40) % 4).astype(np.uint8)


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_mnists_two_files_are_one_table(packed: Any) -> None:
    files = [File("train-images-idx3-ubyte", packed(idx(PICTURES))), File("train-labels-idx1", packed(idx(DIGITS)))]
    for given_files in (files, files[::-1]):
        data = Preview.of("mnist", read(given_files, Manner())).dataset()
        assert (data.n_features, data.class_names, data.preparation.scaling) == (64, ("0", "1", "2", "3"), "byte")
        assert len(data.y_train) + len(data.y_test) == 40


def test_arrays_are_chosen_by_name_or_by_hand() -> None:
    content = npz(x_train=PICTURES, y_train=DIGITS, x_test=PICTURES[:5], y_test=DIGITS[:5], other=np.arange(40.0))
    found = opened(content, "mnist.npz")
    assert (found.manner.X, found.manner.y) == ("x_train", "y_train")
    other = seen(content, "mnist.npz", X="x_train", y="other")
    assert other.choices.roles[-1] == "target"
    assert opened(content, X="x_test").manner.y == "y_test"
    assert opened(content, X="x_train", y="").table.names[-1] == "x64"


def test_numpys_array_in_fortran_order_keeps_its_rows() -> None:
    array = np.asfortranarray([[1.5, 2, 0], [3, 4, 1], [5, 6, 0], [7, np.nan, 1]])
    found = opened(npy(array), "a.npy")
    assert cells(found)["x1"] == ["1.5", "3", "5", "7"]
    assert found.table.columns[1].missing == 1


def test_json_records_and_lines_are_the_same_table() -> None:
    records = [{"a": 1.5, "kind": "x"}, {"a": None, "kind": "y"}, {"kind": "x", "a": 10**400, "more": True}]
    as_list = opened(json.dumps(records, indent=1).encode())
    as_lines = opened("\n".join(map(json.dumps, records)).encode())
    assert cells(as_list) == cells(as_lines)
    assert cells(as_list) == {"a": ["1.5", "", "inf"], "kind": ["x", "y", "x"], "more": ["", "", "True"]}


def test_a_column_that_comes_late_is_missing_before() -> None:
    records = [{"a": n} for n in range(600)] + [{"a": 600, "late": 1.5}]
    found = opened("\n".join(map(json.dumps, records)).encode()).table
    assert found.columns[1].missing == 600
    assert found.columns[1].cell(600) == "1.5"


def test_parquet_is_read() -> None:
    frame = pd.DataFrame(
        {"a": [1.5, None, 3.0], "n": [1, 2, 2], "kind": ["x", "y", None], "on": [True, False, True]}
    ).astype({"kind": "category"})
    frame["day"] = pd.date_range("2020-01-01", periods=3)
    file = io.BytesIO()
    frame.to_parquet(file)
    found = seen(file.getvalue(), "a.parquet")
    assert cells(found.read)["a"] == ["1.5", "", "3"]
    assert cells(found.read)["on"] == ["1", "0", "1"]
    assert str(found.proposals[4].reason).startswith("dates are no numbers")


def test_of_too_many_rows_a_sample_is_taken_in_their_order() -> None:
    allowed = allowed_rows(785)
    pictures = np.zeros((allowed + 1000, 784), np.uint8)
    found = read([File("X.npy", npy(pictures)), File("y.npy", npy(np.arange(allowed + 1000)))], Manner())
    assert (found.rows, found.table.rows) == (allowed + 1000, allowed)
    numbers = found.table.columns[-1].numbers
    assert (np.diff(numbers) > 0).all()
    assert numbers[-1] > allowed


@pytest.mark.parametrize("mark", ["", '"'])
def test_a_sample_of_a_text_is_drawn_from_all_of_it(mark: str) -> None:
    rows = LIMITS.max_rows * 2
    content = b"n,kind\n" + b"".join(b"%d.5,%sa%s\n" % (n, mark.encode(), mark.encode()) for n in range(rows))
    found = opened(content)
    assert found.rows == rows
    assert LIMITS.max_rows * 0.95 < found.table.rows <= LIMITS.max_rows
    numbers = found.table.columns[0].numbers
    assert (np.diff(numbers) > 0).all()
    assert abs(numbers.mean() / rows - 0.5) < 0.01


# --- what can't be read ---


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.npy", "w") as member:
        member.write(npy(np.zeros(1))[:128])
        for _piece in range(101):
            member.write(bytes(1_000_000))
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    return file.getvalue()


WIDE = ",".join(f"c{i}" for i in range(10_000))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\n  \n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", r"line \d is not plain text"),
        (b"p,kind\n1\0,a\n", "line 2 is not plain text"),
        (b"x" * 4_000_000, "line 1 has more than 100000 characters"),
        (b"p\n1\n2\n", "one column only"),
        (WIDE.encode() + b"\n", "10000 columns; allowed are 1024"),
        (b"p,kind\n1,a\n2,b,c\n", "row 2 has 3 columns; there are 2"),
        (b'p,kind\n"1,a\n2,b\n', "line 2: a quotation mark is opened and never closed"),
        (b"p,kind\n", "the table has 0 rows"),
        (b"x" * 101 + b",kind\n1,a\n2,b\n", "the name of column 1 has 101 characters; allowed are 100"),
        (b"PK\3\4" + b"x" * 100, "cannot be unpacked"),
        (bomb(), "more than 100 MB when it is unpacked"),
        (gzip.compress(bytes(100_000_001)), "more than 100 MB when it is unpacked"),
        (workbook(), "an Excel workbook; save the table in it as CSV"),
        (npy(np.array([{}, None], dtype=object)), r"^\w+ holds objects; allowed are real numbers"),
        (npy(np.array(["a", "b"])), r"^\w+ holds texts; allowed are real numbers, and labels"),
        (npy(np.zeros(2, dtype=complex)), r"^\w+ is an array of complex128; allowed are real numbers"),
        (npy(np.zeros((3, 3)))[:-8], r"^\w+ is cut off: its header says \(3, 3\)"),
        (npy(np.array(5.0)), "no array of numbers"),
        (npz(a=np.zeros((2, 2000))), "the arrays have 2000 columns; allowed are 1024"),
        (idx(PICTURES)[:-1], r"^\w+ is cut off: its header says"),
        (b"[{]", "the file is not JSON, or is cut off"),
        (b'[{"a": 1}', "the file is not JSON, or is cut off"),
        (b'{"a": [1, 2]}', "column a holds lists or objects"),
        (b'[{"a": ' + b"[" * 50_000, "not JSON"),
        (b"PAR1" + b"x" * 100 + b"PAR1", "the Parquet file cannot be read"),
    ],
    ids=itertools.count(),
)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        opened(content)
    assert len(str(error.value)) < 300


def outcome(content: bytes) -> str:
    """Say how reading ended; anything but a data set or a DataError is raised."""
    try:
        assert isinstance(seen(content).dataset(), Dataset)
    except DataError as error:
        return "refused" if len(str(error)) < 400 else "too long a message"
    return "read"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert outcome(content) in {"read", "refused"}


@given(st.text(alphabet="01.,;\t\n\r\"'ab =-\u2028\x1a甲", max_size=120))
@example("a,b\n\x1a")
@example("inf,b\n1,a\n")
def test_anything_like_a_csv_is_read_or_refused(text: str) -> None:
    assert outcome(text.encode()) in {"read", "refused"}
