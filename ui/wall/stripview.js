// The matrices of the step in one equation, or what is given. They lie on one surface, where the page has laid them.

import { attribute, make } from "./dom.js";
import { lines, narrowest, perLine, signWidth, stacked, stripSizes } from "./strip.js";
import { Surface } from "./surface.js";

const SIGNS = { "·": "dot", "∘": "ring", "=": "equals", "−": "minus", "+": "plus" };

export class StripView {
  // viewOf: the view of the matrix of a number; keepFocus: rearranges elements.
  constructor(parent, viewOf, keepFocus) {
    Object.assign(this, { viewOf, keepFocus });
    this.element = make("div", "strip", parent);
    this.ground = make("div", "ground", this.element);
    this.surface = new Surface(this.ground);
    this.line = make("div", "line", this.ground);
    this.count = 0; // of matrices
  }

  // Into {width, height}.
  draw(scene, room, look, labels) {
    const given = scene.given.map((tile) => ({ tile }));
    const equation = scene.equation.length ? scene.equation : given;
    const terms = equation.filter((term) => term.tile);
    const shapes = terms.map(({ tile, transpose }) => (transpose ? [...scene.tiles[tile].sent].reverse() : scene.tiles[tile].sent));
    const gap = room.small || !scene.equation.length ? 4 : 10;
    const { each, sizes, stacks } = planOf(shapes, roomBeside(equation, gap, room), room);
    attribute(this.element, "data-given", String(!scene.equation.length));
    attribute(this.element, "data-stacked", String(each < terms.length && stacks));
    attribute(this.element, "aria-label", labels.equation);
    this.count = terms.length;
    const plan = JSON.stringify([each, equation.map((term) => (term.tile ? null : term.sign))]);
    if (plan !== this.plan) this.keepFocus(() => this.arrange(equation, each));
    this.plan = plan;
    const cell = narrowest(shapes, sizes);
    terms.forEach((term, i) => {
      const place = { room: Math.max(60, sizes[i].width + 8), large: true, cell, presented: room.presented };
      this.viewOf(i).update(scene.tiles[term.tile], term, sizes[i], place, look, labels);
    });
  }

  // `each`: how many matrices lie in a line, with the sign after each.
  arrange(equation, each) {
    let index = 0;
    const matrix = () => this.viewOf(index++).element;
    const breaks = (term) => term.tile && index > 0 && index % each === 0;
    this.line.replaceChildren(
      ...equation.flatMap((term) => [...(breaks(term) ? [make("span", "break")] : []), term.tile ? matrix() : signOf(term.sign)]),
    );
  }

  // Puts the pictures where the page has laid their matrices, when all of it is written: asked before, it would lay out twice.
  paint(ratio) {
    if (this.element.hidden) return;
    const ground = this.ground.getBoundingClientRect();
    const views = Array.from({ length: this.count }, (_, i) => this.viewOf(i));
    const boxes = views.map((view) => boxIn(ground, view.matrix.getBoundingClientRect(), ratio));
    const [width, height] = [ground.width, ground.height].map(Math.floor); // more would be scrolled to
    const blank = this.surface.fit({ width, height, boxes }, ratio);
    views.forEach((view, i) => view.show(this.surface.corner(boxes[i]), blank));
  }
}

// How many matrices lie in a line, how large they are, and whether the lines share the height, as on a phone.
function planOf(shapes, beside, room) {
  const stack = room.stacks ? stacked(shapes, beside, { width: room.width - 6, height: room.height }) : null;
  const each = stack?.each ?? (room.wraps ? perLine(shapes, beside, room.width - 6) : Math.max(1, shapes.length));
  const taken = 6 + Math.max(0, ...lines(beside, each).map((line) => line.reduce((a, b) => a + b, 0)));
  const inLine = { ...room, width: room.width - taken };
  const roomOf = (k) => (stack ? { ...inLine, width: inLine.width * stack.room[k].part, height: stack.room[k].height } : inLine);
  return { each, sizes: lines(shapes, each).flatMap((line, k) => stripSizes(line, roomOf(k))), stacks: Boolean(stack) };
}

// What each matrix of an equation needs at its side: the sign after it, and the gaps.
function roomBeside(equation, gap, { small, presented }) {
  const beside = [];
  let before = 0; // what stands before the first
  for (const term of equation) {
    if (term.tile) beside.push(gap + (beside.length ? 0 : before));
    else if (beside.length) beside[beside.length - 1] += gap + signWidth(term.sign, small, presented);
    else before += gap + signWidth(term.sign, small, presented);
  }
  return beside;
}

function signOf(sign) {
  const element = make("span", `sign ${SIGNS[sign] ?? ""}`);
  make("span", "", element).textContent = sign;
  return element;
}

// Where a box of the window lies in another one, as the browser snaps both to the pixels of the screen.
function boxIn(outer, { left, top, width, height }, ratio) {
  const snapped = (inside, outside) => (Math.round(inside * ratio) - Math.round(outside * ratio)) / ratio;
  return { x: snapped(left, outer.left), y: snapped(top, outer.top), width, height };
}
