// The ticket of a seat, kept in the tab.

import assert from "node:assert/strict";
import test from "node:test";

import { Keeper } from "../../ui/rooms/tab/keeper.js";

function storage() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
}

const shown = (keeper, seat) => {
  const all = [];
  keeper.see(seat, (ticket) => all.push(ticket));
  return all;
};

test("what was kept before a reload is shown to the server once", () => {
  const tab = storage();
  assert.deepEqual(shown(new Keeper(tab), { room: "ABCD", ticket: "secret", leads: true }), []);
  const reloaded = new Keeper(tab);
  const seat = { room: "ABCD", ticket: "another", leads: false };
  assert.deepEqual(shown(reloaded, seat), ["secret"]);
  assert.deepEqual(shown(reloaded, seat), [], "the server did not take it");
  assert.deepEqual(shown(new Keeper(tab), { ...seat, ticket: "third" }), ["another"]);
});

test("another connection asks again, and another room has a ticket of its own", () => {
  const keeper = new Keeper(storage());
  shown(keeper, { room: "ABCD", ticket: "first", leads: false });
  assert.deepEqual(shown(keeper, { room: "ABCD", ticket: "second", leads: false }), ["first"]);
  assert.deepEqual(shown(keeper, { room: "ABCD", ticket: "first", leads: false }), [], "taken");
  assert.deepEqual(shown(keeper, { room: "ABCD", ticket: "third", leads: false }), ["first"]);
  assert.deepEqual(shown(keeper, { room: "EFGH", ticket: "fourth", leads: false }), []);
});

test("who leads by the secret link is asked for nothing", () => {
  const tab = storage();
  const keeper = new Keeper(tab);
  shown(keeper, { room: "ABCD", ticket: "student", leads: false });
  assert.deepEqual(shown(keeper, { room: "ABCD", ticket: "secret", leads: true }), []);
  assert.equal(tab.getItem("backprop-seat-ABCD"), "secret");
});
