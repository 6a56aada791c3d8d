// The reader turns to something else than the wall, such as the set-up or another window.

import { entryOf } from "./keys.js";

const TURNS = ["pointerdown", "focusin", "keydown"];

export class Elsewhere {
  // page: the document. root: the wall's. turned: is called before anything comes of it.
  constructor(page, root, turned) {
    this.page = page;
    this.look = (event) => this.isOutside(event, root) && turned();
    this.hide = () => page.visibilityState === "hidden" && turned();
    for (const type of TURNS) page.addEventListener(type, this.look, true);
    page.addEventListener("visibilitychange", this.hide);
  }

  // Keys of the wall are pressed anywhere on the page.
  isOutside(event, root) {
    return event.type === "keydown" ? !entryOf(event) : !event.composedPath().includes(root);
  }

  close() {
    for (const type of TURNS) this.page.removeEventListener(type, this.look, true);
    this.page.removeEventListener("visibilitychange", this.hide);
  }
}
