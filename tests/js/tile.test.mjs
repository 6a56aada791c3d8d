import assert from "node:assert/strict";
import { test } from "node:test";

import { TileView, brokenText, runs, saidOf, shapeWithout, where } from "../../ui/wall/tile.js";
import { Element } from "./document.mjs";
import { LABELS } from "./labels.mjs";

const blocks = { sent: [3, 2], shape: [5, 2], block: [2, 1], axes: ["example", "unit"] };

test("a place is named by its axes, a block by its span", () => {
  assert.deepEqual(where(blocks, { row: 1, column: 0 }, LABELS), ["example 2–3", "unit 0"]);
  assert.deepEqual(where(blocks, { row: 2, column: 1 }, LABELS), ["example 4", "unit 1"]);
  assert.deepEqual(where({ ...blocks, axes: undefined }, { row: 2, column: 0 }, LABELS), ["row 4", "column 0"]);
});

test("a remark is said unless numbers are broken or covered", () => {
  const tile = { cells: [], nan: 0, infinite: 0, remark: "silent" };
  assert.equal(saidOf(tile), "silent");
  assert.equal(saidOf({ ...tile, nan: 1 }), "NaN ×1");
  assert.equal(saidOf({ ...tile, covered: true }), "");
  assert.equal(saidOf({ ...tile, remark: undefined }), "");
});

test("the badge counts NaN and infinities apart", () => {
  assert.equal(brokenText({ cells: [], nan: 2, infinite: 1 }), "NaN ×2 ∞ ×1");
  assert.equal(brokenText({ cells: [], nan: 0, infinite: 0 }), "");
  assert.equal(brokenText({ cells: null }), "");
});

test("indices to point out become runs of cells, inside the matrix", () => {
  assert.deepEqual(runs(null, blocks, 0), [[0, 2]]);
  assert.deepEqual(runs([4, 0, 1, 99], blocks, 0), [[0, 0], [2, 2]]);
  assert.deepEqual(runs([0, 1], blocks, 1), [[0, 1]]);
  assert.deepEqual(runs([], blocks, 0), []);
});

test("a curtain has a hole for each area", () => {
  const shape = shapeWithout({ width: 30, height: 20 }, [{ left: 0, top: 5, right: 30, bottom: 10 }]);
  assert.equal(shape, 'path(evenodd, "M0 0H30V20H0ZM0 5H30V10H0Z")');
});

test("rows that are pointed out are columns of a transposed picture, and lie bare on a veiled one", () => {
  const tile = { sent: [2, 3], shape: [2, 3], block: [1, 1], cells: [1] };
  const light = (transpose, [width, height], list = [{ rows: [1], columns: null }]) => {
    const lit = new Element("div");
    const puts = [];
    const [image, under] = [{ name: "bare", width, height }, { name: "veiled", width, height }];
    const view = { tile, transpose, ratio: 2, marks: { lit: [lit] }, image, under, corner: [40, 60] };
    view.context = { putImageData: ({ name }, ...where) => puts.push([name, ...where]) };
    const shown = Object.setPrototypeOf(view, TileView.prototype);
    for (const again of [list, list]) shown.light(again);
    return [Object.values(lit.styles), puts];
  };
  assert.deepEqual(light(false, [60, 40]), [
    ["0px", "10px", "30px", "10px"],
    [["veiled", 40, 60, 0, 0, 60, 40], ["bare", 40, 60, 0, 20, 60, 20]],
  ]);
  assert.deepEqual(light(true, [40, 60]), [
    ["10px", "0px", "10px", "30px"],
    [["veiled", 40, 60, 0, 0, 40, 60], ["bare", 40, 60, 20, 0, 20, 60]],
  ]);
  assert.deepEqual(light(false, [60, 40], [])[1], [["bare", 40, 60, 0, 0, 60, 40]], "nothing is pointed out any more");
});

test("a title without room gives way to its short name, then to its index; a shape stands by a name only", () => {
  const element = () => ({ style: { setProperty() {} }, replaceChildren(text) { this.text = text; } });
  const parts = () => Object.fromEntries(["title", "head", "badge", "shape", "note"].map((part) => [part, element()]));
  const titled = (room, tile) => {
    const view = { look: { measure: (text) => text.length }, ...parts(), ...tile, tile };
    TileView.prototype.fitTitle.call(view, { type: 12, shape: "6×5", note: "", badge: "" }, room);
    return [view.title.text, view.shape.textContent];
  };
  const slope = { name: "σ′₂(Z₂W₂)", short: "σ′₂", index: "2" };
  const whole = [["σ′₂(Z₂W₂)", "6×5"], ["σ′₂(Z₂W₂)", ""], ["σ′₂", ""], ["2", ""]];
  assert.deepEqual([17, 9, 8, 2].map((room) => titled(room, slope)), whole);
  assert.deepEqual(titled(5, { name: "x.grad", short: undefined, index: "" }), ["x", ""]);
  assert.deepEqual(titled(0, { name: "x.grad", short: undefined, index: "" }), ["", ""]);
});
