import assert from "node:assert/strict";
import { test } from "node:test";

import { markNames, phaseWidths } from "../../ui/wall/deck.js";

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

test("phases share the track by their operations", () => {
  assert.deepEqual(phaseWidths([8, 12, 4], [10, 10, 10], 240), [80, 120, 40]);
});

test("each phase has room for its name, on the shortest track too", () => {
  const widths = phaseWidths([8, 13, 3], [50, 58, 46], 187);
  assert.equal(widths[2], 46);
  assert.ok(widths[0] >= 50 && widths[1] >= 58);
  assert.equal(Math.round(sum(widths)), 187);
});

test("a track that is shorter than the names of the phases is full, and no more", () => {
  assert.equal(Math.round(sum(phaseWidths([8, 13, 3], [50, 58, 46], 120))), 120);
});

test("a phase without operations takes nothing", () => {
  assert.deepEqual(phaseWidths([4, 4, 0], [10, 10, 10], 80), [40, 40, 0]);
});

test("a mark has all of its name or none, and none where most have no room", () => {
  const mark = (phase, short) => ["", "", phase, "", 1, short];
  const program = [mark("forward", "Z₁W₁"), mark("forward", "ℓ"), mark("backward", "G₂"), mark("backward", "G₁W₁ᵀ")];
  const each = { forward: 21, backward: 15, update: 21 };
  assert.deepEqual(markNames(program, each, (text) => 5 * text.length), ["Z₁W₁", "ℓ", "G₂", ""], "at least half");
  const more = [...program, mark("backward", "∇W₁")];
  assert.deepEqual(markNames(more, each, (text) => 6 * text.length), ["", "ℓ", "", "", ""], "one of three");
});
