import assert from "node:assert/strict";
import { test } from "node:test";

import { alone, begun, foretold, origins } from "../../ui/wall/following.js";

const tile = (id, shape, cells) => ({ id, quantity: id[0], shape, sent: shape, block: [1, 1], cells, dtype: "float64" });
const column = (name, tile_, title, more = {}) => ({ name, tile: tile_, title, factor: true, rows: [0], columns: [0], values: [], ...more });

// M₂ W₂ᵀ = G₂: 1 · 5 + 2 · 6 = 17, …, 3 · 7 + 4 · 8 = 53.
const scene = {
  equation: [{ tile: "M2" }, { sign: "·" }, { tile: "W2", transpose: true }, { sign: "=" }, { tile: "G2" }],
  tiles: {
    M2: tile("M2", [2, 2], [1, 2, 3, 4]),
    W2: tile("W2", [2, 2], [5, 6, 7, 8]),
    G2: tile("G2", [2, 2], [17, 23, 39, 53]),
  },
};
const panel = {
  title: "G₂[0, 0]",
  name: "G₂",
  cell: { tile: "G2", row: 0, column: 0 },
  value: "17.0",
  sentence: "Back.",
  equation: ["17"],
  total: "The sum is 17.",
  rest: null,
  trail: [{ title: "G₂[0, 0]" }],
  tools: ["paths"],
  constant: [null, null],
  terms: [
    { letter: "c", sign: "", places: [0, 1], values: [5, 12], shares: [], columns: [column("M₂", "M2", "M₂[0, c]"), column("W₂", "W2", "W₂[0, c]")] },
  ],
};
const last = { tile: "G2", row: 1, column: 1 };

test("another cell of the matrix is taken apart from the matrices that are seen", () => {
  const { title, value, terms, cell, trail, isAhead, sentence } = foretold(panel, scene, last);
  assert.deepEqual([title, value, cell, trail, isAhead, sentence], ["G₂[1, 1]", "53.0", last, [], true, "Back."]);
  assert.deepEqual(terms[0].values, [21, 32]);
  assert.deepEqual(terms[0].columns.map((one) => [one.title, one.values]), [["M₂[1, c]", [3, 4]], ["W₂[1, c]", [7, 8]]]);
  assert.deepEqual(terms[0].columns.map((one) => [one.rows, one.columns]), [[[1, 1], [0, 1]], [[1, 1], [0, 1]]]);
});

test("of an entry that a block shows its name and value are told, of one that it does not show nothing", () => {
  const blocks = { ...scene.tiles.G2, shape: [4, 4], block: [2, 2], chosen: [0, 3, 1, 2] };
  const wide = { ...scene, tiles: { ...scene.tiles, G2: blocks } };
  const shown = { tile: "G2", row: 1, column: 3 };
  assert.equal(foretold(panel, wide, shown), null);
  const { title, value, cell, isBegun } = begun(panel, wide, shown);
  assert.deepEqual([title, value, cell, isBegun], ["G₂[1, 3]", "23.0", shown, true]);
  assert.deepEqual(begun({ ...panel, constant: [null, 3] }, wide, shown).tools, [], "of a constant");
  assert.equal(begun(panel, wide, { ...shown, row: 0 }), null);
  assert.equal(begun(panel, wide, { ...shown, tile: "M2" }), null, "of another matrix");
  assert.equal(begun(panel, { tiles: { G2: { ...blocks, cells: null } } }, shown), null);
});

test("what it comes from is pointed out; of a matrix of which the picture does not say it, nothing", () => {
  assert.deepEqual(origins(scene, last), [{ tile: "M2", rows: [1], columns: null }, { tile: "W2", rows: [1], columns: null }]);
  assert.deepEqual(origins(scene, { tile: "M2", row: 0, column: 0 }), []);
});

test("no tool is offered for a moment where none applies: for the constants of a bias", () => {
  const tools = (constant, cell) => foretold({ ...panel, constant }, scene, cell).tools;
  assert.deepEqual(tools([null, 1], last), []);
  assert.deepEqual(tools([1, null], last), []);
  assert.deepEqual(tools([null, 0], last), ["paths"]);
});

test("of a matrix that another step has made, too", () => {
  const { equation, tiles } = scene;
  const later = { equation: [{ tile: "M2" }, { sign: "=" }, { tile: "M1" }], origin: equation, tiles };
  assert.deepEqual(foretold(panel, later, last).terms[0].values, [21, 32]);
  assert.equal(foretold(panel, { ...later, origin: [] }, last), null);
});

test("a function of one entry has that entry; a constant column has none", () => {
  const P1 = tile("P1", [1, 2], [1, -1]);
  const Z2 = tile("Z2", [1, 3], [0.5, -0.25, 1]);
  const drawn = { equation: [{ sign: "σ(" }, { tile: "P1" }, { sign: ")" }, { sign: "=" }, { tile: "Z2" }], tiles: { P1, Z2 } };
  const terms = [{ letter: "", sign: "", places: [0], values: [0.5], shares: [], columns: [column("P₁", "P1", "P₁[0, 0]", { factor: false })] }];
  const one = { ...panel, title: "Z₂[0, 0]", name: "Z₂", cell: { tile: "Z2", row: 0, column: 0 }, terms };
  const told = foretold(one, drawn, { tile: "Z2", row: 0, column: 1 });
  assert.deepEqual([told.title, told.terms[0].values, told.terms[0].columns[0].title], ["Z₂[0, 1]", [-0.25], "P₁[0, 1]"]);
  assert.equal(foretold(one, drawn, { tile: "Z2", row: 0, column: 2 }), null);
});

test("as many terms are listed as before, the largest, and what the others give; shares are those of magnitudes", () => {
  const [group] = panel.terms;
  const few = { ...group, places: [1], values: [12], shares: [12 / 17] };
  const { terms, rest } = foretold({ ...panel, terms: [few], rest: { count: 1, value: 5 } }, scene, last);
  assert.deepEqual([terms[0].places, terms[0].values, terms[0].shares, rest], [[1], [32], [32 / 53], { count: 1, value: 21 }]);
  assert.deepEqual(terms[0].columns.map((one) => one.values), [[4], [8]]);
});

test("terms that are not those of Python are not shown, and never those of another cell", () => {
  const [group] = panel.terms;
  for (const terms of [[{ ...group, values: [5, 13] }], [group, group], [{ ...group, columns: [column("v", null, "v[0, 0]")] }], []]) {
    assert.equal(foretold({ ...panel, terms }, scene, last), null);
  }
  assert.equal(foretold({ ...panel, rest: { count: 3, value: 1 } }, scene, last), null);
  assert.equal(foretold(panel, scene, { tile: "M2", row: 0, column: 0 }), null, "of another matrix");
  const { title, value, terms } = alone(panel, scene, last);
  assert.deepEqual([title, value, terms], ["G₂[1, 1]", "53.0", []]);
});
