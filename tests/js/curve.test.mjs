import assert from "node:assert/strict";
import { test } from "node:test";

import { drawCurve, drawTrack, extent, inkOf, isStill, nearest, polylines, reading, scales, ticks, trackScale } from "../../ui/wall/curve.js";
import { palette } from "./palette.mjs";

const series = (...values) => [{ name: "training", role: "train", values: Float64Array.from(values) }];
const curve = (values, more = {}) => ({
  x: { label: "update", values: Float64Array.from(values, (_, i) => i), count: values.length },
  series: series(...values),
  here: null,
  log: false,
  ...more,
});

test("the run before has no say in how far the axis goes, and some in how high", () => {
  const curve = {
    x: { values: [0, 1, 2] }, series: [{ values: [1, 2, 1] }], here: 2, log: false,
    earlier: { xs: [0, 2, 50], values: [1, 5, 90] },
  };
  const { last, high } = scales(curve, 300, 100);
  assert.deepEqual([last, high], [2, 5]);
});

test("ticks are round numbers inside the range", () => {
  assert.deepEqual(ticks(0, 1.1, 4), [0, 0.5, 1]);
  assert.deepEqual(ticks(0, 200, 4), [0, 50, 100, 150, 200]);
  assert.deepEqual(ticks(0.001, 10, 4, true), [0.001, 0.1, 10]);
  assert.deepEqual(ticks(0.3, 4, 4, true), [0.5, 1, 2]);
});

test("a curve without a point still has axes", () => {
  assert.deepEqual(extent(series(NaN, Infinity), false), [0, 1]);
  assert.deepEqual(extent(series(0, -1), true), [0.1, 1]);
});

test("a loss is measured from zero, unless the axis is logarithmic", () => {
  assert.deepEqual(extent(series(2, 4), false), [0, 4]);
  assert.deepEqual(extent(series(2, 4), true), [2, 4]);
  assert.deepEqual(extent(series(3, 3), true), [1.5, 6]);
});

test("no line is drawn through a NaN", () => {
  const c = curve([1, 2, NaN, 3, Infinity, 4]);
  const runs = polylines(c.x.values, c.series[0].values, scales(c, 600, 140), false);
  assert.deepEqual(runs.map((run) => run.length), [2, 1, 1]);
});

test("a long curve keeps the peaks of each pixel", () => {
  const values = Array.from({ length: 20_000 }, (_, i) => (i === 7_777 ? 50 : i % 2));
  const c = curve(values);
  const scale = scales(c, 300, 140);
  const [run] = polylines(c.x.values, c.series[0].values, scale, false);
  assert.ok(run.length <= 4 * 260);
  assert.ok(run.some(([, y]) => y === scale.y(50)));
  assert.ok(run.every(([x], i) => i === 0 || x >= run[i - 1][0]));
});

test("higher losses stand higher, and here lies inside even past the last point", () => {
  const scale = scales(curve([1, 2], { here: 10 }), 300, 140);
  assert.ok(scale.y(2) < scale.y(1));
  assert.ok(scale.x(10) <= 290);
});

test("the nearest point is found, and none in an empty curve", () => {
  assert.equal(nearest([0, 10, 20], 14), 1);
  assert.equal(nearest([], 3), -1);
});

test("a reading leaves out series that have no value there", () => {
  const c = curve([1, NaN]);
  assert.deepEqual(reading(c, 0), [{ role: "train", of: undefined, words: "training 1" }]);
  assert.deepEqual(reading(c, 1), []);
  assert.deepEqual(reading(c, -1), []);
});

test("a metric between two bounds has its axis there, and three decimals", () => {
  const c = curve([0.4, 2 / 3], { bounds: [0, 1] });
  const { low, high } = scales(c, 300, 140);
  assert.deepEqual([low, high], [0, 1]);
  assert.equal(reading(c, 1)[0].words, "training 0.667");
  assert.equal(reading(curve([0.4, 1], { bounds: [0, 1] }), 1)[0].words, "training 1", "all of them, and not nearly all");
});

// Writes down what is drawn.
function notebook() {
  const notes = [];
  const note = (name) => (...args) => notes.push([name, ...args]);
  const context = new Proxy({}, { get: (target, name) => target[name] ?? note(name) });
  return { context, notes };
}

const drawn = (more) => {
  const { context, notes } = notebook();
  const palette = { accent: () => "#123456" };
  context.measureText = () => ({ width: 30 });
  drawCurve(context, curve([2, 1, 0.5], more), { width: 300, height: 140, ratio: 1, palette, colours: {}, font: "x" });
  return notes;
};

test("there is a marker only if one is somewhere", () => {
  const strokes = (notes) => notes.filter(([name]) => name === "stroke").length;
  assert.equal(strokes(drawn({ here: 1 })) - strokes(drawn({ here: null })), 2, "its line and its ring");
});

