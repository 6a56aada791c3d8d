import assert from "node:assert/strict";
import { test } from "node:test";

import { word } from "../../ui/wall/colour.js";
import { MARKS, markOf } from "../../ui/wall/marks.js";
import { batchIn, shadesOf } from "../../ui/wall/region.js";
import { palette } from "./palette.mjs";

const PAGE = [255, 255, 255];

test("a class is pale where the answer is a toss-up and full where it is sure, and broken is neither", () => {
  const words = shadesOf([[0, 0, 0], [200, 0, 0]], [0.2, 0.6], PAGE, [255, 0, 200]);
  assert.equal(words[0], word([204, 204, 204]));
  assert.equal(words[49], word([102, 102, 102]));
  assert.equal(words[50], word([244, 204, 204]));
  for (const cell of [255, 100, 249]) assert.equal(words[cell], word([255, 0, 200]));
});

const matrix = (quantity, cells, columns, more) => ({ quantity, cells, shape: [cells.length / columns, columns], sent: [cells.length / columns, columns], block: [1, 1], ...more });
const scene = (Y, more) => ({
  drawing: { turned: [] },
  region: { bounds: [-1, 1, -2, 2], classes: ["a", "b"] },
  tiles: { Z1: matrix("Z", [-1, 2, 0, 0, 1, -2], 2), Y: Y },
  ...more,
});

test("the batch lies where the plane has it, from the top left, each row of its class", () => {
  const rows = batchIn(scene(matrix("Y", [1, 0, 0, 1, 1, 0], 2)));
  assert.deepEqual(rows, [{ x: 0, y: 0, label: 0 }, { x: 0.5, y: 0.5, label: 1 }, { x: 1, y: 1, label: 0 }]);
  assert.deepEqual(batchIn(scene(matrix("Y", [0, 1, 1], 1))).map(({ label }) => label), [0, 1, 1], "one output for two classes");
});

test("a batch that is shown transposed lies there too, and one that is not shown nowhere", () => {
  const turned = scene(matrix("Y", [1, 0, 0, 0, 1, 1], 3), { drawing: { turned: ["Z", "Y"] } });
  turned.tiles.Z1 = matrix("Z", [-1, 0, 1, 2, 0, -2], 3);
  assert.deepEqual(batchIn(turned).map(({ x, y }) => [x, y]), [[0, 0], [0.5, 0.5], [1, 1]]);
  assert.deepEqual(batchIn(turned).map(({ label }) => label), [0, 1, 1]);
  assert.deepEqual(batchIn({ ...turned, tiles: {} }), []);
});

test("every class has a mark of its own", () => {
  const drawn = MARKS.map((mark) => {
    const calls = [];
    mark(new Proxy({}, { get: (_, name) => (...given) => calls.push([name, ...given]) }), 5, 5, 3);
    return JSON.stringify(calls);
  });
  assert.equal(new Set(drawn).size, 5);
});

test("of classes that share a colour each has another mark; the first have those of the plane", () => {
  const looks = Array.from({ length: 25 }, (_, label) => `${palette.ofClass(label)} ${MARKS.indexOf(markOf(label))}`);
  assert.equal(new Set(looks).size, 25);
  assert.deepEqual(MARKS.map((_, label) => markOf(label)), MARKS);
});
