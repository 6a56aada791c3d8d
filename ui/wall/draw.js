// One matrix into one picture: {words, width, height}, a word being one device pixel as ImageData stores it.

import { shade, word } from "./colour.js";
import { ramp, textWidth, writeText } from "./glyphs.js";
import { edges } from "./cells.js";
import { EASY, LEAST } from "./hall.js";
import { compact, decade, decimals, special } from "./number.js";

const NUMBERED = 20; // the narrowest cell that may hold a number
const ROOMY = 40; // of the loop, one that holds more than a short one
const WIDEST = -0.888; // of an equation: what is never negative gets no more digits than the rest
const ENOUGH = 0.9; // share of the numbers that must fit before any is written
const FONT = { least: 11, most: 40, share: 0.7, steps: [1, 0.92, 0.85, 0.78, 0.71, 0.64, 0.57], hall: 0.62 };
const PROJECTED = 28; // type that is read from the last row of a room: there digits go before size, but not below this
const BLACK = [0, 0, 0];
const WHITE_ON_BLACK = ramp(BLACK, [255, 255, 255]);

// Sent rows and columns as they lie in the picture.
export function pictureShape(tile, transpose) {
  return transpose ? [tile.sent[1], tile.sent[0]] : tile.sent;
}

// The cells as they lie in the picture.
function pictureValues(tile, transpose) {
  if (!transpose) return tile.cells;
  const [rows, columns] = tile.sent;
  const values = new tile.cells.constructor(tile.cells.length);
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j < columns; j += 1) values[j * rows + i] = tile.cells[i * columns + j];
  }
  return values;
}

// From the most digits to the fewest.
const FORMS = [(value) => decimals(value, 3), compact];
const BY_SCALE = { error: () => [decade], verdict: (tile) => [(value) => tile.names[value][0]] };
const PROJECTED_FORMS = [FORMS[0], (value) => decimals(value, 2), compact];

// Texts of all values, {texts, masks}, with the most digits, then the largest type; null if too few fit, or if a number
// that is not among them, the `widest`, would not.
export function cellTexts(values, room, sizes, forms = FORMS, widest = null) {
  for (const form of forms) {
    const texts = Array.from(values, form);
    for (const masks of sizes) {
      const fits = (text) => textWidth(masks, text) <= room;
      if (widest !== null && !fits(form(widest))) continue;
      if (texts.filter(fits).length < ENOUGH * texts.length) continue;
      return { masks, texts: texts.map((text, i) => (fits(text) ? text : fewer(values[i], fits))) };
    }
  }
  return null;
}

// A number that needs more room than the others; what fits in no form is told by three dots.
const fewer = (value, fits) => FORMS.map((form) => form(value)).find(fits) ?? "…";

// Draws the tile over the whole picture. `glyphs(size)` gives the masks for a size in device pixels. Returns what is
// written in the cells, and how large: {texts, size}; null if there is no room. `cell`: the width of the narrowest of all
// cells that are to have as many digits as these; without it, they have few.
export function drawTile(picture, tile, { transpose, palette, ratio, glyphs, cell, presented = 0 }) {
  picture.words.fill(0);
  if (!tile.cells || !tile.cells.length) return null;
  const [rows, columns] = pictureShape(tile, transpose);
  const values = pictureValues(tile, transpose);
  const grid = {
    rows, columns, values, palette, ratio, glyphs, presented,
    x: edges(columns, picture.width),
    y: edges(rows, picture.height),
    wide: picture.width / columns / ratio,
    high: picture.height / rows / ratio,
    shades: new Uint16Array(values.length),
  };
  grid.forms = BY_SCALE[tile.scale]?.(tile) ?? (cell || grid.wide >= ROOMY ? undefined : [compact]);
  grid.alike = cell > 0 && !presented && !BY_SCALE[tile.scale];
  grid.room = (cell ? Math.min(cell, grid.wide) : grid.wide) - 2.5;
  for (let k = 0; k < values.length; k += 1) grid.shades[k] = shade(palette, values[k], tile.limit, tile.scale);
  grid.gap = grid.wide >= 7 && grid.high >= 7 ? Math.max(1, Math.round(ratio)) : 0;
  fillCells(picture, grid);
  const written = grid.wide >= NUMBERED && grid.high >= 10.9 ? writeNumbers(picture, grid) : null;
  if (!written) drawDots(picture, grid);
  if (tile.nan || tile.infinite) drawBroken(picture, grid);
  return written;
}

// One line of pixels a row of cells, copied down.
function fillCells({ words, width }, { rows, columns, x, y, gap, shades, palette }) {
  for (let i = 0; i < rows; i += 1) {
    const start = y[i] * width;
    const end = y[i + 1] - (i < rows - 1 ? gap : 0);
    if (end <= y[i]) continue;
    for (let j = 0; j < columns; j += 1) {
      const colour = palette.words[shades[i * columns + j]];
      const stop = start + x[j + 1] - (j < columns - 1 ? gap : 0);
      for (let at = start + x[j]; at < stop; at += 1) words[at] = colour;
    }
    for (let line = y[i] + 1; line < end; line += 1) words.copyWithin(line * width, start, start + width);
  }
}