test("the marker lies over the lines, which lie over the axes", () => {
  const notes = drawn({ here: 1 });
  const at = (name) => notes.findIndex((n) => n[0] === name);
  const last = (name) => notes.findLastIndex((n) => n[0] === name);
  assert.equal(notes[1][0], "clearRect");
  assert.ok(last("fillText") < at("setLineDash"), "axes before series");
  assert.ok(last("setLineDash") < at("arc"), "series before the dot");
});

// What was set on the way, of a name.
function settings(more, name, front) {
  const set = [];
  const target = { measureText: () => ({ width: 30 }) };
  const context = new Proxy(target, {
    get: (kept, key) => kept[key] ?? (() => {}),
    set: (kept, key, value) => (key === name && set.push(value), (kept[key] = value), true),
  });
  drawCurve(context, curve([0, 1, 1], more), { width: 300, height: 140, ratio: 1, palette, colours: {}, font: "x", front });
  return set;
}

const classes = ["a", "b", "c", "d", "e", "f"];
const lines = ["train", "test"].flatMap((role) => classes.map((_, of) => ({ name: role, role, of, values: Float64Array.of(0.5, NaN, 1) })));
const byClass = { classes, series: lines, bounds: [0, 1], here: 2 };

test("the lines of a class have its colour in the plane, and one brought forward lies over the others, which are pale", () => {
  assert.equal(inkOf(palette, { of: 1, role: "train" }), "#d55e00");
  assert.equal(inkOf(palette, { of: 6, role: "test" }), "#d55e00", "of more classes some have the same");
  const colours = settings(byClass, "strokeStyle", 1).filter((ink) => ink?.startsWith("#"));
  assert.deepEqual(new Set(colours.slice(0, 3)).size, 3);
  assert.deepEqual(new Set(colours.slice(-2)), new Set(["#d55e00"]));
  const alphas = settings(byClass, "globalAlpha", 1);
  assert.deepEqual([alphas[0] < 0.3, alphas[1], alphas[2]], [true, 1, 1]);
  assert.deepEqual(new Set(settings(byClass, "globalAlpha", null)), new Set([1]), "all alike if none is");
});

test("the point that is looked at has a line of its own, but where one is", () => {
  const at = (index) => {
    const { context, notes } = notebook();
    context.measureText = () => ({ width: 30 });
    drawCurve(context, curve([2, 1, 0.5], { here: 1 }), { width: 300, height: 140, ratio: 1, palette, colours: {}, font: "x", at: index });
    return notes.filter(([name]) => name === "stroke").length;
  };
  assert.equal(at(0) - at(1), 2, "and a point with a ring");
  assert.equal(at(-1), at(1));
});

const long = (loss, log = false) => {
  const at = Array.from({ length: 60 }, (_, i) => i * 50);
  return { x: { values: at, count: 60 }, series: [{ values: at.map(loss) }], log };
};

test("a loss is still if nothing has moved for a good part of the way", () => {
  assert.ok(isStill(long((update) => 0.1 + Math.exp(-update / 100))));
  const falling = (update) => 1 / (1 + update);
  assert.ok(isStill(long(falling)), "nobody sees it fall any more");
  assert.ok(!isStill(long(falling, true)), "on a logarithmic axis one does");
  assert.ok(!isStill(long((update) => 1 / (1 + update / 200))));
  assert.ok(!isStill(long((update) => (update % 100 ? 0.3 : 0.4))), "it goes up and down");
  assert.ok(!isStill({ x: { values: [0, 1], count: 2 }, series: [{ values: [1, 1] }] }), "it has just begun");
  assert.ok(!isStill({ x: { values: [], count: 0 }, series: [{ values: [] }] }));
});

test("the track leads from a pixel to an update and back", () => {
  const scale = trackScale(curve([3, 2, 1]), 206);
  assert.deepEqual([scale.x(0), scale.x(2)], [6, 200]);
  assert.equal(scale.value(scale.x(1)), 1);
});

test("the track is drawn within its height", () => {
  const { context, notes } = notebook();
  drawTrack(context, curve([9, 1], { here: 1 }), { width: 200, height: 30, ratio: 1, palette: { accent: () => "#123456" }, colours: {} });
  for (const [name, , y] of notes.filter(([name]) => name === "lineTo" || name === "moveTo")) assert.ok(y >= 0 && y <= 30, `${name} ${y}`);
});

test("a logarithmic axis of a narrow range has values too", () => {
  const found = ticks(0.5355, 0.986, 4, true);
  assert.ok(found.length > 1);
  assert.ok(found.every((value) => value >= 0.5355 && value <= 0.986));
});
