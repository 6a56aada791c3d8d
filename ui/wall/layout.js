// Sizes in CSS pixels; pure functions.

export const CELL = { wide: 44, high: 16, readable: 11, legible: 30 }; // legible: wide enough for −0.42
const STRIP = { wide: 52, high: 20, height: 164, least: 84 };
const WALL = { height: 720, least: 112, roomy: 176, tallest: 132, most: 8 }; // most: legible cells of a wall that scrolls
export const GAP = 16;
const HEAD = 16; // the title line of a tile
const NOTE = 16; // a line below it

// Widths of columns that hold `counts` cells: no cell wider than `wide`, no column narrower than `least`;
// a column of many cells gets more room than one of few, but not in proportion.
export function shareWidth(counts, available, wide, least) {
  const weights = counts.map((n) => Math.max(3, Math.min(n, 16)));
  const wanted = counts.map((n) => Math.max(least, n * wide));
  const widths = counts.map(() => 0);
  let open = counts.map((_, i) => i);
  let room = available;
  while (open.length) {
    const unit = room / open.reduce((total, i) => total + weights[i], 0);
    const satisfied = open.filter((i) => wanted[i] <= weights[i] * unit);
    const starved = open.filter((i) => weights[i] * unit < least);
    const settled = satisfied.length ? satisfied : starved.length ? starved : open;
    for (const i of settled) {
      widths[i] = satisfied.length ? wanted[i] : Math.max(least, Math.floor(weights[i] * unit));
      room -= widths[i];
    }
    open = open.filter((i) => !settled.includes(i));
  }
  return widths;
}

// Width of the matrix inside a column of `width`: cells alike, at most `wide`, never beyond the column.
const matrixWidth = (columns, most, width, wide) =>
  Math.max(1, Math.min(width, Math.round(columns * Math.min(wide, width / Math.max(1, most)))));

// Column widths, row heights and the size of each matrix of the wall.
export function wallLayout(scene, available) {
  const { rows, columns } = scene.wall;
  const tilesOf = (row) => row.tiles.filter(Boolean).map((id) => scene.tiles[id]);
  const most = columns.map((_, j) =>
    Math.max(1, ...rows.map((row) => (row.tiles[j] ? scene.tiles[row.tiles[j]].sent[1] : 1))),
  );
  const room = available - GAP * Math.max(0, columns.length - 1);
  const inline = room >= columns.length * WALL.roomy; // the range has its place beside the title
  const scrolls = room < columns.length * WALL.least; // then nothing is gained by narrow cells
  const widths = scrolls
    ? most.map((n) => Math.max(WALL.least, Math.min(n, WALL.most) * CELL.legible))
    : shareWidth(most, room, CELL.wide, inline ? WALL.roomy : WALL.least);
  const depth = rows.map((row) => Math.max(1, ...tilesOf(row).map((tile) => tile.sent[0])));
  const blocks = rows.map((row) => tilesOf(row).some((tile) => tile.block[0] * tile.block[1] > 1));
  const lines = rows.map((_, i) => HEAD + 8 + (inline ? 0 : NOTE) + (blocks[i] ? NOTE : 0));
  const total = depth.reduce((sum, n) => sum + n, 0);
  const free = WALL.height - lines.reduce((sum, n) => sum + n, 0);
  let high = Math.max(1, Math.min(CELL.high, free / Math.max(1, total)));
  if (high > 7 && high < CELL.readable) high = CELL.readable;
  const heights = depth.map((n) => Math.min(WALL.tallest, Math.round(n * high)));
  const size = (i, j, tile) => ({
    width: matrixWidth(tile.sent[1], most[j], widths[j], CELL.wide),
    height: Math.max(1, Math.round((heights[i] * tile.sent[0]) / depth[i])),
  });
  return { widths, heights, inline, blocks, scrolls, size };
}

// Where to scroll to, from `left`, so that a column is seen; `before` pixels of it are covered.
export function scrolledTo(column, widths, left, available, before) {
  const start = before + widths.slice(0, column).reduce((sum, width) => sum + width + GAP, 0);
  if (start < left + before) return start - before;
  return Math.max(left, start + widths[column] - available);
}

// Sizes of the matrices in the equation strip, `signs` pixels going to the signs between them.
// The height is that of the deepest matrix of the scene, so that a step moves nothing below.
export function stripLayout(scene, available, signs) {
  const terms = (scene.equation ?? []).filter((term) => term.tile);
  const shapes = terms.map((term) => {
    const [rows, columns] = scene.tiles[term.tile].sent;
    return term.transpose ? [columns, rows] : [rows, columns];
  });
  const deepest = Math.max(1, ...Object.values(scene.tiles).map((tile) => Math.max(...tile.sent)));
  const height = Math.min(STRIP.height, deepest * STRIP.high);
  const widths = shareWidth(
    shapes.map((shape) => shape[1]),
    available - signs,
    STRIP.wide,
    STRIP.least,
  );
  const wide = Math.min(STRIP.wide, ...widths.map((width, i) => width / Math.max(1, shapes[i][1])));
  const high = Math.min(STRIP.high, height / Math.max(1, ...shapes.map((shape) => shape[0])));
  const alike = wide >= 8;
  const sizes = shapes.map(([rows, columns], i) => ({
    width: Math.max(1, alike ? Math.round(columns * wide) : Math.min(widths[i], columns * STRIP.wide)),
    height: Math.max(1, Math.round(rows * high)),
  }));
  const blocks = Object.values(scene.tiles).some((tile) => tile.block[0] * tile.block[1] > 1);
  return { sizes, height, lines: HEAD + 2 + NOTE * (blocks ? 2 : 1), least: STRIP.least };
}

// Edges of n cells over `size` pixels, whole numbers.
export function edges(n, size) {
  return Array.from({ length: n + 1 }, (_, i) => Math.round((i * size) / n));
}

// Which of n cells a position falls into.
export const indexAt = (position, size, n) => Math.max(0, Math.min(n - 1, Math.floor((position / size) * n)));
