import assert from "node:assert/strict";
import { test } from "node:test";
import { Watcher } from "../../ui/connection/watcher.js";

function watched() {
  const [shown, asked, timers] = [[], [], []];
  const clock = { after: (act) => timers.push(act) && act, cancel: (act) => timers.splice(0, timers.length, ...timers.filter((timer) => timer !== act)) };
  const watcher = new Watcher((state, words) => shown.push([state, words]), clock);
  Object.assign(watcher, { words: { lost: "gone", back: "soon" }, ask: (times) => asked.push(times) });
  const wait = () => timers.splice(0).forEach((act) => act());
  return { watcher, shown, asked, wait, timers };
}

test("as long as there is a connection nothing is said and nothing asked", () => {
  const { watcher, shown, asked } = watched();
  for (const script of ["running", "notRunning", "rerunRequested"]) watcher.look(true, script);
  assert.deepEqual([shown, asked], [[["current", ""]], []]);
});

test("a lost connection is said at once, and one run of the page is asked for when it is back", () => {
  const { watcher, shown, asked, wait, timers } = watched();
  watcher.look(false, "notRunning");
  watcher.look(false, "notRunning");
  assert.deepEqual(shown.at(-1), ["lost", "gone"]);
  assert.deepEqual(asked, []);
  watcher.look(true, "notRunning");
  assert.deepEqual(shown.at(-1), ["back", "soon"], "what is on the page is not current yet");
  watcher.look(true, "running");
  watcher.look(true, "notRunning");
  assert.deepEqual(shown.at(-1)[0], "back", "it is painted yet");
  wait();
  assert.deepEqual(shown.at(-1), ["current", ""]);
  assert.deepEqual([asked, timers], [[1], []]);
});

test("it asks again, but not for ever, when no run begins", () => {
  const { watcher, shown, asked, wait } = watched();
  watcher.look(false, "notRunning");
  watcher.look(true, "notRunning");
  for (let n = 0; n < 9; n += 1) wait();
  assert.deepEqual(asked, [1, 2, 3, 4, 5]);
  assert.deepEqual(shown.at(-1), ["current", ""]);
});

test("a connection that breaks again begins anew", () => {
  const { watcher, shown, asked } = watched();
  for (const connected of [false, true, false, true]) watcher.look(connected, "notRunning");
  assert.deepEqual(asked, [1, 2], "each time by another number: Streamlit may take two alike for one");
  watcher.look(true, "notRunning");
  assert.deepEqual(shown.at(-1)[0], "back");
});

test("a server that knows nothing of the page says what is gone, until the reader goes on", () => {
  const { watcher, shown, wait } = watched();
  watcher.words.anew = "anew";
  watcher.meet("a");
  watcher.meet("a");
  const again = (session) => {
    for (const [connected, script] of [[false, "notRunning"], [true, "notRunning"], [true, "running"]]) watcher.look(connected, script);
    watcher.meet(session);
    watcher.look(true, "notRunning");
    watcher.goOn(); // it can't be seen yet
    wait();
  };
  again("a");
  assert.deepEqual(shown.at(-1), ["current", ""]);
  again("b");
  assert.deepEqual(shown.at(-1), ["current", "anew"]);
  watcher.goOn();
  assert.deepEqual(shown.at(-1), ["current", ""]);
  const count = shown.length;
  watcher.goOn();
  assert.equal(shown.length, count);
});
