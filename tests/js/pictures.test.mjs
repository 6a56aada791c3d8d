import assert from "node:assert/strict";
import { test } from "node:test";

import { word } from "../../ui/wall/colour.js";
import { loopLayout } from "../../ui/wall/loop.js";
import { inked, picturePlaces } from "../../ui/wall/pictures.js";
import { net } from "./net.mjs";

test("blank is the page, full the ink of its text", () => {
  const words = inked(Uint8Array.of(0, 255, 51), [255, 255, 255], [0, 100, 0]);
  assert.deepEqual([...words], [word([255, 255, 255]), word([0, 100, 0]), word([204, 224, 204])]);
});

test("each picture lies on its row and touches no other", () => {
  const places = picturePlaces([6, 8, 8], 12.5);
  places.forEach(({ left, top, width, height }, row) => {
    assert.ok(top >= row * 12.5 - 0.5 && top + height <= (row + 1) * 12.5, `row ${row}`);
    assert.ok(left === 0 && height >= 11 && width === height);
  });
});

test("a picture keeps its shape", () => {
  const [{ width, height }] = picturePlaces([3, 4, 8], 10);
  assert.equal(width, 2 * height);
});

test("the loop leaves room for the pictures before X", () => {
  const { columns, tiles } = net([64, 8, 10], 6);
  const room = { width: 1143, height: 520, head: 84, side: 74 };
  const [plain, pictured] = [0, 1].map((picture) => loopLayout(columns, tiles, { ...room, picture }, [0, 1]));
  const places = picturePlaces([6, 8, 8], pictured.boxes.Z1.height / 6);
  const wide = Math.max(...places.map(({ left, width }) => left + width));
  assert.equal(plain.boxes.Z1.x, 84);
  assert.ok(pictured.boxes.Z1.x - 84 >= wide + 4);
});
