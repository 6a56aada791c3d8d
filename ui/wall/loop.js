// Where each matrix of the loop lies, in CSS pixels; pure functions.
//
// Columns run from X to the output; each holds up to five matrices above each other, one a band:
//   above    W_i
//   forward  Z_i, Z_i W_i, S      the lane to the right
//   between  σ'_i
//   back     G_i, M_i, I_y        the lane to the left
//   below    ∇W_i

export const BANDS = ["above", "forward", "between", "back", "below"];
export const LEGIBLE = { wide: 24.5, high: 11 }; // the smallest cell that holds a number
const MOST = { wide: 84, high: 24 };
const MANY = 16; // more cells than these along a side are heat, no numbers
export const TITLE = 14; // the line above a matrix
const GAP = { wide: [18, 14, 10, 7], narrow: 5, band: 2 };
const LAST = 36; // room for the name of the last W, and of its gradient
const SQUEEZE = 0.2; // of a column that is heat, at most, so that all are in view
const HEAT = { wide: [4, 18, 56], many: [4, 90, 200], high: 3, least: 28, low: 12, most: 130 };

const clamp = (value, [least, most]) => Math.max(least, Math.min(most, value));
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

// The boxes of all matrices, and the room they take.
//   columns, tiles: as a scene has them; tiles have `sent`, rows and columns.
//   room: {width, height, head, side, heat, picture}: of the window, of the heads at the left, of the names at the right;
//   `heat` where no cell needs room for a number; `low` where the bands may be as low as can be seen; `picture`: how wide a picture of X's rows is to its height.
//   focus: [first, last], the columns of the step.
export function loopLayout(columns, tiles, room, focus) {
  const down = bandsDown(columns, tiles, room.height, room.low ? HEAT.low : HEAT.least);
  const before = room.picture && columns[0]?.forward ? Math.ceil(room.picture * down.forward.high) + 6 : 0;
  const across = columnsAcross(columns, tiles, { ...room, head: room.head + before }, focus);
  const boxes = {};
  columns.forEach((column, j) => {
    for (const band of BANDS) {
      if (!column[band]) continue;
      const place = { ...across[j], room: titleRoom(columns, across, band, j) };
      boxes[column[band]] = boxOf(tiles[column[band]].sent, band, place, down[band], j);
    }
  });
  const last = across[across.length - 1];
  const bottom = Math.max(0, ...BANDS.map((band) => down[band].top + down[band].height));
  return { boxes, across, down, width: (last ? last.x + last.width : room.head) + room.side, height: bottom };
}

function boxOf([rows, count], band, column, place, j) {
  const width = Math.max(1, Math.round((column.width * count) / column.count));
  const height = Math.max(1, Math.round(Math.min(place.height, rows > MANY ? place.height : rows * place.high)));
  const y = place.top + (band === "above" ? place.height - height : 0);
  return { x: column.x, y, width, height, band, column: j, room: column.room };
}

// What a title may take: up to the next one of its band, but for the stripe before it, in which lines run.
function titleRoom(columns, across, band, j) {
  const { x, room } = across[j];
  const next = columns.findIndex((column, k) => k > j && column[band]);
  if (next === j + 1) return room;
  if (next < 0) return ["above", "below"].includes(band) && j < across.length - 1 ? Math.max(room, LAST) : room;
  return across[next - 1].x + across[next - 1].width - x;
}

// Left edge and width of each column; `room` is what a title may take beside its neighbour.
function columnsAcross(columns, tiles, room, focus) {
  const counts = columns.map((column) => {
    const found = BANDS.filter((band) => column[band]).map((band) => tiles[column[band]].sent[1]);
    return Math.max(1, ...found);
  });
  const inner = room.width - room.head - room.side;
  const { widths, gap } = shared(counts, inner, focus, room.heat ? 8 : LEGIBLE.wide);
  let x = room.head;
  return widths.map((width, j) => {
    const place = { x, width, count: counts[j], room: width + (j < widths.length - 1 ? gap - 3 : Math.min(room.side, 10)) };
    x += width + gap;
    return place;
  });
}

// Widths of columns that hold `counts` cells. If not all can be legible, those nearest to the step are; the rest is heat.
export function shared(counts, inner, focus, cell = LEGIBLE.wide) {
  const wants = counts.map((n) => (n > MANY ? clamp(n * HEAT.many[0], HEAT.many.slice(1)) : Math.max(n * cell, cell * 2)));
  const most = counts.map((n) => (n > MANY ? n * 9 : Math.max(n * MOST.wide, 60)));
  const between = Math.max(0, counts.length - 1);
  const gaps = GAP.wide.find((gap) => sum(wants) + between * gap <= inner);
  if (gaps) return { widths: grown(wants, most, inner - between * gaps).map(Math.floor), gap: gaps };
  const least = counts.map((n) => clamp(n * HEAT.wide[0], HEAT.wide.slice(1)));
  const gap = sum(least) + between * 10 <= inner * 0.7 ? 10 : GAP.narrow;
  return { widths: folded(wants, least, inner - between * gap, focus).map(Math.floor), gap };
}

