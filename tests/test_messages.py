"""What comes from the component is decoded without trust: acts in their order, or nothing."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.messages import LARGEST, MOST_ACTS, AnyAct, Cursor, Restart, Select, Step, decode

EXAMPLES = (os.environ.get("EXPLORER_LONG_TESTS") and 10_000) or 300
"""Two thousand payloads more, and what they do, are in tests/test_acts.py."""

EVERY: list[dict[str, Any]] = [
    {"do": "select", "tile": "Z1", "row": 0, "column": 2},
    {"do": "select"},
    {"do": "jump", "tile": "dW2"},
    {"do": "open", "tile": "Y"},
    {"do": "trail", "at": 0},
    {"do": "tool", "name": "nudge"},
    {"do": "play", "playing": True, "at": 12},
    {"do": "step", "by": "layer", "direction": -1},
    {"do": "cursor", "to": 7},
    {"do": "train", "updates": 100},
    {"do": "go", "update": 3},
    {"do": "restart"},
    {"do": "pace", "updates": 10},
    {"do": "region", "shown": True},
    {"do": "log", "shown": True},
    {"do": "metric", "name": "accuracy"},
]
WRONG: list[dict[str, Any]] = [
    {"do": "select", "tile": "Z1", "row": -1, "column": 2},
    {"do": "select", "tile": "Z1", "row": 0.5, "column": 2},
    {"do": "select", "tile": "Z1", "row": "0", "column": 2},
    {"do": "select", "tile": "Z" * 17, "row": 0, "column": 2},
    {"do": "select", "tile": "Z1", "row": 10**400, "column": 2},
    {"do": "jump"},
    {"do": "jump", "tile": None},
    {"do": "jump", "tile": "W1", "more": 1},
    {"do": "trail", "at": True},
    {"do": "tool", "name": "eval"},
    {"do": "play", "playing": 1, "at": 0},
    {"do": "play", "playing": True},
    {"do": "step", "by": "round", "direction": 1},
    {"do": "step", "by": "layer", "direction": 2},
    {"do": "train", "updates": 0},
    {"do": "train", "updates": 10**9},
    {"do": "pace", "updates": -1},
    {"do": "region", "shown": 1},
    {"do": "log"},
    {"do": "metric"},
    {"do": "metric", "name": 1},
    {"do": "metric", "name": "x" * 65},
    {"do": "dance"},
    {},
]


def numbered(acts: list[dict[str, Any]], first: int = 1) -> list[dict[str, Any]]:
    return [{"n": n, **act} for n, act in enumerate(acts, first)]


def test_every_act_is_read() -> None:
    acts = decode(numbered(EVERY), 0)
    assert [act and act.n for act in acts] == list(range(1, len(EVERY) + 1))
    assert acts[0] == Select(n=1, tile="Z1", row=0, column=2)
    assert acts[1] == Select(n=2)
    assert acts[7] == Step(n=8, by="layer", direction=-1)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: json.dumps(wrong)[:60])
def test_what_can_not_be_read_is_passed_over_and_what_follows_is_done(wrong: dict[str, Any]) -> None:
    assert decode(numbered([wrong, {"do": "restart"}]), 0) == [None, Restart(n=2)]


def test_what_was_done_is_not_done_again_and_nothing_is_left_out() -> None:
    assert decode(numbered(EVERY), 11) == [Restart(n=12), *decode(numbered(EVERY), 12)]
    assert decode(numbered(EVERY), len(EVERY)) == []
    assert decode(numbered(EVERY, first=3), 1) == [], "the second is not there"
    assert decode([{"n": LARGEST, "do": "restart"}], 0) == []


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "junk",
    [None, True, 3, "x" * 5_000_000, {"jump": "W1"}, [None, [], "a"], [[{"n": 1}]], nested(900), [{"n": nested(900)}]],
    ids=lambda value: repr(value)[:20],
)
def test_junk_is_nothing(junk: Any) -> None:
    assert decode(junk, 0) == []


def test_a_message_is_read_up_to_a_limit() -> None:
    acts = decode(numbered([{"do": "cursor", "to": 1}] * 10_000), 0)
    assert len(acts) == MOST_ACTS
    assert acts[-1] == Cursor(n=MOST_ACTS, to=1)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
NAMES = st.sampled_from(
    ["n", "do", "tile", "row", "column", "at", "name", "playing", "by", "direction", "to", "updates"]
)
VALUES = SCALARS | st.sampled_from([act["do"] for act in EVERY] + [1, 2, 3, "Z1", "layer", "nudge"])
PAYLOADS = st.lists(st.dictionaries(NAMES, VALUES) | SCALARS, max_size=4) | st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=20
)


@settings(max_examples=EXAMPLES)
@given(PAYLOADS, st.integers(0, 5))
def test_whatever_comes_is_acts_with_the_next_numbers_or_nothing(payload: Any, done: int) -> None:
    acts: list[AnyAct | None] = decode(payload, done)
    assert all(act is None or act.n == n for n, act in enumerate(acts, done + 1))
