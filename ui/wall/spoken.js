// What is said to who can't see the wall: a step, or a number that is looked at. It is the wall's only live line: of two,
// a step would be heard twice.

import { isSame } from "./decode.js";
import { attribute, make, put } from "./dom.js";
import { fill } from "./number.js";

// Where one is and what the step has made, as one hears it. views: of the matrices, [name, view].
export function announced({ program, cursor, player }, views, labels) {
  const place = player.place.replaceAll("**", "");
  if (!cursor) return `${place}. ${labels.given}`;
  const [title, , , tile] = program[cursor - 1];
  const made = views.find(([, view]) => view.tile.id === tile)?.[1].spoken ?? "";
  return `${fill(labels.operation, { n: cursor, count: program.length, title })}. ${made}. ${place}`;
}

export class Spoken {
  constructor(parent) {
    this.element = make("div", "live", parent);
    attribute(this.element, "aria-live", "polite");
  }

  say(words) {
    put(this.element, "textContent", words);
  }

  // A cell to which keys have led, before Python has heard of it: its number is not said once more.
  sayCell(cell, words) {
    this.cell = cell;
    this.say(words);
  }

  // A picture: the step or the update, else the number in the magnifier, where it is another one. choice: the cell that is
  // selected here; covered: whether what was made is to be predicted.
  tell(scene, { choice, covered, views, labels }) {
    if (!scene.program.length || !isSame(scene.selected, choice)) return;
    const [place, panel] = [`${scene.curve?.here} ${scene.cursor} ${covered}`, scene.panel];
    const number = panel ? `${panel.title} = ${panel.value}` : "";
    const known = covered || number === this.number || isSame(choice, this.cell ?? undefined);
    if (place !== this.place && this.place) this.say(announced(scene, views, labels));
    else if (this.place && number && !known) this.say(number);
    Object.assign(this, { place, number, cell: null });
  }
}