// Widths between `wants` and `most` that fill the room in proportion.
function grown(wants, most, room) {
  let widths = wants;
  for (let turn = 0; turn < 4; turn += 1) {
    const open = widths.map((width, j) => width < most[j]);
    const fixed = sum(widths.filter((_, j) => !open[j]));
    const moving = sum(widths.filter((_, j) => open[j]));
    if (!moving) break;
    const factor = (room - fixed) / moving;
    widths = widths.map((width, j) => (open[j] ? Math.min(most[j], width * factor) : width));
  }
  return widths;
}

function folded(wants, least, room, [first, last]) {
  const widths = [...least];
  const away = (j) => Math.max(0, first - j, j - last);
  let left = room - sum(least);
  for (const j of [...wants.keys()].sort((a, b) => away(a) - away(b) || b - a)) {
    const more = wants[j] - least[j];
    if (away(j) && more > left) break;
    widths[j] = wants[j];
    left -= more;
  }
  const isHeat = (width, j) => width === least[j] && away(j) > 0;
  const heat = widths.filter(isHeat);
  if (left < 0 && -left <= SQUEEZE * sum(heat)) return widths.map((width, j) => (isHeat(width, j) ? width * (1 + left / sum(heat)) : width));
  const spare = heat.length ? Math.min(14, Math.max(0, left / heat.length)) : 0;
  return widths.map((width, j) => (isHeat(width, j) && wants[j] > least[j] ? Math.min(wants[j], width + spare) : width));
}

// Top and height of each band, and the height of a cell of its legible matrices.
function bandsDown(columns, tiles, height, least) {
  const rows = BANDS.map((band) => columns.filter((column) => column[band]).map((column) => tiles[column[band]].sent[0]));
  const few = rows.map((counts) => Math.max(0, ...counts.filter((n) => n <= MANY)));
  const many = rows.map((counts) => Math.max(0, ...counts.filter((n) => n > MANY)));
  const used = rows.filter((counts) => counts.length).length;
  const room = height - used * (TITLE + GAP.band);
  const heights = bandHeights(few, many, room, least);
  const places = {};
  let top = 0;
  BANDS.forEach((band, b) => {
    const has = rows[b].length > 0;
    const high = few[b] ? Math.min(MOST.high, Math.max(LEGIBLE.high, heights[b] / few[b])) : 0;
    places[band] = { top: top + (has ? TITLE : 0), height: heights[b], high: many[b] ? Math.min(15, high) : heights[b] / few[b] };
    if (has) top += TITLE + heights[b] + GAP.band;
  });
  return places;
}

// The height at which all legible matrices have their numbers.
export function heightWanted(columns, tiles) {
  const tallest = BANDS.map((band) => Math.max(0, ...columns.filter((c) => c[band]).map((c) => tiles[c[band]].sent[0])));
  const used = tallest.filter(Boolean);
  return sum(used.map((n) => TITLE + GAP.band + (n > MANY ? 60 : n * LEGIBLE.high)));
}

// The bands of few rows get what their numbers need, before those of many.
export function bandHeights(few, many, room, least = HEAT.least) {
  const wants = few.map((n, b) => Math.max(n * LEGIBLE.high, Math.min(HEAT.most, many[b] * HEAT.high)));
  const heights = wants.map(() => 0);
  let left = room;
  const order = [...wants.keys()].filter((b) => wants[b]).sort((a, b) => wants[a] - wants[b]);
  order.forEach((b, i) => {
    heights[b] = Math.max(Math.min(wants[b], least), Math.min(wants[b], left / (order.length - i)));
    left -= heights[b];
  });
  const most = few.map((n, b) => (many[b] ? Math.min(many[b] * 6, 260) : n * MOST.high));
  const more = left > 0 ? grown(heights.map((h) => h || 0.001), most.map((m) => m || 0.001), room) : heights;
  return more.map((h, b) => (wants[b] ? Math.floor(h) : 0));
}

// The columns that a step touches: those of what it reads and writes.
export function focusOf(columns, tiles) {
  const touched = columns.map((column) => BANDS.some((band) => ["fresh", "operand"].includes(tiles[column[band]]?.state)));
  const first = touched.indexOf(true);
  return first < 0 ? [0, 1] : [first, touched.lastIndexOf(true)];
}

// Where to scroll to, from `left`, so that [start, end] is seen in `room`; `before` pixels of it are covered.
export function scrolledTo([start, end], left, room, before) {
  if (start < left + before) return Math.max(0, start - before);
  return Math.max(left, end - room);
}
