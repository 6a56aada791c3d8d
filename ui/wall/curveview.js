// The loss curve large, in the place of the equation: axes, values, and a way back to each update.

import { drawCurve, nearest, reading } from "./curve.js";
import { attribute, make, put, variable } from "./dom.js";
import { keyOf } from "./keys.js";
import { fill, short } from "./number.js";
import { button } from "./terms.js";

const HEAD = 18;

export class CurveView {
  // on: {go(update), log(), close()}.
  constructor(parent, on) {
    this.element = make("section", "curve", parent);
    const head = make("div", "curve-head", this.element);
    this.title = make("b", "", head);
    this.words = make("span", "curve-words", head);
    this.log = Object.assign(button("curve-log", head), { textContent: "log" });
    this.log.addEventListener("click", () => on.log());
    this.close = Object.assign(button("curve-close", head), { textContent: "✕" });
    this.close.addEventListener("click", () => on.close());
    this.canvas = make("canvas", "", this.element);
    attribute(this.canvas, "role", "slider");
    this.canvas.tabIndex = 0;
    this.canvas.addEventListener("click", (event) => on.go(this.curve.x.values[this.indexAt(event.clientX)]));
    this.canvas.addEventListener("keydown", (event) => this.press(event, on));
  }

  // zoom: how many times as large its type is, to be read from afar.
  draw(curve, width, height, look, labels, zoom = 1) {
    Object.assign(this, { curve, look, labels, zoom });
    const { ratio, palette, colours, font } = look;
    const high = height - Math.round(HEAD * zoom);
    variable(this.element, "--zoom", String(zoom));
    put(this.canvas, "width", Math.round(width * ratio));
    put(this.canvas, "height", Math.round(high * ratio));
    variable(this.canvas, "width", `${width}px`);
    variable(this.canvas, "height", `${high}px`);
    put(this.title, "textContent", curve.title);
    attribute(this.log, "aria-label", labels.log);
    attribute(this.log, "aria-pressed", String(curve.log));
    put(this.log, "title", `${labels.log} (${keyOf("log")})`);
    put(this.close, "title", `${labels.close} (${keyOf("curve_open")})`);
    attribute(this.close, "aria-label", labels.close);
    this.at = curve.x.values.indexOf(curve.here);
    this.say();
    const options = { width: width / zoom, height: high / zoom, ratio: ratio * zoom, palette, colours, font };
    this.scale = drawCurve(this.canvas.getContext("2d"), curve, options);
  }

  // Each series with its value at the point that is looked at.
  say() {
    const { curve, look, at } = this;
    const parts = reading(curve, at);
    const accents = Object.fromEntries(curve.series.map(({ name, role }) => [name, [role, look.palette.accent(role)]]));
    const words = parts.map((part) => {
      const [role, accent] = accents[part.name];
      return `<span class="series ${role}" style="--accent:${accent}">${part.words}</span>`;
    });
    if (curve.earlier) words.push(`<span class="series earlier" style="--accent:${look.colours.muted}">${curve.earlier.name}</span>`);
    put(this.words, "innerHTML", words.join(""));
    attribute(this.canvas, "aria-label", this.labels.curve);
    attribute(this.canvas, "aria-valuemin", String(curve.x.values[0] ?? 0));
    attribute(this.canvas, "aria-valuemax", String(curve.x.values[curve.x.count - 1] ?? 0));
    attribute(this.canvas, "aria-valuenow", String(curve.x.values[at] ?? 0));
    attribute(this.canvas, "aria-valuetext", this.linesOf(at).join(", "));
  }

  linesOf(at) {
    if (at < 0) return [];
    const { curve } = this;
    return [`${curve.x.label} ${short(curve.x.values[at], 6)}`, ...reading(curve, at).map((part) => part.words)];
  }

  indexAt(clientX) {
    const { curve, scale, zoom } = this;
    const across = (clientX - this.canvas.getBoundingClientRect().left) / zoom - scale.x(scale.first);
    return nearest(curve.x.values, scale.first + (across / scale.across) * (scale.last - scale.first));
  }

  // What the curve says nearest to a point of the window, as lines of text.
  linesAt(clientX) {
    const at = this.indexAt(clientX);
    const lines = this.linesOf(at);
    return lines.length ? [...lines, fill(this.labels.curve_go, { update: this.curve.x.values[at] })] : [];
  }

  // Left and Right look at another point, Enter goes there.
  press(event, on) {
    const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (turn) {
      this.at = Math.max(0, Math.min(this.curve.x.count - 1, this.at + turn));
      this.say();
    } else if (event.key === "Enter") on.go(this.curve.x.values[this.at]);
    else if (event.key === "Escape") on.close();
    else return;
    event.stopPropagation();
    event.preventDefault();
  }
}
