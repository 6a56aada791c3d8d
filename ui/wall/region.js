// The plane of two features in the place of the network's drawing: a colour a class, deeper where the network is surer of
// it; on it the training examples, those of the batch ringed.

import { parseColour, word } from "./colour.js";
import { attribute, make, put, variable } from "./dom.js";
import { MARKS } from "./marks.js";
import { entryIn } from "./network.js";
import { fill } from "./number.js";
import { Pool, button } from "./terms.js";

const LEVELS = 50; // as figures/wall/plane.py has them
const BROKEN = 255;
const WHOLE = 1000;
const MARK = 2;
const MOST = 150; // of the side
const mixed = (a, b, part) => a.map((v, i) => Math.round(part * v + (1 - part) * b[i]));

// Pixels of all values that a cell may have.
export function shadesOf(classes, [pale, full], page, broken) {
  const words = new Uint32Array(256).fill(word(broken));
  classes.forEach((rgb, label) => {
    for (let level = 0; level < LEVELS; level += 1) {
      words[label * LEVELS + level] = word(mixed(rgb, page, pale + ((full - pale) * level) / (LEVELS - 1)));
    }
  });
  words[BROKEN] = word(broken);
  return words;
}

// The rows of the batch in the plane, {x, y, label}, parts of its side from the top left; those that were sent.
export function batchIn(scene) {
  const [left, right, bottom, top] = scene.region.bounds;
  const rows = [];
  for (let r = 0, found; (found = entryIn(scene, "Z1", r, 0)); r += 1) {
    const other = entryIn(scene, "Z1", r, 1);
    const targets = scene.region.classes.map((_, k) => entryIn(scene, "Y", r, k)?.value ?? -Infinity);
    const label = targets[1] === -Infinity ? Number(targets[0] > 0.5) : targets.indexOf(Math.max(...targets));
    rows.push({ x: (found.value - left) / (right - left), y: (top - other.value) / (top - bottom), label });
  }
  return rows;
}

export class RegionView {
  // on: {leave()}.
  constructor(on) {
    this.element = make("div", "region");
    this.plane = button("region-plane", this.element);
    this.plane.addEventListener("click", () => on.leave());
    this.canvas = make("canvas", "", this.plane);
    this.cells = make("canvas", "");
    const side = make("div", "region-side", this.element);
    this.axes = make("div", "region-axes", side);
    this.names = new Pool(() => {
      const element = make("div", "region-class", side);
      return { element, canvas: make("canvas", "", element), name: make("span", "", element) };
    });
  }

  // place: {left, top, width, height} in the loop, or null.
  draw(scene, place, look, { labels, points, classes, depth }) {
    put(this.element, "hidden", !place);
    if (!place) return;
    Object.assign(this, { scene, look, points });
    const { features, classes: names } = scene.region;
    for (const name of ["left", "top", "width", "height"]) variable(this.element, name, `${place[name]}px`);
    this.side = Math.min(MOST, place.height, place.width - 80);
    this.classes = classes.map((pair) => parseColour(pair[look.dark ? 1 : 0])).slice(0, names.length);
    this.page = parseColour(look.colours.background);
    this.shades = shadesOf(this.classes, depth, this.page, look.palette.rgb[look.palette.broken]);
    const words = fill(labels.region_of, { across: features[0], up: features[1], classes: names.join(", ") });
    attribute(this.plane, "aria-label", `${words} ${labels.region_leave}`);
    put(this.plane, "title", `${words} ${labels.region_leave}`);
    put(this.axes, "textContent", `→ ${features[0]}  ↑ ${features[1]}`);
    this.names.fill(names, ({ canvas, name }, text, label) => {
      put(name, "textContent", text);
      this.sized(canvas, 10, (context) => this.mark(context, 5, 5, label, 3, false));
    });
    this.paint();
  }

  // A square canvas in CSS pixels, drawn anew.
  sized(canvas, side, draw) {
    const { ratio } = this.look;
    put(canvas, "width", Math.round(side * ratio));
    put(canvas, "height", Math.round(side * ratio));
    variable(canvas, "width", `${side}px`);
    variable(canvas, "height", `${side}px`);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, side, side);
    draw(context);
  }

  paint() {
    const { scene, shades, side, points } = this;
    const [rows, columns] = scene.region.shape;
    put(this.cells, "width", columns);
    put(this.cells, "height", rows);
    const image = new ImageData(columns, rows);
    new Uint32Array(image.data.buffer).set(Uint32Array.from(scene.region.cells, (cell) => shades[cell]));
    this.cells.getContext("2d").putImageData(image, 0, 0);
    this.sized(this.canvas, side, (context) => {
      context.imageSmoothingEnabled = false;
      context.drawImage(this.cells, 0, 0, side, side);
      const at = (part) => (part / WHOLE) * side;
      points?.label.forEach((label, i) => this.mark(context, at(points.x[i]), at(points.y[i]), label, MARK, false));
      for (const { x, y, label } of batchIn(scene)) this.mark(context, x * side, y * side, label, MARK * 1.8, true);
    });
  }

  mark(context, x, y, label, size, ringed) {
    const { look, classes } = this;
    context.beginPath();
    MARKS[label](context, x, y, size);
    context.fillStyle = `rgb(${classes[label].join(",")})`;
    context.fill();
    context.lineWidth = ringed ? 1.4 : 0.6;
    context.strokeStyle = ringed ? look.colours.text : look.colours.background;
    context.stroke();
  }
}
