// The loss curve.

import { markOf } from "./marks.js";
import { decimals, short } from "./number.js";

const MARGIN = { left: 40, right: 10, top: 8, bottom: 18 };

// Round numbers inside [low, high], about `count` of them; powers of ten on a logarithmic axis.
export function ticks(low, high, count, log = false) {
  if (log) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const stride = Math.max(1, Math.ceil((last - first + 1) / count));
    const powers = [];
    for (let p = first; p <= last; p += stride) powers.push(10 ** p);
    if (powers.length > 2) return powers;
    const between = [-1, 0, 1].flatMap((p) => [1, 2, 5].map((k) => k * 10 ** (first + p)));
    const found = between.filter((v) => v >= low && v <= high).map(clean);
    return found.length > 1 ? found : ticks(low, high, count); // within a factor of two there are hardly any of these
  }
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((k) => k * power >= rough * 0.999) * power;
  const marks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k += 1) marks.push(k * step);
  return marks.map(clean);
}

// Without the dust of a product of floats.
const clean = (value) => Number(value.toPrecision(12));

// Range of the drawable points of all series; on a logarithmic axis only positive ones count.
export function extent(series, log) {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of series) {
    for (const value of values) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return log ? [0.1, 1] : [0, 1];
  if (log) return low === high ? [low / 2, high * 2] : [low, high];
  const floor = low >= 0 ? 0 : low;
  return floor === high ? [floor, high + 1] : [floor, high];
}

// The same of a curve and of the run before, as far as this one has come.
function reached({ series, earlier, log }, last) {
  const before = earlier ? [{ values: [...earlier.values].filter((_, i) => earlier.xs[i] <= last) }] : [];
  return extent([...series, ...before], log);
}

// Maps values to pixels.
export function scales(curve, width, height) {
  const x = curve.x.values;
  const first = x.length ? x[0] : 0;
  const last = Math.max(x.length ? x[x.length - 1] : 0, curve.here ?? 0, first + 1);
  const [low, high] = curve.bounds ?? reached(curve, last);
  const bend = curve.log ? Math.log10 : (v) => v;
  const across = width - MARGIN.left - MARGIN.right;
  const down = height - MARGIN.top - MARGIN.bottom;
  return {
    first, last, low, high, across, down,
    x: (v) => MARGIN.left + ((v - first) / (last - first)) * across,
    y: (v) => MARGIN.top + (1 - (bend(v) - bend(low)) / (bend(high) - bend(low))) * down,
  };
}

// Runs of points to be joined, at most four points for each pixel across: its first, lowest, highest, last.
export function polylines(xs, values, scale, log) {
  const runs = [];
  let run = null;
  let bucket = null;
  const flush = () => {
    const { first, low, high, last } = bucket ?? {};
    const points = bucket ? [...new Set([first, low, high, last])].sort((a, b) => a.i - b.i) : [];
    for (const { x, y } of points) run.push([x, y]);
    bucket = null;
  };
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (!Number.isFinite(value) || (log && value <= 0)) {
      flush();
      run = null;
      continue;
    }
    if (!run) runs.push((run = []));
    const point = { i, x: scale.x(xs[i]), y: scale.y(value) };
    const pixel = Math.floor(point.x);
    if (!bucket || bucket.pixel !== pixel) {
      flush();
      bucket = { pixel, first: point, low: point, high: point, last: point };
    } else {
      bucket.last = point;
      if (point.y > bucket.low.y) bucket.low = point;
      if (point.y < bucket.high.y) bucket.high = point;
    }
  }
  if (run) flush();
  return runs;
}

const STILL = { updates: 500, share: 0.3, change: 1e-3 };

// Whether the first series has not moved for a good part of the way, as one sees it on the axis: there is a loss that
// falls for ever.
export function isStill({ x, series, log }) {
  const last = x.values[x.count - 1] ?? 0;
  const span = Math.max(STILL.updates, last * STILL.share);
  if (last < span) return false;
  const recent = Array.from(series[0].values).filter((_, i) => x.values[i] >= last - span);
  const [low, high] = [Math.min(...recent), Math.max(...recent)];
  const [floor, top] = extent(series.slice(0, 1), log);
  return recent.length > 2 && high - low <= STILL.change * (log ? Math.abs(high) : top - floor);
}

// Index of the point nearest to an x, or -1 without points.
export function nearest(xs, x) {
  let best = -1;
  xs.forEach((value, i) => {
    if (best < 0 || Math.abs(value - x) <= Math.abs(xs[best] - x)) best = i;
  });
  return best;
}

// A value as it is printed: of a metric between two bounds, three decimals say all.
export const printed = ({ bounds }, value) => (bounds ? decimals(value, 3) : short(value, 4));

// Each series that has a value at a point, in words.
export function reading(curve, index) {
  return curve.series
    .filter((line) => index >= 0 && !Number.isNaN(line.values[index]))
    .map((line) => ({ role: line.role, of: line.of, words: `${line.name} ${printed(curve, line.values[index])}` }));
}

const PAD = 6; // at both ends of the track

// Updates on the track of the deck, from their number to pixels and back.
export function trackScale(curve, width) {
  const { first, last } = scales(curve, width, 100);
  const across = width - 2 * PAD;
  return { last, x: (v) => PAD + ((v - first) / (last - first)) * across, value: (x) => first + ((x - PAD) / across) * (last - first) };
}

