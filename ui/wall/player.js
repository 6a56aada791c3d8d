// The line above the pictures: play and pause, and where one is.

import { attribute, emphasise, make, put } from "./dom.js";

const KEY = "p";
const TYPED_INTO = "input, textarea, select, [contenteditable]";

// What the reader last ordered, and which pictures still go with it.
export class Orders {
  constructor() {
    this.playing = false;
    this.count = 0;
  }

  toggle() {
    this.playing = !this.playing;
    this.count += 1;
  }

  // Whether a picture is to be shown: after Pause none is that was already on its way.
  admits({ playing, order, of }) {
    if (of === this.of && order < this.count) return this.playing;
    Object.assign(this, { playing, count: order, of }); // another session has heard of no order
    return true;
  }
}

export class PlayerBar {
  // send: is told what was ordered, {playing, order}.
  constructor(parent, send) {
    this.orders = new Orders();
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

  admits(player) {
    return !player || this.orders.admits(player);
  }

  draw(player, labels) {
    this.labels = labels;
    put(this.element, "hidden", !player);
    if (!player) return;
    emphasise(this.place, player.place);
    this.label();
  }

  label() {
    const { playing } = this.orders;
    attribute(this.element, "data-playing", String(playing));
    attribute(this.sign, "data-sign", playing ? "pause" : "play");
    put(this.word, "textContent", playing ? this.labels.pause : this.labels.play);
  }

  toggle() {
    this.orders.toggle();
    this.label();
    this.send({ playing: this.orders.playing, order: this.orders.count });
  }

  pressed(event) {
    const { key, altKey, ctrlKey, metaKey, repeat } = event;
    if (key.toLowerCase() !== KEY || altKey || ctrlKey || metaKey || repeat || this.element.hidden) return;
    if (event.composedPath()[0].closest?.(TYPED_INTO)) return;
    this.toggle();
  }
}
