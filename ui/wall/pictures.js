// Rows of X that are pictures, beside them: blank as the page, full as its text. The one under the pointer is shown large.

import { parseColour, word } from "./colour.js";
import { attribute, make, put, variable } from "./dom.js";

const LARGE = 112;
const GAP = 4; // between a picture and its row
const BETWEEN = 1; // between two pictures

// Each picture in the words of its pixels.
export function inked(pixels, page, ink) {
  const ramp = Uint32Array.from({ length: 256 }, (_, v) => word(page.map((from, i) => Math.round(from + ((ink[i] - from) * v) / 255))));
  return Uint32Array.from(pixels, (value) => ramp[value]);
}

// Where each picture lies beside a matrix whose rows are so high, {left, top, width, height}: on its row, as high as that.
export function picturePlaces([count, down, across], high) {
  const height = Math.max(1, Math.floor(high) - BETWEEN);
  const width = Math.max(1, Math.round((height * across) / down));
  return Array.from({ length: count }, (_, row) => ({ left: 0, top: Math.round((row + 0.5) * high - height / 2), width, height }));
}

export class PicturesView {
  constructor() {
    this.element = make("div", "pictures");
    this.canvas = make("canvas", "", this.element);
    attribute(this.canvas, "role", "img");
    this.large = make("canvas", "picture-large", this.element);
    this.source = make("canvas", "");
    put(this.large, "hidden", true);
    this.element.addEventListener("pointermove", (event) => this.enlarge(event));
    this.element.addEventListener("pointerleave", () => put(this.large, "hidden", true));
  }

  // box: of X in the loop.
  draw(scene, box, look, labels) {
    const { pictures } = scene;
    put(this.element, "hidden", !pictures || !box);
    if (this.element.hidden) return;
    const [count, down, across] = pictures.shape;
    this.places = picturePlaces(pictures.shape, box.height / count);
    const room = { width: this.places[0].width, height: box.height };
    Object.assign(this, { pictures, look });
    attribute(this.canvas, "aria-label", labels.pictures);
    variable(this.element, "left", `${box.x - room.width - GAP}px`);
    variable(this.element, "top", `${box.y}px`);
    put(this.source, "width", across);
    put(this.source, "height", down * count);
    const image = new ImageData(across, down * count);
    const [page, ink] = [look.colours.background, look.colours.text].map(parseColour);
    new Uint32Array(image.data.buffer).set(inked(pictures.cells, page, ink));
    this.source.getContext("2d").putImageData(image, 0, 0);
    const context = this.sized(this.canvas, room.width, room.height);
    this.places.forEach((place, row) => this.copy(context, row, place));
    put(this.large, "hidden", true);
  }

  sized(canvas, width, height) {
    const { ratio } = this.look;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    variable(canvas, "width", `${width}px`);
    variable(canvas, "height", `${height}px`);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }

  // One picture, its pixels as squares where they have room to be some.
  copy(context, row, { left, top, width, height }) {
    const [, down, across] = this.pictures.shape;
    context.imageSmoothingEnabled = height < 2 * down;
    context.drawImage(this.source, 0, row * down, across, down, left, top, width, height);
  }

  enlarge(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const row = this.places.findIndex(({ left, top, width, height }) => x >= left && x < left + width && y >= top && y < top + height);
    put(this.large, "hidden", row < 0);
    if (row < 0) return;
    const [, down, across] = this.pictures.shape;
    const place = { left: 0, top: 0, width: Math.round((LARGE * across) / down), height: LARGE };
    this.copy(this.sized(this.large, place.width, LARGE), row, place);
    variable(this.large, "left", `${box.width + GAP}px`);
    variable(this.large, "top", `${this.places[row].top}px`);
  }
}
