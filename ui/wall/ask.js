// In the magnifier's place: what is the sign, or the value, of the covered cell?

import { constants } from "./constants.js";
import { attribute, make, named, put } from "./dom.js";
import { readGuess } from "./cover.js";
import { keyOf } from "./keys.js";
import { decimals, fill } from "./number.js";
import { button } from "./terms.js";

const SHOWN = ["−", "0", "+"];

export class Ask {
  // on: {guess(text), lift()}.
  constructor(parent, on) {
    this.on = on;
    this.element = make("div", "ask", parent);
    this.question = make("p", "ask-question", this.element);
    const row = make("div", "ask-row", this.element);
    this.signs = SHOWN.map((sign) => {
      const element = Object.assign(button("deck-button ask-sign", row), { textContent: sign });
      element.addEventListener("click", () => on.guess(sign));
      return element;
    });
    this.value = Object.assign(make("input", "ask-value", row), { type: "text", autocomplete: "off", spellcheck: false });
    this.value.inputMode = "decimal";
    this.value.addEventListener("keydown", (event) => this.press(event));
    this.verdict = make("p", "ask-verdict", this.element);
    this.verdict.setAttribute("role", "status");
    this.foot = make("p", "muted", this.element);
    this.liftButton = button("deck-button", this.element);
    this.liftButton.addEventListener("click", () => on.lift());
  }

  // asked: the entry; last: what was said of the one before, {entry, right, value, title}, or null.
  draw(cover, asked, title, last, labels) {
    put(this.element, "hidden", !asked);
    if (!asked) return;
    this.labels = labels;
    named(this.question, fill(labels.ask, { cell: `${title}[${asked.row}, ${asked.column}]` }));
    const names = [labels.negative, labels.zero, labels.positive];
    this.signs.forEach((element, i) => {
      attribute(element, "aria-label", names[i]);
      put(element, "title", `${names[i]} (${SHOWN[i]})`);
    });
    put(this.value, "placeholder", labels.ask_value);
    attribute(this.value, "aria-label", labels.ask_value);
    this.drawVerdict(last);
    const right = cover.told.filter((cell) => cell.right).length;
    const told = fill(labels.ask_told, { right, wrong: cover.told.length - right });
    const ends = constants().hidden.includes("cover") ? "" : fill(labels.ask_end, { key: keyOf("cover_on") });
    put(this.foot, "textContent", `${told} ${ends}`);
    put(this.liftButton, "textContent", labels.ask_lift);
  }

  drawVerdict(last) {
    const { labels } = this;
    put(this.verdict, "hidden", !last);
    if (!last) return;
    const cell = `${last.title}[${last.entry.row}, ${last.entry.column}]`;
    named(this.verdict, fill(last.right ? labels.ask_right : labels.ask_wrong, { cell, value: decimals(last.value, 3) }));
    attribute(this.verdict, "data-right", String(last.right));
  }

  press(event) {
    if (event.key !== "Enter") return;
    const guess = readGuess(this.value.value);
    if (guess === null) {
      put(this.verdict, "hidden", false);
      named(this.verdict, this.labels.ask_unread);
      attribute(this.verdict, "data-right", "false");
      return;
    }
    this.value.value = "";
    this.on.guess(guess);
  }
}
