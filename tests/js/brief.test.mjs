import assert from "node:assert/strict";
import { test } from "node:test";

import { brief, forms, indexOf } from "../../ui/wall/brief.js";

test("a name loses its brackets and its second name, and at last all but its index", () => {
  assert.deepEqual(forms("σ′₁₂(Z₁₂W₁₂)"), ["σ′₁₂(Z₁₂W₁₂)", "σ′₁₂", "σ′₁₂", "12"]);
  assert.deepEqual(forms("Z₁ = X"), ["Z₁ = X", "Z₁", "Z₁", "1"]);
  assert.equal(brief("weight_2 new"), "weight_2");
});

test("the index of what has two is that of its layer", () => {
  assert.deepEqual(["Z₁W₂", "weight_3.grad", "∂ℓ/∂W⁽²⁾", "∇a⁽¹⁰⁾"].map(indexOf), ["2", "3", "2", "10"]);
});

test("what has no index keeps its name", () => {
  assert.deepEqual(["S", "I_y", "ŷ"].map(indexOf), ["S", "I_y", "ŷ"]);
});
