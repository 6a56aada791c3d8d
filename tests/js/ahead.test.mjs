import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Ahead } from "../../ui/wall/ahead.js";

const ON = { do: "step", by: "operation", direction: 1 };
const BACK = { ...ON, direction: -1 };

function packed(header) {
  const text = new TextEncoder().encode(JSON.stringify({ tiles: {}, ...header }));
  const bytes = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
}

const scene = (cursor) => ({ tiles: {}, cursor, notice: "kept" });

let ahead;
beforeEach(() => {
  ahead = new Ahead();
});

test("a step on is what was told, once, and the rest as it was", () => {
  ahead.tell(packed({ cursor: 5 }));
  assert.deepEqual(ahead.after([ON], scene(4)), { tiles: {}, cursor: 5, notice: "kept" });
  assert.equal(ahead.after([ON], scene(5)), null);
});

test("steps back lead over the scenes that were passed, also those that nothing was told of", () => {
  ahead.tell(packed({ cursor: 5 }));
  ahead.after([ON], scene(4));
  assert.ok(ahead.admits(true, false));
  ahead.after([ON], scene(5));
  assert.ok(ahead.admits(true, false));
  assert.equal(ahead.after([BACK], scene(6)).cursor, 5);
  assert.equal(ahead.after([BACK], scene(5)).cursor, 4);
  assert.equal(ahead.after([BACK], scene(4)), null);
});

test("no more scenes are kept than a round has", () => {
  for (let cursor = 0; cursor < 100; cursor += 1) ahead.after([ON], scene(cursor));
  assert.equal(ahead.passed.length, 24);
  assert.equal(ahead.after([BACK], scene(100)).cursor, 99);
});

for (const [name, acts] of [
  ["another act", [{ do: "select" }]],
  ["a longer step", [{ ...ON, by: "layer" }]],
  ["an act that waits before the step", [{ do: "train", updates: 1 }, ON]],
]) {
  test(`${name} makes what was told, and what was passed, worthless`, () => {
    ahead.after([ON], scene(4));
    ahead.tell(packed({ cursor: 6 }));
    assert.equal(ahead.after(acts, scene(5)), null);
    assert.equal(ahead.after([ON], scene(5)), null);
    assert.equal(ahead.after([BACK], scene(6)).cursor, 5, "only the step after it was passed");
    assert.equal(ahead.after([BACK], scene(5)), null);
  });
}

test("a picture made before the step that is seen is not shown, its answer is", () => {
  ahead.tell(packed({ cursor: 5 }));
  ahead.after([ON], scene(4));
  assert.equal(ahead.admits(true, true), false);
  assert.equal(ahead.admits(true, false), true);
});

test("pictures are shown while a step waits that is not seen yet", () => {
  ahead.after([ON], scene(4));
  assert.equal(ahead.admits(true, true), true);
});

test("a picture that answers no step makes what was passed worthless", () => {
  ahead.after([ON], scene(4));
  assert.ok(ahead.admits(true, false));
  assert.ok(ahead.admits(false, false));
  assert.equal(ahead.after([BACK], scene(5)), null);
});
