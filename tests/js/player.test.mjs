import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { LABELS } from "../../ui/wall/labels.js";
import { PlayerBar } from "../../ui/wall/player.js";
import { Element, page } from "./document.mjs";

let sent, bar;
const player = (more) => ({ playing: false, place: "Update **3**", ...more });

beforeEach(() => {
  sent = [];
  bar = new PlayerBar(new Element("div"), (playing) => sent.push(playing));
  bar.draw(player(), LABELS);
});

const button = () => bar.element.children.find((child) => child.tag === "button");
const press = (key, more = {}) => page.fire("keydown", { key, composedPath: () => [new Element("div")], ...more });

test("a click plays, the next one pauses", () => {
  assert.match(button().children.map((child) => child.textContent).join(""), /Play/);
  button().fire("click");
  button().fire("click");
  assert.deepEqual(sent, [true, false]);
});

test("the button says at once what the next press does", () => {
  button().fire("click");
  assert.match(bar.element.text, /Pause/);
});

test("P does the same, but not in a field, with Control or while it is held down", () => {
  const field = new Element("input");
  field.closest = (selector) => (selector.includes("input") ? field : null);
  press("p", { composedPath: () => [field] });
  press("p", { ctrlKey: true });
  press("p", { repeat: true });
  press("q");
  assert.deepEqual(sent, []);
  press("P");
  assert.deepEqual(sent, [true]);
});

test("closed, it hears no keys", () => {
  bar.close();
  press("p");
  assert.deepEqual(sent, []);
});

test("without a player there is no bar, and no key", () => {
  bar.draw(null, LABELS);
  assert.ok(bar.element.hidden);
  press("p");
  assert.deepEqual(sent, []);
});

test("what stands between stars stands out", () => {
  const words = bar.place.children.map(({ tag, textContent }) => [tag, textContent]);
  assert.deepEqual(words, [["span", "Update "], ["b", "3"], ["span", ""]]);
});

test("after Pause no picture is shown that was on its way", () => {
  bar.toggle();
  assert.ok(bar.admits(player({ playing: true }), false));
  bar.toggle();
  assert.ok(!bar.admits(player({ playing: true }), true));
  assert.ok(bar.admits(player(), false));
});

test("after Play pictures from before are shown: they are of the same update", () => {
  bar.toggle();
  assert.ok(bar.admits(player(), true));
  assert.ok(bar.playing);
});

test("Python may end the playing: something overflowed, or it was started again", () => {
  bar.toggle();
  bar.admits(player({ playing: true }), false);
  bar.admits(player(), false);
  assert.ok(!bar.playing);
});
