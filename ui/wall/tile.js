// The document side of one matrix: title line, picture, marks, range.

import { cellOf, samePicture, spanOf } from "./decode.js";
import { drawTile, pictureShape } from "./draw.js";
import { attribute, make, named, put, variable } from "./dom.js";
import { edges, indexAt } from "./cells.js";
import { fill, full, rangeText, shapeText } from "./number.js";

const BARE = JSON.stringify([]); // no veil
const GAP = 5; // between the parts of the line above a matrix

export class TileView {
  // surface: on which its picture lies.
  constructor(surface) {
    this.element = make("div", "tile");
    const head = make("div", "head", this.element);
    this.title = make("button", "title", head);
    this.shape = make("span", "shape", head);
    this.note = make("span", "note", head);
    this.badge = make("span", "badge", head);
    this.open = make("button", "open", head);
    this.open.textContent = "⤢";
    this.head = head;
    for (const button of [this.title, this.open]) Object.assign(button, { type: "button", tabIndex: -1 });
    this.matrix = make("div", "matrix", this.element);
    this.context = surface.context;
    this.corner = [0, 0]; // the pixel of the surface at which its picture begins
    const mark = (kind) => make("div", `mark ${kind}`, this.matrix);
    this.curtain = make("div", "curtain", this.matrix);
    this.marks = { lit: [], wrong: [], hover: mark("hover"), selected: mark("selected") };
    this.matrix.tabIndex = -1;
    this.matrix.setAttribute("role", "application"); // an image would keep the arrow keys from reaching us
    this.matrix.view = this;
  }

  // term: {transpose, title}; size: CSS pixels of the matrix; place: {room, note} of its line, `cell`, the width of the
  // narrowest cell of the equation, and `presented`, the height of a hall's picture. Its picture is to be shown after it.
  update(tile, term, size, place, look, labels) {
    const transpose = Boolean(term.transpose);
    const alike = this.tile && this.look === look && this.transpose === transpose;
    const same = alike && samePicture(this.tile, tile) && this.presented === place.presented && this.cell === place.cell;
    if (this.resize(size, look.ratio) || !same) this.drawn = false;
    const names = term.title ? { name: term.title, short: "" } : { name: tile.title, short: tile.short };
    Object.assign(this, { tile, look, transpose, ...names, presented: place.presented, cell: place.cell });
    this.describe(place, labels);
  }

  // corner: the pixel of the surface where its picture lies; blank: whether nothing is there any more.
  show(corner, blank) {
    this.corner = corner;
    if (!this.drawn) this.paint();
    else if (blank) this.put(this.image);
  }

  resize(size, ratio) {
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    const resized = this.image?.width !== width || this.image.height !== height || this.ratio !== ratio;
    this.ratio = ratio;
    if (!resized) return false;
    this.image = new ImageData(width, height);
    this.picture = { width, height, words: new Uint32Array(this.image.data.buffer) };
    this.matrix.style.width = `${size.width}px`;
    this.matrix.style.height = `${size.height}px`;
    this.size = size;
    return true;
  }

  describe({ room, note = "", large = false, presented = 0 }, labels) {
    const { tile, transpose } = this;
    const shape = transpose ? [...tile.shape].reverse() : tile.shape;
    const blocks = tile.cells && tile.block[0] * tile.block[1] > 1;
    attribute(this.element, "data-tile", tile.id);
    attribute(this.element, "data-state", tile.cells || tile.state === "next" ? tile.state : "empty");
    variable(this.element, "--accent", this.look.palette.accent(tile.quantity));
    const own = large ? fill(labels.in_equation, { title: this.name }) : this.name; // no two buttons are called alike
    for (const [button, words] of [[this.title, labels.jump], [this.open, labels.open]]) {
      put(button, "title", fill(words, { title: this.name }));
      attribute(button, "aria-label", fill(words, { title: own }));
    }
    put(this.open, "hidden", !tile.cells);
    const type = large ? Math.max(14, 0.03 * presented) : 12;
    this.fitTitle({ type, shape: shapeText(shape) + (blocks ? " ≈" : ""), note, badge: saidOf(tile) }, room);
    put(this.shape, "title", blocks ? blocksText(tile, transpose, labels.largest_of) : "");
    const words = { title: this.name, rows: shape[0], columns: shape[1] };
    words.range = tile.covered ? labels.covered : tile.cells ? rangeText(tile.range) : labels.not_computed;
    const more = tile.covered ? [] : [saidOf(tile), tile.zeros ? fill(labels.zeros, { count: tile.zeros }) : ""];
    this.spoken = [fill(labels.matrix, words), ...more].filter(Boolean).join(", ");
    put(this.matrix, "title", tile.cells ? "" : labels.not_computed);
    this.labels = labels;
    this.tell();
    attribute(this.matrix, "aria-description", labels.matrix_keys);
  }

