import assert from "node:assert/strict";
import { test } from "node:test";

import { Elsewhere } from "../../ui/wall/elsewhere.js";

const root = {};
const page = (visibilityState = "visible") => {
  const listeners = new Map();
  return {
    visibilityState,
    addEventListener: (type, listener) => listeners.set(type, listener),
    removeEventListener: (type, listener) => listeners.get(type) === listener && listeners.delete(type),
    dispatch: (type, event) => listeners.get(type)?.({ type, ...event }),
    listeners,
  };
};
const within = { composedPath: () => [{}, root] };
const outside = { composedPath: () => [{}] };

for (const [name, type, event, turns] of [
  ["a press on the wall", "pointerdown", within, 0],
  ["a press beside it", "pointerdown", outside, 1],
  ["the focus within the wall", "focusin", within, 0],
  ["the focus in a field of the set-up", "focusin", outside, 1],
  ["a key of the wall, wherever the focus is", "keydown", { ...outside, key: "ArrowRight" }, 0],
  ["a key of the set-up", "keydown", { ...outside, key: "z" }, 1],
  ["a key of the browser", "keydown", { ...within, key: "r", ctrlKey: true }, 1],
]) {
  test(`${name}: ${turns ? "elsewhere" : "not elsewhere"}`, () => {
    let turned = 0;
    const here = page();
    const elsewhere = new Elsewhere(here, root, () => (turned += 1));
    here.dispatch(type, event);
    assert.equal(turned, turns);
    elsewhere.close();
    assert.equal(here.listeners.size, 0);
  });
}

test("a page that is no longer seen is left, one that is seen again is not", () => {
  for (const [state, turns] of [["hidden", 1], ["visible", 0]]) {
    let turned = 0;
    const here = page(state);
    new Elsewhere(here, root, () => (turned += 1));
    here.dispatch("visibilitychange");
    assert.equal(turned, turns);
  }
});
