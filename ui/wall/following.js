// What the magnifier says of a cell before Python has: its terms are read off the matrices of the picture, as they were
// put together for another cell of the same matrix.

import { cellOf, entryOf } from "./decode.js";
import { full } from "./number.js";
import { sources } from "./sweep.js";

const NEAR = 1e-5; // of a product in float32, which was rounded

// The panel of a cell, from that of another one of its matrix; null where its terms can't be told.
export function foretold(panel, scene, cell) {
  const { tiles } = scene;
  const made = tiles[cell.tile];
  if (!made?.cells || panel.cell?.tile !== cell.tile || made.block.some((n) => n > 1)) return null;
  const equation = equationOf(scene, cell);
  if (!equation || panel.terms.length !== 1) return null;
  const read = (at) => termsOf(panel, at, { made, tiles, areas: sources(equation, tiles, at) });
  const told = isNear(panel, read(panel.cell)) && read(cell);
  return told ? { ...alone(panel, scene, cell), ...told } : null;
}

const equationOf = ({ equation, origin }, { tile }) => [equation, origin].find((terms) => terms?.at(-1)?.tile === tile);

// What a cell comes from, to be pointed out; nothing where the picture does not say how its matrix was made.
export function origins(scene, cell) {
  const equation = equationOf(scene, cell);
  return equation ? sources(equation, scene.tiles, cell) : [];
}

// Its value alone.
export function alone(panel, { tiles }, { tile, row, column }) {
  const { cells, shape, dtype } = tiles[tile];
  const value = full(cells[row * shape[1] + column], dtype);
  const title = placed(panel.name, [row, column]);
  const tools = toolsAt(panel, row, column);
  return { ...panel, title, value, tools, cell: { tile, row, column }, terms: [], rest: null, own: null, trail: [], at: 0, isAhead: true };
}

// The tools for a cell of the panel's matrix: the constants that a bias is multiplied by have none.
const toolsAt = ({ tools, constant: [constantRow, constantColumn] }, row, column) =>
  row === constantRow || column === constantColumn ? [] : tools;

// Its name and its value where its terms are not told yet: in a matrix of blocks, that of the entry which a block shows. What
// is known of the cell before stays, and is not to be seen.
export function begun(panel, { tiles }, cell) {
  const made = tiles[cell.tile];
  if (!made?.cells || panel.cell?.tile !== cell.tile) return null;
  const at = cellOf(made, cell);
  const shown = entryOf(made, at.row, at.column);
  if (shown.row !== cell.row || shown.column !== cell.column) return null;
  const value = full(made.cells[at.row * made.sent[1] + at.column], made.dtype);
  const tools = toolsAt(panel, cell.row, cell.column);
  return { ...panel, title: placed(panel.name, [cell.row, cell.column]), value, tools, cell, isBegun: true };
}

const placed = (name, index) => `${name}[${index.join(", ")}]`;

// Whether what is read off is what Python has sent.
function isNear({ terms: [sent], rest }, read) {
  if (!read) return false;
  const [found] = read.terms;
  const alike = (a, b) => Math.abs(a - b) <= NEAR * Math.max(Math.abs(a), 1e-3);
  const all = (ours, theirs) => ours.length === theirs.length && ours.every((value, k) => alike(value, theirs[k]));
  const same = all(sent.values, found.values) && all(sent.places, found.places) && all(sent.shares, found.shares);
  return same && rest?.count === read.rest?.count;
}

// The terms of a cell, and how many more there are: as many are listed as were.
function termsOf({ terms: [group], rest }, cell, where) {
  const columns = group.columns.map((column) => columnOf(column, group.letter, where));
  if (!columns.length || columns.includes(null)) return null;
  const values = valuesOf(columns, where.made, cell);
  const listed = rest ? largest(values, group.values.length) : values.map((_, k) => k);
  const of = (list) => listed.map((k) => list[k]);
  const whole = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const named = columns.map((column) => ({ ...column, rows: of(column.rows), columns: of(column.columns), values: of(column.values) }));
  const shares = group.shares.length ? of(values.map((value) => Math.abs(value) / whole)) : [];
  const others = values.filter((_, k) => !listed.includes(k));
  return {
    terms: [{ ...group, columns: named, values: of(values), places: group.letter ? listed : group.places, shares }],
    rest: rest && { count: others.length, value: others.reduce((sum, value) => sum + value, 0) },
  };
}

// The indices of the largest, in their order.
function largest(values, count) {
  const order = values.map((_, k) => k).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
  return order.slice(0, count).sort((a, b) => a - b);
}

// The entries of a factor that a cell comes from.
function columnOf(column, letter, { tiles, areas }) {
  const [tile, area] = [tiles[column.tile], areas.find((one) => one.tile === column.tile)];
  if (!tile?.cells || !area || tile.block.some((n) => n > 1)) return null;
  const all = (n) => Array.from({ length: n }, (_, i) => i);
  const down = area.rows ?? all(tile.shape[0]);
  const across = area.columns ?? all(tile.shape[1]);
  const places = down.flatMap((row) => across.map((at) => [row, at]));
  if (down.at(-1) >= tile.shape[0] || across.at(-1) >= tile.shape[1]) return null; // of a constant column
  const title = placed(column.name, [area.rows ? down[0] : letter, area.columns ? across[0] : letter]);
  const values = places.map(([row, at]) => tile.cells[row * tile.shape[1] + at]);
  return { ...column, title, rows: places.map(([row]) => row), columns: places.map(([, at]) => at), values };
}

// A product of the factors, or all of the cell: a function of one entry.
function valuesOf(columns, made, { row, column }) {
  if (columns.some(({ factor }) => !factor)) return [made.cells[row * made.shape[1] + column]];
  return columns[0].values.map((_, k) => columns.reduce((product, { values }) => product * values[k], 1));
}
