"""What docs/architecture.md says, held against the code: files and names are there, and a word is one thing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PACKAGES = ("backprop", "figures", "ui")
SOURCES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
TEXTS = [path.read_text(encoding="utf-8") for path in SOURCES]
TREES = [ast.parse(text) for text in TEXTS]
CODED = [text for text in re.findall(r"`([^`\n]+)`", PAGE) if " " not in text]
FILES = sorted({text for text in CODED if re.fullmatch(r"[\w/]+(\.py|\.js|/)", text)})
NAMES = sorted({text for text in CODED if text not in FILES})
TABLE = PAGE.split("## Words")[1]
WORDS = [word for line in re.findall(r"^\| (.+?) \|", TABLE, re.MULTILINE)[1:] for word in line.split(", ")]


def classes() -> Counter[str]:
    return Counter(node.name for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def names() -> Iterator[str]:
    """Whatever the code gives a name to."""
    for node in (node for tree in TREES for node in ast.walk(tree)):
        match node:
            case ast.ClassDef() | ast.FunctionDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr


CLASSES, KNOWN = classes(), set(names())


def test_there_is_something_to_hold() -> None:
    assert len(FILES) > 20
    assert len(NAMES) > 5
    assert {"rule", "formula", "limit"} <= set(WORDS)


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_named_is_there(file: str) -> None:
    """By its path, or by its name below the folder that the section is about."""
    found = [path for path in ROOT.rglob(file.strip("/")) if not {".venv", "__pycache__"} & {*path.parts}]
    assert any(path.is_dir() == file.endswith("/") for path in found)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_code_is_there(name: str) -> None:
    assert re.findall(r"\w+", name.split("(", maxsplit=1)[0])[-1] in KNOWN


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_used_by_the_code_and_one_class_at_most_is_called_so(word: str) -> None:
    assert any(re.search(rf"\b{word}", text) for text in TEXTS)
    assert CLASSES[word.capitalize()] <= 1
