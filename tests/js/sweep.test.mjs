import assert from "node:assert/strict";
import { test } from "node:test";

import { Sweep, seen, sources } from "../../ui/wall/sweep.js";

const tile = (id, shape, quantity = id[0]) => ({
  id, quantity, shape, sent: shape, block: [1, 1], cells: new Float64Array(shape[0] * shape[1]),
});
const product = {
  equation: [{ tile: "M2" }, { sign: "·" }, { tile: "W2", transpose: true }, { sign: "=" }, { tile: "G2" }],
  tiles: { M2: tile("M2", [2, 3]), W2: tile("W2", [4, 3]), G2: tile("G2", [2, 4]) },
};

test("a cell of a product comes from a row of the left and a column of the right, as they are drawn", () => {
  assert.deepEqual(sources(product.equation, product.tiles, { row: 1, column: 2 }), [
    { tile: "M2", rows: [1], columns: null },
    { tile: "W2", rows: [2], columns: null }, // drawn transposed: its row is the column
  ]);
});

test("a cell of an entrywise product comes from the same cells; a softmax from the row", () => {
  const entrywise = { equation: [{ tile: "G1" }, { sign: "∘" }, { tile: "D1" }, { sign: "=" }, { tile: "M1" }], tiles: { M1: tile("M1", [2, 2]) } };
  const cell = { rows: [1], columns: [0] };
  assert.deepEqual(sources(entrywise.equation, entrywise.tiles, { row: 1, column: 0 }), [{ tile: "G1", ...cell }, { tile: "D1", ...cell }]);
  const softmax = { equation: [{ sign: "normalize(exp(" }, { tile: "Z3" }, { sign: "))" }, { sign: "=" }, { tile: "S" }], tiles: { S: tile("S", [2, 3]) } };
  assert.deepEqual(sources(softmax.equation, softmax.tiles, { row: 1, column: 0 }), [{ tile: "Z3", rows: [1], columns: null }]);
});

test("what is there is whole rows, and a part of the next", () => {
  assert.deepEqual(seen(0, [2, 3]), []);
  assert.deepEqual(seen(3, [2, 3]), [{ rows: [0, 0], columns: [0, 2] }]);
  assert.deepEqual(seen(5, [2, 3]), [
    { rows: [0, 0], columns: [0, 2] },
    { rows: [1, 1], columns: [0, 1] },
  ]);
});

test("it runs from the first cell to the last, and then nothing is hidden", () => {
  const frames = [];
  const counts = [];
  const sweep = new Sweep(() => counts.push(sweep.made ? sweep.count : "all"), (act) => frames.push(act));
  sweep.start(product);
  assert.deepEqual([sweep.cell, sweep.lit, sweep.areas], [null, [], []], "nothing is made before the first moment");
  for (let now = 0; frames.length; now += 50) frames.shift()(now);
  assert.equal(counts[0], 1);
  assert.equal(counts.at(-1), "all");
  assert.deepEqual([...counts.slice(0, -1)], [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("another picture ends it", () => {
  const frames = [];
  const sweep = new Sweep(() => {}, (act) => frames.push(act));
  sweep.start(product);
  sweep.stop();
  frames.shift()(0);
  assert.equal(frames.length, 0);
});
