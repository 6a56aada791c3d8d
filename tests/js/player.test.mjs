import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { PACES, Player } from "../../ui/wall/player.js";
import { LABELS } from "./labels.mjs";

let sent, player, timers, awaited, filled;

const clock = {
  after: (act, milliseconds) => timers.push({ act, milliseconds }) && timers.length,
  cancel: (id) => id && (timers[id - 1] = null),
};
const due = () => timers.filter(Boolean);
const fire = () => due().at(-1).act();
const picture = (playing) => ({ player: { playing } });

beforeEach(() => {
  [sent, timers, awaited, filled] = [[], [], false, 0];
  Player.kept = PACES[0];
  const acts = { add: (act) => sent.push(act), awaits: () => awaited };
  player = new Player(acts, { at: () => 7, fill: () => (filled += 1), changed: () => {} }, clock);
});

test("it begins with operations, and the paces come slowest first, each with its words", () => {
  assert.equal(player.pace.name, "operation");
  assert.deepEqual(PACES.map(({ name }) => name), ["operation", "second", "ten", "every", "full"]);
  for (const { name } of PACES) assert.ok(LABELS[`pace_${name}`], name);
});

test("the pace that was chosen is there again when the page was left in between", () => {
  player.choose("ten");
  assert.equal(new Player({}, {}).pace.name, "ten");
});

test("operations are played one at once, the next a second after its picture", () => {
  player.toggle();
  assert.equal(due()[0].milliseconds, 0);
  fire();
  assert.deepEqual(sent, [{ do: "step", by: "operation", direction: 1 }]);
  assert.ok(player.admits(picture(false)));
  assert.equal(due().at(-1).milliseconds, 1000);
  fire();
  assert.equal(sent.length, 2);
});

test("an operation that is shown before its picture comes is followed by the next one too; after Pause none follows", () => {
  player.toggle();
  fire();
  player.rest();
  assert.equal(due().at(-1).milliseconds, 1000);
  fire();
  assert.equal(sent.length, 2);
  player.toggle();
  const before = due().length;
  player.rest();
  assert.equal(due().length, before);
});

test("updates are played over full matrices, whatever their pace; operations make them", () => {
  for (const { name } of PACES) {
    filled = 0;
    player.choose(name);
    player.toggle();
    player.toggle();
    assert.equal(filled, name === "operation" ? 0 : 1, name);
  }
});

test("paused, no operation follows", () => {
  player.toggle();
  player.toggle();
  assert.deepEqual(due(), []);
  player.admits(picture(false));
  assert.deepEqual(due(), []);
  assert.ok(!player.playing);
});

test("many updates a second are played by Python, and paused at the update that was seen", () => {
  player.choose("full");
  player.toggle();
  player.toggle();
  assert.deepEqual(sent, [
    { do: "pace", updates: 0 },
    { do: "play", playing: true, at: 7 },
    { do: "play", playing: false, at: 7 },
  ]);
});

test("after Pause no picture is shown that was on its way", () => {
  player.choose("every");
  player.toggle();
  awaited = true;
  assert.ok(player.admits(picture(true)));
  player.toggle();
  assert.ok(!player.admits(picture(true)));
  awaited = false;
  assert.ok(player.admits(picture(false)));
});

test("who goes to another page is shown no picture that was on its way, and asks for none", () => {
  player.choose("every");
  player.toggle();
  player.leave();
  assert.ok(!player.admits(picture(true)));
  assert.equal(sent.length, 2, "Python is not told: a message would overtake the page");
  player.toggle();
  assert.ok(player.admits(picture(true)), "it was the same page after all");
  player.choose("operation");
  player.admits(picture(false));
  player.leave();
  player.admits(picture(false));
  assert.deepEqual(due(), []);
});

test("Python may end the playing: something overflowed, or the server was started again", () => {
  player.choose("full");
  player.toggle();
  player.admits(picture(true));
  player.admits(picture(false));
  assert.ok(!player.playing);
});

test("another pace while it plays goes on playing", () => {
  player.toggle();
  player.choose("full");
  assert.ok(player.playing);
  assert.deepEqual(sent.at(-1), { do: "play", playing: true, at: 7 });
  assert.equal(player.least, 0);
  player.choose("ten");
  assert.equal(player.least, 100);
});
