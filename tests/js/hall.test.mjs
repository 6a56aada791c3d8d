import assert from "node:assert/strict";
import { test } from "node:test";

import { EASY, LEAST } from "../../ui/wall/hall.js";
import { entryOf } from "../../ui/wall/keys.js";
import { presented } from "../../ui/wall/sizes.js";
import { stripSizes } from "../../ui/wall/strip.js";

const SCREENS = [[1920, 1080], [1280, 720], [1024, 768], [3840, 2160]];

test("a digit is seen from the last row under 10 minutes of arc at least, and under 15 with ease", () => {
  const minutes = (type) => (Math.atan((type * 0.66) / 6) * 180 * 60) / Math.PI;
  assert.ok(minutes(LEAST) >= 10);
  assert.ok(minutes(EASY) >= 15);
});

test("what stands below each other fills the window and no more", () => {
  for (const [width, height] of SCREENS) {
    const size = presented(width, height);
    const total = size.headline + size.stage + size.line + size.wall.height + size.deck + 3 * size.gap;
    assert.equal(total, height);
    assert.ok(size.wall.height > 0.2 * height);
    assert.ok(size.track > 0.5 * width);
  }
});

test("the matrices of an equation grow with the window", () => {
  const [small, large] = SCREENS.slice(0, 2).map(([width, height]) => {
    const size = presented(width, height);
    return stripSizes([[6, 6], [6, 5], [6, 5]], { width: width * 0.85, height: size.matrix, presented: height });
  });
  assert.ok(small[0].width > 1.4 * large[0].width);
  assert.ok(small[0].height / 1080 > 0.4);
  assert.ok(small.reduce((sum, { width }) => sum + width, 0) <= 1920 * 0.85);
});

test("a clicker's keys are those of the presenter, and of no page", () => {
  for (const [key, command] of [["PageDown", "next"], ["PageUp", "previous"], [" ", "next"], ["ArrowLeft", "previous"]]) {
    assert.equal(entryOf({ key }, "presenter").command, command);
  }
  assert.equal(entryOf({ key: "PageDown" }), undefined);
  assert.equal(entryOf({ key: "PageDown", ctrlKey: true }, "presenter"), undefined);
});
