import assert from "node:assert/strict";
import test from "node:test";

import { wordsOf } from "../../ui/wall/constants.js";
import { LABELS } from "./labels.mjs";

test("a strip has words of its own for what leads to a step on a wall, and shares all others", () => {
  const [wall, strip] = [true, false].map((whole) => wordsOf(LABELS, whole));
  assert.equal(wall.equation, "Equation in focus");
  assert.equal(strip.equation, "The matrices");
  assert.equal(strip.row, wall.row);
});
