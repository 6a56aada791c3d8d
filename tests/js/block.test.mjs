import assert from "node:assert/strict";
import test from "node:test";

import { block, isOne } from "../../ui/typed/grid/block.js";

test("cells of a spreadsheet are a block, with decimal commas too", () => {
  assert.deepEqual(block("1\t0,5\r\n-2\t1/3\r\n"), [["1", "0,5"], ["-2", "1/3"]]);
  assert.deepEqual(block("1\n2\n"), [["1"], ["2"]]);
  assert.deepEqual(block("1\t\n2\t3"), [["1", ""], ["2", "3"]]);
});

test("another text is none: Python reads it", () => {
  for (const text of ["1 2", "[[1, 2]]", "[1,\n 2]", "1 2\n3 4", "1\t2\n3", "\\begin{bmatrix} 1 & 2 \\end{bmatrix}"]) assert.equal(block(text), null);
});

test("one number goes into its cell", () => {
  for (const text of ["-0.5", " 2e-3\n", "0,5", "1/3", "−1"]) assert.ok(isOne(text), text);
  for (const text of ["1 2", "[1]", "1;2", "1\t2", "1".repeat(61)]) assert.ok(!isOne(text), text);
});
