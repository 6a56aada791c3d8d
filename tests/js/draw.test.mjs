import assert from "node:assert/strict";
import { test } from "node:test";

import { word } from "../../ui/wall/colour.js";
import { cellTexts, drawTile } from "../../ui/wall/draw.js";
import { ramp, textWidth, writeText } from "../../ui/wall/glyphs.js";
import { palette } from "./palette.mjs";

palette.ramp = (index) => ramp(palette.rgb[index], palette.ink[index]);

const RED = word([255, 0, 0]);
const BLUE = word([0, 0, 255]);
const GREY = word([204, 204, 204]);
const MAGENTA = word([255, 0, 200]);
const BLACK = word([0, 0, 0]);

// Masks of one pixel a character, every character `advance` wide.
function glyphs(advance = 5) {
  const mark = { advance, across: [1], down: [1], level: [31] };
  return { baseline: 1, rise: 0, marks: new Map([..."0123456789.−+e∞Na≈…"].map((c) => [c, mark])) };
}

function drawn(values, shape, [width, height], more = {}) {
  const picture = { width, height, words: new Uint32Array(width * height) };
  const broken = values.filter((v) => !Number.isFinite(v)).length;
  const tile = { cells: Float64Array.from(values), sent: shape, limit: 1, nan: broken, infinite: 0 };
  const options = { transpose: false, palette, ratio: 1, glyphs: () => glyphs(more.advance), ...more };
  drawTile(picture, tile, options);
  return { at: (x, y) => picture.words[y * width + x], words: [...picture.words] };
}

test("rows lie down, columns across", () => {
  const { at } = drawn([1, -1, 0, 1], [2, 2], [4, 4]);
  assert.deepEqual([at(0, 0), at(3, 0), at(0, 3), at(3, 3)], [RED, BLUE, GREY, RED]);
});

test("a transposed matrix is drawn transposed", () => {
  const { at } = drawn([1, -1, 0, 1, 0, 0], [2, 3], [4, 6], { transpose: true });
  assert.deepEqual([at(0, 0), at(0, 2), at(3, 0), at(0, 4)], [RED, BLUE, RED, GREY]);
});

test("more cells than pixels still fill the picture", () => {
  const { words } = drawn(Array(64).fill(1), [1, 64], [40, 3]);
  assert.ok(words.every((w) => w === RED));
});

test("cells with room are set apart, and the far edge is kept", () => {
  const { at } = drawn([1, 1, 1, 1], [2, 2], [20, 20], { advance: 99 });
  assert.equal(at(9, 5), 0);
  assert.equal(at(5, 9), 0);
  assert.equal(at(19, 19), RED);
});

test("an exact zero without a number has a dot", () => {
  const { at } = drawn([0, 1], [1, 2], [20, 10]);
  assert.notEqual(at(4, 5), GREY);
  assert.equal(at(1, 1), GREY);
  assert.equal(at(15, 5), RED);
});

test("numbers are written when they fit and left out when they do not", () => {
  const inked = (advance) => {
    const { words } = drawn([1, -1], [1, 2], [80, 14], { advance });
    return words.filter((w) => ![RED, BLUE, 0].includes(w)).length;
  };
  assert.equal(inked(5), 3, "one pixel for 1, two for −1");
  assert.equal(inked(99), 0);
});

test("NaN and infinities are a checker of magenta and black at any size", () => {
  const large = drawn([NaN, 1], [1, 2], [24, 12], { advance: 99 });
  assert.ok(large.words.includes(MAGENTA) && large.words.includes(BLACK));
  const dot = drawn([...Array(100).fill(1), NaN, ...Array(99).fill(1)], [1, 200], [60, 2]);
  assert.ok(dot.words.includes(MAGENTA), "a third of a pixel wide, and still seen");
});

test("the word NaN stands on its own ground", () => {
  const { at } = drawn([NaN], [1, 1], [40, 14]);
  assert.equal(at(20, 1), BLACK);
});

test("nothing is left of the picture before", () => {
  const picture = { width: 2, height: 1, words: Uint32Array.of(RED, RED) };
  drawTile(picture, { cells: null }, { palette });
  assert.deepEqual([...picture.words], [0, 0]);
});

test("digits go before type size, and one long number does not silence the others", () => {
  const [large, small] = [glyphs(8), glyphs(5)];
  assert.equal(cellTexts([0.125, 0.25], 26, [large, small]).masks, small, "0.125 in small type");
  assert.deepEqual(cellTexts([0.125, 0.25], 20, [small]).texts, [".13", ".25"]);
  const values = [...Array(19).fill(0.5), -123456];
  assert.deepEqual(cellTexts(values, 25, [small]).texts.slice(-2), ["0.500", "−1e5"]);
  assert.equal(cellTexts(values, 15, [small]).texts.at(-1), "…", "what has no room is marked");
  assert.equal(cellTexts([-0.125, -0.25], 10, [small]), null);
});

test("positive numbers get no more digits than negative ones would beside them", () => {
  const small = glyphs(5);
  assert.deepEqual(cellTexts([0.125], 26, [small]).texts, ["0.125"]);
  assert.deepEqual(cellTexts([0.125], 26, [small], undefined, -0.888).texts, [".13"]);
  assert.equal(cellTexts([1], 10, [small], undefined, -0.888), null);
});

test("text that sticks out does not come back on the next line", () => {
  const picture = { width: 3, height: 2, words: new Uint32Array(6) };
  writeText(picture, glyphs(), "12345", 1, 0, ramp([0, 0, 0], [255, 255, 255]));
  assert.deepEqual([...picture.words], [0, 0, 0, 0, 0, 0]);
});

test("characters stand side by side", () => {
  const picture = { width: 20, height: 1, words: new Uint32Array(20) };
  writeText(picture, glyphs(), "12", 10, 0, ramp([0, 0, 0], [255, 255, 255]));
  assert.equal(picture.words.filter(Boolean).length, 2);
  assert.equal(textWidth(glyphs(), "−1"), 10);
});

test("a ramp runs from the ground to the ink", () => {
  const words = ramp([10, 20, 30], [250, 240, 230]);
  assert.equal(words[0], word([10, 20, 30]));
  assert.equal(words.at(-1), word([250, 240, 230]));
});

test("on a projector type stays large, and there are fewer digits instead", () => {
  const sizes = [];
  const wide = (size) => {
    sizes.push(size);
    return glyphs(size / 2);
  };
  const values = Array.from({ length: 10 }, () => -0.125);
  const drawnAt = (width) => {
    sizes.length = 0;
    const picture = { width: width * 10, height: 45, words: new Uint32Array(width * 450) };
    const tile = { cells: Float64Array.from(values), sent: [1, 10], limit: 1, nan: 0, infinite: 0 };
    drawTile(picture, tile, { transpose: false, palette, ratio: 1, glyphs: wide });
    return Math.min(...sizes);
  };
  assert.ok(drawnAt(100) >= 28 && drawnAt(75) >= 28, "−0.125, −0.13 with type of 28 or 29 pixels");
  assert.ok(drawnAt(30) < 28, "else it is as small as it must be");
});

test("a verdict in an equation is told by its sign, and no number is asked for one", () => {
  const picture = { width: 60, height: 14, words: new Uint32Array(840) };
  const tile = { cells: Float64Array.of(0, 1), sent: [1, 2], limit: 1, scale: "verdict", names: ["1", "2"], nan: 0, infinite: 0 };
  const written = drawTile(picture, tile, { transpose: false, palette, ratio: 1, glyphs: () => glyphs(5), cell: 30 });
  assert.deepEqual(written.texts, ["1", "2"]);
});
