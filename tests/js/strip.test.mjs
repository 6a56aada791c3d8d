import assert from "node:assert/strict";
import { test } from "node:test";

import { frame } from "../../ui/wall/sizes.js";
import { narrowest, perLine, signWidth, stacked, stripSizes } from "../../ui/wall/strip.js";

const total = (sizes) => sizes.reduce((sum, size) => sum + size.width, 0);

test("cells of an equation are alike, and fill the room no further than they should", () => {
  const sizes = stripSizes([[6, 8], [8, 5], [6, 5]], { width: 720, height: 160 });
  assert.equal(total(sizes), 720);
  assert.equal(sizes[0].width / 8, sizes[1].width / 5);
  assert.deepEqual(sizes.map((size) => size.height), [120, 160, 120]);
  assert.ok(stripSizes([[1, 1]], { width: 720, height: 160 })[0].width <= 150);
});

test("an equation of wide matrices keeps within the room, and a narrow one its numbers", () => {
  const sizes = stripSizes([[48, 64], [48, 3], [48, 64]], { width: 600, height: 160 });
  assert.ok(total(sizes) <= 600);
  assert.ok(sizes[1].width / 3 >= 24);
  for (const size of sizes) assert.ok(size.height <= 160);
});

test("a word needs more room than a sign, but not all", () => {
  assert.ok(signWidth("·") < signWidth("normalize(exp("));
  assert.ok(signWidth("normalize(exp(", true) < signWidth("normalize(exp("), "small type in a small window");
  assert.ok(signWidth("x".repeat(99)) <= 150);
});

test("on a projector the rows of an equation are high enough for type of 28 pixels", () => {
  const { matrix, strip } = frame(1626, 1072, { wanted: 440, rows: 6, names: true });
  const [product] = stripSizes([[6, 6], [6, 5], [6, 5]], { width: strip - 100, height: matrix });
  assert.ok((product.height / 6) * 0.64 >= 28, `${product.height}`);
});

test("where there may be several lines, as many matrices lie in one as can hold their numbers", () => {
  const four = (columns) => [columns, columns, columns, columns].map((wide) => [5, wide]);
  const beside = [44, 44, 10, 10];
  assert.equal(perLine(four(4), beside, 1000), 4);
  assert.equal(perLine(four(9), beside, 800), 2);
  assert.equal(perLine(four(8), beside, 350), 1, "a phone");
  assert.equal(perLine(four(64), beside, 350), 1, "no room for numbers, but for colours");
  assert.equal(perLine([[1, 1]], [0], 350), 1);
});

test("an equation has as many digits as its narrowest numbers, of cells that can hold one", () => {
  const wide = (width) => ({ width, height: 100 });
  assert.equal(narrowest([[6, 4], [6, 10], [6, 40]], [wide(200), wide(300), wide(200)]), 30);
  assert.equal(narrowest([[6, 40]], [wide(200)]), 0);
});

test("on a phone a wide product lies in two lines, with numbers in cells that are as wide, and what has no room for them in one", () => {
  const beside = [38, 38, 10];
  const phone = { width: 368, height: 153 };
  const { each, room } = stacked([[6, 6], [6, 5], [6, 5]], beside, phone);
  assert.equal(each, 2);
  assert.ok(room.every(({ height }) => height / 6 >= 11) && room[0].height + room[1].height + 21 <= 153);
  assert.deepEqual(room.map(({ part }) => part), [1, 5 / 11]);
  assert.equal(stacked([[6, 3], [3, 3], [6, 3]], beside, phone).each, 3, "it has its numbers as it is");
  assert.equal(stacked([[16, 6], [6, 5], [16, 5]], beside, phone).each, 3, "too deep for two lines");
  assert.equal(stacked([[6, 30], [30, 5], [6, 5]], beside, phone).each, 3, "too wide for any number of lines");
  assert.equal(stacked([], [], phone).each, 1);
});
