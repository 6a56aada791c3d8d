// A tour of the page: a few stops, each beside what it speaks of. Esc leaves it.

import { attribute, make, put, variable } from "./dom.js";
import { fill } from "./number.js";
import { button } from "./terms.js";

// Where each stop stands, what it is called among the labels, and what is not to be hidden by what it says.
export const STOPS = [
  { at: ".strip", name: "step" },
  { at: ".magnifier", name: "cell" },
  { at: ".wall", name: "loop" },
  { at: ".deck-steps", name: "go", clear: ".deck" },
  { at: ".deck-train", name: "train", clear: ".deck" },
];

const GAP = 10;

// Left and top of a box beside another one inside a window: below it, above it, else at its lower end inside. around: what
// is not hidden either.
export function beside(target, own, room, around = target) {
  const left = Math.max(GAP, Math.min(target.left + GAP, room.width - own.width - GAP));
  const below = around.bottom + GAP;
  const above = around.top - own.height - GAP;
  const top = below + own.height <= room.height ? below : above >= 0 ? above : room.height - own.height - GAP;
  return { left, top: Math.max(GAP, Math.min(top, room.height - own.height - GAP)) };
}

export class Tour {
  constructor(wall) {
    const { root } = wall;
    Object.assign(this, { wall, root });
    this.ring = make("div", "tour-ring", root);
    this.element = make("dialog", "tour", root);
    this.heading = make("h3", "", this.element);
    this.text = make("p", "", this.element);
    const row = make("div", "tour-row", this.element);
    this.count = make("span", "muted", row);
    this.leaveButton = button("deck-button", row);
    this.nextButton = button("deck-button filled", row);
    this.leaveButton.addEventListener("click", () => this.leave());
    this.nextButton.addEventListener("click", () => this.go(this.at + 1));
    this.element.addEventListener("close", () => {
      put(this.ring, "hidden", true);
      this.goBack();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") this.go(this.at + 1);
      else if (event.key === "ArrowLeft" && this.at) this.go(this.at - 1);
      event.stopPropagation(); // the page has other things on the same keys
    });
    put(this.ring, "hidden", true);
  }

  start(labels) {
    this.labels = labels;
    if (!this.element.open) {
      this.from = this.wall.scene.cursor;
      this.wall.fill(); // it speaks of matrices that are all made
      this.element.showModal();
    }
    this.go(0);
  }

  leave() {
    this.element.close();
  }

  // To the step where it began.
  goBack() {
    const { wall, from } = this;
    if (wall.scene.cursor !== from) wall.acts.add({ do: "cursor", to: from });
  }

  go(at) {
    if (at >= STOPS.length) return this.leave();
    this.at = at;
    const { labels } = this;
    const { name, clear } = STOPS[at];
    put(this.heading, "textContent", labels[`stop_${name}`]);
    put(this.text, "textContent", labels[`told_${name}`]);
    put(this.count, "textContent", fill(labels.tour_count, { n: at + 1, count: STOPS.length }));
    put(this.leaveButton, "textContent", labels.tour_leave);
    put(this.leaveButton, "hidden", at === STOPS.length - 1);
    put(this.nextButton, "textContent", at === STOPS.length - 1 ? labels.tour_end : labels.tour_next);
    attribute(this.element, "aria-label", labels.tour);
    const [target, around] = [STOPS[at].at, clear ?? STOPS[at].at].map((part) => this.root.querySelector(part));
    this.place(target.getBoundingClientRect(), around.getBoundingClientRect());
    this.nextButton.focus();
    return undefined;
  }

  place(target, around) {
    const own = { width: this.element.offsetWidth, height: this.element.offsetHeight };
    const { left, top } = beside(target, own, { width: window.innerWidth, height: window.innerHeight }, around);
    variable(this.element, "left", `${left}px`);
    variable(this.element, "top", `${top}px`);
    const root = this.root.getBoundingClientRect();
    put(this.ring, "hidden", false);
    variable(this.ring, "left", `${target.left - root.left - 4}px`);
    variable(this.ring, "top", `${target.top - root.top - 4}px`);
    variable(this.ring, "width", `${target.width + 8}px`);
    variable(this.ring, "height", `${target.height + 8}px`);
  }
}
