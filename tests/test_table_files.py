"""Files made at random: those with a meaning are read as they were meant, those with malice are refused in time."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import resource
import struct
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from backprop.errors import DataError
from ui.limits import LIMITS
from ui.tables.arrays import File
from ui.tables.desk import Preview
from ui.tables.manner import Manner
from ui.tables.reading import read

LONG = bool(int(os.environ.get("EXPLORER_LONG_TESTS", "0")))
FILES = 2_000 if LONG else 120
HOSTILE = 100_000 if LONG else 250
MEMORY = 200_000_000
"""Bytes that reading a file may take."""

SECONDS = 2.0

WORDS = {
    "utf-8": ("oak", "长青", "Größe", "élève"),
    "utf-8-sig": ("oak", "长青", "Größe", "pin"),
    "utf-16": ("oak", "长青", "Größe", "pin"),
    "gb18030": ("松树", "柳树", "橡树", "杨树"),
    "cp1252": ("Größe", "élève", "señal", "naïf"),
}
MARKS = ("", "?", "NA", "nan", "null", "n/a", "-")
LABELS = ("label", "Class", "species", "y", "Sorte")
PLAIN = ("alpha", "beta", "gamma", "delta")


@dataclass(frozen=True)
class Meant:
    """A table, and how it was written."""

    separator: str
    encoding: str
    header: bool
    label_at: int
    named_label: bool
    missing: bool
    index: str
    decimal: str
    numbers: np.ndarray
    labels: tuple[str, ...]

    def names(self) -> list[str]:
        names = list(PLAIN[: self.numbers.shape[1]])
        names.insert(self.label_at, LABELS[len(self.labels) % len(LABELS)] if self.named_label else "omega")
        return [{"nameless": "", "named": "id"}[self.index], *names] if self.index else names

    def rows(self) -> list[list[str]]:
        rows = []
        for n, numbers in enumerate(self.numbers.tolist()):
            row = ["" if np.isnan(x) else f"{x:.4f}".replace(".", self.decimal) for x in numbers]
            row = [cell or MARKS[(n + k) % len(MARKS)] for k, cell in enumerate(row)]
            row.insert(self.label_at, self.labels[n])
            rows.append([str(n), *row] if self.index else row)
        return rows

    def content(self) -> bytes:
        blank = self.separator == " "
        rows = [*([self.names()] if self.header else []), *self.rows()]
        cells = [[cell or "?" if blank else cell for cell in row] for row in rows]
        return "\r\n".join(self.separator.join(row) for row in cells).encode(self.encoding)


def meant(dice: random.Random) -> Meant:
    """One table of each kind there may be."""
    separator = dice.choice(",;\t| ")
    encoding = dice.choice(tuple(WORDS))
    header = dice.random() < 0.6
    m, n = dice.randint(8, 40), dice.randint(2, 4)
    rng = np.random.default_rng(dice.getrandbits(32))
    numbers = rng.normal(scale=10.0 ** dice.randint(-1, 3), size=(m, n)).round(4)
    missing = dice.random() < 0.4
    if missing:
        numbers[rng.random((m, n)) < 0.08] = np.nan
        numbers[0, 0] = numbers[0, 0] if dice.random() < 0.5 else np.nan
        numbers[1] = 1.25  # no column is empty
    words = WORDS[encoding][: dice.randint(2, 4)]
    labels = (*words, *words, *(dice.choice(words) for _row in range(m - 2 * len(words))))
    named = header and separator != " "
    return Meant(
        separator,
        encoding,
        header,
        dice.choice((0, n)),
        dice.random() < 0.5,
        missing,
        dice.choice(("", "named", *(("nameless",) if named or not header else ()))),
        "," if separator in ";\t" and dice.random() < 0.5 else ".",
        numbers,
        labels,
    )


def test_generated_files_are_read_as_they_were_meant_or_asked_about() -> None:
    dice = random.Random(1)
    asked = 0
    for n in range(FILES):
        table = meant(dice)
        found = Preview.of("mine.csv", read([File("mine.csv", table.content())], Manner()))
        told = f"file {n}: {table}\n{table.content()[:400]!r}\n{found.read.manner} {found.choices.roles}"
        if found.read.doubts:
            asked += 1
            found = Preview.of("mine.csv", read([File("mine.csv", table.content())], Manner(header=table.header)))
        check(table, found, told)
    assert asked < FILES / 10


def check(table: Meant, found: Preview, told: str) -> None:
    columns = found.read.table.columns
    names = table.names() if table.header else [f"x{n}" for n in range(1, len(columns) + 1)]
    first = 1 if table.index else 0
    label_at = first + table.label_at
    assert [column.name for column in columns] == names, told
    assert found.read.table.rows == len(table.labels), told
    roles = ["number"] * len(columns)
    roles[label_at] = "label"
    if table.index:
        roles[0] = "out"
    assert list(found.choices.roles) == roles, told
    numbers = np.column_stack([c.numbers for n, c in enumerate(columns) if roles[n] == "number"])
    np.testing.assert_array_equal(numbers, table.numbers, err_msg=told)
    label = columns[label_at]
    assert [label.cell(row) for row in range(len(label))] == list(table.labels), told
    kept = ~np.isnan(table.numbers).any(axis=1)
    if len({label for label, is_kept in zip(table.labels, kept, strict=True) if is_kept}) > 1:
        data = found.dataset()
        assert len(data.y_train) + len(data.y_test) == kept.sum(), told


# --- hostile ---


def npz(member: bytes, name: str = "a.npy") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, member)
    return file.getvalue()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    pd.DataFrame({"a": [1.5, 2.5], "kind": ["x", "y"]}).to_parquet(file)
    return file.getvalue()


class Trap:
    """Unpickled, it would say so."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("it was unpickled",))


