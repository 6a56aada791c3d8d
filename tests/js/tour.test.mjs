import assert from "node:assert/strict";
import { test } from "node:test";

import { STOPS, beside } from "../../ui/wall/tour.js";
import { LABELS } from "./labels.mjs";

const room = { width: 1000, height: 700 };
const own = { width: 340, height: 150 };

test("five stops, each with its words", () => {
  assert.equal(STOPS.length, 5);
  for (const { name } of STOPS) assert.ok(LABELS[`stop_${name}`] && LABELS[`told_${name}`], name);
});

test("it stands below what it speaks of, else above, else inside; always in the window", () => {
  const box = (left, top, width, height) => ({ left, top, right: left + width, bottom: top + height });
  assert.deepEqual(beside(box(50, 60, 600, 200), own, room), { left: 60, top: 270 });
  assert.deepEqual(beside(box(50, 600, 600, 90), own, room), { left: 60, top: 440 });
  assert.deepEqual(beside(box(50, 100, 900, 590), own, room), { left: 60, top: 540 });
  assert.deepEqual(beside(box(50, 660, 300, 30), own, room, box(50, 620, 900, 70)), { left: 60, top: 460 }, "clear of the whole");
  assert.equal(beside(box(900, 60, 90, 20), own, room).left, 650);
});
