import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Film } from "../../ui/wall/film.js";

let shown, time, due;
const clock = {
  now: () => time,
  after: (act, milliseconds) => (due = { act, at: time + milliseconds }),
  cancel: (timer) => (due = due === timer ? null : due),
};
let film;

beforeEach(() => {
  [shown, time, due] = [[], 0, null];
  film = new Film((picture) => shown.push([time, picture]), clock);
});

function until(moment) {
  while (due && due.at <= moment) {
    const { act, at } = due;
    [time, due] = [at, null];
    act();
  }
  time = moment;
}

test("one picture is shown at once", () => {
  film.run(["a"]);
  assert.deepEqual(shown, [[0, "a"]]);
  assert.equal(due, null);
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

test("new pictures take the place of those that are left", () => {
  film.run(["a"]);
  until(100);
  film.run(["b", "c"]);
  until(130);
  film.run(["d", "e"]);
  until(500);
  assert.deepEqual(shown.map(([, picture]) => picture), ["a", "b", "d", "e"]);
});

test("once stopped nothing follows", () => {
  film.run(["a", "b"]);
  film.stop();
  until(1000);
  assert.deepEqual(shown, [[0, "a"]]);
});
