import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange } from "../../ui/wall/dom.js";
import { Element } from "./document.mjs";

test("only what is new is put in, and what is gone is taken out", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((tag) => new Element(tag));
  const parent = new Element("parent");
  const put = [];
  parent.append(a, b, c);
  const insert = parent.insertBefore;
  parent.insertBefore = (child, before) => {
    put.push(child.tag);
    insert.call(parent, child, before);
  };
  arrange(parent, [a, d, c]);
  assert.deepEqual([parent.children.map(({ tag }) => tag), put], [["a", "d", "c"], ["d"]]);
  arrange(parent, [a, d, c]);
  assert.deepEqual(put, ["d"]);
});
