import assert from "node:assert/strict";
import { test } from "node:test";

import { Leaving } from "../../ui/wall/leaving.js";

test("a press on the link of another page is told before the page is left; on that of this one, or elsewhere, nothing", () => {
  let click;
  const page = { location: { pathname: "/" }, addEventListener: (_type, handler) => (click = handler), removeEventListener: () => (click = null) };
  let left = 0;
  const leaving = new Leaving(page, () => (left += 1));
  const press = (pathname) => click({ target: { closest: () => pathname && { pathname } } });
  press(null);
  press("/");
  assert.equal(left, 0);
  press("/derive");
  assert.equal(left, 1);
  leaving.close();
  assert.equal(click, null);
});
