import assert from "node:assert/strict";
import { test } from "node:test";

import "./document.mjs";
import { Element } from "./document.mjs";
import { LABELS } from "./labels.mjs";
const { Spoken } = await import("../../ui/wall/spoken.js");

const program = [["Z₁W₁", "P", "forward", "P1", 1], ["Z₂", "Z", "forward", "Z2", 1]];
const views = ["P1", "Z2"].map((id) => [`wall ${id}`, { tile: { id }, spoken: `${id}, 2 × 2` }]);
const scene = (cursor, title, value, more = {}) => ({
  program, cursor, curve: { here: 0 }, player: { place: "**Update 0**" }, panel: { title, value }, selected: null, ...more,
});

function heard() {
  const spoken = new Spoken(new Element("div"));
  const said = [];
  Object.defineProperty(spoken.element, "textContent", { set: (words) => said.push(words) });
  const tell = (picture, { choice = null, covered = false } = {}) =>
    spoken.tell(picture, { choice, covered, views, labels: LABELS });
  tell(scene(0, "", ""));
  return { spoken, said, tell };
}

test("a step is said once, and its number is not", () => {
  const { said, tell } = heard();
  assert.deepEqual(said, [], "what was there first");
  tell(scene(1, "Z₁W₁[0, 0]", "0.5"));
  tell(scene(1, "Z₁W₁[0, 0]", "0.5"));
  assert.deepEqual(said, ["Operation 1 of 2: Z₁W₁. P1, 2 × 2. Update 0"]);
});

test("another number of the same step is said, also one that was typed over", () => {
  const { said, tell } = heard();
  tell(scene(1, "Z₁W₁[0, 0]", "0.5"));
  said.length = 0;
  tell(scene(1, "Z₁W₁[1, 0]", "−2"));
  tell(scene(1, "Z₁W₁[1, 0]", "3"));
  assert.deepEqual(said, ["Z₁W₁[1, 0] = −2", "Z₁W₁[1, 0] = 3"]);
});

test("a cell to which keys led is said by them alone, and nothing of one that was left meanwhile", () => {
  const { spoken, said, tell } = heard();
  tell(scene(1, "Z₁W₁[0, 0]", "0.5"));
  said.length = 0;
  const [left, cell] = [{ tile: "P1", row: 0, column: 1 }, { tile: "P1", row: 1, column: 1 }];
  spoken.sayCell(cell, "row 1 · column 1, 7");
  tell(scene(1, "Z₁W₁[0, 1]", "6", { selected: left }), { choice: cell });
  tell(scene(1, "Z₁W₁[1, 1]", "7", { selected: cell }), { choice: cell });
  assert.deepEqual(said, ["row 1 · column 1, 7"]);
  tell(scene(1, "Z₁W₁[1, 1]", "8", { selected: cell }), { choice: cell });
  assert.deepEqual(said.slice(1), ["Z₁W₁[1, 1] = 8"], "when it changes, it is");
});

test("of what is to be predicted no number is said", () => {
  const { said, tell } = heard();
  tell(scene(1, "Z₁W₁[0, 0]", "0.5"), { covered: true });
  said.length = 0;
  tell(scene(1, "Z₁W₁[0, 1]", "6"), { covered: true });
  assert.deepEqual(said, []);
});
