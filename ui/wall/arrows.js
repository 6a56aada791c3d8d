// The arrows of the loop, from what lies where; pure functions. Each is {from, to, path, tip}: the ids at its ends, an SVG
// path, and the points of its tip. They run beside the matrices, never over their numbers.

import { BANDS } from "./loop.js";

const TIP = 4;
const BACK = 1.4; // a tip is so much longer than wide
const WIDE = 18; // of the stripe between two columns that a line needs at most

const middle = (box) => box.y + box.height / 2;

// All arrows between neighbours of the two lanes, and round the turn.
export function laneArrows(columns, boxes) {
  const arrows = [];
  const lane = (band) => columns.map((column) => column[band]).filter((id) => id && boxes[id]);
  const forward = lane("forward");
  const back = lane("back").reverse();
  forward.slice(1).forEach((id, i) => arrows.push(across(forward[i], id, boxes)));
  back.slice(1).forEach((id, i) => arrows.push(across(back[i], id, boxes)));
  return arrows.filter(Boolean);
}

function across(from, to, boxes) {
  const [a, b] = [boxes[from], boxes[to]];
  return freeBetween(a, b) < TIP ? null : { from, to, ...beside(a, b) };
}

// From the output down to ℓ, and on to what is true; there the way back begins.
export function turnArrows({ forward, back }, boxes) {
  const [a, b] = [boxes[forward], boxes[back]];
  if (!a || !b) return [];
  const x = Math.min(a.x + a.width, b.x + b.width) - a.width / 2;
  const [from, to] = [a.y + a.height, b.y - 15];
  const half = (from + to) / 2;
  if (to - from < 44) return [];
  return [
    { from: forward, to: "turn", ...straight([x, from + 3], [x, half - 11]) },
    { from: "turn", to: back, ...straight([x, half + 11], [x, to]) },
  ];
}

// The arrows of one step, from each operand to the result where they are no neighbours of a lane. A box may say how much
// of its title's line is `taken`.
export function stepArrows(operands, result, boxes) {
  const to = boxes[result];
  if (!to) return [];
  return operands.filter((id) => boxes[id] && id !== result).map((id) => ({ from: id, to: result, ...joined(boxes[id], to, boxes) }));
}

function joined(a, b, boxes) {
  const lanes = ["forward", "back"];
  if (a.column !== b.column && a.band === b.band && lanes.includes(a.band)) return beside(a, b);
  if (a.column !== b.column) return bent(a, b, gapsOf(boxes, b.column)[a.x < b.x ? "before" : "after"]);
  const { after } = gapsOf(boxes, a.column);
  const far = Math.abs(BANDS.indexOf(a.band) - BANDS.indexOf(b.band)) > 1;
  return far || !hasRoom(a, b) ? round(a, b, after) : upright(a, b);
}

const freeBetween = (a, b) => (a.x < b.x ? b.x - a.x - a.width : a.x - b.x - b.width);

// How large a tip may be that touches nothing beside it.
const tipIn = (room) => Math.max(1.5, Math.min(TIP, (room - 1) / BACK));

function beside(a, b) {
  const free = freeBetween(a, b);
  const off = free < 10 ? 0.5 : 2;
  const [end, start] = a.x < b.x ? [b.x - off, a.x + a.width + off] : [b.x + b.width + off, a.x - off];
  return straight([start, middle(b)], [end, middle(b)], tipIn(free));
}

// Through the line of the lower title, at its right end.
function upright(a, b) {
  const x = Math.min(a.x + a.width, b.x + b.width) - 6;
  const below = a.y < b.y;
  return straight([x, below ? a.y + a.height + 2 : a.y - 2], [x, below ? b.y - 3 : b.y + b.height + 3]);
}

function hasRoom(a, b) {
  const lower = a.y < b.y ? b : a;
  return Math.min(a.width, b.width) - (lower.taken ?? 0) >= 6 + TIP;
}

// The free stripes at both sides of a column, {from, to}; outside of the loop there is as much as is needed.
function gapsOf(boxes, column) {
  const of = (j) => Object.values(boxes).filter((box) => box.column === j);
  const right = (j) => Math.max(...of(j).map((box) => box.x + box.width));
  const left = (j) => Math.min(...of(j).map((box) => box.x));
  const [before, after] = [right(column - 1), left(column + 1)];
  return {
    before: { from: Number.isFinite(before) ? before : left(column) - WIDE, to: left(column) },
    after: { from: right(column), to: Number.isFinite(after) ? after : right(column) + WIDE },
  };
}

// Where in a stripe a line runs, and how large a tip has room beside it.
function inStripe({ from, to }) {
  const room = Math.min(WIDE, to - from);
  return { near: room / 2, tip: tipIn(room) };
}

// Round what lies between two matrices of a column, some of which may be wider than both.
function round(a, b, stripe) {
  const { near, tip } = inStripe(stripe);
  const x = Math.round(stripe.from + near) - 0.5;
  const [from, to] = [Math.round(middle(a)) + 0.5, Math.round(middle(b)) + 0.5];
  const end = b.x + b.width + Math.min(2, near / 3);
  return { path: `M${a.x + a.width + 1} ${from}H${x}V${to}H${end + Math.min(2, near / 3)}`, tip: tipAt([end, to], -1, 0, tip) };
}

// Out of the side of one, along the stripe between the columns, into the side of the other; beside the arrows of the lanes,
// which run in the middle.
function bent(a, b, stripe) {
  const on = a.x < b.x;
  const { near, tip } = inStripe(stripe);
  const x = (on ? Math.round(stripe.to - near) : Math.round(stripe.from + near)) - 0.5;
  const start = on ? a.x + a.width + 1 : a.x - 1;
  const end = on ? b.x - Math.min(2, near / 3) : b.x + b.width + Math.min(2, near / 3);
  const [low, high] = a.y < b.y ? [0.8, 0.25] : [0.2, 0.75];
  const at = (box, part) => Math.round(box.y + box.height * part) + 0.5;
  return { path: `M${start} ${at(a, low)}H${x}V${at(b, high)}H${end}`, tip: tipAt([end, at(b, high)], on ? 1 : -1, 0, tip) };
}

function straight([x0, y0], [x1, y1], tip = TIP) {
  const [dx, dy] = [Math.sign(Math.round(x1 - x0)), Math.sign(Math.round(y1 - y0))];
  const snap = (v) => Math.round(v) + 0.5;
  const [a, b] = dx ? [[x0, snap(y0)], [x1, snap(y0)]] : [[snap(x0), y0], [snap(x0), y1]];
  return { path: `M${a.join(" ")}L${b[0] - dx * 2} ${b[1] - dy * 2}`, tip: tipAt(b, dx, dy, tip) };
}

function tipAt([x, y], dx, dy, size = TIP) {
  const back = [x - dx * size * BACK, y - dy * size * BACK];
  const side = [dy * size * 0.8, dx * size * 0.8];
  const points = [[x, y], [back[0] + side[0], back[1] + side[1]], [back[0] - side[0], back[1] - side[1]]];
  return points.map((point) => point.map((v) => v.toFixed(1)).join(",")).join(" ");
}
