import assert from "node:assert/strict";
import { test } from "node:test";

import { laneArrows, stepArrows, turnArrows } from "../../ui/wall/arrows.js";
import { BANDS, LEGIBLE, TITLE, bandHeights, focusOf, heightWanted, loopLayout, scrolledTo, shared } from "../../ui/wall/loop.js";
import { frame } from "../../ui/wall/sizes.js";
import { net } from "./net.mjs";

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

function laidOut(widths, rows, [width, height], focus) {
  const { columns, tiles } = net(widths, rows);
  const wanted = heightWanted(columns, tiles);
  const deepest = Math.max(...Object.values(tiles).map((tile) => Math.max(...tile.sent)));
  const size = frame(width, height, { wanted, rows: deepest, names: true });
  return { columns, tiles, size, layout: loopLayout(columns, tiles, size.wall, focus ?? [0, 1]) };
}

function overlaps(layout) {
  const boxes = Object.entries(layout.boxes);
  const meet = (a, b) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y - TITLE < b.y + b.height && b.y - TITLE < a.y + a.height;
  return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([, b]) => meet(a, b)).map(([other]) => `${one} ${other}`));
}

const SIZES = { "390×844": [374, 836], "1024×768 with the sidebar": [728, 760], "1280×720": [1246, 712], "1440×900 with the sidebar": [1143, 892], "1920×1080": [1626, 1072] };

for (const [name, size] of Object.entries(SIZES)) {
  for (const layers of [1, 3, 8, 16]) {
    test(`${layers} layers at ${name}: nothing overlaps, and the columns of the step are in the room`, () => {
      const widths = [4, ...Array(layers - 1).fill(5), 3];
      const count = 2 * layers + 2;
      for (const focus of [[0, 1], [count - 4, count - 2], [layers, layers + 1]]) {
        const { layout, size: all } = laidOut(widths, 8, size, focus);
        assert.deepEqual(overlaps(layout), []);
        const [first, last] = [layout.across[focus[0]], layout.across[focus[1]]];
        assert.ok(last.x + last.width - first.x <= all.wall.width - all.wall.head, "wider than the window");
        assert.ok(layout.height <= all.wall.height + 1, `${layout.height} of ${all.wall.height}`);
      }
    });
  }
}

for (const [rows, name] of [[6, "1440×900 with the sidebar"], [8, "1440×900 with the sidebar"], [6, "1280×720"], [8, "1280×720"]]) {
  test(`all matrices of the first network with ${rows} rows are in view at ${name}, each with its numbers`, () => {
    const { layout, tiles, size } = laidOut([4, 6, 5, 3], rows, SIZES[name]);
    assert.ok(layout.width <= size.wall.width && layout.height <= size.wall.height);
    for (const [id, box] of Object.entries(layout.boxes)) {
      const [down, across] = tiles[id].sent;
      assert.ok(box.width / across >= LEGIBLE.wide - 0.5, `${id}: cells ${box.width / across} wide`);
      assert.ok(box.height / down >= LEGIBLE.high - 0.1, `${id}: cells ${box.height / down} high`);
    }
  });
}

test("W stands on its product, σ′ lies between the lanes, ∇W hangs below", () => {
  const { layout } = laidOut([4, 6, 5, 3], 8, SIZES["1440×900 with the sidebar"]);
  const { W2, P2, D2, M2, dW2, Z2, G2 } = layout.boxes;
  assert.equal(W2.y + W2.height + TITLE + 2, P2.y);
  assert.ok(P2.y + P2.height < D2.y && D2.y + D2.height < M2.y && M2.y + M2.height < dW2.y);
  for (const box of [P2, D2, M2, dW2]) assert.equal(box.x, W2.x);
  assert.deepEqual([Z2.y, Z2.height, G2.y], [P2.y, P2.height, M2.y], "an example keeps its row along both lanes");
});

test("a matrix of 512 columns does not starve one of five", () => {
  const { layout, tiles } = laidOut([4, 5, 512, 5, 3], 8, SIZES["1440×900 with the sidebar"], [1, 2]);
  assert.ok(layout.boxes.P1.width / tiles.P1.sent[1] >= LEGIBLE.wide - 0.5);
  assert.ok(layout.boxes.W1.height / tiles.W1.sent[0] >= LEGIBLE.high);
  assert.ok(layout.boxes.W3.height <= 260);
});

test("far columns fold to heat, those of the step are legible", () => {
  const counts = Array(34).fill(5);
  const { widths } = shared(counts, 1059, [10, 11]);
  assert.ok(widths[10] >= 5 * LEGIBLE.wide - 1 && widths[11] >= 5 * LEGIBLE.wide - 1);
  assert.ok(widths[0] < 40 && widths[33] < 40);
  assert.ok(sum(widths) <= 1059);
});

test("where all fit nothing folds, whatever the step: a step moves nothing", () => {
  const layouts = [[0, 1], [3, 4], [6, 7]].map((focus) => laidOut([4, 6, 5, 3], 8, SIZES["1280×720"], focus).layout.boxes);
  assert.deepEqual(layouts[1], layouts[0]);
  assert.deepEqual(layouts[2], layouts[0]);
});

