"""An error is a template and its values, and stays that wherever it is taken."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop import BackpropError, DataError, Network
from backprop._text import N_, Word
from backprop.derivation import parse, shape
from backprop.expression import ShapeClashError

WAYS: dict[str, Callable[[Any], Any]] = {
    "copied": copy.copy,
    "deeply": copy.deepcopy,
    "pickled": lambda error: pickle.loads(pickle.dumps(error)),
}


def kinds(kind: type[BackpropError] = BackpropError) -> Iterator[type[BackpropError]]:
    """Every class of errors that a message alone makes."""
    if kind is not ShapeClashError:
        yield kind
    for narrower in kind.__subclasses__():
        yield from kinds(narrower)


def facts(error: BackpropError) -> tuple[Any, ...]:
    return type(error), str(error), error.template, error.values, vars(error), error.args


def test_all_errors_are_looked_at() -> None:
    assert {kind.__name__ for kind in kinds()} >= {"DataError", "NotFiniteError", "UnknownQuantityError"}


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
@given(text=st.text(), values=st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none(), max_size=4))
def test_an_error_survives_with_its_values(kind: type[BackpropError], text: str, values: dict[str, Any]) -> None:
    error = kind("{{}} {given} {{braces}}", **{**values, "given": text})
    error.add_note("noted")
    for way in WAYS.values():
        assert facts(way(error)) == facts(error)


@pytest.mark.parametrize("way", WAYS)
def test_the_engines_own_messages_with_braces_survive(way: str) -> None:
    with pytest.raises(BackpropError, match=r"a dict \{1: W_1, …, 1: W_1\}") as raised:
        Network((2, 2)).check_weights(3)  # type: ignore[arg-type]
    assert facts(WAYS[way](raised.value)) == facts(raised.value)


@pytest.mark.parametrize("way", WAYS)
def test_an_error_with_more_than_a_message_survives(way: str) -> None:
    with pytest.raises(ShapeClashError) as raised:
        shape(parse("X E"))
    assert facts(WAYS[way](raised.value)) == facts(raised.value)


def test_a_word_of_the_program_stays_one() -> None:
    for way in WAYS.values():
        error = way(DataError("{what}", what=N_("seed"), given="seed"))
        assert isinstance(error.values["what"], Word)
        assert not isinstance(error.values["given"], Word)
