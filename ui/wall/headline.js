// The step in one line, an equation or words, and in one sentence. Both have their room always: a step moves nothing.

import { attribute, make, put, variable } from "./dom.js";

const LEAST = 11; // pixels of an equation's type

// The equation as text: Z₁ · W₁ = Z₁W₁.
export function written({ equation, tiles }) {
  return equation.map((term) => (term.tile ? (term.title ?? tiles[term.tile].title) : term.sign)).join(" ");
}

export class Headline {
  constructor(parent) {
    this.element = make("header", "headline", parent);
    this.title = make("h2", "headline-title", this.element);
    this.sentence = make("p", "headline-sentence", this.element);
    this.notice = make("p", "notice", this.element);
    this.notice.setAttribute("role", "alert");
  }

  draw(scene, notice, { headline: height, grow, small }) {
    const { headline } = scene;
    variable(this.element, "height", `${height / grow}px`); // its own pixels grow with the window
    put(this.title, "innerHTML", headline.html);
    put(this.title, "className", `headline-title ${headline.is_equation ? "is-equation" : ""} ${headline.is_high ? "tall" : ""}`);
    this.fit(`${headline.html} ${small ? this.element.clientWidth : ""}`, small);
    attribute(this.title, "aria-label", headline.is_equation ? written(scene) : "");
    put(this.sentence, "innerHTML", headline.sentence);
    put(this.sentence, "hidden", Boolean(notice));
    put(this.notice, "textContent", notice);
    put(this.notice, "hidden", !notice);
  }

  // A long equation in a narrow window gets smaller type. What is there is measured, once for each equation.
  fit(place, small) {
    if (place === this.fitted) return;
    this.fitted = place;
    const { title } = this;
    title.style.fontSize = "";
    const share = small ? title.clientWidth / title.scrollWidth : 1;
    if (share < 1) title.style.fontSize = `${Math.max(LEAST, parseFloat(getComputedStyle(title).fontSize) * share - 0.1)}px`;
  }
}
