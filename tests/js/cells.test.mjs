import assert from "node:assert/strict";
import { test } from "node:test";

import { edges, indexAt } from "../../ui/wall/cells.js";

test("edges cover every pixel once", () => {
  for (const [n, size] of [[3, 10], [64, 50], [7, 7]]) {
    const all = edges(n, size);
    assert.equal(all[0], 0);
    assert.equal(all[n], size);
    assert.ok(all.every((edge, i) => i === 0 || edge >= all[i - 1]));
  }
});

test("a position on the far edge belongs to the last cell", () => {
  assert.equal(indexAt(100, 100, 4), 3);
  assert.equal(indexAt(24.9, 100, 4), 0);
  assert.equal(indexAt(-1, 100, 4), 0);
});
