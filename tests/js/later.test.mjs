import assert from "node:assert/strict";
import { test } from "node:test";

import { fetchBefore, fetchLater } from "../../ui/wall/later.js";

test("what the page names for later is asked for by a link of its own, once", () => {
  const links = [];
  const link = (rel) => ({ rel, cloneNode: () => link(rel), replaceWith: (other) => (links[0] = other) });
  links.push(link("later"));
  const page = { querySelectorAll: () => links.filter(({ rel }) => rel === "later") };
  fetchLater(page);
  const [asked] = links;
  assert.equal(asked.rel, "modulepreload");
  fetchLater(page);
  assert.equal(links[0], asked);
});

test("a pointer or the focus on what opens a picture asks for it, elsewhere nothing does", () => {
  const handlers = {};
  let asked = 0;
  fetchBefore({ addEventListener: (type, handler) => (handlers[type] = handler) }, () => (asked += 1));
  const on = (isOpener) => ({ target: { closest: () => (isOpener ? {} : null) } });
  handlers.pointerover(on(false));
  handlers.focusin({ target: {} });
  assert.equal(asked, 0);
  handlers.pointerover(on(true));
  handlers.focusin(on(true));
  assert.equal(asked, 2);
});
