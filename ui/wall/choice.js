// Where a key leads: to another cell of a matrix, or to another matrix.

import { cellOf, entryOf } from "./decode.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// The entry that a key moves to, or null if the key does not move inside a matrix.
// Moves go by what is seen: by sent cells, and along the picture of a transposed matrix.
export function moveInside(tile, transpose, entry, pressed) {
  const [rows, columns] = transpose ? [tile.sent[1], tile.sent[0]] : tile.sent;
  const from = entry && cellOf(tile, entry);
  let at = from && (transpose ? [from.column, from.row] : [from.row, from.column]);
  if (!(pressed in STEPS) && pressed !== "Home" && pressed !== "End") return null;
  if (!at) at = [0, pressed === "End" ? columns - 1 : 0];
  else if (pressed === "Home") at = [at[0], 0];
  else if (pressed === "End") at = [at[0], columns - 1];
  else at = [at[0] + STEPS[pressed][0], at[1] + STEPS[pressed][1]];
  const row = Math.max(0, Math.min(rows - 1, at[0]));
  const column = Math.max(0, Math.min(columns - 1, at[1]));
  return transpose ? entryOf(tile, column, row) : entryOf(tile, row, column);
}

// The place that a key moves to on a grid of places (null where there is none), or null if it does not move.
// Gaps are jumped over; another row is entered at the nearest column.
export function moveBetween(grid, [row, column], pressed, withControl) {
  const turn = { PageUp: [-1, 0], PageDown: [1, 0] }[pressed] || (withControl ? STEPS[pressed] : undefined);
  if (!turn) return null;
  const [down, across] = turn;
  if (across) {
    let j = column + across;
    while (j >= 0 && j < grid[row].length && !grid[row][j]) j += across;
    return [row, grid[row][j] ? j : column];
  }
  for (let i = row + down; grid[i]; i += down) {
    const there = [...grid[i].keys()].filter((j) => grid[i][j]);
    if (there.length) return [i, there.sort((a, b) => Math.abs(a - column) - Math.abs(b - column))[0]];
  }
  return [row, column];
}