CSV = "p,q,kind\n1.5,-2,a\n2.5,3e1,b\n3,0,a\n4,1,b\n"
PICKLED = npy(np.array([Trap()], dtype=object))
SEEDS: tuple[bytes, ...] = (
    CSV.encode(),
    CSV.replace(",", ";").encode("utf-16"),
    CSV.replace("kind", "种类").encode("gb18030"),
    npy(np.eye(4)),
    npz(npy(np.eye(4))),
    PICKLED,
    npz(PICKLED),
    npz(b"\x80\x04" + PICKLED, "a.pkl"),
    struct.pack(">BBBBII", 0, 0, 8, 2, 3, 4) + bytes(range(12)),
    gzip.compress(CSV.encode()),
    json.dumps([{"a": 1.5, "kind": "x"}, {"a": 2, "kind": "y"}]).encode(),
    parquet(),
    b'<script>alert(1)</script>,$x$,=cmd|" /C calc"!A0,kind\n1,2,3,a\n2,3,4,b\n',
    b'"' * 999,
    b"sep=;\n1;2\n",
)
BYTES = (b"\0", b'"', b",", b";", b"\n", b"\r", b"\xff", b"\x1a", b"_", b"e", b"-", b"[", b"{", b"9" * 30, b"nan")


def hostile(dice: random.Random) -> bytes:
    """A file with some of its bytes exchanged, left out, doubled or cut off."""
    content = bytearray(dice.choice(SEEDS))
    for _change in range(dice.randint(1, 6)):
        at = dice.randrange(len(content) + 1)
        match dice.randrange(5):
            case 0:
                content[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                content[at:at] = dice.choice(BYTES) * dice.choice((1, 1, 2, 300))
            case 2:
                del content[at : at + dice.randint(1, 9)]
            case 3:
                del content[at:]
            case _:
                content += content[:at]
    return bytes(content[:100_000])


LARGE: dict[str, Callable[[], bytes]] = {
    "a million columns": lambda: b"," * 1_000_000 + b"\n",
    "a line of 5 MB": lambda: b"x" * 5_000_000,
    "lines of 100 kB": lambda: (b"1," * 45_000 + b"1\n") * 100,
    "nulls": lambda: bytes(5_000_000),
    "quotation marks": lambda: b'"' * 5_000_000,
    "quotation marks in lines": lambda: b'"",""\n' * 1_000_000,
    "short rows": lambda: b"1,2\n" * 6_000_000,
    "different texts": lambda: b"".join(b"%x,%x,a\n" % (n, n * 7) for n in range(1_000_000)),
    "brackets": lambda: b"[" * 5_000_000,
    "records": lambda: b'[{"a":1},' * 500_000,
    "keys": lambda: b"[" + b",".join(b'{"%x":1}' % n for n in range(300_000)) + b"]",
    "a bomb": lambda: gzip.compress(bytes(99_000_000)),
    "a bomb of rows": lambda: gzip.compress(b"1,2,a\n" * 16_000_000),
    "a bomb in a zip": lambda: npz(npy(np.zeros(12_000_000))),
    "an array": lambda: npy(np.zeros((3_000, 1_000))),
    "numbers": lambda: b"\n".join(b",".join(b"%d" % (n * k % 251) for k in range(1000)) for n in range(4_000)),
}


def looked_at(content: bytes) -> str:
    """What comes of a file: a preview, or a message of ours."""
    try:
        found = Preview.of("mine", read([File("mine", content)], Manner()))
        found.cost()
    except DataError as error:
        return "refused" if len(str(error)) < 400 else "too long a message"
    assert found.read.table.rows * len(found.read.table.columns) <= LIMITS.max_numbers
    return "read"


def test_mutated_files_are_read_or_refused() -> None:
    dice = random.Random(2)
    outcomes = set()
    for n in range(HOSTILE):
        content = hostile(dice)
        began = time.process_time()
        try:
            outcomes.add(looked_at(content))
        except BaseException as error:
            error.add_note(f"file {n}: {content[:300]!r}")
            raise
        assert time.process_time() - began < SECONDS, content[:300]
    assert outcomes == {"read", "refused"}


SMALL_LARGE = ("a line of 5 MB", "nulls", "quotation marks", "brackets")


@pytest.mark.parametrize("kind", LARGE if LONG else SMALL_LARGE)
def test_large_files_take_neither_long_nor_much_memory(kind: str) -> None:
    looked_at(CSV.encode())
    content = LARGE[kind]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    looked_at(content)
    assert time.process_time() - began < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MEMORY
