import assert from "node:assert/strict";
import { test } from "node:test";

import { contrast, inkOn, makePalette, parseColour, shade, veiled, word } from "../../ui/wall/colour.js";

const scene = {
  scale: { light: ["#0000ff", "#ffffff", "#ff0000"], dark: ["#00ffff", "#000000", "#ffff00"] },
  shares: { light: ["#ffffff", "#006060"], dark: ["#000000", "#80d0d0"] },
  zero: { light: "#cccccc", dark: "#444444" },
  broken: "#ff00c8",
  verdicts: { light: ["#010101", "#020202"], dark: ["#030303", "#040404"] },
  accents: { Z: ["#111111", "#eeeeee"], Y: ["#222222", "#dddddd"] },
};
const palette = makePalette(scene, false);
const colour = (value, limit) => palette.rgb[shade(palette, value, limit)];

test("the scale is centred on zero and ends at the limit", () => {
  assert.deepEqual(colour(2, 2), [255, 0, 0]);
  assert.deepEqual(colour(-2, 2), [0, 0, 255]);
  assert.deepEqual(colour(1e-300, 2), [255, 255, 255]);
  assert.deepEqual(colour(1, 2), [255, 127, 127]);
});

test("a value beyond a shared limit takes the end colour", () => {
  assert.deepEqual(colour(-9, 2), [0, 0, 255]);
});

test("an exact zero, of either sign, has a colour of its own", () => {
  assert.deepEqual(colour(0, 2), [204, 204, 204]);
  assert.deepEqual(colour(-0, 0), [204, 204, 204]);
});

test("NaN and infinities have the colour of neither end", () => {
  for (const value of [NaN, Infinity, -Infinity]) assert.deepEqual(colour(value, 2), [255, 0, 200]);
});

test("a share is blank at 0, a slope at 1; a slope of exact zero, a dead unit, is grey", () => {
  const share = (value, scale) => palette.rgb[shade(palette, value, 1, scale)];
  assert.deepEqual([share(0, "share"), share(1, "share")], [[255, 255, 255], [0, 96, 96]]);
  assert.deepEqual([share(1, "slope"), share(1e-9, "slope")], [[255, 255, 255], [0, 96, 96]]);
  assert.deepEqual(share(0, "slope"), [204, 204, 204]);
  assert.deepEqual(share(NaN, "slope"), [255, 0, 200]);
});

test("a ratio is blank at 1 and coloured by its logarithm; a turned sign is the far end", () => {
  const ratio = (value) => palette.rgb[shade(palette, value, Math.log(4), "ratio")];
  assert.deepEqual(ratio(1), [255, 255, 255]);
  assert.deepEqual([ratio(4), ratio(1000)], [[255, 0, 0], [255, 0, 0]]);
  assert.deepEqual([ratio(0.25), ratio(0), ratio(-1)], Array(3).fill([0, 0, 255]));
  assert.ok(Math.abs(ratio(2)[1] - ratio(0.5)[1]) <= 1, "twice and half are as far from 1");
  assert.deepEqual(ratio(Infinity), [255, 0, 200]);
});

test("an error is coloured by its decade, blank where there is none", () => {
  const error = (value) => palette.rgb[shade(palette, value, 1, "error")];
  assert.deepEqual([error(0), error(1e-16), error(1)], [[255, 255, 255], [255, 255, 255], [0, 96, 96]]);
  assert.ok(error(1e-4)[0] < error(1e-8)[0] && error(1e-8)[0] < error(1e-12)[0]);
});

test("a verdict has the colour of its number", () => {
  assert.deepEqual(palette.rgb[shade(palette, 1, 1, "verdict")], [2, 2, 2]);
});

test("the dark theme has its own scale", () => {
  const dark = makePalette(scene, true);
  assert.deepEqual(dark.rgb[shade(dark, 1, 1)], [255, 255, 0]);
  assert.equal(dark.accent("Z"), "#eeeeee");
  assert.equal(dark.accent("unknown"), "#dddddd");
});

test("ink can be read on every colour", () => {
  const levels = Array.from({ length: 18 }, (_, i) => 15 * i);
  const colours = levels.flatMap((r) => levels.flatMap((g) => levels.map((b) => [r, g, b])));
  for (const ground of colours) assert.ok(contrast(ground, inkOn(ground)) >= 4.5, ground.join());
});

test("a veiled number can be read on every colour of both themes, and steps back", () => {
  for (const [dark, page, share] of [[false, [255, 255, 255], 0.6], [true, [16, 18, 22], 0.46]]) {
    const whole = makePalette(scene, dark);
    const under = veiled(whole, page, share);
    under.rgb.forEach((ground, i) => {
      const seen = contrast(ground, under.ink[i]);
      assert.ok(seen >= 3, `${ground} ${seen}`);
      assert.ok(seen < Math.max(4.6, contrast(whole.rgb[i], whole.ink[i])), `${ground} ${seen}`);
    });
  }
});

test("theme variables are read in any of the forms a browser gives", () => {
  assert.deepEqual(parseColour(" #0e1117"), [14, 17, 23]);
  assert.deepEqual(parseColour("#fff"), [255, 255, 255]);
  assert.deepEqual(parseColour("rgba(250, 250, 250, 0.6)"), [250, 250, 250]);
});

test("a word is opaque, red first in memory", () => {
  assert.deepEqual([...new Uint8Array(Uint32Array.of(word([1, 2, 3])).buffer)], [1, 2, 3, 255]);
});
