// What the reader did that Python has not acknowledged yet. All of it is sent each time, so that nothing is lost when
// Streamlit takes two messages for one; every act has a number, so that nothing is done twice. An act that is kept goes
// with the next one, or after a while.

import { BROWSER } from "./clock.js";

const LONGEST_QUEUE = 256; // as many as Python reads of one message
const AGAIN = 1000; // ms without an answer after which the queue is sent again; twice as long each time
const TRIES = 6;
const KEPT = 10_000; // ms after which what is kept is sent at the latest

export class Acts {
  // send: is given the whole queue, [{n, do, …}, …]. foresee: is given an act before it is done; if it knows what comes of
  // it, {keep: an act to be kept instead, or nothing, show: shows it}. clock: {after, cancel}, as the browser has them.
  constructor(send, foresee = () => null, clock = BROWSER) {
    Object.assign(this, { send, foresee, clock });
    this.queue = [];
    this.sent = 0; // number of the last act that was sent
    this.done = 0; // number of the act that was acknowledged last
    this.of = undefined; // by which session
  }

  // What was done: {do: "jump", tile: "W1"}.
  add(act) {
    const foreseen = this.foresee(act);
    if (foreseen?.keep) this.keep(foreseen.keep);
    else {
      this.push(act);
      this.tell();
    }
    foreseen?.show();
  }

  // Something that Python need not hear of at once; it replaces the one before of which it has not heard either.
  keep(act) {
    const last = this.queue.at(-1);
    if (last?.do === act.do && last.n > this.sent) this.queue.pop();
    this.push(act);
    this.clock.cancel(this.keeping);
    this.keeping = this.clock.after(() => this.tell(), KEPT);
  }

  push(act) {
    if (this.queue.length < LONGEST_QUEUE) this.queue.push({ ...act, n: this.done + this.queue.length + 1 });
  }

  // What was not sent yet.
  tell() {
    this.clock.cancel(this.keeping);
    if (this.last === this.sent) return;
    this.sendAll();
    this.hurry();
  }

  sendAll() {
    this.sent = this.last;
    this.send(this.queue);
  }

  // Number of the last act.
  get last() {
    return this.done + this.queue.length;
  }

  // How many acts Python is to acknowledge.
  get waiting() {
    return this.sent - this.done;
  }

  // What a scene says: {done, of}. Another session, such as that of a server that was started again, has done nothing
  // of what is left: it counts from its own number, and is sent all of it.
  hear({ done, of }) {
    const before = this.queue.length;
    const moved = of !== this.of;
    if (!moved && done < this.done) return; // an older picture
    this.queue = moved ? this.queue : this.queue.filter((act) => act.n > done);
    Object.assign(this, { done, of, sent: moved ? done : Math.max(done, this.sent) });
    this.queue = this.queue.map((act, i) => ({ ...act, n: done + 1 + i }));
    if (this.queue.length && (moved || this.tries >= TRIES)) this.sendAll();
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

  // Whether an act of one of these kinds is still to be acknowledged.
  awaits(...kinds) {
    return this.queue.some((act) => kinds.includes(act.do));
  }

  // Asks again from now on, if there is something to ask for.
  hurry() {
    this.clock.cancel(this.timer);
    this.tries = 0;
    this.wait();
  }

  wait() {
    if (!this.waiting || this.tries >= TRIES) return;
    this.timer = this.clock.after(() => this.repeat(), AGAIN * 2 ** this.tries);
  }

  repeat() {
    this.tries += 1;
    this.sendAll();
    this.wait();
  }

  close() {
    this.clock.cancel(this.timer);
    this.clock.cancel(this.keeping);
  }
}
