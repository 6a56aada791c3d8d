// Pictures that follow one another, spread over the time until the next ones come.

const LONGEST = 250; // ms between two pictures

export class Film {
  // show: is given one picture after the other. clock: {now, after, cancel}, as the browser has them.
  constructor(show, clock = BROWSER) {
    this.show = show;
    this.clock = clock;
    this.last = -Infinity; // when the pictures before came
    this.rest = [];
  }

  // The first picture at once; what is left of the pictures before is out of date.
  run(pictures) {
    const now = this.clock.now();
    this.pause = Math.min(LONGEST, (now - this.last) / pictures.length);
    this.last = now;
    this.rest = [...pictures];
    this.next();
  }

  next() {
    this.clock.cancel(this.timer);
    this.show(this.rest.shift());
    if (this.rest.length) this.timer = this.clock.after(() => this.next(), this.pause);
  }

  stop() {
    this.clock.cancel(this.timer);
    this.rest = [];
  }
}

const BROWSER = {
  now: () => performance.now(),
  after: (act, milliseconds) => setTimeout(act, milliseconds),
  cancel: (timer) => clearTimeout(timer),
};