// The curve as a track: no axes, the point where one is.
export function drawTrack(context, curve, { width, height, ratio, palette, colours }) {
  const { low, high } = scales(curve, width, 100);
  const bend = curve.log ? Math.log10 : (v) => v;
  const y = (v) => 4 + (1 - (bend(v) - bend(low)) / (bend(high) - bend(low))) * (height - 9);
  const scale = { ...trackScale(curve, width), y };
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  line(context, PAD, height - 0.5, width - PAD, height - 0.5, colours.line);
  drawEarlier(context, curve, scale, colours.muted);
  curve.series.forEach((series) => drawSeries(context, curve, series, scale, palette.accent(series.role)));
  if (curve.here === null) return;
  const x = Math.round(scale.x(curve.here)) + 0.5;
  line(context, x, 0, x, height, colours.primary);
  drawPoints(context, curve, scale, x, palette, colours);
}

const MUTED = 0.14; // what is left of a line that another one is brought before

// The colour of a line: that of its class or, if it is of none, of its part of the data.
export const inkOf = (palette, { of, role }) => (of === undefined ? palette.accent(role) : palette.ofClass(of));

// at: the point that is looked at, if it is not the one where one is; front: the class whose lines are brought before the
// others, or null.
export function drawCurve(context, curve, { width, height, ratio, palette, colours, font, at = -1, front = null }) {
  const scale = scales(curve, width, height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `11px ${font}`;
  drawAxes(context, curve, scale, width, height, colours);
  drawEarlier(context, curve, scale, colours.muted);
  const looks = at >= 0 && curve.x.values[at] !== curve.here;
  if (looks) drawLook(context, scale, curve.x.values[at], colours);
  for (const lines of layers(curve, front)) {
    context.globalAlpha = front === null || lines.front ? 1 : MUTED;
    lines.series.forEach((line) => drawSeries(context, curve, line, scale, inkOf(palette, line)));
    const drawn = { ...curve, series: lines.series };
    if (curve.here !== null) drawHere(context, drawn, scale, palette, colours);
    if (looks) drawPoints(context, { ...drawn, here: curve.x.values[at] }, scale, Math.round(scale.x(curve.x.values[at])) + 0.5, palette, colours);
  }
  context.globalAlpha = 1;
}

// The lines in the order in which they are drawn: those that are brought forward last.
function layers({ series }, front) {
  if (front === null) return [{ series }];
  const part = (isFront) => ({ front: isFront, series: series.filter((line) => (line.of === front) === isFront) });
  return [part(false), part(true)];
}

function drawLook(context, scale, at, colours) {
  const x = Math.round(scale.x(at)) + 0.5;
  context.setLineDash([2, 3]);
  line(context, x, MARGIN.top - 4, x, MARGIN.top + scale.down, colours.muted);
  context.setLineDash([]);
}

function drawAxes(context, curve, scale, width, height, colours) {
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of ticks(scale.low, scale.high, scale.down > 90 ? 4 : 3, curve.log)) {
    const y = Math.round(scale.y(value)) + 0.5;
    line(context, MARGIN.left, y, width - MARGIN.right, y, colours.line);
    context.fillStyle = colours.muted;
    context.fillText(tickText(value), MARGIN.left - 5, y);
  }
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const marks = ticks(scale.first, scale.last, scale.across > 240 ? 4 : 3).filter((v) => Number.isInteger(v));
  const room = width - MARGIN.right - context.measureText(curve.x.label).width - 16;
  for (const value of marks) {
    if (scale.x(value) < room) context.fillText(String(value), scale.x(value), height - 4);
  }
  context.textAlign = "right";
  context.fillText(curve.x.label, width - MARGIN.right, height - 4);
}

function tickText(value) {
  const size = Math.abs(value);
  return value && (size < 1e-3 || size >= 1e5) ? short(value) : String(value).replace("-", "−");
}

// The run before, as far as this one has come: the axis is that of this run.
function drawEarlier(context, { earlier, log }, scale, colour) {
  if (!earlier) return;
  const reached = [...earlier.xs].filter((x) => x <= scale.last).length;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([1, 2]);
  for (const run of polylines(earlier.xs.subarray(0, reached), earlier.values.subarray(0, reached), scale, log)) {
    context.beginPath();
    run.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
  }
  context.setLineDash([]);
}

function drawSeries(context, curve, { role, values, of }, scale, colour) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = of !== undefined && role === "test" ? 1 : 1.5; // there are many
  context.lineJoin = "round";
  context.setLineDash(role === "test" ? [4, 3] : []);
  for (const run of polylines(curve.x.values, values, scale, curve.log)) {
    context.beginPath();
    if (run.length === 1) context.arc(run[0][0], run[0][1], 2, 0, 7);
    run.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    if (run.length === 1) context.fill();
    else context.stroke();
  }
  context.setLineDash([]);
}

function drawHere(context, curve, scale, palette, colours) {
  const x = Math.round(scale.x(curve.here)) + 0.5;
  line(context, x, MARGIN.top - 4, x, MARGIN.top + scale.down, colours.primary);
  drawPoints(context, curve, scale, x, palette, colours);
}

// A point on each series where one is; on that of a class its mark, hollow for the test part.
function drawPoints(context, curve, scale, x, palette, colours) {
  const index = curve.x.values.indexOf(curve.here);
  for (const series of curve.series) {
    const value = series.values[index];
    if (index < 0 || !Number.isFinite(value) || (curve.log && value <= 0)) continue;
    context.beginPath();
    if (series.of === undefined) context.arc(x, scale.y(value), 3.5, 0, 7);
    else markOf(series.of)(context, x, scale.y(value), 3.5);
    const hollow = series.of !== undefined && series.role === "test";
    const [ink, page] = [inkOf(palette, series), colours.background];
    context.fillStyle = hollow ? page : ink;
    context.fill();
    context.strokeStyle = hollow ? ink : page;
    context.stroke();
  }
}

function line(context, x0, y0, x1, y1, colour) {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
