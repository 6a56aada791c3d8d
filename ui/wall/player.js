// What plays: operations or updates, from the slowest on. What is slower than a picture a moment is paced here; the
// rest in Python, which sends several pictures at a time. `stays`: it also plays where the loss no longer moves.

import { BROWSER } from "./clock.js";

export const PACES = [
  { name: "operation", every: 1000, act: { do: "step", by: "operation", direction: 1 } },
  { name: "second", every: 1000, act: { do: "train", updates: 1 } },
  { name: "ten", updates: 1, least: 100 },
  { name: "every", updates: 1, least: 0 },
  { name: "full", updates: 0, least: 0, stays: true },
];

export class Player {
  static kept = PACES[0]; // what was chosen last: another page has another wall

  // acts: the queue to Python. on: {at(): what update is on the screen; fill(): updates are going to be played;
  // changed(): it plays or pauses}.
  constructor(acts, on, clock = BROWSER) {
    Object.assign(this, { acts, on, clock });
    this.pace = Player.kept;
    this.playing = false;
    this.waits = false; // for a picture that knows of the last order
  }

  choose(name) {
    const was = this.playing;
    if (was) this.pause();
    this.pace = Player.kept = PACES.find((pace) => pace.name === name) ?? PACES[0];
    if (was) this.play();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    this.playing = true;
    this.left = false;
    if (this.playsUpdates) this.on.fill();
    if (this.pace.act) this.next(0);
    else {
      this.acts.add({ do: "pace", updates: this.pace.updates });
      this.acts.add({ do: "play", playing: true, at: this.on.at() });
    }
    this.on.changed();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.clock.cancel(this.timer);
    if (!this.pace.act) this.acts.add({ do: "play", playing: false, at: this.on.at() });
    this.on.changed();
  }

  // Plays no more, and says nothing of it: who goes to another page has it stopped there.
  leave() {
    this.left = this.playing && !this.pace.act;
    this.playing = false;
    this.clock.cancel(this.timer);
  }

  next(after) {
    this.clock.cancel(this.timer);
    this.timer = this.clock.after(() => this.acts.add(this.pace.act), after);
  }

  // Whether a picture is to be shown: after Pause none is that was already on its way. Python may end the playing:
  // something overflowed, or the server was started again.
  admits({ player }) {
    if (this.left && player.playing) return false; // a picture that was on its way
    this.left = false;
    if (this.acts.awaits("play")) return this.playing;
    if (this.pace.act) this.rest();
    else if (this.playing !== player.playing) {
      this.playing = player.playing;
      this.on.changed();
    }
    return true;
  }

  // Something was shown: what is paced here goes on a while after it.
  rest() {
    if (this.playing && this.pace.act) this.next(this.pace.every);
  }

  get playsUpdates() {
    return this.pace.act?.do !== "step";
  }

  // Least milliseconds between two pictures.
  get least() {
    return this.playing ? (this.pace.least ?? 0) : 0;
  }

  close() {
    this.clock.cancel(this.timer);
  }
}
