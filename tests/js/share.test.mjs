import assert from "node:assert/strict";
import { test } from "node:test";

import "./document.mjs";
const { copy, linkOf } = await import("../../ui/wall/share.js");

test("a link is the address without what is Streamlit's own, and bare where all is as always", () => {
  const at = (search) => linkOf({ origin: "https://a.b", pathname: "/net/", search });
  assert.equal(at("?embed=true&v=1&cursor=3&room=ABCD&embed_options=dark_theme"), "https://a.b/net/?v=1&cursor=3");
  assert.equal(at("?v=1"), "https://a.b/net/");
  assert.equal(at(""), "https://a.b/net/");
});

test("what the clipboard refuses is copied by a field, which is gone afterwards", async () => {
  const fields = [];
  const page = {
    activeElement: { focus: () => fields.push("focus is back") },
    createElement: () => ({ style: {}, select: () => fields.push("selected"), remove: () => fields.push("gone") }),
    body: { append: (field) => fields.push(field.value) },
    execCommand: (name) => name === "copy",
  };
  assert.equal(await copy("x", page, null), true);
  assert.deepEqual(fields, ["x", "selected", "gone", "focus is back"]);
  page.execCommand = () => false;
  assert.equal(await copy("x", page, { writeText: () => Promise.reject(new Error("no")) }), false);
  assert.equal(await copy("x", page, { writeText: () => Promise.resolve() }), true);
});
