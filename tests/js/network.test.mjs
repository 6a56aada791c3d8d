import assert from "node:assert/strict";
import { test } from "node:test";

import { focusOf, heightWanted, loopLayout } from "../../ui/wall/loop.js";
import { chosen, entryIn, firstOf, heightBelow, litBy, networkPlace, placeBelow, unitPlaces, unitsShown } from "../../ui/wall/network.js";
import { frame } from "../../ui/wall/sizes.js";
import { net } from "./net.mjs";

const mark = (quantity, phase, tile, layer) => [tile, quantity, phase, tile, layer];

function placed(widths, rows, [width, height], names = true) {
  const { columns, tiles } = net(widths, rows);
  const deepest = Math.max(...Object.values(tiles).map((tile) => Math.max(...tile.sent)));
  const size = frame(width, height, { wanted: heightWanted(columns, tiles), rows: deepest, names });
  const layout = loopLayout(columns, tiles, size.wall, focusOf(columns, tiles));
  return { place: networkPlace(layout, columns, size.wall), layout, size };
}

for (const [name, size] of Object.entries({ "1440×900 with the sidebar": [1143, 892], "1280×720": [1246, 712], "1920×1080": [1626, 1072] })) {
  test(`the first network has its drawing at ${name}, beside all matrices and titles`, () => {
    const { place, layout, size: all } = placed([4, 6, 5, 3], 6, size);
    assert.ok(place.width >= 150 && place.height >= 70, JSON.stringify(place));
    assert.ok(place.left + place.width <= all.wall.width);
    for (const [id, box] of Object.entries(layout.boxes)) {
      const apart = box.x + Math.max(box.width, box.room) <= place.left || box.y - 14 >= place.height;
      assert.ok(apart, id);
    }
  });
}

test("where there is no room there is no drawing", () => {
  assert.equal(placed([4, 6, 5, 3], 6, [374, 836]).place, null, "a phone");
  assert.equal(placed([4, ...Array(15).fill(5), 3], 6, [728, 760]).place, null, "the loop is wider than the window");
  const { layout } = placed([4, 6, 5, 3], 6, [1143, 892]);
  assert.equal(networkPlace(layout, [{ layer: 1, forward: "Z1" }], { width: 1143 }), null, "no weights are shown");
});

test("on a phone it lies below the wall, which still has its least height; of a network that is too deep there is none", () => {
  const scene = (layers, region = null) => ({ drawing: { widths: Array(layers + 1).fill(5) }, region });
  const [network, plane] = [heightBelow(scene(3), 374), heightBelow(scene(3, {}), 374)];
  assert.ok(network >= 56 + 28 && plane > network);
  assert.equal(heightBelow(scene(16), 374), 0);
  const wall = (below) => frame(374, 844, { below }).wall;
  assert.ok(wall(plane).height >= 250);
  assert.equal(wall(0).height, wall(plane).height + plane + 8);
  assert.deepEqual(placeBelow(wall(plane)), { left: 0, top: 0, width: 340, height: plane });
  assert.equal(frame(1143, 892, { below: network }).wall.below, 0);
});

test("of many units the first ones and the last are drawn", () => {
  assert.deepEqual(unitsShown(4, 8), [0, 1, 2, 3]);
  assert.deepEqual(unitsShown(64, 5), [0, 1, 2, null, 63]);
});

test("units lie inside, a column for each width, and no two touch", () => {
  const columns = unitPlaces([784, 6, 1, 10], { width: 240, height: 70 });
  assert.equal(columns.length, 4);
  for (const column of columns) {
    assert.ok(column.every(({ x, y }) => x >= 5 && x <= 235 && y >= 3 && y <= 67));
    for (let i = 1; i < column.length; i += 1) assert.ok(column[i].y - column[i - 1].y >= 8.5);
  }
  assert.ok(columns[0][0].x < columns[1][0].x && columns[2][0].x < columns[3][0].x);
});

test("a step lights up the lines of its layer, or the units that it makes", () => {
  const lit = (quantity, layer, made) => litBy(mark(quantity, "", "", layer), made && { layer: made }, 4);
  assert.deepEqual(lit("P", 2, 2), { lines: 2 });
  assert.deepEqual(lit("Z", 2, 3), { units: 3 });
  assert.deepEqual(lit("S", 3, null), { units: 4 });
  assert.deepEqual(lit("loss", 3, undefined), { units: 4 }, "ℓ has no matrix");
  assert.deepEqual(lit("G", 3, 4), { units: 4 });
  assert.deepEqual(lit("M", 2, 2), { units: 3 });
  assert.deepEqual(lit("dW", 1, 1), { lines: 1 });
  assert.deepEqual(lit("G", 2, 2), { lines: 2, units: 2 });
  assert.deepEqual(lit("W", 3, 3), { lines: 3 });
});

test("a layer leads to its first operation in the pass", () => {
  const program = [mark("P", "forward", "P1", 1), mark("Z", "forward", "Z2", 1), mark("D", "backward", "D1", 1), mark("W", "update", "W+1", 1)];
  assert.equal(firstOf(program, "forward", 1)[3], "P1");
  assert.equal(firstOf(program, "backward", 1)[3], "D1");
  assert.equal(firstOf(program, "update", 1)[3], "W+1");
});

const scene = {
  drawing: { widths: [2, 3], turned: ["W"] },
  tiles: {
    W1: { quantity: "W", layer: 1, shape: [3, 2], sent: [3, 2], block: [1, 1], cells: [1, 2, 3, 4, 5, 6] },
    Z1: { quantity: "Z", layer: 1, shape: [4, 2], sent: [4, 2], block: [1, 1], cells: [1, 2, 3, 4, 5, 6, 7, 8] },
    Z2: { quantity: "Z", layer: 2, shape: [4, 3], sent: [4, 3], block: [1, 1], cells: [1, 2], covered: true },
    S: { quantity: "S", layer: null, shape: [4, 3], sent: [4, 3], block: [1, 1], cells: null },
  },
};

test("an entry is found in a matrix that is shown transposed, and none that is covered or not made", () => {
  assert.equal(entryIn(scene, "W1", 0, 2).value, 5);
  assert.equal(entryIn(scene, "Z1", 3, 1).value, 8);
  for (const [id, row, column] of [["Z2", 0, 0], ["S", 0, 0], ["Z9", 0, 0], ["Z1", 9, 0], ["Z1", 0, 5]]) {
    assert.equal(entryIn(scene, id, row, column), null, id);
  }
});

test("the selected entry says which example the units show, and is a unit or a line", () => {
  assert.deepEqual(chosen(scene, null), { row: 0, units: [] });
  assert.deepEqual(chosen(scene, { tile: "Z1", row: 3, column: 1 }), { row: 3, units: [{ column: 1, unit: 1 }] });
  assert.deepEqual(chosen(scene, { tile: "S", row: 2, column: 0 }), { row: 2, units: [{ column: 2, unit: 0 }] });
  const ends = [{ column: 1, unit: 0 }, { column: 2, unit: 2 }];
  assert.deepEqual(chosen(scene, { tile: "W1", row: 2, column: 0 }), { row: 0, units: ends });
});
