import assert from "node:assert/strict";
import { test } from "node:test";

import { CurveLegend, byClass, entry, moveRow, rowHeight, widthsOf } from "../../ui/wall/curvelegend.js";
import { Element, root } from "./document.mjs";
import { LABELS } from "./labels.mjs";
import { palette } from "./palette.mjs";

const NAMES = ["setosa", "versicolor", "**virginica** <i>"];
const line = (name, role, of, ...values) => ({ name, role, of, values: Float64Array.from(values) });
const curve = {
  title: "Accuracy of each class",
  bounds: [0, 1],
  classes: NAMES,
  series: [
    ...NAMES.map((_, of) => line("training", "train", of, 0, of / 3)),
    ...NAMES.map((_, of) => line("test", "test", of, 1, of === 2 ? NaN : 0.5)),
  ],
};
const measure = (text) => 6 * text.length;
const context = new Proxy({}, { get: () => () => {} });
const look = { signature: "x", ratio: 1, palette, measure };

function legend() {
  const seen = { brought: [], pressed: [] };
  const parent = new Element("div");
  const made = new CurveLegend(parent, { bring: (of) => seen.brought.push(of), press: ({ key }) => seen.pressed.push(key) });
  Element.prototype.getContext = () => context;
  made.draw(curve, { height: 175, narrow: false, zoom: 1 }, look, LABELS);
  made.say(curve, 1);
  const rows = made.rows.items.map((row) => row.element);
  return { made, rows, names: made.rows.items.map((row) => row.name), ...seen };
}

test("the lines of a class stand together, those of the training first", () => {
  assert.deepEqual(byClass(curve).map(({ name, lines }) => [name, lines.map(({ role }) => role)]), NAMES.map((name) => [name, ["train", "test"]]));
});

test("a class without a row in a part has a dash there", () => {
  assert.deepEqual([0, 1, 2 / 3, 0.99951, NaN, undefined].map((value) => entry(curve, value)), ["0", "1", "0.667", "1.000", "–", "–"]);
});

test("each class has a row with its name as it is, and its values under their heads", () => {
  const { rows, made } = legend();
  assert.deepEqual(rows.map((row) => row.text), ["setosa 0 0.500", "versicolor 0.333 0.500", "**virginica** <i> 0.667 –"]);
  assert.equal(made.element.seen.find(({ tag }) => tag === "thead").text, "class training test");
});

test("the row under the pointer is in front, and none when the pointer is gone", () => {
  const { made, rows, brought } = legend();
  rows[2].children[1].fire("pointerover");
  assert.deepEqual([made.front, rows.map((row) => row.attributes["data-front"])], [2, ["false", "false", "true"]]);
  made.element.fire("pointerleave");
  assert.deepEqual([made.front, brought], [null, [2, null]]);
});

test("arrows go from row to row, which are one stop of Tab; other keys are the curve's", () => {
  const { made, names, pressed } = legend();
  names[0].focus();
  assert.equal(names[0].fire("keydown", { key: "ArrowDown" }).stopped, true);
  assert.equal(root.activeElement, names[1]);
  assert.deepEqual([made.front, names.map((name) => name.tabIndex)], [1, [-1, 0, -1]]);
  names[1].fire("keydown", { key: "End" });
  names[2].fire("keydown", { key: "ArrowLeft" });
  assert.deepEqual([made.front, pressed], [2, ["ArrowLeft"]]);
});

test("a press keeps a class in front, another one lets it go", () => {
  const { made, names } = legend();
  names[1].fire("click");
  assert.deepEqual([made.front, names[1].attributes["aria-pressed"]], [1, "true"]);
  made.draw({ ...curve, classes: NAMES.slice(0, 1) }, { height: 175, narrow: false, zoom: 1 }, look, LABELS);
  assert.equal(made.front, null, "other data have no such class");
  made.draw(curve, { height: 175, narrow: false, zoom: 1 }, look, LABELS);
  names[1].fire("click");
  assert.equal(made.front, null);
});

test("keys lead up and down and stop at both ends", () => {
  assert.deepEqual(["ArrowUp", "ArrowDown", "Home", "End"].map((key) => moveRow(0, 3, key)), [0, 1, 0, 2]);
  assert.equal(moveRow(2, 3, "ArrowDown"), 2);
  assert.equal(moveRow(1, 3, "x"), null);
});

test("ten classes and their head fit, in a low window too, in type that can be read", () => {
  for (const room of [136, 193]) {
    const high = rowHeight(room, 10, false);
    assert.ok(high >= 12 && 11 * high <= room, String(high));
  }
  assert.equal(rowHeight(600, 3, false), 18, "and do not drift apart");
  assert.equal(rowHeight(135, 10, true), 24, "a finger is wide");
});

test("a long name leaves the curve its place, and a column is as wide as its head", () => {
  const [name] = widthsOf({ ...curve, classes: ["a", "x".repeat(900)] }, "class", measure);
  assert.equal(name, 136);
  assert.equal(widthsOf({ ...curve, classes: ["a", "b"] }, "class", measure)[0], 56);
  const [, training, test] = widthsOf(curve, "class", measure);
  assert.ok(training > measure("training") && test > measure("0.000"));
  assert.equal(widthsOf({ ...curve, series: curve.series.slice(0, 3) }, "class", measure).length, 2, "without a test part");
});
