import assert from "node:assert/strict";
import { test } from "node:test";

import { Element } from "./document.mjs";
const { RoomSign } = await import("../../ui/wall/room.js");
const { Cover, signOf } = await import("../../ui/wall/cover.js");

const LABELS = {
  room_leads: "{room}: leads", room_follows: "{room}: follows", room_away: "{room}: away", room_return: "Return",
  room_votes: "Predicted: {votes}",
};

function signed(room) {
  let returned = 0;
  const sign = new RoomSign(new Element("div"), () => (returned += 1));
  sign.draw(room, LABELS);
  return { sign, returned: () => returned };
}

test("outside of a room nothing is said", () => {
  assert.equal(signed(null).sign.element.hidden, true);
});

test("only who has stepped away is led back", () => {
  for (const [role, hidden] of [["leads", true], ["follows", true], ["away", false]]) {
    const { sign, returned } = signed({ name: "ABCD", role, votes: [] });
    assert.equal(sign.words.textContent, `ABCD: ${role}`);
    assert.equal(sign.back.hidden, hidden);
    sign.back.fire("click", {});
    assert.equal(returned(), 1);
  }
});

test("predictions are bars, the longest of which is full, and are said", () => {
  const { sign } = signed({ name: "ABCD", role: "leads", votes: [5, 0, 10] });
  assert.deepEqual(sign.bars.map(({ fill }) => fill.styles.width), ["2em", "0em", "4em"]);
  assert.equal(sign.votes.attributes["aria-label"], "Predicted: − 5, 0 0, + 10");
  const none = signed({ name: "ABCD", role: "leads", votes: [0, 0, 0] }).sign;
  assert.deepEqual(none.bars.map(({ fill }) => fill.styles.width), ["0em", "0em", "0em"]);
});

test("a guess is told as its sign", () => {
  assert.deepEqual(["+", "−", "-", "0", "-0.3", "1e2", "0.0"].map(signOf), ["+", "-", "-", "0", "-", "+", "0"]);
});

test("who follows is asked for the lecturer's cell and for no other", () => {
  const cells = new Float64Array([1, 2, 3, 4]);
  const tile = { id: "P1", state: "fresh", cells, block: [1, 1], shape: [2, 2], sent: [2, 2] };
  const cover = new Cover();
  cover.set(true);
  cover.open({ tiles: { P1: tile }, equation: [{ tile: "P1" }], cursor: 1 });
  const chosen = { tile: "P1", row: 1, column: 0 };
  assert.equal(cover.asked(chosen, true), chosen);
  assert.equal(cover.asked(null, true), null);
  cover.guess(chosen, "+");
  assert.equal(cover.asked(chosen, true), null);
  assert.deepEqual(cover.asked(chosen), { tile: "P1", row: 0, column: 0 });
});
