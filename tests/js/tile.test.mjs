import assert from "node:assert/strict";
import { test } from "node:test";

import { LABELS } from "../../ui/wall/labels.js";
import { brokenText, runs, where } from "../../ui/wall/tile.js";

const blocks = { sent: [3, 2], shape: [5, 2], block: [2, 1], axes: ["example", "unit"] };

test("a place is named by its axes, a block by its span", () => {
  assert.deepEqual(where(blocks, { row: 1, column: 0 }, LABELS), ["example 2–3", "unit 0"]);
  assert.deepEqual(where(blocks, { row: 2, column: 1 }, LABELS), ["example 4", "unit 1"]);
  assert.deepEqual(where({ ...blocks, axes: undefined }, { row: 2, column: 0 }, LABELS), ["row 4", "column 0"]);
});

test("the badge counts NaN and infinities apart", () => {
  assert.equal(brokenText({ cells: [], nan: 2, infinite: 1 }), "NaN ×2 ∞ ×1");
  assert.equal(brokenText({ cells: [], nan: 0, infinite: 0 }), "");
  assert.equal(brokenText({ cells: null }), "");
});

test("indices to point out become runs of cells, inside the matrix", () => {
  assert.deepEqual(runs(null, blocks, 0), [[0, 2]]);
  assert.deepEqual(runs([4, 0, 1, 99], blocks, 0), [[0, 0], [2, 2]]);
  assert.deepEqual(runs([0, 1], blocks, 1), [[0, 1]]);
  assert.deepEqual(runs([], blocks, 0), []);
});
