// Pictures that follow one another, spread over the time until the next ones come.

import { BROWSER } from "./clock.js";

const LONGEST = 250; // ms between two pictures
// ms after which the next ones are asked for. A run that a click caused follows the one that brought these: if ours is
// asked for before it has ended, Streamlit may drop its elements, and the wall with them.
const ASKS = 40;
const AGAIN = 2000; // ms without pictures after which they are asked for again; twice as long each time

export class Film {
  // show: is given one picture after the other. more: asks for the next ones, while there are some left to show.
  // clock: {now, after, cancel}, as the browser has them.
  constructor(show, more, clock = BROWSER) {
    Object.assign(this, { show, more, clock });
    this.last = -Infinity; // when the pictures before came
    this.rest = [];
  }

  // The first picture at once. What is left of those before comes first, so that none is missing, unless there is but
  // one: that is an answer to the reader, and does not wait. Between two there are at least so many ms.
  run(pictures, least = 0) {
    const now = this.clock.now();
    const left = pictures.length > 1 ? this.rest : [];
    this.stop();
    this.rest = [...left, ...pictures];
    this.pause = Math.max(least, Math.min(LONGEST, (now - this.last) / this.rest.length));
    this.last = now;
    const asks = Math.max(ASKS, least * (this.rest.length - 1));
    this.next();
    this.asking = this.clock.after(() => this.ask(AGAIN), asks);
  }

  // What is asked for may get lost on the way.
  ask(again) {
    this.more();
    this.asking = this.clock.after(() => this.ask(2 * again), again);
  }

  next() {
    this.show(this.rest.shift());
    if (this.rest.length) this.showing = this.clock.after(() => this.next(), this.pause);
  }

  stop() {
    this.clock.cancel(this.showing);
    this.clock.cancel(this.asking);
    this.rest = [];
  }
}
