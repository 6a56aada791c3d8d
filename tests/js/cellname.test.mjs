import assert from "node:assert/strict";
import { test } from "node:test";

import { readCell } from "../../ui/wall/cellname.js";

const tiles = {
  dW1: { id: "dW1", title: "∇W₁", shape: [4, 6], cells: [] },
  Z1: { id: "Z1", title: "Z₁ = X", short: "Z₁", shape: [8, 4], cells: [] },
  P12: { id: "P12", title: "Z₁₂W₁₂", shape: [8, 4], cells: [] },
  M1: { id: "M1", title: "δ⁽¹⁾", shape: [6, 8], cells: null },
};

for (const text of ["dW1[0, 2]", "∇W1[0,2]", "∇W₁[0, 2]", " ∇W₁ [ 0 , 2 ] ", "dw1[0,2]"]) {
  test(`${text} is a cell of the gradient`, () => {
    assert.deepEqual(readCell(text, tiles), { entry: { tile: "dW1", row: 0, column: 2 } });
  });
}

test("a matrix goes by what stands on the screen, in any notation", () => {
  assert.equal(readCell("Z₁[7, 3]", tiles).entry.tile, "Z1");
  assert.equal(readCell("(Z₁₂W₁₂)[0, 0]", tiles).entry.tile, "P12");
  assert.equal(readCell("δ⁽¹⁾[0, 0]", tiles).problem, "not_yet");
});

test("what is wrong is told apart: no such matrix, no such entry, not yet", () => {
  assert.equal(readCell("Q1[0, 0]", tiles).problem, "no_matrix");
  assert.equal(readCell("dW1", tiles).problem, "no_matrix");
  assert.equal(readCell("", tiles).problem, "no_matrix");
  assert.deepEqual(readCell("dW1[4, 0]", tiles), { problem: "no_entry", values: { name: "∇W₁", rows: 3, columns: 5 } });
  assert.equal(readCell("dW1[0, 6]", tiles).problem, "no_entry");
  const { problem, unmade } = readCell("M1[1, 2]", tiles);
  assert.deepEqual([problem, unmade], ["not_yet", { tile: "M1", row: 1, column: 2 }], "and where it will be");
});
