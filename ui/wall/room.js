// In which room the reader is; who has stepped away is led back by one press.

import { attribute, make, put } from "./dom.js";
import { fill } from "./number.js";
import { button } from "./terms.js";

export class RoomSign {
  // back: leads back to where the lecturer stands.
  constructor(parent, back) {
    this.element = make("div", "room", parent);
    this.words = make("span", "", this.element);
    this.back = button("deck-button filled", this.element);
    this.back.addEventListener("click", back);
    put(this.element, "hidden", true);
  }

  draw(room, labels) {
    put(this.element, "hidden", !room);
    if (!room) return;
    attribute(this.element, "data-role", room.role);
    put(this.words, "textContent", fill(labels[`room_${room.role}`], { room: room.name }));
    put(this.back, "textContent", labels.room_return);
    put(this.back, "hidden", room.role !== "away");
  }
}
