"""What the panel says of a cell: complete, true, and read by the JavaScript as it was meant."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop.activations import ACTIVATIONS, X
from backprop.experiment import Experiment
from backprop.explain import explain
from backprop.explain.equation import Summand
from backprop.expression import Key, Place
from backprop.losses import LOSSES
from backprop.network import Network
from backprop.notations import NOTATIONS
from backprop.nudge import nudge
from backprop.optimizers import OPTIMIZERS
from backprop.passes import Trace, trace
from backprop.paths import paths
from figures.mathml import line, mathml
from figures.notation import name
from figures.wall.packing import film
from figures.wall.panel import Panel
from figures.wall.parts import Scene
from figures.wall.provenance import MOST_TERMS, Names, _Maker, lit, panel, subject_of
from figures.wall.scene import View, scene
from figures.wall.trail import short
from tests.wire import pictures

ROOT = Path(__file__).parents[1]

OPTIONS = st.fixed_dictionaries(
    {
        "hidden": st.sampled_from([(3, 2), (4, 4)]),
        "loss": st.sampled_from(sorted(LOSSES.keys() - {"binary_cross_entropy"})),  # iris has three classes
        "reduction": st.sampled_from(["sum", "mean"]),
        "bias": st.booleans(),
        "dtype": st.sampled_from(["float32", "float64"]),
        "batch_size": st.integers(1, 5),
        "optimizer": st.sampled_from(list(OPTIMIZERS)),
        "weight_decay": st.sampled_from([0.0, 0.1]),
        "l2": st.sampled_from([0.0, 0.1]),
    }
)


def small(**more: Any) -> Trace:
    """A round of a small network on random data."""
    net = Network((4, 3, 2), "tanh", **more)
    random = np.random.default_rng(7)
    return trace(net, net.init_weights(), random.normal(size=(5, 4)), random.integers(0, 2, 5))


def cells(t: Trace) -> Iterator[tuple[Key, tuple[int, int]]]:
    """The corners of every matrix of a pass."""
    for key in t:
        if isinstance(t[key], np.ndarray) and t[key].ndim == 2:
            yield key, (0, 0)
            yield key, (t[key].shape[0] - 1, t[key].shape[1] - 1)


def of(t: Trace, key: Key, *index: int, **more: Any) -> Panel:
    return panel(t, [(key, *index)], **more)  # type: ignore[list-item]


@given(OPTIONS)
def test_the_terms_of_every_cell_give_the_cell_and_every_factor_is_where_it_says(options: dict[str, Any]) -> None:
    t = Experiment(**options).trainer().trace()
    tiles = {name(key): key for key in t}
    for key, index in cells(t):
        shown = of(t, key, *index)
        assert shown.terms or shown.sentence
        if shown.own is None and shown.terms:
            total = sum(value for terms in shown.terms for value in terms.values)
            size = sum(abs(value) for terms in shown.terms for value in terms.values)
            assert total == pytest.approx(explain(t, key, index).total, rel=1e-6, abs=1e-6 * size)
        for column in (column for terms in shown.terms for column in terms.columns):
            if column.tile is None:
                continue
            matrix = t[tiles[column.tile]]
            assert matrix[column.rows, column.columns].tolist() == list(column.values)
        film([Scene([], panel=shown)])


def test_every_way_down_ends_at_a_number_that_was_given() -> None:
    t = Experiment(bias=True).trainer().trace()
    tiles = {name(key): key for key in t}
    for pick in (0, -1):
        trail: list[Place] = [(("dW", 1), 0, 2)]
        while (shown := panel(t, trail, len(trail) - 1)).terms:
            column = shown.terms[pick].columns[pick]
            assert column.tile
            trail.append((tiles[column.tile], column.rows[pick], column.columns[pick]))
        key, *index = trail[-1]
        assert explain(t, key, index).leaf
        notes = [crumb.note for crumb in shown.trail]
        assert all(notes[:-1])
        assert notes[-1] == ""


def test_the_trail_says_which_term_was_followed() -> None:
    t = small()
    shown = panel(t, [(("dW", 1), 0, 2), (("M", 1), 3, 2), (("G", 2), 3, 2)], 1)
    assert (shown.title, shown.at) == ("M₁[3, 2]", 1)
    assert [crumb.title for crumb in shown.trail] == ["∇W₁[0, 2]", "M₁[3, 2]", "G₂[3, 2]"]
    assert shown.trail[0].note.startswith("r = 3: ")
    assert shown.trail[0].note.endswith(f" = {short(t['Z', 1][3, 0] * t['M', 1][3, 2])}")
    assert short(t["D", 1][3, 2]) in shown.trail[1].note
    assert shown.trail[2].note == ""


def test_one_of_many_a_second_is_the_same_but_for_its_equation() -> None:
    rests, passes = (of(small(), ("dW", 1), 0, 2, passing=passing) for passing in (False, True))
    assert rests.equation
    assert replace(rests, equation=(), passing=True) == passes


def test_a_cell_of_the_trail_that_is_gone_stays_as_a_name() -> None:
    shown = panel(small(), [(("dW", 1), 0, 9), (("W", 1), 0, 0)], 1)
    assert shown.title == "W₁[0, 0]"
    assert shown.trail[0].title == "∇W₁[0, 9]"
    assert np.isnan(shown.trail[0].value)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_factors_are_found_on_the_wall_in_every_notation(notation: str) -> None:
    t = small()
    view = View(notation=notation)
    shapes = {tile.id: tile.shape for step in range(len(t.steps) + 1) for tile in scene(t, step, view).tiles}
    for key, index in cells(t):
        e = explain(t, key, index, NOTATIONS[notation].of(t.net))
        if not e.like:
            continue
        shown = of(t, key, *index, notation=notation)
        columns = [column for terms in shown.terms for column in terms.columns if column.tile]
        marked = {area.tile: area for area in lit(e)}
        for column in columns:
            rows, across = shapes[column.tile or ""]
            assert max(column.rows) < rows
            assert max(column.columns) < across
            assert set(column.rows) == set(marked[column.tile or ""].rows or ())
            assert set(column.columns) == set(marked[column.tile or ""].columns or ())


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_number_is_the_walls_own_in_every_notation(notation: str, reduction: str) -> None:
    """Also where the notation averages what the network sums, or the other way round."""
    t = Experiment(reduction=reduction, bias=True, l2=0.5, optimizer="adam", weight_decay=0.1).trainer().trace()
    writing = NOTATIONS[notation].of(t.net)
    tiles = {name(key): key for key in t}
    walls = {key: writing.value(key, t[key], t.rows) for key in t if isinstance(t[key], np.ndarray)}
    for key, index in [*cells(t), ("loss", ())]:
        shown = of(t, key, *index, notation=notation)
        place = writing.turned(key, *index) if index else ()
        value = walls[key][place]
        assert shown.value == str(value).replace("-", "−")
        assert shown.title.endswith(f"[{place[0]}, {place[1]}]" if place else writing.title("loss"))
        for column in (column for terms in shown.terms for column in terms.columns if column.tile):
            wall = walls[tiles[column.tile or ""]]
            assert wall[column.rows, column.columns].tolist() == list(column.values)
        e = explain(t, key, index, writing)
        if e.like and e.relation == "sum":
            size = sum(abs(float(one)) for like in e.like for one in like.values)
            assert e.total == pytest.approx(value, rel=1e-5, abs=1e-5 * size)
            products = [one for like in e.like if not like.written for one in like.terms() if one.factors]
            for term in products:
                product = term.coefficient * np.prod([f.value for f in term.factors if f.role == "factor"])
                assert term.value == pytest.approx(product, rel=1e-4, abs=1e-7) or key == "loss"


def wide(inputs: int = 100) -> Trace:
    net = Network((inputs, 2))
    random = np.random.default_rng(3)
    return trace(net, net.init_weights(), random.normal(size=(4, inputs)), [0, 1, 0, 1])


def test_of_many_terms_the_largest_are_listed_and_the_others_are_counted_and_summed() -> None:
    t = wide()
    shown = of(t, ("P", 1), 1, 1)
    (terms,) = shown.terms
    products = t["Z", 1][1] * t["W", 1][:, 1]
    largest = sorted(np.argsort(-abs(products))[:MOST_TERMS].tolist())
    assert terms.places == largest
    assert terms.values == products[largest].tolist()
    assert shown.rest
    assert shown.rest[0] == 40
    assert shown.rest[1] == pytest.approx(np.delete(products, largest).sum())
    assert of(wide(MOST_TERMS), ("P", 1), 1, 1).rest is None


def test_what_is_not_finite_is_listed_first_and_survives_the_way() -> None:
    net = Network((100, 2))
    W = {1: np.ones((100, 2))}
    X = np.full((2, 100), 2.0)
    X[0, 70], X[0, 71], X[0, 72] = np.nan, np.inf, -np.inf
    t = trace(net, {1: W[1] * 1.0}, np.ones((2, 100)), [0, 1])
    object.__setattr__(t, "_values", {**t._values, ("Z", 1): X})
    steps = [replace(step, operands=(X, *step.operands[1:])) if step.reads[0] == ("Z", 1) else step for step in t.steps]
    t.steps = tuple(steps)
    shown = of(t, ("P", 1), 0, 0)
    assert {70, 71, 72} <= set(shown.terms[0].places)
    (picture,) = pictures(film([Scene([], panel=shown)]))
    values = picture.header["panel"]["terms"][0]["values"]
    found = [values[shown.terms[0].places.index(place)] for place in (70, 71, 72)]
    assert found == [{"float": "NaN"}, {"float": "Infinity"}, {"float": "-Infinity"}]


def test_the_panel_says_whether_the_total_is_the_cell_exactly() -> None:
    t = small()
    e = explain(t, ("M", 1), (0, 0))
    maker = _Maker(t, e, Names(), str)
    assert "to the last bit" in maker.total()
    rounded = _Maker(t, replace(e, total=e.value * (1 + 2**-50)), Names(), str).total()
    assert "to the last bit" not in rounded
    assert maker.full(e.value) in rounded
    assert "apart by rounding" in rounded


def test_numbers_are_printed_with_the_digits_of_their_dtype() -> None:
    net = Network((1, 1), loss="squared_error")
    t = trace(net, {1: np.array([[0.1]], np.float32)}, [[1.0]], [[0.0]])
    assert of(t, ("W", 1), 0, 0).value == "0.1"


def test_softmax_marks_the_cells_own_term() -> None:
    t = small()
    shown = of(t, "S", 1, 1)
    assert shown.own == 1
    (terms,) = shown.terms
    assert terms.values[1] / sum(terms.values) == pytest.approx(t["S"][1, 1])
    assert of(t, ("P", 1), 0, 0).own is None


def test_a_regularisation_has_a_term_a_share_and_a_bar_of_its_own() -> None:
    t = small(l2=0.5)
    shown = of(t, ("dW", 1), 0, 2, names=Names(classes=("cat", "dog")))
    data, penalty = shown.terms
    assert [column.title for column in penalty.columns] == ["W₁[0, 2]"]
    assert (penalty.letter, penalty.values) == ("", [0.5 * t["W", 1][0, 2]])
    assert '<mi class="variable">λ</mi>' in penalty.sign
    assert sum(data.shares) + sum(penalty.shares) == pytest.approx(1)
    assert [bar.name for bar in shown.classes] == ["cat", "dog", "regularisation"]
    assert sum(bar.value for bar in shown.classes) == pytest.approx(t["dW", 1][0, 2])
    assert shown.trail[-1].title == "∇W₁[0, 2]"
    followed = panel(t, [(("dW", 1), 0, 2), (("W", 1), 0, 2)], names=Names())
    assert followed.trail[0].note.startswith("0.5 · ")


def test_of_many_terms_the_largest_are_listed_in_their_own_group() -> None:
    net = Network((1, 1), loss="squared_error", l2=0.5)
    t = trace(net, {1: np.array([[3.0]])}, np.arange(1.0, 101)[:, None], np.zeros((100, 1)))
    shown = of(t, ("dW", 1), 0, 0)
    assert [len(terms.values) for terms in shown.terms] == [MOST_TERMS, 0]
    assert shown.rest is not None
    assert shown.rest[0] == 101 - MOST_TERMS
    large = trace(replace(net, l2=1e9), {1: t["W", 1]}, t["X"], t["Y"])
    listed = of(large, ("dW", 1), 0, 0).terms
    assert [len(terms.values) for terms in listed] == [MOST_TERMS - 1, 1]
    assert listed[0].places == list(range(41, 100))


def test_a_gradient_of_weights_has_shares_of_examples_and_of_classes() -> None:
    t = small()
    shown = of(t, ("dW", 1), 0, 2, names=Names(classes=("cat", "dog")))
    terms = np.array(shown.terms[0].values)
    assert shown.terms[0].shares == pytest.approx(abs(terms) / abs(terms).sum())
    labels = t["Y"].argmax(axis=1)
    sums = {bar.name: bar.value for bar in shown.classes}
    assert sums == {word: pytest.approx(terms[labels == label].sum()) for label, word in enumerate(("cat", "dog"))}
    assert of(t, ("P", 1), 0, 0).classes == ()


def test_a_given_number_is_called_by_its_name() -> None:
    t = small()
    names = Names(("height", "weight", "age", "dose"), ("ill", "well"), (40, 41, 42, 43, 44))
    ill = ("ill", "well")[int(t["Y"][3].argmax())]
    facts = dict(of(t, ("Z", 1), 3, 2, names=names).facts)
    assert facts == {"example": "3 of the batch, 43 of the training part", "feature": "age", "its class": ill}
    assert dict(of(t, "Y", 3, 1, names=names).facts)["output"] == "well"
    assert of(t, ("W", 1), 2, 0, names=names).facts == [("feature", "age")]
    assert of(t, ("W", 2), 2, 0, names=names).facts == []
    assert dict(of(t, "Y", 3, 1).facts)["output"] == "class 1", "without names too"


def test_a_quantity_has_a_name_and_no_class() -> None:
    net = Network((2, 3, 2), loss="huber")
    t = trace(net, net.init_weights(), np.eye(2), [[0.5, 2.0], [1.5, -1.0]])
    names = Names(("age", "dose"), (), (7, 8), ("price", "weight"))
    assert dict(of(t, "Y", 1, 1, names=names).facts) == {
        "example": "1 of the batch, 8 of the training part",
        "output": "weight",
    }
    assert dict(of(t, ("Z", 1), 1, 0, names=names).facts)["feature"] == "age"
    assert of(t, ("dW", 1), 0, 2, names=names).classes == ()


@pytest.mark.parametrize("bias", [False, True])
def test_a_tool_is_offered_where_the_engine_can_do_it_and_nowhere_else(bias: bool) -> None:
    t = small(bias=bias)
    W = {i: t["W", i] for i in (1, 2)}
    offered = {"paths": 0, "nudge": 0, "edit": 0}
    for key, index in cells(t):
        for tool in of(t, key, *index).tools:
            source = subject_of(tool, t.net, key, index)
            assert source
            offered[tool] += 1
            if tool == "paths":
                assert paths(t, (source, index)).total == pytest.approx(paths(t, (source, index), 999).shown)
            else:
                nudge(t.net, W, t["X"], t["Y"].argmax(axis=1), source, index, [0.0])
    assert all(offered.values())
    if bias:
        assert of(t, ("Z", 1), 0, 4).tools == (), "a constant column"
    assert of(t, ("D", 1), 0, 0).tools == ()


@pytest.mark.parametrize("notation", ["lecture", "column"])
def test_the_constants_of_a_matrix_are_where_no_tool_is_offered_though_it_is_beside_them(notation: str) -> None:
    t = small(bias=True)
    for key in (("Z", 2), ("G", 2)):
        shown = of(t, key, 0, 0, notation=notation)
        last = of(t, key, 0, t[key].shape[1] - 1, notation=notation)
        assert shown.tools
        assert not last.tools
        assert last.cell
        row, column = shown.constant
        assert (last.cell[1] == row) != (last.cell[2] == column)
    assert of(t, ("dW", 1), 0, 0).constant == of(small(), ("G", 2), 0, 0).constant == (None, None)


def test_the_rows_and_columns_lit_are_those_of_the_factors() -> None:
    t = Experiment(bias=True).trainer().trace()
    for key, index in cells(t):
        e = explain(t, key, index)
        areas = {area.tile: {(r, c) for r in area.rows or () for c in area.columns or ()} for area in lit(e)}
        factors = {(name(factor.key), factor.index) for factor in e.children}
        assert {(tile, cell) for tile, filled in areas.items() for cell in filled} == factors


def test_a_product_that_reads_a_matrix_transposed_lights_its_row() -> None:
    t = small()
    areas = {area.tile: area for area in lit(explain(t, ("G", 1), (4, 2)))}
    assert (areas["W1"].rows, areas["W1"].columns) == ((2,), (0, 1, 2))
    assert (areas["M1"].rows, areas["M1"].columns) == ((4,), (0, 1, 2))


def formulas() -> Iterator[str]:
    """Every form of equation that the engine writes of a cell."""
    for optimizer in OPTIMIZERS:
        for loss in LOSSES.keys() - {"binary_cross_entropy"}:
            t = Experiment(optimizer=optimizer, loss=loss, reduction="mean", weight_decay=0.1).trainer().trace()
            yield from (explain(t, key, index).latex(2) for key, index in cells(t))
    for activation in ACTIVATIONS.values():
        yield from (activation.latex, activation.slope_written(X))


def test_every_equation_becomes_well_formed_mathml_without_a_command_left() -> None:
    for latex in formulas():
        root = ET.fromstring(mathml(latex))
        words = {element.text for element in root.iter("mtext")}
        assert words <= {"NaN", "\xa0", "\xa0if\xa0", "\xa0else\xa0", " if ", " else "}, latex
        assert "\\" not in "".join(root.itertext())


def test_a_name_of_code_is_a_name_and_no_text() -> None:
    assert '<mi mathvariant="monospace">z_1.grad</mi><mo>' in mathml(r"\texttt{z\_1.grad} = 0")


def test_an_equation_breaks_at_its_sides_and_between_summands_only() -> None:
    left, right = (
        line([Summand(False, "a")], equals=False),
        line([Summand(True, "b"), Summand(False, "c - d")], equals=True),
    )
    assert (left.count("<math"), right.count("<math")) == (1, 2)
    first, second = right.split(" <math")
    assert '=</mo><mo form="prefix">−' in first
    assert second.count("<mo>+</mo>") == 1


READER = """
import { decodeScene, picturesOf } from "./ui/wall/decode.js";
import { ordered, readTerms } from "./ui/wall/terms.js";
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const [picture] = picturesOf(new Uint8Array(Buffer.concat(chunks))).film;
const { panel } = decodeScene(picture);
const [group] = readTerms(panel);
console.log(JSON.stringify({
  title: panel.title,
  first: ordered(group.rows, true)[0].factors.map(({ name, value, entry }) => ({ name, value, entry })),
  sum: group.rows.reduce((sum, row) => sum + row.value, 0),
}));
"""


def test_the_wall_reads_the_panel_that_was_packed() -> None:
    found = shutil.which("node")
    assert found, "the tests of the wall need node"
    t = small()
    message = film([Scene([], panel=of(t, ("dW", 1), 0, 2))])
    command = [found, "--input-type=module", "-e", READER]
    run = subprocess.run(command, input=message, capture_output=True, cwd=ROOT, check=True)
    read = json.loads(run.stdout)
    r = int(abs(t["Z", 1][:, 0] * t["M", 1][:, 2]).argmax())
    assert read["title"] == "∇W₁[0, 2]"
    assert read["sum"] == pytest.approx(t["dW", 1][0, 2])
    assert read["first"] == [
        {"name": f"Z₁[{r}, 0]", "value": t["Z", 1][r, 0], "entry": {"tile": "Z1", "row": r, "column": 0}},
        {"name": f"M₁[{r}, 2]", "value": t["M", 1][r, 2], "entry": {"tile": "M1", "row": r, "column": 2}},
    ]
