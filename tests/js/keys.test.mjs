import assert from "node:assert/strict";
import { test } from "node:test";

import { KEYS, entryOf, isTaken, keyOf } from "../../ui/wall/keys.js";
import { LABELS } from "./labels.mjs";

const press = (key, more) => ({ key, altKey: false, ctrlKey: false, metaKey: false, repeat: false, ...more });

test("every key has words, and means one thing in one place", () => {
  for (const { label } of KEYS) assert.ok(LABELS[label], label);
  const places = KEYS.flatMap(({ keys, where = "page" }) => keys.map((key) => `${where} ${key}`));
  assert.equal(new Set(places).size, places.length);
});

test("right is on, left is back", () => {
  assert.deepEqual(entryOf(press("ArrowRight")).act, { do: "step", by: "operation", direction: 1 });
  assert.deepEqual(entryOf(press("ArrowLeft")).act, { do: "step", by: "operation", direction: -1 });
  assert.equal(keyOf("step_on"), "→");
});

test("letters count in either case, but not with Control, Alt or Meta", () => {
  assert.equal(entryOf(press("P")).command, "play");
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) assert.equal(entryOf(press("p", more)), undefined);
});

test("a key that is held down steps on, but does not play and pause", () => {
  assert.ok(entryOf(press("ArrowRight", { repeat: true })));
  assert.equal(entryOf(press("p", { repeat: true })), undefined);
});

test("keys of a matrix hold in a matrix", () => {
  assert.equal(entryOf(press("o")), undefined);
  assert.equal(entryOf(press("o"), "matrix").command, "open");
});

test("what is typed into a field or a dialog is not for us", () => {
  const inside = (selector) => ({ composedPath: () => [{ closest: (wanted) => (wanted.includes(selector) ? {} : null) }] });
  for (const selector of ["input", "[role=dialog]"]) assert.ok(isTaken(inside(selector)), selector);
  assert.ok(!isTaken(inside("canvas")));
});
