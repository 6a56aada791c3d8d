// Sizes of the matrices of the equation; pure functions.

import { NARROW } from "./sizes.js";

const MOST = { wide: 150, high: 50 };
const PRESENTED = { wide: 0.13, high: 0.085 }; // of the window's height
const LEAST = 22.5; // of a cell that holds a short number
const ROOMY = 30; // of one that holds three digits, where there may be several lines
const MANY = 20;
const DIGITS = 11; // the least height of a cell with a number
const LINE = 21; // of the names above a line of matrices, with the gap before it

// Room for a sign between two matrices: a symbol, or a word such as "normalize(exp(".
export function signWidth(sign, small = false, presented = 0) {
  if (presented) return Math.round(presented * (sign.length < 3 ? 0.07 : 0.02 * sign.length));
  if (sign.length < 3) return small ? 24 : 34;
  return Math.min(150, small ? 8 + sign.length * 5.5 : 14 + sign.length * 8);
}

// Width and height of each matrix. `shapes`: rows and columns as they are drawn; `room`: {width, height} for all of
// them; the height is the same in every step, so that nothing below moves. `presented`: the height of a hall's picture.
export function stripSizes(shapes, room) {
  const counts = shapes.map((shape) => Math.min(shape[1], MANY * 2));
  const total = counts.reduce((a, b) => a + b, 0);
  const largest = room.presented ? scaled(PRESENTED, room.presented) : MOST;
  const even = room.width / Math.max(1, total);
  const widths = even >= LEAST ? counts.map((n) => n * Math.min(even, largest.wide)) : uneven(counts, room.width);
  const deepest = Math.max(1, ...shapes.map((shape) => shape[0]));
  const high = Math.min(largest.high, room.height / deepest);
  return shapes.map(([rows], i) => {
    const own = Math.min(largest.high, room.height / Math.max(1, rows));
    return { width: Math.max(1, Math.floor(widths[i])), height: Math.round(rows * (high >= 12 ? high : Math.min(own, 22))) };
  });
}

// Width of the narrowest cell that holds a number: all matrices of an equation have as many digits as this one.
export function narrowest(shapes, sizes) {
  const cells = shapes.map(([, columns], i) => sizes[i].width / columns).filter((wide) => wide >= LEAST);
  return cells.length ? Math.min(...cells) : 0;
}

const scaled = ({ wide, high }, by) => ({ wide: wide * by, high: high * by });

// How many matrices lie beside each other where there may be several lines: as many as can hold numbers, else as many as
// there is room for. `signs`: the room beside each.
export function perLine(shapes, signs, width) {
  const fits = (n) => lines(shapes, n).every((line, k) => {
    const columns = line.reduce((sum, [, wide]) => sum + wide, 0);
    return (width - sumOf(lines(signs, n)[k])) / columns >= ROOMY;
  });
  return [shapes.length, 2, 1].filter((n) => n <= shapes.length).find(fits) ?? (width < NARROW ? 1 : Math.min(2, shapes.length));
}

// The same on a phone, where all lines together have a height: as many as can hold numbers, or all, as colours, where that is
// not to be had. How many, and what each line has: its height, and its part of the width, so that all cells are as wide.
export function stacked(shapes, signs, { width, height }) {
  const plans = shapes.map((_, k) => stack(lines(shapes, shapes.length - k), height));
  const fits = ({ each, cell }) => cell >= DIGITS && lines(shapes, each).every((line, k) =>
    (width - sumOf(lines(signs, each)[k])) / sumOf(line.map(([, wide]) => wide)) >= LEAST);
  return plans.find(fits) ?? plans[0] ?? { each: 1, room: [] };
}

// What each line has, and the height of a cell.
function stack(stacks, height) {
  const deepest = stacks.map((line) => Math.max(1, ...line.map(([rows]) => rows)));
  const wide = stacks.map((line) => sumOf(line.map(([, columns]) => columns)));
  const cell = (height - (stacks.length - 1) * LINE) / sumOf(deepest);
  const room = deepest.map((rows, k) => ({ height: Math.floor(rows * cell), part: wide[k] / Math.max(1, ...wide) }));
  return { each: stacks[0].length, cell, room };
}

export const lines = (items, n) => Array.from({ length: Math.ceil(items.length / n) }, (_, k) => items.slice(k * n, (k + 1) * n));

const sumOf = (numbers) => numbers.reduce((a, b) => a + b, 0);

// Where not all can hold numbers, those of few columns do, and the rest is shared.
function uneven(counts, width) {
  const widths = counts.map(() => 0);
  let left = width;
  const order = [...counts.keys()].sort((a, b) => counts[a] - counts[b]);
  order.forEach((j, i) => {
    widths[j] = Math.min(counts[j] * LEAST * 1.3, left / (order.length - i));
    left -= widths[j];
  });
  return widths;
}
