// Beside a curve with lines for each class: one row a class, with its mark, its name and its values at the point that is
// looked at. The row under the pointer, or with the focus, brings its lines before the others; a press keeps them there.

import { inkOf, printed } from "./curve.js";
import { attribute, make, put, variable } from "./dom.js";
import { markOf } from "./marks.js";
import { Pool, button } from "./terms.js";

const TYPE = 12;
const MARK = 16; // what stands before a name
const LONGEST = 110; // of a name
const LINE = 19; // what stands before the name of a part
const GAP = 10;
const ASIDE = 22; // beside the heads, for what closes the curve
const ROW = [12, 18];
const TOUCHED = 24; // a row on a phone

const clamp = (value, [least, most]) => Math.max(least, Math.min(most, value));

// The lines of each class, [{name, of, lines}].
export function byClass({ classes, series }) {
  return classes.map((name, of) => ({ name, of, lines: series.filter((line) => line.of === of) }));
}

// A value as the table has it: a dash where a part of the data has no row of the class.
export const entry = (curve, value) => (value === undefined || Number.isNaN(value) ? "–" : printed(curve, value));

// Where a key leads among so many rows, or null if it does not move.
export function moveRow(at, count, pressed) {
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: count - 1 }[pressed];
  return to === undefined ? null : clamp(to, [0, count - 1]);
}

// How wide the columns of the table are, in its own pixels; head: that of the names, which may be cut.
export function widthsOf({ classes, series }, head, measure) {
  const names = Math.max(...[head, ...classes].map((text) => measure(text, TYPE)));
  const parts = series.filter(({ of }) => of === 0).map((line) => LINE + measure(line.name, TYPE) + GAP);
  return [MARK + Math.min(LONGEST, names) + GAP, ...parts];
}

// High enough for all rows and their head, if that is high enough to be read.
export const rowHeight = (room, count, narrow) => (narrow ? TOUCHED : clamp(Math.floor(room / (count + 1)), ROW));

export class CurveLegend {
  // on: {bring(of: a class, or null for none), press(event)}.
  constructor(parent, on) {
    this.on = on;
    Object.assign(this, { over: null, focused: null, kept: null, stop: 0 });
    this.element = make("div", "curve-legend", parent);
    this.table = make("table", "", this.element);
    const head = make("tr", "", make("thead", "", this.table));
    this.corner = make("th", "", head);
    attribute(this.corner, "scope", "col");
    this.heads = new Pool(() => {
      const element = make("th", "", head);
      attribute(element, "scope", "col");
      return { element };
    });
    const body = make("tbody", "", this.table);
    this.rows = new Pool(() => new Row(body));
    this.element.addEventListener("pointerover", ({ target }) => this.set("over", rowOf(target)));
    this.element.addEventListener("pointerleave", () => this.set("over", null));
    this.element.addEventListener("focusin", ({ target }) => this.focus(target));
    this.element.addEventListener("focusout", () => this.set("focused", null));
    this.element.addEventListener("click", ({ target }) => this.keep(rowOf(target)));
    this.element.addEventListener("keydown", (event) => this.press(event));
  }

  // The class whose lines are brought forward, or null.
  get front() {
    const { over, focused, kept } = this;
    const chosen = over ?? focused ?? kept;
    return chosen !== null && chosen < this.count ? chosen : null;
  }

  // room: its height, and whether it lies below the curve.
  draw(curve, { height, narrow, zoom }, look, labels) {
    const classes = byClass(curve);
    this.count = classes.length;
    this.stop = Math.min(this.stop, this.count - 1);
    const [name, ...parts] = widthsOf(curve, labels.class, look.measure).map((wide) => wide * zoom);
    const width = parts.reduce((a, b) => a + b, name);
    this.width = narrow ? 0 : width + ASIDE * zoom;
    variable(this.element, "max-height", narrow ? "none" : `${height}px`);
    variable(this.element, "--row", `${rowHeight(height / zoom, this.count, narrow)}px`);
    variable(this.table, "width", narrow ? "100%" : `${width}px`);
    variable(this.corner, "width", `${name}px`);
    attribute(this.table, "aria-label", curve.title);
    put(this.corner, "textContent", labels.class);
    this.heads.fill(classes[0].lines, ({ element }, { name, role }, i) => {
      put(element, "textContent", name);
      put(element, "className", `series ${role}`);
      variable(element, "width", `${parts[i]}px`);
    });
    this.rows.fill(classes, (row, { name, of, lines }) => row.draw(name, of, lines, look, zoom));
    this.mark();
  }

  // The values at a point.
  say(curve, at) {
    byClass(curve).forEach(({ lines }, i) => this.rows.items[i].say(lines.map((line) => entry(curve, line.values[at]))));
  }

  // Which row is in front, and which of them Tab stops at.
  mark() {
    this.rows.shown.forEach(({ element, name }, i) => {
      attribute(element, "data-front", String(i === this.front));
      attribute(name, "aria-pressed", String(i === this.kept));
      put(name, "tabIndex", i === this.stop ? 0 : -1);
    });
  }

  set(what, value) {
    if (this[what] === value) return;
    this[what] = value;
    this.mark();
    this.on.bring(this.front);
  }

  focus(target) {
    const row = rowOf(target);
    if (row === null) return;
    this.stop = row;
    this.mark();
    if (target.matches(":focus-visible")) this.set("focused", row); // a press keeps it, and lets it go again
  }

  keep(row) {
    if (row !== null) this.set("kept", row === this.kept ? null : row);
  }

  press(event) {
    const to = moveRow(this.stop, this.count, event.key);
    if (to === null) {
      if (event.key !== "Enter" && event.key !== " ") this.on.press(event);
      else event.stopPropagation(); // the button has had it
      return;
    }
    this.rows.items[to].name.focus();
    event.stopPropagation();
    event.preventDefault();
  }
}

// The number of the row that an element of the table stands in, or null.
const rowOf = (element) => element.closest("[data-of]")?.of ?? null;

// One class.
class Row {
  constructor(body) {
    this.element = make("tr", "", body);
    const head = make("th", "", this.element);
    attribute(head, "scope", "row");
    this.name = button("curve-class", head);
    this.canvas = make("canvas", "", this.name);
    attribute(this.canvas, "aria-hidden", "true");
    this.words = make("span", "", this.name);
    this.values = new Pool(() => ({ element: make("td", "", this.element) }));
  }

  draw(name, of, lines, look, zoom) {
    this.element.of = of;
    attribute(this.element, "data-of", String(of));
    put(this.words, "textContent", name);
    put(this.name, "title", name);
    this.values.fill(lines, () => {});
    const drawn = `${of} ${zoom} ${look.signature}`;
    if (lines.length && drawn !== this.drawn) this.drawMark(of, inkOf(look.palette, lines[0]), look, zoom);
    this.drawn = drawn;
  }

  drawMark(of, ink, { ratio }, zoom) {
    const side = 10;
    put(this.canvas, "width", Math.round(side * zoom * ratio));
    put(this.canvas, "height", Math.round(side * zoom * ratio));
    variable(this.canvas, "width", `${side * zoom}px`);
    variable(this.canvas, "height", `${side * zoom}px`);
    const context = this.canvas.getContext("2d");
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, 0, 0);
    context.clearRect(0, 0, side, side);
    context.beginPath();
    markOf(of)(context, side / 2, side / 2, 3.5);
    context.fillStyle = ink;
    context.fill();
  }

  say(texts) {
    this.values.items.forEach(({ element }, i) => put(element, "textContent", texts[i] ?? ""));
  }
}
