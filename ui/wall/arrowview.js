// The arrows of the loop as they are drawn. Each has an element of its own, which stays: a step changes a few of them.

import { laneArrows, stepArrows, turnArrows } from "./arrows.js";
import { attribute, put } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const drawn = (tag) => document.createElementNS(SVG, tag);

export class ArrowView {
  constructor() {
    this.element = drawn("svg");
    attribute(this.element, "aria-hidden", "true");
    this.lines = new Map(); // by the ids at their ends
  }

  draw(scene, { boxes, width, height }, look) {
    const shown = new Map(arrowsOf(scene, boxes, look).map((arrow) => [`${arrow.from} ${arrow.to}`, arrow]));
    attribute(this.element, "width", width);
    attribute(this.element, "height", height);
    for (const [name, line] of this.lines) if (!shown.has(name)) this.remove(name, line);
    for (const [name, arrow] of shown) this.drawLine(name, arrow);
  }

  remove(name, line) {
    this.lines.delete(name);
    line.remove();
  }

  drawLine(name, { path, tip, colour, isNow }) {
    if (!this.lines.has(name)) this.lines.set(name, drawn("g"));
    const line = this.lines.get(name);
    put(line, "innerHTML", `<path d="${path}" fill="none"/><polygon points="${tip}" stroke="none"/>`);
    const isOther = attribute(line, "class", isNow ? "now" : "");
    if (isOther && (isNow || !line.parentNode)) this.element.append(line); // above the others
    for (const paint of ["stroke", "fill"]) attribute(line, paint, colour);
  }
}

// All arrows with their colours; those of the step are its operands'.
function arrowsOf(scene, boxes, look) {
  const { line, text } = look.colours;
  const known = (id) => (id === "turn" ? scene.turn.value : scene.tiles[id].cells);
  const done = ({ from, to }) => (known(from) && known(to) ? text : line);
  const lanes = [...laneArrows(scene.columns, boxes), ...turnArrows(scene.columns[scene.columns.length - 1], boxes)];
  const now = ({ from }) => ({ colour: look.palette.accent(scene.tiles[from].quantity), isNow: true });
  return [
    ...lanes.map((arrow) => ({ ...arrow, colour: done(arrow) })),
    ...ofTheStep(scene, boxes).map((arrow) => ({ ...arrow, ...now(arrow) })),
  ];
}

function ofTheStep({ equation, tiles }, boxes) {
  const operands = equation.filter((term) => term.tile).map((term) => term.tile);
  const result = operands.pop();
  return result && tiles[result].state === "fresh" ? stepArrows(operands, result, boxes) : [];
}
