import assert from "node:assert/strict";
import { test } from "node:test";

import { indexOf } from "../../ui/wall/brief.js";

test("the index of what has two is that of its layer", () => {
  const names = ["Z₁W₂", "weight_3.grad", "∂ℓ/∂W⁽²⁾", "∇a⁽¹⁰⁾", "σ′₁₂"];
  assert.deepEqual(names.map(indexOf), ["2", "3", "2", "10", "12"]);
});

test("what has no index keeps its name", () => {
  assert.deepEqual(["S", "I_y", "ŷ"].map(indexOf), ["S", "I_y", "ŷ"]);
});