  // What is said of the matrix: its name, shape and range, and its selected entry with its value.
  tell() {
    const { tile, chosen, labels } = this;
    const cell = chosen && tile.cells && !tile.covered ? cellOf(tile, chosen) : null;
    const value = cell && told(tile, tile.cells[cell.row * tile.sent[1] + cell.column]);
    const words = cell ? [this.spoken, ...where(tile, cell, labels), value] : [this.spoken];
    attribute(this.matrix, "aria-label", words.join(", "));
  }

  // What has no room beside the name is left out: nothing is cut, and no shape stands alone.
  fitTitle({ type, shape, note, badge }, room) {
    const { measure } = this.look;
    const wide = (text) => measure(text.replace("I_y", "Iy"), type, 600); // as `named` writes it
    const names = [this.name, this.short, this.tile.index, this.name[0]]; // x.grad has no index
    const name = names.find((text) => text && wide(text) <= room) ?? "";
    named(this.title, name);
    let left = room - wide(name);
    const fits = (text) => {
      left -= measure(text, type > 14 ? type * 0.6 : 11) + GAP;
      return left >= 0 ? text : "";
    };
    variable(this.head, "max-width", `${room}px`);
    put(this.badge, "textContent", badge && (fits(badge) || "!"));
    put(this.badge, "title", badge);
    put(this.shape, "textContent", name && fits(shape));
    put(this.note, "textContent", name && note && fits(note));
    this.taken = room - left;
  }

  paint() {
    const { palette, ratio, glyphs } = this.look;
    const { transpose, presented, cell } = this;
    this.written = drawTile(this.picture, this.tile, { transpose, palette, ratio, glyphs, presented, cell });
    Object.assign(this, { drawn: true, under: null });
    this.put(this.image);
  }

  // A veil lies on all of the picture but some boxes, if there are any.
  veil(boxes) {
    const bare = JSON.stringify(boxes);
    if (bare === this.bare) return;
    this.put(boxes.length ? (this.under ??= this.veiled()) : this.image);
    for (const box of boxes) this.put(this.image, box);
    this.bare = bare;
  }

  // The same picture in veiled colours, so that its numbers can still be read.
  veiled() {
    const { transpose, presented, cell } = this;
    const { width, height } = this.picture;
    const image = new ImageData(width, height);
    const picture = { width, height, words: new Uint32Array(image.data.buffer) };
    const { veiled: palette, ratio, glyphs } = this.look;
    drawTile(picture, this.tile, { transpose, palette, ratio, glyphs, presented, cell });
    return image;
  }

  // Puts a picture where it lies, or a box of it; no veil lies on it then.
  put(image, { left, top, right, bottom } = { left: 0, top: 0, right: image.width, bottom: image.height }) {
    this.context.putImageData(image, ...this.corner, left, top, right - left, bottom - top);
    this.bare = BARE;
  }

  // The sent cell under a pointer.
  hit(event) {
    const box = this.matrix.getBoundingClientRect();
    const [rows, columns] = pictureShape(this.tile, this.transpose);
    const down = indexAt(event.clientY - box.top, box.height, rows);
    const across = indexAt(event.clientX - box.left, box.width, columns);
    return this.transpose ? { row: across, column: down } : { row: down, column: across };
  }

  // Puts a mark ("hover", "selected") around an entry of the matrix, or takes it away.
  mark(kind, entry) {
    if (kind === "selected") {
      this.chosen = entry;
      this.tell();
    }
    const cell = entry && this.tile.cells ? cellOf(this.tile, entry) : null;
    this.frame(this.marks[kind], cell && { rows: [cell.row, cell.row], columns: [cell.column, cell.column] });
  }

