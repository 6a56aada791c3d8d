// What was measured on the way, large, in the place of the equation: axes, values, and a way back to each update.

import { escape } from "./board.js";
import { constants } from "./constants.js";
import { drawCurve, inkOf, nearest, reading, scales } from "./curve.js";
import { CurveLegend, byClass } from "./curvelegend.js";
import { attribute, make, put, variable } from "./dom.js";
import { keyOf } from "./keys.js";
import { fill, short } from "./number.js";
import { button } from "./terms.js";

const HEAD = 18;
const TOUCHED = 28; // on a phone
const HALL = 500; // pixels of a screen on which the type is as large as at a desk

export class CurveView {
  // on: {go(update), metric(name), log(), close()}.
  constructor(parent, on) {
    this.on = on;
    this.pointed = null; // where the pointer is, a point of the window
    this.element = make("section", "curve", parent);
    this.makeHead(on);
    this.canvas = make("canvas", "curve-lines", this.element);
    attribute(this.canvas, "role", "slider");
    this.canvas.tabIndex = 0;
    this.canvas.addEventListener("click", (event) => on.go(this.curve.x.values[this.indexAt(event.clientX)]));
    this.canvas.addEventListener("keydown", (event) => this.press(event));
    this.canvas.addEventListener("pointermove", ({ clientX }) => this.point(clientX));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.legend = new CurveLegend(this.element, { bring: () => this.paint(), press: (event) => this.press(event) });
  }

  makeHead(on) {
    const head = make("div", "curve-head", this.element);
    this.metric = make("select", "curve-metric", head);
    this.metric.addEventListener("change", () => on.metric(this.metric.value));
    this.title = make("b", "", head);
    this.words = make("span", "curve-words", head);
    this.log = Object.assign(button("curve-log", head), { textContent: "log" });
    this.log.addEventListener("click", () => on.log());
    this.close = Object.assign(button("curve-close", head), { textContent: "✕" });
    this.close.addEventListener("click", () => on.close());
  }

  // The loss, unless another metric is chosen; waits: whether what was chosen last is still to come.
  show(scene, { strip: width, stage: height, narrow, presented: hall }, look, labels, waits) {
    const zoom = hall ? hall / HALL : 1; // how many times as large its type is, to be read from afar
    Object.assign(this, { curve: scene.large ?? scene.curve, look, labels, zoom });
    variable(this.element, "--zoom", String(zoom));
    variable(this.element, "--head-height", `${narrow ? TOUCHED : HEAD}px`);
    this.drawHead(constants().metrics, waits);
    this.draw({ width, height, narrow });
  }

  draw({ width, height: stage, narrow }) {
    const { curve, look, labels, zoom } = this;
    const classes = curve.classes.length > 0;
    attribute(this.element, "data-classes", String(classes));
    put(this.legend.element, "hidden", !classes);
    if (classes) this.legend.draw(curve, { height: stage, narrow, zoom }, look, labels);
    const height = stage - (narrow ? TOUCHED : Math.round(HEAD * zoom));
    this.size = { width: Math.floor(width - (classes ? this.legend.width : 0)), height };
    put(this.canvas, "width", Math.round(this.size.width * look.ratio));
    put(this.canvas, "height", Math.round(height * look.ratio));
    variable(this.canvas, "width", `${this.size.width}px`);
    variable(this.canvas, "height", `${height}px`);
    this.scale = scales(curve, this.size.width / zoom, height / zoom);
    this.at = this.placed();
    this.say();
    this.paint();
  }

  // What is shown, to be chosen where there is a choice; what is called otherwise than usual says so.
  drawHead(metrics, waits) {
    const { curve, labels } = this;
    const choice = metrics.length > 1;
    put(this.metric, "hidden", !choice);
    put(this.title, "hidden", choice);
    put(this.title, "textContent", curve.title);
    const option = ([name, label]) => `<option value="${name}">${escape(name === curve.metric ? curve.title : label)}</option>`;
    const chosen = waits ? this.metric.value : curve.metric;
    put(this.metric, "innerHTML", metrics.map(option).join(""));
    if (this.metric.value !== chosen) this.metric.value = chosen;
    attribute(this.metric, "aria-label", labels.metric);
    put(this.metric, "title", `${labels.metric} (${keyOf("metric_next")})`);
    put(this.log, "hidden", curve.metric !== "loss");
    attribute(this.log, "aria-label", labels.log);
    attribute(this.log, "aria-pressed", String(curve.log));
    put(this.log, "title", `${labels.log} (${keyOf("log")})`);
    put(this.close, "title", `${labels.close} (${keyOf("curve_open")})`);
    attribute(this.close, "aria-label", labels.close);
  }

