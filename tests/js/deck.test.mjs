import assert from "node:assert/strict";
import { test } from "node:test";

import { markNames, markWidths, phaseWidths } from "../../ui/wall/deck.js";

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

const mark = (phase, short) => ["", "", phase, "", 1, short];
const wide = (text) => 5 * text.length;

test("marks are alike, but a long name takes from the others where all have room together", () => {
  const program = [mark("forward", "Z₁W₁"), mark("forward", "ℓ"), mark("forward", "S")];
  assert.deepEqual(markWidths(program, { forward: 90 }, wide), [30, 30, 30]);
  assert.deepEqual(markWidths(program, { forward: 42.5 }, wide), [20.5, 11, 11]);
  assert.deepEqual(markWidths(program, { forward: 24 }, wide), [8, 8, 8], "no room for all");
});

test("in a phase all marks have their names, or none", () => {
  const program = [mark("forward", "Z₁W₁"), mark("forward", "ℓ"), mark("backward", "G₂"), mark("backward", "∇W₁")];
  const names = (forward, backward) => markNames(program, markWidths(program, { forward, backward }, wide), wide);
  assert.deepEqual(names(26, 26), ["Z₁W₁", "ℓ", "G₂", "∇W₁"]);
  assert.deepEqual(names(25, 26), ["", "", "G₂", "∇W₁"]);
});