  // Points out rows and columns: a list of {rows, columns}, null being all of them.
  light(list) {
    const { tile } = this;
    const areas = list.flatMap((lit) =>
      runs(lit.rows, tile, 0).flatMap((rows) => runs(lit.columns, tile, 1).map((columns) => ({ rows, columns }))),
    );
    while (this.marks.lit.length < areas.length) this.marks.lit.push(make("div", "mark lit", this.matrix));
    this.marks.lit.forEach((element, i) => this.frame(element, areas[i] || null));
    if (tile.cells) this.veil(areas.map((area) => this.pixelsOf(area)));
  }

  // Covers all but some areas of sent cells; null covers nothing. `wrong` are framed.
  cover(areas, wrong = []) {
    put(this.curtain, "hidden", areas === null);
    const [rows, columns] = pictureShape(this.tile, this.transpose);
    variable(this.curtain, "--cell", `${100 / columns}% ${100 / rows}%`);
    while (this.marks.wrong.length < wrong.length) this.marks.wrong.push(make("div", "mark wrong", this.matrix));
    this.marks.wrong.forEach((element, i) => this.frame(element, wrong[i] || null));
    if (areas === null) return;
    variable(this.curtain, "clip-path", shapeWithout(this.size, areas.map((area) => this.boxOf(area))));
  }

  // Frames an area of sent cells (first and last, both inside).
  frame(element, area) {
    put(element, "hidden", !area);
    if (!area) return;
    const box = this.boxOf(area);
    variable(element, "left", `${box.left}px`);
    variable(element, "top", `${box.top}px`);
    variable(element, "width", `${Math.max(2, box.right - box.left)}px`);
    variable(element, "height", `${Math.max(2, box.bottom - box.top)}px`);
  }

  // Where an area of sent cells lies, in pixels of the picture.
  pixelsOf(area) {
    const [rows, columns] = pictureShape(this.tile, this.transpose);
    const [down, across] = this.transpose ? [area.columns, area.rows] : [area.rows, area.columns];
    const [x, y] = [edges(columns, this.image.width), edges(rows, this.image.height)];
    return { left: x[across[0]], top: y[down[0]], right: x[across[1] + 1], bottom: y[down[1] + 1] };
  }

  // The same in CSS pixels.
  boxOf(area) {
    return Object.fromEntries(Object.entries(this.pixelsOf(area)).map(([side, v]) => [side, v / this.ratio]));
  }
}

function blocksText(tile, transpose, template) {
  const [rows, columns] = transpose ? [...tile.block].reverse() : tile.block;
  return fill(template, { rows, columns });
}

// All but some boxes, as a CSS shape.
export function shapeWithout({ width, height }, boxes) {
  const box = (left, top, right, bottom) => `M${left} ${top}H${right}V${bottom}H${left}Z`;
  const holes = boxes.map(({ left, top, right, bottom }) => box(left, top, right, bottom));
  return `path(evenodd, "${box(0, 0, width, height)}${holes.join("")}")`;
}

// What is wrong with the numbers of a matrix, or to be said about them.
export function saidOf(tile) {
  return brokenText(tile) || (tile.cells && !tile.covered && tile.remark) || "";
}

// NaN ×2 ∞ ×1, or nothing.
export function brokenText(tile) {
  if (!tile.cells) return "";
  const counts = [["NaN", tile.nan], ["∞", tile.infinite]];
  return counts.filter(([, count]) => count).map(([word, count]) => `${word} ×${count}`).join(" ");
}

// Runs [first, last] of sent cells that hold the given indices along an axis.
export function runs(indices, tile, axis) {
  if (indices === null) return [[0, tile.sent[axis] - 1]];
  const inside = indices.filter((i) => i < tile.shape[axis]);
  const cells = new Set(inside.map((i) => Math.floor(i / tile.block[axis])));
  const found = [];
  for (const cell of [...cells].sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last && last[1] === cell - 1) last[1] = cell;
    else found.push([cell, cell]);
  }
  return found;
}

// A value in all its digits, or what it is called.
export const told = (tile, value) => tile.names?.[value] ?? full(value, tile.dtype);

// "row 3", or "rows 0–7" for a block.
export function where(tile, cell, labels) {
  return [cell.row, cell.column].map((index, axis) => {
    const [first, last] = spanOf(tile, axis, index);
    const name = tile.axes?.[axis] || (axis ? labels.column : labels.row);
    return fill(first === last ? labels.index : labels.indices, { axis: name, index: first, first, last });
  });
}
