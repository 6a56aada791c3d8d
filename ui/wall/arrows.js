// The arrows of the loop, from what lies where; pure functions. Each is {from, to, path, tip}: the ids at its ends, an SVG
// path, and the points of its tip.

import { BANDS } from "./loop.js";

const TIP = 4;

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
  const on = a.x < b.x;
  const free = on ? b.x - a.x - a.width : a.x - b.x - b.width;
  const off = free < 10 ? 0.5 : 2;
  const [start, end] = on ? [a.x + a.width + off, b.x - off] : [a.x - off, b.x + b.width + off];
  if (free < TIP) return null;
  return { from, to, ...straight([start, middle(b)], [end, middle(b)]) };
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
    { from: "turn", to: back, known: true, ...straight([x, half + 11], [x, to]) },
  ];
}

// The arrows of one step, from each operand to the result where they are no neighbours of a lane.
export function stepArrows(operands, result, boxes) {
  const to = boxes[result];
  if (!to) return [];
  return operands.filter((id) => boxes[id] && id !== result).map((id) => ({ from: id, to: result, ...joined(boxes[id], to, boxes) }));
}

function joined(a, b, boxes) {
  const lanes = ["forward", "back"];
  const beside = a.column !== b.column && a.band === b.band && lanes.includes(a.band);
  if (beside) {
    const on = a.x < b.x;
    return straight([on ? a.x + a.width + 2 : a.x - 2, middle(b)], [on ? b.x - 2 : b.x + b.width + 2, middle(b)]);
  }
  if (a.column === b.column && Math.abs(BANDS.indexOf(a.band) - BANDS.indexOf(b.band)) > 1) return round(a, b, boxes);
  if (a.column === b.column) {
    const x = Math.min(a.x + a.width, b.x + b.width) - 6;
    const below = a.y < b.y;
    return straight([x, below ? a.y + a.height + 2 : a.y - 2], [x, below ? b.y - 3 : b.y + b.height + 3]);
  }
  return bent(a, b);
}

// Round what lies between two matrices of a column, some of which may be wider than both.
function round(a, b, boxes) {
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  const passed = Object.values(boxes).filter((box) => box.column === a.column && box.y >= top && box.y <= bottom);
  const x = Math.round(Math.max(...passed.map((box) => box.x + box.width)) + 7) + 0.5;
  const [from, to] = [Math.round(middle(a)) + 0.5, Math.round(middle(b)) + 0.5];
  const end = b.x + b.width + 2;
  return { path: `M${a.x + a.width + 2} ${from}H${x}V${to}H${end + 2}`, tip: tipAt([end, to], -1, 0) };
}

// Out of the side of one, along the gap between the columns, into the side of the other.
function bent(a, b) {
  const on = a.x < b.x;
  const x = on ? b.x - 9 : b.x + b.width + 9;
  const [start, end] = [on ? a.x + a.width - 8 : a.x + 8, on ? b.x - 2 : b.x + b.width + 2];
  const down = a.y < b.y;
  const leave = down ? a.y + a.height + 2 : a.y - 2;
  const turn = down ? leave + 5 : leave - 5;
  const at = Math.round(middle(b)) + 0.5;
  return { path: `M${start} ${leave}V${turn}H${x}V${at}H${end}`, tip: tipAt([end, at], on ? 1 : -1, 0) };
}

export function straight([x0, y0], [x1, y1]) {
  const [dx, dy] = [Math.sign(Math.round(x1 - x0)), Math.sign(Math.round(y1 - y0))];
  const snap = (v) => Math.round(v) + 0.5;
  const [a, b] = dx ? [[x0, snap(y0)], [x1, snap(y0)]] : [[snap(x0), y0], [snap(x0), y1]];
  return { path: `M${a.join(" ")}L${b[0] - dx * 2} ${b[1] - dy * 2}`, tip: tipAt(b, dx, dy) };
}

function tipAt([x, y], dx, dy) {
  const back = [x - dx * TIP * 1.4, y - dy * TIP * 1.4];
  const side = [dy * TIP * 0.8, dx * TIP * 0.8];
  const points = [[x, y], [back[0] + side[0], back[1] + side[1]], [back[0] - side[0], back[1] - side[1]]];
  return points.map((point) => point.map((v) => v.toFixed(1)).join(",")).join(" ");
}
