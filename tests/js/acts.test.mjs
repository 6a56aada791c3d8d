import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Acts } from "../../ui/wall/acts.js";

let sent, waiting, acts;

const clock = {
  after: (act, milliseconds) => {
    waiting = { act, milliseconds };
    return waiting;
  },
  cancel: (timer) => {
    if (timer && timer === waiting) waiting = null;
  },
};

beforeEach(() => {
  [sent, waiting] = [[], null];
  acts = new Acts((queue) => sent.push(structuredClone(queue)), undefined, clock);
  acts.hear({ done: 4, of: "us" });
});

const step = { do: "step", by: "operation", direction: 1 };

test("the first number is the one after what was done before", () => {
  acts.add(step);
  assert.deepEqual(sent, [[{ n: 5, ...step }]]);
});

test("everything that is not acknowledged goes each time: a message that is lost loses nothing", () => {
  acts.add(step);
  acts.add({ do: "restart" });
  assert.deepEqual(sent[1].map(({ n, do: kind }) => [n, kind]), [[5, "step"], [6, "restart"]]);
});

test("what is acknowledged goes no more", () => {
  acts.add(step);
  acts.add(step);
  acts.hear({ done: 5, of: "us" });
  acts.add({ do: "restart" });
  assert.deepEqual(sent[2].map(({ n }) => n), [6, 7]);
  assert.ok(acts.awaits("step"));
  acts.hear({ done: 7, of: "us" });
  assert.ok(!acts.awaits("step") && !acts.awaits("restart"));
});

test("a picture that is older than the last answer changes nothing", () => {
  acts.add(step);
  acts.hear({ done: 5, of: "us" });
  acts.hear({ done: 4, of: "us" });
  acts.add(step);
  assert.deepEqual(sent[1].map(({ n }) => n), [6]);
});

test("without an answer the queue is sent again, ever more rarely, and not for ever", () => {
  acts.add(step);
  const pauses = [];
  while (waiting && pauses.length < 99) {
    const { act, milliseconds } = waiting;
    waiting = null;
    pauses.push(milliseconds);
    act();
  }
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16000, 32000]);
  assert.equal(sent.length, 7);
  assert.deepEqual(sent[6], sent[0]);
});

test("after the answer nothing is sent again", () => {
  acts.add(step);
  acts.hear({ done: 5, of: "us" });
  assert.equal(waiting, null);
  acts.add(step);
  acts.close();
  assert.equal(waiting, null);
});

test("a server that was started again gets what is left, counted anew", () => {
  acts.add(step);
  acts.add({ do: "restart" });
  acts.hear({ done: 0, of: "others" });
  assert.deepEqual(sent[2].map(({ n, do: kind }) => [n, kind]), [[1, "step"], [2, "restart"]]);
  acts.hear({ done: 2, of: "others" });
  assert.equal(acts.queue.length, 0);
});

test("a queue has an end", () => {
  for (let i = 0; i < 300; i += 1) acts.add(step);
  assert.equal(acts.queue.length, 256);
});

test("what a wall could not get done is done by the next one, if that is with another session", () => {
  for (const [of, early] of [["new", true], ["new", false], ["old", true], ["old", false]]) {
    const sent = [];
    const acts = new Acts((queue) => sent.push(queue.map(({ n, do: what }) => [n, what])), undefined, { after: () => 0, cancel: () => {} });
    const left = { queue: [{ n: 7, do: "step" }], of: "old" };
    if (early) acts.inherit(left);
    acts.hear({ done: 0, of });
    if (!early) acts.inherit(left);
    assert.deepEqual(sent, of === "new" ? [[[1, "step"]]] : []);
  }
});

test("what was given up for lost is sent again when a picture comes", () => {
  const [sent, timers] = [[], []];
  const clock = { after: (act) => timers.push(act), cancel: () => {} };
  const acts = new Acts((queue) => sent.push(queue.length), undefined, clock);
  acts.hear({ done: 0, of: "one" });
  acts.add({ do: "step" });
  while (timers.length) timers.shift()();
  const before = sent.length;
  acts.hear({ done: 0, of: "one" });
  assert.equal(sent.length, before + 1);
});

// --- what Python need not hear of at once ---

const arrive = (to) => ({ do: "arrive", to });

test("what is kept is sent after a while, the last of it alone, and not for an answer before that", () => {
  acts.keep(arrive(1));
  acts.keep(arrive(2));
  assert.deepEqual([sent, acts.waiting, acts.awaits("step", "arrive")], [[], 0, true]);
  assert.equal(waiting.milliseconds, 10_000);
  waiting.act();
  assert.deepEqual([sent, acts.waiting], [[[{ n: 5, ...arrive(2) }]], 1]);
});

test("the next act takes along what is kept, before it", () => {
  acts.keep(arrive(3));
  acts.add({ do: "restart" });
  assert.deepEqual(sent, [[{ n: 5, ...arrive(3) }, { n: 6, do: "restart" }]]);
  acts.tell();
  assert.equal(sent.length, 1, "nothing is left to tell");
});

test("what was sent is not replaced: Python may have done it", () => {
  acts.keep(arrive(1));
  acts.tell();
  acts.keep(arrive(2));
  assert.deepEqual(acts.queue.map(({ n, to }) => [n, to]), [[5, 1], [6, 2]]);
  acts.hear({ done: 5, of: "us" });
  assert.deepEqual([acts.waiting, acts.awaits("arrive")], [0, true]);
  acts.tell();
  assert.deepEqual(sent[1], [{ n: 6, ...arrive(2) }]);
});

test("a server that was started again hears what is kept", () => {
  acts.keep(arrive(6));
  acts.hear({ done: 0, of: "others" });
  assert.deepEqual(sent, [[{ n: 1, ...arrive(6) }]]);
});

test("what comes of an act is shown at once if it is known, and another act is kept in its place if there is one", () => {
  for (const [keep, expected] of [[arrive(4), ["shown"]], [false, ["sent", "shown"]]]) {
    const order = [];
    const foresee = () => ({ keep, show: () => order.push("shown") });
    const acts = new Acts(() => order.push("sent"), foresee, { after: () => 0, cancel: () => {} });
    acts.hear({ done: 0, of: "us" });
    acts.add(step);
    assert.deepEqual(order, expected);
    assert.equal(acts.queue[0].do, keep ? "arrive" : "step");
  }
});
