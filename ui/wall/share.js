// *Copy link*: the address of the browser is the link, and is always written already; so no server is asked.

import { address } from "./address.js";
import { BROWSER } from "./clock.js";
import { attribute, make, put } from "./dom.js";
import { button } from "./terms.js";

const TOLD = 2500; // ms for which the button says what came of it
const PLAIN = "?v=1"; // of a state in which everything is as always

// The link for people: without the room, what Streamlit itself has in the address, and what says nothing.
export function linkOf({ origin, pathname, search }) {
  const kept = search.slice(1).split("&").filter((part) => part && !/^(embed|room=)/.test(part));
  const query = kept.length ? `?${kept.join("&")}` : "";
  return origin + pathname + (query === PLAIN ? "" : query);
}

// Puts a text into the clipboard; whether that worked. Outside of https, and in many a frame, a browser has only the
// old way, by a field that is selected.
export async function copy(text, page = document, clipboard = navigator.clipboard) {
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, page);
  }
}

function copySelected(text, page) {
  const field = Object.assign(page.createElement("textarea"), { value: text });
  field.style.position = "fixed";
  field.style.opacity = "0";
  const before = page.activeElement;
  page.body.append(field);
  field.select();
  const done = page.execCommand("copy");
  field.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

// What is seen, written to the address at once and copied.
export function copyLink() {
  address.hurry();
  return copy(linkOf(window.location));
}

export class Share {
  constructor(host) {
    this.root = make("div", "share", host);
    this.button = button("deck-button share-copy", this.root);
    this.button.addEventListener("click", () => this.copied());
    this.live = make("span", "unseen", this.root);
    attribute(this.live, "role", "status");
  }

  // words: {copy, copied, refused}.
  show(words) {
    this.words = words;
    put(this.button, "textContent", words.copy);
  }

  async copied() {
    const { words } = this;
    const told = (await copyLink()) ? words.copied : words.refused;
    put(this.button, "textContent", told);
    put(this.live, "textContent", told);
    BROWSER.cancel(this.timer);
    this.timer = BROWSER.after(() => {
      put(this.button, "textContent", this.words.copy);
      put(this.live, "textContent", "");
    }, TOLD);
  }
}
