// Steps that are seen before Python hears of them: it tells the next operations beforehand, and those that were passed, or
// taken back, are kept. When it hears, it says the same.

import { decodeScene } from "./decode.js";

const MOST_PASSED = 24;
const LEAST = 3; // operations that are still to be known when Python is asked for more

export class Ahead {
  constructor() {
    this.passed = []; // the scenes from which single steps have led on
    this.undone = []; // those from which single steps have led back
    this.told = new Map(); // by the step before it, what an operation changes, packed
    this.isAhead = false; // of what Python has said
  }

  // What comes with the picture of a step.
  tell(next, step) {
    this.told = new Map(next.map((change, n) => [step + n, change]));
  }

  // The scene that is to be seen at once, if it is known. waits: whether something else is still to be done first.
  after(act, scene, waits) {
    if (act.do !== "step" || act.by !== "operation" || waits) {
      this.forget();
      return null;
    }
    const found = act.direction === 1 ? this.on(scene) : this.back(scene);
    if (!found) return null;
    this.isAhead = true;
    const done = { ...found, notice: "" }; // it was about what was done before
    if (isBeside(found, scene)) return { ...done, curve: scene.curve, large: scene.large };
    this.told.clear(); // of another round
    return done;
  }

  on(scene) {
    const change = this.told.get(scene.cursor);
    this.passed = [...this.passed.slice(1 - MOST_PASSED), scene];
    if (this.undone.length) return this.undone.pop();
    if (!change) return null;
    const found = decodeScene(change, scene);
    return scene.room ? { ...found, address: scene.address } : found; // a room's is another one
  }

  back(scene) {
    const found = this.passed.pop();
    this.undone = found ? [...this.undone, scene] : [];
    return found;
  }

  // Whatever was done, it may be something else that follows.
  forget() {
    this.passed = [];
    this.undone = [];
    this.told.clear();
  }

  // Whether more operations of the round are to be asked for.
  runsShort({ cursor, program }) {
    let known = this.undone.length;
    while (this.told.has(cursor + known)) known += 1;
    return known < LEAST && cursor + known < program.length;
  }

  // Whether a picture that Python has sent is to be shown: not one of before the step that is seen. `waited` and
  // `waits`: whether a step was waiting for an answer when it came, and whether one does still.
  admits(waited, waits) {
    if (this.isAhead && waits) return false;
    this.isAhead = false;
    if (!waited) this.passed = this.undone = []; // something else has happened
    return true;
  }
}

// Whether an operation leads from one to the other, within a round.
export const isBeside = (one, other) => Math.abs(one.cursor - other.cursor) === 1;
