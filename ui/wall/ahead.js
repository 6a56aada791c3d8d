// Steps that are seen before Python has answered: it tells the next operation beforehand, and those that were passed are
// kept. A moment later it says the same.

import { decodeScene } from "./decode.js";

const MOST_PASSED = 24;

export class Ahead {
  constructor() {
    this.passed = []; // the scenes from which single steps have led on
    this.next = null; // what the next operation changes, packed
    this.isAhead = false; // of what Python has said
  }

  // What comes with a picture.
  tell(next) {
    this.next = next;
  }

  // The scene that is to be seen at once after the acts that wait, if it is known.
  after([act, ...more], scene) {
    const { next } = this;
    this.next = null; // whatever is done, it may be another one that follows
    if (act?.do !== "step" || act.by !== "operation" || more.length) {
      this.passed = [];
      return null;
    }
    const forward = act.direction === 1;
    const found = forward ? next && decodeScene(next, scene) : this.passed.pop();
    if (forward) this.passed = [...this.passed.slice(1 - MOST_PASSED), scene];
    if (found) this.isAhead = true;
    return found ?? null;
  }

  // Whether a picture that Python has sent is to be shown: not one of before the step that is seen. `waited` and
  // `waits`: whether a step was waiting for an answer when it came, and whether one does still.
  admits(waited, waits) {
    if (this.isAhead && waits) return false;
    this.isAhead = false;
    if (!waited) this.passed = []; // something else has happened
    return true;
  }
}
