"""A bookmark survives its link, bit for bit; a link that is wrong says what is allowed, in bounded time."""

from __future__ import annotations

import os
import random
import string
from dataclasses import replace
from time import process_time
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, DATASETS, INITS, OPTIMIZERS, BackpropError, load_dataset
from backprop.data import from_table
from backprop.derivation import MOVES
from backprop.evaluation import OF_ROWS
from backprop.experiment import Edit, Experiment, Source
from backprop.expression import Key
from backprop.notations import NOTATIONS
from figures.notation import ROWS
from ui.answer import Answer
from ui.bookmark import FIELDS, FORMS, PACES, PAGES, PARTS, PLANES, START, UNITS, Bookmark, put
from ui.choices import Derive, General, Hand, Linear, View
from ui.link import LONGEST, decode, encode, is_link, most_updates, replay_seconds
from ui.messages import LARGEST

MUTATIONS = (int(os.environ.get("EXPLORER_LONG_TESTS", "0")) and 100_000) or 3_000
"""All of them take minutes: with EXPLORER_LONG_TESTS=1."""


def names(table: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(table))


@st.composite
def sources(draw: st.DrawFn) -> Source:
    name = draw(st.sampled_from(["iris", "wine", "xor", "moons"]))
    spec = DATASETS[name]
    chosen = {}
    for option in draw(st.sets(st.sampled_from(spec.options))):
        low, high = option.low, min(option.high, 50) if option.name == "n" else option.high
        number = st.integers(int(low), max(int(low), int(high))) if option.is_whole else st.floats(low, high)
        chosen[option.name] = draw(number)
    return Source(name, draw(st.integers(0, 3)), tuple(sorted(chosen.items())))


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    source = draw(sources())
    hidden = tuple(draw(st.lists(st.integers(1, 9), max_size=3)))
    layers = len(hidden) + 1
    experiment = Experiment(
        source,
        hidden,
        tuple(draw(st.lists(names(ACTIVATIONS), min_size=layers, max_size=layers))),
        draw(st.sampled_from(["cross_entropy", "squared_error"])),
        draw(st.sampled_from(["sum", "mean"])),
        draw(st.booleans()),
        draw(st.sampled_from([0.0, 0.01, 1e30])),
        draw(names(INITS)),
        draw(st.floats(0, 1e30)),
        draw(st.integers(0, LARGEST)),
        "float64",
        draw(st.integers(1, 4)),
        draw(st.floats(1e-12, 1e30)),
        draw(names(OPTIMIZERS)),
        draw(st.floats(0, 1e30)),
        draw(st.booleans()),
    )
    typed = draw(st.lists(edits(experiment), max_size=3))
    return replace(experiment, edits=tuple(sorted(typed, key=lambda edit: edit.update)))


def edits(experiment: Experiment) -> st.SearchStrategy[Edit]:
    value, update = st.floats(-1e30, 1e30), st.integers(0, 500)
    rows, columns = experiment.network.weight_shape(1)
    weight = st.builds(
        Edit, update, st.just("W"), value, st.just(1), st.integers(0, rows - 1), st.integers(0, columns - 1)
    )
    entry = st.builds(Edit, update, st.just("X"), value, st.just(1), st.integers(0, 3), st.just(0))
    rate = st.builds(Edit, update, st.sampled_from("ακ"), st.floats(1e-9, 1.0))
    return weight | entry | rate


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    answer = Answer(hints=draw(st.integers(0, 4)), is_solved=draw(st.booleans()), is_checked=draw(st.booleans()))
    for move in draw(st.lists(st.sampled_from(MOVES), max_size=12)):
        answer = answer.add(move)
    return replace(answer, notice=None)


for _name in DATASETS:
    load_dataset(_name)  # what loading imports may not change random numbers within a strategy

SIZES = st.integers(1, 16)
KEYS: list[Key] = [("Z", 1), ("dW", 3), ("W+", 12), "S", "Y"]
PLACES = st.tuples(st.sampled_from(KEYS), st.integers(0, 2000), st.integers(0, 2000))
DERIVES = st.builds(
    Derive,
    st.sampled_from(PARTS),
    st.builds(
        Linear,
        st.sampled_from(PLANES),
        st.integers(1, 64),
        names(ACTIVATIONS),
        st.booleans(),
        st.integers(0, 9999),
        st.just(()),
        st.integers(0, 100_000),
    ),
    st.builds(Hand, st.integers(1, 2), SIZES, SIZES, SIZES, SIZES, names(ACTIVATIONS), answers(), answers()),
    st.builds(General, st.booleans(), st.sampled_from(UNITS)),
    st.sampled_from(FORMS),
)
VIEWS = st.builds(
    View,
    names(NOTATIONS),
    st.lists(st.sampled_from(ROWS), unique=True).map(tuple),
    st.booleans(),
    st.booleans(),
    st.sampled_from(PACES),
    st.sampled_from(OF_ROWS),
)


