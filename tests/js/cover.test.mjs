import assert from "node:assert/strict";
import { test } from "node:test";

import { Cover, isRight, readGuess } from "../../ui/wall/cover.js";

const scene = (cursor, cells = [0.5, -0.25, 0, 2], state = "fresh") => ({
  cursor,
  curve: { here: 0 },
  equation: [{ tile: "G1" }, { sign: "∘" }, { tile: "D1" }, { sign: "=" }, { tile: "M1" }],
  tiles: { M1: { id: "M1", state, cells, shape: [2, 2], sent: [2, 2], block: [1, 1] } },
});
const cell = (row, column) => ({ tile: "M1", row, column });

function covered(given = scene(3)) {
  const cover = new Cover();
  cover.toggle();
  cover.open(given);
  return cover;
}

test("a sign is right if it is that of the value, and 0 for nothing else than 0", () => {
  assert.deepEqual(["+", "−", "-", "0"].map((sign) => isRight(sign, -1e-9)), [false, true, true, false]);
  assert.ok(isRight("0", 0) && !isRight("+", 0));
});

test("a number counts to as many decimals as were written", () => {
  for (const guess of ["0.3", "0.27", "0.275", ".3"]) assert.ok(isRight(guess, 0.2749), guess);
  for (const guess of ["0.2", "0.28", "-0.3", "1"]) assert.ok(!isRight(guess, 0.2749), guess);
});

test("what is neither a sign nor a number is no guess", () => {
  assert.deepEqual([" -0,3 ", "−2", "+", "0"].map(readGuess), ["-0.3", "-2", "+", "0"]);
  assert.deepEqual(["", "x", "1e5", "0.1.2", "NaN", "--1"].map(readGuess), [null, null, null, null, null, null]);
});

test("a result is hidden until each of its cells is told", () => {
  const cover = covered();
  const asked = [];
  while (cover.hides) {
    asked.push(cover.asked(null));
    cover.guess(cover.asked(null), "+");
  }
  assert.deepEqual(asked, [cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)]);
  assert.deepEqual(cover.told.map((one) => one.right), [true, false, false, true]);
});

test("the chosen cell is asked for, if it is a covered one", () => {
  const cover = covered();
  assert.deepEqual(cover.asked(cell(1, 0)), cell(1, 0));
  cover.guess(cell(1, 0), "0");
  assert.deepEqual(cover.asked(cell(1, 0)), cell(0, 0));
  assert.deepEqual(cover.asked({ tile: "Z1", row: 0, column: 0 }), cell(0, 0));
  assert.ok(cover.keeps(cell(0, 0)) && !cover.keeps(cell(1, 0)) && !cover.keeps({ tile: "Z1", row: 0, column: 0 }));
});

test("the same step again keeps what was told; another one is covered anew, also after it was lifted", () => {
  const cover = covered();
  cover.guess(cell(0, 0), "+");
  cover.open(scene(3));
  assert.equal(cover.told.length, 1);
  cover.lift();
  assert.ok(!cover.hides);
  cover.open(scene(4));
  assert.ok(cover.hides && !cover.told.length);
});

test("nothing is hidden before the first step, where cells stand for several, and where there is no number", () => {
  const folded = scene(3);
  folded.tiles.M1.block = [2, 1];
  for (const given of [{ ...scene(0), equation: [] }, folded, scene(3, null, "next")]) assert.ok(!covered(given).hides);
});