  paint() {
    const { curve, look, zoom, at } = this;
    const { ratio, palette, colours, font } = look;
    const { width, height } = this.size;
    const front = curve.classes.length ? this.legend.front : null;
    const options = { width: width / zoom, height: height / zoom, ratio: ratio * zoom, palette, colours, font, at, front };
    drawCurve(this.canvas.getContext("2d"), curve, options);
  }

  // The next of what can be chosen.
  turn() {
    const names = Array.from(this.metric.options, ({ value }) => value);
    if (names.length < 2) return;
    this.metric.value = names[(names.indexOf(this.metric.value) + 1) % names.length];
    this.on.metric(this.metric.value);
  }

  // Each series with its value at the point that is looked at.
  say() {
    const { curve, look, at } = this;
    const classes = curve.classes.length > 0;
    if (classes) this.legend.say(curve, at);
    const words = classes ? [] : reading(curve, at).map((part) => this.word(part.role, inkOf(look.palette, part), part.words));
    if (curve.earlier) words.push(this.word("earlier", look.colours.muted, curve.earlier.name));
    put(this.words, "innerHTML", words.join(""));
    attribute(this.canvas, "aria-label", curve.metric === "loss" ? this.labels.curve : curve.title);
    attribute(this.canvas, "aria-valuemin", String(curve.x.values[0] ?? 0));
    attribute(this.canvas, "aria-valuemax", String(curve.x.values[curve.x.count - 1] ?? 0));
    attribute(this.canvas, "aria-valuenow", String(curve.x.values[at] ?? 0));
    attribute(this.canvas, "aria-valuetext", this.linesOf(at).join(", "));
  }

  word(role, accent, words) {
    return `<span class="series ${role}" style="--accent:${accent}">${words}</span>`;
  }

  linesOf(at) {
    if (at < 0) return [];
    const { curve } = this;
    const parts = reading(curve, at);
    const where = `${curve.x.label} ${short(curve.x.values[at], 6)}`;
    if (!curve.classes.length) return [where, ...parts.map((part) => part.words)];
    const of = (label) => parts.filter((part) => part.of === label).map((part) => part.words);
    const rows = byClass(curve).map(({ name, of: label }) => `${name}: ${of(label).join(" · ")}`);
    return [where, ...rows.filter((_, label) => of(label).length)];
  }

  indexAt(clientX) {
    const { curve, scale, zoom } = this;
    const across = (clientX - this.canvas.getBoundingClientRect().left) / zoom - scale.x(scale.first);
    return nearest(curve.x.values, scale.first + (across / scale.across) * (scale.last - scale.first));
  }

  // What the curve says nearest to a point of the window, as lines of text; what the table says is not said again.
  linesAt(clientX) {
    const at = this.indexAt(clientX);
    const lines = this.linesOf(at);
    const shown = this.curve.classes.length ? lines.slice(0, 1) : lines;
    return lines.length ? [...shown, fill(this.labels.curve_go, { update: this.curve.x.values[at] })] : [];
  }

  // The point under the pointer or, without one, where one is.
  placed() {
    return this.pointed === null ? this.curve.x.values.indexOf(this.curve.here) : this.indexAt(this.pointed);
  }

  point(clientX) {
    this.pointed = clientX;
    this.see(this.placed());
  }

  see(at) {
    if (at === this.at) return;
    this.at = at;
    this.say();
    this.paint();
  }

  // Left and Right look at another point, Enter goes there.
  press(event) {
    const turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (turn) this.see(Math.max(0, Math.min(this.curve.x.count - 1, this.at + turn)));
    else if (event.key === "Enter") this.on.go(this.curve.x.values[this.at]);
    else if (event.key === "Escape") this.on.close();
    else return;
    event.stopPropagation();
    event.preventDefault();
  }
}
