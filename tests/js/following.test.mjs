import assert from "node:assert/strict";
import { test } from "node:test";

import { followed } from "../../ui/wall/following.js";

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
  value: "17.0",
  sentence: "Back.",
  equation: ["17"],
  total: "The sum is 17.",
  rest: null,
  trail: [{ title: "G₂[0, 0]" }],
  tools: ["paths"],
  terms: [
    { letter: "c", sign: "", places: [0, 1], values: [5, 12], shares: [], columns: [column("M₂", "M2", "M₂[0, c]"), column("W₂", "W2", "W₂[0, c]")] },
  ],
};
const last = { tile: "G2", row: 1, column: 1 };

test("the cell that is lit is taken apart from the matrices that are seen", () => {
  const { title, value, terms, total, passing, sentence } = followed(panel, scene, scene.tiles.G2, last);
  assert.deepEqual([title, value, total, passing, sentence], ["G₂[1, 1]", "53", "", true, "Back."]);
  assert.deepEqual(terms[0].values, [21, 32]);
  assert.deepEqual(terms[0].columns.map((one) => [one.title, one.values]), [["M₂[1, c]", [3, 4]], ["W₂[1, c]", [7, 8]]]);
  assert.deepEqual(terms[0].columns.map((one) => [one.rows, one.columns]), [[[1, 1], [0, 1]], [[1, 1], [0, 1]]]);
});

test("a function of one entry has that entry", () => {
  const made = tile("Z2", [1, 2], [0.5, -0.25]);
  const drawn = { equation: [{ sign: "σ(" }, { tile: "P1" }, { sign: ")" }, { sign: "=" }, { tile: "Z2" }], tiles: { P1: tile("P1", [1, 2], [1, -1]), Z2: made } };
  const one = { ...panel, title: "Z₂[0, 0]", name: "Z₂", terms: [{ letter: "", sign: "", places: [0], values: [0.5], columns: [column("P₁", "P1", "P₁[0, 0]", { factor: false })] }] };
  const { terms, title } = followed(one, drawn, made, { row: 0, column: 1 });
  assert.deepEqual([title, terms[0].values, terms[0].columns[0].title], ["Z₂[0, 1]", [-0.25], "P₁[0, 1]"]);
});

test("terms that are not those of Python are not shown, and never those of another cell", () => {
  const [group] = panel.terms;
  for (const terms of [[{ ...group, values: [5, 13] }], [group, group], [{ ...group, columns: [column("v", null, "v[0, 0]")] }], []]) {
    const { terms: shown, value } = followed({ ...panel, terms }, scene, scene.tiles.G2, last);
    assert.deepEqual([shown, value], [[], "53"]);
  }
  assert.deepEqual(followed({ ...panel, rest: { count: 3, value: 1 } }, scene, scene.tiles.G2, last).terms, []);
});
