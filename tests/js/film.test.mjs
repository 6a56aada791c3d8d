import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Film } from "../../ui/wall/film.js";

let shown, asked, time, timers, film;
const clock = {
  now: () => time,
  after: (act, milliseconds) => timers.push({ act, at: time + milliseconds }) && timers.at(-1),
  cancel: (timer) => (timers = timers.filter((other) => other !== timer)),
};

beforeEach(() => {
  [shown, asked, time, timers] = [[], [], 0, []];
  film = new Film((picture) => shown.push([time, picture]), () => asked.push(time), clock);
});

function until(moment) {
  for (;;) {
    const [first] = timers.filter(({ at }) => at <= moment).sort((a, b) => a.at - b.at);
    if (!first) break;
    clock.cancel(first);
    time = first.at;
    first.act();
  }
  time = moment;
}

test("one picture is shown at once", () => {
  film.run(["a"]);
  until(1000);
  assert.deepEqual(shown, [[0, "a"]]);
});

test("several are spread over the time that the ones before had", () => {
  film.run(["a"]);
  until(120);
  film.run(["b", "c", "d"]);
  until(239);
  assert.deepEqual(shown.slice(1), [[120, "b"], [160, "c"], [200, "d"]]);
});

test("after a long rest they do not wait long for one another", () => {
  film.run(["a"]);
  until(60_000);
  film.run(["b", "c"]);
  until(61_000);
  assert.deepEqual(shown.slice(1), [[60_000, "b"], [60_250, "c"]]);
});

test("pictures that are left come before the new ones, all of them sooner", () => {
  film.run(["a"]);
  until(100);
  film.run(["b", "c"]);
  until(130);
  film.run(["d", "e"]);
  until(500);
  assert.deepEqual(shown.slice(1), [[100, "b"], [130, "c"], [140, "d"], [150, "e"]]);
});

test("a single picture, the answer to a click, does not wait for those that are left", () => {
  film.run(["a"]);
  until(100);
  film.run(["b", "c"]);
  film.run(["d"]);
  until(500);
  assert.deepEqual(shown.map(([, picture]) => picture), ["a", "b", "d"]);
});

test("once stopped nothing follows, and nothing is asked for", () => {
  film.run(["a", "b"]);
  film.stop();
  until(1000);
  assert.deepEqual(shown, [[0, "a"]]);
  assert.deepEqual(asked, []);
});

test("more is asked for once for all pictures, and not at once", () => {
  film.run(["a"]);
  until(90);
  film.run(["b", "c", "d"]);
  until(1000);
  assert.deepEqual(asked, [40, 130]);
});

test("pictures that come before it asked put the question off", () => {
  film.run(["a"]);
  until(30);
  film.run(["b"]);
  until(1000);
  assert.deepEqual(asked, [70]);
});

test("what is asked for in vain is asked for again, ever later", () => {
  film.run(["a"]);
  until(7000);
  assert.deepEqual(asked, [40, 2040, 6040]);
  film.stop();
  until(60_000);
  assert.equal(asked.length, 3);
});