function writeNumbers(picture, { columns, values, forms, shades, palette, x, y, gap, room, alike, high, ratio, glyphs, presented }) {
  const texts = (sizes, usual, widest = null) => {
    const masks = sizes.map((size) => glyphs(size * ratio));
    const found = cellTexts(values, room * ratio, masks, forms ?? usual, widest);
    return found && { ...found, size: sizes[masks.indexOf(found.masks)] };
  };
  const most = fontSize(high);
  const sizes = new Set(FONT.steps.map((part) => fontSize(high * part)).concat(FONT.least));
  const widest = alike ? WIDEST : null;
  const projected = () => most >= PROJECTED && texts([most, PROJECTED], PROJECTED_FORMS, widest);
  const large = presented ? inHall(high, presented, texts) : projected();
  const found = large || texts([...sizes], FORMS, widest) || texts([...sizes]);
  if (!found) return null;
  found.texts.forEach((text, k) => {
    if (shades[k] === palette.broken) return;
    const [i, j] = [Math.floor(k / columns), k % columns];
    const [cx, cy] = [(x[j] + x[j + 1] - gap) / 2, (y[i] + y[i + 1] - gap) / 2];
    writeText(picture, found.masks, text, cx, cy, palette.ramp(shades[k]));
  });
  return { texts: found.texts, size: found.size };
}

// In a hall size goes before digits, until all can read it with ease.
function inHall(high, presented, texts) {
  const [least, easy, most] = [LEAST * presented, EASY * presented, high * FONT.hall].map(Math.ceil);
  const between = (from) => [...new Set([1, 0.75, 0.5, 0.25, 0].map((part) => Math.round(from + part * (most - from))))];
  const read = easy <= most && texts(between(easy), PROJECTED_FORMS);
  return read || (least <= most && texts(between(least), [...PROJECTED_FORMS].reverse()));
}

const fontSize = (high) => Math.round(2 * Math.min(FONT.most, Math.max(FONT.least, high * FONT.share))) / 2;

// A dot in each exact zero, where there is room for one.
function drawDots(picture, { columns, shades, palette, x, y, gap, wide, high, ratio }) {
  const least = Math.min(wide, high);
  if (least < 6) return;
  const side = Math.max(2, Math.round(least * ratio * 0.2));
  const dot = word(palette.ink[palette.zero]);
  shades.forEach((index, k) => {
    if (index !== palette.zero) return;
    const [i, j] = [Math.floor(k / columns), k % columns];
    const left = Math.round((x[j] + x[j + 1] - gap - side) / 2);
    const top = Math.round((y[i] + y[i + 1] - gap - side) / 2);
    fillBox(picture, left, top, side, side, () => dot);
  });
}

// A checker that no scale contains, at least two pixels wide, and the word where it fits.
function drawBroken(picture, { columns, values, shades, palette, x, y, wide, high, ratio, glyphs }) {
  const side = Math.max(1, Math.round(Math.min(3, high / 3, wide / 3) * ratio));
  const [bright, black] = [palette.words[palette.broken], word(BLACK)];
  const pattern = (dx, dy) => ((Math.floor(dx / side) + Math.floor(dy / side)) % 2 ? black : bright);
  const masks = wide >= 20 && high >= 9 ? glyphs(fontSize(high) * ratio, 600) : null;
  shades.forEach((index, k) => {
    if (index !== palette.broken) return;
    const [i, j] = [Math.floor(k / columns), k % columns];
    const [width, height] = [Math.max(2, x[j + 1] - x[j]), Math.max(2, y[i + 1] - y[i])];
    fillBox(picture, x[j], y[i], width, height, wide < 3 || high < 3 ? () => bright : pattern);
    if (!masks) return;
    const text = special(values[k]);
    const room = textWidth(masks, text) + Math.round(4 * ratio);
    fillBox(picture, Math.round(x[j] + (width - room) / 2), y[i], room, height, () => black);
    writeText(picture, masks, text, x[j] + width / 2, y[i] + height / 2, WHITE_ON_BLACK);
  });
}

// Fills a box, clipped to the picture; `colour(dx, dy)` gives the word at a distance from its corner.
function fillBox({ words, width, height }, left, top, across, down, colour) {
  const [right, bottom] = [Math.min(width, left + across), Math.min(height, top + down)];
  for (let y = Math.max(0, top); y < bottom; y += 1) {
    for (let x = Math.max(0, left); x < right; x += 1) words[y * width + x] = colour(x - left, y - top);
  }
}
