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

const scene = (cursor, more) => ({ tiles: {}, cursor, notice: "", player: "kept", program: Array(9).fill([]), curve: "same", large: null, ...more });
const steps = (...cursors) => cursors.map((cursor) => packed({ cursor, address: `step ${cursor}` }));

let ahead;
beforeEach(() => {
  ahead = new Ahead();
});

test("steps on are what was told of each, and the rest as it was", () => {
  ahead.tell(steps(5, 6), 4);
  const five = ahead.after(ON, scene(4));
  assert.deepEqual(five, scene(5, { address: "step 5" }));
  assert.equal(ahead.after(ON, five).cursor, 6);
  assert.equal(ahead.after(ON, scene(6)), null);
});

test("what was wrong with the act before is not said any more, neither on nor back", () => {
  ahead.tell(steps(5), 4);
  const found = ahead.after(ON, scene(4, { notice: "No such cell" }));
  assert.equal(found.notice, "");
  assert.equal(ahead.after(BACK, found).notice, "");
});

test("steps back lead over the scenes that were passed, also those that nothing was told of", () => {
  ahead.tell(steps(5), 4);
  ahead.after(ON, scene(4));
  assert.ok(ahead.admits(true, false));
  ahead.after(ON, scene(5));
  assert.ok(ahead.admits(true, false));
  assert.equal(ahead.after(BACK, scene(6)).cursor, 5);
  assert.equal(ahead.after(BACK, scene(5)).cursor, 4);
  assert.equal(ahead.after(BACK, scene(4)), null);
});

test("who went back goes on again over what was told", () => {
  ahead.tell(steps(5, 6, 7), 4);
  const six = ahead.after(ON, ahead.after(ON, scene(4)));
  const five = ahead.after(BACK, six);
  assert.equal(ahead.after(ON, five).cursor, 6);
  assert.equal(ahead.after(ON, six).cursor, 7);
});

test("what was told of one round is not taken for the round before it", () => {
  for (const cursor of [0, 9]) ahead.after(ON, scene(cursor));
  assert.ok(ahead.admits(true, false));
  ahead.tell(steps(1, 2), 0);
  assert.equal(ahead.after(BACK, scene(0)).cursor, 9);
  assert.equal(ahead.after(BACK, scene(9)).cursor, 0);
  assert.equal(ahead.after(BACK, scene(0)), null);
  assert.equal(ahead.after(ON, scene(0)), null);
});

test("who went back goes on again over what was seen, also where nothing was told of it, and into the next round", () => {
  const seen = [scene(7), scene(8), scene(0)];
  for (const each of seen) ahead.after(ON, each);
  assert.equal(ahead.after(BACK, scene(1)).cursor, 0);
  assert.equal(ahead.after(BACK, seen[2]).cursor, 8);
  assert.deepEqual([seen[1], seen[2]].map((each) => ahead.after(ON, each).cursor), [0, 1]);
  assert.equal(ahead.after(ON, scene(1)), null);
});

test("what was taken back is forgotten with another act, and when something else has happened", () => {
  for (const change of [() => ahead.after({ do: "select" }, scene(4)), () => ahead.admits(false, false)]) {
    ahead.after(ON, scene(4));
    assert.equal(ahead.after(BACK, scene(5)).cursor, 4);
    change();
    assert.equal(ahead.after(ON, scene(4)), null);
    ahead.forget();
  }
});

test("more is asked for while there is time left, and only of this round", () => {
  ahead.tell(steps(2, 3, 4, 5), 1);
  assert.deepEqual([1, 2, 3, 5].map((cursor) => ahead.runsShort(scene(cursor))), [false, false, true, true]);
  ahead.tell(steps(8, 9), 7);
  assert.deepEqual([7, 8, 9].map((cursor) => ahead.runsShort(scene(cursor))), [false, false, false]);
  ahead.forget();
  for (const cursor of [2, 3, 4, 5]) ahead.after(ON, scene(cursor));
  for (const cursor of [6, 5, 4, 3]) ahead.after(BACK, scene(cursor));
  assert.deepEqual([2, 3, 4].map((cursor) => ahead.runsShort(ahead.after(ON, scene(cursor)))), [false, true, true]);
});

test("in a room the address stays until Python has said another one", () => {
  ahead.tell(steps(5), 4);
  assert.equal(ahead.after(ON, scene(4, { room: {}, address: "here" })).address, "here");
});

test("no more scenes are kept than a round has", () => {
  for (let cursor = 0; cursor < 100; cursor += 1) ahead.after(ON, scene(cursor));
  assert.equal(ahead.passed.length, 24);
  assert.equal(ahead.after(BACK, scene(100)).cursor, 99);
});

for (const [name, act, waits] of [
  ["another act", { do: "select" }, false],
  ["a longer step", { ...ON, by: "layer" }, false],
  ["what is to be done before the step", ON, true],
]) {
  test(`${name} makes what was told, and what was passed, worthless`, () => {
    ahead.after(ON, scene(4));
    ahead.tell(steps(6), 5);
    assert.equal(ahead.after(act, scene(5), waits), null);
    assert.equal(ahead.after(ON, scene(5)), null);
    assert.equal(ahead.after(BACK, scene(6)).cursor, 5, "only the step after it was passed");
    assert.equal(ahead.after(BACK, scene(5)), null);
  });
}

test("a picture made before the step that is seen is not shown, its answer is", () => {
  ahead.tell(steps(5), 4);
  ahead.after(ON, scene(4));
  assert.equal(ahead.admits(true, true), false);
  assert.equal(ahead.admits(true, false), true);
});

test("pictures are shown while a step waits that is not seen yet", () => {
  ahead.after(ON, scene(4));
  assert.equal(ahead.admits(true, true), true);
});

test("a picture that answers no step makes what was passed worthless", () => {
  ahead.after(ON, scene(4));
  assert.ok(ahead.admits(true, false));
  assert.ok(ahead.admits(false, false));
  assert.equal(ahead.after(BACK, scene(5)), null);
});