test("bands of few rows get what their numbers need before those of many", () => {
  const heights = bandHeights([5, 0, 0, 0, 5], [0, 48, 48, 48, 0], 300);
  assert.ok(heights[0] >= 55 && heights[4] >= 55);
  assert.ok(sum(heights) <= 300);
  assert.equal(heights[1], heights[2]);
});

test("the focus is what the step reads and writes", () => {
  const { columns, tiles } = net([4, 6, 5, 3], 8);
  Object.assign(tiles.Z2, { state: "operand" });
  Object.assign(tiles.dW2, { state: "fresh" });
  assert.deepEqual(focusOf(columns, tiles), [2, 3]);
  assert.deepEqual(focusOf(columns, net([4, 3], 8).tiles), [0, 1]);
});

test("no further is scrolled than it takes", () => {
  assert.equal(scrolledTo([100, 200], 0, 500, 80), 0, "it is seen already");
  assert.equal(scrolledTo([900, 1000], 0, 500, 80), 500);
  assert.equal(scrolledTo([100, 200], 400, 500, 80), 20, "not under the heads");
});

test("arrows run from X to the output, and back to G₁", () => {
  const { columns, layout } = laidOut([4, 3], 8, SIZES["1440×900 with the sidebar"]);
  const ends = laneArrows(columns, layout.boxes).map(({ from, to }) => `${from} ${to}`);
  assert.deepEqual(ends, ["Z1 P1", "P1 Z2", "Z2 S", "Y G2", "G2 M1", "M1 G1"]);
  assert.deepEqual(turnArrows(columns.at(-1), layout.boxes).map(({ from, to }) => `${from} ${to}`), ["S turn", "turn Y"]);
});

test("a step has an arrow from each operand that lies in the loop", () => {
  const { layout } = laidOut([4, 6, 3], 8, SIZES["1440×900 with the sidebar"]);
  const arrows = stepArrows(["Z2", "M2", "nowhere"], "dW2", layout.boxes);
  assert.deepEqual(arrows.map(({ from }) => from), ["Z2", "M2"]);
  for (const { path, tip } of arrows) assert.doesNotMatch(path + tip, /NaN|undefined/);
});

test("an arrow from ∇W to its weights goes round what lies between", () => {
  const { layout } = laidOut([4, 6, 3], 8, SIZES["1440×900 with the sidebar"]);
  const [arrow] = stepArrows(["dW1"], "W1", layout.boxes);
  const x = Number(/H([\d.]+)/.exec(arrow.path)[1]);
  assert.ok(x > layout.boxes.P1.x + layout.boxes.P1.width);
});

test("it goes round a matrix that is wider than both of its ends, as in columns", () => {
  const box = (band, y, width) => ({ x: 0, y, width, height: 10, column: 0, band });
  const boxes = { W1: box("above", 0, 20), P1: box("forward", 20, 60), dW1: box("below", 60, 20), W2: { ...box("above", 0, 900), x: 80, column: 1 } };
  const [arrow] = stepArrows(["W1"], "dW1", boxes);
  const x = Number(/H([\d.]+)/.exec(arrow.path)[1]);
  assert.ok(x > 60 && x < 80, arrow.path);
});

// Corners of a path of the loop.
function corners(path) {
  let at = [0, 0];
  return [...path.matchAll(/([MLHV])([\d.]+)(?: ([\d.]+))?/g)].map(([, kind, one, other]) => {
    at = kind === "H" ? [Number(one), at[1]] : kind === "V" ? [at[0], Number(one)] : [Number(one), Number(other)];
    return at;
  });
}

// The matrices under a path, a line of 3 pixels.
function under(path, boxes) {
  const points = corners(path);
  const meets = ([x0, y0], [x1, y1], { x, y, width, height }) => {
    const [across, down] = x0 === x1 ? [1, 0] : [0, 1];
    return (
      Math.min(x0, x1) - across < x + width && Math.max(x0, x1) + across > x &&
      Math.min(y0, y1) - down < y + height && Math.max(y0, y1) + down > y
    );
  };
  return Object.keys(boxes).filter((id) => points.slice(1).some((point, k) => meets(points[k], point, boxes[id])));
}

const STEPS = [[["Z2", "W2"], "P2"], [["W2", "M2"], "G2"], [["Z2", "M2"], "dW2"], [["W2", "dW2"], "W2"], [["P2"], "D2"], [["D2", "G3"], "M2"]];

for (const [name, size] of Object.entries(SIZES)) {
  test(`no arrow of a step runs over a number at ${name}`, () => {
    for (const [widths, focus] of [[[4, 6, 5, 3], [2, 4]], [[4, ...Array(7).fill(5), 3], [2, 4]]]) {
      const { boxes } = laidOut(widths, 6, size, focus).layout;
      for (const taken of [20, 500]) {
        for (const box of Object.values(boxes)) box.taken = taken;
        for (const [operands, result] of STEPS) {
          for (const { from, path } of stepArrows(operands, result, boxes)) assert.deepEqual(under(path, boxes), [], `${from} ${result} ${path}`);
        }
      }
    }
  });
}

test("every band is one that a column may have", () => {
  const { columns } = net([4, 6, 5, 3], 8);
  const used = new Set(columns.flatMap((column) => Object.keys(column)));
  used.delete("layer");
  assert.deepEqual([...used].sort(), [...BANDS].sort());
});