@st.composite
def bookmarks(draw: st.DrawFn) -> Bookmark:
    trail = tuple(draw(st.lists(PLACES, max_size=4)))
    return Bookmark(
        draw(experiments()),
        draw(st.integers(0, 10_000)),
        draw(st.integers(0, 200)),
        trail,
        draw(st.integers(0, max(0, len(trail) - 1))),
        draw(st.sampled_from(PAGES)),
        draw(VIEWS),
        draw(DERIVES),
    )


@settings(max_examples=40, deadline=None)
@given(bookmarks())
def test_a_bookmark_survives_its_link(bookmark: Bookmark) -> None:
    link = encode(bookmark)
    assert not link.missing
    assert decode(link.text) == (bookmark, ())
    assert decode(dict(parse_qsl(link.text))) == (bookmark, ()), "as Streamlit hands it on"
    assert set(link.text) <= {*string.ascii_letters, *string.digits, *"=&%:,.-_~"}


def test_a_link_says_no_more_than_it_must() -> None:
    assert encode(START).text == "v=1"
    one_layer = put(START, ("experiment",), START.experiment.with_layers(2))
    assert encode(one_layer).text == "v=1&hidden=6"


def test_a_link_can_be_written_by_hand() -> None:
    text = "v=1&data=moons&options=noise:0.3&hidden=8-8&bias=true&alpha=1e-2&update=100&cursor=12&cell=dW1.0.2"
    bookmark, _missing = decode(text)
    experiment = bookmark.experiment
    assert experiment.source == Source("moons", options=(("noise", 0.3),))
    assert (experiment.activations, experiment.bias, experiment.learning_rate) == (
        ("tanh", "tanh", "identity"),
        True,
        0.01,
    )
    assert (bookmark.update, bookmark.cursor, bookmark.trail) == (100, 12, ((("dW", 1), 0, 2),))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("v=2", "another version; allowed is v=1"),
        ("v=1&seed=-1", "seed is '-1'; allowed are whole numbers from 0"),
        ("v=1&seed=x", "seed is 'x'; allowed are whole numbers from 0"),
        ("v=1&seed=99999999999999999999999", "seed is '99999999999999999999999'; allowed"),
        ("v=1&hidden=6-0", "hidden is '6-0'; allowed are whole numbers from 1 to 1024"),
        ("v=1&hidden=", "hidden is ''"),
        ("v=1&data=nowhere", "data is 'nowhere'; allowed are "),
        ("v=1&bias=2", "bias is '2'; allowed are 0, 1"),
        ("v=1&alpha=nan", "alpha is 'nan'; allowed are numbers from 0"),
        ("v=1&alpha=1e400", "alpha is '1e400'"),
        ("v=1&cell=dW1.0", "cell is 'dW1.0'; it is written like dW1.0.2"),
        ("v=1&cell=<b>.0.0", "cell is '<b>.0.0'"),
        ("v=1&at=1", "at is 1; allowed are whole numbers from 0 to 0"),
        ("v=1&options=noise", "options is 'noise'; it is written like n:300,noise:0.1"),
        ("v=1&options=zoom:3", "has no option zoom"),
        ("v=1&edits=3:W9.0.0:1", "layer is 9; allowed are whole numbers from 1 to 3"),
        ("v=1&edits=3:Q.0.0:1", "an edit is of 'Q'; allowed are W, X"),
        ("v=1&notation=nope", "notation is 'nope'; allowed are column, homework"),
        ("v=1&metric=gradient_size", "metric is 'gradient_size'; allowed are accuracy, class_accuracy, loss"),
        ("v=1&metric=", "metric is ''; allowed are accuracy"),
        ("v=1&rows=Z-Q", "rows is 'Z-Q'; allowed are"),
        ("v=1&hand.moves1=M", "· needs 2 expressions"),
        ("v=1&hand.moves1=Q", "there is no move 'Q'"),
        ("v=1&general.units=3", "general.units is '3'; allowed are 1, 2, 4"),
        ("v=1&zoom=3", "there is no field 'zoom' in a link"),
        ("v=1&seed=1&seed=2", "the link says 'seed' more than once"),
        ("v=1&update=1000000000", "update is 1000000000; allowed are whole numbers from 0 to "),
        ("v=1&data=digits&batch=1000&hidden=1024-1024&update=100000", "update is 100000; allowed"),
        ("v=1&hidden=" + "-".join(["1024"] * 31), "weights; allowed are up to"),
        ("v=1&seed=" + "1" * 9000, "the link has 9009 characters"),
    ],
)
def test_a_link_that_is_wrong_says_which_field_what_was_given_and_what_is_allowed(text: str, words: str) -> None:
    with pytest.raises(BackpropError) as error:
        decode(text)
    assert words in str(error.value)


