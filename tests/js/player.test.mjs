import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { LABELS } from "../../ui/wall/labels.js";
import { Orders, PlayerBar } from "../../ui/wall/player.js";
import { Element, page } from "./document.mjs";

let sent, bar;
const player = (more) => ({ playing: false, order: 0, of: "us", place: "Update **3**", ...more });

beforeEach(() => {
  sent = [];
  bar = new PlayerBar(new Element("div"), (order) => sent.push(order));
  bar.draw(player(), LABELS);
});

const button = () => bar.element.children.find((child) => child.tag === "button");
const press = (key, more = {}) => page.fire("keydown", { key, composedPath: () => [new Element("div")], ...more });

test("a click plays, the next one pauses, and each order has its number", () => {
  assert.match(button().children.map((child) => child.textContent).join(""), /Play/);
  button().fire("click");
  button().fire("click");
  assert.deepEqual(sent, [{ playing: true, order: 1 }, { playing: false, order: 2 }]);
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
  assert.deepEqual(sent, [{ playing: true, order: 1 }]);
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

function heard() {
  const orders = new Orders();
  orders.admits(player());
  return orders;
}

test("after Pause no picture is shown that was on its way", () => {
  const orders = heard();
  orders.toggle();
  assert.ok(orders.admits(player({ playing: true, order: 1 })));
  orders.toggle();
  assert.ok(!orders.admits(player({ playing: true, order: 1 })));
  assert.ok(orders.admits(player({ order: 2 })));
});

test("after Play pictures from before are shown: they are of the same update", () => {
  const orders = heard();
  orders.toggle();
  assert.ok(orders.admits(player()));
  assert.ok(orders.playing);
});

test("Python may end the playing: something overflowed", () => {
  const orders = heard();
  orders.toggle();
  orders.admits(player({ playing: true, order: 1 }));
  orders.admits(player({ order: 1 }));
  assert.ok(!orders.playing);
});

test("a server that was started again knows of no order: the playing is over", () => {
  const orders = heard();
  orders.toggle();
  assert.ok(orders.admits(player({ of: "others" })));
  assert.ok(!orders.playing);
  orders.toggle();
  assert.equal(orders.count, 1);
});
