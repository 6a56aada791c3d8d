import assert from "node:assert/strict";
import { test } from "node:test";

import { CELL, GAP, edges, indexAt, scrolledTo, shareWidth, stripLayout, wallLayout } from "../../ui/wall/layout.js";

// A scene of one network with m examples: all seven rows.
function scene(widths, m) {
  const tiles = {};
  const add = (id, rows, columns) => {
    const sent = [Math.min(rows, 48), Math.min(columns, 64)];
    tiles[id] = { id, shape: [rows, columns], sent, block: [Math.ceil(rows / 48), Math.ceil(columns / 64)] };
    return id;
  };
  const all = widths.map((n, i) => [i + 1, n, widths[i + 1]]);
  const like = {
    Z: (name) => all.map(([i, n]) => add(name + i, m, n)),
    W: (name) => all.map(([i, n, next]) => (next ? add(name + i, n, next) : null)),
    P: (name) => all.map(([i, , next]) => (next ? add(name + i, m, next) : null)),
  };
  const kinds = [["Z", "Z"], ["W", "W"], ["P", "P"], ["D", "P"], ["G", "Z"], ["M", "P"], ["dW", "W"]];
  const rows = kinds.map(([name, kind]) => ({ tiles: like[kind](name) }));
  const equation = [{ tile: "Z1", transpose: true }, { sign: "·" }, { tile: "P1" }, { sign: "=" }, { tile: "W1" }];
  return { tiles, equation, wall: { rows, columns: widths.map(String) } };
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

test("columns fill the width, and no cell is wider than allowed", () => {
  assert.deepEqual(shareWidth([4, 4], 10_000, 44, 100), [176, 176]);
  assert.ok(sum(shareWidth([64, 64, 64, 10], 1000, 44, 112)) <= 1000);
});

test("a column of few cells gives its spare room to the others", () => {
  const [wide, narrow] = shareWidth([64, 3], 600, 44, 100);
  assert.equal(narrow, Math.min(132, narrow));
  assert.ok(wide + narrow <= 600 && wide > 440);
});

test("no column is narrower than the least, even if all are too wide together", () => {
  assert.deepEqual(shareWidth(Array(16).fill(8), 900, 44, 112), Array(16).fill(112));
});

test("a starved column takes its least from the others, not from the page", () => {
  const widths = shareWidth([64, 64, 64, 1], 1000, 300, 150);
  assert.ok(sum(widths) <= 1000, widths.join());
  assert.ok(Math.min(...widths) >= 150);
});

test("a wall that scrolls gives its numbers the room they need", () => {
  const net = scene([4, 6, ...Array(14).fill(5), 3], 8);
  const { widths, size } = wallLayout(net, 1000);
  assert.ok(sum(widths) > 1000);
  assert.ok(size(0, 1, net.tiles.Z2).width / 6 >= CELL.legible);
  const large = scene(Array(17).fill(64), 8);
  assert.ok(Math.max(...wallLayout(large, 1000).widths) <= 8 * CELL.legible);
});

test("a column is scrolled to, no further than it takes", () => {
  const widths = Array(10).fill(100);
  assert.equal(scrolledTo(0, widths, 0, 500, 90), 0);
  assert.equal(scrolledTo(2, widths, 0, 500, 90), 0, "it is seen already");
  assert.equal(scrolledTo(9, widths, 0, 500, 90), 90 + 9 * (100 + GAP) + 100 - 500);
  assert.equal(scrolledTo(1, widths, 700, 500, 90), 100 + GAP, "not under the labels");
});

for (const available of [620, 1000]) {
  test(`the first network fits into ${available} pixels with numbers, cells in proportion`, () => {
    const net = scene([4, 6, 5, 3], 8);
    const { widths, heights, size } = wallLayout(net, available);
    assert.ok(sum(widths) + 16 * 3 <= available);
    const [a, b] = [size(0, 0, net.tiles.Z1), size(2, 0, net.tiles.P1)];
    assert.ok(Math.abs(a.width / 4 - b.width / 6) < 0.5, "cells of one column are alike");
    assert.equal(a.height, heights[0]);
    assert.ok(heights[0] / 8 >= CELL.readable);
    assert.ok(a.width / 4 > heights[0] / 8, "wider than tall");
  });
}

test("large matrices keep the wall within a page", () => {
  const { heights } = wallLayout(scene([784, 128, 64, 10], 64), 1000);
  assert.ok(sum(heights) <= 720);
});

test("a matrix never sticks out of its column", () => {
  const net = scene([784, 128, 64, 10], 64);
  const { widths, size } = wallLayout(net, 1000);
  assert.ok(size(1, 2, net.tiles.W3).width <= widths[2]);
  assert.ok(size(0, 0, net.tiles.Z1).width <= widths[0]);
});

test("the strip draws a transposed operand transposed and keeps its height from step to step", () => {
  const net = scene([4, 6, 5, 3], 8);
  const { sizes, height } = stripLayout(net, 1000, 60);
  assert.ok(sizes[0].width / 8 === sizes[1].width / 6, "cells alike");
  assert.ok(sizes[0].height < sizes[1].height, "Z1 transposed has 4 rows, P1 has 8");
  assert.equal(stripLayout({ ...net, equation: [{ tile: "W1" }] }, 1000, 0).height, height);
});

test("the strip fits its width", () => {
  for (const net of [scene([4, 6, 5, 3], 8), scene([784, 128, 64, 10], 64)]) {
    assert.ok(sum(stripLayout(net, 620, 60).sizes.map((size) => size.width)) <= 560);
  }
});

test("edges cover every pixel once", () => {
  for (const [n, size] of [[3, 10], [64, 50], [7, 7]]) {
    const all = edges(n, size);
    assert.equal(all[0], 0);
    assert.equal(all[n], size);
    assert.ok(all.every((edge, i) => i === 0 || edge >= all[i - 1]));
  }
});

test("a position on the far edge belongs to the last cell", () => {
  assert.equal(indexAt(100, 100, 4), 3);
  assert.equal(indexAt(24.9, 100, 4), 0);
  assert.equal(indexAt(-1, 100, 4), 0);
});
