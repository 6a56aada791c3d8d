"""What the wall shows: the strip is an equation that holds, the wall shows what is known, nothing more."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backprop import ACTIVATIONS, Network, Trace, Trainer, trace
from backprop.expression import Key, lowered
from backprop.notations import NOTATIONS
from backprop.passes import TraceStep
from backprop.rules import MOVE
from figures.heatmap import heatmap
from figures.notation import ROWS, axes, head, name, quantity_of, title
from figures.palette import BROKEN, THEMES, Theme, colorscale
from figures.table import table
from figures.wall.parts import Cell, Classes, Operand, Scene, Turn
from figures.wall.scene import View, scene
from tests.oracles import softmax

Array = NDArray[Any]


def a_round(net: Network, m: int = 5, seed: int = 0) -> Trace:
    """A whole round, the update included, on random data."""
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((m, net.widths[0])), rng.integers(0, net.outputs, m)
    return Trainer(net, net.init_weights(seed=seed), X, y).trace()


def nets() -> st.SearchStrategy[Network]:
    return st.integers(1, 4).flatmap(
        lambda layers: st.builds(
            Network,
            st.lists(st.integers(1, 5), min_size=layers + 1, max_size=layers + 1),
            st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=layers, max_size=layers),
            st.sampled_from(["cross_entropy", "squared_error"]),
            st.sampled_from(["sum", "mean"]),
            st.booleans(),
            st.sampled_from([0.0, 0.25]),
        )
    )


NET = Network((4, 6, 5, 3))


def cursor(t: Trace, key: Key) -> int:
    return 1 + [step.writes for step in t.steps].index(key)


def shown(t: Trace, key: Key, **view: Any) -> Scene:
    """The scene right after the step that writes a quantity."""
    return scene(t, cursor(t, key), View(**view))


def states(picture: Scene) -> dict[str, str]:
    return {tile.id: "empty" if tile.array is None else tile.state for tile in picture.tiles}


def written(terms: Sequence[Operand | str]) -> str:
    return " ".join(term if isinstance(term, str) else term.tile + ("ᵀ" if term.transpose else "") for term in terms)


# --- the equation strip ---


def strip_values(picture: Scene) -> list[Array | str]:
    arrays = {tile.id: tile.array for tile in picture.tiles}
    values: list[Array | str] = []
    for term in picture.equation or ():
        if isinstance(term, str):
            values.append(term)
        else:
            array = arrays[term.tile]
            assert array is not None, f"{term.tile} stands in the equation and is empty"
            values.append(array.T if term.transpose else array)
    return values


def without_bias(W: Array, width: int, turned: bool) -> Array:
    counted = W.copy()
    (counted.T if turned else counted)[width:] = 0
    return counted


def assert_holds(step: TraceStep, net: Network, values: list[Array | str], notation: str) -> None:
    """Compute the equation as it stands there."""
    columns_are_examples, turned = notation == "column", NOTATIONS[notation].of(net).transposed(("W", 1))
    signs = [value for value in values if isinstance(value, str)]
    arrays = [value for value in values if not isinstance(value, str)]
    if step.rule.name == "loss":
        assert re.fullmatch(r"\)( \+ \S+ · ‖W‖²)? = \S+", " ".join(signs[2:]))
        assert len(arrays) == 2
        return
    if step.rule.name == "update":
        W, dW, new = arrays
        rate = float(signs[0].removeprefix("− ").removesuffix(" ·"))
        np.testing.assert_allclose(new, W - rate * dW, atol=1e-4 * np.abs(dW).max(initial=1))
        return
    assert "=" in signs[-2:]
    *operands, result = arrays
    weights: list[Array] = []
    if any("exp" in sign or "softmax" in sign for sign in signs):
        (Z,) = operands
        computed = softmax(Z.T).T if columns_are_examples else softmax(Z)
    elif any("σ" in sign for sign in signs):
        function = net.activation(step.i)
        (computed,) = operands
        computed = function.value(computed) if step.rule.name == "activate" else function.slope(computed)
        rows, columns = computed.shape
        result = result[:rows, :columns]  # but for the constant column
    else:
        left, right, *weights = operands
        if "∘" in signs:
            rows, columns = result.shape
            computed = left[:rows, :columns] * right[:rows, :columns]
        else:
            computed = left - right if "−" in signs else left @ right
    for sign in signs:
        if sign.startswith(") / "):
            computed = computed / int(sign[4:])
        elif re.fullmatch(r"[\d.]+ ·", sign):
            computed = computed + float(sign[:-2]) * without_bias(weights[0], net.widths[step.i - 1], turned)
    rounded = 1e-4 * net.l2 * max(np.abs(W).max() for W in weights) if weights else 1e-300
    np.testing.assert_allclose(result, computed, rtol=1e-12, atol=rounded)


@settings(max_examples=80)
@given(nets(), st.sampled_from(list(NOTATIONS)), st.integers(1, 4))
def test_in_every_notation_the_strip_is_an_equation_that_holds(net: Network, notation: str, m: int) -> None:
    t = a_round(net, m)
    for n, step in enumerate(t.steps, 1):
        picture = scene(t, n, View(notation=notation))
        assert_holds(step, net, strip_values(picture), notation)


def test_the_strip_has_the_operands_of_the_rule_and_then_its_result() -> None:
    for net in (NET, Network((4, 6, 3), "relu", "squared_error", "mean", bias=True)):
        t = a_round(net)
        for n, step in enumerate(t.steps, 1):
            terms = [term.tile for term in scene(t, n, View()).equation or () if isinstance(term, Operand)]
            reads = [name(key) for key in step.reads if key != MOVE]
            if step.rule.name == "loss":  # a scalar: its value stands there, and S is only a step on the way to it
                assert terms == [read for read in reads if read != "S"]
            else:
                assert terms == [*reads, name(step.writes)]


@pytest.mark.parametrize(
    ("key", "strip"),
    [
        (("P", 2), "Z2 · W2 = P2"),
        (("Z", 3), "σ( P2 ) = Z3"),
        ("S", "normalize(exp( Z4 )) = S"),
        (("G", 4), "S − Y = G4"),
        (("D", 1), "σ′( P1 ) = D1"),
        (("M", 1), "G2 ∘ D1 = M1"),
        (("dW", 2), "Z2ᵀ · M2 = dW2"),
        (("G", 2), "M2 · W2ᵀ = G2"),
        (("W+", 3), "W3 − 0.02 · dW3 = W+3"),
    ],
)
def test_the_lectures_equations_stand_there_as_in_the_lecture(key: Key, strip: str) -> None:
    assert written(shown(a_round(NET), key).equation or ()) == strip


@pytest.mark.parametrize(
    ("loss", "reduction", "strip"),
    [
        ("cross_entropy", "sum", "S − Y = G4"),
        ("cross_entropy", "mean", "( S − Y ) / 5 = G4"),
        ("squared_error", "sum", "Z4 − Y = G4"),
        ("squared_error", "mean", "( Z4 − Y ) / 5 = G4"),
    ],
)
def test_the_gradient_of_the_loss_shows_its_convention(loss: str, reduction: str, strip: str) -> None:
    t = a_round(Network((4, 6, 5, 3), "tanh", loss, reduction), m=5)
    assert written(shown(t, ("G", 4)).equation or ()) == strip


def test_the_loss_is_printed_in_its_equation() -> None:
    t = a_round(NET)
    assert written(shown(t, "loss").equation or ()) == f"ℓ( Z4 , Y ) = {t.loss:.6g}"


def test_a_regularisation_is_an_operand_of_the_loss_and_of_each_gradient() -> None:
    t = a_round(Network((4, 6, 3), l2=0.02, bias=True))
    assert written(shown(t, "loss").equation) == f"ℓ( Z3 , Y ) + 0.01 · ‖W‖² = {t.loss:.6g}"
    assert [tile.id for tile in shown(t, "loss").tiles if tile.state == "operand"] == ["S", "W1", "W2", "Y", "Z3"]
    assert "+ 0.002 · ‖W‖²" in written(shown(t, "loss", notation="pytorch").equation)
    picture = shown(t, ("dW", 1))
    assert written(picture.equation) == "Z1ᵀ · M1 + 0.02 · W1 = dW1"
    assert [term.title for term in picture.equation if isinstance(term, Operand)][2] == "W₁ (b = 0)"
    assert states(picture)["W1"] == "operand"
    framework = shown(t, ("dW", 1), notation="pytorch")
    assert "+ 0.004 · W1" in written(framework.equation), "of a mean over 5 rows, the term is divided too"


@pytest.mark.parametrize("bias", [False, True])
def test_a_transposed_operand_says_so_in_its_title(bias: bool) -> None:
    t = a_round(Network((4, 6, 3), bias=bias))
    for notation in NOTATIONS:
        for n in range(1, len(t.steps) + 1):
            for term in scene(t, n, View(notation=notation)).equation or ():
                if isinstance(term, Operand) and term.transpose:
                    assert term.title
                    assert term.title.endswith((".T", "ᵀ"))
                    assert "=" not in term.title, "the name alone, not what it is equal to"


# --- what is known ---


def test_before_the_first_step_there_are_the_batch_and_the_weights() -> None:
    picture = scene(a_round(NET), 0, View())
    known = {tile for tile, state in states(picture).items() if state != "empty"}
    assert known == {"Z1", "Y", "W1", "W2", "W3"}
    assert {tile for tile, state in states(picture).items() if state == "fresh"} == set()
    assert picture.equation == ()
    assert picture.given == ["Z1", "Y", "W1", "W2", "W3"], "they stand in the place of the equation"


@settings(max_examples=30)
@given(nets(), st.data())
def test_a_tile_is_full_as_soon_as_its_step_has_been_done_and_shows_what_the_trace_holds(
    net: Network, data: st.DataObject
) -> None:
    t = a_round(net)
    n = data.draw(st.integers(0, len(t.steps)))
    later = {name(step.writes): step for step in t.steps[n:]}
    keys = {name(key): key for key in t}
    for tile in scene(t, n, View()).tiles:
        if tile.id in later:
            assert tile.array is None
            assert tile.shape == later[tile.id].result.shape
        else:
            assert tile.array is not None
            np.testing.assert_array_equal(tile.array, t[keys[tile.id]])


def test_what_was_just_computed_is_fresh_and_what_it_came_from_is_marked() -> None:
    found = states(shown(a_round(NET), ("dW", 2)))
    assert found["dW2"] == "fresh"
    assert {tile for tile, state in found.items() if state == "operand"} == {"Z2", "M2"}
    assert found["G2"] == found["dW1"] == found["M1"] == "empty"
    assert found["dW3"] == found["Z4"] == found["S"] == "known"
    assert sum(state == "fresh" for state in found.values()) == 1


def loop(picture: Scene) -> list[list[str | None]]:
    """Each band of the loop, from left to right."""
    bands = ("above", "forward", "between", "back", "below")
    return [[getattr(column, band) for column in picture.columns if getattr(column, band)] for band in bands]


def test_what_comes_next_is_marked_until_it_is_there() -> None:
    t = a_round(NET)
    for n, step in enumerate(t.steps):
        found = [tile.id for tile in scene(t, n, View()).tiles if tile.state == "next"]
        assert found == ([name(step.writes)] if step.rule.name != "loss" and step.rule.phase != "update" else [])


def test_updated_weights_take_the_place_of_the_old_ones() -> None:
    t = a_round(NET)
    assert loop(shown(t, ("W+", 2)))[0] == ["W+1", "W+2", "W3"]
    assert loop(shown(t, ("G", 1)))[0] == ["W1", "W2", "W3"]


def test_the_loop_runs_to_the_output_and_back() -> None:
    picture = scene(a_round(NET), 0, View())
    assert loop(picture) == [
        ["W1", "W2", "W3"],
        ["Z1", "P1", "Z2", "P2", "Z3", "P3", "Z4", "S"],
        ["D1", "D2", "D3"],
        ["G1", "M1", "G2", "M2", "G3", "M3", "G4", "Y"],
        ["dW1", "dW2", "dW3"],
    ]
    for column in picture.columns:
        if column.above:
            names = (column.above, column.forward, column.between, column.back, column.below)
            assert names == tuple(f"{symbol}{column.layer}" for symbol in ("W", "P", "D", "M", "dW"))
    assert [column.note for column in picture.columns if column.note] == ["tanh", "tanh", "identity"]


def test_without_a_softmax_the_targets_stand_alone_at_the_end() -> None:
    t = a_round(Network((4, 6, 3), loss="squared_error"))
    last = scene(t, len(t.steps), View()).columns[-1]
    assert (last.forward, last.back) == (None, "Y")


def test_the_turn_says_the_loss_once_it_is_known() -> None:
    t = a_round(NET)
    assert shown(t, "S").turn == Turn("ℓ")
    assert shown(t, "loss").turn == Turn("ℓ", f"{t.loss:.4g}", "sum")


def test_beside_the_end_stand_the_classes_and_whether_they_are_right() -> None:
    t = a_round(NET)
    names = ("ant", "bee", "cow")
    truth = [names[label] for label in t["Y"].argmax(axis=1)]
    assert shown(t, ("Z", 4), classes=names).classes == Classes(truth, [], "truth", "S says")
    said = shown(t, "S", classes=names).classes.said
    assert said == [(names[a], a == b) for a, b in zip(t["S"].argmax(axis=1), t["Y"].argmax(axis=1), strict=True)]
    assert shown(t, "S", classes=names[:2]).classes == Classes(), "names of other classes"
    assert shown(t, "S", classes=names, notation="column").classes == Classes(), "there the examples are columns"


def test_the_program_has_a_mark_an_operation() -> None:
    t = a_round(NET)
    picture = scene(t, 3, View())
    assert [mark.tile for mark in picture.program] == [name(step.writes) for step in t.steps]
    assert [mark.phase for mark in picture.program] == [step.rule.phase for step in t.steps]
    assert [mark.layer for mark in picture.program] == [step.i for step in t.steps]
    assert [mark.index for mark in picture.program[:3]] == ["1", "2", "2"]  # Z₁W₁, Z₂, Z₂W₂
    assert picture.cursor == 3


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_drawing_of_the_network_knows_what_is_shown_transposed(notation: str) -> None:
    picture = shown(a_round(NET, m=7), ("G", 1), notation=notation)
    assert picture.drawing.widths == NET.widths
    for tile in picture.tiles:
        if tile.id in ("Z2", "W1", "G2", "dW2", "S", "Y"):
            sizes = {"Z2": (7, 6), "W1": (4, 6), "G2": (7, 6), "dW2": (6, 5), "S": (7, 3), "Y": (7, 3)}
            rows, columns = sizes[tile.id]
            turned = tile.quantity in picture.drawing.turned
            assert tile.shape == ((columns, rows) if turned else (rows, columns))


def test_quantities_between_0_and_1_have_a_scale_of_their_own() -> None:
    scales = {tile.id: tile.scale for tile in scene(a_round(NET), 0, View()).tiles}
    assert {tile for tile, scale in scales.items() if scale == "slope"} == {"D1", "D2", "D3"}
    assert {tile for tile, scale in scales.items() if scale == "share"} == {"S", "Y"}
    waves = scene(a_round(Network((4, 6, 3), ("sin", "identity")), m=40), 0, View()).tiles
    assert next(tile.scale for tile in waves if tile.id == "D1") == "signed", "the slope of sin is negative too"


def test_the_heads_have_a_word_and_the_convention() -> None:
    heads = scene(a_round(Network((4, 3), reduction="mean")), 0, View()).heads
    assert [head.quantity for head in heads] == ["W", "Z", "P", "D", "G", "M", "dW"]
    assert all(head.word and head.symbol for head in heads)
    assert [head.quantity for head in heads if head.convention == "mean"] == ["G", "M", "dW"]
    assert [head.letter for head in heads] == ["", "", "Pᵢ", "Dᵢ", "", "", ""]


def test_hidden_rows_are_not_sent_but_for_the_equation_in_focus() -> None:
    picture = shown(a_round(NET), ("M", 2), rows=["W"])
    assert loop(picture) == [["W1", "W2", "W3"], [], [], ["Y"], []]
    assert {tile.id for tile in picture.tiles} == {"W1", "W2", "W3", "Y", "G3", "D2", "M2"}


def test_every_tile_of_the_wall_and_the_strip_is_sent() -> None:
    t = a_round(NET)
    for n in range(len(t.steps) + 1):
        picture = scene(t, n, View())
        sent = [tile.id for tile in picture.tiles]
        named = {tile for band in loop(picture) for tile in band}
        named |= {term.tile for term in picture.equation or () if isinstance(term, Operand)}
        assert set(sent) == named
        assert len(sent) == len(set(sent))


def test_with_a_bias_there_is_a_row_and_a_column_more() -> None:
    t = a_round(Network((4, 6, 3), bias=True), m=7)
    shapes = {tile.id: tile.shape for tile in scene(t, len(t.steps), View()).tiles}
    assert shapes["Z1"] == (7, 5)
    assert shapes["Z2"] == (7, 7)
    assert shapes["Z3"] == (7, 3)
    assert shapes["W+1"] == (5, 6)
    assert shapes["dW2"] == (7, 3)
    assert shapes["G2"] == (7, 7)
    assert shapes["M1"] == (7, 6)


@pytest.mark.parametrize("notation", list(NOTATIONS))
def test_axes_and_shapes_turn_with_the_notation(notation: str) -> None:
    t = a_round(NET, m=7)
    plain = {tile.id: tile for tile in scene(t, 0, View()).tiles}
    tiles = scene(t, 0, View(notation=notation)).tiles
    turned = {tile.id for tile in tiles if tile.shape != plain[tile.id].shape}
    for tile in tiles:
        step = -1 if tile.id in turned else 1
        assert tile.shape == plain[tile.id].shape[::step]
        assert tile.axes == plain[tile.id].axes[::step]
    assert ("W1" in turned, "Z2" in turned) == {
        "lecture": (False, False),
        "homework": (False, False),
        "column": (True, True),
        "pytorch": (True, False),
    }[notation]


# --- scale, selection, words ---


def test_one_scale_a_row_is_the_largest_magnitude_in_it() -> None:
    t = a_round(NET)
    limits = {tile.id: tile.limit for tile in scene(t, len(t.steps), View(shared=True)).tiles}
    for symbol in ("Z", "P", "D", "M", "dW", "G"):
        of_row = {limit for tile, limit in limits.items() if tile.rstrip("1234") == symbol}
        assert of_row == {max(float(np.abs(t[key]).max()) for key in t if isinstance(key, tuple) and key[0] == symbol)}


def test_the_scale_of_a_row_does_not_change_on_the_way() -> None:
    """It knows what is still to come, so that a colour means the same number all through the round."""
    t = a_round(NET)
    for before, after in pairwise(range(cursor(t, ("G", 1)) + 1)):
        one, other = (
            {tile.quantity: tile.limit for tile in scene(t, n, View(shared=True)).tiles} for n in (before, after)
        )
        assert all(one[quantity] == other[quantity] for quantity in set(one) & set(other) & set(ROWS))


def test_a_shared_scale_overlooks_what_is_not_finite() -> None:
    net = Network((2, 2, 2), "identity", "squared_error")
    t = trace(net, {i: np.full((2, 2), 1e200) for i in (1, 2)}, [[1.0, 2.0]], [0])
    assert np.isinf(t["P", 2]).all()
    limits = {tile.id: tile.limit for tile in scene(t, len(t.steps), View(shared=True)).tiles}
    assert limits["P2"] == limits["P1"] == np.abs(t["P", 1]).max()
    assert all(np.isfinite(limit) for limit in limits.values() if limit is not None)


def test_without_a_shared_scale_every_matrix_has_its_own() -> None:
    t = a_round(NET)
    assert {tile.limit for tile in scene(t, len(t.steps), View()).tiles} == {None}


def test_the_selected_cell_is_shown_as_long_as_its_matrix_is() -> None:
    t = a_round(NET)
    assert scene(t, 0, View(selected=(("Z", 1), 2, 3))).selected == Cell("Z1", 2, 3)
    assert scene(t, 0, View(selected=(("Z", 1), 2, 3), rows=["W"])).selected is None
    assert scene(t, 0, View(selected=(("W+", 1), 2, 3))).selected is None


@pytest.mark.parametrize("notation", list(NOTATIONS))
def test_the_selected_cell_is_the_same_number_in_every_notation(notation: str) -> None:
    t = a_round(NET)
    picture = scene(t, 0, View(selected=(("W", 1), 3, 5), notation=notation))
    assert picture.selected
    array = next(tile.array for tile in picture.tiles if tile.id == "W1")
    assert array is not None
    assert array[picture.selected.row, picture.selected.column] == t["W", 1][3, 5]


def test_its_words_are_the_readers() -> None:
    picture = scene(a_round(NET), 0, View(translate=lambda text: f"‹{text}›"))
    assert all(head.word.startswith("‹") for head in picture.heads)
    assert picture.headline.html.startswith("‹")
    assert next(tile.axes for tile in picture.tiles if tile.id == "W1") == ("‹from unit›", "‹to unit›")


# --- names ---


def test_titles_are_unique_in_every_notation_and_names_in_all() -> None:
    t = a_round(Network((3,) * 13))
    keys = [key for key in t if key != "X"]
    assert len({name(key) for key in keys}) == len(keys)
    for notation in NOTATIONS:
        titles = [title(t.net, key, notation) for key in keys]
        doubled = {text for text in titles if titles.count(text) > 1}
        assert not doubled, notation


def test_indices_of_two_digits_are_written_out() -> None:
    net = Network((3,) * 13)
    assert lowered(10) == "₁₀"
    assert title(net, ("P", 12)) == "Z₁₂W₁₂"
    assert name(("W+", 12)) == "W+12"


def test_the_head_of_a_row_is_the_title_with_a_letter_for_the_layer() -> None:
    net = Network((4, 6, 5, 3))
    for symbol in ("W", "P", "D", "G", "dW"):
        assert title(net, (symbol, 2)) == head(symbol).replace("ᵢ", "₂")


def test_weights_lead_from_unit_to_unit_and_everything_else_is_examples_by_units() -> None:
    for key in (("W", 1), ("dW", 2), ("W+", 3)):
        assert axes(key) == ("from unit", "to unit")
    for other in ("S", "Y", ("Z", 1), ("G", 2), ("D", 1)):
        assert axes(other) == ("example", "unit")
    assert quantity_of(("W+", 1)) == "W"


# --- large picture and table ---


def opened(array: Any, theme: Theme = "light") -> go.Figure:
    """The large picture of a matrix, as P of an identity network."""
    array = np.asarray(array, dtype=float)
    net = Network((array.shape[1],) * 2, "identity", "squared_error")
    t = trace(net, {1: np.eye(array.shape[1])}, np.zeros_like(array), np.zeros_like(array))
    t._values["P", 1] = array
    return heatmap(t, ("P", 1), theme)


@pytest.mark.parametrize("theme", THEMES)
def test_zero_is_in_the_middle_of_the_colours(theme: Theme) -> None:
    (data,) = opened([[1.0, -3.0, 0.5]], theme).data
    assert (data.zmin, data.zmax) == (-3.0, 3.0)
    assert [tuple(stop) for stop in data.colorscale] == colorscale(theme)


def test_a_matrix_of_zeros_has_a_scale_too() -> None:
    (data,) = opened([[0.0, 0.0]]).data
    assert (data.zmin, data.zmax) == (-1.0, 1.0)


def test_what_is_not_finite_is_marked_and_says_what_it_is() -> None:
    data, marks = opened([[1.0, np.inf], [np.nan, -np.inf]]).data
    assert (data.zmin, data.zmax) == (-1.0, 1.0)
    assert list(zip(marks.y, marks.x, marks.text, strict=True)) == [(0, 1, "inf"), (1, 0, "nan"), (1, 1, "-inf")]
    assert marks.marker.color == BROKEN


def test_the_first_row_is_on_top_and_few_rows_are_all_numbered() -> None:
    few, many = (opened(np.ones((rows, 3))).layout.yaxis for rows in (24, 25))
    assert few.autorange == many.autorange == "reversed"
    assert (few.dtick, many.dtick) == (1, None)


def test_the_cells_have_their_numbers_while_they_can_be_read() -> None:
    few, many = (opened(np.ones((2, columns))).data[0].texttemplate for columns in (14, 15))
    assert (bool(few), bool(many)) == (True, False)


def test_a_short_name_tells_the_quantities_apart_and_is_no_longer_than_the_title() -> None:
    for bias, notation in product((False, True), NOTATIONS):
        t = a_round(Network((3, 4, 2), "relu", bias=bias))
        writing = NOTATIONS[notation].of(t.net)
        keys = [key for key in t if key not in ("X", "loss") and key[0] != "W+"]
        shorts = [writing.short(key) for key in keys]
        assert len({*shorts}) == len(shorts)
        assert all(len(short) <= len(writing.title(key)) for short, key in zip(shorts, keys, strict=True))
        assert not any(sign in short for short in shorts for sign in "[=")
        assert writing.short(("W+", 1)) == writing.short(("W", 1))


@settings(max_examples=30)
@given(nets(), st.data())
def test_the_table_and_its_csv_hold_every_bit_of_the_matrix(net: Network, data: st.DataObject) -> None:
    t = a_round(net)
    key = data.draw(st.sampled_from([key for key in t if key not in ("X", "loss")]))
    assume(t[key].size)
    frame = table(t, key)
    np.testing.assert_array_equal(frame.to_numpy(), t[key])
    again = pd.read_csv(io.StringIO(frame.to_csv()), index_col=0)
    np.testing.assert_array_equal(again.to_numpy(), t[key])
    assert list(again.index) == list(range(len(t[key])))
