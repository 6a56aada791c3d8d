// The few characters of a number as masks. A canvas shapes every new text anew, which was most of the time of
// a step; masks are copied into the picture many times faster, and without a canvas in the tests.

import { word } from "./colour.js";

const LEVELS = 32;
const ALPHABET = "0123456789.−+e∞Na≈…✓~△✗·";

// The masks of a font at a size in device pixels. `canvas` is lent and may be any size.
export function makeGlyphs(canvas, font, size, weight = 400) {
  const height = Math.ceil(size * 1.3);
  const baseline = Math.ceil(size);
  const setUp = () => {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.font = `${weight} ${size}px ${font}`;
    context.textBaseline = "alphabetic";
    context.fillStyle = "#000";
    return context;
  };
  let context = setUp();
  const digit = Math.max(...[..."0123456789"].map((c) => context.measureText(c).width));
  const rise = Math.round(context.measureText("0").actualBoundingBoxAscent);
  const glyphs = { baseline, rise, marks: new Map() };
  for (const character of ALPHABET) {
    const natural = context.measureText(character).width;
    const advance = Math.max(1, Math.round(/\d/.test(character) ? digit : natural));
    const width = advance + 2;
    Object.assign(canvas, { width, height });
    context = setUp();
    context.fillText(character, 1 + (advance - natural) / 2, baseline);
    glyphs.marks.set(character, { advance, ...inked(context.getImageData(0, 0, width, height)) });
  }
  return glyphs;
}

// The pixels of a glyph that are not empty: their places and one of LEVELS strengths.
function inked({ data, width, height }) {
  const [across, down, level] = [[], [], []];
  for (let i = 0; i < width * height; i += 1) {
    const strength = Math.round((data[4 * i + 3] / 255) * (LEVELS - 1));
    if (!strength) continue;
    across.push(i % width);
    down.push(Math.floor(i / width));
    level.push(strength);
  }
  return { across, down, level };
}

// Words from the ground to the ink in LEVELS steps, for the text on one shade.
export function ramp(ground, ink) {
  const mix = (part) => ground.map((v, k) => Math.round(v + (ink[k] - v) * part));
  return Uint32Array.from({ length: LEVELS }, (_, i) => word(mix(i / (LEVELS - 1))));
}

export function textWidth(glyphs, text) {
  let width = 0;
  for (const character of text) width += glyphs.marks.get(character).advance;
  return width;
}

// Writes a text centred on (cx, cy) in the words of a ramp.
export function writeText(picture, glyphs, text, cx, cy, words) {
  let left = Math.round(cx - textWidth(glyphs, text) / 2) - 1;
  const top = Math.round(cy + glyphs.rise / 2) - glyphs.baseline;
  for (const character of text) {
    const { advance, across, down, level } = glyphs.marks.get(character);
    for (let i = 0; i < level.length; i += 1) {
      const x = left + across[i];
      const y = top + down[i];
      if (x < 0 || x >= picture.width || y < 0 || y >= picture.height) continue;
      picture.words[y * picture.width + x] = words[level[i]];
    }
    left += advance;
  }
}
