import assert from "node:assert/strict";
import { test } from "node:test";

import { cellOf, decodeScene, entryOf, picturesOf, samePicture, spanOf } from "../../ui/wall/decode.js";

// Packs a header and one array of doubles by the wire format, `shift` bytes into a larger buffer.
function packed(header, doubles, shift = 0) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const bytes = new Uint8Array(shift + start + 8 * doubles.length);
  new DataView(bytes.buffer).setUint32(shift, text.length, true);
  bytes.set(text, shift + 4);
  bytes.set(new Uint8Array(Float64Array.from(doubles).buffer), shift + start);
  return bytes.subarray(shift);
}

const tile = { sent: [1, 2], shape: [1, 2], block: [1, 1], dtype: "float64", offset: 0 };

for (const shift of [0, 1, 4, 7]) {
  test(`cells are read from bytes that start ${shift} bytes into their buffer`, () => {
    const scene = decodeScene(packed({ tiles: { Z1: tile }, title: "σ′" }, [0.1, -2.5], shift));
    assert.deepEqual([...scene.tiles.Z1.cells], [0.1, -2.5]);
    assert.equal(scene.tiles.Z1.id, "Z1");
  });
}

test("an empty tile has no cells", () => {
  const scene = decodeScene(packed({ tiles: { G1: { ...tile, offset: null } } }, []));
  assert.equal(scene.tiles.G1.cells, null);
});

test("a curve gets its x and its series", () => {
  const curve = { x: { offset: 0, count: 2 }, series: [{ offset: 16 }] };
  const scene = decodeScene(packed({ tiles: {}, curve }, [0, 1, 5, NaN]));
  assert.deepEqual([...scene.curve.x.values], [0, 1]);
  assert.deepEqual([...scene.curve.series[0].values], [5, NaN]);
  assert.deepEqual([scene.curve.metric, scene.curve.bounds, scene.curve.classes], ["loss", null, []], "it is that of the loss");
});

test("a metric beside the loss is read like it, and goes with it into the step to come", () => {
  const large = { metric: "accuracy", bounds: [0, 1], x: { offset: 0, count: 1 }, series: [{ offset: 8, of: 2 }] };
  const scene = decodeScene(packed({ tiles: {}, large }, [3, 0.5]));
  assert.deepEqual([scene.large.metric, scene.large.bounds, [...scene.large.series[0].values]], ["accuracy", [0, 1], [0.5]]);
  assert.equal(decodeScene(packed({ tiles: {} }, []), scene).large, scene.large);
  assert.equal(decodeScene(packed({ tiles: {} }, [])).large, undefined, "and is gone with the next picture that has none");
});

test("numbers that JSON cannot hold are read wherever they stand, and no text is taken for one", () => {
  const word = (float) => ({ float });
  const panel = { terms: [{ values: [word("NaN"), word("-Infinity"), 1] }], trail: [{ value: word("Infinity") }] };
  const scene = decodeScene(packed({ tiles: {}, panel, names: ["NaN", "Infinity", null] }, []));
  assert.deepEqual(scene.panel.terms[0].values, [NaN, -Infinity, 1]);
  assert.equal(scene.panel.trail[0].value, Infinity);
  assert.deepEqual(scene.names, ["NaN", "Infinity", null]);
});

test("a message is cut into its pictures, wherever it lies in memory", () => {
  const parts = [[7, 8, 9], [5]];
  const bytes = new Uint8Array(3 + parts.reduce((sum, part) => sum + 8 + part.length, 0));
  let at = 3;
  for (const part of parts) {
    bytes[at] = part.length;
    bytes.set(part, at + 8);
    at += 8 + part.length;
  }
  const { film, next } = picturesOf(bytes.subarray(3));
  assert.deepEqual(film.map((picture) => [...picture]), parts);
  assert.deepEqual(next, []);
  bytes[3 + 8 + 3 + 4] = 1; // the kind of the second
  const told = picturesOf(bytes.subarray(3));
  assert.deepEqual([told.film.map((picture) => [...picture]), told.next.map((change) => [...change])], [[parts[0]], [parts[1]]]);
  assert.deepEqual(picturesOf(new Uint8Array()).film, []);
});

test("a difference leaves what it does not say as it was", () => {
  const before = decodeScene(packed({ tiles: { Z1: tile, W1: tile, P1: tile }, cursor: 1, notice: "so" }, [0.1, -2.5]));
  const after = decodeScene(packed({ tiles: { Z1: null, W1: { ...tile, state: "fresh" } }, cursor: 2 }, [3, 4]), before);
  assert.equal(after.tiles.Z1, before.tiles.Z1);
  assert.deepEqual([...after.tiles.W1.cells, after.tiles.W1.state], [3, 4, "fresh"]);
  assert.deepEqual([Object.keys(after.tiles), after.cursor, after.notice, before.cursor], [["Z1", "W1"], 2, "so", 1]);
});

const whole = (cells, more = {}) => ({ ...tile, limit: 1, cells: Float64Array.from(cells), ...more });

test("pictures are the same only with the same cells and scale", () => {
  assert.ok(samePicture(whole([1, NaN]), whole([1, NaN])));
  assert.ok(!samePicture(whole([1, 2]), whole([1, 2.5])));
  assert.ok(!samePicture(whole([1, 2]), whole([1, 2], { limit: 2 })));
  assert.ok(!samePicture(whole([1, 2]), whole([1, 2], { cells: null })));
  assert.ok(!samePicture(whole([1, 2]), whole([1, 2], { sent: [2, 1] })));
});

// 5 × 7 entries in blocks of 2 × 3, the last ones cut short.
const blocks = { sent: [3, 3], shape: [5, 7], block: [2, 3], chosen: Uint16Array.from([4, 0, 0, 0, 0, 0, 0, 2, 0]) };

test("a block stands for the entry that was chosen in it", () => {
  assert.deepEqual(entryOf(blocks, 0, 0), { row: 1, column: 1 });
  assert.deepEqual(entryOf(blocks, 2, 1), { row: 4, column: 5 });
});

test("every entry of a block lies in its cell, and none outside the matrix", () => {
  assert.deepEqual(cellOf(blocks, { row: 4, column: 5 }), { row: 2, column: 1 });
  assert.equal(cellOf(blocks, { row: 5, column: 0 }), null);
  assert.equal(cellOf(undefined, { row: 0, column: 0 }), null);
});

test("the span of the last block ends with the matrix", () => {
  assert.deepEqual(spanOf(blocks, 0, 2), [4, 4]);
  assert.deepEqual(spanOf(blocks, 1, 1), [3, 5]);
});
