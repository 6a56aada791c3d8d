// The line above the pictures: play and pause, and where one is.

import { attribute, emphasise, make, put } from "./dom.js";

const KEY = "p";
const TYPED_INTO = "input, textarea, select, [contenteditable]";

export class PlayerBar {
  // send: is told whether to play.
  constructor(parent, send) {
    this.playing = false; // what the reader wants
    this.send = send;
    this.element = make("div", "player", parent);
    this.button = Object.assign(make("button", "play", this.element), { type: "button" });
    this.sign = make("span", "play-sign", this.button);
    this.word = make("span", "", this.button);
    make("kbd", "", this.button).textContent = KEY.toUpperCase();
    attribute(this.button, "aria-keyshortcuts", KEY.toUpperCase());
    this.place = make("span", "place", this.element);
    this.button.addEventListener("click", () => this.toggle());
    this.press = (event) => this.pressed(event);
    document.addEventListener("keydown", this.press);
  }

  close() {
    document.removeEventListener("keydown", this.press);
  }

  // Whether a picture is to be shown. As long as the reader's last word has not been heard, pictures are from before:
  // after Pause none is shown.
  admits(player, waits) {
    if (!player) return true;
    if (waits) return this.playing;
    this.playing = player.playing;
    return true;
  }

  draw(player, labels) {
    this.labels = labels;
    put(this.element, "hidden", !player);
    if (!player) return;
    emphasise(this.place, player.place);
    this.label();
  }

  label() {
    const { playing } = this;
    attribute(this.element, "data-playing", String(playing));
    attribute(this.sign, "data-sign", playing ? "pause" : "play");
    put(this.word, "textContent", playing ? this.labels.pause : this.labels.play);
  }

  toggle() {
    this.playing = !this.playing;
    this.label();
    this.send(this.playing);
  }

  pressed(event) {
    const { key, altKey, ctrlKey, metaKey, repeat } = event;
    if (key.toLowerCase() !== KEY || altKey || ctrlKey || metaKey || repeat || this.element.hidden) return;
    if (event.composedPath()[0].closest?.(TYPED_INTO)) return;
    this.toggle();
  }
}
