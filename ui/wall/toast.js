// A word that is told for a moment.

import { BROWSER } from "./clock.js";
import { make, put } from "./dom.js";

const TOLD = 2500; // ms

export class Toast {
  constructor(root, clock = BROWSER) {
    this.clock = clock;
    this.element = make("div", "toast", root);
    put(this.element, "hidden", true);
  }

  // Returns the words, for who can't see them.
  tell(words) {
    put(this.element, "textContent", words);
    put(this.element, "hidden", false);
    this.clock.cancel(this.timer);
    this.timer = this.clock.after(() => put(this.element, "hidden", true), TOLD);
    return words;
  }

  close() {
    this.clock.cancel(this.timer);
  }
}
