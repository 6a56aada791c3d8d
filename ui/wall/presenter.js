// The presenter: the equation and what it touches fill the window, in type that is read from the last row of a hall of
// 200, and a press is a step. It is a modal dialog around the wall: so nothing else of the page can be reached.

import { make, put } from "./dom.js";
import { entryOf } from "./keys.js";
import { fill } from "./number.js";

export class Presenter {
  constructor(wall) {
    this.wall = wall;
    this.dialog = make("dialog", "presenter", wall.host);
    this.dialog.addEventListener("close", () => this.leave());
    this.line = make("p", "presenter-line");
    wall.board.scroller.before(this.line);
    put(this.line, "hidden", true);
  }

  get on() {
    return this.dialog.open;
  }

  toggle() {
    if (this.on) this.dialog.close(); // and then leaves
    else this.enter();
  }

  enter() {
    const { wall, dialog } = this;
    this.before = wall.root.getRootNode().activeElement; // whoever is moved loses the focus
    dialog.append(wall.root);
    dialog.showModal();
    dialog.focus();
    wall.draw();
  }

  leave() {
    const { wall } = this;
    wall.host.append(wall.root);
    put(this.line, "hidden", true);
    wall.draw();
    this.before?.focus({ preventScroll: true });
  }

  close() {
    this.dialog.remove();
  }

  // True if the key is one of the presenter: what is covered is revealed before the next step.
  press(event) {
    const command = this.on && entryOf(event, "presenter")?.command;
    if (!command) return false;
    if (command === "next" && this.wall.making.cover.hides) this.wall.making.lift();
    else this.step(command === "next" ? "step_on" : "back");
    event.preventDefault();
    return true;
  }

  // The line is then about the first number of what the step makes.
  step(label) {
    if (this.wall.choice) this.wall.choose(null, 0);
    this.wall.act(label);
  }

  // Below the equation: how the number that is framed is made, or what is asked of it; nothing below the curve.
  draw({ panel }, labels, curve) {
    put(this.line, "hidden", !this.on);
    if (!this.on) return;
    const { cover } = this.wall.making;
    const asked = cover.hides ? cover.asked(this.wall.choice) : null;
    put(this.line, "innerHTML", asked || curve ? "" : (panel?.equation.join(" ") ?? ""));
    if (asked && !curve) this.line.textContent = fill(labels.ask, { cell: `${cover.tile.title}[${asked.row}, ${asked.column}]` });
    this.fit();
  }

  // Four terms of many digits are wider than the window: they are written smaller, and none is cut off.
  fit() {
    let share = 1;
    this.line.style.setProperty("--fit", share);
    for (let time = 0; time < 4 && this.line.scrollWidth > this.line.clientWidth; time += 1) {
      share *= this.line.clientWidth / this.line.scrollWidth; // rules and gaps do not shrink with the type
      this.line.style.setProperty("--fit", share.toFixed(4));
    }
  }
}
