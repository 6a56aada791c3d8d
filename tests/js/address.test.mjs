import assert from "node:assert/strict";
import { test } from "node:test";
import { Address } from "../../ui/wall/address.js";

function clocked() {
  const clock = { time: 0, timers: [] };
  clock.now = () => clock.time;
  clock.after = (act, milliseconds) => {
    const timer = { act, at: clock.time + milliseconds };
    clock.timers.push(timer);
    return timer;
  };
  clock.run = (until) => {
    while (clock.timers.length && clock.timers[0].at <= until) {
      const { act, at } = clock.timers.shift();
      clock.time = at;
      act();
    }
    clock.time = until;
  };
  return clock;
}

test("a link is written soon after the picture, the latest one alone", () => {
  const [written, clock] = [[], clocked()];
  const address = new Address((link) => written.push(link), clock);
  address.write("v=1&cursor=1");
  address.write("v=1&cursor=2");
  assert.deepEqual(written, [], "the picture is painted first");
  clock.run(100);
  assert.deepEqual(written, ["v=1&cursor=2"]);
});

test("keys held down change it less than 100 times in 30 s, and the last one is written", () => {
  const [written, clock] = [[], clocked()];
  const address = new Address((link) => written.push(link), clock);
  for (let n = 1; n <= 900; n += 1) {
    address.write(`v=1&cursor=${n}`);
    clock.run(clock.time + 33);
  }
  clock.run(clock.time + 1000);
  assert.ok(written.length > 50 && written.length <= 100, String(written.length));
  assert.equal(written.at(-1), "v=1&cursor=900");
});

test("a few quick changes do not wait for one another", () => {
  const [written, clock] = [[], clocked()];
  const address = new Address((link) => written.push(link), clock);
  for (let n = 1; n <= 8; n += 1) {
    address.write(`v=1&cursor=${n}`);
    clock.run(clock.time + 100);
    assert.equal(written.at(-1), `v=1&cursor=${n}`);
  }
});
