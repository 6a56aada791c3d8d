import assert from "node:assert/strict";
import { test } from "node:test";

import { moveBetween, moveInside } from "../../ui/wall/choice.js";

const tile = { sent: [2, 3], shape: [2, 3], block: [1, 1], chosen: null };
const cell = (row, column) => ({ row, column });

test("arrows move by one cell and stop at the edges", () => {
  assert.deepEqual(moveInside(tile, false, cell(0, 0), "ArrowRight"), cell(0, 1));
  assert.deepEqual(moveInside(tile, false, cell(1, 2), "ArrowDown"), cell(1, 2));
  assert.deepEqual(moveInside(tile, false, cell(1, 1), "Home"), cell(1, 0));
  assert.deepEqual(moveInside(tile, false, cell(1, 0), "End"), cell(1, 2));
});

test("the first key selects the first cell", () => {
  assert.deepEqual(moveInside(tile, false, null, "ArrowDown"), cell(0, 0));
});

test("in a transposed picture the arrows go by what is seen", () => {
  assert.deepEqual(moveInside(tile, true, cell(0, 0), "ArrowDown"), cell(0, 1));
  assert.deepEqual(moveInside(tile, true, cell(0, 1), "End"), cell(1, 1));
});

test("other keys do not move", () => assert.equal(moveInside(tile, false, cell(0, 0), "x"), null));

test("arrows move by whole blocks, to the entry that each one shows", () => {
  const blocks = { sent: [1, 2], shape: [1, 6], block: [1, 3], chosen: Uint16Array.of(0, 2) };
  assert.deepEqual(moveInside(blocks, false, cell(0, 1), "ArrowRight"), cell(0, 5));
});

// Z1 Z2 Z3 / W1 W2 – / – – –
const grid = [["Z1", "Z2", "Z3"], ["W1", "W2", null], [null, null, null], ["G1", null, "G3"]];

test("Page keys go to the quantity above and below, over empty rows", () => {
  assert.deepEqual(moveBetween(grid, [0, 0], "PageDown", false), [1, 0]);
  assert.deepEqual(moveBetween(grid, [1, 0], "PageDown", false), [3, 0]);
  assert.deepEqual(moveBetween(grid, [0, 2], "PageDown", false), [1, 1], "the nearest that exists");
});

test("Control with an arrow goes to the neighbour, over gaps", () => {
  assert.deepEqual(moveBetween(grid, [3, 0], "ArrowRight", true), [3, 2]);
  assert.deepEqual(moveBetween(grid, [1, 0], "ArrowUp", true), [0, 0]);
});

test("at the edge one stays, and the key is still ours", () => {
  assert.deepEqual(moveBetween(grid, [0, 0], "PageUp", false), [0, 0]);
  assert.deepEqual(moveBetween(grid, [1, 1], "ArrowRight", true), [1, 1]);
});

test("an arrow alone does not leave the matrix", () => {
  assert.equal(moveBetween(grid, [0, 0], "ArrowRight", false), null);
});
