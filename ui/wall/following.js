// While a result is made, the magnifier goes with the cell that is lit: its terms are read off the matrices of the picture.

import { full } from "./number.js";
import { sources } from "./sweep.js";

const NEAR = 1e-5; // of a product in float32, which was rounded

// The panel of a cell of what is made, from that of its first cell; where its terms can't be told, with the value alone.
export function followed(panel, scene, made, cell) {
  const value = made.cells[cell.row * made.shape[1] + cell.column];
  const bare = { place: "", equation: [], total: "", facts: [], classes: [], rest: null, trail: [], at: 0, tools: [], own: null };
  const terms = isTold(panel, scene, made) ? [termsOf(panel, scene, made, cell)] : [];
  const title = placed(panel.title, [cell.row, cell.column]);
  return { ...panel, ...bare, title, value: full(value, made.dtype), terms };
}

const placed = (title, index) => title.replace(/\[[^[\]]*\]$/, `[${index.join(", ")}]`);

// Whether the terms of the first cell, read off, are those that Python has sent.
function isTold(panel, scene, made) {
  if (panel.rest || panel.terms.length !== 1) return false;
  const [sent] = panel.terms;
  const read = termsOf(panel, scene, made, { row: 0, column: 0 });
  if (read?.values.length !== sent.values.length) return false;
  return sent.values.every((value, k) => Math.abs(value - read.values[k]) <= NEAR * Math.max(Math.abs(value), 1e-3));
}

function termsOf(panel, scene, made, cell) {
  const [group] = panel.terms;
  const areas = sources(scene, cell);
  const columns = group.columns.map((column) => columnOf(column, scene, areas, group.letter));
  if (!columns.length || columns.includes(null)) return null;
  return { ...group, columns, values: valuesOf(columns, made, cell), shares: [] };
}

// The entries of a factor that a cell comes from.
function columnOf(column, { tiles }, areas, letter) {
  const [tile, area] = [tiles[column.tile], areas.find((one) => one.tile === column.tile)];
  if (!tile?.cells || !area || tile.block.some((n) => n > 1)) return null;
  const all = (n) => Array.from({ length: n }, (_, i) => i);
  const down = area.rows ?? all(tile.shape[0]);
  const across = area.columns ?? all(tile.shape[1]);
  const places = down.flatMap((row) => across.map((at) => [row, at]));
  const title = placed(column.title, [area.rows ? down[0] : letter, area.columns ? across[0] : letter]);
  const values = places.map(([row, at]) => tile.cells[row * tile.shape[1] + at]);
  return { ...column, title, rows: places.map(([row]) => row), columns: places.map(([, at]) => at), values };
}

// A product of the factors, or all of the cell: a function of one entry.
function valuesOf(columns, made, { row, column }) {
  if (columns.some(({ factor }) => !factor)) return [made.cells[row * made.shape[1] + column]];
  return columns[0].values.map((_, k) => columns.reduce((product, { values }) => product * values[k], 1));
}
