import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Stalling } from "../../ui/wall/stalling.js";
import { LABELS } from "./labels.mjs";

const at = Array.from({ length: 60 }, (_, i) => i * 50);
const flat = (here) => ({ here, log: false, x: { values: at, count: 60 }, series: [{ values: at.map((u) => (u ? 0.1 : 1)) }] });
const paced = (pace) => ({ playing: true, pace, pause() { this.playing = false; } });
const notice = (player) => stalling.notice(player, LABELS);

let stalling;

beforeEach(() => (stalling = new Stalling()));

test("what is played update by update stops where the loss no longer moves, once, and says so until it moves on", () => {
  const player = paced({ name: "every" });
  stalling.open(flat(1), player);
  assert.ok(!player.playing);
  assert.equal(notice(player), LABELS.stalled);
  player.playing = true;
  stalling.open(flat(2), player);
  assert.ok(player.playing, "who plays again wants it so");
  assert.equal(notice(player), "");
});

test("full speed goes on, and is told for as long as it plays", () => {
  const player = paced({ name: "full", stays: true });
  stalling.open(flat(1), player);
  assert.ok(player.playing);
  assert.equal(notice(player), LABELS.stalled_on);
  player.pause();
  assert.equal(notice(player), "");
});

test("operations are played through whatever the loss does", () => {
  const player = paced({ name: "operation", act: {} });
  stalling.open(flat(1), player);
  assert.ok(player.playing);
  assert.equal(notice(player), "");
});
