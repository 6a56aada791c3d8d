import assert from "node:assert/strict";
import { test } from "node:test";

import { percent } from "../../ui/wall/terms.js";

test("a share is said in whole per cent, and what is nearly nothing or nearly all is not said to be that", () => {
  const said = [0, 0.00004, 0.003, 0.0049, 0.006, 0.254, 0.994, 0.997, 0.99996, 1].map(percent);
  assert.deepEqual(said, ["0 %", "< 0.1 %", "0.3 %", "0.5 %", "1 %", "25 %", "99 %", "99.7 %", "> 99.9 %", "100 %"]);
  assert.equal(percent(NaN), "NaN");
});
