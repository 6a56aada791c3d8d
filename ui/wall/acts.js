// What the reader did that Python has not acknowledged yet. All of it is sent each time, so that nothing is lost when
// Streamlit takes two messages for one; every act has a number, so that nothing is done twice.

import { BROWSER } from "./clock.js";

const LONGEST_QUEUE = 256; // as many as Python reads of one message
const AGAIN = 1000; // ms without an answer after which the queue is sent again; twice as long each time
const TRIES = 6;

export class Acts {
  // send: is given the whole queue, [{n, do, …}, …]. clock: {after, cancel}, as the browser has them.
  constructor(send, clock = BROWSER) {
    Object.assign(this, { send, clock });
    this.queue = [];
    this.done = 0; // number of the act that was acknowledged last
    this.of = undefined; // by which session
  }

  // What was done: {do: "jump", tile: "W1"}.
  add(act) {
    if (this.queue.length >= LONGEST_QUEUE) return;
    this.queue.push({ ...act, n: this.done + this.queue.length + 1 });
    this.hurry();
    this.send(this.queue);
  }

  // What a scene says: {done, of}. Another session, such as that of a server that was started again, has done nothing
  // of what is left: it counts from its own number, and is sent all of it.
  hear({ done, of }) {
    const before = this.queue.length;
    const moved = of !== this.of;
    if (!moved && done < this.done) return; // an older picture
    this.queue = moved ? this.queue : this.queue.filter((act) => act.n > done);
    Object.assign(this, { done, of });
    this.queue = this.queue.map((act, i) => ({ ...act, n: done + 1 + i }));
    if (this.queue.length && (moved || this.tries >= TRIES)) this.send(this.queue);
    if (moved || this.queue.length < before || this.tries >= TRIES) this.hurry();
    if (this.rest) this.adopt();
  }

  // What a wall could not get done whose place this one takes: with another session it is still to be done.
  inherit({ queue, of }) {
    if (!queue.length) return;
    this.rest = { queue, of };
    if (this.of !== undefined) this.adopt();
  }

  adopt() {
    const { queue, of } = this.rest;
    this.rest = null;
    if (of !== this.of) for (const act of queue) this.add(act);
  }

  // Whether an act of this kind is still to be acknowledged.
  awaits(kind) {
    return this.queue.some((act) => act.do === kind);
  }

  // Asks again from now on, if there is something to ask for.
  hurry() {
    this.clock.cancel(this.timer);
    this.tries = 0;
    this.wait();
  }

  wait() {
    if (!this.queue.length || this.tries >= TRIES) return;
    this.timer = this.clock.after(() => this.repeat(), AGAIN * 2 ** this.tries);
  }

  repeat() {
    this.tries += 1;
    this.send(this.queue);
    this.wait();
  }

  close() {
    this.clock.cancel(this.timer);
  }
}
