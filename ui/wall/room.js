// In which room the reader is; who has stepped away is led back by one press.

import { attribute, make, put, variable } from "./dom.js";
import { fill } from "./number.js";
import { button } from "./terms.js";

const ANSWERS = ["−", "0", "+"];

const wordsOf = (labels) => ({ leads: labels.room_leads, follows: labels.room_follows, away: labels.room_away });

export class RoomSign {
  // back: leads back to where the lecturer stands.
  constructor(parent, back) {
    this.element = make("div", "room", parent);
    this.words = make("span", "", this.element);
    this.votes = make("div", "votes", this.element);
    attribute(this.votes, "role", "img");
    this.bars = ANSWERS.map((answer) => {
      const bar = make("span", "vote", this.votes);
      make("b", "", bar).textContent = answer;
      return { fill: make("i", "", bar), count: make("span", "", bar) };
    });
    this.back = button("deck-button filled", this.element);
    this.back.addEventListener("click", back);
    put(this.element, "hidden", true);
  }

  draw(room, labels) {
    put(this.element, "hidden", !room);
    if (!room) return;
    attribute(this.element, "data-role", room.role);
    put(this.words, "textContent", fill(wordsOf(labels)[room.role], { room: room.name }));
    this.drawVotes(room.votes, labels);
    put(this.back, "textContent", labels.room_return);
    put(this.back, "hidden", room.role !== "away");
  }

  // How often each sign was predicted for the cell that is asked for.
  drawVotes(votes, labels) {
    put(this.votes, "hidden", !votes.length);
    const most = Math.max(1, ...votes);
    const said = votes.map((count, i) => `${ANSWERS[i]} ${count}`).join(", ");
    attribute(this.votes, "aria-label", fill(labels.room_votes, { votes: said }));
    votes.forEach((count, i) => {
      variable(this.bars[i].fill, "width", `${(4 * count) / most}em`);
      put(this.bars[i].count, "textContent", String(count));
    });
  }
}
