// All keys, from their table.

import { escape } from "./board.js";
import { constants } from "./constants.js";
import { attribute, make, put } from "./dom.js";
import { KEYS } from "./keys.js";
import { button } from "./terms.js";

export class Help {
  // tour: starts the tour.
  constructor(parent, tour) {
    this.element = make("dialog", "help", parent);
    this.heading = make("h3", "", this.element);
    this.list = make("dl", "", this.element);
    this.close = button("deck-button", this.element);
    this.close.addEventListener("click", () => this.element.close());
    this.tour = button("deck-button", this.element);
    this.tour.addEventListener("click", () => {
      this.element.close();
      tour();
    });
    this.element.addEventListener("click", (event) => event.target === this.element && this.element.close());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "?") this.element.close();
      event.stopPropagation(); // the page has shortcuts on the same keys
    });
  }

  toggle(labels) {
    if (this.element.open) {
      this.element.close();
      return;
    }
    put(this.heading, "textContent", labels.help);
    attribute(this.element, "aria-label", labels.help);
    put(this.close, "textContent", labels.close);
    put(this.tour, "textContent", labels.tour);
    const rows = KEYS.filter(({ hidden }) => !constants().hidden.includes(hidden)).map(({ shown, label }) => {
      const keys = shown.split(/\s+/).map((key) => `<kbd>${escape(key)}</kbd>`);
      return `<div><dt>${keys.join(" ")}</dt><dd>${escape(labels[label])}</dd></div>`;
    });
    put(this.list, "innerHTML", rows.join(""));
    this.element.showModal();
  }
}