def test_every_field_refuses_junk_of_a_control() -> None:
    for field in FIELDS.values():
        for junk in (None, "nope" * 99, -1, object(), {"a": 1}, float("nan"), [[[]]]):
            if field.name.startswith("hand.moves") and isinstance(junk, str):
                continue
            if field.name == "by_hand" and junk is None:  # most data are not typed
                continue
            with pytest.raises(BackpropError, match=field.name):
                field.checked(junk)


def test_every_field_takes_what_it_is() -> None:
    for field in FIELDS.values():
        value = field.of(START)
        assert value is None or field.checked(value) == value


# --- what does not fit ---


def test_a_table_of_ones_own_is_said_to_be_missing_on_both_ends() -> None:
    table = from_table([("x", [0.0, 1.0] * 10), ("y", ["a", "b"] * 10)], name="**mine**.csv")
    own = Bookmark(START.experiment.with_source(Source("**mine**.csv", table=table)), update=7)
    link = encode(own)
    assert "own table '**mine**.csv'" in str(link.missing[0])
    back, lost = decode(link.text)
    assert back.experiment.source == Source()
    assert back.update == 0
    assert "'**mine**.csv'" in str(lost[0])


def test_too_many_numbers_typed_over_are_said_to_be_missing() -> None:
    many = tuple(Edit(5, "W", 0.1 + n, 1, n % 4, n % 6) for n in range(400))
    link = encode(Bookmark(replace(START.experiment, edits=many), update=9))
    assert len(link.text) <= LONGEST
    assert "400 numbers typed over" in str(link.missing[0])
    back, _lost = decode(link.text)
    assert (back.experiment.edits, back.update) == ((), 5), "the update up to which nothing was typed over"


def test_more_updates_than_can_be_repeated_are_said_to_be_missing() -> None:
    link = encode(Bookmark(update=10**9))
    back, _lost = decode(link.text)
    assert back.update == most_updates(START.experiment)
    assert replay_seconds(back.experiment, back.update) <= 300
    assert f"update {back.update} at the most" in str(link.missing[0])


def test_what_other_programs_put_into_an_address_is_no_link() -> None:
    assert not is_link({"utm_source": "mail", "fbclid": "x"})
    assert is_link({"v": "7"})
    assert is_link({"seed": "x"})


# --- hostile ---

GOOD = [
    "v=1&data=moons&options=n:60,noise:0.3&hidden=8-8&bias=1&alpha=0.01&update=100&cursor=12&cell=dW1.0.2",
    "v=1&hidden=6&edits=5:W1.0.2:-1.5,7:alpha:0.5,9:X.3.1:2.0&update=9&cell=Z1.0.0,W1.1.1&at=1&rows=Z-W&notation=column",
    "v=1&page=derive&part=two_layers&hand.moves2=Z2-T-E-M&hand.checked2=1&linear.data=blobs&general.units=64&form=latex",
]
PIECES = [*FIELDS, *"v=&-:,.", "%00", "%F0%9F%98%80", "1e999", "-1", "nan", "none", "9" * 30, "\x00", "é"]


def mutated(rng: random.Random) -> str:
    text = rng.choice(GOOD)
    for _ in range(rng.choice([1, 1, 2, 4])):
        if rng.random() < 0.5:
            digits = [at for at, letter in enumerate(text) if letter.isdigit()] or [0]
            at = rng.choice(digits)
            text = text[:at] + rng.choice(string.digits) + text[at + 1 :]
            continue
        at, piece = rng.randrange(len(text) + 1), rng.choice(PIECES)
        length = rng.choice([0, 1, 1, 3, 10])
        text = text[:at] + rng.choice([piece, "", chr(rng.randrange(32, 127))]) + text[at + length :]
    return text * rng.choice([1] * 50 + [300])


def test_mutated_links_give_a_bookmark_or_our_error_within_limits_and_in_bounded_time() -> None:
    rng, found = random.Random(8), list[Bookmark | BackpropError]()
    slowest = 0.0
    for _ in range(MUTATIONS):
        text, began = mutated(rng), process_time()
        found.append(result := outcome(text))
        slowest = max(slowest, process_time() - began)
        if isinstance(result, Bookmark):
            assert replay_seconds(result.experiment, result.update) <= 300
            assert decode(encode(result).text)[0] == result
        else:
            assert len(str(result)) < 2000
    good = sum(isinstance(result, Bookmark) for result in found)
    assert MUTATIONS / 20 < good < MUTATIONS * 19 / 20
    assert slowest < 5


def outcome(text: str) -> Bookmark | BackpropError:
    try:
        return decode(text)[0]
    except BackpropError as error:
        return error
