// The step in one line, an equation or words, and in one sentence. Both have their room always: a step moves nothing.

import { make, put, variable } from "./dom.js";

export class Headline {
  constructor(parent) {
    this.element = make("header", "headline", parent);
    this.title = make("h2", "headline-title", this.element);
    this.sentence = make("p", "headline-sentence", this.element);
    this.notice = make("p", "notice", this.element);
    this.notice.setAttribute("role", "alert");
  }

  draw(headline, notice, { headline: height }) {
    variable(this.element, "height", `${height}px`);
    this.formulas(this.title, headline.html);
    put(this.title, "className", `headline-title ${headline.is_equation ? "is-equation" : ""} ${/mfrac|munder|&#x02211;/.test(headline.html) ? "tall" : ""}`);
    this.formulas(this.sentence, headline.sentence);
    put(this.sentence, "hidden", Boolean(notice));
    put(this.notice, "textContent", notice);
    put(this.notice, "hidden", !notice);
  }

  // Variables are single letters, and set as such: a browser's own mathematical italics are in few fonts.
  formulas(element, html) {
    if (!put(element, "innerHTML", html)) return;
    for (const letter of element.querySelectorAll("mi")) {
      if (/^\p{L}$/u.test(letter.textContent)) letter.classList.add("variable");
    }
  }
}
