import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { tell } from "../../ui/wall/constants.js";
import { Making } from "../../ui/wall/making.js";
import { Element } from "./document.mjs";
import { LABELS } from "./labels.mjs";

const scene = (cursor, made) => ({
  cursor,
  curve: { here: 0 },
  equation: [{ tile: made }],
  tiles: { [made]: { id: made, title: made, state: "fresh", cells: [0.5, -2], shape: [1, 2], sent: [1, 2], block: [1, 1] } },
});

let wall, making;

// A picture, as the wall draws it.
function show(picture) {
  wall.scene = { ...wall.scene, room: null, ...picture };
  making.cover.open(wall.scene);
  making.drawQuestion();
}

beforeEach(() => {
  tell({ hidden: [] });
  wall = {
    choice: null,
    labels: LABELS,
    acts: { add: () => {} },
    panel: { element: new Element("section"), covered: () => {} },
    choose: (entry) => (wall.choice = entry),
    draw: () => making.drawQuestion(),
  };
  making = new Making(wall);
  show(scene(12, "M3"));
});

const cell = (tile, column) => ({ tile, row: 0, column });

test("what a covered result is asked for is selected, and nothing more when it is not asked for any more", () => {
  making.toggle();
  assert.deepEqual(wall.choice, cell("M3", 0));
  show(scene(13, "G3"));
  assert.deepEqual(wall.choice, cell("G3", 0));
  making.toggle();
  assert.equal(wall.choice, null);
});

test("the same when all is told, or uncovered", () => {
  making.toggle();
  making.guess("+");
  assert.deepEqual(wall.choice, cell("M3", 1));
  making.guess("-");
  assert.equal(wall.choice, null);
  show(scene(13, "G3"));
  making.lift();
  assert.equal(wall.choice, null);
});

test("a cell that the reader has chosen stays", () => {
  wall.choice = cell("M3", 1);
  making.toggle();
  making.toggle();
  assert.deepEqual(wall.choice, cell("M3", 1));
});

test("who leads a room still sees at this step what was predicted of the cell", () => {
  show({ room: { role: "leads" } });
  making.toggle();
  making.lift();
  assert.deepEqual(wall.choice, cell("M3", 0));
  making.cover.set(false);
  show({ ...scene(13, "G3"), room: { role: "leads" } });
  assert.equal(wall.choice, null);
});
